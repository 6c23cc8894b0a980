"""Fit the chance that a relation is right, on texts kept out of the training.

``python training/relation_calibrate.py --articles FOLDER`` judges every pair of the held-out texts,
fits a logistic model on the classifier's scores and the patterns' agreement, and writes its weights and
the threshold into the labels file beside the model. Prints the expected calibration error (Guo et al.
2017, arXiv:1706.04599) on the halves that were not fitted.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from relation_data import Annotated, examples, linked, load_articles, load_passages

from whobacks.extract.classifier import Classifier
from whobacks.extract.judgement import _logit, judge
from whobacks.extract.mention import Mention
from whobacks.extract.model_files import write_manifest
from whobacks.extract.patterns import by_pair, propose
from whobacks.extract.pipeline import load
from whobacks.ontology.vocabulary import vocabulary

NAMES = ("bias", "total", "score", "pattern")


@dataclass(frozen=True)
class Case:
    """One judged relation: its features and whether the gold holds it (same direction and family)."""

    text: str
    features: tuple[float, float, float, float]
    right: bool


def held_out(name: str, share: int = 12) -> bool:
    """The same texts that relation_train.py kept aside."""
    return zlib.crc32(name.encode()) % share == 0


def cases(annotated: Iterable[Annotated], classifier: Classifier) -> tuple[list[Case], int]:
    """Every judgement on the texts, and how many gold relations there are to find."""
    found, wanted = [], 0
    for one in annotated:
        mentions = [Mention(start, end, name, name, "name") for start, end, name in one.spans]
        told = by_pair(propose(one.doc, mentions))
        where = {(m.start, m.end, m.name): i for i, m in enumerate(mentions)}
        for example in examples(one):
            shift = int(example.id.rpartition(":")[2])
            keys = [
                where[a + shift, b + shift, name]
                for (a, b), name in zip(example.sentence.spans, example.names, strict=True)
            ]
            pairs = [(keys[a], keys[b]) for a, b in example.sentence.pairs]
            gold = {p: g for p, g, skip in zip(pairs, example.gold, example.ignored, strict=True) if not skip}
            wanted += sum(len(side) for pair in gold.values() for side in pair)
            scores = classifier.scores([example.sentence])[0]
            unfitted = replace(classifier.labels, calibration={"bias": 0, "total": 1, "score": 0, "pattern": 0})
            for j in judge(pairs, scores, unfitted, told):
                pair = (j.source, j.target) if (j.source, j.target) in gold else (j.target, j.source)
                if pair in gold:
                    labels = gold[pair][0 if pair == (j.source, j.target) else 1] | _symmetric(gold[pair])
                    chance = float(j.why.split(" of ")[0].rpartition(" ")[2])
                    row = (1.0, _logit(j.confidence), _logit(chance), float("pattern" in j.why))
                    found.append(Case(one.id, row, _family(j.relation) in {_family(r) for r in labels}))
    return found, wanted


def _family(relation: str) -> str:
    return vocabulary().relations[relation].family


def _symmetric(gold: tuple[dict[str, str], dict[str, str]]) -> dict[str, str]:
    return {r: s for side in gold for r, s in side.items() if vocabulary().relations[r].symmetric}


def fit(rows: list[Case], ridge: float = 1.0) -> np.ndarray:
    """Logistic regression by Newton's method, with a small ridge."""
    x, y = np.array([r.features for r in rows]), np.array([r.right for r in rows], float)
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - chance) - ridge * weights
        curve = (x.T * (chance * (1 - chance))) @ x + ridge * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def chances(weights: np.ndarray, rows: list[Case]) -> np.ndarray:
    """The fitted chance of each case."""
    return 1 / (1 + np.exp(-np.array([r.features for r in rows]) @ weights))


def calibration_error(chance: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    at = np.minimum((chance * bins).astype(int), bins - 1)
    gaps = [
        abs(chance[at == b].mean() - right[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any()
    ]
    return float(sum(gaps))


def curve(chance: np.ndarray, right: np.ndarray, wanted: int) -> Iterator[tuple[float, float, float, float]]:
    """(threshold, precision, recall, F1)."""
    for threshold in np.arange(0.2, 0.81, 0.05):
        kept = chance >= threshold
        hit = float((right & kept).sum())
        p, r = hit / max(kept.sum(), 1), hit / max(wanted, 1)
        yield float(threshold), p, r, 2 * p * r / max(p + r, 1e-9)


def crossed(rows: list[Case]) -> np.ndarray:
    """Each case's chance from a fit on the other half of the texts."""
    half = np.array([zlib.crc32(r.text.encode()) // 12 % 2 for r in rows])
    out = np.zeros(len(rows))
    for side in (0, 1):
        weights = fit([r for r, h in zip(rows, half, strict=True) if h != side])
        out[half == side] = chances(weights, [r for r, h in zip(rows, half, strict=True) if h == side])
    return out


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    parser.add_argument("--passages", type=Path, nargs="*", default=sorted(here.glob("passages*.[jt]*")))
    parser.add_argument("--articles", type=Path, nargs="*", default=[])
    parser.add_argument("--threshold", type=float, help="default: the best F1")
    args = parser.parse_args()
    classifier = Classifier()
    nlp = load(exclude=["whobacks/relations"])
    texts = [a for p in args.passages for a in load_passages(p, nlp, linked, held_out)]
    texts += [a for f in args.articles for a in load_articles(f, nlp, linked, held_out)]
    rows, wanted = cases(texts, classifier)
    right, chance = np.array([r.right for r in rows]), crossed(rows)
    print(f"{len(texts)} texts, {len(rows)} judgements, {int(right.sum())} right of {wanted} wanted")
    print(f"expected calibration error {calibration_error(chance, right):.3f} (fit on the other half)")
    found = list(curve(chance, right, wanted))
    for line in found:
        print("threshold {:.2f}  P {:.3f}  R {:.3f}  F1 {:.3f}".format(*line))
    threshold = args.threshold or max(found, key=lambda line: line[3])[0]
    path = classifier.path.with_suffix(".json")
    data = json.loads(path.read_text(encoding="utf-8"))
    weights = dict(zip(NAMES, (round(float(w), 4) for w in fit(rows)), strict=True))
    data |= {"calibration": weights, "threshold": round(threshold, 3)}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    write_manifest([path.name])
    print(weights, "threshold", threshold)


if __name__ == "__main__":
    main()
