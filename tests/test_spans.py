"""Spans from BIO scores."""

import numpy as np
import pytest

from whobacks.extract.spans import read_spans

LABELS = ("O", "B-name", "I-name", "B-role", "I-role")


def logits(*tags: str) -> np.ndarray:
    """Scores that are sure of the tags."""
    found = np.zeros((len(tags), len(LABELS)), dtype=np.float32)
    for row, tag in enumerate(tags):
        found[row, LABELS.index(tag)] = 9
    return found


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("O",), []),
        (("O", "O"), []),
        (("B-name", "I-name", "O"), [(0, 2, "name")]),
        (("B-name", "B-name"), [(0, 1, "name"), (1, 2, "name")]),
        (("O", "I-role", "I-role"), [(1, 3, "role")]),
        (("B-name", "I-role", "I-role"), [(0, 3, "role")]),
    ],
)
def test_spans(tags: tuple[str, ...], expected: list[tuple[int, int, str]]) -> None:
    assert [span[:3] for span in read_spans(logits(*tags), LABELS)] == expected


def test_score_is_a_probability() -> None:
    (span,) = read_spans(logits("O", "B-role"), LABELS)
    assert 0.9 < span.score <= 1


def test_a_wavering_label_does_not_cut_the_span() -> None:
    rows = logits("B-name", "I-name", "I-name")
    rows[1, LABELS.index("I-role")] = 9.1
    assert [span[:3] for span in read_spans(rows, LABELS)] == [(0, 3, "name")]
