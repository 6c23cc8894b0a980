"""Training examples for the relation classifier: sentences with every pair judged.

Two sources give the same form: invented passages with complete gold (passages.jsonl) and annotated
articles (a folder with ``texts/`` and ``relations/``), where all co-occurring pairs that no record
names are negatives. ``python training/relation_data.py --articles FOLDER --out examples.jsonl`` runs
the package's own pipeline for sentences and candidate mentions, as at run time.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from passages import read as read_compact
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.candidate_pairs import candidates
from whobacks.extract.mention import mentions_of
from whobacks.extract.pairs import Sentence, pairs_of

Span = tuple[int, int]
#: Pronouns that stand for different actors within one passage; only annotated places count.
PRONOUNS = frozenset(
    {
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "it",
        "its",
        "they",
        "them",
        "their",
        "theirs",
        "we",
        "us",
        "our",
        "ours",
    }
    | {"i", "me", "my", "who", "whom", "whose", "which"}
)
STRUCTURE = frozenset({"leads", "member_of"})
#: How an aligner finds further candidate mentions: a Doc in, (start, end, canonical name) out.
Aligner = Callable[[Doc], Iterable[tuple[int, int, str]]]


@dataclass(frozen=True)
class Example:
    """A sentence and, for each pair (a, b) of it, the gold of a to b and of b to a: {relation: statuses}.

    Statuses are joined by "+"; ``ignored`` marks pairs of which nobody can tell.
    """

    id: str
    sentence: Sentence
    gold: tuple[tuple[dict[str, str], dict[str, str]], ...]
    ignored: tuple[bool, ...]
    plover: tuple[tuple[str | None, str | None], ...]
    names: tuple[str, ...] = ()

    @classmethod
    def read(cls, record: dict[str, Any]) -> Example:
        """Read an example back from its JSON object."""
        sentence = record.pop("sentence")
        spans, pairs = (tuple(map(tuple, sentence[key])) for key in ("spans", "pairs"))
        return cls(sentence=Sentence(tuple(sentence["words"]), spans, pairs), **record)


@dataclass
class Annotated:
    """A Doc with located actors and located relations, before it is cut into sentences."""

    id: str
    doc: Doc
    spans: list[tuple[int, int, str]]
    relations: list[tuple[Span, Span, str, str, str, str]]
    pairs: list[tuple[Span, Span, str]] = field(default_factory=list)


def occurrences(text: str, phrase: str, low: int = 0, high: int | None = None) -> list[Span]:
    """Word-bounded places of the phrase in text[low:high], as character offsets."""
    pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
    return [m.span() for m in re.compile(pattern).finditer(text, low, len(text) if high is None else high)]


def token_span(doc: Doc, place: Span) -> Span | None:
    """Tokens that cover the characters."""
    span = doc.char_span(*place, alignment_mode="expand")
    return (span.start, span.end) if span is not None and len(span) else None


def nearest(places: list[Span], quote: Span) -> Span | None:
    """The place inside the quote, else the one closest to it."""
    if not places:
        return None
    return min(places, key=lambda p: (max(0, quote[0] - p[0], p[1] - quote[1]), p[0]))


def locate(doc: Doc, record: dict[str, Any], quote: Span, within: Span) -> tuple[Span, Span] | None:
    """Token spans of the record's source and target, near its quote."""
    found = []
    for key in ("source", "target"):
        place = record.get(f"{key}_span") or nearest(occurrences(doc.text, record[f"{key}_text"], *within), quote)
        span = token_span(doc, tuple(place)) if place else None
        if span is None:
            return None
        found.append(span)
    return found[0], found[1]


def passage(nlp: Language, item: dict[str, Any], more: Aligner | None = None) -> Annotated:
    """An invented passage: all mentions and all relations are given; what ``more`` adds is in no relation."""
    doc = nlp(item["text"])
    out = Annotated(item["id"], doc, [], [])
    for record in item["relations"]:
        at = max(0, item["text"].find(record["quote"]))
        located = locate(doc, record, (at, at + len(record["quote"])), (0, len(item["text"])))
        if located:
            out.relations.append((*located, record["relation"], record["status"], record["source"], record["target"]))
    for pair in item.get("pairs", ()):
        located = locate(doc, pair, (0, len(item["text"])), (0, len(item["text"])))
        if located:
            out.pairs.append((*located, pair["plover"]))
    for actor in item["actors"]:
        if "spans" in actor:
            out.spans.extend(
                (*span, actor["name"]) for place in actor["spans"] if (span := token_span(doc, tuple(place)))
            )
            continue
        for mention in actor["mentions"]:
            out.spans.extend(_mention_spans(doc, mention, actor["name"]))
    guesses = list(more(doc)) if more else []
    out.spans += [g for g in guesses if not any(_same(g, m) for m in out.spans)]
    return _with_gold_spans(out)


def _mention_spans(doc: Doc, mention: str, name: str) -> Iterator[tuple[int, int, str]]:
    places = occurrences(doc.text, mention)
    if mention.casefold() in PRONOUNS and len(places) > 1:
        return
    for place in places:
        span = token_span(doc, place)
        if span:
            yield (*span, name)


def article(nlp: Language, name: str, text: str, records: list[dict[str, Any]], more: Aligner | None) -> Annotated:
    """An annotated article: other mentions come from the aligner and from the records' own words."""
    doc = nlp(text)
    out = Annotated(name, doc, list(more(doc)) if more else [], [])
    known: dict[str, str] = {}
    for record in records:
        known.setdefault(record["source_text"], record["source"])
        known.setdefault(record["target_text"], record["target"])
        within = _find_loosely(text, record["sentence"])
        quote = _find_loosely(text, record["quote"], *within) if within else None
        located = locate(doc, record, quote or within, within) if within else None
        if located:
            out.relations.append((*located, record["relation"], record["status"], record["source"], record["target"]))
    if more is None:
        for words, actor in known.items():
            if words.casefold() not in PRONOUNS:
                out.spans.extend(_mention_spans(doc, words, actor))
    return _with_gold_spans(out)


def _find_loosely(text: str, phrase: str, low: int = 0, high: int | None = None) -> Span | None:
    """Offsets of the phrase, whatever the white space in it."""
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    match = re.compile(pattern).search(text, low, len(text) if high is None else high)
    return match.span() if match else None


def _with_gold_spans(annotated: Annotated) -> Annotated:
    """Gold spans first; a guessed span that overlaps one by half or more is the same mention and gives way."""
    gold = {
        (*span, name) for s, t, _, _, source, target in annotated.relations for span, name in ((s, source), (t, target))
    }
    gold |= {(*span, f"pair:{span}") for s, t, _ in annotated.pairs for span in (s, t) if not _taken(span, gold)}
    rest = [m for m in annotated.spans if not any(_same(m, g) for g in gold)]
    annotated.spans = sorted({*gold, *rest})
    return annotated


def _same(guess: tuple[int, int, str], gold: tuple[int, int, str]) -> bool:
    """Whether two spans are one mention: half of both is shared, or they overlap and name one actor."""
    shared = min(guess[1], gold[1]) - max(guess[0], gold[0])
    both = max(guess[1], gold[1]) - min(guess[0], gold[0])
    return shared > 0 and (2 * shared >= both or guess[2] == gold[2])


def _taken(span: Span, gold: set[tuple[int, int, str]]) -> bool:
    return any((g[0], g[1]) == span for g in gold)


def examples(annotated: Annotated) -> Iterator[Example]:
    """Cut a document into sentences, each pair with its gold."""
    doc = annotated.doc
    spans = [(start, end) for start, end, _ in annotated.spans]
    names = [name for _, _, name in annotated.spans]
    sentences = [(s.start, s.end) for s in doc.sents]
    pairs = list(pairs_of(spans, names, sentences))
    judged = {pair: _judge(annotated, pair, spans, names, sentences) for pair in pairs}
    for sentence, chosen, shift in candidates([t.text for t in doc], spans, pairs, sentences):
        gold = [judged[pair] for pair in chosen]
        kept = sorted({i for pair in chosen for i in pair})
        yield Example(
            id=f"{annotated.id}:{shift}",
            sentence=sentence,
            gold=tuple(g[0] for g in gold),
            ignored=tuple(g[1] for g in gold),
            plover=tuple(g[2] for g in gold),
            names=tuple(names[i] for i in kept),
        )


def _judge(
    annotated: Annotated, pair: tuple[int, int], spans: list[Span], names: list[str], sentences: list[Span]
) -> Any:
    a, b = pair
    sentence = next(s for s in sentences if s[0] <= spans[a][0] < s[1])
    gold: tuple[dict[str, str], dict[str, str]] = ({}, {})
    elsewhere = structural = False
    for source, target, relation, status, left, right in annotated.relations:
        if {left, right} != {names[a], names[b]}:
            continue
        structural |= relation in STRUCTURE
        if {source, target} == {spans[a], spans[b]}:
            side = gold[0 if source == spans[a] else 1]
            # A fact that one actor claims and another denies has both statuses.
            side[relation] = "+".join(sorted({*filter(None, side.get(relation, "").split("+")), status}))
        elif sentence[0] <= source[0] < sentence[1]:
            elsewhere = True
    plover: list[str | None] = [None, None]
    for source, target, root in annotated.pairs:
        if {source, target} == {spans[a], spans[b]}:
            plover[0 if source == spans[a] else 1] = root
    unknown = any(name.startswith("pair:") for name in (names[a], names[b]))
    return gold, not any(gold) and (elsewhere or structural or unknown), tuple(plover)


def load_passages(
    path: Path, nlp: Language, more: Aligner | None = None, wanted: Callable[[str], bool] = bool
) -> Iterator[Annotated]:
    """Every passage whose id is wanted, of a JSON lines file or a file in the compact form (.txt)."""
    lines = [] if path.suffix == ".txt" else path.read_text(encoding="utf-8").splitlines()
    items = read_compact(path)[0] if path.suffix == ".txt" else map(json.loads, lines)
    for item in items:
        if wanted(item["id"]):
            yield passage(nlp, item, more)


def linked(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """The mentions that the pipeline's own linker found: an Aligner."""
    return ((m.start, m.end, m.name) for m in mentions_of(doc))


def load_articles(
    folder: Path, nlp: Language, more: Aligner | None = None, wanted: Callable[[str], bool] = bool
) -> Iterator[Annotated]:
    """Every wanted article of ``folder/texts`` with its records in ``folder/relations``."""
    for file in sorted(f for f in (folder / "texts").glob("*.txt") if wanted(f.stem)):
        lines = (folder / "relations" / f"{file.stem}.jsonl").read_text(encoding="utf-8").splitlines()
        yield article(nlp, file.stem, file.read_text(encoding="utf-8"), [json.loads(line) for line in lines], more)


def main() -> None:
    """Write the examples of passages and articles as JSON lines."""
    from whobacks.extract.pipeline import load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--passages", type=Path, nargs="*", default=sorted(Path(__file__).parent.glob("passages*.[jt]*"))
    )
    parser.add_argument("--articles", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    nlp = load(exclude=["whobacks/relations"])
    found = [e for path in args.passages for a in load_passages(path, nlp, linked) for e in examples(a)]
    found += [e for folder in args.articles for a in load_articles(folder, nlp, linked) for e in examples(a)]
    lines = (json.dumps(asdict(e), ensure_ascii=False) + "\n" for e in found)
    args.out.write_text("".join(lines), encoding="utf-8")
    print(
        f"{len(found)} sentences, {sum(len(e.gold) for e in found)} pairs, "
        f"{sum(any(g) for e in found for g in e.gold)} related"
    )


if __name__ == "__main__":
    main()
