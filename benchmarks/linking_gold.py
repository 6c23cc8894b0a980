"""Texts with gold mentions of actors, and whether a predicted mention is right; shared by the scripts beside it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.linking import Linker
from whobacks.extract.mention import Mention
from whobacks.extract.names import pieces_of

__all__ = ["Item", "Names", "annotated", "covers", "doc_of", "held_out", "passages", "pipeline"]


def held_out(name: str, share: int = 12) -> bool:
    """One text in ``share`` is kept for measuring: the same texts that the encoder was not trained on."""
    return zlib.crc32(name.encode()) % share == 0


@dataclass
class Item:
    """A text with the gold mentions in it: (words, start, end, actors that the words may mean)."""

    id: str
    text: str
    date: str | None
    theatre: str | None
    mentions: list[tuple[str, tuple[tuple[int, int], ...], str]] = field(default_factory=list)
    complete: bool = True


def passages(path: Path) -> Iterator[Item]:
    """The passages, with every mention of every actor."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        item = Item(row["id"], row["text"], row["date"], row["theatre"])
        for actor in row.get("actors", ()):
            for words in actor["mentions"]:
                item.mentions.append((words, tuple(occurrences(words, item.text)), actor["name"]))
        if "actors" not in row:
            item.complete = False
            for words, name in sorted(_sides(row["relations"])):
                item.mentions.append((words, tuple(occurrences(words, item.text)), name))
        yield item


def _sides(relations: Iterable[dict]) -> set[tuple[str, str]]:
    return {(r[f"{side}_text"], r[side]) for r in relations for side in ("source", "target")}


def annotated(gold: Path, texts: Path) -> Iterator[Item]:
    """Whole texts, with the source and target words of their relations, looked for in the relation's sentence."""
    for file in sorted(gold.glob("*.jsonl")):
        text = (texts / f"{file.stem}.txt").read_text(encoding="utf-8")
        item = Item(file.stem, text, None, None, complete=False)
        for line in file.read_text(encoding="utf-8").splitlines():
            r = json.loads(line)
            item.theatre = item.theatre or (r["theatre"] if r["theatre"] in {"Syria", "Libya"} else None)
            start = text.find(r["sentence"])
            if start < 0 or r.get("agreed") is False:
                continue
            for words, name in _sides([r]):
                spans = [(start + a, start + b) for a, b in occurrences(words, r["sentence"])]
                item.mentions.append((words, tuple(spans), name))
        yield item


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where the words stand in the text, case minded if that finds any."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    found = list(re.finditer(pattern, text)) or list(re.finditer(pattern, text, re.IGNORECASE))
    return [m.span() for m in found]


class Names:
    """Whether two names are one actor: the scorer's alias table first, the actors table second."""

    def __init__(self, table: Path | None, linker: Linker, *, lenient: bool) -> None:
        self._linker, self._lenient = linker, lenient
        self._fold: dict[str, str] = {}
        entries = json.loads(table.read_text(encoding="utf-8")) if table and table.exists() else {}
        for name, entry in entries.items():
            for alias in [name, *entry.get("aliases", [])]:
                self._fold[self._key(alias)] = self._key(name)

    @staticmethod
    def _key(text: str) -> str:
        pieces = [p for word in text.split() for p in pieces_of(word)]
        return " ".join(pieces[1:] if pieces[:1] in (["the"], ["a"], ["an"]) else pieces)

    def same(self, mention: Mention, gold: str) -> bool:
        """Whether the mention's actor is the gold actor."""
        return self.same_name(mention.actor_id, mention.name, gold)

    def same_name(self, actor_id: str, name: str, gold: str) -> bool:
        """Whether an actor of this id and name is the gold actor."""
        mine, theirs = self._key(name), self._key(gold)
        if self._fold.get(mine, mine) == self._fold.get(theirs, theirs):
            return True
        entries = self._linker.index.lookup(gold) if self._lenient else ()
        return any(e.actor_id == actor_id for e in entries if e.tier in {"name", "strong"})


def doc_of(nlp: Language, item: Item, spans: str = "own") -> Doc:
    """The item's Doc, linked; ``spans`` are the encoder's ``own`` proposals, the ``gold`` ones, or ``none``."""
    doc = nlp.make_doc(item.text)
    doc.user_data["whobacks.article"] = {"doc": item.id, "number": 1, "date": item.date, "theatre": item.theatre}
    for name, component in nlp.pipeline:
        if spans != "own" and name == "whobacks/mentions":
            doc.user_data["whobacks.actor_tags"] = _spans(doc, item) if spans == "gold" else None
        doc = component(doc)
    return doc


def _spans(doc: Doc, item: Item) -> list[list[object]]:
    found = (doc.char_span(a, b, alignment_mode="expand") for _, where, _ in item.mentions for a, b in where)
    return [[start, end, "name", 1.0] for start, end in sorted({(s.start, s.end) for s in found if s is not None})]


def covers(doc: Doc, mention: Mention, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the mention covers one of the character spans or lies in it."""
    span = doc[mention.start : mention.end]
    low, high = span.start_char, span.end_char
    return any((low >= a and high <= b) or (low <= a and high >= b) or _most(low, high, a, b) for a, b in spans)


def _most(low: int, high: int, a: int, b: int) -> bool:
    return min(high, b) - max(low, a) > 0.5 * max(high - low, b - a)


def pipeline(light: bool) -> tuple[Language, Linker]:
    """The language pipeline with the linker; ``light`` works on tokens alone."""
    if light:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("whobacks/mentions")
        nlp.add_pipe("whobacks/linker")
    else:
        from whobacks.extract.pipeline import load

        nlp = load(exclude=["whobacks/relations"])
    return nlp, nlp.get_pipe("whobacks/linker")
