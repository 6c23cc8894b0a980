"""The names of one article: who was named in full, and which shorter forms mean the same actor.

`Kais Saied … Saied`, `Southern Transitional Council (STC) … the STC`, `Tripoli Protection Force … the Force`:
an article names an actor in full once and then shortly. An actor that the table does not hold is called by
the fullest form of its name in the article, and its id is made from that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from .names import pieces_of

__all__ = ["Cast", "Member", "pieces", "provisional_id"]

_SMALL = frozenset(
    ["of", "the", "and", "for", "in", "al", "el", "ul", "bin", "ben", "ibn", "de", "la", "le", "von", "van", "s"]
)


@dataclass(frozen=True, slots=True)
class Member:
    """An actor of the article; ``known`` when the actors table holds it."""

    actor_id: str
    name: str
    kind: str
    known: bool


def pieces(text: str) -> tuple[str, ...]:
    """The folded pieces of a text of several words."""
    return tuple(p for word in text.split() for p in pieces_of(word))


def provisional_id(name: str) -> str:
    """A stable id for an actor outside the table: the same name, however accented, gives the same id."""
    parts = pieces(name)
    slug = "-".join(parts)[:40].strip("-") or "unnamed"
    return f"new/{slug}-{sha256(' '.join(parts).encode()).hexdigest()[:8]}"


class Cast:
    """The actors that an article names, found again by any form of their names."""

    def __init__(self) -> None:
        """Start empty."""
        self._exact: dict[tuple[str, ...], Member] = {}
        self._short: dict[str, Member] = {}

    def add(self, member: Member, *forms: str) -> None:
        """Make the member known by its name and by the forms that the text uses."""
        for form in (member.name, *forms):
            parts = pieces(form)
            if parts:
                self._exact.setdefault(parts, member)
                self._shorten(member, parts)

    def _shorten(self, member: Member, parts: tuple[str, ...]) -> None:
        if member.kind == "person":
            for size in range(1, len(parts)):
                self._short.setdefault(" ".join(parts[-size:]), member)
            self._short.setdefault(parts[0], member) if len(parts) > 2 else None
            return
        initials = "".join(p[0] for p in parts if p not in _SMALL)
        if len(initials) > 2:
            self._short.setdefault(initials, member)
        for size in range(1, len(parts)):
            for piece_run in (parts[-size:], parts[:size]):
                if piece_run[0] not in _SMALL:
                    self._short.setdefault(" ".join(piece_run), member)

    def find(self, text: str) -> Member | None:
        """Who is called so in this article, in full or shortly; None when nobody is."""
        parts = pieces(text)
        return self._exact.get(parts) or self._short.get(" ".join(parts))

    def named(self, text: str) -> Member | None:
        """Who is called exactly so."""
        return self._exact.get(pieces(text))

    def members(self) -> Iterable[Member]:
        """The actors, each once."""
        return dict.fromkeys(self._exact.values())


def new_member(forms: Sequence[str], kind: str) -> Member:
    """A provisional actor named by the fullest of its forms."""
    name = max(forms, key=len)
    return Member(provisional_id(name), name, kind, known=False)
