"""Evidence: the shortest run of words that carries a relation, and its place in the document."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token

from .mention import Mention

__all__ = ["is_nominal", "quote"]

#: Words that hang on the path and change or complete its meaning: they belong to the quote.
_KEPT = frozenset({"aux", "aux:pass", "advmod", "mark", "neg", "compound:prt", "obj", "xcomp", "cop", "iobj"})
_EDGE_PUNCT = frozenset(",;:.—–-()")


def quote(doc: Doc, first: Mention, second: Mention) -> Span:
    """The shortest verbatim span that holds both mentions and the words that join them.

    The words that join are the path between both in the dependency tree, with its negation,
    auxiliaries, particle and object; the span never leaves the sentence.
    """
    sentence = doc[first.start].sent
    a, b = doc[first.start : first.end].root, doc[second.start : second.end].root
    wanted = {*range(first.start, first.end), *range(second.start, second.end)}
    for token in _path(a, b):
        wanted.add(token.i)
        if token.pos_ in ("VERB", "NOUN", "ADJ") and token not in (a, b):
            wanted.update(t.i for child in token.children if child.dep_ in _KEPT for t in _short(child))
    low, high = max(min(wanted), sentence.start), min(max(wanted) + 1, sentence.end)
    return _trimmed(doc[low:high])


def _short(child: Token) -> Iterable[Token]:
    """An object phrase whole when it is short, its head alone when it is long."""
    tree = list(child.subtree)
    return tree if len(tree) <= 6 else (child,)


def _path(a: Token, b: Token) -> list[Token]:
    """Tokens on the way from a to b through the tree, the lowest common one included."""
    up_a, up_b = [a, *a.ancestors], [b, *b.ancestors]
    common = next((t for t in up_b if t in up_a), None)
    if common is None:
        return [a, b]
    path = up_a[: up_a.index(common) + 1] + up_b[: up_b.index(common)]
    if common in (a, b) and b in a.conjuncts:
        # two coordinates ("Russia and Turkey broker …") are joined by what governs both
        path.append(common.head)
    return path


def _trimmed(span: Span) -> Span:
    """Without punctuation and white space at its edges."""
    start, end = span.start, span.end
    while end - start > 1 and _is_edge(span.doc[end - 1]):
        end -= 1
    while end - start > 1 and _is_edge(span.doc[start]):
        start += 1
    return span.doc[start:end]


def _is_edge(token: Token) -> bool:
    return token.is_space or token.text in _EDGE_PUNCT


def is_nominal(doc: Doc, first: Mention, second: Mention) -> bool:
    """True when no verb joins the two mentions ("Russia-backed forces", "backers of Haftar")."""
    path = _path(doc[first.start : first.end].root, doc[second.start : second.end].root)
    inner = [t for t in path if not (first.start <= t.i < first.end or second.start <= t.i < second.end)]
    return not any(t.pos_ in ("VERB", "AUX") and t.dep_ not in ("amod", "compound") for t in inner)
