"""Judgements: what the classifier and the patterns together say about one pair of mentions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .classifier import Labels, Scores

__all__ = ["Judgement", "judge", "strongest"]

#: A second relation of the same ordered pair must be about as sure as the first ("warned and shelled").
SECOND = 0.3


@dataclass(frozen=True, slots=True)
class Judgement:
    """Mention ``source`` stands in ``relation`` to mention ``target`` (indexes), with what sureness.

    ``status_scores`` are the probabilities of the four statuses, ``why`` names score or rule.
    """

    source: int
    target: int
    relation: str
    status: str
    confidence: float
    why: str
    status_scores: tuple[float, ...] = ()


def judge(pairs: Sequence[tuple[int, int]], scores: Scores, labels: Labels, threshold: float) -> Iterator[Judgement]:
    """Every relation of every pair that reaches the threshold; a symmetric one only once."""
    symmetric = labels.symmetric
    for row, (a, b) in enumerate(pairs):
        found = [
            one
            for side, (source, target) in enumerate(((a, b), (b, a)))
            for one in _one_order(
                source, target, scores.relation[row, side], scores.status[row, side], labels, threshold
            )
        ]
        once: dict[tuple[str, object], Judgement] = {}
        for one in found:
            key = (one.relation, None if one.relation in symmetric else one.source)
            if key not in once or once[key].confidence < one.confidence:
                once[key] = one
        yield from once.values()


def _one_order(
    source: int, target: int, relation: np.ndarray, status: np.ndarray, labels: Labels, threshold: float
) -> Iterator[Judgement]:
    order = np.argsort(-relation[1:], kind="stable")[:2]
    total = float(1.0 - relation[0])
    for rank, label in enumerate(order):
        score = float(relation[1 + label])
        if (rank and score < SECOND) or total < threshold:
            return
        name = labels.relations[label]
        yield Judgement(
            source=source,
            target=target,
            relation=name,
            status=labels.statuses[int(status[label].argmax())],
            confidence=total if not rank else score,
            why=f"classifier {name} {score:.2f}, any relation {total:.2f}",
            status_scores=tuple(float(x) for x in status[label]),
        )


def strongest(judgements: Sequence[Judgement], keys: Sequence[str], scope: Sequence[int]) -> list[Judgement]:
    """One judgement a sentence, actors, relation and status: the surest, in text order.

    ``keys`` are the mentions' actor ids, ``scope`` their sentences.
    """
    best: dict[tuple[object, ...], Judgement] = {}
    for one in judgements:
        key = (scope[one.source], keys[one.source], keys[one.target], one.relation)
        if key not in best or best[key].confidence < one.confidence:
            best[key] = one
    return sorted(best.values(), key=lambda j: (j.source, j.target, j.relation))


def with_status(one: Judgement, status: str, why: str) -> Judgement:
    """The judgement with another status and the reason for it."""
    return replace(one, status=status, why=f"{one.why}; {why}")
