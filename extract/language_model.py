"""The language model at run time: sentences of words in; tags, trees, names, actor mentions, vectors out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .model_files import checked
from .session import open_session
from .spans import ScoredSpan, read_spans
from .tree import best_tree
from .wordpieces import WordPieces

__all__ = ["Analysis", "LanguageModel"]

#: Padded word pieces of one batch: more gains nothing on one core and costs memory.
BATCH_PIECES = 800
#: The encoder has 512 positions, two of them for [CLS] and [SEP].
MAX_PIECES = 480
#: Batches are made from this many sentences at a time, sorted by length.
WINDOW = 2000

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The labels of the model's outputs, in their order."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    deps: tuple[str, ...]
    names: tuple[str, ...]
    outer: tuple[str, ...]
    inner: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Inventory:
        """Read ``language.json``."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{name: tuple(data[name]) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the model says of one sentence of n words.

    ``heads`` count words from 1, 0 is the root; ``upos``, ``xpos``, ``deps`` index the inventory;
    ``names`` and ``mentions`` are spans of words; ``vectors`` is float32 [n, 384].
    """

    upos: Ints
    xpos: Ints
    heads: Ints
    deps: Ints
    names: tuple[ScoredSpan, ...]
    mentions: tuple[ScoredSpan, ...]
    vectors: Floats


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one too long for the encoder, as word pieces."""

    sentence: int
    ids: Ints
    first: Ints
    shapes: Ints


class LanguageModel:
    """The shipped model; its files are opened at first use, so that a copy can travel to a process."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` holds another model's files than the shipped ones."""
        self.folder = folder
        self.pieces = WordPieces(folder)

    def __getstate__(self) -> dict[str, Any]:
        """Only the place travels to another process."""
        return {"folder": self.folder, "pieces": self.pieces}

    @cached_property
    def inventory(self) -> Inventory:
        """The labels."""
        return Inventory.read(checked("language.json", self.folder))

    @cached_property
    def _words(self) -> Any:
        return open_session(checked("language.onnx", self.folder))

    @cached_property
    def _labels(self) -> Any:
        return open_session(checked("labels.onnx", self.folder))

    @cached_property
    def _root(self) -> int:
        return self.inventory.deps.index("root")

    def open(self) -> None:
        """Open the files now instead of at first use.

        Raises:
            ModelError: a file is missing or corrupted.
        """
        _ = self._words, self._labels, self.inventory

    def analyse(self, sentences: Iterable[Sequence[str]]) -> Iterator[Analysis]:
        """The analysis of every sentence, in order; a sentence without words is not allowed."""
        window: list[Sequence[str]] = []
        for sentence in sentences:
            window.append(sentence)
            if len(window) == WINDOW:
                yield from self._window(window)
                window = []
        yield from self._window(window)

    def _window(self, sentences: Sequence[Sequence[str]]) -> Iterator[Analysis]:
        parts = [part for i, words in enumerate(sentences) for part in _parts(i, self.pieces.encode(words))]
        found: dict[int, Analysis] = {}
        for batch in _batches(parts):
            found.update(zip(batch, self._batch([parts[i] for i in batch]), strict=True))
        grouped: dict[int, list[Analysis]] = {}
        for index, part in enumerate(parts):
            grouped.setdefault(part.sentence, []).append(found[index])
        yield from (_joined(group, self.inventory) for group in grouped.values())

    def _batch(self, parts: Sequence[_Piece]) -> Iterator[Analysis]:
        names = ("words", "upos", "xpos", "names", "outer", "inner", "arcs", "dependent", "head")
        outputs = dict(zip(names, self._words.run(list(names), self._arrays(parts)), strict=True))
        heads = [best_tree(outputs["arcs"][i, : len(p.first) + 1, : len(p.first) + 1]) for i, p in enumerate(parts)]
        deps = self._dependencies(outputs, heads)
        for i, part in enumerate(parts):
            end = len(part.first) + 1
            one = {name: outputs[name][i, 1:end] for name in ("words", "upos", "xpos", "names", "outer", "inner")}
            layers = [read_spans(one[name], getattr(self.inventory, name)) for name in ("outer", "inner")]
            yield Analysis(
                upos=one["upos"].argmax(1),
                xpos=one["xpos"].argmax(1),
                heads=heads[i],
                deps=deps[i],
                names=read_spans(one["names"], self.inventory.names),
                mentions=tuple(sorted(layers[0] + layers[1])),
                vectors=one["words"],
            )

    def _arrays(self, parts: Sequence[_Piece]) -> dict[str, NDArray[Any]]:
        width, words = max(len(p.ids) for p in parts) + 2, max(len(p.first) for p in parts) + 1
        ids = np.full((len(parts), width), self.pieces.pad_id, dtype=np.int64)
        shapes, first = np.zeros_like(ids), np.zeros((len(parts), words), dtype=np.int64)
        for row, part in enumerate(parts):
            size = len(part.ids)
            ids[row, 0], ids[row, 1 : size + 1], ids[row, size + 1] = self.pieces.cls_id, part.ids, self.pieces.sep_id
            shapes[row, 1 : size + 1] = part.shapes
            first[row, 1 : len(part.first) + 1] = part.first + 1
        return {"embeds": self.pieces.embed(ids), "shapes": shapes, "mask": ids != self.pieces.pad_id, "first": first}

    def _dependencies(self, outputs: dict[str, Floats], heads: Sequence[Ints]) -> list[Ints]:
        """Labels for the chosen heads, all sentences of a batch at once, without their padding."""
        dependent = np.concatenate([outputs["dependent"][i, 1 : len(h) + 1] for i, h in enumerate(heads)])
        head = np.concatenate([outputs["head"][i, h] for i, h in enumerate(heads)])
        (scores,) = self._labels.run(None, {"dependent": dependent, "head": head})
        scores[:, self._root] = -np.inf
        labels = np.where(np.concatenate(heads) == 0, self._root, scores.argmax(1))
        return np.split(labels, np.cumsum([len(h) for h in heads])[:-1])


def _parts(sentence: int, encoded: tuple[Ints, Ints, Ints]) -> Iterator[_Piece]:
    """The sentence whole, or cut between words where the encoder's positions end."""
    ids, first, shapes = encoded
    bounds = np.append(first, len(ids))
    start = 0
    while start < len(first):
        end = int(np.searchsorted(bounds, bounds[start] + MAX_PIECES, side="right")) - 1
        end = len(first) if end >= len(first) else max(end, start + 1)
        low, high = int(bounds[start]), int(bounds[end])
        yield _Piece(sentence, ids[low:high], first[start:end] - low, shapes[low:high])
        start = end


def _batches(parts: Sequence[_Piece]) -> Iterator[list[int]]:
    """Indexes of parts that go together: like in length, bounded by padded pieces."""
    batch: list[int] = []
    for index in sorted(range(len(parts)), key=lambda i: len(parts[i].ids)):
        if batch and (len(parts[index].ids) + 2) * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _joined(parts: Sequence[Analysis], inventory: Inventory) -> Analysis:
    """The parts of a long sentence as one tree: later roots hang on the first as ``parataxis``."""
    if len(parts) == 1:
        return parts[0]
    offsets = np.cumsum([0, *(len(p.heads) for p in parts)])
    root = int(np.flatnonzero(parts[0].heads == 0)[0]) + 1
    loose = inventory.deps.index("parataxis")
    heads = [np.where(p.heads > 0, p.heads + at, root if at else 0) for p, at in zip(parts, offsets, strict=False)]
    deps = [np.where((p.heads == 0) & (at > 0), loose, p.deps) for p, at in zip(parts, offsets, strict=False)]
    return Analysis(
        upos=np.concatenate([p.upos for p in parts]),
        xpos=np.concatenate([p.xpos for p in parts]),
        heads=np.concatenate(heads),
        deps=np.concatenate(deps),
        names=tuple(s.moved(int(at)) for p, at in zip(parts, offsets, strict=False) for s in p.names),
        mentions=tuple(s.moved(int(at)) for p, at in zip(parts, offsets, strict=False) for s in p.mentions),
        vectors=np.concatenate([p.vectors for p in parts]),
    )
