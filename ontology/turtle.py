"""From relations.ttl to plain records: the one reader of the vocabulary's Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef
from rdflib.term import Node

from .namespaces import CAMEO, ONTOLOGY, OWL, PLOVER, PREFIXES, RDF, RDFS, SKOS, WB
from .vocabulary import TURTLE

__all__ = ["read"]

Record = dict[str, Any]
_WORDS = {"verbs": "verb", "agent_nouns": "agentNoun", "patient_nouns": "patientNoun"}


def read(path: Path = TURTLE) -> Record:
    """The whole vocabulary as one JSON-serialisable record, in the order that the file gives.

    Raises:
        ValueError: a term without one of the values that every term of its sort has.
    """
    graph = Graph().parse(path, format="turtle")
    return {
        "version": _one(graph, URIRef(ONTOLOGY), OWL["versionInfo"]),
        "families": [_family(graph, node) for node in _members(graph, "families")],
        "relations": [_relation(graph, node) for node in _members(graph, "relations")],
        "statuses": [_status(graph, node) for node in _members(graph, "statuses")],
        "theatres": [_theatre(graph, node) for node in _members(graph, "theatres")],
        "kinds": list(_kinds(graph)),
        "properties": list(_properties(graph)),
    }


def _members(graph: Graph, scheme: str) -> list[Node]:
    """The concepts of a scheme, by wb:order, then by name."""
    found = graph.subjects(SKOS["inScheme"], WB[scheme])
    return sorted(found, key=lambda node: (int(_maybe(graph, node, WB["order"]) or 0), str(node)))


def _family(graph: Graph, node: Node) -> Record:
    return {**_labelled(graph, node), **_signed(graph, node), **_words(graph, node)}


def _relation(graph: Graph, node: Node) -> Record:
    broader = graph.value(node, SKOS["broader"])
    family = graph.value(node, WB["family"])
    return {
        **_labelled(graph, node),
        "inverse_label": _one(graph, graph.value(node, OWL["inverseOf"]) or node, RDFS["label"]),
        "family": str(family).removeprefix(WB),
        **_signed(graph, node),
        "symmetric": (node, RDF["type"], OWL["SymmetricProperty"]) in graph,
        "broader": str(broader).removeprefix(WB) if broader else None,
        "plover": "".join(_mapped(graph, node, PLOVER)),
        "cameo": _mapped(graph, node, CAMEO),
        "examples": _many(graph, node, WB["example"]),
        "counter_example": _one(graph, node, WB["counterExample"]),
        **_words(graph, node),
    }


def _status(graph: Graph, node: Node) -> Record:
    found = _labelled(graph, node)
    found.pop("label")
    return {**found, "adjectives": _many(graph, node, WB["adjective"]), "adverbs": _many(graph, node, WB["adverb"])}


def _theatre(graph: Graph, node: Node) -> Record:
    return {
        "name": _one(graph, node, SKOS["prefLabel"]),
        "iri": str(node),
        "countries": _many(graph, node, WB["country"]),
        "start": _maybe(graph, node, WB["startDate"]),
        "end": _maybe(graph, node, WB["endDate"]),
        "aliases": _many(graph, node, SKOS["altLabel"]),
        "question_names": _many(graph, node, SKOS["hiddenLabel"]),
    }


def _kinds(graph: Graph) -> Iterator[Record]:
    classes = graph.transitive_subjects(RDFS["subClassOf"], WB["Actor"])
    named = {name: node for node in classes if node and (name := _maybe(graph, node, SKOS["notation"]))}
    for _, node in sorted(named.items()):
        above = [n for o in graph.objects(node, RDFS["subClassOf"]) if (n := _maybe(graph, o, SKOS["notation"]))]
        yield {**_labelled(graph, node), "iri": str(node), "broader": above[0] if above else None}


def _properties(graph: Graph) -> Iterator[Record]:
    schemes = {WB["families"], WB["relations"]}
    sorts = (OWL["ObjectProperty"], OWL["DatatypeProperty"])
    found = {node for sort in sorts for node in graph.subjects(RDF["type"], sort) if isinstance(node, URIRef)}
    for node in sorted(found):
        if not schemes & set(graph.objects(node, SKOS["inScheme"])):
            yield {
                "name": str(node).removeprefix(WB),
                "label": _one(graph, node, RDFS["label"]),
                "definition": _one(graph, node, SKOS["definition"]),
                "domain": _short(graph.value(node, RDFS["domain"])),
                "range": _short(graph.value(node, RDFS["range"])),
            }


def _labelled(graph: Graph, node: Node) -> Record:
    return {
        "name": _one(graph, node, SKOS["notation"]),
        "label": _one(graph, node, RDFS["label"]),
        "definition": _one(graph, node, SKOS["definition"]),
    }


def _signed(graph: Graph, node: Node) -> Record:
    return {"sign": int(_one(graph, node, WB["sign"])), "colour": _one(graph, node, WB["colour"])}


def _words(graph: Graph, node: Node) -> Record:
    return {key: _many(graph, node, WB[name]) for key, name in _WORDS.items()}


def _mapped(graph: Graph, node: Node, scheme: str) -> list[str]:
    """The codes of another scheme that a relation is mapped to."""
    found = (str(o) for p in ("broadMatch", "relatedMatch") for o in graph.objects(node, SKOS[p]))
    return sorted(iri.removeprefix(scheme) for iri in found if iri.startswith(scheme))


def _short(iri: Node | None) -> str | None:
    if iri is None:
        return None
    text = str(iri)
    return next((f"{p}:{text.removeprefix(n)}" for p, n in PREFIXES.items() if text.startswith(n)), text)


def _maybe(graph: Graph, node: Node, predicate: URIRef) -> str | None:
    value = graph.value(node, predicate)
    return None if value is None else str(value)


def _one(graph: Graph, node: Node, predicate: URIRef) -> str:
    values = _many(graph, node, predicate)
    if len(values) != 1:
        raise ValueError(f"{str(node)!r} has {len(values)} values for {str(predicate)!r}; give exactly one")
    return values[0]


def _many(graph: Graph, node: Node, predicate: URIRef) -> list[str]:
    return sorted(str(value) for value in graph.objects(node, predicate))
