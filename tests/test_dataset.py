"""The dataset: one transaction a document, idempotent, decisions that last, readers beside a writer."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whobacks.graph.disk import DiskDataset
from whobacks.graph.ingest import Counts
from whobacks.graph.knowledge import open_graph
from whobacks.graph.run import Run
from whobacks.graph.terms import document_node
from whobacks.ontology.errors import InputError, QuestionError, StoreError, VocabularyError

Make = Callable[..., Any]


def everything(kg: Any) -> set[str]:
    return {str(quad) for quad in kg.dataset.quads()}


def test_the_same_input_twice_changes_nothing(kg: Any, claim: Make, extraction: Make) -> None:
    document = extraction(claim("Russia", "aids", "Libyan National Army"), doc="one")
    assert kg.add([document]) == Counts(added=1, claims=1)
    before = everything(kg)
    assert kg.add([document]) == Counts(unchanged=1)
    assert everything(kg) == before


def test_new_content_or_a_new_run_replaces_and_leaves_nothing_behind(kg: Any, claim: Make, extraction: Make) -> None:
    kg.add([extraction(claim("Russia", "aids", "Libyan National Army"), doc="one")])
    kg.add([extraction(claim("Turkey", "aids", "Libyan National Army"), doc="one", text="other words " * 30)])
    assert [r.source.name for r in kg.relations()] == ["Turkey"]
    again = extraction(claim("Qatar", "aids", "Libyan National Army"), doc="one", text="other words " * 30)
    assert kg.add([again], run=Run(model="a better one")) == Counts(replaced=1, claims=1)
    assert [r.source.name for r in kg.relations()] == ["Qatar"]
    assert kg.stats().edges == 1


def test_decisions_outlive_a_new_reading(kg: Any, claim: Make, extraction: Make) -> None:
    wrong, right = claim("Russia", "aids", "Libyan National Army"), claim("Dawn Company", "attacks", "Turkey", start=50)
    kg.add([extraction(wrong, right, doc="one")])
    rejected = kg.relations(from_="Russia")[0].statements[0].claim
    kg.reject(rejected, "a rumour")
    kg.merge("Dawn Company", "Libyan National Army")
    kg.add([extraction(wrong, right, doc="one")], run=Run(model="a better one"))
    assert [(r.source.name, r.target.name) for r in kg.relations()] == [("Libyan National Army", "Turkey")]
    assert kg.actor("Dawn Company").id == "ly/lna"
    assert not list(kg.dataset.select("SELECT ?s WHERE { ?s wb:aids ?o }"))
    with pytest.raises(InputError, match="goes by"):
        kg.merge("Libyan National Army", "Dawn Company")


def test_retract_takes_a_document_and_its_edges(jufra: Any) -> None:
    assert jufra.retract("jufra")
    assert not jufra.retract("jufra")
    assert not jufra.relations(from_="Russia")
    assert not list(jufra.dataset.quads(document_node("jufra")))


def test_claims_alone_load_in_any_order(kg: Any, claim: Make) -> None:
    one = claim("Russia", "aids", "Libyan National Army", doc="a", title="Jets")
    two = claim("Turkey", "aids", "Government of National Accord", doc="b")
    three = claim("Egypt", "backs", "Libyan National Army", doc="a", start=60)
    assert kg.load_claims([one, two, three]) == Counts(added=2, claims=3)
    before = everything(kg)
    kg.load_claims([one, two, three])
    assert everything(kg) == before
    assert [d.claims for d in kg.documents()] == [2, 1]


def test_bulk_gives_what_one_by_one_gives(tmp_path: Path, claim: Make, extraction: Make) -> None:
    names = ("Russia", "Turkey", "Egypt", "Qatar")
    documents = [extraction(claim(n, "backs", "Libyan National Army", doc=n, outlet=n), doc=n) for n in names]
    slow, fast = open_graph(tmp_path / "slow"), open_graph(tmp_path / "fast")
    slow.add(documents)
    assert fast.add(documents, bulk=True) == Counts(added=4, claims=4)
    assert everything(slow) == everything(fast)
    assert fast.add(documents, bulk=True) == Counts(unchanged=4)
    assert everything(slow) == everything(fast)


def test_relations_know_contested_and_deniers(jufra: Any) -> None:
    (found,) = jufra.relations(from_="Moscow", to="LNA")
    stated = found.statements[0]
    assert (found.contested, found.status, found.documents) == (True, "claimed", 1)
    assert stated.attributed_to.name == "United States"
    assert [actor.name for actor in stated.denied_by] == ["Libyan National Army", "Russia"]
    assert stated.place == "Jufra"


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 7),
        ({"to": "Libyan National Army", "sign": 1}, 3),
        ({"around": "Turkey"}, 3),
        ({"theatre": "libya", "since": "2020"}, 5),
        ({"until": "2016-03"}, 3),
        ({"relations": "hostility"}, 2),
        ({"relations": ["backs"]}, 4),
        ({"outlet": "Morning Post"}, 4),
        ({"attributed_to": "United States"}, 1),
        ({"status": "denied"}, 1),
        ({"status": ["hypothetical"]}, 1),
        ({"contested": "only"}, 1),
        ({"contested": "hide"}, 6),
        ({"min_confidence": 0.9, "from_": "Russia", "status": "claimed"}, 0),
        ({"min_sources": 2}, 0),
        ({"limit": 2}, 2),
        ({"theatre": "Syria"}, 0),
    ],
)
def test_filters(jufra: Any, fields: dict[str, Any], count: int) -> None:
    assert len(jufra.relations(**fields)) == count


def test_rolled_up_people_stand_for_what_they_lead(kg: Any, claim: Make, extraction: Make) -> None:
    kg.add([extraction(claim("Vladimir Putin", "backs", "Libyan National Army"), doc="one")])
    names = {r.source.name for r in kg.relations(roll_up=True)}
    assert names == {"Russia"}
    assert {r.source.name for r in kg.relations()} == {"Vladimir Putin"}


def test_symmetric_relations_are_one_from_both_ends(kg: Any, claim: Make, extraction: Make) -> None:
    both = (claim("Russia", "allied_with", "Iran"), claim("Iran", "allied_with", "Russia", start=50))
    kg.add([extraction(*both, doc="one")])
    for fields in ({}, {"from_": "Russia"}, {"from_": "Iran"}, {"to": "Iran"}, {"from_": "Iran", "to": "Russia"}):
        (found,) = kg.relations(**fields)
        assert len(found.statements) == 2


def test_bad_filters_say_what_there_is(jufra: Any) -> None:
    with pytest.raises(InputError, match="no filter is called 'colour'"):
        jufra.relations(colour="red")
    with pytest.raises(VocabularyError):
        jufra.relations(theatre="Atlantis")
    with pytest.raises(VocabularyError):
        jufra.relations(status="maybe")
    with pytest.raises(InputError, match="is not a date"):
        jufra.relations(since="yesterday")
    with pytest.raises(QuestionError) as error:
        jufra.actor("Lybian National Army")
    assert "Libyan National Army" in error.value.candidates


def test_stats_and_documents_count(jufra: Any) -> None:
    totals = jufra.stats()
    assert (totals.documents, totals.claims, totals.outlets) == (3, 10, 2)
    assert totals.statuses == {"asserted": 6, "claimed": 1, "denied": 2, "hypothetical": 1}
    assert [(d.doc, d.claims) for d in jufra.documents()] == [("earlier", 3), ("drones", 4), ("jufra", 3)]


def test_tables_and_html_escape(kg: Any, claim: Make, extraction: Make) -> None:
    kg.add([extraction(claim("<script>x</script>", "backs", "Libyan National Army"), doc="one")])
    assert "<script>" not in kg.relations()._repr_html_()
    assert kg.relations().to_df()["source"].tolist() == ["<script>x</script>"]
    assert "<script>" not in kg.show("Libyan National Army")._repr_html_()


def test_one_writer_many_readers(tmp_path: Path, claim: Make, extraction: Make) -> None:
    writer = open_graph(tmp_path / "g")
    writer.add([extraction(claim("Russia", "aids", "Libyan National Army"), doc="one")])
    with open_graph(tmp_path / "g") as reader:
        assert len(reader.relations()) == 1
        with pytest.raises(StoreError, match="another process writes"):
            reader.retract("one")
    writer.close()


def test_what_is_no_dataset_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="is not a dataset"):
        DiskDataset(tmp_path)
    with pytest.raises(StoreError, match="is not a dataset"):
        DiskDataset(tmp_path / "notes.txt")


def test_backups_open_and_never_overwrite(jufra: Any, tmp_path: Path) -> None:
    jufra.backup(tmp_path / "copy")
    with open_graph(tmp_path / "copy") as copy:
        assert copy.stats() == jufra.stats()
    jufra.backup(tmp_path / "copy.nq.gz")
    with gzip.open(tmp_path / "copy.nq.gz", "rt", encoding="utf-8") as file:
        assert sum(1 for _ in file) == jufra.dataset.size()
    with pytest.raises(StoreError, match="is there already"):
        jufra.backup(tmp_path / "copy")


def test_a_dataset_that_was_never_written_is_empty(tmp_path: Path) -> None:
    with open_graph(tmp_path / "none") as kg:
        assert len(kg.relations()) == 0
        assert kg.stats().quads == 0
        with pytest.raises(StoreError, match="load something first"):
            kg.query("ASK { ?s ?p ?o }")


def test_rdflib_sees_the_same_quads(jufra: Any) -> None:
    found = jufra.rdflib()
    assert sum(1 for _ in found.quads()) == jufra.dataset.size()
    assert bool(found.query("ASK { ?c a <https://w3id.org/whobacks/ns#Claim> }").askAnswer)
