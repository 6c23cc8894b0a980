"""Validates a dataset document by document, so that its size does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import rdflib
from pyoxigraph import NamedNode, RdfFormat, serialize

from .dataset import Dataset

__all__ = ["validate"]

_GRAPHS = "SELECT ?graph WHERE { GRAPH ?graph { ?graph schema:sha256 ?sha } }"
#: Documents a round: the checker starts up once a round (about 0.1 s).
_AT_ONCE = 50


def validate(dataset: Dataset, watch: Callable[[int, str], None] | None = None) -> Iterator[dict[str, str]]:
    """Yield one row a broken rule: node, path, value and message."""
    from ..ontology.shapes import validate as check

    graphs = [graph for (graph,) in dataset.select(_GRAPHS) if isinstance(graph, NamedNode)]
    for start in range(0, len(graphs), _AT_ONCE):
        some = graphs[start : start + _AT_ONCE]
        for found in check(_together(dataset, some)).violations:
            yield {"node": found.node, "path": found.path, "value": found.value, "message": found.message}
        if watch:
            watch(len(some), "documents")


def _together(dataset: Dataset, graphs: list[NamedNode]) -> rdflib.Graph:
    triples = (quad.triple for graph in graphs for quad in dataset.quads(graph))
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=text, format="nt")
