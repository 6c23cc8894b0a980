"""Exports and imports: every format comes back as it went, for any text; others' libraries accept them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
import rdflib
from followthemoney import model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whobacks.graph.export import endings
from whobacks.graph.imports import read_network
from whobacks.graph.knowledge import open_graph
from whobacks.graph.relation import Filter
from whobacks.ontology.errors import InputError
from whobacks.ontology.namespaces import ACTOR, EDGES, WB

Make = Callable[..., Any]
FULL = (".nq", ".trig", ".ttl", ".jsonld")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40)


def quads(kg: Any) -> set[str]:
    return {str(quad) for quad in kg.dataset.quads()}


@pytest.mark.parametrize("ending", FULL)
def test_rdf_comes_back_whole(jufra: Any, tmp_path: Path, ending: str) -> None:
    jufra.reject(jufra.relations(from_="Egypt")[0].statements[0].claim, "a rumour")
    path = tmp_path / f"out{ending}"
    assert jufra.export(path) == jufra.dataset.size()
    with open_graph(tmp_path / "back") as back:
        assert back.load(path) == 3
        assert quads(back) == quads(jufra)
        assert back.decisions == jufra.decisions


@pytest.mark.parametrize("ending", [".jsonl", ".csv"])
def test_claims_come_back_as_they_were(jufra: Any, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    assert jufra.export(path) == 10
    with open_graph(tmp_path / "back") as back:
        assert back.load(path) == 3
        assert back.relations() == jufra.relations()
        back.export(tmp_path / f"again{ending}")
    assert (tmp_path / f"again{ending}").read_bytes() == path.read_bytes()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quote=TEXTS, title=TEXTS, outlet=TEXTS, place=TEXTS, name=TEXTS)
def test_any_text_survives_every_format(
    tmp_path_factory: pytest.TempPathFactory, claim: Make, extraction: Make,
    quote: str, title: str, outlet: str, place: str, name: str,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("any")
    one = claim("Russia", "aids", "Libyan National Army", quote=quote, sentence=quote, place=place, outlet=outlet)
    two = claim(name, "backs", "Libyan National Army", start=60, outlet=outlet, why=quote)
    with open_graph(folder / "there") as kg:
        kg.add([extraction(one, two, doc=name, title=title, outlet=outlet, url=quote)])
        for ending in (*FULL, ".jsonl", ".csv"):
            kg.export(folder / f"out{ending}")
            with open_graph(folder / f"back{ending}") as back:
                back.load(folder / f"out{ending}")
                assert back.relations() == kg.relations()
                if ending in FULL:
                    assert quads(back) == quads(kg)


def test_a_filter_narrows_every_format(jufra: Any, tmp_path: Path) -> None:
    for ending in endings():
        assert jufra.export(tmp_path / f"out{ending}", from_="Egypt", status="asserted") > 0
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8-sig")))
    assert [row["source"] for row in rows] == ["Egypt"]
    graph = rdflib.Dataset()
    graph.parse(tmp_path / "out.nq", format="nquads")
    claims = list(graph.quads((None, None, rdflib.URIRef("https://w3id.org/whobacks/ns#Claim"), None)))
    assert len(claims) == 1
    with open_graph(tmp_path / "part") as part:
        part.load(tmp_path / "out.trig")
        assert len(part.relations()) == 1


def test_rdflib_reads_the_json_ld_alone(jufra: Any, tmp_path: Path) -> None:
    jufra.export(tmp_path / "out.jsonld")
    loaded = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    assert isinstance(loaded["@context"], dict)
    graph = rdflib.Dataset()
    graph.parse(tmp_path / "out.jsonld", format="json-ld")
    assert sum(1 for _ in graph.quads()) == jufra.dataset.size()
    some = next(node for part in loaded["@graph"] for node in part["@graph"] if node.get("@type") == "wb:Claim")
    assert some["selector"]["exact"] == some["quote"]


def test_a_remote_context_is_refused(kg: Any, tmp_path: Path) -> None:
    for context in ('"http://127.0.0.1:9/x"', '["http://127.0.0.1:9/x"]', '{"@import": "http://127.0.0.1:9/x"}'):
        (tmp_path / "evil.jsonld").write_text(f'{{"@context": {context}, "@id": "a:a"}}', encoding="utf-8")
        with pytest.raises(InputError, match="is an address"):
            kg.load(tmp_path / "evil.jsonld")


def test_followthemoney_accepts_every_entity(jufra: Any, tmp_path: Path) -> None:
    jufra.export(tmp_path / "out.ftm.json")
    lines = (tmp_path / "out.ftm.json").read_text(encoding="utf-8").splitlines()
    proxies = [model.get_proxy(json.loads(line), cleaned=False) for line in lines]
    for proxy, line in zip(proxies, lines, strict=True):
        model.get(proxy.schema.name).validate(json.loads(line))
        kept = {name for name, values in proxy.to_dict()["properties"].items() if values}
        assert kept == set(json.loads(line)["properties"]), "nothing was thrown away"
    names = {proxy.caption for proxy in proxies}
    assert {"Russia", "Khalifa Haftar", "Libyan National Army"} <= names
    ids = {proxy.id for proxy in proxies}
    links = [proxy for proxy in proxies if proxy.schema.name == "UnknownLink"]
    assert len(links) == len(jufra.relations())
    assert all(set(link.get("subject") + link.get("object") + link.get("proof")) <= ids for link in links)


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networks_come_back(jufra: Any, tmp_path: Path, ending: str) -> None:
    jufra.export(tmp_path / f"out{ending}")
    back, there = read_network(tmp_path / f"out{ending}"), jufra.network()
    assert set(back.nodes) == set(there.nodes)
    assert {(s, t, d["relation"], d["quote"]) for s, t, d in back.edges(data=True)} == {
        (s, t, d["relation"], d["quote"]) for s, t, d in there.edges(data=True)
    }
    assert networkx.is_isomorphic(networkx.Graph(back), networkx.Graph(there))


def test_spreadsheets_run_no_formula(kg: Any, claim: Make, extraction: Make, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil")'
    kg.add([extraction(claim(evil, "aids", "Libyan National Army", quote="+1", place="@x", outlet="'own"), doc="-1")])
    kg.export(tmp_path / "out.csv")
    cells = list(csv.reader((tmp_path / "out.csv").open(encoding="utf-8-sig")))[1]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    with open_graph(tmp_path / "back") as back:
        back.load(tmp_path / "out.csv")
        assert back.relations()[0].source.name == evil


def test_broken_files_are_named_with_the_place(kg: Any, tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<http://a> <http://b> .\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"doc": "x"}\n', encoding="utf-8")
    (tmp_path / "c.nq").write_text("<http://a> <http://b> <http://c> .\n", encoding="utf-8")
    for name, place in (("a.nq", "broken"), ("b.jsonl", "b.jsonl:1"), ("c.nq", "belongs to no document")):
        with pytest.raises(InputError, match=place):
            kg.load(tmp_path / name)
    with pytest.raises(InputError, match=r"there are \.ttl"):
        kg.export(tmp_path / "out.docx")
    with pytest.raises(InputError, match="cannot read files that end in"):
        kg.load(tmp_path / "out.docx")


def test_edges_are_derived_again_not_loaded(jufra: Any, tmp_path: Path) -> None:
    jufra.export(tmp_path / "out.nq")
    text = (tmp_path / "out.nq").read_text(encoding="utf-8")
    forged = f"<{ACTOR}state/ru> <{WB}backs> <{ACTOR}x/is> <{EDGES}> .\n"
    (tmp_path / "forged.nq").write_text(text + forged, encoding="utf-8")
    with open_graph(tmp_path / "back") as back:
        back.load(tmp_path / "forged.nq")
        assert quads(back) == quads(jufra)


def test_nothing_to_export_is_an_empty_file(kg: Any, tmp_path: Path) -> None:
    for ending in endings():
        assert kg.export(tmp_path / f"out{ending}") == 0
    assert list(ox.parse(path=str(tmp_path / "out.trig"), format=ox.RdfFormat.TRIG)) == []
    assert kg.relations(Filter()) == kg.relations()
