"""spaCy component: lemmas from the form and the fine tag, by rules, known lemmas and exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from .model_files import checked

__all__ = ["INFLECTED", "LemmaSetter", "Lemmas", "make_lemmas"]

#: Fine tags whose words have an ending to take off, and the coarse tag that their lemma has.
INFLECTED = {
    "NNS": "NOUN",
    "VBZ": "VERB",
    "VBD": "VERB",
    "VBN": "VERB",
    "VBG": "VERB",
    "JJR": "ADJ",
    "JJS": "ADJ",
    "RBR": "ADV",
    "RBS": "ADV",
}
_ENDINGS = {
    "NNS": ("s",),
    "VBZ": ("s",),
    "VBD": ("ed",),
    "VBN": ("ed",),
    "VBG": ("ing",),
    "JJR": ("er",),
    "JJS": ("est",),
    "RBR": ("er",),
    "RBS": ("est",),
}
_VOWELS = frozenset("aeiou")
#: Stems that lose an e before -ed and -ing: "forc", "leav", "agreed" is an exception of its own.
_E_ENDINGS = (
    *("c", "v", "u", "iz", "is", "ys", "at", "ut", "ag", "eg", "ng", "dg", "rg", "ir", "ur", "or", "ar", "id", "ud"),
    *("od", "as", "os", "us", "ns", "rs", "ak", "ok", "ik", "iv", "ip", "ap", "op", "yp", "bl", "dl", "tl", "pl", "gl"),
    *("fl", "im", "um", "am", "in", "on"),
)


class Lemmas:
    """Lemmas of single words."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """``table``: ``known`` (coarse tag to lemmas), ``exceptions`` (fine tag to form to lemma)."""
        self.known = {upos: frozenset(lemmas) for upos, lemmas in table["known"].items()}
        self.exceptions: Mapping[str, Mapping[str, str]] = table["exceptions"]

    def lemma(self, form: str, tag: str) -> str:
        """The lemma of a form with a fine tag (Penn Treebank); a name keeps its form.

        Example:
            >>> shipped_lemmas().lemma("sanctioned", "VBD")
            'sanction'
        """
        if tag.startswith("NNP") or not tag:
            return form
        lower = form.lower()
        exception = self.exceptions.get(tag, {}).get(lower)
        if exception is not None:
            return exception
        coarse = INFLECTED.get(tag)
        return lower if coarse is None else self._stripped(lower, tag, coarse)

    def _stripped(self, lower: str, tag: str, coarse: str) -> str:
        for ending in _ENDINGS[tag]:
            if lower.endswith(ending) and len(lower) > len(ending) + 1:
                stem = lower.removesuffix(ending)
                candidates = list(dict.fromkeys(_plain(stem) if ending == "s" else _restored(stem)))
                known = self.known.get(coarse, frozenset())
                return next((c for c in candidates if c in known), candidates[0])
        return lower


def _plain(stem: str) -> Iterator[str]:
    """Lemmas of a form in -s, the likeliest first."""
    if stem.endswith("ie") and len(stem) > 3:
        yield stem[:-2] + "y"
    if stem.endswith(("sse", "xe", "che", "she", "zze", "oe")):
        yield stem[:-1]
    if stem.endswith(("s", "u", "i")) and not stem.endswith(("eau", "ski")):
        yield stem + "s"
    yield stem


def _restored(stem: str) -> Iterator[str]:
    """Lemmas of a form in -ed, -ing, -er or -est, the likeliest first."""
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeiouslfz"
    if stem.endswith("i"):
        yield stem[:-1] + "y"
    if doubled:
        yield stem[:-1]
    if _loses_e(stem):
        yield stem + "e"
    yield stem
    yield stem + "e"
    if len(stem) > 2 and stem[-1] == stem[-2]:
        yield stem[:-1]


def _loses_e(stem: str) -> bool:
    """Whether an unknown stem wants its e back: one vowel before the last consonant helps."""
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] in _VOWELS and stem[-3] in _VOWELS:
        return stem[-1] in "vc"
    return stem.endswith(_E_ENDINGS) and not stem.endswith(("ation", "tion", "en", "on", "in", "or", "er"))


@cache
def shipped_lemmas() -> Lemmas:
    """The table in the package."""
    return Lemmas(json.loads(checked("lemmas.json").read_text(encoding="utf-8")))


class LemmaSetter:
    """Sets the lemma of every token from its fine tag."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        lemmas = shipped_lemmas()
        for token in doc:
            token.lemma_ = lemmas.lemma(token.text, token.tag_)
        return doc


@Language.factory("whobacks/lemmas", assigns=["token.lemma"], requires=["token.tag"])
def make_lemmas(nlp: Language, name: str) -> LemmaSetter:
    """The component; the table is opened at once, so that a missing file is told at once."""
    shipped_lemmas()
    return LemmaSetter()
