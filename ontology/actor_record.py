"""What the tables of actors hold: an actor, and a dated role of one actor in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

__all__ = ["COLUMNS", "KINDS", "LISTS", "RELATIONS", "ROLE_COLUMNS", "Actor", "Role"]

COLUMNS: Final = (
    *("id", "name", "kind", "country", "sector", "qid", "qid_source"),
    *("aliases", "weak", "demonyms", "metonyms", "theatre", "note"),
)
#: Columns of `|`-separated names.
LISTS: Final = ("aliases", "weak", "demonyms", "metonyms")
ROLE_COLUMNS: Final = ("actor", "relation", "other", "from", "to", "source")
KINDS: Final = frozenset(
    {
        *("state", "government", "ministry", "military", "armed-group", "militia", "pmc", "party", "person", "igo"),
        *("organisation", "coalition", "umbrella", "ngo", "media", "ethnic-group", "region"),
    }
)
RELATIONS: Final = frozenset(
    {"leads", "member_of", "part_of", "government_of", "armed_force_of", "succeeds", "controlled_by"}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as the table has it.

    Attributes:
        id: Slug with its namespace, ``state/tr``; the identity, which never changes.
        name: Canonical English name.
        kind: One of ``KINDS``.
        country: ISO 3166 alpha-3 code, or empty.
        sector: PLOVER sectors, ``|``-separated, the first one primary.
        qid: Wikidata id, empty unless ``qid_source`` tells where it was verified.
        qid_source: Where the Wikidata id was seen.
        aliases: Names that mean this actor anywhere.
        weak: Names that need context: surnames, "the regime", acronyms that others use too.
        demonyms: Adjectives and nouns of its people.
        metonyms: Capitals and seats that stand for it.
        theatre: Conflicts that it belongs to, ``|``-separated.
        note: What else a reader of the table must know.
    """

    id: str
    name: str
    kind: str
    country: str = ""
    sector: str = ""
    qid: str = ""
    qid_source: str = ""
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    theatre: str = ""
    note: str = ""

    def surfaces(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The lists of names beside the canonical one, each with its tier, surest first."""
        yield "strong", self.aliases
        yield "demonym", self.demonyms
        yield "metonym", self.metonyms
        yield "weak", self.weak

    def row(self) -> tuple[str, ...]:
        """The actor as a row of the table."""
        values = (getattr(self, column) for column in COLUMNS)
        return tuple(value if isinstance(value, str) else "|".join(value) for value in values)


@dataclass(frozen=True, slots=True)
class Role:
    """What an actor was in another one; ``start`` and ``end`` are ISO 8601 dates, months or years, or None."""

    actor: str
    relation: str
    other: str
    start: str | None = None
    end: str | None = None
    source: str = ""

    @property
    def key(self) -> str:
        """16 hexadecimal digits that tell this role from every other; the source is no part of it."""
        parts = (self.actor, self.relation, self.other, self.start or "", self.end or "")
        return sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def holds(self, on: str) -> bool:
        """Whether the role was held on the date (at the coarser of the two precisions); both ends count.

        >>> Role("person/x", "leads", "state/y", "2017-01-20", "2021-01-20").holds("2017-01")
        True
        """
        after = self.start is None or on[: len(self.start)] >= self.start[: len(on)]
        return after and (self.end is None or on[: len(self.end)] <= self.end[: len(on)])
