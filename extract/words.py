"""The words of an article as the linker needs them: lower case, sentence starts, quotations."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

__all__ = ["Words", "quoted"]

_OPEN = frozenset({"“", "«", "``"})
_PLACES = frozenset({"LOC", "GPE", "FAC"})
_CLOSE = frozenset({"”", "»", "''"})


#: Universal Dependencies and the labels of spaCy's own English pipelines.
_FUNCTIONS = {
    **dict.fromkeys(("nsubj", "nsubj:pass", "nsubj:outer", "nsubjpass", "csubj", "agent", "obl:agent"), "subject"),
    **dict.fromkeys(("obj", "dobj", "iobj", "dative"), "object"),
    **dict.fromkeys(("obl", "obl:unmarked", "pobj"), "oblique"),
    **dict.fromkeys(("nmod:poss", "poss"), "possessive"),
}


class Words:
    """``text`` and ``lower`` by token; ``starts`` are the first tokens of sentences, ``breaks`` the same as a set."""

    def __init__(self, doc: Doc) -> None:
        """Read the Doc once."""
        self.text = [token.text for token in doc]
        self.lower = [word.lower() for word in self.text]
        self.starts = [sent.start for sent in doc.sents] if doc.has_annotation("SENT_START") else [0]
        self.breaks = frozenset(self.starts)
        self.quoted = quoted(self.text)
        self.places = frozenset(t.i for ent in doc.ents if ent.label_ in _PLACES for t in ent)
        parsed = doc.has_annotation("DEP")
        self.heads = [token.head.i for token in doc] if parsed else None
        self.functions = [_FUNCTIONS.get(token.dep_, token.dep_.partition(":")[0]) for token in doc] if parsed else None

    def function(self, start: int, end: int) -> str:
        """The syntactic function of a span: subject, object, oblique, possessive or a label; empty without a parse."""
        head = self.head(start, end)
        return self.functions[head] if self.functions is not None and head is not None else ""

    def head(self, start: int, end: int) -> int | None:
        """The token of a span that hangs outside it; None without a parse."""
        if self.heads is None:
            return None
        return next(
            (at for at in range(start, end) if not start <= self.heads[at] < end or self.heads[at] == at), start
        )

    def governor(self, start: int, end: int) -> int | None:
        """The token that a span hangs on; None without a parse."""
        head = self.head(start, end)
        return self.heads[head] if self.heads is not None and head is not None else None

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
