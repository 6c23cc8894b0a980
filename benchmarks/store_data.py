"""Generated documents and claims for benchmarks: seeded, shaped like extracted news, nobody's words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from whobacks.extract.claim import Claim, Status
from whobacks.extract.document import Article, Document
from whobacks.ontology.vocabulary import vocabulary

ACTORS, OUTLETS = 2_000, 60
FIRST_DAY = date(2011, 1, 1)
DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Made:
    """A document with its claims, as the extractor yields them."""

    document: Document
    claims: tuple[Claim, ...]


def actor(number: int) -> tuple[str, str]:
    """Id and name of an invented actor; every tenth is a person."""
    kind = "person" if number % 10 == 0 else "group"
    return f"new/{kind}-{number:04d}", f"{kind.title()} Number {number}"


class Generator:
    """Documents without end: Zipf-distributed actors, all relations and theatres, 6 % denials, 25 % attributed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._relations = list(vocabulary().relations)
        self._theatres = list(vocabulary().theatres)
        # Zipf with exponent 0.9: a few powers are in most reports, most groups in few.
        self._weights = [1 / (rank + 1) ** 0.9 for rank in range(ACTORS)]
        self._actors = [actor(n) for n in range(ACTORS)]

    def documents(self) -> Iterator[Made]:
        """One document after the other, 1 to 8 claims each."""
        number = 0
        while True:
            number += 1
            yield self._document(number)

    def _document(self, number: int) -> Made:
        rnd = self._random
        day = (FIRST_DAY + timedelta(days=rnd.randrange(DAYS))).isoformat()
        outlet, theatre = f"Outlet {rnd.randrange(OUTLETS)}", rnd.choice(self._theatres)
        doc, title = f"doc-{number:08d}", f"Report {number} from {theatre}"
        claims = tuple(self._claim(doc, title, day, outlet, theatre, n) for n in range(rnd.randint(1, 8)))
        article = Article(title=title, date=day, outlet=outlet, url=f"https://example.org/{number}")
        return Made(Document(id=doc, text=f"Report {number}.", articles=(article,)), claims)

    def _claim(self, doc: str, title: str, day: str, outlet: str, theatre: str, number: int) -> Claim:
        rnd = self._random
        (source_id, source), (target_id, target), (by_id, by) = self._three()
        relation = rnd.choice(self._relations)
        status = rnd.choices(list(Status), weights=(62, 25, 6, 7))[0]
        said = status in (Status.CLAIMED, Status.DENIED)
        start = number * 200
        sentence = (
            f"{source} {relation.replace('_', ' ')} {target}, said the report of {day} on the fighting in {theatre}."
        )
        quote = sentence[: sentence.index(",")]
        return Claim(
            doc=doc, source=source, source_text=source, source_id=source_id, relation=relation, target=target,
            target_text=target, target_id=target_id, status=status, sentence=sentence, quote=quote, start=start,
            end=start + len(quote), plover="AID", attributed_to=by if said else None,
            attributed_to_id=by_id if said else None, theatre=theatre, date=day, outlet=outlet, title=title,
            confidence=round(rnd.uniform(0.4, 1.0), 3), source_span=(start, start + len(source)),
            target_span=(start + len(quote) - len(target), start + len(quote)),
        )  # fmt: skip

    def _three(self) -> list[tuple[str, str]]:
        while True:
            three = self._random.choices(self._actors, weights=self._weights, k=3)
            if three[0] != three[1]:
                return three
