"""Dates in a question: "March 2020", "last year", "the first half of 2019" as first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .tokens import Token

__all__ = ["dates_at"]

Span = tuple[date, date]
Found = tuple[int, Span]
Grammar = Mapping[str, Any]


def dates_at(
    grammar: Grammar, tokens: Sequence[Token], at: int, today: date, *, relative: bool = False
) -> Iterator[Found]:
    """Every date that begins at a token, the longest first: where it ends, its first and last day."""
    words = [(i, t.low) for i, t in enumerate(tokens[at : at + 8], at) if t.low != ","]
    low = [word for _, word in words]
    for length in range(min(6, len(low)), 0, -1):
        span = _relative(grammar, low[:length], today)
        if not span and not relative:
            span = _span(grammar, low[:length], today, low[length:])
        if span:
            yield words[length - 1][0] + 1, span


def _span(grammar: Grammar, words: Sequence[str], today: date, after: Sequence[str]) -> Span | None:
    """The days of an absolute date that is exactly these words; "April" in "April to June 2015" is of 2015."""
    shape = tuple(_sort(grammar, word) for word in words)
    if set(shape) in ({"month"}, {"month", "day"}) and (year := _later_year(grammar, after)):
        words, shape = [*words, year], (*shape, "year")
    reader = _READERS.get(shape)
    try:
        return reader(grammar, words, today) if reader else _part(grammar, words)
    except ValueError:
        return None


def _later_year(grammar: Grammar, after: Sequence[str]) -> str | None:
    """The year of the date that a time runs to: of "to 3 June 2015"."""
    sorts = [_sort(grammar, word) for word in after]
    if not after or after[0] not in ("and", "to", "until", "till", "through"):
        return None
    for end in (3, 4):
        if "month" in sorts[1:end] and sorts[end - 1 : end] == ["year"]:
            return after[end - 1]
    return None


def _sort(grammar: Grammar, word: str) -> str:
    if word in grammar["months"]:
        return "month"
    for name in ("iso", "iso_month", "year", "day"):
        if re.match(grammar["date_tokens"][name], word):
            return name
    return word


def _numbers(grammar: Grammar, name: str, word: str) -> list[int]:
    found = re.match(grammar["date_tokens"][name], word)
    return [int(group) for group in found.groups()] if found else []


def _days(year: int, month: int = 0, day: int = 0, until: int = 0) -> Span:
    """A year, a month, a day, or the months from one to another; raises ValueError for a day that is none."""
    if day:
        return date(year, month, day), date(year, month, day)
    last = until or month or 12
    return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


def _year(grammar: Grammar, word: str) -> int:
    return _numbers(grammar, "year", word)[0]


def _day(grammar: Grammar, word: str) -> int:
    return _numbers(grammar, "day", word)[0]


def _latest(grammar: Grammar, words: Sequence[str], today: date) -> Span:
    """A month without a year is the latest that has begun; a day of a month likewise."""
    month = next(grammar["months"][word] for word in words if word in grammar["months"])
    day = next((_day(grammar, word) for word in words if word not in grammar["months"]), 0)
    first = _days(today.year, month, day)
    return first if first[0] <= today else _days(today.year - 1, month, day)


def _month_year(grammar: Grammar, words: Sequence[str], today: date) -> Span:
    return _days(_year(grammar, words[-1]), grammar["months"][words[0]])


Reader = Callable[[Grammar, Sequence[str], date], Span]
_READERS: Mapping[tuple[str, ...], Reader] = {
    ("iso",): lambda g, w, t: _days(*_numbers(g, "iso", w[0])),
    ("iso_month",): lambda g, w, t: _days(*_numbers(g, "iso_month", w[0])),
    ("year",): lambda g, w, t: _days(_year(g, w[0])),
    ("month",): _latest,
    ("month", "day"): _latest,
    ("day", "month"): _latest,
    ("month", "year"): _month_year,
    ("month", "of", "year"): _month_year,
    ("day", "month", "year"): lambda g, w, t: _days(_year(g, w[2]), g["months"][w[1]], _day(g, w[0])),
    ("month", "day", "year"): lambda g, w, t: _days(_year(g, w[2]), g["months"][w[0]], _day(g, w[1])),
    ("day", "of", "month", "year"): lambda g, w, t: _days(_year(g, w[3]), g["months"][w[2]], _day(g, w[0])),
}


def _part(grammar: Grammar, words: Sequence[str]) -> Span | None:
    """A half or a quarter of a year."""
    if len(words) < 2 or _sort(grammar, words[-1]) != "year":
        return None
    name = [word for word in words[:-1] if word not in ("the", "of")]
    months = grammar["parts_of_year"].get(" ".join(name))
    return _days(_year(grammar, words[-1]), months[0], until=months[1]) if months else None


def _relative(grammar: Grammar, words: Sequence[str], today: date) -> Span | None:
    """today, yesterday, last year, this month, the last 3 weeks, 2 years ago."""
    if words[0] == "the":
        words = words[1:]
    if list(words) in (["today"], ["yesterday"]):
        day = today - timedelta(days=int(words[0] == "yesterday"))
        return day, day
    unit = grammar["units"].get(words[1] if words[2:] == ["ago"] else words[-1]) if len(words) > 1 else None
    return _counted(grammar, words, unit, today) if unit else None


def _counted(grammar: Grammar, words: Sequence[str], unit: str, today: date) -> Span | None:
    last = words[0] in ("last", "past", "previous")
    if len(words) == 2 and (last or words[0] == "this"):
        return _whole(unit, _back(today, unit, int(last)))
    count = _count(grammar, words[0] if words[-1] == "ago" else words[1])
    if count and len(words) == 3 and words[-1] == "ago":
        day = _back(today, unit, count)
        return day, day
    return (_back(today, unit, count), today) if count and len(words) == 3 and last else None


def _count(grammar: Grammar, word: str) -> int:
    if word in grammar["numbers"]:
        return int(grammar["numbers"][word])
    return int(word) if re.fullmatch(r"\d{1,3}", word) else 0


def _back(day: date, unit: str, count: int) -> date:
    """The day so many units earlier; the 31st becomes a month's last day."""
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = max(months // 12, 1), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _whole(unit: str, day: date) -> Span:
    """The day, the week from Monday, the month or the year around a day."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return (day, day) if unit == "day" else _days(day.year, day.month if unit == "month" else 0)
