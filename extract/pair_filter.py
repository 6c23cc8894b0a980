"""A first look at pairs: which of them are worth the relation classifier's time.

A small network on the vectors that the language encoder leaves in ``Doc.tensor``: both actors' last
words, the words between them and how far they lie apart. Most pairs of a sentence are related through
nobody or through a third; reading each in full would take six times as long as the parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from .model_files import checked
from .pairs import Span

__all__ = ["FILTER", "PairFilter", "features"]

FILTER = "pair_filter.npz"
#: Distances beyond this many words look alike.
FAR = 60

Floats = NDArray[np.float32]


def features(doc: Doc, pairs: Sequence[tuple[Span, Span]]) -> Floats:
    """Inputs of the network, [pairs, 4 * 384 + 2]; ``doc.tensor`` holds a vector for each token."""
    tensor = np.asarray(doc.tensor, dtype=np.float32)
    total = np.concatenate([np.zeros_like(tensor[:1]), tensor.cumsum(0)])
    rows = [_row(tensor, total, *pair) for pair in pairs]
    return np.stack(rows) if rows else np.zeros((0, 4 * tensor.shape[1] + 2), np.float32)


def _row(tensor: Floats, total: Floats, first: Span, second: Span) -> Floats:
    a, b = tensor[first[1] - 1], tensor[second[1] - 1]
    low, high = min(first[1], second[1]), max(first[0], second[0], min(first[1], second[1]) + 1)
    high = min(high, len(tensor))
    between = (total[high] - total[low]) / (high - low) if high > low else np.zeros_like(a)
    gap = min(max(second[0] - first[1], 0), FAR) / FAR
    nested = float(first[0] >= second[0] or second[1] <= first[1])
    return np.concatenate([a, b, between, a * b, np.array([gap, nested], np.float32)]).astype(np.float32)


class PairFilter:
    """Chances that pairs state any relation; ``threshold`` keeps 98 of 100 related pairs."""

    def __init__(self, path: Path | None = None) -> None:
        """``path`` is another file than the shipped one."""
        self.path = path or checked(FILTER)

    def __getstate__(self) -> dict[str, Any]:
        """Only the place travels to another process."""
        return {"path": self.path}

    @cached_property
    def _weights(self) -> dict[str, Floats]:
        with np.load(self.path) as data:
            return {name: data[name].astype(np.float32) for name in data.files}

    @property
    def threshold(self) -> float:
        """The least chance of a pair that is read in full."""
        return float(self._weights["threshold"])

    def chances(self, doc: Doc, pairs: Sequence[tuple[Span, Span]]) -> Floats:
        """The chance of each pair; 1 for a Doc without the encoder's vectors."""
        if not pairs or doc.tensor.shape != (len(doc), 384):
            return np.ones(len(pairs), np.float32)
        w = self._weights
        hidden = np.maximum(features(doc, pairs) @ w["up"] + w["up_bias"], 0)
        return np.asarray(1 / (1 + np.exp(-(hidden @ w["down"] + w["down_bias"]))), dtype=np.float32)
