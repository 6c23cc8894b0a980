"""Names that no table holds and the encoder's tags show: "his brother Khaled", "the Dnipro Front's Ivan Petrenko"."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .anaphors import PRONOUNS
from .capitals import is_place
from .nouns import longest_noun
from .tags import Tag
from .theatre import gazetteer
from .unknown import PARTICLES, TITLES, Unknown, core_of, kind_of_name, name_of
from .wordlists import wordlist
from .words import Words

__all__ = ["tagged_name"]

_SENTENCE_OPENERS = wordlist("sentence_openers")
_LINKING = wordlist("linking")


def tagged_name(tag: Tag, words: Words, known: Collection[int]) -> Unknown | None:
    """The unknown name that a tag's words hold: what follows the last possessive, without titles, all in capitals.

    ``known`` are the tokens of names in the table; words that are known but for a title are no unknown name.
    """
    start, end = tag.start, tag.end
    if tag.kind in {"pronoun", "description"}:
        return None
    start = _behind_people(words, start, end)
    start = max([start, *(at + 1 for at in range(start, end - 1) if words.lower[at] in {"'s", "’s"})])
    start, kin = _behind_kin(words, start, end)
    start, end, title = core_of(words.text, start, end, words.breaks)
    title = title or kin
    if tag.kind == "role" and not title:
        return None
    text = words.text[start:end]
    if not text or not _capitalised(text) or (start in words.breaks and not title and _common(words, start, end)):
        return None
    if not title and _only_place(words, start, end):
        return None
    free = [at for at in range(start, end) if at not in known]
    if len(free) < end - start and all(words.lower[at] in TITLES or not words.text[at][:1].isupper() for at in free):
        return None
    return Unknown(start, end, kind_of_name(words.text, start, end, titled=bool(title)), name_of(text), title)


def _behind_people(words: Words, start: int, end: int) -> int:
    """Where the name begins behind "Fighters of the"."""
    noun = longest_noun(words.lower, start)
    if noun is None or not noun[1].plural or noun[0] + 1 >= end or words.lower[noun[0]] not in {"of", "from"}:
        return start
    behind = noun[0] + 1
    return behind + (words.lower[behind] == "the" and behind + 1 < end)


def _behind_kin(words: Words, start: int, end: int) -> tuple[int, str]:
    """Where the name begins behind lower-case words ("his brother Khaled"), and the last of these."""
    first = next((at for at in range(start, end) if words.text[at][:1].isupper()), start)
    lead = words.lower[start:first]
    if (
        not lead
        or first == start
        or any(w in _LINKING or not w.isalpha() for w in lead)
        or words.text[first - 1] in PARTICLES
    ):
        return start, ""
    return first, lead[-1]


def _only_place(words: Words, start: int, end: int) -> bool:
    """Whether the words are a place: known as one, so recognised, or behind "in" and the like."""
    name = name_of(words.text[start:end])
    if name in gazetteer().places or all(at in words.places for at in range(start, end)):
        return True
    return end - start == 1 and is_place(words.lower, start, end, state=False)


def _common(words: Words, start: int, end: int) -> bool:
    """Whether the name is one word at a sentence's beginning that is a role noun or a small word."""
    noun = longest_noun(words.lower, start)
    return (noun is not None and noun[0] >= end) or (
        end - start == 1 and (words.lower[start] in _SENTENCE_OPENERS or words.lower[start] in PRONOUNS)
    )


def _capitalised(text: Sequence[str]) -> bool:
    """Whether the words are a name: capitals, with particles only in between."""
    if not (text[0][:1].isupper() or text[0].lower() in {"al", "el"} or text[0][:1].isdigit()):
        return False
    small = [i for i, w in enumerate(text) if w[:1].islower() and w not in PARTICLES]
    return all(i > 0 and text[i - 1] == "-" for i in small) and any(w[:1].isupper() for w in text)
