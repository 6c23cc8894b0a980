"""The actors as SKOS concepts with dated roles, for programs that read Turtle and not the tables.

``python -m whobacks.ontology.actor_skos > actors.ttl`` compiles the shipped tables; a user's own table may be
given as an argument. Names become skos:prefLabel and skos:altLabel, names that need context hidden labels,
a verified Wikidata id skos:exactMatch; roles are the same nodes that the knowledge graph writes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from .actor_record import Actor, Role
from .actors import ActorBase, load_actors
from .namespaces import ACTOR, DCT, ORG, PREFIXES, RDF, SKOS, THEATRE, WB, WD, XSD
from .vocabulary import vocabulary

__all__ = ["actor_triples", "write_turtle"]

_TYPE: Final = NamedNode(RDF + "type")
_SCHEME: Final = NamedNode(WB + "actors")
_DATE_TYPES: Final = {10: "date", 7: "gYearMonth", 4: "gYear"}
_LABELS: Final = (
    ("aliases", SKOS + "altLabel"),
    ("weak", WB + "weakLabel"),
    ("demonyms", WB + "demonym"),
    ("metonyms", WB + "metonym"),
)
_PLAIN: Final = (
    ("kind", WB + "kind"),
    ("country", WB + "country"),
    ("qid_source", DCT + "source"),
    ("note", SKOS + "note"),
)


def actor_triples(base: ActorBase) -> Iterator[Triple]:
    """Every actor and every role of the base."""
    yield Triple(_SCHEME, _TYPE, NamedNode(SKOS + "ConceptScheme"))
    for actor in base.actors.values():
        yield from _actor(actor)
    for one, other in base.merged.items():
        yield Triple(NamedNode(ACTOR + one), NamedNode(WB + "mergedInto"), NamedNode(ACTOR + other))
    for role in base.all_roles:
        yield from _role(role)


def _actor(actor: Actor) -> Iterator[Triple]:
    me = NamedNode(ACTOR + actor.id)
    yield Triple(me, _TYPE, NamedNode(vocabulary().kinds[actor.kind].iri))
    yield Triple(me, NamedNode(SKOS + "inScheme"), _SCHEME)
    yield Triple(me, NamedNode(SKOS + "prefLabel"), Literal(actor.name, language="en"))
    for column, iri in _LABELS:
        for name in getattr(actor, column):
            yield Triple(me, NamedNode(iri), Literal(name, language="en"))
    for column, iri in _PLAIN:
        if value := getattr(actor, column):
            yield Triple(me, NamedNode(iri), Literal(value))
    for sector in filter(None, actor.sector.split("|")):
        yield Triple(me, NamedNode(WB + "sector"), Literal(sector))
    for theatre in filter(None, actor.theatre.split("|")):
        yield Triple(me, NamedNode(WB + "theatre"), _theatre(theatre))
    if actor.qid:
        yield Triple(me, NamedNode(SKOS + "exactMatch"), NamedNode(WD + actor.qid))


def _theatre(name: str) -> NamedNode:
    """The theatre of the vocabulary, or, in a user's table, one of the user's own."""
    known = vocabulary().theatres.get(name)
    return NamedNode(known.iri if known else THEATRE + "-".join(name.lower().split()))


def _role(role: Role) -> Iterator[Triple]:
    me = NamedNode(f"{ACTOR}role/{role.key}")
    yield Triple(me, _TYPE, NamedNode(WB + "ActorRole"))
    yield Triple(me, NamedNode(ORG + "member"), NamedNode(ACTOR + role.actor))
    yield Triple(me, NamedNode(ORG + "role"), NamedNode(WB + role.relation))
    yield Triple(me, NamedNode(ORG + "organization"), NamedNode(ACTOR + role.other))
    for name, date in (("from", role.start), ("to", role.end)):
        if date:
            yield Triple(me, NamedNode(WB + name), Literal(date, datatype=NamedNode(XSD + _DATE_TYPES[len(date)])))
    if role.source:
        yield Triple(me, NamedNode(DCT + "source"), Literal(role.source))


def write_turtle(base: ActorBase, file: BinaryIO) -> None:
    """Write the actors as Turtle."""
    serialize(actor_triples(base), file, RdfFormat.TURTLE, prefixes=dict(PREFIXES))


def _main(arguments: Iterable[str]) -> None:
    table = next(iter(arguments), None)
    write_turtle(load_actors(Path(table) if table else None), sys.stdout.buffer)


if __name__ == "__main__":
    _main(sys.argv[1:])
