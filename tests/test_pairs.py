"""Pairs, windows and packing: every pair is judged once, in the right place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whobacks.extract.pairs import MAX_PAIRS, Window, collate, pack, pairs_of
from whobacks.extract.windows import WINDOW_WORDS, windows
from whobacks.extract.wordpieces import WordPieces

WORDS = ("Ankara", "armed", "the", "rebels", ";", "Moscow", "objected", ".")


def test_pairs_join_different_actors_of_one_sentence() -> None:
    spans = [(0, 1), (2, 4), (5, 6), (9, 10)]
    assert list(pairs_of(spans, ["tr", "opp", "tr", "ru"], [(0, 8), (8, 12)])) == [(0, 1), (1, 2)]


def test_packing_points_markers_at_the_first_and_last_piece() -> None:
    packed = pack(Window(WORDS, ((0, 1), (2, 4)), ((0, 1),)), WordPieces())
    assert len(packed.starts) == 2
    assert packed.ids[0] == WordPieces.cls_id
    assert packed.ids[-1] == WordPieces.sep_id
    assert list(packed.kinds[packed.starts]) == [1, 1]
    assert packed.ends[1] > packed.starts[1]


def test_text_never_looks_at_a_marker() -> None:
    packed = [pack(Window(WORDS, ((0, 1), (2, 4), (5, 6)), ((0, 1), (1, 2))), WordPieces())]
    batch = collate(packed)
    width = batch["ids"].shape[1]
    assert not batch["mask"][0, :width, width:].any()
    assert batch["mask"][0, width, width + 1]
    assert not batch["mask"][0, width, width + 2]


@given(st.lists(st.integers(3, 60), min_size=1, max_size=12), st.data())
def test_every_pair_is_in_exactly_one_window(lengths: list[int], data: st.DataObject) -> None:
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    sentences = [(int(a), int(b)) for a, b in zip(bounds, bounds[1:], strict=False)]
    spans = [(s[0] + i, s[0] + i + 1) for s in sentences for i in range(data.draw(st.integers(0, 3)))]
    pairs = list(pairs_of(spans, list(range(len(spans))), sentences))
    words = [str(i) for i in range(int(bounds[-1]))]
    seen = []
    for window, chosen, shift in windows(words, spans, pairs, sentences):
        seen += chosen
        assert len(window.pairs) == len(chosen) <= MAX_PAIRS
        for (a, b), pair in zip(window.pairs, chosen, strict=True):
            assert [window.words[window.spans[i][0]] for i in (a, b)] == [str(spans[i][0]) for i in pair]
        assert words[shift] == window.words[0]
        longest = max(sentences[k][1] - sentences[k][0] for k in range(len(sentences)))
        assert len(window.words) <= max(WINDOW_WORDS, longest)
    assert sorted(seen) == sorted(pairs)


@pytest.mark.parametrize("words", [("x",) * 900, ("…",), ("\u200b", "ok")])
def test_odd_words_pack_within_the_limit(words: tuple[str, ...]) -> None:
    last = len(words)
    packed = pack(Window(words, ((0, 1), (last - 1, last)), ((0, 1),)), WordPieces())
    assert len(packed.ids) <= 402
    assert packed.ends.max() < len(packed.ids)
