"""Words that may stand for an actor: names, names with a role noun, bare nouns, pronouns.

Only the form is judged here, from tokens alone; who is meant is decided by the linker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .anaphors import PRONOUNS
from .names import Entry, Hit
from .nouns import RoleNoun, longest_noun
from .unknown import TITLES
from .wordlists import wordlist

__all__ = ["Candidate", "find_candidates"]

_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_DETERMINERS = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "our", "my", "this", "that", "these", "those"}
)
#: Nouns of these two kinds turn the name behind "of", "for" or "loyal to" into themselves.
_LINKS = (("loyal", "to"), ("belonging", "to"), ("of",), ("from",), ("for",), ("under",), ("allied", "to"))
_MODIFIERS = wordlist("modifiers")
_STOPS = wordlist("phrase_stops")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may stand for an actor.

    ``shape``: ``name`` (in the table), ``role`` (``owner``'s words and a role noun), ``noun`` (a bare
    role noun) or ``pronoun``. ``owner`` is the index of the owner's hit, ``determiner`` the word that
    introduces a noun (lower case, empty when there is none).
    """

    start: int
    end: int
    shape: str
    hit: Hit | None = None
    noun: RoleNoun | None = None
    determiner: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The table's entries for the name in the words."""
        return self.hit.entries if self.hit else ()


def find_candidates(words: Sequence[str], hits: Sequence[Hit], breaks: frozenset[int]) -> list[Candidate]:
    """All candidates in text order; ``breaks`` are the first tokens of sentences, which no phrase crosses."""
    lower = [word.lower() for word in words]
    starts: dict[int, Hit] = {}
    found: list[Candidate] = []
    covered = 0
    for hit in hits:
        if hit.start >= covered:
            starts[hit.start], covered = hit, hit.end
        else:
            found.append(Candidate(hit.start, hit.end, "name", hit, suffix=_suffix(lower, hit)))
    index = 0
    while index < len(words):
        here = starts.get(index)
        if here is None:
            step, candidates = _unnamed(lower, words, index, breaks, starts)
            found.extend(candidates)
            index += step
            continue
        if all(entry.lower for entry in here.entries):
            found.append(_described(lower, here, breaks))
        else:
            found.extend(_named(lower, words, here, breaks, starts))
        index = here.end
    return sorted(found, key=lambda c: (c.start, c.end))


def _named(
    lower: Sequence[str], words: Sequence[str], hit: Hit, breaks: frozenset[int], starts: dict[int, Hit]
) -> Iterator[Candidate]:
    """The name itself and, when a role noun follows, the two together."""
    prefix = lower[hit.start - 2] if hit.start > 1 and lower[hit.start - 1] == "-" else ""
    suffix = _suffix(lower, hit)
    yield Candidate(hit.start, hit.end, "name", hit, prefix=prefix, suffix=suffix)
    if suffix:
        return
    phrase = _phrase(lower, words, hit.end, breaks, starts, _demonym(hit))
    if phrase is not None:
        end, noun = phrase
        start = hit.start - 2 if prefix == "pro" else hit.start
        yield Candidate(start, end, "role", hit, noun, _determiner(lower, start, breaks), prefix)


def _described(lower: Sequence[str], hit: Hit, breaks: frozenset[int]) -> Candidate:
    """A description that the table lists, `the regime`: a bare noun with entries to choose from."""
    start = hit.start + (lower[hit.start] == "the")
    return Candidate(start, hit.end, "noun", hit, _last_noun(lower, hit), _determiner(lower, start, breaks))


def _last_noun(lower: Sequence[str], hit: Hit) -> RoleNoun | None:
    nouns = [found[1] for at in range(hit.start, hit.end) if (found := longest_noun(lower, at)) and found[0] == hit.end]
    return nouns[0] if nouns else None


def _suffix(lower: Sequence[str], hit: Hit) -> str:
    """What a hyphen joins to the name: `backed` in Turkish-backed."""
    if hit.cut:
        return lower[hit.end - 1].rpartition("-")[2]
    if hit.end + 1 < len(lower) and lower[hit.end] in {"-", "–", "‑"}:
        return lower[hit.end + 1]
    return ""


def _demonym(hit: Hit) -> bool:
    return any(entry.tier == "demonym" for entry in hit.entries)


def _phrase(
    lower: Sequence[str], words: Sequence[str], at: int, breaks: frozenset[int], starts: dict[int, Hit], adjective: bool
) -> tuple[int, RoleNoun] | None:
    """The role noun that the words at ``at`` lead to, over a possessive and at most three modifiers."""
    if at < len(lower) and lower[at] in _POSSESSIVES:
        at, adjective = at + 1, True
    best = None
    for step in range(4):
        if at >= len(lower) or at in breaks or at in starts:
            break
        noun = longest_noun(lower, at)
        if noun is not None:
            best, at = noun, noun[0]
            continue
        if lower[at] in _STOPS or not words[at][:1].isalpha():
            break
        if lower[at] not in _MODIFIERS and not (adjective and step < 2 and best is None and words[at].islower()):
            break
        if best is not None and best[1].denotes != "none" and lower[at] not in _MODIFIERS:
            break
        at += 1
    return best


def _determiner(lower: Sequence[str], start: int, breaks: frozenset[int]) -> str:
    at = start - 1
    while at >= 0 and at + 1 not in breaks and lower[at] in _MODIFIERS and start - at < 3:
        at -= 1
    if at >= 0 and at + 1 not in breaks and lower[at] in _DETERMINERS | _POSSESSIVES:
        return lower[at]
    return ""


def _unnamed(
    lower: Sequence[str], words: Sequence[str], index: int, breaks: frozenset[int], starts: dict[int, Hit]
) -> tuple[int, list[Candidate]]:
    """What begins at a word that no name covers, and how many words it takes."""
    word = lower[index]
    if word in PRONOUNS and PRONOUNS[word] not in {"who", "you"} and words[index] not in {"US", "IT", "Us"}:
        return 1, [Candidate(index, index + 1, "pronoun")]
    noun = longest_noun(lower, index)
    if noun is None or noun[1].denotes == "none":
        return (noun[0] - index if noun else 1), []
    phrase = _phrase(lower, words, index, breaks, starts, adjective=False)
    end, role = phrase if phrase is not None and phrase[1].denotes != "none" else noun
    linked = _linked(
        lower, end, breaks, starts, of=role.denotes != "group" or (role.plural and role.kind == "armed-group")
    )
    determiner = _determiner(lower, index, breaks)
    found = [Candidate(index, end, "noun", None, role, determiner)]
    if linked is not None:
        found.append(Candidate(index, linked.end, "role", linked, role, determiner, prefix="of"))
    return end - index, found


def _linked(lower: Sequence[str], end: int, breaks: frozenset[int], starts: dict[int, Hit], *, of: bool) -> Hit | None:
    """The name behind "of", "for", "loyal to" …, over an article and titles."""
    for link in _LINKS if of else _LINKS[:2]:
        if tuple(lower[end : end + len(link)]) == link:
            at = end + len(link)
            for _ in range(4):
                if at in breaks:
                    return None
                if at in starts:
                    return starts[at]
                if at >= len(lower) or lower[at] not in _MODIFIERS | _DETERMINERS | TITLES:
                    return None
                at += 1
    return None
