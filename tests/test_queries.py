"""The library of named queries: each is documented, runs, and says what it should on a small graph."""

from __future__ import annotations

from typing import Any

import pytest

from whobacks.graph.queries import named_queries
from whobacks.graph.sparql import check
from whobacks.ontology.errors import QueryError, QuestionError

VALUES = {"actor": "LNA", "theatre": "Libya", "side": "Libya", "outlet": "Morning Post", "date": "2020-01-01"}


def test_there_are_twelve_each_with_its_documentation() -> None:
    assert len(named_queries()) == 12
    for query in named_queries().values():
        assert query.doc.endswith("."), query.name
        assert check(query.text) == "SELECT"
        for parameter in query.parameters:
            assert f"?{parameter.name}" in query.text


@pytest.mark.parametrize("name", named_queries())
def test_each_answers_with_named_columns(jufra: Any, name: str) -> None:
    query = named_queries()[name]
    values = {p.name: VALUES[p.kind] for p in query.parameters}
    found = jufra.query(name, **values)
    assert found.variables
    assert found.cut is None


def column(found: Any, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(str(record[name]).rsplit("#")[-1] for name in names) for record in found.records()]


def test_what_they_say(jufra: Any) -> None:
    backers = jufra.query("who_backs", actor="Libyan National Army")
    assert column(backers, "who", "relation", "contested") == [
        ("Egypt", "backs", "False"),
        ("Russia", "aids", "True"),
        ("Turkey", "backs", "False"),
    ]
    assert column(jufra.query("whom_backs", actor="Turkey"), "whom") == [
        ("Government of National Accord",),
        ("Libyan National Army",),
    ]
    rows = jufra.query("theatre", theatre="Libya").records()
    assert (rows[0]["who"], rows[0]["says"], rows[0]["outlet"]) == ("Russia", "United States", "the-courier")
    assert len(rows) == 4
    rivals = jufra.query("proxy_rivals", theatre="Libya")
    assert column(rivals, "one", "other", "fights") == [("Egypt", "Turkey", "1")]
    denied = jufra.query("denied")
    assert column(denied, "who", "whom", "denier") == [
        ("Russia", "Libyan National Army", "Libyan National Army"),
        ("Russia", "Libyan National Army", "Russia"),
    ] or column(denied, "denier") == [("Russia",), ("Libyan National Army",)]
    only = jufra.query("one_outlet", outlet="Morning Post")
    assert ("Turkey", "aids", "Government of National Accord") in column(only, "who", "relation", "whom")
    new = jufra.query("new_since", date="2020-05-01")
    assert column(new, "who", "relation") == [("Russia", "aids")]
    best = jufra.query("evidence", source="Russia", target="LNA").records()
    assert best[0]["status"].endswith("claimed")
    assert best[0]["sentence"] == "Russia aids Libyan National Army."


def test_partners_here_rivals_there(kg: Any, claim: Any, extraction: Any) -> None:
    friends = claim("Russia", "cooperates_with", "Turkey", theatre="Syria")
    foes = claim("Russia", "opposes", "Turkey", theatre="Libya", start=60)
    kg.add([extraction(friends, foes, doc="one")])
    found = column(kg.query("partners_and_rivals"), "one", "other", "helps_in", "harms_in")
    assert found == [("Russia", "Turkey", "syria", "libya")]


def test_unreviewed_actors_are_counted(kg: Any, claim: Any, extraction: Any) -> None:
    kg.add([extraction(claim("Dawn Company", "attacks", "Libyan National Army"), doc="one")])
    assert column(kg.query("unreviewed_actors"), "name", "claims") == [("Dawn Company", "1")]


def test_mistakes_are_explained(jufra: Any) -> None:
    with pytest.raises(QueryError, match="no query is called 'who_fights'; there are who_backs"):
        jufra.query("who_fights")
    with pytest.raises(QueryError, match="who_backs needs a value for 'actor'"):
        jufra.query("who_backs")
    with pytest.raises(QueryError, match="takes no 'colour'; its parameters: actor"):
        jufra.query("who_backs", actor="LNA", colour="red")
    with pytest.raises(QuestionError):
        jufra.query("who_backs", actor="Nobody at All")


def test_values_with_syntax_in_them_change_nothing(jufra: Any) -> None:
    assert len(jufra.query("one_outlet", outlet='"> } DROP ALL')) == 0
    assert jufra.stats().documents == 3


def test_own_sparql_has_the_prefixes_and_bindings(jufra: Any) -> None:
    query = "SELECT ?name { ?who wb:support ?actor ; skos:prefLabel ?name } ORDER BY ?name"
    found = jufra.query(query, actor="actor:ly/lna")
    assert column(found, "name") == [("Egypt",), ("Turkey",)]
    assert jufra.query("ASK { ?who wb:support ?whom }").truth
    turtle = jufra.query("CONSTRUCT WHERE { ?who wb:aids ?whom }").serialize("turtle")
    assert "wb:aids" in turtle
    assert found.to_df()["name"].tolist() == ["Egypt", "Turkey"]
