"""The trained relation classifier: sentences in, probabilities for both orders of every pair out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import ModelError
from .model_files import checked
from .pairs import Packed, Sentence, collate, pack
from .session import open_session
from .wordpieces import WordPieces

__all__ = ["Classifier", "Labels", "Scores", "open_classifier"]

#: Positions of one batch; larger ones gain nothing on one core and cost memory.
BATCH_POSITIONS = 2400
MODEL = "relations.onnx"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the model's outputs mean, in their order, and how they were calibrated."""

    relations: tuple[str, ...]
    statuses: tuple[str, ...]
    roots: tuple[str, ...]
    symmetric: frozenset[str]
    calibration: Mapping[str, float]
    threshold: float

    @classmethod
    def read(cls, path: Path) -> Labels:
        """Read the JSON file beside a model."""
        data = json.loads(path.read_text(encoding="utf-8"))
        names = {key: tuple(data[key]) for key in ("relations", "statuses", "roots")}
        return cls(
            **names,
            symmetric=frozenset(data["symmetric"]),
            calibration=data["calibration"],
            threshold=data["threshold"],
        )


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities for the pairs of one sentence, index 0 the pair as given, 1 its reverse.

    ``relation`` [P, 2, 1+R] (first: no relation), ``status`` [P, 2, R, 4], ``root`` [P, 2, 15].
    """

    relation: Floats
    status: Floats
    root: Floats


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), dtype=np.float32)


class Classifier:
    """An ONNX file with its labels; opened at first use, so that a copy can travel to a process."""

    def __init__(self, path: Path | None = None) -> None:
        """``path`` is another model than the shipped one, its labels beside it."""
        self.path = path or checked(MODEL)

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path}

    @cached_property
    def labels(self) -> Labels:
        """The meaning of the outputs."""
        return Labels.read(self.path.with_suffix(".json"))

    @cached_property
    def pieces(self) -> WordPieces:
        """The word pieces and their vectors."""
        return WordPieces()

    @cached_property
    def _session(self) -> Any:
        return open_session(self.path)

    def scores(self, sentences: Sequence[Sentence]) -> list[Scores]:
        """Scores of each sentence's pairs, in order; pairs of like length share a batch."""
        packed = [one for sentence in sentences for one in pack(sentence, self.pieces)]
        found: list[tuple[Floats, Floats, Floats] | None] = [None] * len(packed)
        for batch in _batches(packed):
            for index, row in zip(batch, self._batch([packed[i] for i in batch]), strict=True):
                found[index] = row
        rows = iter(found)
        return [_stacked(list(islice(rows, len(sentence.pairs)))) for sentence in sentences]

    def _batch(self, packed: Sequence[Packed]) -> Iterator[tuple[Floats, Floats, Floats]]:
        arrays = collate(packed)
        embeds = self.pieces.embed(arrays.pop("ids"))
        relation, status, root = self._session.run(None, {"embeds": embeds, **arrays})
        yield from zip(_softmax(relation), _softmax(status), _softmax(root), strict=True)


def _stacked(rows: Sequence[Any]) -> Scores:
    relation, status, root = (np.stack(part) for part in zip(*rows, strict=True))
    return Scores(relation, status, root)


def _batches(packed: Sequence[Packed]) -> Iterable[list[int]]:
    """Indexes of pairs that go together: sorted by length, bounded by padded positions."""
    batch: list[int] = []
    for index in sorted(range(len(packed)), key=lambda i: len(packed[i].ids)):
        if batch and len(packed[index].ids) * (len(batch) + 1) > BATCH_POSITIONS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def open_classifier(name: str) -> Classifier:
    """The classifier of a name: "whobacks" or an entry point of the group "whobacks_classifiers".

    Raises ModelError for a name that nothing provides.
    """
    if name == "whobacks":
        return Classifier()
    known = {point.name: point for point in entry_points(group="whobacks_classifiers")}
    if name not in known:
        raise ModelError(f"no relation classifier {name!r}; known: {', '.join(['whobacks', *sorted(known)])}")
    made: Classifier = known[name].load()()
    return made
