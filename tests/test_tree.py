"""Trees from arc scores."""

from itertools import product

import numpy as np
import pytest

from whobacks.extract.tree import best_tree, is_tree


def best_by_trying(scores: np.ndarray) -> float:
    """The score of the best tree, all of them tried."""
    size = len(scores) - 1
    totals = []
    for heads in product(range(size + 1), repeat=size):
        whole = np.array([0, *heads])
        if is_tree(whole) and not any(h == i for i, h in enumerate(heads, 1)):
            totals.append(scores[np.arange(1, size + 1), list(heads)].sum())
    return float(max(totals))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_no_tree_scores_higher(size: int) -> None:
    chance = np.random.default_rng(size)
    for _ in range(30):
        scores = chance.normal(size=(size + 1, size + 1)).astype(np.float32)
        heads = best_tree(scores)
        assert is_tree(np.array([0, *heads]))
        assert scores[np.arange(1, size + 1), heads].sum() == pytest.approx(best_by_trying(scores), abs=1e-4)


def test_long_noise_is_a_tree() -> None:
    scores = np.random.default_rng(0).normal(size=(200, 200)).astype(np.float32)
    assert is_tree(np.array([0, *best_tree(scores)]))


def test_all_words_want_the_root() -> None:
    scores = np.zeros((30, 30), dtype=np.float32)
    scores[1:, 0] = 5
    scores[7, 0] = 6
    heads = best_tree(scores)
    assert (heads == 0).sum() == 1
    assert heads[6] == 0


@pytest.mark.parametrize(
    ("heads", "expected"),
    [([0, 0, 1], True), ([0, 2, 1], False), ([0, 0, 0], False), ([0, 2, 0], True), ([0, 2, 3, 1, 0], False)],
)
def test_is_tree(heads: list[int], expected: bool) -> None:
    assert is_tree(np.array(heads)) is expected
