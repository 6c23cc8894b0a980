"""Judgements: what the classifier and the patterns together say about one pair of mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ontology.vocabulary import vocabulary
from .classifier import Labels, Scores
from .patterns import Proposal

__all__ = ["Judgement", "judge", "strongest"]

#: A second relation of the same ordered pair must be about as sure as the first ("warned and shelled").
SECOND = 0.3
#: Pairs below this chance of any relation are left alone, whatever a pattern says.
LEAST = 0.03

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Mention ``source`` stands in ``relation`` to mention ``target`` (indexes), with what sureness.

    ``confidence`` is the calibrated chance that the fact is right, ``statuses`` the chances of the
    statuses in the labels' order, ``why`` the classifier's scores and the pattern that agrees.
    """

    source: int
    target: int
    relation: str
    status: str
    confidence: float
    why: str
    statuses: tuple[tuple[str, float], ...] = ()


def judge(
    pairs: Sequence[Pair], scores: Scores, labels: Labels, proposals: Mapping[Pair, Sequence[Proposal]]
) -> Iterator[Judgement]:
    """Every likely relation of every pair, a symmetric one in the likelier order only.

    ``proposals`` are the patterns' own findings by (source, target) mention.
    """
    for row, (a, b) in enumerate(pairs):
        once: dict[tuple[str, object], Judgement] = {}
        for side, (source, target) in enumerate(((a, b), (b, a))):
            told = proposals.get((source, target), ())
            for one in _one_order((source, target), scores.relation[row, side], scores.status[row, side], labels, told):
                key = (one.relation, None if one.relation in labels.symmetric else one.source)
                if key not in once or once[key].confidence < one.confidence:
                    once[key] = one
        yield from once.values()


def _one_order(
    pair: Pair, relation: NDArray[Any], status: NDArray[Any], labels: Labels, told: Sequence[Proposal]
) -> Iterator[Judgement]:
    total = float(1.0 - relation[0])
    if total < LEAST:
        return
    order = [int(i) for i in np.argsort(-relation[1:], kind="stable")[:2]]
    wanted = [i for rank, i in enumerate(order) if not rank or relation[1 + i] >= SECOND]
    proposed = [labels.relations.index(p.relation) for p in told]
    # a pattern that is more exact than the classifier ("aids" for "backs") replaces its label
    wanted = [i for i in wanted if not any(labels.relations[i] == _broader(labels.relations[p]) for p in proposed)]
    wanted += [i for i in proposed if i not in wanted]
    for label in wanted:
        name, score = labels.relations[label], float(relation[1 + label])
        rule = next((p.rule for p in told if _family(p.relation) == _family(name)), None)
        floor = max((p.floor for p in told if p.relation == name), default=0.0)
        yield Judgement(
            source=pair[0],
            target=pair[1],
            relation=name,
            status=labels.statuses[int(status[label].argmax())],
            confidence=max(floor, _sureness(total, score, rule is not None, labels)),
            why=f"classifier {name} {score:.2f} of {total:.2f}" + (f"; pattern {rule}" if rule else ""),
            statuses=tuple(zip(labels.statuses, (float(x) for x in status[label]), strict=True)),
        )


def _broader(relation: str) -> str | None:
    return vocabulary().relations[relation].broader


def _family(relation: str) -> str:
    return vocabulary().relations[relation].family


def _sureness(total: float, score: float, patterned: bool, labels: Labels) -> float:
    """The chance of being right: a logistic model of the scores, fitted on texts kept out of the training."""
    weights = labels.calibration
    z = weights["bias"] + weights["total"] * _logit(total) + weights["score"] * _logit(score)
    return 1 / (1 + exp(-(z + weights["pattern"] * patterned)))


def _logit(chance: float) -> float:
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


def strongest(judgements: Sequence[Judgement], keys: Sequence[str], scope: Sequence[int]) -> list[Judgement]:
    """One judgement a sentence, actors and relation: the surest, in text order.

    ``keys`` are the mentions' actor ids, ``scope`` their sentences.
    """
    best: dict[tuple[object, ...], Judgement] = {}
    for one in judgements:
        key = (scope[one.source], keys[one.source], keys[one.target], one.relation)
        if key not in best or best[key].confidence < one.confidence:
            best[key] = one
    return sorted(best.values(), key=lambda j: (j.source, j.target, j.relation))
