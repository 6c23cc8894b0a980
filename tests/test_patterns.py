"""Dependency patterns and attribution on parsed sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.attribution import deniers, quotations, reporting_verbs, speaker
from whobacks.extract.evidence import is_nominal, quote
from whobacks.extract.mention import Mention
from whobacks.extract.patterns import propose, triggers
from whobacks.extract.pipeline import load
from whobacks.ontology.vocabulary import vocabulary


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load(exclude=["whobacks/mentions", "whobacks/linker", "whobacks/relations"])


def named(doc: Doc, *names: str) -> list[Mention]:
    """Mentions of the names, in text order."""

    def places() -> Iterator[Mention]:
        for name in names:
            start = doc.text.index(name)
            span = doc.char_span(start, start + len(name), alignment_mode="expand")
            yield Mention(span.start, span.end, name, name, "name")

    return sorted(places(), key=lambda m: m.start)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qatar bankrolled the Misrata brigades.", ("Qatar", "aids", "Misrata brigades")),
        ("The Misrata brigades were armed by Qatar.", ("Qatar", "aids", "Misrata brigades")),
        ("Ankara sided with Doha last year.", ("Ankara", "backs", "Doha")),
        ("Tehran-backed militias crossed the river.", ("Tehran", "backs", "militias")),
        ("The general voiced support for Cairo on Monday.", ("general", "backs", "Cairo")),
        ("France imposed sanctions on Belarus.", ("France", "sanctions", "Belarus")),
        ("Chad, a backer of the marshal, kept quiet.", ("Chad", "backs", "marshal")),
    ],
)
def test_a_trigger_finds_source_and_target(nlp: Language, text: str, expected: tuple[str, str, str]) -> None:
    doc = nlp(text)
    mentions = named(doc, expected[0], expected[2])
    found = {(mentions[p.source].name, p.relation, mentions[p.target].name) for p in propose(doc, mentions)}
    assert expected in found


@pytest.mark.parametrize("text", ["Qatar backed off in Tripoli.", "Qatar supports a ceasefire in Tripoli."])
def test_no_relation_where_a_place_or_a_thing_is_the_object(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert not list(propose(doc, named(doc, "Qatar", "Tripoli")))


def test_every_trigger_names_a_known_relation() -> None:
    relations = {trigger.relation for found in triggers().values() for trigger in found}
    assert relations <= vocabulary().relations.keys()


def test_the_speaker_governs_the_clause(nlp: Language) -> None:
    doc = nlp("Paris said Ankara had sent drones to Tripoli.")
    mentions = named(doc, "Paris", "Ankara", "Tripoli")
    found = speaker(doc, mentions[1], mentions[2], mentions)
    assert found is not None
    assert found.name == "Paris"


def test_according_to_names_the_speaker(nlp: Language) -> None:
    doc = nlp("Sudan armed the column, according to Chad.")
    mentions = named(doc, "Sudan", "column", "Chad")
    found = speaker(doc, mentions[0], mentions[1], mentions)
    assert found is not None
    assert found.name == "Chad"


def test_every_denier_is_found(nlp: Language) -> None:
    doc = nlp("Cairo armed the marshal, though Egypt and Haftar denied this.")
    assert [m.name for m in deniers(doc[:], named(doc, "Cairo", "Egypt", "Haftar"))] == ["Egypt", "Haftar"]


def test_quotations_end_at_a_blank_line(nlp: Language) -> None:
    doc = nlp("He said: “We will go.\n\nNobody stayed.")
    ((start, end),) = quotations(doc)
    assert "go" in doc[start:end].text
    assert "Nobody" not in doc[start:end].text


def test_reporting_verbs_have_known_forces() -> None:
    assert set(reporting_verbs().values()) == {"say", "accuse", "deny"}


def test_the_quote_holds_both_actors_and_what_joins_them(nlp: Language) -> None:
    doc = nlp("After a long night, Jordan did not send any weapons to the rebels, officials said.")
    first, second = named(doc, "Jordan", "rebels")
    words = quote(doc, first, second).text
    assert words.startswith("Jordan did not send")
    assert words.endswith("rebels")


@pytest.mark.parametrize(
    ("text", "names", "nominal"),
    [
        ("Saudi support for Sudan grew.", ("Saudi", "Sudan"), True),
        ("Riyadh supports Sudan.", ("Riyadh", "Sudan"), False),
        ("Iran-backed militias left.", ("Iran", "militias"), True),
    ],
)
def test_nominal_relations_are_told_apart(nlp: Language, text: str, names: tuple[str, str], nominal: bool) -> None:
    doc = nlp(text)
    assert is_nominal(doc, *named(doc, *names)) is nominal
