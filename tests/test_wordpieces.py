"""Word pieces, their vectors and case shapes."""

import numpy as np
import pytest

from whobacks.extract.wordpieces import MAX_PIECES_PER_WORD, SHAPES, WordPieces, case_shapes


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces()


def shapes(text: str) -> list[str]:
    return [SHAPES[i] for i in case_shapes(text.split())]


def test_every_word_has_a_first_piece(pieces: WordPieces) -> None:
    ids, first, shape = pieces.encode(["Haftar", "\n\n", "", "😀", "backed", "\x00", "العربية"])
    assert len(first) == 7
    assert len(ids) == len(shape)
    assert list(first) == sorted(set(first.tolist()))
    assert ids[first[1]] == pieces.unknown_id


def test_a_long_word_is_bounded(pieces: WordPieces) -> None:
    ids, _, _ = pieces.encode(["https://example.org/" + "a-b." * 5000])
    assert len(ids) <= MAX_PIECES_PER_WORD


def test_no_words(pieces: WordPieces) -> None:
    ids, first, shape = pieces.encode([])
    assert len(ids) == len(first) == len(shape) == 0


def test_vectors(pieces: WordPieces) -> None:
    ids, _, _ = pieces.encode(["Turkey", "turkey"])
    vectors = pieces.embed(ids[None])
    assert vectors.shape == (1, 2, 384)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors[0, 0], vectors[0, 1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the US said", ["lower", "upper", "lower"]),
        ("The army said", ["weak title", "lower", "lower"]),
        ("in U.S. waters", ["lower", "dotted", "lower"]),
        ("eleven F16 jets , 12", ["lower", "alphanumeric", "lower", "punctuation", "digits"]),
        ("the McCain plan", ["lower", "mixed", "lower"]),
        ("Turkey Sends Troops Into Libya", ["weak title"] * 5),
        ("TURKEY SENDS TROOPS ABROAD", ["weak upper"] * 4),
        ("he left . Putin stayed", ["lower", "lower", "punctuation", "weak title", "lower"]),
        ("the العربية", ["lower", "uncased"]),
    ],
)
def test_case_shapes(text: str, expected: list[str]) -> None:
    assert shapes(text) == expected
