"""A spaCy Doc per article: its running text without the boilerplate, and the way back to the document."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from .document import Article, Document

__all__ = ["article_of", "article_text", "make_article_doc", "to_document_offset"]

_KEY = "whobacks.article"
#: What stands between two blocks: a blank line, which always ends a sentence.
_BETWEEN = "\n\n"


def article_text(document: Document, article: Article) -> tuple[str, list[tuple[int, int]]]:
    """The article's blocks joined by blank lines, and where each begins: (in this text, in the document).

    An article without blocks is the whole document.
    """
    blocks = article.blocks or ((0, len(document.text)),)
    parts, offsets, at = [], [], 0
    for start, end in blocks:
        parts.append(document.text[start:end])
        offsets.append((at, start))
        at += end - start + len(_BETWEEN)
    return _BETWEEN.join(parts), offsets


def make_article_doc(nlp: Language, document: Document, article: Article) -> Doc:
    """The article's words, not yet analysed, with its facts in ``user_data`` for the components."""
    text, offsets = article_text(document, article)
    doc = nlp.make_doc(text)
    doc.user_data[_KEY] = {
        "doc": document.id,
        "number": article.number,
        "title": article.title,
        "date": article.date,
        "outlet": article.outlet,
        "url": article.url,
        "offsets": [list(pair) for pair in offsets],
    }
    return doc


def article_of(doc: Doc) -> dict[str, Any]:
    """The facts of the Doc's article (doc, number, title, date, outlet, url, offsets); empty for loose text."""
    found: dict[str, Any] = doc.user_data.get(_KEY, {})
    return found


def to_document_offset(doc: Doc, char: int) -> int:
    """The position in the document's text of a character of the Doc; the same for loose text."""
    offsets = article_of(doc).get("offsets")
    if not offsets:
        return char
    index = max(bisect_right(offsets, char, key=lambda pair: pair[0]) - 1, 0)
    here, there = offsets[index]
    return int(there + char - here)
