"""The article in an HTML page, through trafilatura: main text, title, date and site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ..ontology.errors import InputError

__all__ = ["read_page"]


def read_page(html: str, *, path: str, line: int | None = None) -> tuple[str, Mapping[str, str | None]]:
    """The page's main text with its title in front, and its metadata (title, date, source, url).

    The text is what every offset refers to. Raises InputError for a page without running text.
    """
    from trafilatura import bare_extraction  # 0.3 s, and only pages need it

    found: Any = bare_extraction(html, with_metadata=True, include_comments=False, include_tables=False)
    body = (found.text or "").strip() if found is not None else ""
    if not body:
        raise InputError("HTML without running text; give a page that holds an article", path=path, line=line)
    title = (found.title or "").strip() or None
    text = body if title is None or body.startswith(title) else f"{title}\n\n{body}"
    source = found.sitename or (urlsplit(found.url).hostname if found.url else None)
    return text, {"title": title, "date": found.date, "source": source, "url": found.url}
