"""How names of actors are compared: accents, apostrophes, hyphens, dots and case folded, short acronyms kept apart."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fold", "is_acronym", "same_case"]

#: Acronyms up to this length match in upper case only, so that "us", "is" and "who" stay words.
SHORT_ACRONYM: Final = 3

_WORD = re.compile(r"[^\W_]+")
_INNER_APOSTROPHE = re.compile(r"(?<=\w)'(?!s\b)(?=\w)")
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "ʿ": "'",
        "ʾ": "'",
        "`": "'",
        "´": "'",
        ".": "",
        "ı": "i",
        "ø": "o",
        "Ø": "o",
    }
    | {
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ə": "e",
        "Ə": "e",
    }
)


def fold(text: str) -> str:
    """The text as names are compared: lower case, no accents, no apostrophes inside words, hyphens as spaces.

    Folding twice changes nothing.

    >>> fold("Da’esh"), fold("al-Qaïda"), fold("U.S."), fold("Assad’s forces")
    ('daesh', 'al qaida', 'us', 'assad s forces')
    """
    plain = text.lower().replace(".", "").replace("`", "'") if text.isascii() else _ascii(text)
    if "'" in plain:
        plain = _INNER_APOSTROPHE.sub("", plain)
    return " ".join(_WORD.findall(plain))


def _ascii(text: str) -> str:
    """Without accents; casefolding may bring new ones (``İ``), so they are taken off before and after it."""
    plain = _bare(text.translate(_PLAIN)).casefold().translate(_PLAIN)
    return plain if plain.isascii() else _bare(plain)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def is_acronym(surface: str) -> bool:
    """Whether the surface is an acronym so short that its case matters: ``US``, ``U.N.``, ``GNA`` but not ``NATO``."""
    letters = [c for c in surface if c.isalpha()]
    return 0 < len(letters) <= SHORT_ACRONYM and all(c.isupper() for c in letters)


def same_case(query: str, surface: str) -> bool:
    """Whether a query that folds to the surface also fits its case: any case does, except for short acronyms."""
    return not is_acronym(surface) or is_acronym(query)
