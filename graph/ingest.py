"""Loads documents: one transaction each, the same one twice changes nothing, a killed run goes on.

A document is known by its id, its content by a hash, the way it was read by its run. Same content and
same run: left alone. Anything else: its graph is replaced in one update, together with the marks that
tell the derived edges what to catch up with; so neither can be there without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from ..extract.claim import Claim
from ..extract.document import Article, Document
from ..ontology.namespaces import PROV, SCHEMA
from .dataset import Dataset
from .duplicates import article_marks, story_of
from .marks import PAIRS, pair_marks, stale_quads
from .people import actor_quads
from .rdf import DocumentGraph, document_graph
from .run import Run
from .terms import document_node, node, text, wb

if TYPE_CHECKING:
    from ..extract.extraction import Extraction
    from ..ontology.actors import ActorBase

__all__ = ["Counts", "Ingest", "document_of"]

Watch = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load did, in documents; ``claims`` counts those of the added and replaced ones."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    claims: int = 0

    def plus(self, what: str, claims: int) -> Counts:
        """One document more."""
        more = claims if what != "unchanged" else 0
        return replace(self, **{what: getattr(self, what) + 1}, claims=self.claims + more)

    def _repr_html_(self) -> str:
        return f"<p>{self.added} added, {self.replaced} replaced, {self.unchanged} unchanged, {self.claims} claims</p>"


_OLD = f"""SELECT ?sha ?run WHERE {{ GRAPH ?graph {{
  ?graph <{SCHEMA + "sha256"}> ?sha ; <{PROV + "wasGeneratedBy"}> ?run }} }}"""
_SHA = node(SCHEMA + "sha256")


class Ingest:
    """Puts documents into a dataset, one transaction each."""

    def __init__(self, dataset: Dataset, base: ActorBase, run: Run) -> None:
        self.dataset, self.base, self.run = dataset, base, run
        self.counts = Counts()
        self._actors: set[str] = set()
        self._run_written = False

    def add(self, document: Document, claims: Sequence[Claim]) -> str:
        """Load one document; answers "added", "replaced" or "unchanged" once it is safe on disk."""
        made = document_graph(document, claims, self.run.node, marks=article_marks(document))
        old = next(self.dataset.select(_OLD, graph=made.node), None)
        what = "added"
        if old is not None:
            same = old == (text(made.sha256), made.run)
            what = "unchanged" if same else "replaced"
        if what != "unchanged":
            self._write(made, fresh=what == "added")
        self.counts = self.counts.plus(what, made.claims)
        return what

    def fresh_quads(self, document: Document, claims: Sequence[Claim]) -> list[Quad] | None:
        """The quads of a document that is not there yet, for the bulk loader; None where it is."""
        made = document_graph(document, claims, self.run.node, marks=article_marks(document))
        if next(self.dataset.select(_OLD, graph=made.node), None) is not None:
            return None
        quads = [*made.quads, *self._standing(made)]
        self._keep(made)
        self.counts = self.counts.plus("added", made.claims)
        return quads

    def _keep(self, made: DocumentGraph) -> None:
        self._actors.update(made.actors)
        self._run_written = True

    def _write(self, made: DocumentGraph, *, fresh: bool) -> None:
        quads = [*made.quads, *stale_quads(made), *self._context(made)]
        if not fresh:
            quads.extend(pair_marks(self.dataset.select(PAIRS, graph=made.node)))
        self.dataset.write(quads, drop=() if fresh else (made.node,))
        self._keep(made)

    def _context(self, made: DocumentGraph) -> Iterator[Quad]:
        for article, found in made.marks.items():
            story = story_of(self.dataset, article, found)
            if story is not None and story != article:
                yield Quad(article, wb("story"), story, made.node)
        yield from self._standing(made)

    def _standing(self, made: DocumentGraph) -> Iterator[Quad]:
        """What documents share: the actors and the run, as far as this load has not written them yet."""
        new = {actor: name for actor, name in made.actors.items() if actor not in self._actors}
        yield from actor_quads(new, self.base)
        if not self._run_written:
            yield from self.run.quads()

    def retract(self, doc: str) -> bool:
        """Take a document out; False where it was not there."""
        graph = document_node(doc)
        if next(self.dataset.select(_OLD, graph=graph), None) is None:
            return False
        self.dataset.write(list(pair_marks(self.dataset.select(PAIRS, graph=graph))), drop=(graph,))
        return True

    def add_claims(self, claims: Iterable[Claim]) -> None:
        """Load claims without their documents, as they come."""
        seen: set[str] = set()
        for doc, group in groupby(claims, key=lambda claim: claim.doc):
            found = list(group)
            if doc in seen:
                self._extend(found)
            else:
                self.add(document_of(found), found)
            seen.add(doc)

    def _extend(self, claims: Sequence[Claim]) -> None:
        """More claims of a document whose first claims came earlier in the same load."""
        made = document_graph(document_of(claims), claims, self.run.node)
        quads = [quad for quad in made.quads if quad.predicate != _SHA]
        self.dataset.write([*quads, *stale_quads(made), *self._standing(made)])
        self._keep(made)
        self.counts = replace(self.counts, claims=self.counts.claims + made.claims)

    def add_all(self, extractions: Iterable[Extraction], watch: Watch | None = None) -> Counts:
        """Load documents as they come; ``watch`` hears of each (id, what happened) after it is safe."""
        for extraction in extractions:
            what = self.add(extraction.document, extraction.claims)
            if watch:
                watch(extraction.document.id, what)
        return self.counts


def document_of(claims: Sequence[Claim]) -> Document:
    """What claims tell about the document that they are from; its text stays unknown."""
    articles = {claim.article: claim for claim in reversed(claims)}
    return Document(id=claims[0].doc, text="", articles=tuple(_article(articles[n]) for n in sorted(articles)))


def _article(claim: Claim) -> Article:
    return Article(number=claim.article, title=claim.title, date=claim.date, outlet=claim.outlet, url=claim.url)
