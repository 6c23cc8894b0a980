"""The knowledge graph as a user holds it: add articles, decide on claims and actors, ask."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..extract.claim import Claim
from ..ontology.actors import load_actors
from .bulk import bulk_add
from .dataset import open_dataset
from .decisions import merge_quads, reject_quads
from .ingest import Counts, Ingest
from .knowledge_reader import KnowledgeReader
from .refresh import Refresh
from .run import Run

if TYPE_CHECKING:
    from ..extract.extraction import Extraction
    from .answer import Answer

__all__ = ["KnowledgeGraph", "open_graph"]


def open_graph(where: str | os.PathLike[str], *, actors: Path | None = None) -> KnowledgeGraph:
    """Open the knowledge graph in a folder (made at the first write) or behind a SPARQL server's URL.

    Args:
        where: a folder, or an URL that starts with http:// or https://.
        actors: the user's own table of actors, read on top of the project's.
    """
    return KnowledgeGraph(open_dataset(where), load_actors(actors))


class KnowledgeGraph(KnowledgeReader):
    """Claims about who backs whom, each with its sentence, in one dataset."""

    def add(
        self,
        extractions: Iterable[Extraction],
        *,
        run: Run | None = None,
        watch: Callable[[str, str], None] | None = None,
        bulk: bool = False,
    ) -> Counts:
        """Load documents as they come, one transaction each, then bring the derived edges up to date.

        Args:
            extractions: documents with their claims, as `whobacks.extract` yields them.
            run: who read them; a document that the same run loaded before is left alone.
            watch: hears of every (document id, "added" | "replaced" | "unchanged") once it is safe
                (with ``bulk``: once it is written to a part).
            bulk: load through files; for large first loads, where it is faster.
        """
        ingest = Ingest(self.dataset, self.base, run or Run())
        if not bulk:
            counts = ingest.add_all(extractions, watch)
            self.refresh()
            return counts
        counts = bulk_add(ingest, extractions, watch)
        Refresh(self.dataset, self.decisions).rebuild()
        self.dataset.optimize()
        self.forget()
        return counts

    def load_claims(self, claims: Iterable[Claim], *, run: Run | None = None) -> Counts:
        """Load claims alone, as `whobacks extract` writes them; the claims of a document replace its old ones.

        They are loaded as they come; those of one document should lie together, but need not.
        """
        ingest = Ingest(self.dataset, self.base, run or Run(model="claims"))
        ingest.add_claims(claims)
        self.refresh()
        return ingest.counts

    def retract(self, doc: str) -> bool:
        """Take a document and all its claims out; False where it was not there."""
        found = Ingest(self.dataset, self.base, Run()).retract(doc)
        self.refresh()
        return found

    def refresh(self) -> None:
        """Bring the derived edges up to date and flush; needed after a run that was killed."""
        Refresh(self.dataset, self.decisions).run()
        self.dataset.flush()
        self.forget()

    def reject(self, claim: str, note: str = "") -> None:
        """Record that a claim (by its id) does not hold; it stays, but no edge or answer uses it."""
        self.dataset.write([*reject_quads(claim, note), *Refresh(self.dataset, self.decisions).marks_of_claim(claim)])
        self.forget()
        self.refresh()

    def merge(self, actor: str, into: str) -> None:
        """Record that two actors are one; the first goes by the second from now on."""
        one, other = self.actor(actor).id, self.actor(into).id
        marks = Refresh(self.dataset, self.decisions).marks_of_actors((one, other))
        self.dataset.write([*merge_quads(self.decisions, one, other), *marks])
        self.forget()
        self.refresh()

    def load(self, path: str | os.PathLike[str]) -> int:
        """Read a file that `export` wrote, or RDF of the same shape; answers the number of documents.

        Args:
            path: .ttl, .trig, .nq, .jsonld, .csv or .jsonl; documents that are there already are replaced.

        Raises:
            InputError: the ending is unknown or the file is broken; the message names the place.
        """
        from .imports import load

        count = load(self, Path(path))
        self.refresh()
        return count

    def validate(self, watch: Callable[[int, str], None] | None = None) -> Iterator[dict[str, str]]:
        """Check every document's graph against the shapes (SHACL), one after the other; yields what is wrong."""
        from .validation import validate

        return validate(self.dataset, watch)

    def backup(self, to: str | os.PathLike[str]) -> None:
        """Copy the dataset while it is in use: into a new folder, or a file .nq or .nq.gz."""
        from .backup import backup

        backup(self.dataset, Path(to))

    def ask(self, question: str, **options: Any) -> Answer:
        """Answer a question in English; raises QuestionError when it is not understood."""
        from .ask import answer

        return answer(self, question, **options)
