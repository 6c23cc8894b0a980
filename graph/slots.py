"""From what a pattern captured to the fields of a reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .matching import Capture

__all__ = ["consistent", "fixed", "values_of"]

Captures = tuple[Capture, ...]
#: Slots that several parts of a question may fill, each with more of the same.
_MANY = frozenset({"theatre", "status", "relations", "kinds"})
_FROM, _TO, _BOTH = frozenset({"since", "after"}), frozenset({"before", "until"}), frozenset({"in", "relative"})
_DATES = _FROM | _TO | _BOTH
_NAMES = ("source", "target", "other", "said_by")
_DAY = timedelta(days=1)


def fixed(values: Mapping[str, Any]) -> Captures:
    """What a pattern sets whatever the words are, as captures."""
    return tuple((slot, tuple(value) if isinstance(value, list) else value) for slot, value in values.items())


def consistent(captures: Captures) -> bool:
    """Whether no slot is filled twice, and no more than one beginning and one end of time is given."""
    counts = Counter(slot for slot, _ in captures if slot not in _MANY)
    begins = sum(counts[slot] for slot in _FROM | _BOTH)
    ends = sum(counts[slot] for slot in _TO | _BOTH)
    return begins < 2 and ends < 2 and all(count == 1 for count in counts.values())


def values_of(form: str, captures: Captures) -> dict[str, Any]:
    """The fields of a reading; names of actors are still spans of tokens."""
    many = {slot: [value for name, value in captures if name == slot] for slot in _MANY}
    one = {slot: value for slot, value in captures if slot not in _MANY | _DATES}
    values = {slot: one[slot] for slot in (*_NAMES, "via", "contested", "roll_up", "min_confidence") if slot in one}
    if "min_sources" in one:
        values["min_sources"] = one["min_sources"] + one.get("more", 0)
    if form == "path" and "via" not in values:
        values["via"] = "any"
    kinds = many["kinds"] + [()]
    return {
        **values,
        **_times({slot: value for slot, value in captures if slot in _DATES}),
        "meant": _flat(many["relations"]),
        "theatre": _flat(many["theatre"]),
        "status": _flat(many["status"]),
        "kinds": kinds[0],
        "other_kinds": kinds[1] if len(kinds) > 2 else (),
    }


def _flat(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for row in rows for value in row))


def _times(spans: Mapping[str, tuple[date, date]]) -> dict[str, str]:
    """Since and until, both inclusive."""
    found: dict[str, date] = {}
    for slot, (first, last) in spans.items():
        if slot in _FROM | _BOTH:
            found["since"] = last + _DAY if slot == "after" else first
        if slot in _TO | _BOTH:
            found["until"] = first - _DAY if slot == "before" else last
    return {name: day.isoformat() for name, day in found.items()}
