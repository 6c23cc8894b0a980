"""A reading as SPARQL 1.1 over the claims of all documents: what `--show-query` prints, and what runs.

Terms are written by pyoxigraph, so that no name in a question can end its string or IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..ontology.namespaces import EDGES, PREFIXES
from ..ontology.vocabulary import vocabulary
from .reader import relation_names, symmetric_relations, values
from .relation import ActorRef
from .terms import actor_node, node, text, theatre_node

if TYPE_CHECKING:
    from .reading import Reading

__all__ = ["question_sparql"]

_USED = ("wb", "dct", "schema")
_SHOWN = "?subject ?relation ?object ?status ?date ?outlet ?quote ?claim"
_CLAIM = "?claim a wb:Claim ; wb:subject ?subject ; wb:relation ?relation ; wb:object ?object ; wb:status ?status ;"
_WORDS = "    wb:quote ?quote ; dct:source ?article ."
_MAYBE = ("OPTIONAL { ?claim wb:date ?date }", "OPTIONAL { ?article dct:publisher/schema:name ?outlet }")


def question_sparql(reading: Reading) -> str:
    """The whole query: prefixes, the reading as a comment, the pattern."""
    prefixes = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in _USED]
    comment = f"# {reading.words()}".replace("\n", " ").replace("\r", " ")
    return "\n".join([*prefixes, comment, *_remarks(reading), *_BODIES.get(reading.form, _claims)(reading)])


def _remarks(reading: Reading) -> Iterator[str]:
    """What the query cannot say and the answer sees to afterwards."""
    if reading.roll_up:
        yield "# afterwards: leaders and forces are counted as the sides that they stand for on the claim's date"
    if reading.min_sources:
        yield "# afterwards: copies of one wire text count as one source"
    if reading.form == "both" and (reading.theatre or reading.since or reading.until):
        yield "# afterwards: theatre and dates"


def _claims(reading: Reading) -> Iterator[str]:
    yield f"SELECT DISTINCT {_SHOWN} WHERE {{"
    yield from _indented(_pattern(reading))
    yield "} ORDER BY ?date ?claim"


def _pattern(reading: Reading) -> Iterator[str]:
    """Everything that holds for the claims of the answer."""
    wanted = reading.filter()
    if wanted.relations or wanted.sign:
        yield _named("relation", relation_names(wanted.relations, wanted.sign))
    if wanted.theatre:
        yield _values("theatre", map(theatre_node, wanted.theatre))
    yield from _ends(reading)
    yield _CLAIM
    yield _WORDS
    if wanted.theatre:
        yield "?claim wb:theatre ?theatre ."
    yield from _said(reading)
    yield from _when(reading)
    yield from _many(reading)


def _values(variable: str, terms: Iterable[Literal | NamedNode]) -> str:
    return values(variable, terms).strip()


def _named(variable: str, names: Iterable[str]) -> str:
    """Terms of the vocabulary, by prefixed names, which people read more easily."""
    return f"VALUES ?{variable} {{ {' '.join(f'wb:{name}' for name in names)} }}"


def _ends(reading: Reading) -> Iterator[str]:
    """Who stands at the two ends; a symmetric relation may stand either way round."""
    wanted = reading.filter()
    if reading.either and reading.source:
        yield _pairs(reading.source, reading.target)
        return
    if wanted.around:
        ends = " ".join(str(actor_node(actor)) for actor in wanted.around)
        yield f"{{ VALUES ?subject {{ {ends} }} ?claim wb:subject ?subject }}"
        yield f"UNION {{ VALUES ?object {{ {ends} }} ?claim wb:object ?object }}"
        return
    ways = [_way(wanted.source, wanted.target)]
    symmetric = sorted(set(symmetric_relations()) & set(relation_names(wanted.relations, wanted.sign)))
    if symmetric:
        among = f"FILTER (?relation IN ({', '.join(f'wb:{name}' for name in symmetric)}))"
        ways.append(f"{_way(wanted.target, wanted.source)} ?claim wb:relation ?relation {among}")
    if wanted.source or wanted.target:
        yield "\nUNION ".join(f"{{ {way} }}" for way in ways)


def _way(source: Sequence[str], target: Sequence[str]) -> str:
    parts = []
    for variable, actors, path in (("subject", source, "wb:subject"), ("object", target, "wb:object")):
        if actors:
            parts.append(f"{_values(variable, map(actor_node, actors))} ?claim {path} ?{variable} .")
    return " ".join(parts)


def _pairs(one: Sequence[ActorRef], other: Sequence[ActorRef]) -> str:
    rows = [(a.id, b.id) for a in one for b in other]
    both = [f"({actor_node(a)} {actor_node(b)})" for x, y in rows for a, b in ((x, y), (y, x))]
    return f"VALUES (?subject ?object) {{ {' '.join(both)} }}"


def _said(reading: Reading) -> Iterator[str]:
    """Status, confidence, and who says so."""
    if reading.status:
        yield _named("status", reading.status)
    if reading.attributed_to:
        yield _values("speaker", (actor_node(actor.id) for actor in reading.attributed_to))
        yield "?claim wb:attributedTo ?speaker ."
    if reading.outlets:
        yield _values("outlet", map(text, reading.outlets))
        yield "?article dct:publisher/schema:name ?outlet ."
    else:
        yield _MAYBE[1]
    if reading.min_confidence:
        yield f"?claim wb:confidence ?confidence . FILTER (?confidence >= {reading.min_confidence})"


def _when(reading: Reading) -> Iterator[str]:
    wanted = reading.filter()
    yield "?claim wb:date ?date ." if wanted.since or wanted.until else _MAYBE[0]
    if wanted.since:
        yield f"FILTER (STR(?date) >= {text(wanted.since)})"
    if wanted.until:
        yield f"FILTER (STR(?date) <= {text(wanted.until)})"


def _many(reading: Reading) -> Iterator[str]:
    """At least so many outlets; only what is contested, or nothing of it, by the derived edges."""
    if reading.min_sources:
        yield (
            "{ SELECT ?subject ?relation ?object WHERE { ?c wb:subject ?subject ; wb:relation ?relation ; "
            "wb:object ?object ; dct:source/dct:publisher ?o }"
        )
        yield f"  GROUP BY ?subject ?relation ?object HAVING (COUNT(DISTINCT ?o) >= {reading.min_sources}) }}"
    contested = reading.filter().contested
    if contested != "show":
        yield f"FILTER {'NOT ' if contested == 'hide' else ''}EXISTS {{ GRAPH {node(EDGES)} {{"
        yield "  ?edge wb:edgeSource ?subject ; wb:edgeRelation ?relation ;"
        yield "    wb:edgeTarget ?object ; wb:contested true }}"


def _path(reading: Reading) -> Iterator[str]:
    """Whether there is a chain at all; which is the shortest, the answer finds over the same edges."""
    families = ("support",) if reading.via == "support" else tuple(vocabulary().families)
    steps = "|".join(f"wb:{name}|^wb:{name}" for name in families)
    yield "ASK {"
    yield f"  {_values('one', (actor_node(actor.id) for actor in reading.source))}"
    yield f"  {_values('other', (actor_node(actor.id) for actor in reading.target))}"
    yield f"  GRAPH {node(EDGES)} {{ ?one ({steps})+ ?other }}"
    yield "}"


def _changed(reading: Reading) -> Iterator[str]:
    """Pairs with support and hostility, and the days of both."""
    from .turns import HOSTILE, SUPPORTIVE

    yield "SELECT ?subject ?object ?supportFirst ?supportLast ?hostilityFirst ?hostilityLast WHERE {"
    if reading.source:
        yield f"  {_values('subject', (actor_node(actor.id) for actor in reading.source))}"
    for name, relations in (("support", SUPPORTIVE), ("hostility", HOSTILE)):
        yield f"  {{ SELECT ?subject ?object (MIN(?day) AS ?{name}First) (MAX(?day) AS ?{name}Last) WHERE {{"
        yield f"    {_named('relation', relations)} VALUES ?status {{ wb:asserted wb:claimed }}"
        yield "    ?claim wb:relation ?relation ; wb:subject ?subject ; wb:object ?object ;"
        yield "      wb:status ?status ; wb:date ?day ."
        if reading.theatre:
            yield f"    {_values('theatre', map(theatre_node, reading.theatre))} ?claim wb:theatre ?theatre ."
        yield "  } GROUP BY ?subject ?object }"
    yield "  FILTER (?supportFirst < ?hostilityFirst && ?supportLast < ?hostilityLast"
    yield "    || ?supportFirst > ?hostilityFirst && ?supportLast > ?hostilityLast)"
    yield "}"


def _new(reading: Reading) -> Iterator[str]:
    yield "SELECT ?subject ?relation ?object (MIN(?date) AS ?first) WHERE {"
    yield from _indented(_pattern(reading))
    since = f"STR(MIN(?date)) >= {text(reading.since)}" if reading.since else "true"
    yield f"}} GROUP BY ?subject ?relation ?object HAVING ({since}) ORDER BY ?first"


def _both(reading: Reading) -> Iterator[str]:
    """Who supports two actors that are hostile to each other, over the derived edges."""
    from .turns import HOSTILE

    support = "|".join(f"wb:{name}" for name in reading.relations)
    yield "SELECT DISTINCT ?subject ?one ?other WHERE {"
    yield f"  GRAPH {node(EDGES)} {{"
    yield f"    ?one ({'|'.join(f'wb:{name}' for name in HOSTILE)}) ?other ."
    yield f"    ?subject ({support}) ?one ; ({support}) ?other }}"
    yield "  FILTER (?subject != ?one && ?subject != ?other)"
    yield "}"


def _both_of(reading: Reading) -> Iterator[str]:
    yield "SELECT DISTINCT ?subject WHERE {"
    for number, actors in enumerate((reading.target, reading.other), 1):
        yield f"  {_values(f'target{number}', (actor_node(actor.id) for actor in actors))}"
        yield f"  {_named(f'relation{number}', reading.relations)}"
        yield f"  {_named(f'status{number}', reading.status or ('asserted', 'claimed'))}"
        yield f"  ?claim{number} wb:subject ?subject ; wb:relation ?relation{number} ; wb:object ?target{number} ;"
        yield f"    wb:status ?status{number} ."
    yield "}"


def _compare(reading: Reading) -> Iterator[str]:
    yield f"SELECT DISTINCT ?theatre {_SHOWN} WHERE {{"
    yield f"  {_values('theatre', map(theatre_node, reading.theatre))}"
    yield from _indented(_pattern(reading))
    yield "  ?claim wb:theatre ?theatre ."
    yield "} ORDER BY ?theatre ?date ?claim"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {part}" for line in lines for part in line.split("\n"))


_BODIES = {
    "path": _path,
    "changed": _changed,
    "new": _new,
    "both": _both,
    "both_of": _both_of,
    "compare": _compare,
}
