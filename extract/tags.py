"""The encoder's proposals of mentions: spans that look like an actor, whoever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

__all__ = ["Tag", "Tags", "tags_of"]

#: Proposals below this score are left aside.
SURE = 0.5

_TRIM_LEFT = frozenset(["the", "a", "an", "this", "that", "these", "those"])
#: "LNA-held Jufra" mentions the holder; what is held is a place.
_HOLDING = frozenset({"held", "controlled", "occupied", "ruled", "run", "dominated", "administered"})
_TRIM_RIGHT = frozenset({"'s", "’s", "'", "’", ",", ".", '"', "”"})


@dataclass(frozen=True, slots=True)
class Tag:
    """Tokens ``start`` to ``end`` proposed as a mention of ``kind`` name, demonym, role, description or pronoun."""

    start: int
    end: int
    kind: str
    score: float


class Tags:
    """The proposals of a Doc, asked by token span; articles and possessive endings are trimmed."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        """Index the tags by their tokens."""
        self.all = sorted(tags, key=lambda t: (t.start, -t.end))
        self._at: dict[int, list[Tag]] = {}
        for tag in self.all:
            for token in range(tag.start, tag.end):
                self._at.setdefault(token, []).append(tag)

    def exact(self, start: int, end: int) -> Tag | None:
        """The tag of exactly these tokens."""
        return next((t for t in self._at.get(start, ()) if (t.start, t.end) == (start, end)), None)

    def over(self, start: int, end: int) -> Tag | None:
        """A tag that covers the tokens or lies in them."""
        for token in range(start, end):
            for tag in self._at.get(token, ()):
                if (tag.start <= start and end <= tag.end) or (start <= tag.start and tag.end <= end):
                    return tag
        return None

    def ending(self, end: int, start: int) -> Tag | None:
        """A tag that ends where the phrase ends and begins in or before it."""
        return next((t for t in self._at.get(end - 1, ()) if t.end == end), None)


def tags_of(doc: Doc) -> Tags | None:
    """The Doc's proposals, trimmed; None when the encoder has not run."""
    rows = doc.user_data.get("whobacks.actor_tags")
    if rows is None:
        return None
    return Tags([_trimmed(doc, *row) for row in rows if row[3] >= SURE])


def _trimmed(doc: Doc, start: int, end: int, kind: str, score: float) -> Tag:
    while end - start > 1 and doc[start].lower_ in _TRIM_LEFT:
        start += 1
    while end - start > 1 and doc[end - 1].lower_ in _TRIM_RIGHT:
        end -= 1
    holder = next((i for i in range(start + 1, end - 2) if doc[i].text == "-" and doc[i + 1].lower_ in _HOLDING), None)
    if holder is not None:
        end = holder
    return Tag(start, end, kind, float(score))
