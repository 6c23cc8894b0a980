"""Train the filter of pairs: ``python training/pair_filter_train.py --articles FOLDER``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from relation_data import Annotated, _judge, linked, load_articles, load_passages
from relation_train import held_out
from torch import nn

from whobacks.extract.model_files import write_manifest
from whobacks.extract.pair_filter import FILTER, features
from whobacks.extract.pairs import pairs_of
from whobacks.extract.pipeline import load

#: Of 100 related pairs this many are to pass.
RECALL = 0.98


def table(texts: Iterable[Annotated]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features [pairs, n], whether related [pairs], whether held out [pairs]."""
    rows, labels, held = [], [], []
    for one in texts:
        spans, names = [m[:2] for m in one.spans], [m[2] for m in one.spans]
        sentences = [(s.start, s.end) for s in one.doc.sents]
        pairs = list(pairs_of(spans, names, sentences))
        judged = [_judge(one, pair, spans, names, sentences) for pair in pairs]
        known = [(p, any(j[0]) or any(j[2])) for p, j in zip(pairs, judged, strict=True) if not j[1]]
        if known:
            rows.append(features(one.doc, [(spans[a], spans[b]) for (a, b), _ in known]).astype(np.float16))
            labels += [label for _, label in known]
            held += [held_out(one.id)] * len(known)
    return np.concatenate(rows), np.array(labels), np.array(held)


def fit(x: torch.Tensor, y: torch.Tensor, hidden: int = 96, epochs: int = 14) -> nn.Sequential:
    """One hidden layer, dropout against learning the passages by heart."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Dropout(0.2), nn.Linear(x.shape[1], hidden), nn.ReLU(), nn.Dropout(0.3), nn.Linear(hidden, 1)
    )
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    for _ in range(epochs):
        model.train()
        for part in torch.randperm(len(x)).split(128):
            loss = nn.functional.binary_cross_entropy_with_logits(model(x[part]).squeeze(1), y[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return model.eval()


def main() -> None:
    """Train, choose the threshold on held-out texts, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    parser.add_argument("--passages", type=Path, nargs="*", default=sorted(here.glob("passages*.[jt]*")))
    parser.add_argument("--articles", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=here.parent / "extract" / FILTER)
    args = parser.parse_args()
    nlp = load(exclude=["whobacks/relations"])
    texts = [a for p in args.passages for a in load_passages(p, nlp, linked)]
    texts += [a for f in args.articles for a in load_articles(f, nlp, linked)]
    x, y, held = table(texts)
    inputs, gold = torch.from_numpy(x).float(), torch.from_numpy(y).float()
    model = fit(inputs[~held], gold[~held])
    with torch.no_grad():
        chance = model(inputs[held]).squeeze(1).sigmoid().numpy()
    threshold = float(np.quantile(chance[y[held]], 1 - RECALL))
    passed = float(np.mean(chance >= threshold))
    print(f"{len(y)} pairs, {int(y.sum())} related; at recall {RECALL} of held-out pairs {passed:.2f} pass")
    up, down = model[1], model[4]
    weights = {"up": up.weight.T, "up_bias": up.bias, "down": down.weight[0], "down_bias": down.bias}
    arrays = {name: w.detach().numpy().astype(np.float16) for name, w in weights.items()}
    np.savez_compressed(args.out, **arrays, threshold=np.float32(threshold))
    write_manifest([args.out.name], args.out.parent)


if __name__ == "__main__":
    main()
