"""Page furniture: the table of lines, credits and datelines that are no part of an article's text."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = ["Boilerplate", "LineKind", "boilerplate"]

TABLE = Path(__file__).with_name("boilerplate.csv")

LineKind = Literal["line", "close", "end"]

#: Furniture is short; a longer paragraph is text whatever it starts with.
_LONGEST_LINE = 260
#: A paragraph carries a few credits at most: "(AP)", "• … is a columnist", "Share".
_MOST_TRIMS = 4


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The compiled table: whole lines by kind, and what is trimmed from a paragraph's two ends.

    A ``line`` is dropped, a ``close`` too and an article may end there, an ``end`` drops all that
    follows it up to the next article.
    """

    lines: tuple[tuple[LineKind, re.Pattern[str]], ...]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    outlets: tuple[re.Pattern[str], ...]

    def kind(self, line: str) -> LineKind | None:
        """Which furniture this line is, or None when it is text."""
        if len(line) > _LONGEST_LINE:
            return None
        return next((kind for kind, pattern in self.lines if pattern.fullmatch(line)), None)

    def outlet(self, furniture: Sequence[str]) -> str | None:
        """The publisher that a rights line, else a site's name line, else a dateline tells; or None."""
        lines = [line for line in furniture if len(line) <= _LONGEST_LINE]
        found = (pattern.fullmatch(line) for pattern in self.outlets for line in lines)
        return next((match.group(1).strip() for match in found if match), None)

    def trim(self, text: str, start: int, end: int) -> tuple[int, int]:
        """The range without dateline or bullet before it and credits behind it; it may come out empty."""
        for _ in range(_MOST_TRIMS):
            lead = self.lead.match(text, start, end)
            start = _skip(text, lead.end() if lead else start, end)
            found = self.tail.search(text[max(start, end - 400) : end])
            cut = max(start, end - 400) + found.start() if found else end
            end = start + len(text[start:cut].rstrip())
            if not lead and not found:
                break
        return start, end


def _skip(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())


@cache
def boilerplate() -> Boilerplate:
    """The package's own table, boilerplate.csv (kind, pattern, note); its rows are regular expressions."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds: tuple[LineKind, ...] = ("end", "close", "line")
    return Boilerplate(
        tuple((kind, _union(rows, kind, re.IGNORECASE)) for kind in kinds),
        _union(rows, "lead"),
        re.compile(f"(?:{_union(rows, 'tail').pattern})$"),
        tuple(re.compile(row["pattern"], re.IGNORECASE) for row in rows if row["kind"] == "outlet"),
    )


def _union(rows: list[dict[str, str]], kind: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows if row["kind"] == kind), flags)
