"""A whole HTML page inside a notebook cell."""

from __future__ import annotations

from html import escape

__all__ = ["InlinePage"]


class InlinePage(str):
    """The page's HTML; a notebook shows it in a frame of its own, without any file being written."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self, quote=True)}" sandbox="allow-scripts allow-downloads" '
            'title="whobacks explorer" style="width:100%;height:720px;border:1px solid #ccc"></iframe>'
        )
