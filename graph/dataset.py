"""The store behind one small interface: one transaction a document, on disk or on a server by URL."""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from ..ontology.errors import QueryError

if TYPE_CHECKING:
    from .results import Results
    from .sandbox import Limits

__all__ = ["Answer", "Dataset", "Row", "Term", "open_dataset", "update_text"]

Term = NamedNode | Literal
Row = tuple[Term | None, ...]
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Dataset(ABC):
    """A set of named graphs that answers SPARQL 1.1; every write is one transaction."""

    @abstractmethod
    def answer(self, query: str) -> Answer:
        """Run a query of our own making over the union of all graphs (users' go through the sandbox)."""

    @abstractmethod
    def write(self, insert: Sequence[Quad] = (), *, drop: Sequence[NamedNode] = (), update: str = "") -> None:
        """Drop the graphs, run the update, insert the quads: all of it or nothing."""

    @abstractmethod
    def bulk(self, paths: Iterable[Path]) -> None:
        """Load N-Quads files fast; a killed load leaves none of the file's quads."""

    @abstractmethod
    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """All quads, or those of one graph."""

    @abstractmethod
    def size(self) -> int:
        """The number of quads."""

    @abstractmethod
    def user_query(
        self,
        query: str,
        bindings: Mapping[str, Any],
        limits: Limits,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Results:
        """Run somebody else's query within limits; with graphs given, it sees only those."""

    def state(self) -> int:
        """Changes whenever somebody wrote; 0 where that cannot be told."""
        return 0

    def select(self, query: str, **bindings: Term) -> Iterator[Row]:
        """The rows of a SELECT, each a tuple in the order of its variables.

        A bound variable is written as its term wherever it stands, so it must not be projected.
        """
        for name, term in bindings.items():
            query = re.sub(rf"\?{name}\b", lambda _, term=term: str(term), query)  # type: ignore[misc]
        answer = self.answer(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError(f"not a SELECT: {query!r}")
        names = answer.variables
        return (tuple(solution[name] for name in names) for solution in answer)

    def optimize(self) -> None:  # noqa: B027
        """Compact the files; worth it after every large load (queries are 3 to 5 times faster at 5M quads)."""

    def flush(self) -> None:  # noqa: B027
        """Put what was written where a fresh reader opens it fast."""

    def close(self) -> None:  # noqa: B027
        """Let go of the files."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def update_text(insert: Sequence[Quad], drop: Sequence[NamedNode] = (), update: str = "") -> str:
    """One SPARQL update for the whole change: engines run it as one transaction (shown by the kill test)."""
    parts = [f"DROP SILENT GRAPH {graph}" for graph in drop] + ([update] if update else [])
    triples = defaultdict(list)
    for quad in insert:
        triples[quad.graph_name].append(quad.triple)
    blocks = [f"GRAPH {graph} {{ {_n_triples(found)} }}" for graph, found in triples.items()]
    return " ;\n".join(parts + ([f"INSERT DATA {{ {' '.join(blocks)} }}"] if blocks else []))


def _n_triples(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def open_dataset(where: str | os.PathLike[str]) -> Dataset:
    """A folder on disk, or a SPARQL 1.1 server by its URL."""
    if str(where).startswith(("http://", "https://")):
        from .remote import RemoteDataset

        return RemoteDataset(str(where))
    from .disk import DiskDataset

    return DiskDataset(Path(where))
