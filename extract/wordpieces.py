"""Words to word pieces, their vectors and their case shapes: what every encoder here reads.

The vectors (30,522 x 384) are MiniLM's, rounded to 8 bits with one scale a row, frozen in training
and shared by the language model and the relation classifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model_files import checked

__all__ = ["SHAPES", "WordPieces", "case_shapes"]

#: Pieces kept of one word: a link or a run of emoji must not crowd out its sentence.
MAX_PIECES_PER_WORD = 12
#: Words whose pieces are remembered; English news reuses its words 95 times in 100.
CACHE_WORDS = 200_000
#: Case shapes by id. "weak": capital because of its place (first word, headline), not of its sense.
SHAPES = (
    "none",
    "lower",
    "title",
    "upper",
    "letter",
    "mixed",
    "dotted",
    "digits",
    "alphanumeric",
    "punctuation",
    "uncased",
    "weak title",
    "weak upper",
    "weak letter",
    "continued",
    "continued capital",
)
_ID = {name: index for index, name in enumerate(SHAPES)}
_WEAK = {_ID["title"]: _ID["weak title"], _ID["upper"]: _ID["weak upper"], _ID["letter"]: _ID["weak letter"]}
_CAPITAL = frozenset(_ID[name] for name in ("title", "upper", "letter", "mixed", "dotted"))
_ENDS = frozenset({".", "!", "?", ":", "…", '"', "“", "”", "‘", "-", "—", "–", "*", "•", "(", "["})
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?\.?")

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def case_shapes(words: Sequence[str]) -> list[int]:
    """The case shape of each word, as an index of `SHAPES`.

    A capital is weak at the start, after a word that may end a sentence, and throughout a headline
    (a run of words, three or more of them long, without a long lower-case one).
    """
    shapes = [_shape(word) for word in words]
    start = 0
    for end in _ends(words):
        _weaken(words, shapes, start, end)
        start = end
    return shapes


def _ends(words: Sequence[str]) -> Iterator[int]:
    yield from (index + 1 for index, word in enumerate(words) if word in _ENDS or "\n" in word)
    yield len(words)


def _weaken(words: Sequence[str], shapes: list[int], start: int, end: int) -> None:
    long = [shapes[i] for i in range(start, end) if len(words[i]) > 4 and words[i].isalpha()]
    headline = len(long) > 2 and _ID["lower"] not in long
    for index in range(start, end if headline else min(start + 1, end)):
        shapes[index] = _WEAK.get(shapes[index], shapes[index])


@lru_cache(maxsize=100_000)
def _shape(word: str) -> int:
    return _ID[_shape_name(word)]


def _shape_name(word: str) -> str:
    if word.isalpha():
        return _alphabetic(word)
    if not any(c.isalnum() for c in word):
        return "punctuation"
    if any(c.isdigit() for c in word):
        return "alphanumeric" if any(c.isalpha() for c in word) else "digits"
    if _DOTTED.fullmatch(word) and not word.islower():
        return "dotted"
    return _alphabetic("".join(c for c in word if c.isalpha()))


def _alphabetic(word: str) -> str:
    if word.islower():
        return "lower"
    if word.isupper():
        return "letter" if len(word) == 1 else "upper"
    if word.istitle():
        return "title"
    return "mixed" if any(c.isupper() for c in word) else "uncased"


class WordPieces:
    """The uncased WordPiece vocabulary with its vectors; opened at first use.

    Example:
        >>> pieces = WordPieces()
        >>> ids, first, shapes = pieces.encode(["Haftar", "advanced"])
        >>> len(first), len(ids) == len(shapes)
        (2, True)
    """

    pad_id, unknown_id, cls_id, sep_id, mask_id = 0, 100, 101, 102, 103

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` holds other word pieces than the shipped ones (for training)."""
        self.folder = folder
        self._cache: dict[str, list[int]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Only the place travels to another process; the files are opened there."""
        return {"folder": self.folder, "_cache": {}}

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(checked("wordpieces.json", self.folder)))

    @cached_property
    def _table(self) -> NDArray[np.int8]:
        table: NDArray[np.int8] = np.load(checked("wordpieces.npy", self.folder), mmap_mode="r")
        return table

    @cached_property
    def marks(self) -> tuple[int, int]:
        """Ids of ``@`` and ``#``, which mark the two actors of a pair."""
        return self._pieces("@")[0], self._pieces("#")[0]

    def encode(self, words: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Piece ids [n], index of each word's first piece [words], case shape of each piece [n].

        No [CLS] or [SEP] is added. Every word has at least one piece ([UNK] for white space and
        control characters) and at most `MAX_PIECES_PER_WORD`.
        """
        pieces = [self._pieces(word) for word in words]
        counts = np.fromiter((len(p) for p in pieces), dtype=np.int64, count=len(pieces))
        first = np.cumsum(counts) - counts
        ids = np.fromiter((i for p in pieces for i in p), dtype=np.int64, count=int(counts.sum()))
        word_shapes = np.array(case_shapes(words), dtype=np.int64)
        capital = np.isin(word_shapes, list(_CAPITAL))
        shapes = np.repeat(np.where(capital, _ID["continued capital"], _ID["continued"]), counts)
        shapes[first] = word_shapes
        return ids, first, shapes

    def _pieces(self, word: str) -> list[int]:
        found = self._cache.get(word)
        if found is None:
            found = self._tokenizer.encode(word[:200], add_special_tokens=False).ids[:MAX_PIECES_PER_WORD]
            found = found or [self.unknown_id]
            if len(self._cache) < CACHE_WORDS:
                self._cache[word] = found
        return found

    def embed(self, ids: Ints) -> Floats:
        """Vectors of the pieces: [...] -> float32 [..., 384]."""
        rows = self._table[ids]
        scale = np.ascontiguousarray(rows[..., -4:]).view(np.float32)
        return rows[..., :-4].astype(np.float32) * scale
