"""Extraction: a stream of documents in, a stream of documents with their claims out."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from spacy.language import Language

from ..ontology.errors import InputError
from .article_doc import make_article_doc
from .assembly import claims_of
from .claim import Claim
from .document import Document
from .pipeline import load
from .readers import OnReject, read_documents

__all__ = ["Extraction", "extract", "extract_documents"]

Loader = Callable[[], Language]

#: Characters that are read together, about 15 articles: enough to fill the encoder's batches.
CHUNK = 60_000
#: Chunks under way for each process: one that is read while another is worked on.
AHEAD = 2
#: spaCy refuses longer texts; an article of this many characters is a book or a broken file.
LONGEST_ARTICLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document and the claims that were found in it, in text order."""

    document: Document
    claims: tuple[Claim, ...]


def extract(
    paths: str | Path | Iterable[str | Path],
    *,
    nlp: Language | Loader | None = None,
    jobs: int = 1,
    fields: Mapping[str, str] | None = None,
    on_reject: OnReject | None = None,
    min_confidence: float = 0.0,
    explain: bool = False,
    progress: Callable[[Extraction], None] | None = None,
) -> Iterator[Extraction]:
    """Read files, folders or "-" and find who backs whom in them, document by document.

    Nothing is read before the first result is asked for, and no more than a few documents for each
    process are held at a time.

    Args:
        paths: what to read; see `read_documents`.
        nlp: the pipeline, or a function that loads it; `load` when left out.
        jobs: processes that share the work; the order of the results is that of the documents.
        fields: other names of a record's fields.
        on_reject: called with each input that cannot be read; without it the first one is raised.
        min_confidence: leave out claims below it (0 to 1).
        explain: keep why each claim was made (`Claim.why`).
        progress: called with each result before it is yielded.

    Raises:
        InputError: an input that cannot be read, where there is no ``on_reject``.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    documents = read_documents(listed, fields=fields, on_reject=on_reject)
    for found in extract_documents(documents, nlp=nlp, jobs=jobs, on_reject=on_reject):
        kept = tuple(_kept(found.claims, min_confidence, explain))
        extraction = Extraction(found.document, kept)
        if progress is not None:
            progress(extraction)
        yield extraction


def extract_documents(
    documents: Iterable[Document],
    *,
    nlp: Language | Loader | None = None,
    jobs: int = 1,
    on_reject: OnReject | None = None,
) -> Iterator[Extraction]:
    """The claims of documents that are already read; arguments as for `extract`."""
    if jobs < 1:
        raise InputError(f"{jobs!r} processes; give 1 or more")
    if jobs == 1:
        yield from _in_this_process(_fitting(documents, on_reject), nlp)
    else:
        yield from _in_processes(_fitting(documents, on_reject), nlp, jobs)


def _fitting(documents: Iterable[Document], on_reject: OnReject | None) -> Iterator[Document]:
    """The documents without articles that are too long to be one."""
    for document in documents:
        long = [a for a in document.articles if sum(end - start for start, end in a.blocks) > LONGEST_ARTICLE]
        for article in long:
            reason = f"article {article.number} is longer than {LONGEST_ARTICLE:,} characters; split it"
            error = InputError(reason, path=document.path or document.id)
            if on_reject is None:
                raise error
            on_reject(error)
        yield replace(document, articles=tuple(a for a in document.articles if a not in long)) if long else document


def _in_this_process(documents: Iterable[Document], nlp: Language | Loader | None) -> Iterator[Extraction]:
    pipeline: Language | None = None
    for chunk in _chunks(documents):
        pipeline = pipeline or _pipeline(nlp)
        yield from _read(chunk, pipeline)


def _in_processes(documents: Iterable[Document], nlp: Language | Loader | None, jobs: int) -> Iterator[Extraction]:
    """The same by several processes; results in order, and never more than a few chunks under way."""
    waiting: deque[Future[list[Extraction]]] = deque()
    chunks = _chunks(documents)
    with _pool(nlp, jobs) as pool:
        try:
            waiting.extend(pool.submit(_read_here, chunk) for chunk in islice(chunks, jobs * AHEAD))
            while waiting:
                yield from waiting.popleft().result()
                waiting.extend(pool.submit(_read_here, chunk) for chunk in islice(chunks, 1))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(nlp: Language | Loader | None, jobs: int) -> ProcessPoolExecutor:
    """Processes that hold the pipeline: copied where the system can fork safely, else loaded by each."""
    if sys.platform == "linux":
        # loaded once and shared: each process would need 1 s and 300 MB for its own
        context, held = multiprocessing.get_context("fork"), _pipeline(nlp)
        return ProcessPoolExecutor(jobs, context, _hold, (held,))
    if isinstance(nlp, Language):
        raise InputError("several processes need a function that loads the pipeline; give nlp=load, or jobs=1")
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _hold, (nlp or load,))


_held: list[Language] = []


def _hold(nlp: Language | Loader) -> None:
    """In a new process: keep the pipeline for all chunks to come, and leave Ctrl-C to the first process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _held[:] = [_pipeline(nlp)]


def _read_here(chunk: Sequence[Document]) -> list[Extraction]:
    return _read(chunk, _held[0])


def _pipeline(nlp: Language | Loader | None) -> Language:
    return nlp if isinstance(nlp, Language) else (nlp or load)()


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in groups of about CHUNK characters, so that short ones share the encoder's batches."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.text)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read(documents: Sequence[Document], nlp: Language) -> list[Extraction]:
    """The claims of a few documents, their articles through the pipeline together.

    New words go out of the vocabulary's memory with the documents: each would keep 1 kB for ever.
    """
    with nlp.memory_zone():
        return _read_zone(documents, nlp)


def _read_zone(documents: Sequence[Document], nlp: Language) -> list[Extraction]:
    articles = [(index, article) for index, document in enumerate(documents) for article in document.articles]
    docs = nlp.pipe([make_article_doc(nlp, documents[index], article) for index, article in articles])
    claims: list[list[Claim]] = [[] for _ in documents]
    for (index, _), doc in zip(articles, docs, strict=True):
        claims[index].extend(_once(claims_of(doc)))
    return [Extraction(document, tuple(found)) for document, found in zip(documents, claims, strict=True)]


def _once(claims: Iterable[Claim]) -> Iterator[Claim]:
    """An article's claims; a sentence that stands in it twice (a caption, a copied lead) counts once."""
    seen: set[tuple[str | None, ...]] = set()
    for claim in claims:
        words = " ".join(claim.sentence.split())
        key = (words, claim.relation, claim.source_id, claim.target_id, claim.status, claim.attributed_to_id)
        if key not in seen:
            seen.add(key)
            yield claim


def _kept(claims: Iterable[Claim], min_confidence: float, explain: bool) -> Iterator[Claim]:
    for claim in claims:
        if claim.confidence >= min_confidence:
            yield claim if explain or claim.why is None else replace(claim, why=None)
