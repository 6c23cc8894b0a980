"""Texts with marked actors (passages, annotated articles) as sentences with tags to learn from.

Two layers of BIO tags over the same words, since mentions nest: phrases ("Turkish minister",
"rebels") in the outer one; names, demonyms and pronouns ("Turkish") in the inner one.
Articles are tagged in part only: there the tag of most untagged words is unknown (None).
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

__all__ = ["PHRASES", "WORDS", "ActorSentence", "held_out", "read_articles", "read_passages", "swap_names"]

#: What a mention is by its form, in each layer.
PHRASES = ("role", "description")
WORDS = ("name", "demonym", "pronoun")
_PRONOUN_WORDS = (
    "he him his himself she her hers herself it its itself they them their theirs themselves we us our ours "
    "ourselves i me my mine myself who whom whose which that you your"
)
PRONOUNS = frozenset(_PRONOUN_WORDS.split())
_DETERMINERS = frozenset(("the", "a", "an", "this", "that", "these", "those"))
_FUNCTION = (
    "and or but of in on at to for from by with as is are was were be been being has have had will would may might "
    "can could shall should must not n't than then there when where while if because since until after before over "
    "under into about against between through during without within upon also still yet only just so very more most "
    "less least too up down out off away back again further once here why how all any both each few some such no nor "
    'do does did doing done said says say told tell according , . ; : ! ? “ ” " ‘ — – … % $ € £ a an'
)
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "gen", "general", "lt", "col", "colonel", "maj", "major", "capt", "captain", "sen"),
        *("president", "prime", "minister", "foreign", "defence", "defense", "secretary", "field", "marshal", "sheikh"),
        *("king", "prince", "emir", "ambassador", "envoy", "brig", "brigadier", "sir", "ayatollah", "senator", "rep"),
    )
)
_GROUPS = ("armed_group", "armed_force", "organisation", "government", "coalition", "party")
_NAME_TAG = {"person": "PER", "state": "LOC", **dict.fromkeys(_GROUPS, "ORG")}
_DEMONYM_ENDINGS = ("i", "an", "ish", "ese", "ch", "ek", "ss", "ic", "ian")
_DEMONYMS = frozenset(
    ("British", "American", "Dutch", "Emirati", "Kurdish", "Danish", "Spanish", "Swiss", "Thai", "Druze", "Alawite")
)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ActorSentence:
    """A sentence and its two layers of actor tags; None where a tag is unknown.

    ``names`` are BIO tags of PER, ORG, LOC, NORP for the actors' names, None elsewhere on capitals.
    """

    id: str
    words: tuple[str, ...]
    outer: tuple[str | None, ...]
    inner: tuple[str | None, ...]
    names: tuple[str | None, ...]


def held_out(name: str, share: int = 12) -> bool:
    """One text in ``share`` is kept for measuring, chosen by its id and not by chance."""
    return zlib.crc32(name.encode()) % share == 0


def read_passages(path: Path, nlp: Language) -> Iterator[ActorSentence]:
    """Sentences of the passages, every mention of an actor tagged; ``nlp`` splits them."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        doc = nlp(row["text"])
        found = [(s, e, a["kind"], _kind(doc[s:e].text, a)) for a in row["actors"] for s, e in _occurrences(doc, a)]
        yield from _sentences(row["id"], doc, found, complete=True)


def read_articles(folder: Path, nlp: Language) -> Iterator[ActorSentence]:
    """Annotated sentences of ``folder``/relations/*.jsonl; only what takes part in a relation is tagged."""
    for path in sorted((folder / "relations").glob("*.jsonl")):
        marked: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for side in ("source", "target"):
                marked[row["sentence"]].append({"name": row[side], "mentions": [row[f"{side}_text"]], "kind": "other"})
        for text, actors in marked.items():
            doc = nlp(text)
            found = {(s, e, a["kind"], _kind(doc[s:e].text, a)) for a in actors for s, e in _occurrences(doc, a)}
            yield from _sentences(path.stem, doc, sorted(found), complete=False)


def _occurrences(doc: Doc, actor: dict[str, Any]) -> Iterator[Span]:
    """Token spans of the actor's mentions, longest first, none inside another of the same actor."""
    taken: set[int] = set()
    for mention in sorted(set(actor["mentions"]), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(mention)}(?!\w)", doc.text):
            span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
            if span is None or taken & set(range(span.start, span.end)):
                continue
            taken.update(range(span.start, span.end))
            start, end = _trimmed(doc, span.start, span.end)
            if start < end:
                yield start, end


def _trimmed(doc: Doc, start: int, end: int) -> Span:
    """Without a leading article, a closing possessive, punctuation: annotators differ on these."""
    while end - start > 1 and (doc[start].lower_ in _DETERMINERS or doc[start].is_punct or doc[start].is_space):
        start += 1
    while end - start > 1 and (doc[end - 1].lower_ in ("'s", "’s", "'", "’") or doc[end - 1].text in ',."”'):
        end -= 1
    return start, end


def _kind(words: str, actor: dict[str, Any]) -> str:
    if words in PRONOUNS or (words.lower() in PRONOUNS and not words.isupper()) or words == "I":
        return "pronoun"
    if _is_demonym(words, actor["name"]):
        return "demonym"
    rest = [
        w for w in re.findall(r"[\w'’.-]+", words) if w not in ("of", "al", "for", "and", "the", "de", "bin", "ibn")
    ]
    capital = [w[:1].isupper() or w[:3].lower() == "al-" for w in rest]
    if all(capital) or (len(rest) == 1 and words.casefold() == actor["name"].casefold()):
        return "name"
    return "role" if any(capital) else "description"


def _is_demonym(words: str, name: str) -> bool:
    if words in _DEMONYMS:
        return True
    alike = words[:3] == name[:3] and words != name and " " not in words
    return alike and words[:1].isupper() and words.removesuffix("s").endswith(_DEMONYM_ENDINGS)


def _sentences(
    name: str, doc: Doc, found: Sequence[tuple[int, int, str, str]], *, complete: bool
) -> Iterator[ActorSentence]:
    """Each sentence with its tags; ``found`` rows are start, end, the actor's kind, the mention's kind."""
    outer, inner = _layers(found, len(doc))
    names = _name_tags(doc, found, complete)
    if not complete:
        covered = {i for start, end, *_ in found for i in range(start, end)}
        unknown = {t.i for t in doc if t.lower_ not in _FUNCTION_WORDS} - covered
        outer = [None if i in unknown else tag for i, tag in enumerate(outer)]
        inner = [tag if tag != "O" or i in covered else None for i, tag in enumerate(inner)]
    for sentence in doc.sents:
        keep = [t.i for t in sentence if not t.is_space]
        if keep:
            words = tuple(doc[i].text for i in keep)
            yield ActorSentence(name, words, *(tuple(column[i] for i in keep) for column in (outer, inner, names)))


def _layers(found: Iterable[tuple[int, int, str, str]], size: int) -> tuple[list[str | None], list[str | None]]:
    """Phrases, then names; of two overlapping ones in a layer the longer stays."""
    outer: list[str | None] = ["O"] * size
    inner: list[str | None] = ["O"] * size
    for start, end, _, kind in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        layer = outer if kind in PHRASES else inner
        if all(tag == "O" for tag in layer[start:end]):
            layer[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return outer, inner


def _name_tags(doc: Doc, found: Iterable[tuple[int, int, str, str]], complete: bool) -> list[str | None]:
    """Names that the actors give for certain; lower-case words are no names, the rest is unknown."""
    tags: list[str | None] = ["O" if complete and (t.is_lower or t.is_punct) and t.text != "-" else None for t in doc]
    for start, end, actor, kind in sorted(found, key=lambda f: f[0] - f[1]):
        label = "NORP" if kind == "demonym" else _NAME_TAG.get(actor) if kind == "name" else None
        if label == "LOC" and end - start > 3:
            continue
        if label is None:
            tags[start:end] = [None] * (end - start)
        else:
            first = _past_titles(doc, start, end) if label == "PER" else start
            tags[start:first] = ["O"] * (first - start)
            tags[first:end] = [f"B-{label}", *[f"I-{label}"] * (end - first - 1)]
    return tags


def _past_titles(doc: Doc, start: int, end: int) -> int:
    """The treebanks' names of persons begin behind the title."""
    while end - start > 1 and doc[start].lower_.rstrip(".") in _TITLES:
        start += 1
    return start


def swap_names(sentences: Sequence[ActorSentence], chance: random.Random) -> list[ActorSentence]:
    """The sentences with their names exchanged for others of the same kind and length class."""
    pools: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for sentence in sentences:
        for start, end, label in _spans(sentence):
            pools[_class(sentence.words[start:end], label)].append(sentence.words[start:end])
    return [_swapped(sentence, pools, chance) for sentence in sentences]


def _spans(sentence: ActorSentence) -> Iterator[tuple[int, int, str]]:
    """Names whose tags are safe to move: in the names column, of kind name or demonym in one layer."""
    start = 0
    while start < len(sentence.words):
        tag = sentence.names[start]
        end = start + 1
        if tag and tag.startswith("B-"):
            while end < len(sentence.words) and sentence.names[end] == f"I-{tag[2:]}":
                end += 1
            yield start, end, tag[2:]
        start = end


def _class(words: Sequence[str], label: str) -> tuple[str, ...]:
    return label, "acronym" if words[0].isupper() else "word", str(min(len(words), 3))


def _swapped(
    sentence: ActorSentence, pools: dict[tuple[str, ...], list[tuple[str, ...]]], chance: random.Random
) -> ActorSentence:
    chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
    columns: list[list[Any]] = [[], [], [], []]
    before = [sentence.words, sentence.outer, sentence.inner, sentence.names]
    at = 0
    for start, end, label in _spans(sentence):
        old = sentence.words[start:end]
        if old not in chosen:
            chosen[old] = chance.choice(pools[_class(old, label)]) if chance.random() < 0.7 else old
        new = chosen[old]
        for column, values in zip(columns, before, strict=True):
            column.extend(values[at:start])
        columns[0].extend(new)
        for column, values in zip(columns[1:], before[1:], strict=True):
            column.extend(_stretched(values[start:end], len(new)))
        at = end
    for column, values in zip(columns, before, strict=True):
        column.extend(values[at:])
    return replace(sentence, **dict(zip(("words", "outer", "inner", "names"), map(tuple, columns), strict=True)))


def _stretched(tags: Sequence[str | None], size: int) -> list[str | None]:
    """The tags of a name for a name of another length."""
    last = tags[-1]
    inside = last if last is None or not last.startswith("B-") else f"I-{last[2:]}"
    return [*tags, *[inside] * size][:size]
