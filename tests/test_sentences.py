"""Sentence boundaries in news text."""

import pytest
from spacy.language import Language

from whobacks.extract.pipeline import load

CASES = [
    ["The U.S. army left.", "It did not return."],
    ["Gen. Khalifa Haftar met Lt. Col. Sami Omar.", "They talked for an hour."],
    ["“We will win,” he said.", "“The war is over.”", "Nobody believed him."],
    ['"Is it over?" she asked.', '"No."', "He left."],
    ["No. 5 on the list was Turkey.", "Russia came sixth."],
    ["ANKARA: Turkey has sent more troops to Libya.", "Moscow protested."],
    ["Russia backs Damascus (and has for years).", "Turkey does not."],
    ["The talks in Washington, D.C., failed.", "Mr. Kerry flew home."],
    ["He came from the U.S. in March.", "She came from the U.K. in May."],
    ["The grain deal was worth $4.5 million.", "Jan. 5 was the deadline."],
    ["Why did Iran stay?", "Because it could!", "So analysts say."],
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load(
        exclude=["whobacks/encoder", "whobacks/lemmas", "whobacks/mentions", "whobacks/linker", "whobacks/relations"]
    )


def split(nlp: Language, text: str) -> list[str]:
    return [sentence.text.strip() for sentence in nlp(text).sents]


@pytest.mark.parametrize("sentences", CASES, ids=lambda s: s[0][:30])
def test_sentences(nlp: Language, sentences: list[str]) -> None:
    assert split(nlp, " ".join(sentences)) == sentences


@pytest.mark.parametrize("between", ["\n\n", "\n \n", "\n\n\n\n", " \n\n "])
def test_a_blank_line_ends_a_sentence(nlp: Language, between: str) -> None:
    parts = ["Turkey Sends Troops To Libya", "the government in Tripoli welcomed them", "Moscow did not."]
    assert split(nlp, between.join(parts)) == parts


def test_a_headline_above_its_text(nlp: Language) -> None:
    assert split(nlp, "Russia denies sending jets\nMoscow said on Friday it had sent none.") == [
        "Russia denies sending jets",
        "Moscow said on Friday it had sent none.",
    ]


def test_a_wrapped_line_goes_on(nlp: Language) -> None:
    text = "The United Nations said on Tuesday that its envoy for the country had met the\nforeign minister of Turkey."
    assert len(split(nlp, text)) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", '"', "\n\nA\n\n", "a", "?!?!", "”””", "\x00\x07", "😀😀. 😀"])
def test_odd_text(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert sum(len(s) for s in doc.sents) == len(doc)
