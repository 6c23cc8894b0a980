"""The whole path on real input: scraped articles in, a graph with the right sentences out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from spacy.language import Language

from whobacks.extract.extraction import Extraction, extract
from whobacks.graph.build import build
from whobacks.graph.knowledge import KnowledgeGraph, open_graph
from whobacks.graph.relation import Relation, Statement
from whobacks.graph.run import Run

pytestmark = pytest.mark.shared

SUPPORT = ("backs", "aids")
FURNITURE = re.compile(
    r"Short Url|Updated \d|Read more|mailing list|Leave a Reply|logged in|JOIN NOW|Editor Picks|relevant reference"
    r"|Career Network|Photographer|With assistance|News and Opinion"
)


@pytest.fixture(scope="module")
def extractions(shared: Path) -> list[Extraction]:
    return list(extract(shared / "seeds", explain=True))


@pytest.fixture(scope="module")
def kg(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, extractions: list[Extraction]
) -> Iterable[KnowledgeGraph]:
    with open_graph(tmp_path_factory.mktemp("seeds") / "graph") as graph:
        graph.add(extractions)
        yield graph


def relations(kg: KnowledgeGraph, source: str, names: tuple[str, ...], target: str) -> list[Relation]:
    # a leader's backers are the government's ("the backers of Assad"), but who leads what is about persons
    found = kg.relations(from_=source, to=target, relations=names, roll_up="leads" not in names)
    return [relation for relation in found if relation.relation in names]


def statements(kg: KnowledgeGraph, source: str, names: tuple[str, ...], target: str) -> list[Statement]:
    return [statement for relation in relations(kg, source, names, target) for statement in relation.statements]


@pytest.mark.parametrize(
    ("source", "names", "target", "words"),
    [
        ("state/ru", SUPPORT, "sy/gov", r"Russia(n|’s|'s)?[ -](backed|support)|support from Russia|Moscow-backed"),
        ("state/ir", SUPPORT, "sy/gov", r"Iran"),
        ("state/tr", SUPPORT, "sy/opp", r"Turkish-backed|Ankara-backed|backed by Turk|backing rebels"),
        ("state/us", SUPPORT, "state/tr", r"Turkey has the full backing|US backs Turkish|support"),
        ("state/tr", ("aids",), "ly/gna", r"Turkish military support for the GNA"),
        ("person/haftar", ("leads",), "ly/lna", r"Haftar’s Libyan National Army"),
        ("state/tr", ("agrees_with",), "state/ru", r"March 5|Sochi|agree"),
    ],
)
def test_what_the_seeds_say_is_in_the_graph(
    kg: KnowledgeGraph, source: str, names: tuple[str, ...], target: str, words: str
) -> None:
    found = statements(kg, source, names, target)
    assert any(re.search(words, statement.sentence) for statement in found), found


def test_the_united_states_back_turkey_in_idlib(kg: KnowledgeGraph) -> None:
    found = statements(kg, "state/us", SUPPORT, "state/tr")
    assert any(statement.theatre == "Syria" and "Idlib" in statement.sentence for statement in found)


def test_russia_arms_the_lna_says_washington_and_both_deny_it(kg: KnowledgeGraph) -> None:
    found = [s for s in statements(kg, "state/ru", ("aids",), "ly/lna") if "warplanes" in s.sentence]
    said = {(s.status, s.attributed_to.id if s.attributed_to else None) for s in found}
    assert {("claimed", "state/us"), ("denied", "state/ru"), ("denied", "ly/lna")} <= said
    assert all(relation.contested for relation in relations(kg, "state/ru", ("aids",), "ly/lna"))


@pytest.mark.parametrize(
    ("place", "time"),
    [("Sochi", "2018-09-01/2018-09-30"), ("March 5", "2020-03-05")],
    ids=["Sochi 2018", "5 March 2020"],
)
def test_the_two_agreements_with_their_dates(kg: KnowledgeGraph, place: str, time: str) -> None:
    ends = [("state/tr", "state/ru"), ("person/erdogan", "person/putin")]
    found = [s for one, other in ends for s in statements(kg, one, ("agrees_with",), other) if place in s.sentence]
    assert {statement.time for statement in found} >= {time}, found


def test_nothing_comes_from_furniture(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        for claim in extraction.claims:
            assert not FURNITURE.search(claim.sentence), claim


def test_every_quote_is_verbatim_and_in_its_sentence(extractions: list[Extraction]) -> None:
    for extraction in extractions:
        text = extraction.document.text
        for claim in extraction.claims:
            assert claim.sentence in text, claim
            assert text[claim.start : claim.end] == claim.quote, claim
            assert claim.quote in claim.sentence, claim
            for span, words in ((claim.source_span, claim.source_text), (claim.target_span, claim.target_text)):
                assert span is not None and text[slice(*span)] == words, claim


def test_articles_of_one_file_have_their_own_theatre_and_date(extractions: list[Extraction]) -> None:
    first = next(e for e in extractions if e.document.id.startswith("000_"))
    dates = {claim.article: claim.date for claim in first.claims}
    assert dates == {1: "2020-02-12", 2: "2020-06-05"}
    assert {claim.theatre for claim in first.claims if claim.article == 2} <= {"Libya", "Syria", None}


def test_the_same_build_twice_changes_nothing(shared: Path, tmp_path: Path) -> None:
    seeds = sorted((shared / "seeds").glob("00[34]*.txt"))
    with open_graph(tmp_path / "graph") as kg:
        first = build(kg, seeds, run=Run())
        assert (first.added, first.unchanged) == (2, 0)
        quads = set(kg.dataset.quads())
        again = build(kg, seeds, run=Run(), nlp=_never)
        assert (again.added, again.replaced, again.unchanged, again.claims) == (0, 0, 2, 0)
        assert set(kg.dataset.quads()) == quads


def _never() -> Language:
    raise AssertionError("nothing new was there to read")
