"""The actors that the dataset uses: names, kinds and dated roles, in a graph of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from ..ontology.namespaces import ACTOR, ACTORS, ORG, SKOS, WD
from ..ontology.vocabulary import vocabulary
from .dataset import Dataset
from .relation import ActorRef
from .terms import TYPE, actor_id, actor_node, day, node, text, wb

if TYPE_CHECKING:
    from ..ontology.actors import Actor, ActorBase, Role

__all__ = ["actor_quads", "known_actor", "read_actors"]

_GRAPH = node(ACTORS)


def actor_quads(names: Mapping[str, str], base: ActorBase) -> Iterator[Quad]:
    """Name and kind of every actor, with the roles it has; a provisional one has only its name."""
    for actor, name in names.items():
        me = actor_node(actor)
        if actor in base.actors:
            yield from _known(me, base.get(actor), base.roles(actor))
        else:
            yield from _plain(me, name, "unreviewed", wb("Actor"))


def _plain(me: NamedNode, name: str, kind: str, kind_node: NamedNode) -> Iterator[Quad]:
    yield Quad(me, TYPE, kind_node, _GRAPH)
    yield Quad(me, node(SKOS + "prefLabel"), text(name), _GRAPH)
    yield Quad(me, wb("kind"), text(kind), _GRAPH)


def _known(me: NamedNode, actor: Actor, roles: Iterable[Role]) -> Iterator[Quad]:
    yield from _plain(me, actor.name, actor.kind, node(vocabulary().kinds[actor.kind].iri))
    if actor.qid:
        yield Quad(me, node(SKOS + "exactMatch"), NamedNode(WD + actor.qid), _GRAPH)
    for role in roles:
        yield from _role(role)


def _role(role: Role) -> Iterator[Quad]:
    parts = (role.actor, role.relation, role.other, role.start or "", role.end or "")
    me = node(f"{ACTOR}role/{sha256(chr(31).join(parts).encode()).hexdigest()[:16]}")
    yield Quad(me, TYPE, wb("ActorRole"), _GRAPH)
    yield Quad(me, node(ORG + "member"), actor_node(role.actor), _GRAPH)
    yield Quad(me, node(ORG + "role"), wb(role.relation), _GRAPH)
    yield Quad(me, node(ORG + "organization"), actor_node(role.other), _GRAPH)
    if role.start:
        yield Quad(me, wb("from"), day(role.start), _GRAPH)
    if role.end:
        yield Quad(me, wb("to"), day(role.end), _GRAPH)


_QUERY = f"""SELECT ?actor ?name ?kind WHERE {{ GRAPH <{ACTORS}> {{
  ?actor wb:kind ?kind ; skos:prefLabel ?name }} }}"""


def read_actors(dataset: Dataset, base: ActorBase) -> dict[str, ActorRef]:
    """Every actor of the dataset by id; the actors' table has the last word on name and kind.

    A provisional actor that was written in two ways goes by the first in the alphabet.
    """
    found: dict[str, ActorRef] = {}
    for actor, name, kind in dataset.select(_QUERY):
        if isinstance(actor, NamedNode) and isinstance(name, Literal) and isinstance(kind, Literal):
            new = ActorRef(actor_id(actor), name.value, kind.value)
            found[new.id] = min(found.get(new.id, new), new, key=lambda ref: ref.name)
    return {ref.id: known_actor(ref.id, base) or ref for ref in found.values()}


def known_actor(actor: str, base: ActorBase) -> ActorRef | None:
    """Name and kind from the actors' table."""
    known = base.actors.get(actor)
    return ActorRef(known.id, known.name, known.kind) if known else None
