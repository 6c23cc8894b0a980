"""What the explorer's page carries: actors, relations and statements in columns, whatever draws them.

Numbers point into tables, so that an outlet or a sentence is written once: 300 actors with 2,000
relations and 6,600 statements take 2.1 MB as plain JSON and a quarter of that packed.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ..ontology.actors import ActorBase
from ..ontology.namespaces import PREFIXES
from ..ontology.vocabulary import vocabulary
from .relation import ActorRef, Relation, Statement
from .terms import document_node, slug

__all__ = ["Table", "columns", "packed", "words"]

#: Above this many characters of JSON the data travels gzipped (as base64, unpacked by the browser).
PACK_ABOVE: Final = 100_000
STATUSES: Final = ("asserted", "claimed", "denied", "hypothetical")
_IRIS: Final = ("wb", "actor", "doc", "claim", "outlet", "theatre", "rdf", "dct", "schema", "xsd", "oa")
_SHORT: Final = re.compile(r"[A-Z][A-Za-z]?[A-Z]{1,4}")


@dataclass(slots=True)
class Table:
    """Rows by key, in the order of their first use; ``place(key)`` is the row's number."""

    rows: dict[Any, Any] = field(default_factory=dict)
    places: dict[Any, int] = field(default_factory=dict)

    def place(self, key: Any, row: Any = None) -> int:
        """The number of a row, which is added if it is new; -1 for None."""
        if key is None:
            return -1
        if key not in self.places:
            self.places[key] = len(self.places)
            self.rows[key] = key if row is None else row
        return self.places[key]

    def list(self) -> list[Any]:
        """All rows, in order."""
        return list(self.rows.values())


def words() -> dict[str, Any]:
    """The vocabulary as the page needs it: relations, families, IRIs."""
    known = vocabulary()
    return {
        "relations": [
            [r.name, r.label, r.inverse_label, r.family, int(r.symmetric), r.definition, r.plover, r.broader]
            for r in known.relations.values()
        ],
        "families": [[f.name, f.label, f.sign, f.definition] for f in known.families.values()],
        "statuses": list(STATUSES),
        "iris": {name: PREFIXES[name] for name in _IRIS},
    }


def columns(relations: Sequence[Relation], base: ActorBase, *, texts: bool = True) -> dict[str, Any]:
    """Actors, relations and statements as tables and columns.

    Args:
        relations: what is to be shown.
        base: the actors table, for other names and for the sides that people and forces stand for.
        texts: False leaves quotes and sentences out (the page then asks its server for them).
    """
    actors, speakers = Table(), Table()
    tables = {name: Table() for name in ("outlets", "theatres", "documents", "sentences")}
    known = {name: place for place, name in enumerate(vocabulary().relations)}
    rows: list[list[int]] = []
    cells: list[tuple[Any, ...]] = []
    for place, relation in enumerate(relations):
        a, b = (_actor(actors, end) for end in (relation.source, relation.target))
        rows.append([a, known[relation.relation], b, relation.sources, int(relation.contested), relation.sign])
        cells.extend(_cells(place, statement, tables, speakers, texts) for statement in relation.statements)
    sides = [_side(relation, base, actors) for relation in relations]
    return {
        "actors": [[*row, *_names(row[0], row[1], base)] for row in actors.list()],
        "relations": [row + list(side) for row, side in zip(rows, sides, strict=True)],
        "speakers": speakers.list(),
        **{name: table.list() for name, table in tables.items()},
        "slugs": [
            [slug(name) for name in tables["outlets"].list()],
            [slug(name) for name in tables["theatres"].list()],
        ],
        "statements": dict(zip(_COLUMNS, map(list, zip(*cells, strict=True)), strict=True))
        if cells
        else {c: [] for c in _COLUMNS},
    }


_COLUMNS: Final = (
    "relation", "document", "status", "by", "denied", "theatre", "confidence", "claim", "sentence", "quote",
    "time", "place", "from", "to", "start", "end",
)  # fmt: skip


def _cells(place: int, s: Statement, tables: Mapping[str, Table], speakers: Table, texts: bool) -> tuple[Any, ...]:
    outlet = tables["outlets"].place(s.outlet)
    key = (s.doc, s.article)
    document = tables["documents"].place(
        key,
        [s.doc, s.article, s.title, s.url, outlet, s.date, document_node(s.doc).value.removeprefix(PREFIXES["doc"])],
    )
    return (
        place,
        document,
        STATUSES.index(s.status),
        _speaker(speakers, s.attributed_to),
        [_speaker(speakers, actor) for actor in s.denied_by],
        tables["theatres"].place(s.theatre),
        round(s.confidence * 1000),
        s.claim,
        tables["sentences"].place(s.sentence or s.quote) if texts else -1,
        _span(s) if texts else None,
        s.time,
        s.place,
        s.source_text,
        s.target_text,
        s.start,
        s.end,
    )


def _span(s: Statement) -> list[int] | str:
    """Where the quote lies in its sentence (UTF-16 units, as JavaScript counts), or the quote itself."""
    start = s.sentence.find(s.quote)
    if start < 0 or not s.sentence:
        return s.quote
    units = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in (s.sentence[:start], s.quote)]
    return [units[0], units[0] + units[1]]


def _actor(actors: Table, ref: ActorRef) -> int:
    return actors.place(ref.id, [ref.id, ref.name, ref.kind])


def _speaker(speakers: Table, ref: ActorRef | None) -> int:
    return speakers.place((ref.id, ref.name), [ref.id, ref.name]) if ref else -1


def _side(relation: Relation, base: ActorBase, actors: Table) -> tuple[int, int]:
    """The places of the sides that both ends stand for when the relation was last stated."""
    ends = []
    for end in (relation.source, relation.target):
        side = base.roll_up(end.id, relation.last) if end.id in base.actors else end.id
        ref = end if side == end.id else ActorRef(id=side, name=base.get(side).name, kind=base.get(side).kind)
        ends.append(_actor(actors, ref))
    return ends[0], ends[1]


def _names(actor: str, name: str, base: ActorBase) -> tuple[str | None, list[str]]:
    """A short form ("GNA") and every other name by which an actor may be looked for."""
    known = base.actors.get(actor)
    if known is None:
        return None, []
    others = [alias for alias in (*known.aliases, *known.demonyms, *known.metonyms) if alias != name]
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    short = [alias for alias in known.aliases if _SHORT.fullmatch(alias) and len(alias) < len(name)]
    return initials if initials in short else min(short, key=len, default=None), others


def packed(data: Mapping[str, Any]) -> dict[str, Any] | str:
    """The data itself, or, if it is long, its JSON gzipped and in base64; the same data gives the same text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(text) <= PACK_ABOVE:
        return dict(data)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "surrogatepass"), 6, mtime=0)).decode("ascii")
