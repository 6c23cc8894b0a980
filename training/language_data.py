"""Sentences of both kinds (treebank, marked actors) as padded batches of arrays."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from actor_texts import PHRASES, WORDS, ActorSentence
from language_model import Inventory
from torch import Tensor
from treebank import Sentence

from whobacks.extract.wordpieces import SHAPES, WordPieces

__all__ = ["Batches", "Example", "from_actors", "from_treebank", "inventory_of"]

#: Label of what has no gold: skipped by the losses.
UNKNOWN = -100
_LOWER, _UPPER = SHAPES.index("lower"), SHAPES.index("upper")
Column = tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with the gold that it has, as label indexes; None: no gold of that sort."""

    words: tuple[str, ...]
    upos: Column = None
    xpos: Column = None
    heads: Column = None
    deps: Column = None
    names: Column = None
    outer: Column = None
    inner: Column = None


COLUMNS = ("upos", "xpos", "heads", "deps", "names", "outer", "inner")


def inventory_of(sentences: Iterable[Sentence]) -> Inventory:
    """The labels that occur in the treebanks, and the mention kinds."""
    seen = list(sentences)
    return Inventory(
        upos=tuple(sorted({t for s in seen for t in s.upos})),
        xpos=tuple(sorted({t for s in seen for t in s.xpos})),
        deps=tuple(sorted({t for s in seen for t in s.labels})),
        names=_bio(("PER", "ORG", "LOC", "NORP")),
        outer=_bio(PHRASES),
        inner=_bio(WORDS),
    )


def _bio(labels: Iterable[str]) -> tuple[str, ...]:
    return ("O", *(f"{place}-{label}" for label in labels for place in "BI"))


def _indexes(values: Sequence[str | None], labels: Sequence[str]) -> tuple[int, ...]:
    index = {label: i for i, label in enumerate(labels)}
    return tuple(UNKNOWN if v is None else index.get(v, UNKNOWN) for v in values)


def from_treebank(sentence: Sentence, inventory: Inventory) -> Example:
    """A treebank sentence: everything but the mentions."""
    return Example(
        words=sentence.words,
        upos=_indexes(sentence.upos, inventory.upos),
        xpos=_indexes(sentence.xpos, inventory.xpos),
        heads=sentence.heads,
        deps=_indexes(sentence.labels, inventory.deps),
        names=_indexes(sentence.names, inventory.names) if sentence.names and _annotated(sentence) else None,
    )


def _annotated(sentence: Sentence) -> bool:
    """False for three proper nouns and no name: 101 sentences whose names got lost between releases."""
    return set(sentence.names or ()) != {"O"} or sentence.upos.count("PROPN") < 3


def from_actors(sentence: ActorSentence, inventory: Inventory) -> Example:
    """A sentence with marked actors: mentions and part of the names."""
    return Example(
        words=sentence.words,
        names=_indexes(sentence.names, inventory.names),
        outer=_indexes(sentence.outer, inventory.outer),
        inner=_indexes(sentence.inner, inventory.inner),
    )


class Batches:
    """Makes batches bounded by padded pieces, and now and then hides the case of a sentence."""

    def __init__(self, pieces: WordPieces, table: np.ndarray, positions: int = 1800) -> None:
        self.pieces, self.table, self.positions = pieces, torch.from_numpy(table), positions

    def __call__(self, examples: Sequence[Example], chance: random.Random | None) -> Iterator[dict[str, Tensor]]:
        """Batches of sentences of like length; with ``chance`` in random order and with noise."""
        encoded = [(e, *self.pieces.encode(e.words)) for e in examples]
        encoded = [e for e in encoded if len(e[1]) < 300]
        jitter = chance.random if chance else lambda: 0.0
        encoded.sort(key=lambda e: len(e[1]) * (1 + 0.2 * jitter()))
        groups = list(_grouped([len(e[1]) + 2 for e in encoded], self.positions))
        if chance:
            chance.shuffle(groups)
        for group in groups:
            yield self._batch([encoded[i] for i in group], chance)

    def _batch(self, rows: list, chance: random.Random | None) -> dict[str, Tensor]:
        width, words = max(len(r[1]) for r in rows) + 2, max(len(r[0].words) for r in rows) + 1
        ids, shapes = np.zeros((len(rows), width), dtype=np.int64), np.zeros((len(rows), width), dtype=np.int64)
        first = np.zeros((len(rows), words), dtype=np.int64)
        gold = {name: np.full((len(rows), words), UNKNOWN, dtype=np.int64) for name in COLUMNS}
        for i, (example, pieces, starts, shape) in enumerate(rows):
            size = len(pieces)
            ids[i, : size + 2] = [self.pieces.cls_id, *pieces, self.pieces.sep_id]
            shapes[i, 1 : size + 1] = _noisy(shape, chance)
            first[i, 1 : len(starts) + 1] = starts + 1
            for name in COLUMNS:
                column = getattr(example, name)
                if column is not None:
                    gold[name][i, 1 : len(column) + 1] = column
        batch = {name: torch.from_numpy(value) for name, value in gold.items()}
        mask = torch.from_numpy(ids != self.pieces.pad_id)
        exists = torch.from_numpy(np.concatenate([np.ones((len(rows), 1), bool), first[:, 1:] > 0], axis=1))
        return {
            **batch,
            "embeds": self.table[torch.from_numpy(ids)],
            "shapes": torch.from_numpy(shapes),
            "mask": mask,
            "first": torch.from_numpy(first),
            "exists": exists,
        }


def _grouped(lengths: Sequence[int], positions: int) -> Iterator[list[int]]:
    group: list[int] = []
    longest = 0
    for index, length in enumerate(lengths):
        if group and max(longest, length) * (len(group) + 1) > positions:
            yield group
            group, longest = [], 0
        group.append(index)
        longest = max(longest, length)
    if group:
        yield group


def _noisy(shapes: np.ndarray, chance: random.Random | None) -> np.ndarray:
    """One sentence in 25 all lower case, one in 50 all capitals: scraped text and headlines."""
    draw = chance.random() if chance else 1.0
    if draw >= 0.06:
        return shapes
    cased = (shapes > 0) & (shapes < SHAPES.index("digits"))
    return np.where(cased, _LOWER if draw < 0.04 else _UPPER, shapes)
