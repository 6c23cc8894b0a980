"""Spans read from BIO scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["ScoredSpan", "read_spans"]


class ScoredSpan(NamedTuple):
    """Words ``start`` to ``end`` (excluded), what they are, and the mean probability of their tags."""

    start: int
    end: int
    label: str
    score: float

    def moved(self, by: int) -> ScoredSpan:
        """The same span in a longer text."""
        return self._replace(start=self.start + by, end=self.end + by)


def read_spans(logits: NDArray[np.float32], labels: Sequence[str]) -> tuple[ScoredSpan, ...]:
    """The spans of one sentence: ``logits`` [n, labels], ``labels`` O, B-x, I-x ….

    The first word of a span gives its label; an I without a beginning begins one, since a missed B
    is the commonest slip.
    """
    best = logits.argmax(1)
    if not best.any():
        return ()
    tags = [labels[i] for i in best]
    found = []
    start = -1
    for index, tag in enumerate([*tags, "O"]):
        if start >= 0 and (tag == "O" or tag[0] == "B" or tag[2:] != tags[index - 1][2:]):
            found.append(ScoredSpan(start, index, tags[start][2:], _score(logits[start:index], best[start:index])))
            start = -1
        if start < 0 and tag != "O":
            start = index
    return tuple(found)


def _score(logits: NDArray[np.float32], best: NDArray[np.int64]) -> float:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    chosen = shifted[np.arange(len(best)), best] / shifted.sum(1)
    return round(float(chosen.mean()), 3)
