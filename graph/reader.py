"""Reads claims back out of the dataset: one query for a filter, one `Row` a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from .dataset import Dataset, Term
from .relation import Filter
from .terms import actor_id, actor_node, claim_id, local, text, theatre_node, wb

__all__ = ["ClaimRow", "claim_rows", "relation_names", "symmetric_relations", "values"]

_REQUIRED = ("source", "relation", "target", "status", "confidence", "quote", "sentence", "start", "end", "article")
_OPTIONAL = (
    "date", "time", "attributed", "attributed_name", "theatre", "place", "source_text", "target_text",
    "source_span", "target_span", "plover", "nominal", "why", "number", "title", "url", "outlet", "story", "doc",
)  # fmt: skip
_VARIABLES = ("claim", "graph", *_REQUIRED, *_OPTIONAL)

_SELECT = f"""SELECT {" ".join("?" + name for name in _VARIABLES)} WHERE {{
{{filter}}
GRAPH ?graph {{{{
  ?claim wb:subject ?source ; wb:object ?target ; wb:relation ?relation ; wb:status ?status ;
    wb:confidence ?confidence ; wb:quote ?quote ; wb:sentence ?sentence ; wb:start ?start ; wb:end ?end ;
    dct:source ?article .
  {{inner}}
  OPTIONAL {{{{ ?claim wb:date ?date }}}}
  OPTIONAL {{{{ ?claim wb:statedTime ?time }}}}
  OPTIONAL {{{{ ?claim wb:attributedTo ?attributed }}}}
  OPTIONAL {{{{ ?claim wb:attributedName ?attributed_name }}}}
  OPTIONAL {{{{ ?claim wb:theatre ?theatre }}}}
  OPTIONAL {{{{ ?claim wb:place ?place }}}}
  OPTIONAL {{{{ ?claim wb:subjectText ?source_text }}}}
  OPTIONAL {{{{ ?claim wb:objectText ?target_text }}}}
  OPTIONAL {{{{ ?claim wb:subjectSpan ?source_span }}}}
  OPTIONAL {{{{ ?claim wb:objectSpan ?target_span }}}}
  OPTIONAL {{{{ ?claim wb:plover ?plover }}}}
  OPTIONAL {{{{ ?claim wb:nominal ?nominal }}}}
  OPTIONAL {{{{ ?claim wb:why ?why }}}}
  OPTIONAL {{{{ ?article wb:number ?number }}}}
  OPTIONAL {{{{ ?article dct:title ?title }}}}
  OPTIONAL {{{{ ?article schema:url ?url }}}}
  OPTIONAL {{{{ ?article dct:publisher/schema:name ?outlet }}}}
  OPTIONAL {{{{ ?article wb:story ?story }}}}
  OPTIONAL {{{{ ?graph dct:identifier ?doc }}}}
}}}}
}}"""


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
    quote: str
    sentence: str
    start: int
    end: int
    article: str
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


def _outer(wanted: Filter) -> Iterator[str]:
    if wanted.theatre:
        yield values("theatre", map(theatre_node, wanted.theatre))
    if wanted.relations or wanted.sign:
        yield values("relation", map(wb, relation_names(wanted.relations, wanted.sign)))
    if wanted.outlets:
        yield values("outlet", map(text, wanted.outlets))
    if not wanted.roll_up:
        yield from _ends(wanted)
        if wanted.attributed_to:
            yield values("attributed", _nodes(wanted.attributed_to))


def _inner(wanted: Filter) -> Iterator[str]:
    if wanted.theatre:
        yield "?claim wb:theatre ?theatre ."
    if wanted.attributed_to and not wanted.roll_up:
        yield "?claim wb:attributedTo ?attributed ."
    if wanted.outlets:
        yield "?article dct:publisher/schema:name ?outlet ."
    if wanted.since or wanted.until:
        yield "?claim wb:date ?date ."
    if wanted.since:
        yield f"FILTER(str(?date) >= {text(wanted.since)})"
    if wanted.until:
        yield f"FILTER(str(?date) <= {text(wanted.until + '~' if len(wanted.until) < 10 else wanted.until)})"


def claim_rows(dataset: Dataset, wanted: Filter = Filter()) -> Iterator[ClaimRow]:
    """The claims that the filter lets through, as far as the store can tell.

    Statuses, counts of sources, contested or not, roll-up and merged actors are decided afterwards,
    because they need the claims of a whole relation.
    """
    query = _SELECT.format(filter="".join(_outer(wanted)), inner="\n  ".join(_inner(wanted)))
    seen = set()
    for row in dataset.select(query):
        known = {name: _plain(name, term) for name, term in zip(_VARIABLES, row, strict=True) if term is not None}
        if known["claim"] not in seen:
            seen.add(known["claim"])
            yield ClaimRow(**known)


