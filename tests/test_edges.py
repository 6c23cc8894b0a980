"""Derived edges: what becomes a direct triple, aggregates, copies of one report, turns, months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whobacks.graph.duplicates import marks
from whobacks.graph.knowledge import open_graph
from whobacks.graph.refresh import Refresh
from whobacks.ontology.namespaces import EDGES

Make = Callable[..., Any]
WIRE = (
    "Warplanes landed at the desert base on Monday night, two officers there said, and crates were carried to a hangar "
    "under the eyes of a local crew that had been told to stay away from the runway. A spokesman for the army declined "
    "to say who had sent them. The cabinet in the capital called the flights a breach of the arms embargo and asked "
    "the council to meet, while diplomats warned that the front could move within days if the planes were flown."
)


def direct(kg: Any) -> set[tuple[str, str, str]]:
    query = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{EDGES}> {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(actor:))) }} }}"
    return {tuple(term.value.rsplit("/", 1)[-1].rsplit("#")[-1] for term in row) for row in kg.dataset.select(query)}


def derived(kg: Any) -> set[str]:
    return {str(q) for q in kg.dataset.quads() if q.graph_name.value.startswith(EDGES)}


def aggregate(kg: Any, name: str) -> list[str]:
    return [value.value for (value,) in kg.dataset.select(f"SELECT ?v WHERE {{ ?e a wb:Edge ; wb:{name} ?v }}")]


def test_only_what_holds_becomes_a_direct_triple(jufra: Any) -> None:
    found = direct(jufra)
    assert ("tr", "aids", "gna") in found
    assert ("tr", "backs", "gna") in found, "aids implies backs"
    assert ("tr", "support", "gna") in found, "and its family"
    assert not any(source == "ru" for source, _, _ in found), "only claimed, and denied"


def test_an_assertion_stands_against_a_denial_but_is_contested(kg: Any, claim: Make, extraction: Make) -> None:
    said = claim("Russia", "aids", "Libyan National Army")
    denied = claim("Russia", "backs", "Libyan National Army", "denied", by="Russia", start=50)
    kg.add([extraction(said, denied, doc="one")])
    assert ("ru", "aids", "lna") in direct(kg)
    assert sorted(aggregate(kg, "contested")) == ["true", "true"]
    assert sorted(aggregate(kg, "denials")) == ["0", "1"]


def test_denied_and_hypothetical_alone_make_no_triple(kg: Any, claim: Make, extraction: Make) -> None:
    denied = claim("Russia", "aids", "Libyan National Army", "denied", by="Russia")
    maybe = claim("Turkey", "aids", "Libyan National Army", "hypothetical", start=50)
    kg.add([extraction(denied, maybe, doc="one")])
    assert direct(kg) == set()
    assert sorted(value.rsplit("#")[-1] for value in aggregate(kg, "strongest")) == ["denied", "hypothetical"]


def test_ten_papers_with_one_wire_report_are_one_source(kg: Any, claim: Make, extraction: Make) -> None:
    papers = [f"Paper {n}" for n in range(10)]
    copies = [WIRE + f" Reporting for {paper}." for paper in papers]
    kg.add(
        extraction(claim("Russia", "aids", "Libyan National Army", outlet=paper, doc=paper), doc=paper, text=words)
        for paper, words in zip(papers, copies, strict=True)
    )
    (relation,) = kg.relations()
    assert (relation.documents, relation.sources) == (10, 1)
    assert aggregate(kg, "sources") == ["1"]
    own = "A different hand wrote this one from the capital, where ministers met until midnight over the news. " * 4
    kg.add(
        [extraction(claim("Russia", "aids", "Libyan National Army", outlet="Paper 3", doc="own"), doc="own", text=own)]
    )
    assert kg.relations()[0].sources == 2


def test_a_bulk_load_finds_the_same_copies(tmp_path: Any, claim: Make, extraction: Make) -> None:
    made = [
        extraction(claim("Russia", "aids", "Libyan National Army", outlet=n, doc=n), doc=n, text=f"{n}: {WIRE}")
        for n in ("A", "B", "C")
    ]
    with open_graph(tmp_path / "bulk") as kg:
        kg.add(made, bulk=True)
        assert kg.relations()[0].sources == 1


def test_marks_tell_copies_from_reports_of_their_own() -> None:
    half = " ".join(WIRE.split()[: len(WIRE.split()) * 3 // 4])
    other = "The council met on Tuesday and nothing was decided, said three envoys who asked not to be named. " * 5
    assert len(set(marks(WIRE)) & set(marks(WIRE.replace("Monday", "Tuesday")))) >= 2
    assert len(set(marks(WIRE)) & set(marks(half))) >= 2
    assert not set(marks(WIRE)) & set(marks(other))
    assert marks("Too short to tell.") == ()


def test_who_turned_is_dated_both_ways(jufra: Any) -> None:
    (row,) = jufra.query("changed_sides").records()
    assert (row["who"], row["whom"], row["turn"]) == ("Turkey", "Libyan National Army", "turned against")
    assert (row["before"], row["after"]) == ("2016-03-01", "2020-01-10")


def test_months_count_what_is_stated(jufra: Any) -> None:
    rows = {
        (r["month"], r["relation"].rsplit("#")[-1]): r["claims"] for r in jufra.query("support_over_months").records()
    }
    assert rows == {
        ("2016-03", "backs"): 1,
        ("2016-03", "leads"): 1,
        ("2020-01", "aids"): 1,
        ("2020-01", "attacks"): 2,
        ("2020-01", "backs"): 1,
        ("2020-05", "aids"): 1,
    }


NAMES = ("Russia", "Turkey", "Egypt", "Iran")
RELATIONS = ("backs", "aids", "allied_with", "attacks", "leads")
STATUSES = ("asserted", "claimed", "denied", "hypothetical")
claims = st.tuples(
    st.permutations(NAMES),
    st.sampled_from(RELATIONS),
    st.sampled_from(STATUSES),
    st.sampled_from(["2019-01-05", "2020-02-06"]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("abc"), st.lists(claims, max_size=3), st.booleans()), min_size=1, max_size=6
    )
)
def test_step_by_step_gives_what_a_rebuild_gives(
    steps: Any, tmp_path_factory: pytest.TempPathFactory, claim: Make, extraction: Make
) -> None:
    with open_graph(tmp_path_factory.mktemp("edges") / "g") as kg:
        for doc, found, retract in steps:
            made = [
                claim(ends[0], relation, ends[1], status, start=n * 50, date=date, doc=doc, outlet=doc)
                for n, (ends, relation, status, date) in enumerate(found)
            ]
            kg.add([extraction(*made, doc=doc, text=f"{made}")])
            if retract:
                kg.retract(doc)
        by_steps = derived(kg)
        Refresh(kg.dataset, kg.decisions).rebuild()
        assert derived(kg) == by_steps
