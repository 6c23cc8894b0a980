"""Heads of words from arc scores: the best tree, by Chu and Liu (1965) and Edmonds (1967).

The greedy choice is a tree for most sentences and is then also the best one; only the rest is decoded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "is_tree"]

_NEVER = np.float32(-1e9)
#: Words tried as the only one under the root, best first; noise of 480 words would else take minutes.
_ROOTS_TRIED = 5

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def best_tree(scores: Floats) -> Ints:
    """The head of every word: ``scores`` [n+1, n+1] (row: dependent, column: head, 0: root) -> [n].

    Heads count from 1; exactly one word has head 0.
    """
    scores = scores.astype(np.float32).copy()
    np.fill_diagonal(scores, _NEVER)
    heads = scores.argmax(1)
    heads[0] = 0
    if is_tree(heads):
        return np.asarray(heads[1:], dtype=np.int64)
    heads = _arborescence(scores)
    roots = np.flatnonzero(heads[1:] == 0) + 1
    if len(roots) > 1:
        roots = roots[np.argsort(-scores[roots, 0])][:_ROOTS_TRIED]
        heads = max((_rooted(scores, int(root)) for root in roots), key=lambda h: _total(scores, h))
    return np.asarray(heads[1:], dtype=np.int64)


def is_tree(heads: Ints) -> bool:
    """Whether ``heads`` [n+1] (entry 0: the root itself) is a tree with one word under the root."""
    above = heads
    for _ in range(max(1, len(heads).bit_length())):
        above = above[above]
    return not above.any() and int((heads[1:] == 0).sum()) == 1


def _total(scores: Floats, heads: Ints) -> float:
    return float(scores[np.arange(1, len(heads)), heads[1:]].sum())


def _rooted(scores: Floats, root: int) -> Ints:
    """The best tree whose only word under the root is ``root``."""
    only = scores.copy()
    only[1:, 0] = _NEVER
    only[root, 0] = 0.0
    return _arborescence(only)


def _arborescence(scores: Floats) -> Ints:
    """The best heads without a cycle: [n+1] with entry 0 its own head."""
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return np.asarray(heads, dtype=np.int64)
    inside = np.zeros(len(heads), dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    small, entry, leave = _contracted(scores, heads, cycle, outside)
    above = _arborescence(small)
    found: Ints = heads.astype(np.int64)
    merged = len(outside)
    for index, word in enumerate(outside):
        if index:
            found[word] = leave[index] if above[index] == merged else outside[above[index]]
    source = int(above[merged])
    found[entry[source]] = outside[source]
    return found


def _contracted(scores: Floats, heads: Ints, cycle: Ints, outside: Ints) -> tuple[Floats, Ints, Ints]:
    """The graph with the cycle as one last word; where an arc enters the cycle, and from where one leaves."""
    size = len(outside)
    small = np.full((size + 1, size + 1), _NEVER, dtype=np.float32)
    small[:size, :size] = scores[np.ix_(outside, outside)]
    gain = scores[np.ix_(cycle, outside)] - scores[cycle, heads[cycle]][:, None]
    small[size, :size] = gain.max(0)
    leaving = scores[np.ix_(outside, cycle)]
    small[:size, size] = leaving.max(1)
    small[0, size] = _NEVER
    return small, cycle[gain.argmax(0)], cycle[leaving.argmax(1)]


def _cycle(heads: Ints) -> Ints | None:
    """The words of one cycle, or None."""
    state = np.zeros(len(heads), dtype=np.int8)
    state[0] = 2
    for start in range(1, len(heads)):
        path, word = [], start
        while state[word] == 0:
            state[word] = 1
            path.append(word)
            word = int(heads[word])
        if state[word] == 1:
            return np.array(path[path.index(word) :], dtype=np.int64)
        state[path] = 2
    return None
