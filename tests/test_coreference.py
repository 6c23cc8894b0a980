"""Descriptions, pronouns, pairs of actors; on bare tokens."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import whobacks.extract.linking  # noqa: F401 - registers the component
from whobacks.extract.coreference import Ranker, ranker
from whobacks.extract.groups import group_at
from whobacks.extract.mention import mentions_of
from whobacks.extract.words import quoted


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    for name in ("sentencizer", "whobacks/mentions", "whobacks/linker"):
        nlp.add_pipe(name)
    return nlp


def linked(nlp: Language, text: str, theatre: str | None = "Syria", date: str = "2019-10-09") -> Doc:
    doc = nlp.make_doc(text)
    doc.user_data["whobacks.article"] = {"doc": "d", "number": 1, "date": date, "theatre": theatre, "offsets": []}
    return nlp(doc)


def names_of(doc: Doc, words: str) -> list[str]:
    return [m.name for m in mentions_of(doc) if doc[m.start : m.end].text == words]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Erdogan warned the Kurds. He said the army was ready.", "He", "Recep Tayyip Erdogan"),
        ("Vladimir Putin met his generals.", "his", "Vladimir Putin"),
        ("Hezbollah sent fighters to Aleppo. The group lost many.", "group", "Hezbollah"),
        ("The regime shelled Idlib. Rebels fired back.", "regime", "Syrian government"),
        ("The regime shelled Idlib. Rebels fired back.", "Rebels", "Syrian rebels"),
        ("Putin moved his troops north.", "his troops", "Russia"),
    ],
)
def test_who_is_meant(nlp: Language, text: str, words: str, name: str) -> None:
    assert names_of(linked(nlp, text), words) == [name]


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        (
            "Erdogan met Putin in Sochi. The two presidents agreed.",
            "two presidents",
            {"Recep Tayyip Erdogan", "Vladimir Putin"},
        ),
        ("Turkey and Russia talked. Both sides were cautious.", "Both sides", {"Turkey", "Russia"}),
        ("Russia and Iran trust each other.", "each other", {"Russia", "Iran"}),
        (
            "Iran, Russia and Turkey met. The three countries will meet again.",
            "three countries",
            {"Iran", "Russia", "Turkey"},
        ),
    ],
)
def test_several_actors_over_the_same_words(nlp: Language, text: str, words: str, names: set[str]) -> None:
    assert set(names_of(linked(nlp, text), words)) == names


@pytest.mark.parametrize(
    "text", ["It is likely that snow will fall.", "He left.", "The group sang.", "Both sides of the road were closed."]
)
def test_nobody_is_meant(nlp: Language, text: str) -> None:
    assert mentions_of(linked(nlp, text, theatre=None)) == ()


def test_description_keeps_its_reason(nlp: Language) -> None:
    doc = linked(nlp, "Hezbollah sent fighters to Aleppo. The group lost many.")
    (group,) = [m for m in mentions_of(doc) if doc[m.start : m.end].text == "group"]
    assert group.how == "description" and "Hezbollah" in group.reason and group.confidence < 1


def test_group_phrases() -> None:
    assert group_at(["both", "sides", "agreed"], 0) is not None
    assert group_at(["both", "of", "them"], 0) is None
    assert group_at(["two", "presidents"], 0) is None
    assert group_at(["each"], 0) is None


def test_quotations() -> None:
    assert quoted(["he", "said", "“", "we", "go", "”", "and", "left"]) == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert quoted(['"', "yes", '"', "she", "said"]) == [True, True, False, False, False]


def test_ranker_without_options_or_weights() -> None:
    assert ranker().weights
    assert Ranker({"a": 1.0, "b": -0.5}).score(iter(("a", "b", "c"))) == 0.5
