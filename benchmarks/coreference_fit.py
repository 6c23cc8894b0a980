"""Fit the weights of `extract/coreference.json`: a conditional logit over the options of each anaphor.

    python benchmarks/coreference_fit.py --light           # gold spans and bare tokens
    python benchmarks/coreference_fit.py                   # with the encoder's proposals too

Texts that `held_out` names are left out. Each decision is made as the gold says, so that later ones see a
right history.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from linking_gold import Item, Names, annotated, covers, doc_of, held_out, passages, pipeline
from rich.progress import track
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.anaphors import PRONOUNS, Anaphor, Option, features, nobody
from whobacks.extract.coreference import Choice, Ranker
from whobacks.extract.linking import Linker

#: Taken off "nobody" for pronouns: the passages do not list every pronoun that stands for an actor. Raises the
#: share of right ones on held-out passages by 1 and on invented newswire by 10 points.
SHIFT = 0.6

Decision = tuple[list[list[str]], list[int], str]


class Recorder(Ranker):
    """A ranker that answers as the gold says and remembers the options' features."""

    def __init__(self, names: Names) -> None:
        super().__init__({})
        self.names, self.decisions = names, list[Decision]()
        self.item: Item | None = None
        self.doc: Doc | None = None
        self.missed: Counter[str] = Counter()

    def choose(self, anaphor: Anaphor, options: Sequence[Option]) -> Choice | None:
        """The right option, if there is one; its features are kept."""
        gold = self._gold(anaphor)
        right = [i for i, o in enumerate(options) if any(self._is(o, anaphor, name) for name in gold)]
        self.missed[f"{anaphor.sort} {'none' if not gold else 'right' if right else 'missing'}"] += 1
        if gold and not right:
            return None
        if not gold and (not self.item.complete or self._within(anaphor)):
            return None
        rows = [list(features(anaphor, o)) for o in options] + [list(nobody(anaphor))]
        if options:
            self.decisions.append((rows, right or [len(options)], anaphor.sort))
        return Choice(options[right[-1]], 1.0) if right else None

    def _is(self, option: Option, anaphor: Anaphor, gold: str) -> bool:
        """Whether the option is the gold actor, by name or because its mention is one of that actor's."""
        if self.names.same_name(option.actor_id, anaphor.story.name(option.actor_id), gold):
            return True
        spans = [s for _, where, name in self.item.mentions for s in where if name == gold]
        return option.mention is not None and not option.side and covers(self.doc, option.mention, spans)

    def _within(self, anaphor: Anaphor) -> bool:
        """Whether a pronoun is part of a longer gold mention, "his" of "his troops": nobody says who it means."""
        if anaphor.sort == "noun":
            return False
        span = self.doc[anaphor.start : anaphor.end]
        where = [s for _, spans, _ in self.item.mentions for s in spans]
        return any(a <= span.start_char and span.end_char <= b for a, b in where)

    def _gold(self, anaphor: Anaphor) -> list[str]:
        span = self.doc[anaphor.start : anaphor.end]
        low, high = span.start_char, span.end_char
        return [
            name
            for _, spans, name in self.item.mentions
            for a, b in spans
            if a <= low and high <= b and b - high <= 2 and low - a < 12
        ]


def collect(items: Sequence[Item], nlp: Language, linker: Linker, names: Names, spans: str) -> Recorder:
    """The decisions in the items."""
    recorder = Recorder(names)
    linker.ranker = recorder
    for item in track(items, description="decisions"):
        recorder.item = item
        recorder.doc = nlp.make_doc(item.text)
        doc_of(nlp, item, spans)
    print(sorted(recorder.missed.items()))
    return recorder


def fit(decisions: Sequence[Decision], penalty: float, rare: int) -> dict[str, float]:
    """Weights that maximise the log-likelihood of the right options, with an L2 penalty."""
    counts = Counter(name for rows, _, _ in decisions for row in rows for name in row)
    columns = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c >= rare))}
    matrix, owner, right = _matrix(decisions, columns)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        top = np.full(len(decisions), -np.inf)
        np.maximum.at(top, owner, scores)
        exp = np.exp(scores - top[owner])
        total = np.bincount(owner, exp)
        good = np.bincount(owner, exp * right)
        every, chosen = exp / total[owner], exp * right / good[owner]
        value = -np.log(good / total).sum() + 0.5 * penalty * weights @ weights
        return value, matrix.T @ (every - chosen) + penalty * weights

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {name: round(float(found.x[i]), 3) for name, i in columns.items() if abs(found.x[i]) >= 0.02}


def _matrix(decisions: Sequence[Decision], columns: dict[str, int]) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    rows, cols, owner, right = [], [], [], []
    for number, (options, good, _) in enumerate(decisions):
        for index, names in enumerate(options):
            known = [columns[n] for n in names if n in columns]
            rows += [len(owner)] * len(known)
            cols += known
            owner.append(number)
            right.append(float(index in good))
    shape = (len(owner), len(columns))
    return csr_matrix((np.ones(len(rows)), (rows, cols)), shape=shape), np.array(owner), np.array(right)


def shares_right(decisions: Sequence[Decision], weights: dict[str, float]) -> str:
    """Share of decisions whose best option is a right one, by sort of anaphor."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for rows, good, sort in decisions:
        best = max(range(len(rows)), key=lambda i: sum(weights.get(n, 0.0) for n in rows[i]))
        counts[sort if len(rows) - 1 not in good else f"{sort} (nobody)"][best in good] += 1
        counts["all"][best in good] += 1
    return ", ".join(f"{sort} {c[True]}/{c.total()}" for sort, c in sorted(counts.items()))


def _of_pronouns(name: str) -> bool:
    sort = name.removeprefix("nobody:tagged:").removeprefix("nobody:")
    return name.startswith("nobody:") and sort in set(PRONOUNS.values())


def main() -> None:
    """Fit, print the shares, write the weights."""
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--articles", type=Path, help="folder with relations/ and texts/ of annotated articles")
    parser.add_argument("--names", type=Path, default=root.parent / "shared" / "eval" / "actors_eval.json")
    parser.add_argument("--penalty", type=float, default=4.0)
    args = parser.parse_args()
    nlp, linker = pipeline(args.light)
    names = Names(args.names, linker, lenient=True)
    items = list(passages(root / "training" / "passages.jsonl"))
    if args.articles:
        items += list(annotated(args.articles / "relations", args.articles / "texts"))
    train = [i for i in items if not held_out(i.id)]
    test = [i for i in items if held_out(i.id)]
    modes = ("gold", "own", "none") if not args.light else ("gold", "none")
    learn = [d for spans in modes for d in collect(train, nlp, linker, names, spans).decisions]
    weights = fit(learn, args.penalty, rare=8)
    print(f"{len(learn)} decisions, {len(weights)} weights, right on them {shares_right(learn, weights)}")
    for spans in modes:
        kept = collect(test, nlp, linker, names, spans).decisions
        print(f"held out, spans: {spans}: {len(kept)} decisions, {shares_right(kept, weights)}")
    weights = {name: round(value - SHIFT * _of_pronouns(name), 3) for name, value in weights.items()}
    target = root / "extract" / "coreference.json"
    target.write_text(json.dumps(weights, indent=0, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
