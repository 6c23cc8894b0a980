"""Questions: the shared table for Python and JavaScript, and answers from a small dataset."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from whobacks.extract.claim import Claim, Status
from whobacks.graph.ask import Answer, Reading, answer, forms, grammar_data, read
from whobacks.graph.knowledge import KnowledgeGraph, open_graph
from whobacks.graph.lexicon import Lexicon, lexicon
from whobacks.ontology.actors import load_actors
from whobacks.ontology.errors import QuestionError
from whobacks.ontology.vocabulary import vocabulary

TODAY = date(2021, 3, 15)
HERE = Path(__file__).parent
TABLE = [json.loads(line) for line in (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
READ = [row for row in TABLE if "reading" in row]
REFUSED = [row for row in TABLE if "refused" in row]


@pytest.fixture(scope="module")
def names() -> Lexicon:
    return lexicon(load_actors(), today=TODAY)


# Reading


def test_the_table_is_large_and_covers_every_form() -> None:
    assert len(READ) >= 120
    assert len({row["question"].lower() for row in TABLE}) == len(TABLE)
    assert {row["reading"]["form"] for row in READ} == {group["form"] for group in grammar_data()["forms"]}


@pytest.mark.parametrize("row", READ, ids=lambda row: row["question"])
def test_a_question_is_read_as_the_table_says(row: dict[str, Any], names: Lexicon) -> None:
    assert read(row["question"], names, TODAY).record() == row["reading"]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["question"])
def test_what_is_not_clear_is_refused_with_offers(row: dict[str, Any], names: Lexicon) -> None:
    with pytest.raises(QuestionError) as caught:
        read(row["question"], names, TODAY)
    start = {"unknown": "no actor is called", "ambiguous": "fits several actors", "form": "not understood"}
    assert start.get(row["refused"], row["refused"]) in str(caught.value)
    assert row.get("offers", "") in " ".join(caught.value.candidates)


@pytest.mark.parametrize("like", forms())
def test_every_example_is_understood(like: str, names: Lexicon) -> None:
    assert read(like, names, TODAY).words()


def test_every_verb_of_the_vocabulary_is_understood(names: Lexicon) -> None:
    tables = grammar_data()["tables"]
    for verb, meant in tables["verb:third"].items():
        assert read(f"who {verb} Russia?", names, TODAY).meant == tuple(meant), verb
    for verb in tables["verb:base"]:
        assert read(f"whom does Russia {verb}?", names, TODAY).form == "whom", verb


def test_verbs_mean_what_the_ontology_says(names: Lexicon) -> None:
    words = vocabulary()
    assert read("who backs Russia?", names).relations == words.of_family("support")
    assert read("who opposes Russia?", names).relations == words.of_family("hostility")
    assert read("who arms Russia?", names).relations == ("aids",)
    assert set(read("who recognises Russia?", names).relations) == {"backs", "aids"}


def test_the_reading_says_itself(names: Lexicon) -> None:
    reading = read("which countries armed the LNA in Libya between 2019 and 2020, claimed?", names, TODAY)
    assert reading.words() == (
        "which state or government aids Libyan National Army, in Libya, from 2019-01-01 to 2020-12-31, "
        "only what is claimed"
    )
    assert reading.filter().since == "2019-01-01"
    assert "wb:aids" in reading.sparql()


def test_a_name_is_told_apart_by_theatre_and_dataset(names: Lexicon) -> None:
    assert [a.id for a in read("who backs the rebels in Syria?", names).target] == ["sy/opp"]
    with pytest.raises(QuestionError, match="fits several") as caught:
        read("who backs the rebels?", names)
    assert "Syrian rebels (sy/opp)" in caught.value.candidates


def test_long_and_empty_questions_are_refused(names: Lexicon) -> None:
    for question in ("", "  ?!", "who backs " * 40):
        with pytest.raises(QuestionError):
            read(question, names)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["who", "backs", "Russia", "in", "Libya", "since", "2020", "and", ",", "by", "'s", "the"]),
        max_size=9,
    )
)
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    lex = lexicon(load_actors(), today=TODAY)
    try:
        reading = read(" ".join(words), lex, TODAY)
    except QuestionError:
        return
    assert reading.words()
    assert reading.sparql()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    lex = lexicon(load_actors(), today=TODAY)
    try:
        read(f"who backs {text}", lex, TODAY).sparql()
    except QuestionError:
        return


# The same in JavaScript


SCRIPT = """
const { readQuestion } = require(process.argv[1]);
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { grammar, names, questions, today } = given;
console.log(JSON.stringify(questions.map((question) => readQuestion(grammar, names, question, today))));
"""


@pytest.fixture(scope="module")
def in_javascript(names: Lexicon) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("node is missing: the page's reader was NOT tested")
    questions = [row["question"] for row in TABLE]
    given = {
        "grammar": dict(grammar_data()),
        "names": names.to_data(),
        "questions": questions,
        "today": TODAY.isoformat(),
    }
    command = [str(node), "-e", SCRIPT, str(HERE.parent / "graph" / "ask.js")]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_javascript_reads_the_same(in_javascript: list[dict[str, Any]], names: Lexicon) -> None:
    for row, found in zip(TABLE, in_javascript, strict=True):
        if "reading" in row:
            reading = read(row["question"], names, TODAY)
            assert found.get("reading") == row["reading"], row["question"]
            assert found["words"] == reading.words(), row["question"]
            assert found["relations"] == list(reading.relations), row["question"]
        else:
            assert found["error"], row["question"]


def test_the_lexicon_of_a_page_knows_its_actors_only(names: Lexicon) -> None:
    data = names.to_data(["state/tr", "person/haftar"])
    assert set(data["names"]) == {"state/tr", "person/haftar"}
    assert {hit[0] for hits in data["surfaces"].values() for hit in hits} == {"state/tr", "person/haftar"}
    assert json.loads(json.dumps(data)) == data


# Answers

STORY = """
TR aids GNA asserted Libya 2020-01-05 Reuters
TR backs GNA asserted Libya 2019-12-01 BBC
RU aids LNA claimed Libya 2020-05-28 Reuters US
RU aids LNA denied Libya 2020-05-29 TASS RU
RU backs H asserted Libya 2019-04-10 Guardian
AE aids H asserted Libya 2019-06-01 Guardian
AE aids H asserted Libya 2020-06-01 Reuters
EG backs H denied Libya 2020-06-03 Reuters EG
LNA attacks GNA asserted Libya 2019-04-04 Reuters
RU aids SG asserted Syria 2015-10-01 BBC
TR backs OPP asserted Syria 2016-01-01 BBC
TR attacks SDF asserted Syria 2019-10-09 BBC
US aids SDF asserted Syria 2017-05-09 BBC
US betrays SDF claimed Syria 2019-10-07 BBC SDF
RU cooperates_with TR asserted Syria 2020-03-05 Reuters
RU consults_with TR asserted Libya 2020-01-13 Reuters
H leads LNA asserted Libya 2019-04-10 Guardian
EG backs GNA asserted Libya 2016-02-02 BBC
EG opposes GNA asserted Libya 2020-06-20 BBC
TR accuses RU hypothetical Syria 2020-02-28 BBC
QA backs GNA asserted Libya 2020-02-01 BBC
QA backs LNA asserted Libya 2020-02-02 BBC
"""
IDS = {
    "TR": "state/tr", "RU": "state/ru", "GNA": "ly/gna", "LNA": "ly/lna", "H": "person/haftar", "US": "state/us",
    "AE": "state/ae", "EG": "state/eg", "SG": "sy/gov", "SDF": "sy/sdf", "OPP": "sy/opp", "QA": "state/qa",
}  # fmt: skip


def _claim(line: str, number: int) -> Claim:
    one, relation, other, status, theatre, day, outlet, *by = line.split()
    base = load_actors()
    source, target = base.get(IDS[one]), base.get(IDS[other])
    speaker = base.get(IDS[by[0]]) if by else None
    quote = f"<b>{source.name}</b> and {target.name}: {relation}"
    return Claim(
        doc=f"d{number}", source=source.name, source_text=source.name, source_id=source.id, relation=relation,
        target=target.name, target_text=target.name, target_id=target.id, status=Status(status), sentence=quote,
        quote=quote, start=0, end=len(quote), theatre=theatre, date=day, outlet=outlet, confidence=0.9,
        attributed_to=speaker and speaker.name, attributed_to_id=speaker and speaker.id,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    graph = open_graph(tmp_path_factory.mktemp("ask") / "graph")
    graph.load_claims([_claim(line, number) for number, line in enumerate(STORY.strip().splitlines())])
    yield graph
    graph.close()


def said(found: Answer) -> set[tuple[str, str, str]]:
    return {(r.source.id, r.relation, r.target.id) for r in found.relations}


def test_who_backs_whom(kg: KnowledgeGraph) -> None:
    found = answer(kg, "who backs Haftar in Libya since 2019?", today=TODAY)
    assert said(found) == {("state/ae", "aids", "person/haftar"), ("state/ru", "backs", "person/haftar")}
    assert [actor.id for actor in found.actors] == ["state/ae", "state/ru"]
    assert [r.source.id for r in found.unstated] == ["state/eg"]
    assert len(found.evidence) == 4


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("does Turkey arm the GNA?", "yes"),
        ("does Russia arm the LNA?", "contested"),
        ("does Egypt back Haftar?", "only denied"),
        ("does Turkey accuse Russia?", "only hypothetical"),
        ("does Russia back Turkey in Libya?", "no"),
        ("are Turkey and Russia partners?", "yes"),
        ("are Russia and Turkey partners?", "yes"),
        ("is Haftar backed by the United Arab Emirates?", "yes"),
        ("does Russia deny arming the LNA?", "yes"),
    ],
)
def test_verdicts(kg: KnowledgeGraph, question: str, verdict: str) -> None:
    found = answer(kg, question, today=TODAY)
    assert found.verdict == verdict
    assert bool(found) == (verdict in ("yes", "contested"))


def test_paths_have_evidence_for_every_hop(kg: KnowledgeGraph) -> None:
    found = answer(kg, "how are Russia and the GNA linked by support?", today=TODAY)
    assert [r.relation for r in found.relations] == ["cooperates_with", "aids"]
    assert all(r.statements for r in found.relations)
    assert found.groups[0].title == "2 steps"


def test_changes_of_sides(kg: KnowledgeGraph) -> None:
    found = answer(kg, "who changed sides since 2019?", today=TODAY)
    assert [actor.id for actor in found.actors] == ["state/us", "state/eg"]
    assert found.groups[1].title == (
        "Egypt towards Government of National Accord: support until 2016-02-02, hostility since 2020-06-20"
    )
    assert not answer(kg, "who changed sides since 2021?", today=TODAY)
    assert answer(kg, "did Egypt change sides?", today=TODAY)


def test_both_sides(kg: KnowledgeGraph) -> None:
    found = answer(kg, "who backs both sides in Libya?", today=TODAY)
    assert [group.title for group in found.groups] == ["Qatar: Government of National Accord and Libyan National Army"]
    assert [a.id for a in answer(kg, "who backs both the GNA and the LNA?", today=TODAY).actors] == ["state/qa"]


def test_what_is_new_contested_said_and_compared(kg: KnowledgeGraph) -> None:
    new = answer(kg, "what is new since March 2020?", today=TODAY)
    assert [r.first for r in new.relations] == ["2020-03-05", "2020-05-28", "2020-06-20"]
    assert said(answer(kg, "where do sources disagree?", today=TODAY)) == {("state/ru", "aids", "ly/lna")}
    assert said(answer(kg, "what does reuters say about Haftar?", today=TODAY)) == {
        ("state/ae", "aids", "person/haftar")
    }
    compared = answer(kg, "compare Turkey in Syria and in Libya", today=TODAY)
    assert [group.title for group in compared.groups] == ["Syria", "Libya"]


def test_sources_speakers_and_kinds(kg: KnowledgeGraph) -> None:
    assert said(answer(kg, "who arms the LNA according to the United States?", today=TODAY)) == {
        ("state/ru", "aids", "ly/lna")
    }
    assert not answer(kg, "which groups arm the LNA?", today=TODAY)
    assert answer(kg, "which countries arm the LNA?", today=TODAY)
    assert said(answer(kg, "who backs Haftar from at least two sources?", today=TODAY)) == {
        ("state/ae", "aids", "person/haftar")
    }
    with pytest.raises(QuestionError, match="did you mean Reuters"):
        answer(kg, "who backs Haftar according to Rooters?", today=TODAY)


def test_names_narrow_to_the_dataset(kg: KnowledgeGraph) -> None:
    assert [a.id for a in answer(kg, "whom does the SDF accuse?", today=TODAY).reading.source] == ["sy/sdf"]


SAME = [
    row["question"] for row in READ
    if row["reading"]["form"] in ("who", "whom", "yes_no", "either", "everyone", "between", "side", "says", "about")
    and not {"min_sources", "roll_up", "kinds", "other_kinds", "outlets", "contested"} & set(row["reading"])
]  # fmt: skip


@pytest.mark.parametrize("question", [*SAME[::4], "who is on Turkey's side?", "what is between Russia and Turkey?"])
def test_the_sparql_finds_the_same_claims(kg: KnowledgeGraph, question: str) -> None:
    found = answer(kg, question, today=TODAY)
    claims = {str(row["claim"].value).rsplit("/", 1)[-1] for row in kg.dataset.answer(found.sparql)}
    assert claims == {statement.claim for statement in found.evidence}


@pytest.mark.parametrize("like", forms())
def test_every_form_runs_as_sparql(kg: KnowledgeGraph, like: str) -> None:
    reading = read(like, lexicon(kg.base, kg.actors(), today=TODAY), TODAY)
    prepareQuery(reading.sparql())
    assert kg.dataset.answer(reading.sparql()) is not None


def test_answers_are_text_tables_and_safe_html(kg: KnowledgeGraph) -> None:
    found = answer(kg, "who backs Haftar?", today=TODAY)
    lines = list(found.lines(evidence=True))
    assert lines[0] == "Read as: who gives any support to Khalifa Haftar"
    assert any("2 documents, 2 sources · 2019-06-01 – 2020-06-01 · asserted" in line for line in lines)
    assert list(found.to_df()["source"]) == ["United Arab Emirates", "Russia", "Egypt"]
    html = found._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    HTMLParser().feed(html)


@pytest.mark.parametrize(
    ("outlet", "tail"),
    list(product(['" } INSERT', "<script>alert(1)</script>", "\\u0022 } #", "'; DROP"], ["", " in Libya"])),
)
def test_hostile_names_stay_names(outlet: str, tail: str, names: Lexicon, kg: KnowledgeGraph) -> None:
    try:
        reading = read(f"who backs Haftar according to {outlet}{tail}", names, TODAY)
    except QuestionError:
        return
    assert isinstance(reading, Reading)
    assert not list(kg.query(reading.sparql()))
