"""Lists of English words that linking looks at (titles, head nouns of groups, verbs of speech …), from a table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["wordlist"]

_TABLE = Path(__file__).parent.parent / "ontology" / "linking_words.csv"


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["list"]: frozenset(row["words"].split("|")) for row in csv.DictReader(file)}


def wordlist(name: str) -> frozenset[str]:
    """The lower-case words of a list in ``ontology/linking_words.csv``; raises KeyError for another name."""
    return _lists()[name]
