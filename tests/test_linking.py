"""Who is who: names, role phrases, titles, capitals, unknown names; on bare tokens, without the encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import whobacks.extract.linking  # noqa: F401 - registers the component
from whobacks.extract.cast import Cast, Member, provisional_id
from whobacks.extract.mention import HOW, Mention, mentions_of


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    for name in ("sentencizer", "whobacks/mentions", "whobacks/linker"):
        nlp.add_pipe(name)
    return nlp


def linked(nlp: Language, text: str, date: str | None = "2020-02-20", theatre: str | None = "Syria") -> Doc:
    doc = nlp.make_doc(text)
    doc.user_data["whobacks.article"] = {"doc": "d", "number": 1, "date": date, "theatre": theatre, "offsets": []}
    return nlp(doc)


def pairs(doc: Doc) -> set[tuple[str, str]]:
    return {(doc[m.start : m.end].text, m.name) for m in mentions_of(doc)}


def of(doc: Doc, words: str) -> list[Mention]:
    return [m for m in mentions_of(doc) if doc[m.start : m.end].text == words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ankara warned Moscow.", {("Ankara", "Turkey"), ("Moscow", "Russia")}),
        ("Turkish warplanes hit the YPG.", {("Turkish warplanes", "Turkey"), ("YPG", "YPG")}),
        ("Assad's troops advanced.", {("Assad's troops", "Syrian government")}),
        ("The Kremlin spokesman said so.", {("Kremlin spokesman", "Russia")}),
        (
            "Turkish-backed Syrian rebels fled.",
            {("Turkish", "Turkey"), ("Turkish-backed Syrian rebels", "Syrian rebels")},
        ),
        (
            "The US-led coalition bombed Isis.",
            {("US-led coalition", "US-led coalition"), ("US", "United States"), ("Isis", "Islamic State")},
        ),
        ("A Turkish official spoke.", {("Turkish official", "Turkey")}),
        (
            "Russia and Iran, the backers of Assad, met.",
            {("Russia", "Russia"), ("Iran", "Iran"), ("Assad", "Bashar al-Assad")},
        ),
    ],
)
def test_names_and_role_phrases(nlp: Language, text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= pairs(linked(nlp, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forces loyal to Haftar shelled the port.", ("Forces loyal to Haftar", "Libyan National Army")),
        ("Haftar's men withdrew.", ("Haftar's men", "Libyan National Army")),
        ("Haftar's gunners fired.", ("Haftar's gunners", "Libyan National Army")),
    ],
)
def test_what_a_person_leads(nlp: Language, text: str, expected: tuple[str, str]) -> None:
    assert expected in pairs(linked(nlp, text, theatre="Libya"))


def test_title_demonym_and_person_are_two_mentions(nlp: Language) -> None:
    doc = linked(nlp, "Turkish President Recep Tayyip Erdogan spoke.")
    assert pairs(doc) == {("Turkish", "Turkey"), ("Recep Tayyip Erdogan", "Recep Tayyip Erdogan")}


def test_leader_by_office_as_the_article_has_it(nlp: Language) -> None:
    doc = linked(nlp, "Ruritanian envoys met Turkish President Recep Tayyip Erdogan. The Turkish president smiled.")
    assert ("Turkish president", "Recep Tayyip Erdogan") in pairs(doc)


@pytest.mark.parametrize(
    "text", ["Talks in Ankara failed.", "A town near the Turkish border fell.", "He speaks Turkish-speaking."]
)
def test_places_are_no_actors(nlp: Language, text: str) -> None:
    assert not [m for m in mentions_of(linked(nlp, text)) if m.name == "Turkey"]


def test_unknown_names_become_provisional_actors_with_the_fullest_name(nlp: Language) -> None:
    text = (
        "Colonel Anton Kreutz leads the Strelsau Liberation Front. Kreutz said the Front would fight. Col. Kreutz left."
    )
    doc = linked(nlp, text, theatre=None)
    names = {m.name for m in mentions_of(doc) if m.how == "provisional"}
    assert names == {"Anton Kreutz", "Strelsau Liberation Front"}
    assert {m.actor_id for m in of(doc, "Kreutz")} == {provisional_id("Anton Kreutz")}
    assert doc.user_data["whobacks.provisional"][provisional_id("Anton Kreutz")][:2] == ["Anton Kreutz", "person"]


def test_acronym_in_brackets_is_the_name_before_it(nlp: Language) -> None:
    doc = linked(nlp, "The Strelsau Liberation Front (SLF) struck. The SLF denied it.", theatre=None)
    assert {m.name for m in of(doc, "SLF")} == {"Strelsau Liberation Front"}


def test_provisional_id_is_stable_and_folds_accents() -> None:
    assert provisional_id("Müller Brigade") == provisional_id("Muller brigade")
    assert provisional_id("X").startswith("new/")
    assert provisional_id("…") == "new/unnamed-e3b0c442"


def test_cast_finds_short_forms() -> None:
    cast = Cast()
    person, group = (
        Member("a", "Anton de Kreutz", "person", known=False),
        Member("b", "Strelsau Liberation Front", "armed-group", known=False),
    )
    cast.add(person)
    cast.add(group)
    assert [cast.find(t) for t in ("Kreutz", "de Kreutz", ["the", "Front"][1], "SLF", "Zenda")] == [
        person,
        person,
        group,
        group,
        None,
    ]


@pytest.mark.parametrize(
    ("date", "name"),
    [("2018-05-01", "Government of National Accord"), ("2022-05-01", "Government of National Unity")],
)
def test_governments_by_date(nlp: Language, date: str, name: str) -> None:
    doc = linked(nlp, "Libyan government forces held the airport.", date=date, theatre="Libya")
    assert name in {m.name for m in mentions_of(doc)}


def test_kurdish_fighters_are_the_ypg_once_it_is_named(nlp: Language) -> None:
    before = linked(nlp, "Kurdish fighters withdrew.")
    after = linked(nlp, "The YPG held the town. Kurdish fighters withdrew.")
    assert {m.name for m in of(before, "Kurdish fighters")} == {"Kurdish forces"}
    assert {m.name for m in of(after, "Kurdish fighters")} == {"YPG"}


def test_every_mention_says_how_and_why(nlp: Language) -> None:
    doc = linked(nlp, "Erdogan's government said it would arm Syrian rebels. The rebels thanked him.")
    assert mentions_of(doc)
    for mention in mentions_of(doc):
        assert mention.how in HOW and mention.reason and 0 < mention.confidence <= 1
        assert 0 <= mention.start < mention.end <= len(doc)


def tagged(nlp: Language, text: str, *tags: tuple[int, int, str, float]) -> Doc:
    doc = nlp.make_doc(text)
    doc.user_data["whobacks.actor_tags"] = [list(tag) for tag in tags]
    return nlp(doc)


def test_tags_show_names_that_no_form_gives_away(nlp: Language) -> None:
    text = "Yesterday Anton Kreutz danced while Flavia Hentzau slept. Kreutz smiled."
    assert not mentions_of(linked(nlp, text, None, None))
    doc = tagged(nlp, text, (1, 3, "name", 0.9), (5, 7, "name", 0.9), (9, 10, "name", 0.8))
    assert [m.name for m in mentions_of(doc)] == ["Anton Kreutz", "Flavia Hentzau", "Anton Kreutz"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("They met in Strelsau today.", (3, 4, "name", 0.9)),
        ("Anton Kreutz smiled.", (0, 2, "name", 0.2)),
        ("Many left.", (0, 1, "name", 0.9)),
        ("Officials left.", (0, 1, "role", 0.9)),
    ],
)
def test_tags_that_name_nobody(nlp: Language, text: str, tag: tuple[int, int, str, float]) -> None:
    assert not mentions_of(tagged(nlp, text, tag))


def test_name_behind_kinship_and_behind_fighters_of(nlp: Language) -> None:
    text = "Rudolf came with his brother Michael. Fighters of the Zenda Brigade waited."
    doc = tagged(nlp, text, (3, 6, "role", 0.9), (7, 12, "name", 0.9))
    assert {"Michael", "Zenda Brigade"} <= {m.name for m in mentions_of(doc)}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "'s", "- -", "the the the", "A" * 2000, "(((((", "🕊 Ankara 🕊"])
def test_odd_text_is_survived(nlp: Language, text: str) -> None:
    linked(nlp, text, None, None)


def test_several_processes_give_the_same(nlp: Language) -> None:
    texts = ["Ankara warned Moscow. It replied.", "Haftar's men fled."] * 3
    assert [mentions_of(d) for d in nlp.pipe(texts, n_process=2, batch_size=2)] == [mentions_of(nlp(t)) for t in texts]


def test_docs_travel_as_bytes(nlp: Language) -> None:
    doc = linked(nlp, "Ankara warned Moscow.")
    assert mentions_of(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == mentions_of(doc)


def test_users_own_table(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    header = "id,name,kind,country,sector,qid,qid_source,aliases,weak,demonyms,metonyms,theatre,note"
    table.write_text(
        f"{header}\nx/ruritania,Kingdom of Ruritania,state,,GOV,,,Ruritania,,Ruritanian,Strelsau,,\n", encoding="utf-8"
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("whobacks/mentions", config={"actors": str(table)})
    nlp.add_pipe("whobacks/linker", config={"actors": str(table)})
    doc = nlp("Strelsau warned Ankara. Ruritanian troops marched.")
    assert {m.name for m in mentions_of(doc)} == {"Kingdom of Ruritania", "Turkey"}


@pytest.mark.shared
def test_names_of_the_challenge_set(nlp: Language, shared: Path) -> None:
    """97 of 100 names of the challenge passages, even on bare tokens."""
    import json

    rows = [
        json.loads(line) for line in (shared / "eval" / "challenge_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    right = total = 0
    for row in rows:
        doc = linked(nlp, row["text"], row["date"], row["theatre"])
        names = {m.name for m in mentions_of(doc)}
        for relation in row["relations"]:
            for side in ("source", "target"):
                if relation[f"{side}_text"] == relation[side]:
                    total += 1
                    right += relation[side] in names
    assert right / total >= 0.95
