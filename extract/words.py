"""The words of an article as the linker needs them: lower case, sentence starts, quotations."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

__all__ = ["Words", "quoted"]

_OPEN = frozenset({"“", "«", "``"})
_CLOSE = frozenset({"”", "»", "''"})


class Words:
    """``text`` and ``lower`` by token; ``starts`` are the first tokens of sentences, ``breaks`` the same as a set."""

    def __init__(self, doc: Doc) -> None:
        """Read the Doc once."""
        self.text = [token.text for token in doc]
        self.lower = [word.lower() for word in self.text]
        self.starts = [sent.start for sent in doc.sents] if doc.has_annotation("SENT_START") else [0]
        self.breaks = frozenset(self.starts)
        self.quoted = quoted(self.text)
        self.pos = [token.pos_ for token in doc] if doc.has_annotation("POS") else None

    def after(self, token: int) -> str:
        """The lower-case word behind a span that ends at ``token``; empty at a sentence's end."""
        return self.lower[token] if token < len(self.lower) and token not in self.breaks else ""

    def before(self, token: int) -> str:
        """The lower-case word before a span that starts at ``token``; empty at a sentence's start."""
        return self.lower[token - 1] if token > 0 and token not in self.breaks else ""


def quoted(words: Sequence[str]) -> list[bool]:
    """For each word whether it stands in a quotation; a straight quote opens and closes in turn."""
    inside, row = False, []
    for word in words:
        if word in _OPEN:
            inside = True
        elif word in _CLOSE:
            inside = False
        elif word == '"':
            inside = not inside
        elif "\n\n" in word:
            inside = False
        row.append(inside)
    return row
