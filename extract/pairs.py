"""Pairs of actors in a window of sentences, packed as arrays for the relation classifier.

Every pair is a pair of extra positions behind the text ("levitated" markers, Ye et al. 2022,
doi:10.18653/v1/2022.acl-long.337; Zhong and Chen 2021, doi:10.18653/v1/2021.naacl-main.5): they see
the text and each other, the text does not see them, so one pass over the text serves all its pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_PAIRS", "MAX_PIECES", "Pieces", "Span", "Window", "collate", "pack", "pairs_of"]

#: Text pieces of one window; the encoder has 512 positions and most sentences have under 60 pieces.
MAX_PIECES = 400
#: Pairs of one window; a list of 12 countries alone has 66, and none of those is a relation.
MAX_PAIRS = 120

Span = tuple[int, int]
Ints = NDArray[np.int64]


class Pieces(Protocol):
    """What packing needs of the word pieces: ids, first piece of each word, case shapes."""

    cls_id: int
    sep_id: int

    def encode(self, words: list[str]) -> tuple[Ints, Ints, Ints]:
        """Word pieces of the words, without special pieces."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """Some sentences, the actors' spans in them (tokens, end excluded) and the pairs to judge."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A window as arrays: T text pieces (with [CLS] and [SEP]), P pairs of two markers each."""

    ids: Ints
    shapes: Ints
    kinds: Ints
    starts: Ints
    ends: Ints
    owners: Ints = field(repr=False)

    @property
    def length(self) -> int:
        """Positions in all: the text's pieces and two markers a pair."""
        return len(self.ids) + len(self.starts)


def pairs_of(spans: Sequence[Span], keys: Sequence[Any], sentences: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Pairs of spans of different actors (``keys``) that share a sentence, by index, in text order."""
    for first, last in sentences:
        here = [i for i, (start, end) in enumerate(spans) if first <= start and end <= last]
        yield from ((a, b) for a, b in combinations(here, 2) if keys[a] != keys[b])


def pack(window: Window, pieces: Pieces) -> Packed:
    """The window as arrays; spans that lie behind the piece limit point at its last piece."""
    ids, first, shapes = pieces.encode(list(window.words))
    ids, shapes = ids[:MAX_PIECES], shapes[:MAX_PIECES]
    bounds = np.minimum(np.append(first, len(ids)), len(ids))
    kinds = np.zeros(len(ids) + 2, dtype=np.int64)
    located = np.zeros((len(window.spans), 2), dtype=np.int64)
    for index, (start, end) in enumerate(window.spans):
        low = min(int(bounds[start]), len(ids) - 1)
        high = max(low, int(bounds[end]) - 1)
        located[index] = low + 1, high + 1
        kinds[low + 2 : high + 2] = 2
    kinds[located[:, 0]] = 1
    flat = np.array(window.pairs, dtype=np.int64).reshape(-1)
    return Packed(
        ids=np.concatenate(([pieces.cls_id], ids, [pieces.sep_id])),
        shapes=np.concatenate(([0], shapes, [0])),
        kinds=kinds,
        starts=located[flat, 0],
        ends=located[flat, 1],
        owners=flat,
    )


def collate(batch: Sequence[Packed], pad_id: int = 0) -> dict[str, NDArray[Any]]:
    """One batch: text padded to T, pairs padded to P; markers stand behind the text.

    Gives ``ids, shapes, kinds`` [B, T], ``starts, ends`` [B, 2P] (piece positions of each marker's
    span) and ``mask`` [B, T+2P, T+2P], true where a row may look at a column.
    """
    size, width, markers = len(batch), max(len(p.ids) for p in batch), max(len(p.starts) for p in batch)
    text = {name: np.zeros((size, width), dtype=np.int64) for name in ("ids", "shapes", "kinds")}
    text["ids"][:] = pad_id
    spans = {name: np.zeros((size, markers), dtype=np.int64) for name in ("starts", "ends")}
    mask = np.zeros((size, width + markers, width + markers), dtype=bool)
    partners = np.arange(markers) ^ 1
    for row, packed in enumerate(batch):
        length, count = len(packed.ids), len(packed.starts)
        for name, array in text.items():
            array[row, :length] = getattr(packed, name)
        for name, array in spans.items():
            array[row, :count] = getattr(packed, name)
        mask[row, :, :length] = True
        own = width + np.arange(markers)
        mask[row, own, own] = True
        mask[row, own, width + partners] = True
    return {**text, **spans, "mask": mask}
