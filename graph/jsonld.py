"""JSON-LD as people read it: one object a graph, nodes nested where one holds the other, the context inside.

Nothing refers to an address: whoever reads the file needs no network to know what its keys mean.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ..ontology.namespaces import RDF, XSD

__all__ = ["context", "write_json_ld"]

_TYPE = RDF + "type"
_FILE = Path(__file__).with_name("context.jsonld")


@cache
def context() -> Mapping[str, Any]:
    """The context that files carry."""
    loaded: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["@context"]
    return loaded


@cache
def _prefixes() -> dict[str, str]:
    return {name: value for name, value in context().items() if isinstance(value, str) and value.startswith("http")}


@cache
def _terms() -> dict[tuple[str, str | None], str]:
    """(property IRI, "@id" or datatype IRI or None for a string) -> the context's key."""
    found = {}
    for key, value in context().items():
        if key not in _prefixes():
            iri, kind = (value, None) if isinstance(value, str) else (value["@id"], value["@type"])
            found[_expanded(iri), kind if kind in (None, "@id") else _expanded(kind)] = key
    return found


def _expanded(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return _prefixes()[prefix] + rest


def _compact(iri: str) -> str:
    """The IRI by its prefix, where what is left cannot be taken for something else."""
    for prefix, namespace in _prefixes().items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri


def write_json_ld(quads: Iterable[Quad]) -> str:
    """The quads as JSON-LD text; blank nodes and language tags do not occur in our data."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        graphs[name].append(quad)
    whole = [node for name in sorted(graphs) for node in _graph(name, graphs[name])]
    return json.dumps({"@context": context(), "@graph": whole}, ensure_ascii=False, indent=1)


def _graph(name: str, quads: list[Quad]) -> Iterator[dict[str, Any]]:
    nodes: dict[str, list[Quad]] = defaultdict(list)
    for quad in sorted(quads, key=str):
        nodes[str(quad.subject.value)].append(quad)  # type: ignore[union-attr]
    nested = _nested(quads, nodes)
    inside = [_node(iri, nodes, nested) for iri in nodes if iri not in nested]
    if name:
        yield {"@id": _compact(name), "@graph": inside}
    else:
        yield from inside


def _nested(quads: Iterable[Quad], nodes: Mapping[str, list[Quad]]) -> set[str]:
    """Nodes that one other node alone points at, and that point at none themselves: selectors, outlets."""
    uses = Counter(quad.object.value for quad in quads if isinstance(quad.object, NamedNode))
    leaves = {
        iri
        for iri, own in nodes.items()
        if all(not isinstance(q.object, NamedNode) or q.predicate.value == _TYPE for q in own)
    }
    return {iri for iri in leaves if uses[iri] == 1}


def _node(iri: str, nodes: Mapping[str, list[Quad]], nested: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": _compact(iri)}
    for quad in nodes[iri]:
        key, value = _pair(quad, nodes, nested)
        found.setdefault(key, []).append(value)
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in found.items()}


def _pair(quad: Quad, nodes: Mapping[str, list[Quad]], nested: set[str]) -> tuple[str, Any]:
    iri, term = quad.predicate.value, quad.object
    if isinstance(term, NamedNode):
        if iri == _TYPE:
            return "@type", _compact(term.value)
        key = _terms().get((iri, "@id"))
        value = _node(term.value, nodes, nested) if term.value in nested else _compact(term.value)
        return (key, value) if key else (_compact(iri), value if isinstance(value, dict) else {"@id": value})
    if not isinstance(term, Literal):
        raise ValueError(f"no JSON-LD for the term {term!r}")
    return _literal(iri, term)


def _literal(iri: str, term: Literal) -> tuple[str, Any]:
    kind = term.datatype.value
    plain = kind == XSD + "string"
    key = _terms().get((iri, None if plain else kind))
    if key or plain:
        return key or _compact(iri), term.value
    return _compact(iri), {"@value": term.value, "@type": _compact(kind)}
