"""Train the language model and export it: ``python training/language_train.py --help``.

Every head learns at once; a sentence trains the heads that it has gold for. The weights that are
shipped are an exponential moving average of the trained ones.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import torch
from actor_texts import ActorSentence, held_out, read_articles, read_passages, swap_names
from language_data import UNKNOWN, Batches, Example, from_actors, from_treebank, inventory_of
from language_model import LABEL, Inventory, LanguageModel, WordScorer
from language_score import Scores, score
from minilm import export_int8, load_minilm, write_wordpieces
from torch import Tensor, nn
from torch.nn import functional
from treebank import Sentence, read_conllu

from whobacks.extract.model_files import write_manifest
from whobacks.extract.tokenizer import blank_english
from whobacks.extract.wordpieces import WordPieces

#: How much each loss counts; mentions have few sentences and no pretraining, so they count more.
WEIGHTS = {"upos": 0.5, "xpos": 0.5, "names": 1.0, "outer": 1.5, "inner": 1.0, "arcs": 1.0, "deps": 1.0}
WARM_UP = 0.08
#: Sentences from which the scales of the 8-bit activations are taken.
SAMPLES = 600
DECAY = 0.998


def losses(model: LanguageModel, batch: dict[str, Tensor]) -> Tensor:
    """The weighted sum of the losses that the batch has gold for."""
    heads = batch["heads"]
    found, labels = model(*(batch[k] for k in ("embeds", "shapes", "mask", "first")), heads.clamp(min=0))
    scores = {**found, "deps": labels, "arcs": found["arcs"].masked_fill(~batch["exists"][:, None, :], -1e4)}
    gold = {**batch, "arcs": heads}
    total = torch.zeros(())
    for name, weight in WEIGHTS.items():
        if (gold[name] != UNKNOWN).any():
            logits = scores[name].float().flatten(0, 1)
            total = total + weight * functional.cross_entropy(logits, gold[name].flatten(), ignore_index=UNKNOWN)
    return total


def optimiser_of(model: LanguageModel, rate: float) -> torch.optim.Optimizer:
    """AdamW; the heads, which start from nothing, learn 7.5 times as fast as the encoder."""
    fresh = {id(p) for p in model.words.encoder.shapes.parameters()}
    encoder = [p for p in model.words.encoder.parameters() if id(p) not in fresh]
    inside = {id(p) for p in encoder}
    heads = [p for p in model.parameters() if id(p) not in inside]
    groups = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 7.5 * rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))


def average(shadow: nn.Module, model: nn.Module, step: int) -> None:
    """Move the averaged weights towards the trained ones."""
    decay = min(DECAY, (1 + step) / (10 + step))
    with torch.no_grad():
        for mean, value in zip(shadow.parameters(), model.parameters(), strict=True):
            mean.lerp_(value, 1 - decay)


class Data:
    """The training sentences, drawn anew every epoch."""

    def __init__(self, banks: list[Sentence], actors: list[ActorSentence], inventory: Inventory, copies: int) -> None:
        self.banks = [from_treebank(s, inventory) for s in banks]
        self.actors, self.inventory, self.copies = actors, inventory, copies

    def epoch(self, chance: random.Random) -> list[Example]:
        """All treebank sentences; the actors' sentences as they are and with other names."""
        texts = [*self.actors]
        for _ in range(self.copies):
            texts += swap_names(self.actors, chance)
        return [*self.banks, *(from_actors(s, self.inventory) for s in texts)]


def train(
    model: LanguageModel,
    data: Data,
    batches: Batches,
    args: argparse.Namespace,
    check: Callable[[LanguageModel], dict[str, Scores]],
) -> LanguageModel:
    """Train for the epochs asked for; the averaged model."""
    chance = random.Random(args.seed)
    shadow = copy.deepcopy(model).eval()
    optimiser = optimiser_of(model, args.rate)
    steps = args.epochs * sum(1 for _ in batches(data.epoch(chance), None))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda n: _rate(n, steps))
    step, began = 0, time.time()
    for epoch in range(args.epochs):
        model.train()
        for batch in batches(data.epoch(chance), chance):
            with torch.autocast("cpu", torch.bfloat16, enabled=not args.full_precision):
                loss = losses(model, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            schedule.step()
            step += 1
            average(shadow, model, step)
            if step % 50 == 0:
                print(f"step {step}/{steps} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
        facts = {
            "epochs": f"{epoch + 1} of {args.epochs}",
            "seed": args.seed,
            "seconds": round(time.time() - began),
            "treebank sentences": len(data.banks),
            "actor sentences": len(data.actors),
            "kept aside": check(shadow),
        }
        print(json.dumps(facts), flush=True)
        torch.save(shadow.state_dict(), args.checkpoint)
        export(shadow, batches, data.banks[:: max(1, len(data.banks) // SAMPLES)], args.out, facts)
    return shadow


def _rate(step: int, steps: int) -> float:
    return min(step / (WARM_UP * steps), max(0.0, (steps - step) / ((1 - WARM_UP) * steps)))


def export(
    model: LanguageModel, batches: Batches, examples: list[Example], folder: Path, facts: dict[str, object]
) -> None:
    """Write language.onnx, labels.onnx and language.json (labels, how it was trained); enter them in the manifest."""
    model = copy.deepcopy(model).eval()
    names = ("embeds", "shapes", "mask", "first")
    samples = [{name: batch[name] for name in names} for batch in batches(examples, None)]
    export_int8(model.words, samples[0], folder / "language.onnx", WordScorer.OUTPUTS, samples)
    pairs = list(_pairs(model, samples))
    export_int8(model.labels, pairs[0], folder / "labels.onnx", ["labels"], pairs)
    text = json.dumps({**asdict(model.inventory), "training": facts}, indent=1, ensure_ascii=False)
    (folder / "language.json").write_text(text + "\n", encoding="utf-8")
    write_manifest(["language.onnx", "labels.onnx", "language.json", "wordpieces.npy", "wordpieces.json"], folder)


def _pairs(model: LanguageModel, samples: list[dict[str, Tensor]]) -> Iterator[dict[str, Tensor]]:
    """What the label scorer reads: every word with its greedy head."""
    with torch.no_grad():
        for sample in samples:
            found = dict(zip(WordScorer.OUTPUTS, model.words(**sample), strict=True))
            heads = found["arcs"].argmax(-1, keepdim=True).expand(-1, -1, LABEL)
            chosen = found["head"].gather(1, heads)
            yield {"dependent": found["dependent"].flatten(0, 1), "head": chosen.flatten(0, 1)}


def main() -> None:
    """Read, train, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    parser.add_argument("--treebanks", type=Path, required=True, help="folder with ewt_*.conllu and gum_*.conllu")
    parser.add_argument("--passages", type=Path, nargs="*", default=sorted(here.glob("passages*.jsonl")))
    parser.add_argument("--articles", type=Path, help="folder with relations/*.jsonl (optional)")
    parser.add_argument("--minilm", type=Path, required=True, help="folder with the unpacked starting weights")
    parser.add_argument("--out", type=Path, default=here.parent / "extract")
    parser.add_argument("--checkpoint", type=Path, default=Path("build/language.pt"), help="weights as trained")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--copies", type=int, default=1, help="copies of the actors' sentences with other names")
    parser.add_argument("--limit", type=int, help="treebank sentences to use, for a trial")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--full-precision", action="store_true", help="no bfloat16: for processors without it")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    for folder in (args.out, args.checkpoint.parent):
        folder.mkdir(parents=True, exist_ok=True)
    write_wordpieces(args.minilm, args.out)
    nlp = blank_english()
    nlp.add_pipe("sentencizer")
    banks = [s for part in ("ewt_train", "gum_train") for s in read_conllu(args.treebanks / f"{part}.conllu")]
    dev = {part: list(read_conllu(args.treebanks / f"{part}_dev.conllu")) for part in ("ewt", "gum")}
    passages = [s for path in args.passages for s in read_passages(path, nlp)]
    actors = [s for s in passages if not held_out(s.id)]
    actors += list(read_articles(args.articles, nlp)) if args.articles else []
    kept = [s for s in passages if held_out(s.id)]
    encoder, table = load_minilm(args.minilm)
    inventory = inventory_of(banks)
    model, batches = LanguageModel(encoder, inventory), Batches(WordPieces(args.out), table)
    examples = {part: [from_treebank(s, inventory) for s in found] for part, found in dev.items()}
    examples["passages"] = [from_actors(s, inventory) for s in kept]
    data = Data(banks[: args.limit], actors, inventory, args.copies)
    print(f"{len(data.banks)} treebank, {len(actors)} actor sentences; {len(kept)} kept aside", flush=True)

    def check(shadow: LanguageModel) -> dict[str, Scores]:
        return {part: score(shadow, batches, found) for part, found in examples.items()}

    train(model, data, batches, args, check)


if __name__ == "__main__":
    main()
