"""A question as tokens, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ..ontology.errors import QuestionError

__all__ = ["MOST", "Token", "join", "tokenise"]

#: No sensible question is longer; the interpreter tries every split of names.
MOST = 60
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_QUOTES = re.compile('["“”„«»]')
_POSSESSIVE = re.compile(r"^(.+?)('s|'re|'ve)$|^(.+s)'$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, and in lower case."""

    text: str
    low: str


def tokenise(question: str) -> tuple[Token, ...]:
    """The words of a question; commas and possessive endings stand alone.

    Raises:
        QuestionError: nothing to read, or more words than any question has.
    """
    plain = _QUOTES.sub(" ", unicodedata.normalize("NFC", question).translate(_APOSTROPHES))
    plain = re.sub(r"[?!;]+", " ", plain.replace(",", " , ")).strip()
    words = [part for word in re.sub(r"\.+$", "", plain).split() for part in _parts(word)]
    if not words:
        raise QuestionError("the question is empty; ask something like 'who backs Khalifa Haftar?'")
    if len(words) > MOST:
        raise QuestionError(f"the question has {len(words)} words; {MOST} are the most that is read")
    return tuple(Token(word, word.lower()) for word in words)


def _parts(word: str) -> tuple[str, ...]:
    found = _POSSESSIVE.match(word)
    if not found:
        return (word,)
    return (found[1], found[2].lower()) if found[1] else (found[3], "'s")


def join(tokens: Sequence[Token]) -> str:
    """The words as text again.

    >>> join(tokenise("Haftar's men, and others"))
    "Haftar's men, and others"
    """
    text = " ".join(token.text for token in tokens)
    return text.replace(" '", "'").replace(" ,", ",").strip(" ,")
