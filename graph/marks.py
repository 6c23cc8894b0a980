"""Marks: which pairs of actors and which months the derived edges still have to catch up with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from ..ontology.namespaces import STALE
from .rdf import DocumentGraph
from .terms import actor_node, node, text, wb

__all__ = ["PAIRS", "pair_marks", "stale_quads"]

#: The pairs and dates of a document's claims.
PAIRS = """SELECT DISTINCT ?source ?target ?date WHERE { GRAPH ?graph {
  ?claim wb:subject ?source ; wb:object ?target . OPTIONAL { ?claim wb:date ?date } } }"""


def pair_marks(rows: Iterable[Sequence[Any]]) -> Iterator[Quad]:
    """Marks for rows of source, target and date; rows without both actors are passed over."""
    for source, target, date in rows:
        if source is not None and target is not None:
            yield from _marks(source, target, date.value if date is not None else None)


def _marks(source: NamedNode, target: NamedNode, date: str | None) -> Iterator[Quad]:
    graph = node(STALE)
    yield Quad(source, wb("stale"), target, graph)
    if date and len(date) >= len("2020-05"):
        yield Quad(graph, wb("staleMonth"), Literal(date[:7]), graph)


def stale_quads(made: DocumentGraph) -> Iterator[Quad]:
    """Marks for the edges between the document's actors, and for the months it speaks of."""
    graph = node(STALE)
    for source, target in made.pairs:
        yield Quad(actor_node(source), wb("stale"), actor_node(target), graph)
    for month in made.months:
        yield Quad(graph, wb("staleMonth"), text(month), graph)
