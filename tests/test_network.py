"""The networkx view and the paths through it."""

from __future__ import annotations

import io
from typing import Any

import networkx
import pytest

from whobacks.ontology.errors import InputError


def test_nodes_are_actors_and_edges_are_relations(jufra: Any) -> None:
    graph = jufra.network()
    assert isinstance(graph, networkx.MultiDiGraph)
    assert graph.nodes["state/ru"] == {"name": "Russia", "kind": "state"}
    edge = graph.edges["state/ru", "ly/lna", "aids"]
    assert (edge["status"], edge["contested"], edge["sign"], edge["weight"]) == ("claimed", True, 1, 1)
    assert graph.number_of_edges() == len(jufra.relations())


def test_every_writer_takes_the_attributes(jufra: Any) -> None:
    for write in (networkx.write_graphml, networkx.write_gexf):
        out = io.BytesIO()
        write(jufra.network(), out)
        assert b"Khalifa Haftar" in out.getvalue()
    assert networkx.pagerank(networkx.DiGraph(jufra.network()))["ly/lna"] > 0.2


def test_paths_go_over_what_is_stated(jufra: Any) -> None:
    hops = jufra.path("Egypt", "Government of National Accord", via="any")
    assert [(r.source.name, r.relation, r.target.name) for r in hops] == [
        ("Egypt", "backs", "Libyan National Army"),
        ("Libyan National Army", "attacks", "Government of National Accord"),
    ]
    assert all(r.statements for r in hops)
    support = jufra.path("Egypt", "Government of National Accord")
    assert [r.source.name for r in support] == ["Egypt", "Turkey", "Turkey"]
    assert len(jufra.path("Khalifa Haftar", "Egypt")) == 0
    with pytest.raises(InputError, match="use 'support' or 'any'"):
        jufra.path("Egypt", "Turkey", via="magic")


def test_a_profile_sorts_by_sign_and_direction(jufra: Any) -> None:
    found = jufra.show("Turkey")
    assert [r.target.name for r in found.supports] == ["Government of National Accord", "Libyan National Army"]
    assert [r.target.name for r in found.fights] == ["Libyan National Army"]
    assert "Haftar" in "".join(role.other for role in jufra.show("Khalifa Haftar").roles) or found.aliases
    assert list(found.sections()) == ["supports", "is hostile to"]
