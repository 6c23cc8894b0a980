"""The actors that the dataset uses: names, kinds and dated roles, in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from ..ontology.namespaces import ACTOR, ACTORS, SKOS, WD
from .dataset import Dataset
from .relation import ActorRef
from .terms import actor_id, actor_node, day, node, text, wb

if TYPE_CHECKING:
    from ..ontology.actors import Actor, ActorBase, Role

__all__ = ["actor_quads", "read_actors"]

_GRAPH = node(ACTORS)


def actor_quads(names: Mapping[str, str], base: ActorBase) -> Iterator[Quad]:
    """Name and kind of every actor, with the roles it has; a provisional one has only its name."""
    for actor, name in names.items():
        me = actor_node(actor)
        if actor in base.actors:
            yield from _known(me, base.get(actor), base.roles(actor))
        else:
            yield Quad(me, node(SKOS.prefLabel), text(name), _GRAPH)
            yield Quad(me, wb("kind"), text("unreviewed"), _GRAPH)


def _known(me: NamedNode, actor: Actor, roles: Iterable[Role]) -> Iterator[Quad]:
    yield Quad(me, node(SKOS.prefLabel), text(actor.name), _GRAPH)
    yield Quad(me, wb("kind"), text(actor.kind), _GRAPH)
    if actor.qid:
        yield Quad(me, node(SKOS.exactMatch), NamedNode(WD + actor.qid), _GRAPH)
    for role in roles:
        yield from _role(role)


def _role(role: Role) -> Iterator[Quad]:
    parts = (role.actor, role.relation, role.other, role.start or "", role.end or "")
    key = sha256("\x1f".join(parts).encode()).hexdigest()[:16]
    me = node(f"{ACTOR}role/{key}")
    yield Quad(me, wb("roleOf"), actor_node(role.actor), _GRAPH)
    yield Quad(me, wb("role"), text(role.relation), _GRAPH)
    yield Quad(me, wb("roleIn"), actor_node(role.other), _GRAPH)
    if role.start:
        yield Quad(me, wb("roleStart"), day(role.start), _GRAPH)
    if role.end:
        yield Quad(me, wb("roleEnd"), day(role.end), _GRAPH)


_QUERY = f"""SELECT ?actor ?name ?kind WHERE {{ GRAPH <{ACTORS}> {{
  ?actor wb:kind ?kind ; skos:prefLabel ?name }} }}"""


def read_actors(dataset: Dataset) -> dict[str, ActorRef]:
    """Every actor of the dataset by id; one that has two names goes by the first in the alphabet."""
    found: dict[str, ActorRef] = {}
    for actor, name, kind in dataset.select(_QUERY):
        if isinstance(actor, NamedNode) and isinstance(name, Literal) and isinstance(kind, Literal):
            new = ActorRef(actor_id(actor), name.value, kind.value)
            found[new.id] = min(found.get(new.id, new), new, key=lambda ref: ref.name)
    return found
