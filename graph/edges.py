"""The derived graph of edges: direct triples and one aggregate a relation, always rebuildable.

Reading "who backs X" or a chain of backers off claims costs a join a claim; off these edges it is one
look-up. Only what is asserted, or claimed and not denied, becomes a direct triple (with the relation's
broader relation and family, so that `?who wb:support ?whom` needs no reasoner).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from pyoxigraph import NamedNode, Quad

from ..ontology.namespaces import EDGE, EDGES
from ..ontology.vocabulary import vocabulary
from .grouping import STATED
from .relation import Relation
from .terms import TYPE, actor_node, boolean, claim_node, day, double, integer, node, slug, theatre_node, wb

__all__ = ["edge_node", "edge_quads", "month_quads", "side_quads", "turn_quads"]

_GRAPH = node(EDGES)


def _mint(*parts: str) -> NamedNode:
    return NamedNode(EDGE + sha256("\x1f".join(parts).encode()).hexdigest()[:20])


def edge_node(source: str, relation: str, target: str) -> NamedNode:
    """The IRI of an edge's aggregate."""
    return _mint(source, relation, target)


def _direct(relation: str) -> tuple[str, ...]:
    """The relation, what it is narrower than, and its family."""
    kind = vocabulary().relation(relation)
    return tuple(dict.fromkeys((relation, *([kind.broader] if kind.broader else []), kind.family)))


def edge_quads(relation: Relation) -> Iterator[Quad]:
    """The direct triples and the aggregate of one relation."""
    source, target = actor_node(relation.source.id), actor_node(relation.target.id)
    if _holds(relation):
        for one, other in _ways(relation):
            for name in _direct(relation.relation):
                yield Quad(actor_node(one), wb(name), actor_node(other), _GRAPH)
    me = edge_node(relation.source.id, relation.relation, relation.target.id)
    yield Quad(me, TYPE, wb("Edge"), _GRAPH)
    yield Quad(me, wb("edgeSource"), source, _GRAPH)
    yield Quad(me, wb("edgeRelation"), wb(relation.relation), _GRAPH)
    yield Quad(me, wb("edgeTarget"), target, _GRAPH)
    for statement in relation.statements:
        yield Quad(me, wb("evidence"), claim_node(statement.claim), _GRAPH)
    yield from _aggregates(me, relation)
    yield from side_quads(relation)


def side_quads(relation: Relation) -> Iterator[Quad]:
    """Who helps and who harms whom, once more in a graph a theatre: for proxy rivals and the like."""
    name = {1: "helps", -1: "harms"}.get(relation.sign)
    if name and _holds(relation):
        for theatre in relation.theatres:
            for one, other in _ways(relation):
                yield Quad(actor_node(one), wb(name), actor_node(other), node(f"{EDGES}/{slug(theatre)}"))


def _holds(relation: Relation) -> bool:
    """Asserted by somebody, or at least claimed and denied by nobody."""
    return relation.status == "asserted" or (relation.status == "claimed" and not relation.contested)


def _aggregates(me: NamedNode, relation: Relation) -> Iterator[Quad]:
    yield Quad(me, wb("edgeSign"), integer(relation.sign), _GRAPH)
    yield Quad(me, wb("strongest"), wb(relation.status), _GRAPH)
    yield Quad(me, wb("contested"), boolean(relation.contested), _GRAPH)
    yield Quad(me, wb("claims"), integer(sum(s.status != "denied" for s in relation.statements)), _GRAPH)
    yield Quad(me, wb("denials"), integer(sum(s.status == "denied" for s in relation.statements)), _GRAPH)
    yield Quad(me, wb("documents"), integer(relation.documents), _GRAPH)
    yield Quad(me, wb("sources"), integer(relation.sources), _GRAPH)
    yield Quad(me, wb("bestConfidence"), double(relation.confidence), _GRAPH)
    if relation.first and relation.last:
        yield Quad(me, wb("first"), day(relation.first), _GRAPH)
        yield Quad(me, wb("last"), day(relation.last), _GRAPH)
    for theatre in relation.theatres:
        yield Quad(me, wb("edgeTheatre"), theatre_node(theatre), _GRAPH)


def turn_quads(relations: Iterable[Relation]) -> Iterator[Quad]:
    """For a pair that is both supported and fought: the dates of both, for "who changed sides"."""
    dates: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for relation in relations:
        if relation.sign and relation.first and relation.last and relation.status in STATED:
            for source, target in _ways(relation):
                dates[source, target, relation.sign].extend((relation.first, relation.last))
    for source, target, sign in list(dates):
        if sign > 0 and (source, target, -1) in dates:
            yield from _turn(source, target, dates[source, target, 1], dates[source, target, -1])


def _ways(relation: Relation) -> tuple[tuple[str, str], ...]:
    """(source, target), and (target, source) too where the relation is symmetric."""
    one, other = relation.source.id, relation.target.id
    return ((one, other), (other, one)) if vocabulary().relation(relation.relation).symmetric else ((one, other),)


def _turn(source: str, target: str, support: Sequence[str], hostile: Sequence[str]) -> Iterator[Quad]:
    me = _mint("turn", source, target)
    yield Quad(me, TYPE, wb("Turn"), _GRAPH)
    yield Quad(me, wb("turnOf"), actor_node(source), _GRAPH)
    yield Quad(me, wb("turnOn"), actor_node(target), _GRAPH)
    for name, dates in (("support", support), ("hostility", hostile)):
        yield Quad(me, wb(f"{name}First"), day(min(dates)), _GRAPH)
        yield Quad(me, wb(f"{name}Last"), day(max(dates)), _GRAPH)


def month_quads(month: str, relation: str, statements: int) -> Iterator[Quad]:
    """How often a relation was stated in a month ("2020-05"), for "support over months"."""
    me = _mint("month", month, relation)
    yield Quad(me, TYPE, wb("Month"), _GRAPH)
    yield Quad(me, wb("month"), day(month), _GRAPH)
    yield Quad(me, wb("monthRelation"), wb(relation), _GRAPH)
    yield Quad(me, wb("monthClaims"), integer(statements), _GRAPH)
