"""spaCy's English tokenizer, with one more place to cut: "U.S.-backed" is three words, as "US-backed" is."""

from __future__ import annotations

from typing import Any

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex
from spacy.vocab import Vocab

__all__ = ["blank_english"]

#: A hyphen between a dotted abbreviation and a word.
_AFTER_DOT = r"(?<=[A-Za-z]\.)[-–](?=[A-Za-z])"


def blank_english(vocab: Vocab | bool = True) -> Language:
    """An English pipeline that only finds words.

    Example:
        >>> [token.text for token in blank_english()("U.S.-backed forces")]
        ['U.S.', '-', 'backed', 'forces']
    """
    nlp = spacy.blank("en", vocab=vocab)
    tokenizer: Any = nlp.tokenizer
    infixes = [*(nlp.Defaults.infixes or ()), _AFTER_DOT]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    return nlp
