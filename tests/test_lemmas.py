"""Lemmas from forms and tags."""

import pytest

from whobacks.extract.lemmas import shipped_lemmas


@pytest.mark.parametrize(
    ("form", "tag", "lemma"),
    [
        ("backs", "VBZ", "back"),
        ("armed", "VBD", "arm"),
        ("supplied", "VBN", "supply"),
        ("bankrolling", "VBG", "bankroll"),
        ("sanctioned", "VBD", "sanction"),
        ("accused", "VBD", "accuse"),
        ("denies", "VBZ", "deny"),
        ("fought", "VBD", "fight"),
        ("was", "VBD", "be"),
        ("militias", "NNS", "militia"),
        ("allies", "NNS", "ally"),
        ("forces", "NNS", "force"),
        ("countries", "NNS", "country"),
        ("strikes", "NNS", "strike"),
        ("Moscow", "NNP", "Moscow"),
        ("stronger", "JJR", "strong"),
        ("him", "PRP", "he"),
        ("n't", "RB", "not"),
        ("drone-struck", "", "drone-struck"),
    ],
)
def test_lemma(form: str, tag: str, lemma: str) -> None:
    assert shipped_lemmas().lemma(form, tag) == lemma


@pytest.mark.parametrize("form", ["", "s", "ed", "ing", "😀", "\x00", "S" * 1000])
@pytest.mark.parametrize("tag", ["NNS", "VBD", "VBG", "JJS", "XX"])
def test_any_form_has_a_lemma(form: str, tag: str) -> None:
    assert isinstance(shipped_lemmas().lemma(form, tag), str)
