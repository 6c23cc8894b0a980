"""Who says so: the actor whose speech holds a claim, or who denies it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from spacy.tokens import Doc, Span, Token

from .mention import Mention

__all__ = ["denied_outright", "deniers", "quotations", "reporting_verbs", "speaker", "voices"]

_CLAUSE = frozenset({"ccomp", "parataxis", "xcomp", "acl", "advcl", "conj", "dep", "obj", "obl", "nmod", "appos"})
_SUBJECT = frozenset({"nsubj", "nsubj:outer", "csubj", "nsubjpass", "nsubj:pass"})
_TOLD = frozenset({"this", "that", "it", "claim", "charge", "allegation", "accusation", "report", "suggestion"})
_OPENING, _CLOSING, _BOTH = "“«", "”»", '"'


@cache
def reporting_verbs() -> dict[str, str]:
    """Lemmas of speech and thought, each with its force: say, accuse or deny."""
    with Path(__file__).with_name("reporting.csv").open(encoding="utf-8", newline="") as file:
        return {row["lemma"]: row["force"] for row in csv.DictReader(file)}


def voices(
    doc: Doc, first: Mention, second: Mention, mentions: Sequence[Mention], status: str
) -> tuple[Mention | None, ...]:
    """To whom a relation of this status is attributed: nobody (None), one actor, or every actor that denies it."""
    if status == "asserted":
        return (None,)
    if status == "denied" and (denying := deniers(doc[first.start].sent, mentions)):
        return denying
    return (speaker(doc, first, second, mentions),)


def speaker(doc: Doc, first: Mention, second: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The actor in whose speech the relation between two mentions stands, if a text names one.

    Looks at reporting verbs above the two mentions, at clauses that interrupt ("…, X said"), at
    "according to X", and at the neighbouring sentences when the words stand in an open quotation.
    """
    sentence = doc[first.start].sent
    found = _governing(doc, first, second, mentions) or _according(sentence, mentions)
    if found is None and _quoted(doc, first.start):
        found = _outside_quotation(sentence, mentions)
    return found


def deniers(sentence: Span, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The actors that deny something in a sentence ("though Russia and the LNA denied this")."""
    verbs = reporting_verbs()
    found: list[Mention] = []
    for token in sentence:
        if verbs.get(token.lemma_.lower()) == "deny" and token.pos_ in ("VERB", "AUX", ""):
            found.extend(_subjects(token, mentions))
    return tuple(dict.fromkeys(found))


def denied_outright(sentence: Span) -> bool:
    """Whether somebody in the sentence denies what it just told ("… denied this", "rejected the charge")."""
    verbs = reporting_verbs()
    return any(
        verbs.get(token.lemma_.lower()) == "deny"
        and any(child.dep_ == "obj" and child.lemma_.lower() in _TOLD for child in token.children)
        for token in sentence
    )


def quotations(doc: Doc) -> tuple[tuple[int, int], ...]:
    """Token ranges that stand between quotation marks; a blank line closes an open one."""
    ranges, start = [], None
    for token in doc:
        if start is not None and ("\n\n" in token.text or token.text[-1:] in _CLOSING or token.text == _BOTH):
            ranges.append((start, token.i))
            start = None
        elif token.text[:1] in _OPENING or token.text == _BOTH:
            start = token.i + 1
    return tuple(ranges)


def _quoted(doc: Doc, index: int) -> bool:
    return any(start <= index < end for start, end in quotations(doc))


def _governing(doc: Doc, first: Mention, second: Mention, mentions: Sequence[Mention]) -> Mention | None:
    taken = {first.actor_id, second.actor_id}
    for child, verb in _upward(_common(doc[first.start : first.end].root, doc[second.start : second.end].root)):
        for candidate in (verb, *_interrupting(child)):
            if candidate.lemma_.lower() not in reporting_verbs():
                continue
            subjects = _subjects(candidate, mentions)
            if subjects and (candidate is not child or not taken & {m.actor_id for m in subjects}):
                return subjects[0]
    return None


def _common(a: Token, b: Token) -> Token:
    """The lowest token above both."""
    above = {a.i, *(t.i for t in a.ancestors)}
    return next((t for t in (b, *b.ancestors) if t.i in above), a)


def _upward(token: Token) -> Iterator[tuple[Token, Token]]:
    """(child, head) pairs from the token to its root; the root pairs with itself."""
    while token.head.i != token.i:
        if token.dep_.split(":")[0] in _CLAUSE:
            yield token, token.head
        token = token.head
    yield token, token


def _interrupting(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep_.split(":")[0] in ("parataxis", "discourse")]


def _subjects(verb: Token, mentions: Sequence[Mention]) -> list[Mention]:
    heads = [c for c in verb.children if c.dep_ in _SUBJECT]
    if not heads and verb.dep_ == "conj":
        heads = [c for c in verb.head.children if c.dep_ in _SUBJECT]
    tokens = {t.i for head in heads for t in (head, *_coordinated(head), *_modifiers(head))}
    return [m for m in mentions if any(i in tokens for i in range(m.start, m.end))]


def _coordinated(head: Token) -> Iterator[Token]:
    for child in head.children:
        if child.dep_ == "conj":
            yield child
            yield from _modifiers(child)


def _modifiers(head: Token) -> Iterator[Token]:
    """Names beside a role noun: "the Turkish foreign minister, Mevlut Cavusoglu"."""
    yield from (c for c in head.children if c.dep_.split(":")[0] in ("compound", "flat", "appos", "amod", "nmod"))


def _according(sentence: Span, mentions: Sequence[Mention]) -> Mention | None:
    for token in sentence[:-1]:
        if token.lower_ == "according" and token.nbor().lower_ == "to":
            after = [m for m in mentions if token.i < m.start <= token.i + 6 and m.start < sentence.end]
            if after:
                return after[0]
    return None


def _outside_quotation(sentence: Span, mentions: Sequence[Mention]) -> Mention | None:
    """The speaker of a quotation that runs on: look back two sentences, then one ahead, in the paragraph."""
    doc = sentence.doc
    before = [s for s in doc.sents if s.end <= sentence.start][-2:][::-1]
    after = [s for s in doc.sents if s.start >= sentence.end][:1]
    for other in (sentence, *before, *after):
        if "\n\n" in doc[min(other.start, sentence.start) : max(other.end, sentence.end)].text.strip():
            continue
        for token in other:
            if token.lemma_.lower() in reporting_verbs() and not _quoted(doc, token.i):
                subjects = _subjects(token, mentions)
                if subjects:
                    return subjects[0]
    return None
