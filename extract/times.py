"""The time that a sentence states, as ISO 8601: a date, or an interval such as 2018-09-01/2018-09-30."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from .dates import MONTH, WEEKDAY, parse

__all__ = ["stated_time"]

_YEAR = r"(?:19|20)\d\d(?![\d%,.]\d|\s+(?:people|civilians|fighters|troops|soldiers|families|men))"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|a\s+few|several)"
_UNIT = r"(?P<{}>day|week|month|year|decade)s?"
_DAY_MONTH = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d))(?:,?\s+{_YEAR})?"
)

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[date, date]
Reading = Callable[[re.Match[str], date | None], "Span | None"]


def stated_time(sentence: str, article_date: str | None = None) -> str | None:
    """The first time that the sentence states.

    Args:
        sentence: the sentence's text.
        article_date: ISO 8601 date of the article; relative times ("last week", "on Monday", "5 March")
            are counted from it and stay unread without it.

    Returns:
        A date ("2020-03-05"), an interval of two dates ("2018-09-01/2018-09-30"), or one that is still
        open: "since 2011" ends at the article's date, or in ".." where that is unknown. None when the
        sentence states no time.
    """
    base = date.fromisoformat(article_date) if article_date else None
    for match in _TIMES.finditer(sentence):
        if (span := _read(match, base)) is not None:
            return _iso(span, match["since"] is not None, base)
    return None


def _read(match: re.Match[str], base: date | None) -> Span | None:
    for name, reading in _READINGS:
        if match[name]:
            return reading(match, base)
    raise ValueError(f"no reading for the time {match.group()!r}; add one beside its pattern")


def _iso(span: Span, since: bool, base: date | None) -> str | None:
    start, end = span
    if since:
        if base is not None and base < start:
            return None
        return f"{start}/{base or '..'}"
    return f"{start}" if start == end else f"{start}/{end}"


def _full(match: re.Match[str], base: date | None) -> Span | None:
    """A day: "5 March 2020", "2020-03-05"; without a year the last such day before the article."""
    text = match["full"]
    if base is None and not re.search(r"(?:19|20)\d\d", text):
        return None
    return _day(text, base)


def _month(match: re.Match[str], base: date | None) -> Span | None:
    """A month: "September 2018", "last March", "in January"."""
    found = _day("1 " + re.sub(r"(?i)\b(?:last|this|early|late|mid)\b[\s-]*", "", match["month"]), base)
    if found is None or (base is None and not match["month_year"]):
        return None
    first = found[0]
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _year(match: re.Match[str], _: date | None) -> Span:
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _years(match: re.Match[str], _: date | None) -> Span | None:
    first, last = int(match["first_year"]), int(match["last_year"])
    return (date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _weekday(match: re.Match[str], base: date | None) -> Span | None:
    """The last such day: the article's own day counts ("on Friday" in Friday's paper), "last Friday" does not."""
    if base is None:
        return None
    back = (base.weekday() - _WEEKDAYS.index(match["weekday"])) % 7
    found = base - timedelta(days=back or (7 if match["last"] else 0))
    return found, found


def _word(match: re.Match[str], base: date | None) -> Span | None:
    if base is None:
        return None
    shift = {"yesterday": 1, "overnight": 0, "tomorrow": -1}.get(match["word"].casefold(), 0)
    return base - timedelta(days=shift), base - timedelta(days=shift)


def _relative(match: re.Match[str], base: date | None) -> Span | None:
    """A whole week, month or year: "last week", "earlier this month"."""
    if base is None:
        return None
    which = match["which"].casefold()
    span = _unit_span(match["unit"].casefold(), base, 1 if which in ("last", "previous") else 0)
    if span is None or which.startswith("later"):
        return span
    return span[0], min(span[1], base)


def _unit_span(unit: str, base: date, back: int) -> Span | None:
    if unit == "week":
        monday = base - timedelta(days=base.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        first = (base.replace(day=1) - timedelta(days=1)).replace(day=1) if back else base.replace(day=1)
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    if unit == "year":
        return date(base.year - back, 1, 1), date(base.year - back, 12, 31)
    return None


def _ago(match: re.Match[str], base: date | None) -> Span | None:
    """A time ago, "two days ago": a day; "three months ago": that month; "nine years ago": that year."""
    if base is None or (found := _day(_countable(match["ago"]), base)) is None:
        return None
    unit = match["ago_unit"].casefold()
    return found if unit == "day" else _unit_span(unit, found[0], 0)


def _during(match: re.Match[str], base: date | None) -> Span | None:
    """A time up to now, "in the past three weeks", "over the last year": it ends at the article's date."""
    if base is None:
        return None
    count = match["during_count"] or "one"
    found = _day(_countable(f"{count} {match['during_unit']} ago"), base)
    return (found[0], base) if found else None


def _countable(text: str) -> str:
    text = re.sub(r"(?i)\ba\s+few\b|\bseveral\b", "3", text)
    return re.sub(r"(?i)\bfourteen\b", "14", text)


def _day(text: str, base: date | None) -> Span | None:
    found = parse(text, datetime.combine(base, time()) if base else None)
    return (found.date(), found.date()) if found else None


_READINGS: tuple[tuple[str, Reading], ...] = (
    ("full", _full),
    ("month", _month),
    ("years", _years),
    ("year", _year),
    ("ago", _ago),
    ("relative", _relative),
    ("during", _during),
    ("word", _word),
    ("weekday", _weekday),
)

_TIMES = re.compile(
    rf"""\b(?P<since>(?:ever\s+)?since\s+(?:the\s+(?:start|beginning|end)\s+of\s+)?(?:(?:early|late|mid)[\s-]+)?
          (?:(?:[\w'’-]+\s+){{1,6}}?(?:in|on)\s+)?)?(?:
        (?P<full>(?:{WEEKDAY},?\s+)?{_DAY_MONTH}|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))
      | (?P<month>(?:last\s+|this\s+|early\s+|late\s+|mid-?\s*)?{MONTH}\s+(?P<month_year>{_YEAR})
          | (?<=\bin\s){MONTH} | (?<=\bsince\s){MONTH} | (?<=\buntil\s){MONTH} | last\s+{MONTH}
          | (?<=\bin\s)(?:early|late|mid)[\s-]+{MONTH})
      | (?P<years>(?:between|from)\s+(?P<first_year>(?:19|20)\d\d)\s+(?:and|to|until)\s+(?P<last_year>(?:19|20)\d\d))
      | (?:(?<=\bin\s)|(?<=\bsince\s)|(?<=\bof\s)|(?<=\bduring\s)|(?<=\bearly\s)|(?<=\blate\s)|(?<=-)|(?<=\blike\s))
          (?P<year>{_YEAR})
      | (?P<ago>{_COUNT}\s+{_UNIT.format("ago_unit")}\s+ago)
      | (?P<relative>(?P<which>last|this|previous|earlier\s+this|later\s+this)\s+{_UNIT.format("unit")}(?!s))
      | (?:in|over|during|for|within)\s+(?P<during>(?:the\s+)?(?:past|last)\s+(?:(?P<during_count>{_COUNT})\s+)?
          {_UNIT.format("during_unit")})
      | (?P<word>yesterday|overnight|today|tonight|tomorrow)
      | (?<!\bevery\s)(?P<last>last\s+)?(?-i:(?P<weekday>{"|".join(_WEEKDAYS)}))
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
