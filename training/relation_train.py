"""Train the relation classifier and export it: ``python training/relation_train.py --help``."""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from labels import RELATIONS, ROOT_OF, ROOTS, STATUSES, SYMMETRIC
from minilm import export_int8, load_minilm
from relation_data import Example
from relation_model import RelationModel
from torch import Tensor, nn

from whobacks.extract.pairs import collate, pack
from whobacks.extract.wordpieces import WordPieces

FRIENDLY = frozenset({"SUPPORT", "AID", "COOPERATE", "AGREE", "CONSULT", "YIELD"})
#: Derived roots are a guess next to annotated ones.
DERIVED_WEIGHT = 0.3


def held_out(name: str, share: int = 12) -> bool:
    """One example in ``share``, chosen by the text's id and not by chance."""
    return zlib.crc32(name.encode()) % share == 0


def derived_root(gold: dict[str, str]) -> str | None:
    """The root that a gold relation implies by the conventions of PLOVER."""
    for relation, status in gold.items():
        root = ROOT_OF.get(relation)
        if root is None or "denied" in status:
            continue
        if "hypothetical" in status and root not in ("REQUEST", "ACCUSE", "REJECT", "CONSULT"):
            return "AGREE" if root in FRIENDLY else "THREATEN"
        return root
    return None


class Batches:
    """Examples as padded tensors, batched by positions, words of actors masked at random in training."""

    def __init__(self, pieces: Any, table: np.ndarray, positions: int = 900) -> None:
        self.pieces, self.table, self.positions = pieces, torch.from_numpy(table), positions

    def order(self, items: list[Example], rng: random.Random | None) -> Iterator[list[Example]]:
        """Batches of near lengths, in random order when training."""
        keyed = sorted(
            items, key=lambda e: len(e.window.words) + 2 * len(e.window.pairs) + (rng.random() * 20 if rng else 0)
        )
        batches: list[list[Example]] = [[]]
        for item in keyed:
            length = int(len(item.window.words) * 1.35) + 2 * len(item.window.pairs)
            if batches[-1] and length * (len(batches[-1]) + 1) > self.positions:
                batches.append([])
            batches[-1].append(item)
        if rng:
            rng.shuffle(batches)
        yield from batches

    def tensors(self, items: list[Example], rng: random.Random | None, masked: float) -> dict[str, Tensor]:
        """The model's inputs; ``masked`` is the share of mentions whose words are hidden."""
        packed = [pack(e.window, self.pieces) for e in items]
        arrays = {k: torch.from_numpy(v) for k, v in collate(packed).items()}
        ids = arrays["ids"].clone()
        if rng and masked:
            for row, p in enumerate(packed):
                for span in {(int(a), int(b)) for a, b in zip(p.starts, p.ends, strict=True)}:
                    if rng.random() < masked:
                        ids[row, span[0] : span[1] + 1] = self.pieces.mask_id
        text = self.table[ids]
        return {
            "embeds": torch.cat([text, span_means(text, arrays["starts"], arrays["ends"])], dim=1),
            **{k: arrays[k] for k in ("shapes", "kinds", "starts", "ends", "mask")},
        }


def span_means(text: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """Mean word vector of each marker's span, [B, 2P, 384]."""
    total = torch.cat([torch.zeros_like(text[:, :1]), text.cumsum(1)], dim=1)
    pick = lambda at: torch.gather(total, 1, at.unsqueeze(-1).expand(-1, -1, text.shape[2]))  # noqa: E731
    return (pick(ends + 1) - pick(starts)) / (ends + 1 - starts).unsqueeze(-1)


def targets(items: list[Example]) -> dict[str, Tensor]:
    """Gold of a batch: relation distribution, weight, status and root of both orders of each pair."""
    size, most = len(items), max(len(e.window.pairs) for e in items)
    relation = torch.zeros(size, most, 2, len(RELATIONS) + 1)
    weight = torch.zeros(size, most, 2)
    status = torch.zeros(size, most, 2, len(RELATIONS), len(STATUSES))
    root = torch.full((size, most, 2), -100)
    root_weight = torch.zeros(size, most, 2)
    for row, item in enumerate(items):
        for at, (gold, ignored, plover) in enumerate(zip(item.gold, item.ignored, item.plover, strict=True)):
            for side in (0, 1):
                labels = dict(gold[side]) | {r: s for r, s in gold[1 - side].items() if r in SYMMETRIC}
                weight[row, at, side] = 0.0 if ignored else 1.0
                for label, state in labels.items():
                    relation[row, at, side, 1 + RELATIONS.index(label)] = 1 / len(labels)
                    for one in state.split("+"):
                        status[row, at, side, RELATIONS.index(label), STATUSES.index(one)] = 1 / len(state.split("+"))
                relation[row, at, side, 0] = 0.0 if labels else 1.0
                name = plover[side] or derived_root(gold[side])
                if name:
                    root[row, at, side] = ROOTS.index(name)
                    root_weight[row, at, side] = 1.0 if plover[side] else DERIVED_WEIGHT
    return {"relation": relation, "weight": weight, "status": status, "root": root, "root_weight": root_weight}


def loss_of(scores: tuple[Tensor, Tensor, Tensor], gold: dict[str, Tensor]) -> Tensor:
    """Cross entropy of relation, status (at gold relations) and root, each averaged over its own."""
    relation, status, root = scores
    near = -(gold["relation"] * relation.log_softmax(-1)).sum(-1)
    total = (near * gold["weight"]).sum() / gold["weight"].sum().clamp(min=1)
    known = gold["status"].sum(-1) > 0
    if known.any():
        total = total + 0.5 * nn.functional.cross_entropy(status[known], gold["status"][known])
    rooted = gold["root"] >= 0
    if rooted.any():
        each = nn.functional.cross_entropy(root[rooted], gold["root"][rooted], reduction="none")
        total = total + 0.5 * (each * gold["root_weight"][rooted]).sum() / gold["root_weight"][rooted].sum()
    return total


def evaluate(model: nn.Module, batches: Batches, items: list[Example]) -> dict[str, float]:
    """Exact-label precision, recall, F1 over pairs with given mentions; status and root accuracy."""
    model.eval()
    hit = predicted = wanted = right = seen = rooted = roots = 0
    with torch.no_grad():
        for chunk in batches.order(items, None):
            gold = targets(chunk)
            relation, status, root = model(**batches.tensors(chunk, None, 0.0))
            best = relation.argmax(-1)
            counted = gold["weight"] > 0
            true = gold["relation"].gather(-1, best.unsqueeze(-1)).squeeze(-1) > 0
            hit += int((true & (best > 0) & counted).sum())
            predicted += int(((best > 0) & counted).sum())
            wanted += int(((gold["relation"][..., 0] == 0) & counted).sum())
            known = gold["status"].sum(-1) > 0
            right += int((gold["status"][known].gather(-1, status.argmax(-1)[known].unsqueeze(-1)) > 0).sum())
            seen += int(known.sum())
            sure = gold["root_weight"] == 1.0
            rooted += int((root.argmax(-1)[sure] == gold["root"][sure]).sum())
            roots += int(sure.sum())
    p, r = hit / max(predicted, 1), hit / max(wanted, 1)
    return {
        "P": round(p, 3),
        "R": round(r, 3),
        "F1": round(2 * p * r / max(p + r, 1e-9), 3),
        "status": round(right / max(seen, 1), 3),
        "root": round(rooted / max(roots, 1), 3),
    }


def averaged(model: nn.Module, shadow: nn.Module, decay: float) -> None:
    """Move the shadow weights a step towards the model's."""
    with torch.no_grad():
        for ours, theirs in zip(shadow.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - decay)


def train(
    model: nn.Module, batches: Batches, items: list[Example], check: dict[str, list[Example]], args: Any
) -> nn.Module:
    """Fit; gives the averaged weights."""
    rng = random.Random(args.seed)
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": args.rate}, {"params": heads, "lr": 5 * args.rate}], weight_decay=0.01
    )
    steps = args.epochs * sum(1 for _ in batches.order(items, rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1, s / (0.08 * steps)) * max(0.0, (steps - s) / steps)
    )
    shadow, clock = copy.deepcopy(model), time.time()
    for epoch in range(args.epochs):
        total = count = 0.0
        for chunk in batches.order(items, rng):
            model.train()
            loss = loss_of(model(**batches.tensors(chunk, rng, args.masked)), targets(chunk))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            averaged(model, shadow, 0.99 if epoch else 0.95)
            total, count = total + float(loss.detach()), count + 1
        figures = {name: evaluate(shadow, batches, held) for name, held in check.items()}
        print(epoch, round(total / count, 4), f"{time.time() - clock:.0f}s", json.dumps(figures), flush=True)
    return shadow


def read_examples(path: Path) -> list[Example]:
    """The examples that relation_data.py wrote."""
    return [Example.read(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _invented(example: Example) -> bool:
    return example.id.startswith(("P", "passages"))


def main() -> None:
    """Read, train, save, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True, help="written by relation_data.py")
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an encoder that was trained on parsing first")
    parser.add_argument("--out", type=Path, default=Path("relations.onnx"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--masked", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="train on the held-out part too, for the release")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    found = read_examples(args.examples)
    held = [e for e in found if held_out(e.id.split(":")[0])]
    items = found if args.all else [e for e in found if not held_out(e.id.split(":")[0])]
    check = {"passages": [e for e in held if _invented(e)], "articles": [e for e in held if not _invented(e)]}
    encoder, table = load_minilm(args.minilm)
    if args.start:
        encoder.load_state_dict(torch.load(args.start, weights_only=True))
    model = RelationModel(encoder, len(RELATIONS), len(ROOTS))
    shadow = train(model, Batches(WordPieces(), table), items, {k: v for k, v in check.items() if v}, args)
    torch.save(shadow.state_dict(), args.out.with_suffix(".pt"))
    export(shadow.eval(), Batches(WordPieces(), table), items[:2], args.out)


def export(model: nn.Module, batches: Batches, items: list[Example], path: Path) -> None:
    """Write the int8 ONNX file and, beside it, what its outputs mean."""
    export_int8(model, batches.tensors(items, None, 0.0), path)
    labels = {"relations": RELATIONS, "statuses": STATUSES, "roots": ROOTS, "symmetric": sorted(SYMMETRIC)}
    text = json.dumps({**labels, "temperature": 1.0, "threshold": 0.5}, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
