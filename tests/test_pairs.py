"""Pairs and packing: every pair is judged once, in its own sentence, between its own marks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whobacks.extract.candidate_pairs import candidates
from whobacks.extract.pairs import MAX_PAIRS, Sentence, collate, pack, pairs_of
from whobacks.extract.wordpieces import WordPieces

WORDS = ("Ankara", "armed", "the", "rebels", ";", "Moscow", "objected", ".")


def test_pairs_join_different_actors_of_one_sentence() -> None:
    spans = [(0, 1), (2, 4), (5, 6), (9, 10)]
    assert list(pairs_of(spans, ["tr", "opp", "tr", "ru"], [(0, 8), (8, 12)])) == [(0, 1), (1, 2)]


def test_two_actors_of_the_same_words_make_no_pair() -> None:
    assert list(pairs_of([(0, 2), (0, 2), (3, 4)], ["a", "b", "c"], [(0, 5)])) == [(0, 2), (1, 2)]


def marked(words: tuple[str, ...], first: tuple[int, int], second: tuple[int, int]) -> str:
    """The packed sentence as words, marks and all."""
    pieces = WordPieces()
    (packed,) = pack(Sentence(words, (first, second), ((0, 1),)), pieces)
    assert packed.ids[0] == pieces.cls_id
    assert packed.ids[-1] == pieces.sep_id
    assert [packed.ids[i] for i in packed.opens] == list(pieces.marks)
    assert [packed.ids[i] for i in packed.closes] == list(pieces.marks)
    text: str = pieces._tokenizer.decode(packed.ids[1:-1].tolist())
    return text.replace(" ##", "")


def test_marks_stand_around_both_actors() -> None:
    assert marked(WORDS, (0, 1), (2, 4)) == "@ ankara @ armed # the rebels # ; moscow objected."


def test_nested_actors_keep_their_marks_nested() -> None:
    words = ("Turkish", "officials", "met")
    assert marked(words, (0, 1), (0, 2)) == "# @ turkish @ officials # met"
    assert marked(("forces", "of", "Haftar"), (0, 3), (2, 3)) == "@ forces of # haftar # @"


def test_collate_pads_and_masks() -> None:
    sentence = Sentence(WORDS, ((0, 1), (2, 4), (5, 6)), ((0, 1), (1, 2)))
    short = Sentence(("a", "b"), ((0, 1), (1, 2)), ((0, 1),))
    batch = collate([*pack(sentence, WordPieces()), *pack(short, WordPieces())])
    assert batch["mask"].sum(1).tolist() == [14, 14, 8]
    assert batch["opens"].shape == (3, 2)
    assert not batch["ids"][2, 8:].any()


@given(st.lists(st.integers(3, 60), min_size=1, max_size=8), st.data())
def test_every_pair_is_in_exactly_one_sentence(lengths: list[int], data: st.DataObject) -> None:
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    sentences = [(int(a), int(b)) for a, b in itertools.pairwise(bounds)]
    spans = [(s[0] + i, s[0] + i + 1) for s in sentences for i in range(data.draw(st.integers(0, 3)))]
    pairs = list(pairs_of(spans, list(range(len(spans))), sentences))
    words = [str(i) for i in range(int(bounds[-1]))]
    seen = []
    for sentence, chosen, shift in candidates(words, spans, pairs, sentences):
        seen += chosen
        assert len(sentence.pairs) == len(chosen) <= MAX_PAIRS
        assert words[shift] == sentence.words[0]
        for (a, b), pair in zip(sentence.pairs, chosen, strict=True):
            assert [sentence.words[sentence.spans[i][0]] for i in (a, b)] == [str(spans[i][0]) for i in pair]
    assert sorted(seen) == sorted(pairs)


@pytest.mark.parametrize("words", [("x",) * 900, ("…", "-"), ("\u200b", "ok")])
def test_odd_words_pack_within_the_limit(words: tuple[str, ...]) -> None:
    last = len(words)
    (packed,) = pack(Sentence(words, ((0, 1), (last - 1, last)), ((0, 1),)), WordPieces())
    assert len(packed.ids) <= 512
    assert packed.closes.max() < len(packed.ids)
