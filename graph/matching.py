"""Patterns against tokens: the interpreter of the compiled grammar. `ask.js` does the same in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from .dating import dates_at
from .tokens import Token

__all__ = ["Capture", "Matcher"]

#: (slot, value): words of a table as names, a date as two days, a number, or where a name lies.
Capture = tuple[str, Any]
Captures = tuple[Capture, ...]
_LONGEST_NAME = 14


class Matcher:
    """The grammar at work on one question."""

    def __init__(self, grammar: Mapping[str, Any], tokens: Sequence[Token], today: date) -> None:
        self.grammar, self.tokens, self.today = grammar, tokens, today

    @cached_property
    def _longest(self) -> dict[str, int]:
        """How many words the longest entry of each table has."""
        tables = self.grammar["tables"].items()
        return {name: max((key.count(" ") + 1 for key in table), default=0) for name, table in tables}

    def all(self, pattern: Sequence[int], start: int, end: int) -> Iterator[Captures]:
        """Every way in which the pattern covers exactly the tokens from ``start`` to ``end``."""
        for at, found in self._rest(pattern, start, end):
            if self._skip(at, end) == end:
                yield found

    def starts(self, pattern: Sequence[int], start: int, end: int) -> Iterator[tuple[int, Captures]]:
        """Every way in which the pattern covers the tokens from ``start``, and where it stops."""
        yield from self._rest(pattern, start, end)

    def _skip(self, at: int, end: int) -> int:
        while at < end and self.tokens[at].low == ",":
            at += 1
        return at

    def _rest(self, pattern: Sequence[int], at: int, end: int) -> Iterator[tuple[int, Captures]]:
        if not pattern:
            yield at, ()
            return
        element = self.grammar["elements"][pattern[0]]
        for stop, captured in self._element(element, self._skip(at, end), end):
            for last, found in self._rest(pattern[1:], stop, end):
                yield last, captured + found
        if element.get("optional"):
            yield from self._rest(pattern[1:], at, end)

    def _element(self, element: Mapping[str, Any], at: int, end: int) -> Iterator[tuple[int, Captures]]:
        """Every way in which one element covers tokens from ``at``: where it stops, what it holds."""
        if "words" in element:
            return ((at + len(words), ()) for words in element["words"] if self._low(at, at + len(words), end) == words)
        if "table" in element:
            return ((stop, ((element["slot"], names),)) for stop, names in self._joined(element, at, end))
        if "text" in element:
            stops = range(at + 1, min(end, at + _LONGEST_NAME) + 1)
            return ((stop, ((element["text"], (at, stop)),)) for stop in stops)
        if "date" in element:
            relative = element["date"] == "relative"
            found = dates_at(self.grammar, self.tokens[:end], at, self.today, relative=relative)
            return ((stop, ((element["date"], span),)) for stop, span in found)
        return self._figure(element, at) if at < end else iter(())

    def _figure(self, element: Mapping[str, Any], at: int) -> Iterator[tuple[int, Captures]]:
        low, patterns = self.tokens[at].low, self.grammar["date_tokens"]
        if "share" in element:
            found = re.match(patterns["share"], low)
            percent = re.match(patterns["percent"], low)
            if found or percent:
                value = float(found[1]) if found else min(int(percent[1]), 100) / 100 if percent else 0.0
                yield at + 1, ((element["share"], value),)
        elif low in self.grammar["numbers"]:
            yield at + 1, ((element["number"], self.grammar["numbers"][low]),)
        elif re.match(patterns["number"], low):
            yield at + 1, ((element["number"], int(low)),)

    def _low(self, start: int, stop: int, end: int) -> list[str]:
        return [token.low for token in self.tokens[start : min(stop, end)]]

    def _joined(self, element: Mapping[str, Any], at: int, end: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Table words, with more of the same table behind "and", "or" or a comma; the longest way first."""
        for stop, names in self._entries(element["table"], at, end):
            if element.get("joined"):
                after = self._skip(stop, end)
                more = after + (1 if after < end and self.tokens[after].low in ("and", "or") else 0)
                if more > stop:
                    for last, others in self._joined(element, more, end):
                        yield last, tuple(dict.fromkeys((*names, *others)))
            yield stop, names

    def _entries(self, tables: Sequence[str], at: int, end: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        longest = max(self._longest[name] for name in tables)
        for stop in range(min(end, at + longest), at, -1):
            key = " ".join(self._low(at, stop, end))
            found = [self.grammar["tables"][table][key] for table in tables if key in self.grammar["tables"][table]]
            if found:
                yield stop, tuple(dict.fromkeys(name for names in found for name in names))
