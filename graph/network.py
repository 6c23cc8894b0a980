"""The relations as a networkx graph, and paths through it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import networkx

from .relation import Relation
from .relations import Relations, best_statement

__all__ = ["network", "path"]


def network(relations: Iterable[Relation]) -> networkx.MultiDiGraph:
    """A MultiDiGraph: nodes are actor ids with ``name`` and ``kind``, edges are keyed by relation name.

    Edge attributes are plain values only (str, int, float, bool), so that every networkx writer takes
    them: sign, status, contested, documents, sources, first, last, theatres, confidence, quote, weight
    (the number of independent sources).
    """
    graph = networkx.MultiDiGraph()
    for relation in relations:
        for end in (relation.source, relation.target):
            graph.add_node(end.id, name=end.name, kind=end.kind)
        graph.add_edge(relation.source.id, relation.target.id, key=relation.relation, **_attributes(relation))
    return graph


def _attributes(relation: Relation) -> dict[str, Any]:
    best = best_statement(relation)
    return {
        "relation": relation.relation,
        "sign": relation.sign,
        "status": relation.status,
        "contested": relation.contested,
        "documents": relation.documents,
        "sources": relation.sources,
        "weight": relation.sources,
        "first": relation.first or "",
        "last": relation.last or "",
        "theatres": "|".join(relation.theatres),
        "confidence": relation.confidence,
        "quote": best.quote if best else "",
    }


def path(relations: Relations, one: str, other: str) -> Relations:
    """The shortest chain between two actors, edges taken in either direction, the best attested first.

    Only stated relations count: a chain over a denial or a hypothesis would be no chain.
    """
    best: dict[frozenset[str], Relation] = {}
    for relation in relations:
        if relation.status in ("asserted", "claimed"):
            best.setdefault(frozenset((relation.source.id, relation.target.id)), relation)
    graph = networkx.Graph()
    graph.add_nodes_from((one, other))
    for hop, relation in best.items():
        # Ties between equally short chains go to the one with more independent sources.
        graph.add_edge(*hop, length=1 + 1 / (1_000 * (1 + relation.sources)))
    try:
        nodes = networkx.shortest_path(graph, one, other, weight="length")
    except networkx.NetworkXNoPath:
        return Relations()
    return Relations(best[frozenset(hop)] for hop in pairwise(nodes))
