"""Build: from files to graph; what the same run loaded before is not read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ..extract.document import Document
from ..extract.readers import OnReject, read_documents
from ..ontology.namespaces import PROV, SCHEMA
from .dataset import Dataset
from .ingest import Counts
from .knowledge import KnowledgeGraph
from .run import Run
from .terms import document_node, text

if TYPE_CHECKING:
    from ..extract.extraction import Loader

__all__ = ["build", "model_id"]

_MODELS = Path(__file__).parents[1] / "extract" / "models.json"

_SAME = f"""SELECT ?same WHERE {{ GRAPH ?graph {{
  ?same <{SCHEMA + "sha256"}> ?sha ; <{PROV + "wasGeneratedBy"}> ?run }} }}"""


def build(
    kg: KnowledgeGraph,
    paths: Iterable[str | Path],
    *,
    run: Run,
    nlp: Loader | None = None,
    jobs: int = 1,
    fields: Mapping[str, str] | None = None,
    on_reject: OnReject | None = None,
    min_confidence: float = 0.0,
    watch: Callable[[str, str], None] | None = None,
) -> Counts:
    """Read, extract and load as the documents come; arguments as for `extract` and `KnowledgeGraph.add`."""
    from ..extract.extraction import Extraction, extract_documents

    fresh = _Fresh(read_documents(list(paths), fields=fields, on_reject=on_reject), kg.dataset, run.node, watch)
    found = extract_documents(fresh, nlp=nlp, jobs=jobs, on_reject=on_reject)
    sure = (Extraction(e.document, tuple(c for c in e.claims if c.confidence >= min_confidence)) for e in found)
    counts = kg.add(sure, run=run, watch=watch)
    return replace(counts, unchanged=counts.unchanged + fresh.known)


def model_id(model: str) -> str:
    """The model's name with a hash of the shipped model files, so that new weights are a new run."""
    return f"{model} {sha256(_MODELS.read_bytes()).hexdigest()[:12]}"


class _Fresh:
    """The documents that the run has not loaded yet, with the same text and metadata."""

    def __init__(
        self, documents: Iterable[Document], dataset: Dataset, run: NamedNode, watch: Callable[[str, str], None] | None
    ) -> None:
        self.documents, self.dataset, self.run, self.watch = documents, dataset, run, watch
        self.known = 0

    def __iter__(self) -> Iterator[Document]:
        for document in self.documents:
            if not self._is_known(document):
                yield document
                continue
            self.known += 1
            if self.watch is not None:
                self.watch(document.id, "unchanged")

    def _is_known(self, document: Document) -> bool:
        same = self.dataset.select(_SAME, graph=document_node(document.id), sha=text(document.sha256), run=self.run)
        return next(same, None) is not None
