"""How well the model does on sentences with gold tokens: a check between epochs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import torch
from language_data import UNKNOWN, Batches, Example
from language_model import LanguageModel
from torch import Tensor

__all__ = ["Scores", "score", "spans"]

Scores = dict[str, float]


def score(model: LanguageModel, batches: Batches, examples: Sequence[Example]) -> Scores:
    """UAS, LAS, tag accuracies (greedy heads, punctuation counted) and span F1, in per cent."""
    right, total = Counter[str](), Counter[str]()
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(examples, None):
            _count(model, batch, right, total)
    found = {name: 100 * right[name] / total[name] for name in ("uas", "las", "upos", "xpos") if total[name]}
    for name in ("names", "outer", "inner"):
        if total[name]:
            found[f"{name} f1"] = 200 * right[name] / (total[name] + total[f"{name} predicted"])
    return {name: round(value, 2) for name, value in found.items()}


def _count(model: LanguageModel, batch: dict[str, Tensor], right: Counter[str], total: Counter[str]) -> None:
    inputs = [batch[k] for k in ("embeds", "shapes", "mask", "first")]
    scores, _ = model(*inputs, batch["heads"].clamp(min=0))
    arcs = scores["arcs"].masked_fill(~batch["exists"][:, None, :], -1e4)
    heads = arcs.argmax(-1)
    _, labels = model(*inputs, heads)
    known = batch["heads"] != UNKNOWN
    good = known & (heads == batch["heads"])
    right["uas"] += int(good.sum())
    right["las"] += int((good & (labels.argmax(-1) == batch["deps"])).sum())
    total["uas"] = total["las"] = total["uas"] + int(known.sum())
    for name in ("upos", "xpos"):
        right[name] += int((scores[name].argmax(-1) == batch[name]).sum())
        total[name] += int((batch[name] != UNKNOWN).sum())
    for name in ("names", "outer", "inner"):
        _count_spans(name, getattr(model.inventory, name), scores[name].argmax(-1), batch[name], right, total)


def _count_spans(
    name: str, labels: Sequence[str], guess: Tensor, gold: Tensor, right: Counter[str], total: Counter[str]
) -> None:
    for row, answer in zip(guess.tolist(), gold.tolist(), strict=True):
        known = [i for i, tag in enumerate(answer) if tag != UNKNOWN]
        predicted = set(spans([labels[row[i]] for i in known]))
        true = set(spans([labels[answer[i]] for i in known]))
        right[name] += len(predicted & true)
        total[name] += len(true)
        total[f"{name} predicted"] += len(predicted)


def spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end (excluded) and label of every BIO span; an I after another label starts one."""
    start, label = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if label and tag != f"I-{label}":
            yield start, index, label
            label = ""
        if tag != "O" and not label:
            start, label = index, tag[2:]
