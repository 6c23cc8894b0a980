"""Spans read from BIO scores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ScoredSpan", "read_spans"]

Floats = NDArray[np.float32]


class ScoredSpan(NamedTuple):
    """Words ``start`` to ``end`` (excluded), what they are, and how sure: the mean probability of its words."""

    start: int
    end: int
    label: str
    score: float

    def moved(self, by: int) -> ScoredSpan:
        """The same span in a longer text."""
        return self._replace(start=self.start + by, end=self.end + by)


@cache
def _columns(labels: tuple[str, ...]) -> tuple[tuple[str, ...], list[int], list[int]]:
    """The span labels, and the columns of their B and I tags."""
    names = tuple(dict.fromkeys(label[2:] for label in labels if label != "O"))
    return names, [labels.index(f"B-{n}") for n in names], [labels.index(f"I-{n}") for n in names]


def read_spans(logits: Floats, labels: tuple[str, ...]) -> tuple[ScoredSpan, ...]:
    """The spans of one sentence: ``logits`` [n, labels], ``labels`` O, B-x, I-x ….

    Where a span begins and ends is decided first, over all labels together, and then what it is: a
    model that wavers between two labels inside a span must not cut it in two.
    """
    if not logits.argmax(1).any():
        return ()
    names, begins, insides = _columns(labels)
    odds = np.exp(logits - logits.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    begin, inside = odds[:, begins], odds[:, insides]
    place = np.stack([odds[:, 0], begin.sum(1), inside.sum(1)], axis=1).argmax(1)
    both = begin + inside
    return tuple(_scored(start, end, both, names) for start, end in _bounds(place.tolist()))


def _bounds(place: Sequence[int]) -> list[tuple[int, int]]:
    """Starts and ends from places (0 outside, 1 begins, 2 inside); an inside without a beginning begins."""
    found: list[tuple[int, int]] = []
    start = -1
    for index, here in enumerate([*place, 0]):
        if start >= 0 and here != 2:
            found.append((start, index))
            start = -1
        if start < 0 and here:
            start = index
    return found


def _scored(start: int, end: int, both: Floats, names: Sequence[str]) -> ScoredSpan:
    means = both[start:end].mean(0)
    best = int(means.argmax())
    return ScoredSpan(start, end, names[best], round(float(means[best]), 3))
