"""Reads files that `export` wrote, or RDF of the same shape, into a dataset; one transaction a document."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import networkx
import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from ..extract.claim import Claim
from ..ontology.errors import InputError
from ..ontology.namespaces import ACTOR, ACTORS, CLAIM, DCT, DECISIONS, DOC, EDGES, ORG, OUTLET, RUN, RUNS, STALE
from .refresh import Refresh
from .terms import node, wb

if TYPE_CHECKING:
    from .knowledge import KnowledgeGraph

__all__ = ["Importer", "load", "read_network"]

#: Graphs that are derived, and are derived again here.
_DERIVED = (EDGES, STALE)
_STANDING = (node(ACTORS), node(RUNS), node(DECISIONS))


class Importer(ABC):
    """One format; a leaf names its file ending and reads."""

    ending: ClassVar[str]

    @abstractmethod
    def read(self, kg: KnowledgeGraph, path: Path) -> int:
        """Load the file; answers the number of documents."""


class _Rdf(Importer):
    format: ClassVar[RdfFormat]

    def read(self, kg: KnowledgeGraph, path: Path) -> int:
        """Load each document's graph in a transaction of its own."""
        graphs = _graphs(self.parsed(path), str(path))
        documents = [graph for graph in graphs if graph not in _STANDING]
        for graph in _STANDING:
            kg.dataset.write(graphs.get(graph, []))
        kg.forget()
        for graph in documents:
            marks = Refresh(kg.dataset, kg.decisions).marks_of_quads(graph, graphs[graph])
            kg.dataset.write([*graphs[graph], *marks], drop=(graph,))
        return len(documents)

    def parsed(self, path: Path) -> Iterator[Quad]:
        """The file's quads; nothing is fetched from anywhere."""
        return iter(ox.parse(path=str(path), format=self.format))


class NQuads(_Rdf):
    """N-Quads."""

    ending, format = ".nq", RdfFormat.N_QUADS


class Trig(_Rdf):
    """TriG."""

    ending, format = ".trig", RdfFormat.TRIG


class Turtle(_Rdf):
    """Turtle; each node goes back into the graph of the document that it belongs to."""

    ending, format = ".ttl", RdfFormat.TURTLE

    def parsed(self, path: Path) -> Iterator[Quad]:
        """The triples, put into graphs."""
        return _regraphed([quad.triple for quad in super().parsed(path)])


class JsonLd(_Rdf):
    """JSON-LD with its context inside; one that names an address is refused, never fetched."""

    ending, format = ".jsonld", RdfFormat.JSON_LD

    def parsed(self, path: Path) -> Iterator[Quad]:
        """The quads, once the context is known to be whole."""
        try:
            loaded = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"not JSON: {error}", path=str(path)) from error
        if any(isinstance(found, str) for found in _contexts(loaded)):
            raise InputError("its @context is an address; put the context itself into the file", path=str(path))
        return super().parsed(path)


def _contexts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("@context", "@import"):
                yield from inner if isinstance(inner, list) else (inner,)
            yield from _contexts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _contexts(inner)


class JsonLines(Importer):
    """Claims, one JSON object a line."""

    ending = ".jsonl"

    def read(self, kg: KnowledgeGraph, path: Path) -> int:
        """Load claim by claim."""
        with path.open(encoding="utf-8") as file:
            counts = kg.load_claims(_records(path, (json.loads(line) for line in file if line.strip())))
        return counts.added + counts.replaced + counts.unchanged


class Csv(Importer):
    """Claims, one a row."""

    ending = ".csv"

    def read(self, kg: KnowledgeGraph, path: Path) -> int:
        """Load claim by claim."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            counts = kg.load_claims(_records(path, map(_from_cells, csv.DictReader(file))))
        return counts.added + counts.replaced + counts.unchanged


def _records(path: Path, records: Iterator[dict[str, Any]]) -> Iterator[Claim]:
    line = 0
    while True:
        line += 1
        try:
            yield Claim.from_record(next(records))
        except StopIteration:
            return
        except (InputError, ValueError, TypeError, AttributeError) as error:
            raise InputError(f"not a claim: {error}", path=str(path), line=line) from error


def _span(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(":"))


_CELLS: dict[str, Callable[[str], Any]] = {
    "start": int, "end": int, "article": int, "confidence": float, "source_span": _span, "target_span": _span,
    "nominal": lambda text: text == "True",
}  # fmt: skip


def _from_cells(row: dict[str, str]) -> dict[str, Any]:
    plain = {key: value.removeprefix("'") for key, value in row.items() if key and value}
    return {key: _CELLS.get(key, str)(value) for key, value in plain.items()}


_IMPORTERS: tuple[Importer, ...] = (NQuads(), Trig(), Turtle(), JsonLd(), JsonLines(), Csv())


def load(kg: KnowledgeGraph, path: Path) -> int:
    """Load a file in the format of its ending; raises InputError for another, and for a broken file."""
    for importer in _IMPORTERS:
        if path.name.endswith(importer.ending):
            return importer.read(kg, path)
    known = ", ".join(importer.ending for importer in _IMPORTERS)
    raise InputError(f"cannot read files that end in {path.suffix!r}; there are {known}", path=str(path))


def read_network(path: Path) -> networkx.MultiDiGraph:
    """The network of a .graphml or .gexf file that `export` wrote."""
    if path.suffix == ".gexf":
        return networkx.MultiDiGraph(networkx.read_gexf(path))
    return networkx.read_graphml(path, force_multigraph=True)


def _graphs(quads: Iterator[Quad], path: str) -> dict[NamedNode, list[Quad]]:
    """The quads by graph, derived graphs left out; raises InputError for broken syntax or a stray triple."""
    found: dict[NamedNode, list[Quad]] = defaultdict(list)
    try:
        for quad in quads:
            graph = quad.graph_name
            if isinstance(graph, NamedNode) and not graph.value.startswith(_DERIVED):
                found[graph].append(quad)
            elif not isinstance(graph, NamedNode):
                raise InputError(f"{quad.subject} belongs to no document", path=path)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"broken: {error}", path=path, line=getattr(error, "lineno", None)) from error
    return found


def _regraphed(triples: Sequence[ox.Triple]) -> Iterator[Quad]:
    """Triples back in their documents' graphs; derived ones (of edges, or between two actors) are left out."""
    article = {t.subject: t.object for t in triples if t.predicate.value == DCT + "source"}
    publishers = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == DCT + "publisher":
            publishers[triple.object].add(_document(triple.subject))
    for triple in triples:
        for graph in _homes(triple, article, publishers):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _document(term: Any) -> NamedNode:
    return NamedNode(DOC + term.value[len(DOC) :].partition("/")[0])


def _homes(triple: ox.Triple, article: dict[Any, Any], publishers: dict[Any, set[NamedNode]]) -> Iterator[Any]:
    subject = triple.subject
    if not isinstance(subject, NamedNode):
        yield DefaultGraph()
    elif subject.value.startswith(DOC):
        yield _document(subject)
    elif subject.value.startswith(OUTLET):
        yield from publishers[subject]
    elif subject.value.startswith(CLAIM):
        yield from _claim_homes(triple, article)
    elif subject.value.startswith(ACTOR) and triple.predicate == wb("mergedInto"):
        yield node(DECISIONS)
    elif subject.value.startswith(ACTOR) and _is_fact(triple):
        yield node(ACTORS)
    elif subject.value.startswith(RUN):
        yield node(RUNS)


def _claim_homes(triple: ox.Triple, article: dict[Any, Any]) -> Iterator[NamedNode]:
    claim = NamedNode(triple.subject.value.removesuffix("/quote"))  # type: ignore[union-attr]
    if triple.predicate == wb("rejected"):
        yield node(DECISIONS)
    elif claim in article:
        yield _document(article[claim])


def _is_fact(triple: ox.Triple) -> bool:
    """Whether it tells of an actor in itself, and is no derived edge to another."""
    ends = isinstance(triple.object, NamedNode) and triple.object.value.startswith(ACTOR)
    return not ends or triple.predicate.value.startswith(ORG)
