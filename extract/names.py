"""Names of known actors in a row of words: the longest match in a token trie.

Accents, apostrophes, hyphens and (except for acronyms) case are folded: `Sana'a` finds `Sanaa`,
`Al Qaeda` finds `al-Qaeda`, `US` finds `U.S.` but never `us`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..ontology.actors import fold

__all__ = ["Entry", "Hit", "NameIndex", "pieces_of"]

#: Acronyms up to this length match in upper case only: "Who" is no WHO, but "Isis" is ISIS.
SHORT_ACRONYM = 3
#: Words remembered with their folded pieces; a corpus of 250 articles has 25,000 distinct words.
MEMORY = 200_000

_TIERS = {"name": 0, "strong": 1, "demonym": 2, "metonym": 3, "weak": 4}


def pieces_of(word: str) -> tuple[str, ...]:
    """The folded pieces of a word: ``al-Qaïda`` -> ``("al", "qaida")``, ``U.S.`` -> ``("us",)``, ``-`` -> ``()``."""
    return tuple(fold(word).split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to call an actor: the surface as the table writes it, and its tier (name, strong, weak …)."""

    actor_id: str
    tier: str
    surface: str

    @property
    def acronym(self) -> bool:
        """Whether the surface is an acronym, so that case matters."""
        letters = [c for c in self.surface if c.isalpha()]
        return 1 < len(letters) <= 7 and " " not in self.surface and all(c.isupper() for c in letters)

    @property
    def phrase(self) -> bool:
        """Whether only the first of several words has a capital, as in `Western powers`: texts write it small too."""
        return " " in self.surface and self.surface[1:] == self.surface[1:].lower() and len(self.surface) > 9

    @property
    def lower(self) -> bool:
        """Whether the table writes the surface without a capital: a description such as `rebels`."""
        return self.surface == self.surface.lower()


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``start`` to ``end`` (end excluded) that name one or more actors, best tier first.

    ``cut`` is true when the name ends inside the last word (`U.S.-led` as one token).
    """

    start: int
    end: int
    entries: tuple[Entry, ...]
    cut: bool = False


class NameIndex:
    """A trie of folded name pieces; one look at each word, so that a 40-word sentence takes microseconds."""

    def __init__(self, surfaces: Iterable[tuple[str, str, str]]) -> None:
        """Index ``(surface, actor id, tier)`` rows; a surface without letters is left out."""
        self._root: dict[str, Any] = {}
        self._memory: dict[str, tuple[str, ...]] = {}
        self._exact: dict[tuple[str, ...], list[Entry]] = {}
        for surface, actor_id, tier in surfaces:
            self._add(Entry(actor_id, tier, surface))

    def _add(self, entry: Entry) -> None:
        pieces = pieces_of(entry.surface) if " " not in entry.surface else _pieces(entry.surface)
        if not pieces:
            return
        node = self._root
        for piece in pieces:
            node = node.setdefault(piece, {})
        entries: list[Entry] = node.setdefault("", [])
        if all(known.actor_id != entry.actor_id or known.acronym != entry.acronym for known in entries):
            entries.append(entry)
            entries.sort(key=lambda e: _TIERS.get(e.tier, 9))
        self._exact[pieces] = entries

    def lookup(self, text: str) -> tuple[Entry, ...]:
        """The entries of exactly this text, case not minded; empty when nobody is called so."""
        return tuple(self._exact.get(_pieces(text), ()))

    def find(self, words: Sequence[str]) -> list[Hit]:
        """The longest names in the words, left to right, never overlapping."""
        return list(self._scan(words))

    def inside(self, words: Sequence[str], hit: Hit) -> list[Hit]:
        """Shorter names in a long one: `Turkish` in Turkish-backed rebels, `Haftar` in forces loyal to Haftar."""
        if hit.end - hit.start < 3:
            return []
        parts = list(words[hit.start : hit.end])
        found = [*self._scan(parts[:-1]), *self._scan(parts[1:], 1)]
        joined = {h for h in found if h.end - h.start < len(parts) and _joined(parts, h)}
        return [
            Hit(hit.start + h.start, hit.start + h.end, h.entries, h.cut) for h in sorted(joined, key=lambda h: h.start)
        ]

    def _scan(self, words: Sequence[str], shift: int = 0) -> Iterator[Hit]:
        memory, root, index, size = self._memory, self._root, 0, len(words)
        if len(memory) > MEMORY:
            memory.clear()
        while index < size:
            word = words[index]
            pieces = memory.get(word)
            if pieces is None:
                pieces = memory[word] = pieces_of(word)
            if pieces and (pieces[0] in root or (len(pieces) == 1 and _without_s(root, pieces[0]))):
                hit = self._longest(words, index)
                if hit is not None and word in _ARTICLES:
                    hit = self._without_article(words, hit)
                if hit is not None:
                    yield hit if not shift else Hit(hit.start + shift, hit.end + shift, hit.entries, hit.cut)
                    index = hit.end
                    continue
            index += 1

    def _longest(self, words: Sequence[str], start: int) -> Hit | None:
        """The longest name that begins with the word at ``start``, or None."""
        node, best = self._root, None
        for index in range(start, len(words)):
            pieces = self._pieces_of(words[index])
            if not pieces and (index == start or words[index] not in _JOINERS):
                break
            for number, piece in enumerate(pieces, start=1):
                follow = node.get(piece) or (_without_s(node, piece) if number == len(pieces) else None)
                if follow is None:
                    return best
                node = follow
                cut = number < len(pieces)
                if "" in node and (not cut or "-" in words[index]):
                    entries = _cased(node[""], words[start : index + 1])
                    best = Hit(start, index + 1, entries, cut) if entries else best
        return best

    def _without_article(self, words: Sequence[str], hit: Hit) -> Hit:
        """The longer name behind the article: `the government` must not hide the Government of National Accord."""
        behind = self._longest(words, hit.start + 1) if hit.start + 1 < len(words) else None
        return behind if behind is not None and behind.end > hit.end else hit

    def _pieces_of(self, word: str) -> tuple[str, ...]:
        pieces = self._memory.get(word)
        if pieces is None:
            pieces = self._memory[word] = pieces_of(word)
        return pieces


_ARTICLES = frozenset({"the", "The"})
_JOINERS = frozenset({"-", "–", "—", "'", "’", ".", "‑"})


def _without_s(node: dict[str, Any], piece: str) -> dict[str, Any] | None:
    """The node of a name whose possessive lost its apostrophe (`Assads forces`), for words of six letters or more."""
    return node.get(piece[:-1]) if len(piece) > 5 and piece[-1] == "s" else None


def _joined(parts: Sequence[str], hit: Hit) -> bool:
    """Whether the inner name is joined by a hyphen or a possessive, or stands behind "to" or "of"."""
    after = parts[hit.end] if hit.end < len(parts) else ""
    before = parts[hit.start - 1].lower() if hit.start else ""
    return hit.cut or after in {"-", "–", "'s", "’s"} or before in {"to", "of", "by"}


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for word in text.split() for piece in pieces_of(word))


def _cased(entries: Sequence[Entry], words: Sequence[str]) -> tuple[Entry, ...]:
    """The entries whose case fits the words."""
    return tuple(entry for entry in entries if _fits(entry, words))


def _fits(entry: Entry, words: Sequence[str]) -> bool:
    first = words[0]
    if entry.acronym:
        letters = "".join(c for c in first if c.isalpha())
        wanted = "".join(c for c in entry.surface if c.isalpha())
        if letters[: len(wanted)] == wanted:
            return len(words) == 1 or not wanted.islower()
        return len(wanted) > SHORT_ACRONYM and first[:1].isupper() and first[1:].islower()
    if entry.lower or entry.phrase:
        return True
    return any(c.isupper() for c in first) or any(w[:1].isupper() for w in words[1:])
