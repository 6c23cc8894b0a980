"""The vocabulary as Python values: relations, families, statuses, theatres, kinds of actors, properties.

Everything comes from ``relations.ttl``. Reading Turtle takes 0.3 s with the import of rdflib, so the
values are kept in ``vocabulary.json`` beside it, which `python -m whobacks.ontology.legend` writes and a test
compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from .errors import VocabularyError
from .namespaces import WB

__all__ = ["Family", "Kind", "Property", "RelationType", "Status", "Theatre", "Vocabulary", "from_record", "vocabulary"]

T = TypeVar("T")

TURTLE = Path(__file__).with_name("relations.ttl")
COMPILED = Path(__file__).with_name("vocabulary.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A family of relations; ``verbs`` and nouns of a family mean every relation in it."""

    name: str
    label: str
    sign: int
    definition: str
    colour: str
    verbs: tuple[str, ...] = ()
    agent_nouns: tuple[str, ...] = ()
    patient_nouns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationType:
    """One relation of the closed set.

    ``sign`` is +1 (helps its target), -1 (harms it) or 0; ``broader`` the relation that it implies
    ("aids" implies "backs"); ``plover`` the PLOVER root ("" for structure) and ``cameo`` the CAMEO
    codes that it maps to; ``verbs`` the lemmas and phrases by which a question may ask for it.
    """

    name: str
    label: str
    inverse_label: str
    family: str
    sign: int
    symmetric: bool
    broader: str | None
    plover: str
    cameo: tuple[str, ...]
    definition: str
    examples: tuple[str, ...]
    counter_example: str
    colour: str
    verbs: tuple[str, ...] = ()
    agent_nouns: tuple[str, ...] = ()
    patient_nouns: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The relation's IRI."""
        return f"{WB}{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a text presents a relation; ``adjectives`` and ``adverbs`` are a question's words for it."""

    name: str
    definition: str
    adjectives: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """A conflict: ISO 3166 alpha-3 codes of its countries, ISO dates of its start and end (None: open).

    ``aliases`` are found in texts; ``question_names`` are understood in questions only.
    """

    name: str
    iri: str
    countries: tuple[str, ...]
    start: str | None
    end: str | None
    aliases: tuple[str, ...] = ()
    question_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of actor: its name in the actors table, its class and the kind above it."""

    name: str
    iri: str
    label: str
    definition: str
    broader: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of the data model; ``domain`` and ``range`` are prefixed names."""

    name: str
    label: str
    definition: str
    domain: str | None = None
    range: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All of it, in the order of legends and tables."""

    version: str
    relations: Mapping[str, RelationType]
    families: Mapping[str, Family]
    statuses: Mapping[str, Status]
    theatres: Mapping[str, Theatre]
    kinds: Mapping[str, Kind]
    properties: Mapping[str, Property]

    def relation(self, name: str) -> RelationType:
        """The relation of that name; raises VocabularyError that names the nearest ones."""
        return _pick(self.relations, name, "relation")

    def family(self, name: str) -> Family:
        """The family of that name; raises VocabularyError."""
        return _pick(self.families, name, "family of relations")

    def status(self, name: str) -> Status:
        """The status of that name; raises VocabularyError."""
        return _pick(self.statuses, name, "status")

    def theatre(self, name: str) -> Theatre:
        """The theatre of that name or alias, in any case; raises VocabularyError."""
        wanted = name.strip().casefold()
        for theatre in self.theatres.values():
            if wanted in (n.casefold() for n in (theatre.name, *theatre.aliases, *theatre.question_names)):
                return theatre
        return _pick(self.theatres, name, "theatre")

    def narrower(self, name: str) -> tuple[str, ...]:
        """The relation itself and every relation that implies it ("backs": backs, aids)."""
        found = [self.relation(name).name]
        for other in self.relations.values():
            if other.broader in found:
                found.append(other.name)
        return tuple(found)

    def of_family(self, family: str) -> tuple[str, ...]:
        """The relations of a family."""
        wanted = self.family(family).name
        return tuple(r.name for r in self.relations.values() if r.family == wanted)

    def of_sign(self, sign: int) -> tuple[str, ...]:
        """The relations of a sign (+1, 0 or -1)."""
        return tuple(r.name for r in self.relations.values() if r.sign == sign)


def _pick(found: Mapping[str, T], name: str, what: str) -> T:
    if name in found:
        return found[name]
    from difflib import get_close_matches

    near = get_close_matches(name, found, n=3, cutoff=0.5)
    if near:
        raise VocabularyError(f"{name!r} is no {what}; did you mean {', '.join(near)}?")
    raise VocabularyError(f"{name!r} is no {what}; there are {', '.join(found)}")


def _tuples(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def _values(make: Callable[..., T], records: Iterable[Mapping[str, Any]]) -> Mapping[str, T]:
    return MappingProxyType({record["name"]: make(**_tuples(record)) for record in records})


def from_record(record: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary of a compiled record, as `whobacks.ontology.turtle.read` makes it."""
    return Vocabulary(
        version=record["version"],
        relations=_values(RelationType, record["relations"]),
        families=_values(Family, record["families"]),
        statuses=_values(Status, record["statuses"]),
        theatres=_values(Theatre, record["theatres"]),
        kinds=_values(Kind, record["kinds"]),
        properties=_values(Property, record["properties"]),
    )


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that this version of whobacks works with, read once (about 2 ms)."""
    return from_record(json.loads(COMPILED.read_text(encoding="utf-8")))
