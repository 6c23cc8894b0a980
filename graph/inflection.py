"""English inflection of the vocabulary's question words: "arm" -> arms, armed, arming; "ally" -> allies."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["forms", "plural"]

_VOWEL_Y = re.compile(r"[aeiou]y$")
_HISS = re.compile(r"(s|x|z|ch|sh)$")
#: A stressed short vowel before one consonant, which doubles; only words of one syllable are sure.
_SHORT = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")


def forms(phrase: str, irregular: Mapping[str, str]) -> dict[str, str]:
    """The forms of a verb phrase, of which only the first word changes.

    ``irregular`` maps a verb to its past and participle, and its -ing form where that is odd too. A
    phrase that starts with "be" has one form, "pred": what follows.

    >>> forms("supply", {})["third"], forms("side with", {})["past"], forms("be at war with", {})
    ('supplies', 'sided with', {'pred': 'at war with'})
    """
    verb, _, rest = phrase.partition(" ")
    if verb == "be":
        return {"pred": rest}
    known = irregular.get(verb, "").split()
    past = known[0] if known else _past(verb)
    part = known[1] if known else past
    ing = known[2] if len(known) > 2 else _ing(verb)
    bare = {"base": verb, "third": plural(verb), "past": past, "part": part, "ing": ing}
    return {name: f"{form} {rest}".strip() for name, form in bare.items()}


def plural(word: str) -> str:
    """The plural of a noun, which is the third person of a verb too; of a phrase, that of its last word.

    >>> plural("ally"), plural("paymaster"), plural("arms supplier"), plural("spokesman")
    ('allies', 'paymasters', 'arms suppliers', 'spokesmen')
    """
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and not _VOWEL_Y.search(word):
        return word[:-1] + "ies"
    if word.endswith("o") or _HISS.search(word):
        return word + "es"
    return word + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and not _VOWEL_Y.search(verb):
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def _ing(verb: str) -> str:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return (_doubled(verb) if stem == verb else stem) + "ing"


def _doubled(verb: str) -> str:
    return verb + verb[-1] if _SHORT.match(verb) else verb
