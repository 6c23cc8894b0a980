"""Writes a dataset, or what a filter lets through, for other programs; the file's ending says for which."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import networkx
import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat

from ..extract.claim import Claim
from ..ontology.errors import InputError
from ..ontology.namespaces import PREFIXES
from .chosen import chosen_claims, chosen_quads
from .ftm import entities
from .jsonld import write_json_ld
from .network import network
from .relation import Filter

if TYPE_CHECKING:
    import rdflib

    from .dataset import Dataset
    from .knowledge_reader import KnowledgeReader

__all__ = ["Exporter", "as_rdflib", "endings", "export"]

#: A cell that starts so is a formula to a spreadsheet; it gets an apostrophe before it (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Exporter(ABC):
    """One format; a leaf names its file ending and writes."""

    ending: ClassVar[str]

    @abstractmethod
    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write the file; answers how many things it holds (quads, claims, relations or entities)."""


class _Rdf(Exporter):
    """An RDF syntax that pyoxigraph writes."""

    format: ClassVar[RdfFormat]

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write quads as they come."""
        count = _Counted(chosen_quads(kg, wanted))
        prefixes = dict(PREFIXES) if self.format in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
        ox.serialize(self.shaped(count), str(path), format=self.format, prefixes=prefixes)
        return count.seen

    def shaped(self, quads: Iterator[Quad]) -> Iterator[Quad] | Iterator[ox.Triple]:
        """The quads as the format takes them."""
        return quads


class _Counted(Iterator[Quad]):
    def __init__(self, quads: Iterator[Quad]) -> None:
        self._quads, self.seen = quads, 0

    def __next__(self) -> Quad:
        quad = next(self._quads)
        self.seen += 1
        return quad


class NQuads(_Rdf):
    """N-Quads, for other stores."""

    ending, format = ".nq", RdfFormat.N_QUADS


class Trig(_Rdf):
    """TriG: Turtle with graphs."""

    ending, format = ".trig", RdfFormat.TRIG


class Turtle(_Rdf):
    """Turtle: the triples of all graphs."""

    ending, format = ".ttl", RdfFormat.TURTLE

    def shaped(self, quads: Iterator[Quad]) -> Iterator[ox.Triple]:
        """Triples, without their graphs."""
        return (quad.triple for quad in quads)


class JsonLd(Exporter):
    """JSON-LD, nested, with its context inside."""

    ending = ".jsonld"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write one file; it is made in memory."""
        quads = list(chosen_quads(kg, wanted))
        path.write_text(write_json_ld(quads), encoding="utf-8")
        return len(quads)


class JsonLines(Exporter):
    """Claims, one JSON object a line, as `whobacks extract` writes them."""

    ending = ".jsonl"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write claim by claim."""
        return _write_lines(path, (claim.to_record() for claim in chosen_claims(kg, wanted)))


def _write_lines(path: Path, records: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


class Csv(Exporter):
    """Claims, one a row; cells that a spreadsheet would run as a formula start with an apostrophe."""

    ending = ".csv"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write claim by claim."""
        count = 0
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(Claim.__slots__)
            for claim in chosen_claims(kg, wanted):
                count += 1
                writer.writerow(_cell(value) for value in claim.to_record().values())
        return count


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}:{value[1]}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*_FORMULA, "'")) and not isinstance(value, int | float) else text


class GraphMl(Exporter):
    """The network as GraphML: actors and relations."""

    ending = ".graphml"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write through networkx."""
        graph = network(kg.relations(wanted))
        networkx.write_graphml_xml(_clean(graph), path, named_key_ids=True)
        return int(graph.number_of_edges())


class Gexf(Exporter):
    """The network as GEXF, for Gephi."""

    ending = ".gexf"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write through networkx."""
        graph = _clean(network(kg.relations(wanted)))
        for _, attributes in graph.nodes(data=True):
            attributes["label"] = attributes["name"]
        networkx.write_gexf(graph, path)
        return int(graph.number_of_edges())


def _clean(graph: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    """Without the control characters that XML cannot hold."""
    for holder in (*(d for _, d in graph.nodes(data=True)), *(d for *_, d in graph.edges(data=True))):
        holder.update({key: _xml(value) for key, value in holder.items() if isinstance(value, str)})
    return graph


def _xml(text: str) -> str:
    return "".join(c if (c >= " " or c in "\t\n\r") and c not in "\ufffe\uffff" else "\ufffd" for c in text)


class FollowTheMoney(Exporter):
    """FollowTheMoney entities, one JSON object a line: actors, links and the articles behind them."""

    ending = ".ftm.json"

    def write(self, kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
        """Write entity by entity."""
        return _write_lines(path, entities(kg, wanted))


_EXPORTERS: tuple[Exporter, ...] = (
    Turtle(), Trig(), NQuads(), JsonLd(), JsonLines(), Csv(), GraphMl(), Gexf(), FollowTheMoney(),
)  # fmt: skip


def endings() -> tuple[str, ...]:
    """The file endings that can be written."""
    return tuple(exporter.ending for exporter in _EXPORTERS)


def export(kg: KnowledgeReader, path: Path, wanted: Filter) -> int:
    """Write a file in the format of its ending; answers how many things it holds.

    Raises:
        InputError: an ending that no exporter has.
    """
    for exporter in _EXPORTERS:
        if path.name.endswith(exporter.ending):
            return exporter.write(kg, path, wanted)
    raise InputError(f"no format ends in {path.suffix!r}; there are {', '.join(endings())}", path=str(path))


def as_rdflib(dataset: Dataset) -> rdflib.Dataset:
    """The dataset as an rdflib Dataset, answered by Oxigraph (local ones only)."""
    import rdflib
    from oxrdflib import OxigraphStore

    from .disk import DiskDataset

    if not isinstance(dataset, DiskDataset):
        raise InputError("only a local dataset opens in rdflib this way; use rdflib's SPARQLStore for a server")
    return rdflib.Dataset(store=OxigraphStore(store=dataset.store()), default_union=True)
