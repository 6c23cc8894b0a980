"""Names that no table holds: capitalised runs that look like a person in office, a group or a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .wordlists import wordlist

__all__ = [
    "BEFORE_TITLES",
    "PARTICLES",
    "TITLES",
    "Unknown",
    "capital_runs",
    "core_of",
    "kind_of_name",
    "name_of",
    "unknown_names",
]

#: Words before a name that make it a person in office or rank.
TITLES = wordlist("titles")
#: Words that stand before a title.
BEFORE_TITLES = wordlist("before_titles")
_ORG_HEADS = wordlist("group_heads")
_ORG_FIRSTS = wordlist("group_firsts")
_INNER = wordlist("name_inner")
#: Small words that stand inside names of persons and groups.
PARTICLES = wordlist("particles")
_PLACE_BEFORE = wordlist("place_prepositions")
_SPEECH = wordlist("speech")
_NEVER = wordlist("never_names")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9]{1,6}s?$")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A run of words that names somebody the table does not hold: ``kind`` is a kind of actor."""

    start: int
    end: int
    kind: str
    name: str
    title: str = ""


def capital_runs(words: Sequence[str], taken: Sequence[bool], breaks: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, with the particles inside them, that no known name covers."""
    index = 0
    while index < len(words):
        if not _opens(words, index, taken):
            index += 1
            continue
        end = _run_end(words, index, taken, breaks)
        yield index, end
        index = end


def _opens(words: Sequence[str], index: int, taken: Sequence[bool]) -> bool:
    if taken[index]:
        return False
    word = words[index]
    if word[:1].isupper():
        return True
    return (
        word in {"al", "el"} and index + 2 < len(words) and words[index + 1] == "-" and words[index + 2][:1].isupper()
    )


def _run_end(words: Sequence[str], start: int, taken: Sequence[bool], breaks: frozenset[int]) -> int:
    end = at = start + 1
    while at < len(words) and at not in breaks and not taken[at]:
        word = words[at]
        if word[:1].isupper() or (word[:1].isdigit() and at == end):
            end = at = at + 1
        elif word.lower() in _INNER and at - end < 3:
            at += 1
        else:
            break
    return end


def unknown_names(words: Sequence[str], taken: Sequence[bool], breaks: frozenset[int]) -> list[Unknown]:
    """The runs that a title, a head noun, a verb of speech or an acronym's form shows to be actors.

    A run that was not shown to be one counts when it is the surname of one that was.
    """
    runs = list(capital_runs(words, taken, breaks))
    judged = {run: _judge(words, *run, breaks) for run in runs}
    surnames = {u.name.split()[-1] for u in judged.values() if u is not None and u.kind == "person"}
    for start, end in runs:
        if judged[start, end] is None and end - start == 1 and words[start] in surnames:
            judged[start, end] = Unknown(start, end, "person", words[start])
    return [unknown for unknown in judged.values() if unknown is not None]


def _judge(words: Sequence[str], start: int, end: int, breaks: frozenset[int]) -> Unknown | None:
    start, end, title = core_of(words, start, end, breaks)
    if start >= end:
        return None
    kind = kind_of_name(words, start, end, titled=bool(title))
    run = [w.lower() for w in words[start:end]]
    if all(w in _NEVER or w in TITLES for w in run) or (end - start == 1 and len(words[start]) < 2):
        return None
    if kind == "person" and not title and not _speaks(words, start, end, run):
        return None
    if kind == "organisation" and not _ACRONYM.match(words[start]):
        return None
    return Unknown(start, end, kind, name_of(words[start:end]), title)


def kind_of_name(words: Sequence[str], start: int, end: int, *, titled: bool) -> str:
    """`person`, `armed-group` (its head noun says so) or `organisation` (an acronym, or one word behind "the")."""
    run = [w.lower() for w in words[start:end]]
    if end - start > 1 and (run[0] in _ORG_FIRSTS or any(w in _ORG_HEADS for w in run[1:])):
        return "armed-group"
    if titled:
        return "person"
    if end - start == 1 and (_ACRONYM.match(words[start]) or run[0] in _ORG_HEADS):
        return "organisation"
    if start and words[start - 1].lower() == "the":
        return "armed-group"
    return "person"


def core_of(words: Sequence[str], start: int, end: int, breaks: frozenset[int]) -> tuple[int, int, str]:
    """The name without the titles and small words around it, and the last title stripped."""
    title = ""
    if start > 0 and start not in breaks and words[start - 1].lower() in TITLES:
        title = words[start - 1].lower()
    while start < end - 1 and (step := _title_at(words, start, end)):
        title = words[start + step - 1].lower()
        start += step
    while start < end and start in breaks and words[start].lower() in _NEVER:
        start += 1
    while end > start and not words[end - 1][:1].isalnum():
        end -= 1
    return start, end, title.rstrip(".")


def _title_at(words: Sequence[str], start: int, end: int) -> int:
    """How many words of title stand at ``start``, a name being left behind them; 0 when none do."""
    for step in (4, 3, 2, 1):
        if (
            start + step < end
            and words[start + step - 1].lower() in TITLES | {"."}
            and words[start] != "."
            and all(w.lower() in TITLES | BEFORE_TITLES for w in words[start : start + step])
        ):
            return step
    return 1 if words[start] in {"-", ".", "the", "The", "A", "a"} else 0


def _speaks(words: Sequence[str], start: int, end: int, run: Sequence[str]) -> bool:
    """Two to five name words next to a verb of speech, and no preposition of place before them."""
    size = sum(w not in _INNER for w in run)
    if not 2 <= size <= 4 or any(w == "’s" or w == "'s" or w == "of" for w in run):
        return False
    before = words[start - 1].lower() if start else ""
    after = words[end].lower() if end < len(words) else ""
    return (after in _SPEECH or before in _SPEECH) and before not in _PLACE_BEFORE


def name_of(words: Sequence[str]) -> str:
    """The words as a name: joined as they were written around hyphens and apostrophes."""
    text = " ".join(words)
    text = re.sub(r" ([-–]) ", r"\1", text)
    return re.sub(r" (['’]s?)(?= |$)", r"\1", text)
