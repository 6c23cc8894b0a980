"""Dependency patterns: which relation the words between two mentions state, by rule.

A trigger (ontology/triggers.csv) is a verb, a noun or a participle in a compound, with the place where
its target stands. Universal Dependencies labels are read; a passive turns source and target round.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

from spacy.tokens import Doc, Token

from ..ontology.actors import load_actors
from .mention import Mention

__all__ = ["Proposal", "Trigger", "by_pair", "propose", "triggers"]

TRIGGERS = Path(__file__).parents[1] / "ontology" / "triggers.csv"
#: Adjectives and nouns that name the material means of support (annotation guidelines, decision 6).
MEANS = frozenset(
    {"military", "financial", "air", "material", "logistical", "humanitarian", "aerial", "economic", "arms"}
)
#: Right in 9 of 10 where the roles table has the leader and the text his possessive.
LEADER_FLOOR = 0.6
_OWNER = frozenset({"nmod:poss", "amod", "compound", "nmod", "poss", "nmod:desc"})
_OF = frozenset({"nmod:poss", "amod", "compound", "appos", "flat"})
_AGENT = frozenset({"obl:agent", "obl", "agent"})
_SUBJECT, _PASSIVE = frozenset({"nsubj"}), frozenset({"nsubj:pass", "nsubjpass"})
_OBJECT = frozenset({"obj", "dobj", "iobj", "dative"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that states a relation; ``frames`` are prepositions of its target, "obj" its object."""

    word: str
    kind: str
    relation: str
    frames: tuple[str, ...]
    noun: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Mention ``source`` (index) stands in ``relation`` to mention ``target``, because of token ``trigger``.

    ``floor`` is the least confidence that the rule alone gives.
    """

    source: int
    target: int
    relation: str
    trigger: int
    rule: str
    floor: float = 0.0


@cache
def triggers() -> dict[tuple[str, str], tuple[Trigger, ...]]:
    """Triggers by kind and lemma (verb, noun) or word form (compound)."""
    found: dict[tuple[str, str], list[Trigger]] = defaultdict(list)
    with TRIGGERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            frames = tuple(filter(None, row["frame"].split("|")))
            found[row["kind"], row["word"]].append(
                Trigger(row["word"], row["kind"], row["relation"], frames, row["with"])
            )
    return {key: tuple(value) for key, value in found.items()}


def propose(doc: Doc, mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Every relation that a pattern finds between two mentions of different actors, in text order."""
    at: dict[int, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        at[doc[mention.start : mention.end].root.i].append(index)
    seen: set[tuple[int, int, str]] = set()
    for token in doc:
        for trigger, sources, targets in _matches(token):
            spread = trigger.kind != "compound"
            for source, target in _indexes(at, sources, targets, spread):
                key = (source, target, trigger.relation)
                if mentions[source].actor_id != mentions[target].actor_id and key not in seen:
                    seen.add(key)
                    relation, rule = _by_means(token, trigger), f"{trigger.kind} {trigger.word!r}"
                    yield Proposal(source, target, relation, token.i, rule)
    yield from _possessive(doc, mentions)


def _by_means(token: Token, trigger: Trigger) -> str:
    """Support by a named material means is aid ("Turkish military support for …")."""
    means = trigger.relation == "backs" and any(c.lemma_.lower() in MEANS for c in token.children)
    return "aids" if means else trigger.relation


def _possessive(doc: Doc, mentions: Sequence[Mention]) -> Iterator[Proposal]:
    """Find a leader in the name of what he leads ("Haftar's army"); the actors' table knows that he does."""
    base = load_actors()
    for inner, outer in permutations(range(len(mentions)), 2):
        a, b = mentions[inner], mentions[outer]
        nested = a.start == b.start and a.end < b.end and doc[a.end].tag_ == "POS"
        if nested and any(role.other == b.actor_id for role in base.roles(a.actor_id, "leads")):
            yield Proposal(inner, outer, "leads", a.end, "possessive of a known leader", LEADER_FLOOR)


def by_pair(proposals: Iterable[Proposal]) -> dict[tuple[int, int], list[Proposal]]:
    """Proposals by (source, target) mention."""
    found: dict[tuple[int, int], list[Proposal]] = defaultdict(list)
    for one in proposals:
        found[one.source, one.target].append(one)
    return dict(found)


def _indexes(
    at: dict[int, list[int]], sources: list[Token], targets: list[Token], spread: bool
) -> Iterator[tuple[int, int]]:
    """Mentions at the tokens; ``spread`` takes their coordinates and owners in, too."""
    starts, ends = (_actors_at(at, tokens, spread) for tokens in (sources, targets))
    yield from ((a, b) for a in starts for b in ends)


def _actors_at(at: dict[int, list[int]], tokens: list[Token], spread: bool) -> list[int]:
    """Mentions at the tokens and their coordinates; of a noun that is none, its owner ("Turkish jets")."""
    found: list[int] = []
    for token in tokens:
        for one in (token, *token.conjuncts) if spread else (token,):
            own = at.get(one.i, [])
            found += own or [i for child in one.children if child.dep_ in _OF for i in at.get(child.i, ())]
    return found


def _matches(token: Token) -> Iterator[tuple[Trigger, list[Token], list[Token]]]:
    table = triggers()
    lemma = token.lemma_.lower()
    if token.pos_ in ("VERB", "AUX"):
        for trigger in table.get(("verb", lemma), ()):
            yield from _verb(token, trigger)
    for trigger in table.get(("noun", lemma), ()) if token.pos_ in ("NOUN", "PROPN") else ():
        yield trigger, _owners(token), _under(token, trigger.frames)
    for trigger in table.get(("compound", token.lower_), ()):
        yield from _compound(token, trigger)


def _verb(token: Token, trigger: Trigger) -> Iterator[tuple[Trigger, list[Token], list[Token]]]:
    noun = next((c for c in token.children if c.dep_ in _OBJECT and c.lemma_.lower() == trigger.noun), None)
    if trigger.noun and noun is None:
        return
    passive = [c for c in token.children if c.dep_ in _PASSIVE]
    if passive and trigger.frames == ("obj",):
        yield trigger, [c for c in token.children if c.dep_ in _AGENT and _case(c) == "by"], passive
        return
    objects = trigger.frames == ("obj",)
    targets = [c for c in token.children if c.dep_ in _OBJECT] if objects else _under(token, trigger.frames)
    targets += _under(noun, trigger.frames) if noun is not None else []
    yield trigger, _subjects(token), targets


def _subjects(verb: Token) -> list[Token]:
    """The verb's subject: its own, its coordinate's, the noun that a relative clause or participle describes."""
    own = [c for c in verb.children if c.dep_ in _SUBJECT]
    if own and own[0].tag_ in ("WDT", "WP") and verb.dep_ in ("acl:relcl", "relcl"):
        return [verb.head]
    if own:
        return own
    if verb.dep_ in ("conj", "xcomp", "advcl"):
        return _subjects(verb.head) if verb.head.i != verb.i else []
    return [verb.head] if verb.dep_ in ("acl", "acl:relcl") and verb.tag_ == "VBG" else []


def _owners(noun: Token) -> list[Token]:
    """Who holds or does the noun: "Turkish support", "Moscow's backing", "support from Egypt", appositions."""
    found = [c for c in noun.children if c.dep_ in _OWNER and _case(c) in ("", "'s", "'", "’s", "’", "by", "from")]
    if noun.dep_ in _SUBJECT:
        # the parser often reads the apposition to a subject as a second subject
        found += [c for c in noun.head.children if c.dep_ in _SUBJECT and c.i < noun.i]
    if noun.dep_ == "conj" and not any(c.dep_ == "cc" for c in noun.children):
        # or as a further coordinate: "Russia and Iran, the backers of …"
        return [noun.head]
    return found + ([noun.head] if noun.dep_ == "appos" else [c for c in noun.children if c.dep_ in ("appos", "nsubj")])


def _under(token: Token, prepositions: tuple[str, ...]) -> list[Token]:
    return [c for c in token.children if c.dep_.split(":")[0] in ("obl", "nmod") and _case(c) in prepositions]


def _case(token: Token) -> str:
    """The preposition or possessive mark of a noun, "" without one."""
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _compound(token: Token, trigger: Trigger) -> Iterator[tuple[Trigger, list[Token], list[Token]]]:
    """Find "Russia-backed forces": the word before the hyphen and the noun that the participle stands before."""
    if token.i < 2 or token.nbor(-1).text not in ("-", "–", "‑"):
        return
    target = token.head if token.dep_ in ("amod", "compound", "acl") else None
    if target is not None and target.i > token.i:
        yield trigger, [token.nbor(-2)], [target]
