"""From articles to claims: readers and spaCy components.

The package can be called: ``whobacks.extract("articles/")`` is `extraction.extract`, so that the
natural name serves both.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .extraction import Extraction

__all__: list[str] = []


class _Extract(ModuleType):
    """This package, callable."""

    def __call__(self, paths: Any, **options: Any) -> Iterator[Extraction]:
        """Find who backs whom in files, folders or "-"; see `extraction.extract` for the options."""
        from .extraction import extract

        listed: str | Path | list[str | Path] = paths
        return extract(listed, **options)


sys.modules[__name__].__class__ = _Extract
