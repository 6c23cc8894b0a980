"""Pairs of actors in a sentence, packed as arrays for the relation classifier.

Each pair is judged on its own copy of the sentence, the first actor between ``@`` marks and the second
between ``#`` marks (Zhou and Chen 2022, doi:10.18653/v1/2022.aacl-short.21: marks that the encoder
knows beat new ones). Marks that stand outside the text, all pairs in one pass (Zhong and Chen 2021),
cost a fifth but learned far less from 5,000 relations: exact-label F1 0.38 against the figures of the
model card.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "MAX_PAIRS", "MAX_WORDS", "Packed", "Pieces", "Sentence", "Span", "collate", "pack", "pairs_of"]

#: Words kept of a long sentence: these many around the two actors of the pair.
MAX_WORDS = 90
#: Pairs of one sentence; a list of 15 countries alone has 105, and none of those is a relation.
MAX_PAIRS = 105
#: Pieces kept beside [CLS], [SEP] and four marks; the encoder has 512 positions.
MAX_PIECES = 500
#: Kinds of a piece: plain, in another actor's mention, in the first's, in the second's.
KINDS = 4

Span = tuple[int, int]
Ints = NDArray[np.int64]


class Pieces(Protocol):
    """What packing needs of the word pieces."""

    cls_id: int
    sep_id: int
    pad_id: int

    def encode(self, words: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """Piece ids, index of each word's first piece, case shape of each piece."""
        ...

    @property
    def marks(self) -> tuple[int, int]:
        """Ids of ``@`` and ``#``."""
        ...


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the actors' spans in it (words, end excluded) and the pairs of spans to judge."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """One pair as arrays: T pieces with [CLS], [SEP] and marks; ``opens`` and ``closes`` are its marks."""

    ids: Ints
    shapes: Ints
    kinds: Ints
    opens: Ints
    closes: Ints


def pairs_of(spans: Sequence[Span], keys: Sequence[Any], sentences: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Pairs of spans of different actors (``keys``) that share a sentence, by index, in text order.

    Two actors that stand for the same words ("both sides") make no pair.
    """
    for first, last in sentences:
        here = [i for i, (start, end) in enumerate(spans) if first <= start and end <= last]
        yield from ((a, b) for a, b in combinations(here, 2) if keys[a] != keys[b] and spans[a] != spans[b])


def pack(sentence: Sentence, pieces: Pieces) -> Iterator[Packed]:
    """Every pair of the sentence as arrays, in order."""
    ids, first, shapes = pieces.encode(sentence.words)
    bounds = np.append(first, len(ids))
    kinds = np.zeros(len(ids), dtype=np.int64)
    for start, end in sentence.spans:
        kinds[bounds[start] : bounds[end]] = 1
    for a, b in sentence.pairs:
        yield _marked(ids, shapes, kinds, bounds, (sentence.spans[a], sentence.spans[b]), pieces)


def _marked(ids: Ints, shapes: Ints, kinds: Ints, bounds: Ints, pair: tuple[Span, Span], pieces: Pieces) -> Packed:
    keep = _cut(bounds, pair)
    kinds = kinds.copy()
    for kind, (start, end) in reversed(list(enumerate(pair, start=2))):
        kinds[bounds[start] : bounds[end]] = kind
    # A closing mark stands before an opening one at the same place, the inner of two nested spans inside.
    events = sorted(
        (int(bounds[span[side]]), 1 - side, -other if side == 0 else other, mark, side)
        for mark, span in enumerate(pair)
        for side, other in ((0, span[1] - span[0]), (1, span[1] - span[0]))
    )
    places = [int(np.searchsorted(keep, place)) for place, *_ in events]
    marks = [pieces.marks[mark] for *_, mark, _ in events]
    whole = np.insert(ids[keep], places, marks)
    keys = [(mark, side) for *_, mark, side in events]
    at = {key: place + rank + 1 for rank, (place, key) in enumerate(zip(places, keys, strict=True))}
    wrap = np.concatenate
    return Packed(
        ids=wrap(([pieces.cls_id], whole, [pieces.sep_id])),
        shapes=wrap(([0], np.insert(shapes[keep], places, 0), [0])),
        kinds=wrap(([0], np.insert(kinds[keep], places, [2 + mark for *_, mark, _ in events]), [0])),
        opens=np.array([at[0, 0], at[1, 0]]),
        closes=np.array([at[0, 1], at[1, 1]]),
    )


def _cut(bounds: Ints, pair: tuple[Span, Span]) -> Ints:
    """Indexes of the pieces that are kept: the words around both actors, without the middle of an endless one."""
    start, end = min(pair[0][0], pair[1][0]), max(pair[0][1], pair[1][1])
    spare = max(0, MAX_WORDS - (end - start)) // 2
    wide = np.arange(bounds[max(0, start - spare)], bounds[min(len(bounds) - 1, end + spare)])
    if len(wide) <= MAX_PIECES:
        return wide
    tight = np.arange(bounds[start], bounds[end])
    return tight if len(tight) <= MAX_PIECES else np.concatenate([tight[: MAX_PIECES // 2], tight[-MAX_PIECES // 2 :]])


def collate(batch: Sequence[Packed], pad_id: int = 0) -> dict[str, NDArray[Any]]:
    """One padded batch: ``ids, shapes, kinds, mask`` [B, T] and ``opens, closes`` [B, 2]."""
    width = max(len(p.ids) for p in batch)
    out: dict[str, NDArray[Any]] = {key: np.zeros((len(batch), width), np.int64) for key in ("ids", "shapes", "kinds")}
    out["ids"][:] = pad_id
    mask = np.zeros((len(batch), width), dtype=bool)
    for row, packed in enumerate(batch):
        mask[row, : len(packed.ids)] = True
        for name in ("ids", "shapes", "kinds"):
            out[name][row, : len(packed.ids)] = getattr(packed, name)
    spans = {name: np.stack([getattr(p, name) for p in batch]) for name in ("opens", "closes")}
    return {**out, **spans, "mask": mask}
