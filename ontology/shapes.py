"""Is a dataset what the vocabulary says it is? SHACL over RDF, with the shapes of shapes.ttl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyshacl import validate as shacl
from rdflib import Dataset, Graph
from rdflib.term import Node

from .namespaces import RDF, SH, SKOS, WB
from .vocabulary import TURTLE

__all__ = ["Report", "Violation", "validate"]

Triple = tuple[Node, Node, Node]

SHAPES = Path(__file__).with_name("shapes.ttl")


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: at which node, by which property and value, and the cure in words."""

    node: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        return f"{self.node}: {self.message}" + (f" (found {self.value!r})" if self.value else "")


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found; ``graphs`` were looked at."""

    violations: tuple[Violation, ...] = ()
    graphs: int = 0

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    def __add__(self, other: Report) -> Report:
        return Report(self.violations + other.violations, self.graphs + other.graphs)

    def __str__(self) -> str:
        head = f"{self.graphs} graphs, {len(self.violations)} violations"
        return "\n".join([head, *map(str, self.violations)])


@cache
def _shapes() -> Graph:
    return Graph().parse(SHAPES, format="turtle")


@cache
def _terms() -> tuple[Triple, ...]:
    """Which relations, statuses and theatres there are: the vocabulary's triples that the shapes look up."""
    graph = Graph().parse(TURTLE, format="turtle")
    types = graph.triples((None, RDF["type"], WB["Theatre"]))
    return (*graph.triples((None, SKOS["inScheme"], None)), *types)


def validate(data: Graph | Iterable[Graph]) -> Report:
    """Check RDF against the shapes (about 1.5 ms a claim).

    Args:
        data: a graph; a dataset, of which all graphs count together; or graphs that are looked at one
            by one, so that a dataset too big for memory can be checked a document at a time.
    """
    if isinstance(data, Graph):
        return _check(_triples(data))
    return sum(map(validate, data), Report())


def _triples(graph: Graph) -> Iterator[Triple]:
    if isinstance(graph, Dataset):
        return ((s, p, o) for s, p, o, _ in graph.quads())
    return iter(graph)


def _check(triples: Iterable[Triple]) -> Report:
    graph = Graph()
    for triple in (*triples, *_terms()):
        graph.add(triple)
    valid, results, _ = shacl(graph, shacl_graph=_shapes(), inference="none")
    if valid:
        return Report(graphs=1)
    found = (_violation(results, node) for node in results.subjects(SH["focusNode"]))
    return Report(tuple(sorted(found, key=lambda v: (v.node, v.path, v.value))), 1)


def _violation(results: Graph, node: Node) -> Violation:
    def text(name: str) -> str:
        value = results.value(node, SH[name])
        return "" if value is None else str(value)

    return Violation(text("focusNode"), text("resultPath"), text("value"), text("resultMessage"))
