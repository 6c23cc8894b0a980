"""Names that no table holds: capitalised runs that look like a person in office, a group or a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["TITLES", "Unknown", "capital_runs", "core_of", "kind_of_name", "name_of", "unknown_names"]

#: Words before a name that make it a person in office or rank.
TITLES = frozenset(
    "president premier chancellor king queen emir sultan sheikh sheik ayatollah imam mullah pope archbishop bishop "
    "minister secretary senator congressman congresswoman governor mayor ambassador envoy spokesman spokeswoman "
    "spokesperson general gen gen. colonel col col. major maj maj. captain capt capt. lieutenant lt lt. brigadier brig brig. "
    "admiral adm adm. marshal commander chief leader director chairman chairwoman speaker deputy mr mr. mrs mrs. ms "
    "ms. dr dr. sir lord prince princess crown adviser advisor strongman dictator warlord ruler head boss mediator "
    "negotiator diplomat premier-designate representative mp comrade commandant field prosecutor judge justice".split()
)
_ORG_HEADS = frozenset(
    "brigade brigades battalion battalions front army armies movement party council division divisions force forces "
    "guard guards union league alliance coalition congress committee assembly government ministry group organisation "
    "organization corps regiment legion militia militias resistance command authority agency commission parliament "
    "federation bloc coordination cartel clan tribe mujahideen jihad liberation bureau directorate "
    "administration company foundation association initiative network parliament senate court tribunal secretariat "
    "cell cells unit units squadron shield defenders fighters rebels troops police department office".split()
)
_ORG_FIRSTS = frozenset("jaysh jaish jabhat jabhet liwa kata'ib kataib kataeb katiba katibat harakat hizb saraya ansar ahrar faylaq tehreek tehrik lashkar jamaat jama'at hashd suqour tajammu ajnad".split())
_INNER = frozenset("al el ul ud - – ' ’ bin ben ibn bint abu umm de da di du del della la le van von der den dos das of 's ’s".split())
_LOW_INNER = frozenset("al el ul ud bin ben ibn bint abu umm de da di du del della la le van von der den dos das y e".split())
_PLACE_BEFORE = frozenset("in near at from outside around across into towards toward throughout inside between to".split())
_SPEECH = frozenset(
    "said says told warned added accused insisted claimed argued denied announced vowed promised called urged demanded "
    "rejected condemned met visited thanked praised tweeted wrote replied answered declared ordered agreed refused "
    "threatened complained asked suggested pledged stressed acknowledged confirmed".split()
)
_NEVER = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december ramadan eid christmas easter god allah islam quran twitter facebook youtube "
    "telegram reuters ap afp bbc cnn tass sana anadolu guardian english arabic french russian the a an but and he she "
    "it they we in on at mediterranean".split()
)
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
    return word in {"al", "el"} and index + 2 < len(words) and words[index + 1] == "-" and words[index + 2][:1].isupper()


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
    """The runs that a title, a head noun, a verb of speech or an acronym's form shows to be actors."""
    return [u for run in capital_runs(words, taken, breaks) if (u := _judge(words, *run, taken, breaks)) is not None]


def _judge(
    words: Sequence[str], start: int, end: int, taken: Sequence[bool], breaks: frozenset[int]
) -> Unknown | None:
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
    while start < end - 1 and (words[start].lower() in TITLES or words[start] in {"-", "the", "The", "Vice", "vice"}):
        title = words[start].lower() if words[start].lower() in TITLES else title
        start += 1
    while start < end and start in breaks and words[start].lower() in _NEVER:
        start += 1
    while end > start and not words[end - 1][:1].isalnum():
        end -= 1
    return start, end, title.rstrip(".")


def _speaks(words: Sequence[str], start: int, end: int, run: Sequence[str]) -> bool:
    """Two to five name words next to a verb of speech, and no preposition of place before them."""
    size = sum(w not in _INNER for w in run)
    if not 2 <= size <= 4 or any("’s" == w or "'s" == w or w == "of" for w in run):
        return False
    before = words[start - 1].lower() if start else ""
    after = words[end].lower() if end < len(words) else ""
    return (after in _SPEECH or before in _SPEECH) and before not in _PLACE_BEFORE


def name_of(words: Sequence[str]) -> str:
    """The words as a name: joined as they were written around hyphens and apostrophes."""
    text = " ".join(words)
    text = re.sub(r" ([-–]) ", r"\1", text)
    return re.sub(r" (['’]s?)(?= |$)", r"\1", text)
