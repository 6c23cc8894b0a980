"""Dates as news pages write them: found by pattern, read by dateparser, given as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

__all__ = [
    "MONTH",
    "WEEKDAY",
    "FoundDate",
    "date_in_name",
    "date_of_line",
    "find_dates",
    "lead_date",
    "parse",
    "parse_date",
]

MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?"
    r"|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)(?![a-z])"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])"
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"""
    (?:{WEEKDAY}\.?,?\s+)?(?:
        \d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{MONTH}[,\s-]+{_YEAR}
      | {MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s*{_YEAR}
      | {_YEAR}(?P<sep>[-/.])(?:0[1-9]|1[0-2])(?P=sep)(?:0[1-9]|[12]\d|3[01])
        (?:T\d\d[:\d.]*(?:Z|[+-]\d\d:?\d\d)?)?
      | (?P<numeric>\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR})
    )(?!\d)"""
_FIND = re.compile(rf"(?<![\w/.-]){_DATE}", re.IGNORECASE | re.VERBOSE)

_ZONE = r"(?:\(?(?:GMT|UTC|EST|EDT|ET|BST|CET|CEST|EET|UT)(?:[+-]\d+)?\)?)"
_TIME = rf"(?:(?:\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s*[ap]\.?m\.?)?|\d{{1,2}}\s*[ap]\.?m\.?)(?:\s*{_ZONE})?)"
_LABEL = (
    r"(?:(?:(?:first|last)\s+)?(?:date(?:\s+of\s+publication)?|updated|published|modified|posted|issued|edited)"
    r"(?:\s+(?:on|at))?\s*:?)"
)
_LEAD = re.compile(
    rf"(?:{_LABEL}\s+)*(?:{_TIME}[\s,|-]+)?(?P<date>{_DATE})(?:[\s,|-]+{_TIME})?\s*(?:[|:–—-]+\s*)?",
    re.IGNORECASE | re.VERBOSE,
)
_FURNITURE = re.compile(rf"\b{_LABEL}|{_TIME}|\b{_ZONE}|\bby\b", re.IGNORECASE)

#: What two glued words make of a date ("Nov 022017"): dateparser wants the gap.
_GLUED = re.compile(rf"(\d{{1,2}})({_YEAR})$")
_NAME = re.compile(rf"(?<!\d)(?P<y>{_YEAR})[-_./]?(?P<m>0[1-9]|1[0-2])[-_./]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
#: Words beside the date that a date line may still hold: a reporter's or an agency's name.
_NAMES_BESIDE = 4
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date with its year, at characters ``start`` to ``end``; ``iso`` is YYYY-MM-DD.

    ``swapped`` is the other reading of an all-numeric date (2/7/2015), where there is one.
    """

    start: int
    end: int
    iso: str
    swapped: str | None = None


def parse(text: str, base: datetime | None = None, order: str = "MDY") -> datetime | None:
    """Read one English date expression, a relative one from ``base``; None when it is no date."""
    import dateparser  # 0.4 s, and only texts with dates need it

    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": "past",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "DATE_ORDER": order,
    }
    if base is not None:
        settings["RELATIVE_BASE"] = base
    found = dateparser.parse(text, languages=["en"], settings=settings)
    return found if isinstance(found, datetime) else None


@lru_cache(maxsize=4096)
def parse_date(text: str) -> str | None:
    """The ISO 8601 date that the text names, or None: `parse_date("12 February 2020")`.

    Only a date with day, month and year counts; "last week" and "2020" do not.
    """
    found = next(find_dates(text), None)
    return found.iso if found else None


def find_dates(text: str) -> Iterator[FoundDate]:
    """Every full date in the text, in order."""
    for match in _FIND.finditer(text):
        if (iso := _iso(match.group())) is not None:
            yield FoundDate(match.start(), match.end(), iso, _swapped(iso) if match["numeric"] else None)


def lead_date(text: str) -> FoundDate | None:
    """The date that a paragraph starts with, its end behind all that belongs to it ("Updated … 17:53 GMT -")."""
    match = _LEAD.match(text)
    if match is None or (iso := _iso(match["date"])) is None:
        return None
    return FoundDate(0, match.end(), iso, _swapped(iso) if match["numeric"] else None)


def date_of_line(text: str) -> FoundDate | None:
    """The date of a line that holds nothing else ("Updated 5 June 2020", "By A. Writer May 1, 2019"), or None."""
    if len(text) > _LONGEST_LINE or (found := next(find_dates(text), None)) is None:
        return None
    rest = _FURNITURE.sub(" ", text[: found.start] + " " + text[found.end :])
    words = re.findall(r"[^\W\d_][\w.'’-]*", rest)
    names = len(words) <= _NAMES_BESIDE and all(word[0].isupper() or word in ("and", "in") for word in words)
    return found if names and not text.rstrip().endswith((".", "!", "?")) else None


def date_in_name(name: str) -> str | None:
    """The date in a file's name or an address (2020-02-14_idlib.txt, /2020/02/14/idlib), or None."""
    for match in _NAME.finditer(name):
        if (iso := _valid(int(match["y"]), int(match["m"]), int(match["d"]))) is not None:
            return iso
    return None


@lru_cache(maxsize=4096)
def _iso(text: str) -> str | None:
    # only the slash is American: 7/5/2016 is July, 7.5.2016 and 07-05-2016 are May
    order = "MDY" if "/" in text or text[0] not in "0123456789" else "DMY"
    found = parse(_GLUED.sub(r"\1 \2", text), order=order)
    return found.date().isoformat() if found else None


def _swapped(iso: str) -> str | None:
    year, month, day = map(int, iso.split("-"))
    return _valid(year, day, month) if day != month else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return None
