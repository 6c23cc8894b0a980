"""The bulk route for large, fresh loads: N-Quads parts, the bulk loader, then edges and files in order.

About one and a half times as fast as a transaction a document, and the files come out compact. A killed
load leaves nothing of a part behind, so the next run starts that part again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from .duplicates import link_copies
from .ingest import Counts, Ingest, Watch

if TYPE_CHECKING:
    from ..extract.extraction import Extraction

__all__ = ["bulk_add"]

#: Documents a part: enough for the loader to be fast, few enough to lose little when killed.
_PART = 20_000


def bulk_add(ingest: Ingest, extractions: Iterable[Extraction], watch: Watch | None = None) -> Counts:
    """Load documents through files; those that are there already are replaced one by one.

    The derived edges are left to the caller (`Refresh.rebuild`).
    """
    stream = iter(extractions)
    with tempfile.TemporaryDirectory(prefix="whobacks-") as folder:
        part = Path(folder) / "part.nq"
        while _write_part(ingest, stream, part, watch):
            ingest.dataset.bulk([part])
    link_copies(ingest.dataset)
    return ingest.counts


def _write_part(ingest: Ingest, stream: Iterator[Extraction], path: Path, watch: Watch | None) -> bool:
    seen: set[str] = set()
    with path.open("wb") as file:
        for extraction in stream:
            document = extraction.document
            quads = ingest.fresh_quads(document, extraction.claims) if document.id not in seen else None
            if quads is None:
                what = ingest.add(document, extraction.claims)
            else:
                what = "added"
                ox.serialize(quads, file, format=RdfFormat.N_QUADS)
                seen.add(document.id)
            if watch:
                watch(document.id, what)
            if len(seen) == _PART:
                return True
    return bool(seen)
