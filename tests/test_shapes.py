"""SHACL: what the store writes is valid, and what is wrong is named."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, serialize
from rdflib import Dataset, Graph

from whobacks.extract.claim import Claim, Status
from whobacks.extract.document import Article, Document
from whobacks.graph.rdf import document_graph
from whobacks.ontology.namespaces import RUN
from whobacks.ontology.shapes import Report, validate

TEXT = "Moscow flew jets to the army of the east 🛩 in May. Moscow denied it."
FIRST, SECOND = TEXT[:50], TEXT[51:]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    # rdflib warns with a traceback about each date that is none, which is what these tests are about
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def claim(**changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "doc": "d1", "source": "Russia", "source_text": "Moscow", "source_id": "state/ru", "relation": "aids",
        "target": "Libyan National Army", "target_text": "the army of the east", "target_id": "ly/lna",
        "status": Status.ASSERTED, "sentence": FIRST, "quote": FIRST, "start": 0, "end": 50, "date": "2020-05-28",
        "theatre": "Libya", "confidence": 0.8,
    }  # fmt: skip
    return Claim(**{**fields, **changes})


DENIAL = {
    "status": Status.DENIED, "quote": SECOND, "sentence": SECOND, "start": 51, "end": len(TEXT),
    "attributed_to": "Russia", "attributed_to_id": "state/ru", "article": 2,
}  # fmt: skip


def turtle(*claims: Claim) -> str:
    articles = (Article(number=1, title="Jets", date="2020-05-28", outlet="A Paper"), Article(number=2, date="2020-05"))
    built = document_graph(Document(id="d1", text=TEXT, articles=articles), claims, NamedNode(RUN + "1"))
    return serialize([quad.triple for quad in built.quads], format=RdfFormat.N_TRIPLES).decode()


def check(text: str) -> Report:
    return validate(Graph().parse(data=text, format="nt"))


def test_what_the_store_writes_is_valid() -> None:
    report = check(turtle(claim(), claim(**DENIAL)))
    assert report.valid, str(report)
    assert report.graphs == 1


def test_a_dataset_counts_as_one_and_graphs_one_by_one() -> None:
    graph = Graph().parse(data=turtle(claim()), format="nt")
    dataset = Dataset()
    for triple in graph:
        dataset.add((*triple, graph.identifier))
    assert validate(dataset) == Report((), 1)
    assert validate([graph, graph]) == Report((), 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"relation": "supplies"}, "relation is not in the vocabulary"),
        ({"theatre": "Atlantis"}, "theatre is not in the vocabulary"),
        ({"confidence": 1.5}, "confidence"),
        ({"end": 500}, "offset lies outside the document"),
        ({"start": 3}, "not as long as its offsets say"),
        ({"sentence": ""}, "exactly one sentence"),
    ],
)
def test_wrong_claims_are_named(changes: dict[str, Any], message: str) -> None:
    report = check(turtle(claim(**changes)))
    assert not report.valid
    assert message in str(report)


@pytest.mark.parametrize("date", ["last week", "2020-02-30", "28.05.2020"])
def test_dates_are_real_dates(date: str) -> None:
    text = turtle(claim()).replace('"2020-05-28"^^', f'"{date}"^^')
    messages = [v.message for v in check(text).violations]
    assert len(messages) == 2
    assert all("no real date" in message for message in messages)


@pytest.mark.parametrize(
    ("predicate", "message"),
    [
        ("ns#quote", "exactly one quote"),
        ("ns#start", "start offset"),
        ("ns#end", "end offset"),
        ("ns#subject", "exactly one source actor"),
        ("ns#object", "exactly one target actor"),
        ("ns#relation", "exactly one relation"),
        ("ns#status", "exactly one status"),
        ("terms/source", "names the one article"),
        ("prov#wasGeneratedBy", "names the run"),
    ],
)
def test_a_claim_lacks_nothing(predicate: str, message: str) -> None:
    kept = [
        line for line in turtle(claim()).splitlines() if not ("/claim/" in line.split()[0] and f"{predicate}>" in line)
    ]
    assert message in str(check("\n".join(kept)))


def test_an_actor_is_an_iri_of_ours() -> None:
    text = turtle(claim()).replace("https://w3id.org/whobacks/actor/state/ru", "https://example.org/ru")
    assert "exactly one source actor" in str(check(text))


@pytest.mark.shared
def test_claims_of_an_annotated_text_pass_whole(shared: Path) -> None:
    """The gold relations of one text, as claims over that text."""
    text = (shared / "gold" / "dev" / "texts" / "seed_000.txt").read_text(encoding="utf-8")
    gold = (shared / "gold" / "dev" / "seed_000.jsonl").read_text(encoding="utf-8")
    claims = [_of_gold(record, text) for record in map(json.loads, gold.splitlines()) if record["quote"] in text]
    built = document_graph(Document(id="seed_000", text=text, articles=(Article(),)), claims, NamedNode(RUN + "1"))
    report = check(serialize([quad.triple for quad in built.quads], format=RdfFormat.N_TRIPLES).decode())
    assert claims
    assert report.valid, str(report)


def _of_gold(record: dict[str, Any], text: str) -> Claim:
    start = text.index(record["quote"])
    words = {key: record[key] for key in ("source", "source_text", "relation", "target", "target_text", "quote")}
    ends = {"start": start, "end": start + len(record["quote"])}
    return claim(**words, **ends, sentence=record["sentence"], doc="seed_000", theatre=None, date=None)
