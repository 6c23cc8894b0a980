"""Train the relation classifier and export it: ``python training/relation_train.py --help``."""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from labels import RELATIONS, ROOT_OF, ROOTS, STATUSES, SYMMETRIC
from minilm import export_int8, load_minilm
from relation_data import Example
from relation_model import RelationModel
from torch import Tensor, nn

from whobacks.extract.model_files import write_manifest
from whobacks.extract.pairs import Packed, collate, pack
from whobacks.extract.wordpieces import WordPieces

FRIENDLY = frozenset({"SUPPORT", "AID", "COOPERATE", "AGREE", "CONSULT", "YIELD"})
#: Derived roots are a guess next to annotated ones.
DERIVED_WEIGHT = 0.3

#: The classifier's own chance of any relation, until relation_calibrate.py fits the weights.
UNFITTED = {"bias": 0.0, "total": 1.0, "score": 0.0, "pattern": 0.0}

Gold = tuple[dict[str, str], dict[str, str]]


@dataclass(frozen=True)
class Item:
    """A packed pair with its gold in both orders."""

    packed: Packed
    gold: Gold
    plover: tuple[str | None, str | None]
    ignored: bool
    source: str

    @property
    def related(self) -> bool:
        """Whether the pair teaches anything but "no relation"."""
        return any(self.gold) or any(self.plover)


def held_out(name: str, share: int = 12) -> bool:
    """One text in ``share``, chosen by its id and not by chance."""
    return zlib.crc32(name.split(":")[0].encode()) % share == 0


def items_of(examples: Sequence[Example], pieces: WordPieces) -> list[Item]:
    """Every pair of the examples, but those of which nobody can tell anything."""
    found = []
    for one in examples:
        rows = zip(pack(one.sentence, pieces), one.gold, one.plover, one.ignored, strict=True)
        found += [Item(p, tuple(g), tuple(r), i, one.id) for p, g, r, i in rows if not i or any(r)]
    return found


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
    """Pairs as padded tensors, batched by pieces, words of actors masked at random in training."""

    def __init__(self, pieces: WordPieces, table: np.ndarray, size: int = 1400) -> None:
        self.pieces, self.table, self.size = pieces, torch.from_numpy(table), size

    def order(self, items: Sequence[Item], rng: random.Random | None) -> Iterator[list[Item]]:
        """Batches of near lengths, in random order when training."""
        keyed = sorted(items, key=lambda i: len(i.packed.ids) + (rng.random() * 6 if rng else 0))
        batches: list[list[Item]] = [[]]
        for item in keyed:
            if batches[-1] and (len(item.packed.ids) + 6) * (len(batches[-1]) + 1) > self.size:
                batches.append([])
            batches[-1].append(item)
        if rng:
            rng.shuffle(batches)
        yield from batches

    def tensors(self, items: Sequence[Item], rng: random.Random | None, masked: float) -> dict[str, Tensor]:
        """The model's inputs; ``masked`` is the share of actors whose words are hidden."""
        arrays = {k: torch.from_numpy(v) for k, v in collate([i.packed for i in items]).items()}
        ids = arrays.pop("ids")
        if rng and masked:
            for row, item in enumerate(items):
                for kind in (2, 3):
                    if rng.random() < masked:
                        self._hide(ids[row], item.packed, kind)
        order = ("shapes", "kinds", "opens", "closes", "mask")
        return {"embeds": self.table[ids], **{k: arrays[k] for k in order}}

    def _hide(self, ids: Tensor, packed: Packed, kind: int) -> None:
        inside = np.flatnonzero(packed.kinds == kind)
        marks = {*packed.opens.tolist(), *packed.closes.tolist()}
        for place in inside:
            if int(place) not in marks:
                ids[int(place)] = self.pieces.mask_id


def targets(items: Sequence[Item]) -> dict[str, Tensor]:
    """Gold of a batch: relation distribution, weight, status distribution and root, both orders."""
    size = len(items)
    relation = torch.zeros(size, 2, len(RELATIONS) + 1)
    weight = torch.ones(size, 2)
    status = torch.zeros(size, 2, len(RELATIONS), len(STATUSES))
    root = torch.full((size, 2), -100)
    root_weight = torch.zeros(size, 2)
    for row, item in enumerate(items):
        for side in (0, 1):
            labels = dict(item.gold[side]) | {r: s for r, s in item.gold[1 - side].items() if r in SYMMETRIC}
            weight[row, side] = 0.0 if item.ignored else 1.0
            for label, states in labels.items():
                relation[row, side, 1 + RELATIONS.index(label)] = 1 / len(labels)
                for one in states.split("+"):
                    status[row, side, RELATIONS.index(label), STATUSES.index(one)] = 1 / len(states.split("+"))
            relation[row, side, 0] = 0.0 if labels else 1.0
            name = item.plover[side] or derived_root(item.gold[side])
            if name:
                root[row, side] = ROOTS.index(name)
                root_weight[row, side] = 1.0 if item.plover[side] else DERIVED_WEIGHT
    return {"relation": relation, "weight": weight, "status": status, "root": root, "root_weight": root_weight}


def loss_of(scores: tuple[Tensor, Tensor, Tensor], gold: dict[str, Tensor]) -> Tensor:
    """Cross entropy of relation, status (at gold relations) and root, each averaged over its own."""
    relation, status, root = scores
    near = -(gold["relation"] * relation.log_softmax(-1)).sum(-1)
    total = (near * gold["weight"]).sum() / gold["weight"].sum().clamp(min=1)
    known = gold["status"].sum(-1) > 0
    if known.any():
        total = total + 0.3 * nn.functional.cross_entropy(status[known], gold["status"][known])
    rooted = gold["root"] >= 0
    if rooted.any():
        each = nn.functional.cross_entropy(root[rooted], gold["root"][rooted], reduction="none")
        total = total + 0.3 * (each * gold["root_weight"][rooted]).sum() / gold["root_weight"][rooted].sum()
    return total


def evaluate(model: nn.Module, batches: Batches, items: Sequence[Item]) -> dict[str, float]:
    """Exact-label precision, recall, F1 over pairs with given mentions; status and root accuracy."""
    model.eval()
    hit = predicted = wanted = right = seen = rooted = roots = 0
    with torch.no_grad():
        for chunk in batches.order(items, None):
            gold = targets(chunk)
            relation, status, root = model(*batches.tensors(chunk, None, 0.0).values())
            best, counted = relation.argmax(-1), gold["weight"] > 0
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
    f1 = 2 * p * r / max(p + r, 1e-9)
    found = {"P": p, "R": r, "F1": f1, "status": right / max(seen, 1), "root": rooted / max(roots, 1)}
    return {name: round(value, 3) for name, value in found.items()}


def averaged(model: nn.Module, shadow: nn.Module, decay: float) -> None:
    """Move the shadow weights a step towards the model's."""
    with torch.no_grad():
        for ours, theirs in zip(shadow.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - decay)


def epoch_items(items: Sequence[Item], negatives: float, rng: random.Random) -> list[Item]:
    """All related pairs and, for each of them, ``negatives`` unrelated ones, drawn anew each epoch."""
    related = [i for i in items if i.related]
    others = [i for i in items if not i.related]
    return related + rng.sample(others, min(len(others), int(negatives * len(related))))


def train(
    model: nn.Module, batches: Batches, items: Sequence[Item], check: dict[str, list[Item]], args: Any
) -> nn.Module:
    """Fit; gives the averaged weights."""
    rng = random.Random(args.seed)
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": encoder, "lr": args.rate}, {"params": heads, "lr": 5 * args.rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = args.epochs * sum(1 for _ in batches.order(epoch_items(items, args.negatives, rng), rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1, s / (0.06 * steps)) * max(0.0, (steps - s) / steps)
    )
    shadow, clock, done = copy.deepcopy(model), time.time(), 0
    for epoch in range(args.epochs):
        total = count = 0.0
        for chunk in batches.order(epoch_items(items, args.negatives, rng), rng):
            model.train()
            loss = loss_of(model(*batches.tensors(chunk, rng, args.masked).values()), targets(chunk))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            averaged(model, shadow, min(0.995, 1 - 10 / (done + 10)))
            total, count = total + float(loss.detach()), count + 1
            if count % 100 == 0:
                print(f"step {int(count)} loss {total / count:.3f} {time.time() - clock:.0f}s", flush=True)
        figures = {name: evaluate(shadow, batches, held) for name, held in check.items()}
        print(epoch, round(total / count, 4), f"{time.time() - clock:.0f}s", json.dumps(figures), flush=True)
        torch.save(shadow.state_dict(), args.weights)
    return shadow


def _invented(item: Item) -> bool:
    return item.source.startswith(("P", "passages"))


def read_examples(path: Path) -> list[Example]:
    """The examples that relation_data.py wrote."""
    return [Example.read(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Read, train, save, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, required=True, help="written by relation_data.py")
    parser.add_argument("--minilm", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="language.pt, whose encoder has learned to parse first")
    parser.add_argument("--resume", type=Path, help="weights of a whole classifier to go on from")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "extract" / "relations.onnx")
    parser.add_argument("--weights", type=Path, default=Path("relations.pt"), help="full-precision weights, each epoch")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--negatives", type=float, default=2.0)
    parser.add_argument("--masked", type=float, default=0.12)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--all", action="store_true", help="train on the held-out part too, for the release")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    encoder, table = load_minilm(args.minilm)
    if args.start:
        trained = torch.load(args.start, weights_only=True)
        inside = "words.encoder."
        encoder.load_state_dict({k.removeprefix(inside): v for k, v in trained.items() if k.startswith(inside)})
    batches = Batches(WordPieces(), table)
    found = items_of(read_examples(args.examples), batches.pieces)
    held = [i for i in found if held_out(i.source)]
    check = {"passages": [i for i in held if _invented(i)], "articles": [i for i in held if not _invented(i)]}
    used = found if args.all else [i for i in found if not held_out(i.source)]
    print(len(used), "pairs", sum(i.related for i in used), "related", flush=True)
    model = RelationModel(encoder, len(RELATIONS), len(ROOTS))
    if args.resume:
        model.load_state_dict(torch.load(args.resume, weights_only=True))
    shadow = train(model, batches, used, {k: v for k, v in check.items() if v}, args)
    export(shadow.eval(), batches, used[:: max(1, len(used) // 1500)], args.out)


def export(model: nn.Module, batches: Batches, items: Sequence[Item], path: Path) -> None:
    """Write the int8 ONNX file and, beside it, what its outputs mean.

    The scales of the activations are fixed on the items, so that a pair's scores do not depend on the
    pairs that share its batch.
    """
    samples = [batches.tensors(chunk, None, 0.0) for chunk in batches.order(items, None)]
    export_int8(model, samples[0], path, ["relation", "status", "root"], samples)
    labels = {"relations": RELATIONS, "statuses": STATUSES, "roots": ROOTS, "symmetric": sorted(SYMMETRIC)}
    text = json.dumps({**labels, "calibration": UNFITTED, "threshold": 0.5}, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    write_manifest([path.name, path.with_suffix(".json").name], path.parent)


if __name__ == "__main__":
    main()
