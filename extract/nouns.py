"""Role nouns: what `forces`, `regime`, `spokesman` or `rebels` make of the actor in front of them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["RoleNoun", "longest_noun", "role_nouns"]

_TABLE = Path(__file__).parent.parent / "ontology" / "role_nouns.csv"

Denotes = Literal["owner", "leader", "member", "group", "self", "relative", "none"]


@dataclass(frozen=True, slots=True)
class RoleNoun:
    """A noun of the table, in one of its two numbers.

    ``denotes``: the ``owner`` itself (Turkish forces), its ``leader`` (the Turkish president), a
    ``member`` (the Kremlin spokesman), a ``group`` of its people that is another actor (Syrian rebels;
    Houthi rebels are the Houthis), the thing it``self`` (the country), a ``relative`` (its ally) or
    ``none`` (the Turkish border). ``bare`` tells whether the noun alone may refer back ("the group").
    """

    noun: str
    plural: bool
    sector: str
    denotes: Denotes
    kind: str
    bare: bool


@cache
def role_nouns() -> Mapping[tuple[str, ...], RoleNoun]:
    """The nouns by their lower-case words, singular and plural; where both are the same, plural."""
    table: dict[tuple[str, ...], RoleNoun] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for form, plural in ((row["noun"], False), (row["plural"], True)):
                if form:
                    table[tuple(form.lower().replace("-", " - ").split())] = _noun(row, plural)
    return table


def _noun(row: Mapping[str, str], plural: bool) -> RoleNoun:
    denotes: Denotes = row["denotes"]  # type: ignore[assignment]
    return RoleNoun(row["noun"], plural, row["sector"], denotes, row["kind"], row["bare"] == "yes")


@cache
def _longest() -> int:
    return max(map(len, role_nouns()))


def longest_noun(words: Sequence[str], start: int) -> tuple[int, RoleNoun] | None:
    """The longest role noun that begins at ``start`` of the lower-case words: its end and itself, or None."""
    table = role_nouns()
    for end in range(min(start + _longest(), len(words)), start, -1):
        noun = table.get(tuple(words[start:end]))
        if noun is not None:
            return end, noun
    return None
