"""The mentions of a stream of documents, as rows that a person or a program reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from .article_doc import article_of, make_article_doc, to_document_offset
from .document import Document
from .mention import mentions_of

__all__ = ["mention_rows"]


def mention_rows(
    documents: Iterable[Document], nlp: Language, progress: Callable[[str], None] | None = None
) -> Iterator[dict[str, Any]]:
    """Every mention in text order: document, offsets in its text, words, the actor, and how it was found."""
    for document in documents:
        for doc in nlp.pipe([make_article_doc(nlp, document, article) for article in document.articles]):
            yield from _rows(doc)
        if progress is not None:
            progress(document.id)


def _rows(doc: Doc) -> Iterator[dict[str, Any]]:
    article = article_of(doc)
    for mention in mentions_of(doc):
        span = doc[mention.start : mention.end]
        yield {
            "doc": article["doc"],
            "article": article["number"],
            "start": to_document_offset(doc, span.start_char),
            "end": to_document_offset(doc, span.end_char - 1) + 1,
            "text": span.text,
            "id": mention.actor_id,
            "name": mention.name,
            "how": mention.how,
            "confidence": round(mention.confidence, 3),
            "reason": mention.reason,
        }
