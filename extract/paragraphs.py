"""The paragraphs of a scraped text, each with its place, its kind and the date it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .boilerplate import boilerplate
from .dates import FoundDate, date_of_line, find_dates, lead_date

__all__ = ["Paragraph", "paragraphs"]

Kind = Literal["body", "headline", "bullet", "short", "date", "line", "close", "end"]

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_BULLET = re.compile(r"[•·▪●*‣-]\s")
_RULE = re.compile(r"[\s\W_]{3,}")
_ENDED = (".", "!", "?", "…", ":", ";", '."', ".”", "!”", "?”", '?"', '!"', ".’", ".'", ")", ",")
#: Words of a headline: fewer are a section's heading ("High Stakes"), more are a sentence.
_HEADLINE = range(4, 26)
#: A hard-wrapped paragraph has lines of this many characters.
_WRAPPED = range(40, 112)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters ``start`` to ``end`` of the text, without dateline, bullet and credits.

    ``date`` is the date that the paragraph carries in front, or that a line of kind "date" is;
    ``lead`` the dateline or bullet that was cut off in front.
    """

    start: int
    end: int
    text: str
    kind: Kind
    date: FoundDate | None = None
    lead: str = ""

    @property
    def key(self) -> str:
        """The text as it is compared: case and spaces folded."""
        return " ".join(self.text.casefold().split())

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def paragraphs(text: str) -> list[Paragraph]:
    """All paragraphs of the text in order, furniture included and named as such."""
    return [found for start, end in _ranges(text) if (found := _paragraph(text, start, end)) is not None]


def _paragraph(text: str, start: int, end: int) -> Paragraph | None:
    raw = text[start:end]
    if not raw.strip():
        return None
    if kind := boilerplate().kind(raw.strip()):
        return Paragraph(start, end, raw, kind)
    if date := date_of_line(raw):
        return Paragraph(start, end, raw, "date", date)
    if _RULE.fullmatch(raw):
        return Paragraph(start, end, raw, "close")
    return _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Paragraph:
    bullet = _BULLET.match(text[start:end].lstrip()) is not None
    date = lead_date(text[start:end].lstrip())
    if date is not None:
        start = end - len(text[start:end].lstrip()) + date.end
    found = boilerplate().trim(text, start, end)
    date = date or _dateline(text[start : found[0]])
    words = text[found[0] : found[1]]
    if not words or boilerplate().kind(words):
        return Paragraph(start, end, text[start:end], "line", date)
    return Paragraph(*found, words, "bullet" if bullet else _shape(words), date, text[start : found[0]])


def _dateline(lead: str) -> FoundDate | None:
    return next(find_dates(lead), None) if lead else None


def _shape(words: str) -> Kind:
    count = len(words.split())
    if words.endswith(_ENDED) and not (count in _HEADLINE and len(words) < 70):
        return "body"
    if count < _HEADLINE.start:
        return "short"
    return "headline" if count in _HEADLINE and not words[0].islower() else "body"


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    """Lines, and hard-wrapped lines as one; empty lines always part."""
    group: list[tuple[int, int]] = []
    for match in _LINE.finditer(text):
        line = (match.start() + len(match[0]) - len(match[0].lstrip()), match.start() + len(match[0].rstrip()))
        if group and _parted(text, group[-1][1], match.start()):
            yield from _unwrap(text, group)
            group = []
        if line[0] < line[1]:
            group.append(line)
        elif group:
            yield from _unwrap(text, group)
            group = []
    yield from _unwrap(text, group)


def _parted(text: str, end: int, start: int) -> bool:
    gap = text[end:start].replace("\r\n", "\n").strip(" \t\xa0")
    return len(gap) > 1


def _unwrap(text: str, group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if _is_wrapped([text[start:end] for start, end in group]):
        yield group[0][0], group[-1][1]
    else:
        yield from group


def _is_wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph: of like length, broken within sentences."""
    if len(lines) < 2 or any(_BULLET.match(line) for line in lines):
        return False
    full = [len(line) for line in lines[:-1]]
    if not all(length in _WRAPPED for length in full) or len(lines[-1]) > max(full) + 10:
        return False
    broken = sum(not line.endswith(_ENDED[:6]) for line in lines[:-1])
    lower = sum(line[0].islower() or line[0].isdigit() for line in lines[1:])
    return 2 * broken >= len(lines) - 1 and 3 * lower >= len(lines) - 1
