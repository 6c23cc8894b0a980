"""The library of named queries: SPARQL with documentation, and values bound to its variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from ..ontology.errors import QueryError
from ..ontology.namespaces import EDGES
from ..ontology.vocabulary import vocabulary
from .relation import ActorRef
from .sparql import to_term
from .terms import actor_node, day, outlet_node, slug, theatre_node

__all__ = ["NamedQuery", "Parameter", "named_queries", "prepare"]

_FILE = Path(__file__).with_name("queries.rq")
_NAME = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable to be given: its ``kind`` is actor, theatre, side, outlet or date."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One query of the library; ``doc`` says what it answers."""

    name: str
    doc: str
    parameters: tuple[Parameter, ...]
    text: str


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """The library by name, in the order of the file."""
    blocks = re.split(r"^## ", _FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {query.name: query for query in map(_parse, blocks)}


def _parse(block: str) -> NamedQuery:
    name, *lines = block.strip().splitlines()
    notes = [line[2:] for line in lines if line.startswith("# ")]
    parameters = tuple(_parameter(note) for note in notes if note.startswith("param "))
    doc = " ".join(note for note in notes if not note.startswith("param "))
    text = "\n".join(line for line in lines if not line.startswith("#"))
    return NamedQuery(name.strip(), doc, parameters, text)


def _parameter(note: str) -> Parameter:
    _, name, kind = note.split()
    return Parameter(name.rstrip("!"), kind, name.endswith("!"))


def prepare(query: str, bindings: Mapping[str, Any], actor: Callable[[str], ActorRef]) -> tuple[str, dict[str, Any]]:
    """The SPARQL to run and the terms to bind: a named query's, or the caller's own.

    Args:
        query: SPARQL, or a name in the library.
        bindings: values for variables; a named query's may be plain names ("Khalifa Haftar", "Libya").
        actor: finds an actor by its name.

    Raises:
        QueryError: no such name, or a value that is missing or not asked for.
    """
    if not _NAME.fullmatch(query.strip()):
        return query, dict(bindings)
    named = named_queries().get(query.strip())
    if named is None:
        raise QueryError(f"no query is called {query!r}; there are {', '.join(named_queries())}")
    return named.text, dict(_bound(named, bindings, actor))


def _bound(
    named: NamedQuery, bindings: Mapping[str, Any], actor: Callable[[str], ActorRef]
) -> Iterator[tuple[str, Any]]:
    kinds = {parameter.name: parameter.kind for parameter in named.parameters}
    missing = [p.name for p in named.parameters if p.required and p.name not in bindings]
    if missing:
        raise QueryError(f"{named.name} needs a value for {missing[0]!r}: `-p {missing[0]}=…`")
    for name, value in bindings.items():
        if name not in kinds:
            known = ", ".join(kinds) or "none"
            raise QueryError(f"{named.name} takes no {name!r}; its parameters: {known}")
        yield name, _value(kinds[name], value, actor)


def _value(kind: str, value: Any, actor: Callable[[str], ActorRef]) -> Any:
    term = to_term(value)
    if isinstance(term, NamedNode):
        return term
    if kind == "actor":
        return actor_node(actor(str(value)).id)
    return _PLAIN[kind](str(value))


_PLAIN: dict[str, Callable[[str], Any]] = {
    "theatre": lambda name: theatre_node(vocabulary().theatre(name).name),
    "side": lambda name: NamedNode(f"{EDGES}/{slug(vocabulary().theatre(name).name)}"),
    "outlet": outlet_node,
    "date": day,
}
