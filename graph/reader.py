"""Reads claims back out of the dataset: one query for a filter, one `Row` a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from .dataset import Dataset, Term
from .relation import Filter
from .terms import actor_id, actor_node, claim_id, local, text, theatre_node, wb

__all__ = [
    "BRIEF",
    "EVERY",
    "EVERYTHING",
    "FULL",
    "ClaimRow",
    "claim_rows",
    "relation_names",
    "symmetric_relations",
    "values",
]

_REQUIRED = {
    "source": "wb:subject", "target": "wb:object", "relation": "wb:relation", "status": "wb:status",
    "confidence": "wb:confidence", "article": "dct:source",
}  # fmt: skip
_WORDS = {"quote": "wb:quote", "sentence": "wb:sentence", "start": "wb:start", "end": "wb:end"}
#: The filter that lets everything through.
EVERY = Filter()
#: What the derived edges are made of.
BRIEF = {
    "date": "?claim wb:date", "theatre": "?claim wb:theatre", "story": "?article wb:story",
    "outlet": "?article dct:publisher/schema:name",
}  # fmt: skip
#: What an answer shows.
FULL = {
    **BRIEF,
    "time": "?claim wb:statedTime", "attributed": "?claim wb:attributedTo",
    "attributed_name": "?claim wb:attributedName", "place": "?claim wb:place",
    "source_text": "?claim wb:subjectText", "target_text": "?claim wb:objectText", "number": "?article wb:number",
    "title": "?article dct:title", "url": "?article schema:url", "doc": "?graph dct:identifier",
}  # fmt: skip
#: Everything that was loaded.
EVERYTHING = {
    **FULL,
    "source_span": "?claim wb:subjectSpan", "target_span": "?claim wb:objectSpan", "plover": "?claim wb:plover",
    "nominal": "?claim wb:nominal", "why": "?claim wb:why",
}  # fmt: skip


def _select(optional: Mapping[str, str], narrow: str) -> tuple[tuple[str, ...], str]:
    """The variables and the query; everything stands inside GRAPH, where joins are a hundred times faster."""
    required = {**_REQUIRED, **_WORDS} if "doc" in optional else _REQUIRED
    names = ("claim", "graph", *required, *optional)
    pattern = " ; ".join(f"{path} ?{name}" for name, path in required.items())
    maybe = "\n  ".join(f"OPTIONAL {{ {path} ?{name} }}" for name, path in optional.items())
    select = " ".join(f"?{name}" for name in names)
    return names, f"SELECT {select} WHERE {{ GRAPH ?graph {{\n{narrow}  ?claim {pattern} .\n  {maybe}\n}} }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim as the dataset holds it: ids and plain values, no names of actors yet."""

    claim: str
    graph: str
    source: str
    relation: str
    target: str
    status: str
    confidence: float
    article: str
    quote: str = ""
    sentence: str = ""
    start: int = 0
    end: int = 0
    date: str | None = None
    time: str | None = None
    attributed: str | None = None
    attributed_name: str | None = None
    theatre: str | None = None
    place: str | None = None
    source_text: str = ""
    target_text: str = ""
    source_span: str | None = None
    target_span: str | None = None
    plover: str | None = None
    nominal: bool = False
    why: str | None = None
    number: int = 1
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    story: str | None = None
    doc: str = ""


_ACTORS = {"source", "target", "attributed"}
_LOCAL = {"relation", "status", "theatre"}
_NUMBERS: dict[str, Any] = {"confidence": float, "start": int, "end": int, "number": int}


def _plain(name: str, term: Term) -> Any:
    if name in _ACTORS and isinstance(term, NamedNode):
        return actor_id(term)
    if name in _LOCAL and isinstance(term, NamedNode):
        return local(term)
    if name in _NUMBERS:
        return _NUMBERS[name](term.value)
    if name == "claim" and isinstance(term, NamedNode):
        return claim_id(term)
    return term.value == "true" if name == "nominal" else term.value


def values(variable: str, terms: Iterable[Term]) -> str:
    """A VALUES clause; the terms write themselves, so nothing in them can end it."""
    return f"VALUES ?{variable} {{ {' '.join(map(str, terms))} }}\n"


def symmetric_relations() -> tuple[str, ...]:
    """The relations that hold both ways."""
    from ..ontology.vocabulary import vocabulary

    return tuple(r.name for r in vocabulary().relations.values() if r.symmetric)


def relation_names(names: Iterable[str], signs: Iterable[int] = ()) -> tuple[str, ...]:
    """All relations meant by names of relations (with the narrower ones) or families, and by signs."""
    from ..ontology.vocabulary import vocabulary

    words = vocabulary()
    chosen: set[str] = set()
    for name in names:
        family = [r.name for r in words.relations.values() if r.family == name]
        chosen.update(family or words.narrower(name))
    signed = {r.name for r in words.relations.values() if r.sign in set(signs)} if signs else set(words.relations)
    return tuple(sorted((chosen or set(words.relations)) & signed))


def _ends(wanted: Filter) -> Iterator[str]:
    """The claims between the wanted ends; a symmetric relation is found from either side."""
    sources, targets = _nodes(wanted.source), _nodes(wanted.target)
    if sources or targets:
        there = _between("source", sources) + _between("target", targets)
        back = _between("source", targets) + _between("target", sources)
        symmetric = values("relation", map(wb, symmetric_relations()))
        yield f"{{ {there} }} UNION {{ {back} {symmetric} ?claim wb:relation ?relation }}\n"
    if wanted.around:
        ends = _nodes(wanted.around)
        yield f"{{ {_between('source', ends)} }} UNION {{ {_between('target', ends)} }}\n"


_END = {"source": "wb:subject", "target": "wb:object"}


def _nodes(actors: Iterable[str]) -> list[NamedNode]:
    return [actor_node(actor) for actor in actors]


def _between(variable: str, ends: list[NamedNode]) -> str:
    return f"{values(variable, ends)} ?claim {_END[variable]} ?{variable} ." if ends else ""


def _narrow(wanted: Filter) -> Iterator[str]:
    if not wanted.roll_up:
        yield from _ends(wanted)
        if wanted.attributed_to:
            yield f"{values('attributed', _nodes(wanted.attributed_to))} ?claim wb:attributedTo ?attributed .\n"
    if wanted.theatre:
        yield f"{values('theatre', map(theatre_node, wanted.theatre))} ?claim wb:theatre ?theatre .\n"
    if wanted.relations or wanted.sign:
        yield values("relation", map(wb, relation_names(wanted.relations, wanted.sign)))
    if wanted.outlets:
        yield f"{values('outlet', map(text, wanted.outlets))} ?article dct:publisher/schema:name ?outlet .\n"
    yield from _dates(wanted)


def _dates(wanted: Filter) -> Iterator[str]:
    if wanted.since or wanted.until:
        yield "?claim wb:date ?date .\n"
    if wanted.since:
        yield f"FILTER(str(?date) >= {text(wanted.since)})\n"
    if wanted.until:
        # A tilde sorts behind every digit: until "2019-07" takes in the whole month.
        yield f"FILTER(str(?date) <= {text(wanted.until.ljust(10, '~'))})\n"


def claim_rows(
    dataset: Dataset, wanted: Filter = EVERY, *, fields: Mapping[str, str] = FULL, only: str = ""
) -> Iterator[ClaimRow]:
    """The claims that the filter lets through, as far as the store can tell.

    Statuses, counts of sources, contested or not, roll-up and merged actors are decided afterwards,
    because they need the claims of a whole relation.

    Args:
        dataset: where to read.
        wanted: the filter.
        fields: `BRIEF`, `FULL` or `EVERYTHING`: how much of a claim to read.
        only: SPARQL of our own that narrows the claims further.
    """
    names, query = _select(fields, only + "".join(_narrow(wanted)))
    seen = set()
    for row in dataset.select(query):
        known = {name: _plain(name, term) for name, term in zip(names, row, strict=True) if term is not None}
        if known["claim"] not in seen:
            seen.add(known["claim"])
            yield ClaimRow(**known)
