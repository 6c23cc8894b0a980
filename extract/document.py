"""A document as it was read, and the articles that lie in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

__all__ = ["Article", "Document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of a document.

    ``blocks`` are the character ranges of its running text in `Document.text` (title, paragraphs;
    in order, never overlapping); what lies between them is boilerplate and yields nothing.
    ``date`` is ISO 8601 (YYYY-MM-DD), or None when neither text, metadata nor file name tells.
    """

    number: int = 1
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None
    blocks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one file, or one record of a file, holds; every offset refers to ``text``."""

    id: str
    text: str
    path: str = ""
    articles: tuple[Article, ...] = field(default=())

    @property
    def sha256(self) -> str:
        """The content's hash (hexadecimal): text and metadata, so that either change is seen."""
        meta = "\x1f".join(f"{a.number} {a.title} {a.date} {a.outlet} {a.url}" for a in self.articles)
        return sha256(f"{self.text}\x1e{meta}".encode("utf-8", "surrogatepass")).hexdigest()
