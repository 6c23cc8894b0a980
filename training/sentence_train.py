"""Train the sentence splitter and export it: ``python training/sentence_train.py --treebanks DIR``.

A small convolutional network over the frozen word-piece vectors says of every token whether it
starts a sentence; EWT and GUM are joined to running text, and roughened the ways that news is.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from minilm import WIDTH
from sentence_model import SentenceModel
from spacy.language import Language
from torch import Tensor
from torch.nn import functional
from treebank import Sentence, read_conllu

from whobacks.extract.model_files import write_manifest
from whobacks.extract.sentences import BREAK, features
from whobacks.extract.tokenizer import blank_english
from whobacks.extract.wordpieces import WordPieces

#: Tokens of one training stretch.
STRETCH = 200
_PLACES = ("ANKARA", "MOSCOW", "Beirut", "TRIPOLI", "Cairo", "WASHINGTON", "Geneva", "LONDON", "Baghdad", "TEHRAN")


@dataclass(frozen=True, slots=True)
class Text:
    """Tokens of running text, white space behind each, and which of them start a sentence."""

    words: tuple[str, ...]
    spaced: tuple[bool, ...]
    starts: tuple[bool, ...]


def texts(path: Path, nlp: Language, part: str = "") -> list[list[Text]]:
    """Every document's sentences as the run-time tokenizer sees them when they are joined by spaces."""
    groups = groupby(read_conllu(path), key=lambda s: s.document)
    return [list(_tokenised(list(found), nlp)) for name, found in groups if part in name]


def _tokenised(sentences: Sequence[Sentence], nlp: Language) -> Iterator[Text]:
    doc = nlp.make_doc(" ".join(s.text for s in sentences))
    ends = np.cumsum([len(s.text) + 1 for s in sentences])
    owner = [int(np.searchsorted(ends, t.idx, side="right")) for t in doc]
    for _, group in groupby(zip(doc, owner, strict=True), key=lambda pair: pair[1]):
        tokens = [t for t, _ in group if not t.is_space]
        if tokens:
            starts = (True, *[False] * (len(tokens) - 1))
            yield Text(tuple(t.text for t in tokens), tuple(bool(t.whitespace_) for t in tokens), starts)


def roughened(sentences: Sequence[Text], chance: random.Random) -> list[Text]:
    """The sentences with blank lines between some, other quotation marks, and now and then no capitals."""
    quotes = chance.choice((None, None, ("“", "”"), ("'", "'"), ("‘", "’")))
    lower = chance.random() < 0.03
    found: list[Text] = []
    for sentence in sentences:
        words = _quoted(sentence.words, quotes) if quotes else sentence.words
        words = tuple(w.lower() for w in words) if lower else _headline(words, chance)
        found.append(_datelined(Text(words, sentence.spaced, sentence.starts), chance))
        if chance.random() < 0.12:
            found.append(Text((BREAK,), (True,), (True,)))
    return found


def _headline(words: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    """One sentence in 25 in title case, one in 70 in capitals."""
    draw = chance.random()
    if draw < 0.04:
        return tuple(
            w if len(w) < 4 and i and chance.random() < 0.7 else w[:1].upper() + w[1:] for i, w in enumerate(words)
        )
    return tuple(w.upper() for w in words) if draw < 0.055 else words


def _datelined(text: Text, chance: random.Random) -> Text:
    """One sentence in 50 behind a dateline."""
    if chance.random() > 0.02:
        return text
    agency = chance.choice(((), (), ("(", "AP", ")"), ("(", "Reuters", ")"), ("(", "AFP", ")")))
    line = (chance.choice(_PLACES), *agency, chance.choice(("—", "–", "-", ":")))
    spaced = [True] * len(line)
    if agency:
        spaced[1] = spaced[2] = False
    if line[-1] == ":":
        spaced[-2] = False
    rest = (False,) * (len(line) + len(text.words) - 1)
    return Text((*line, *text.words), (*spaced, *text.spaced), (True, *rest))


def _quoted(words: Sequence[str], quotes: tuple[str, str]) -> tuple[str, ...]:
    found, opened = [], False
    for word in words:
        if word == '"':
            word = quotes[opened]
            opened = not opened
        found.append(word)
    return tuple(found)


class Batches:
    """Stretches of running text as arrays."""

    def __init__(self, pieces: WordPieces) -> None:
        self.pieces = pieces

    def __call__(
        self, docs: Sequence[Sequence[Text]], chance: random.Random, size: int = 16
    ) -> Iterator[dict[str, Tensor]]:
        """Shuffled batches of stretches that start at a random sentence."""
        stretches = [s for doc in docs for s in _stretches(roughened(doc, chance), chance)]
        chance.shuffle(stretches)
        for at in range(0, len(stretches), size):
            yield self.arrays(stretches[at : at + size])

    def arrays(self, stretches: Sequence[Text]) -> dict[str, Tensor]:
        """Padded arrays; ``known`` leaves out padding and breaks."""
        width = max(len(s.words) for s in stretches)
        found = {
            "vectors": np.zeros((len(stretches), width, WIDTH), dtype=np.float32),
            "shapes": np.zeros((len(stretches), width), dtype=np.int64),
            "spaces": np.zeros((len(stretches), width), dtype=np.int64),
            "starts": np.zeros((len(stretches), width), dtype=np.float32),
            "known": np.zeros((len(stretches), width), dtype=bool),
        }
        for row, text in enumerate(stretches):
            size = len(text.words)
            columns = features(self.pieces, text.words, text.spaced)
            for name, column in zip(("vectors", "shapes", "spaces"), columns, strict=True):
                found[name][row, :size] = column
            found["starts"][row, :size] = text.starts
            found["known"][row, :size] = [w != BREAK for w in text.words]
        return {name: torch.from_numpy(value) for name, value in found.items()}


def _stretches(sentences: Sequence[Text], chance: random.Random) -> Iterator[Text]:
    group: list[Text] = []
    limit = chance.randint(20, STRETCH)
    for sentence in sentences:
        group.append(sentence)
        if sum(len(t.words) for t in group) >= limit:
            yield joined(group)
            group, limit = [], chance.randint(20, STRETCH)
    if group:
        yield joined(group)


def joined(sentences: Sequence[Text]) -> Text:
    """One text of many."""
    columns = ([x for t in sentences for x in getattr(t, name)] for name in ("words", "spaced", "starts"))
    return Text(*(tuple(column) for column in columns))


def score(model: SentenceModel, batches: Batches, docs: Sequence[Sequence[Text]]) -> tuple[float, float]:
    """F1 of sentence starts and the best threshold, over whole documents."""
    odds, gold = [], []
    model.eval()
    with torch.inference_mode():
        for doc in docs:
            batch = batches.arrays([joined(doc)])
            odds.append(torch.sigmoid(model(batch["vectors"], batch["shapes"], batch["spaces"]))[0].numpy())
            gold.append(batch["starts"][0].numpy() > 0.5)
    p, g = np.concatenate(odds), np.concatenate(gold)
    found = [(200 * (g & (p > t)).sum() / (g.sum() + (p > t).sum()), t) for t in np.arange(0.2, 0.85, 0.05)]
    return max((round(float(f), 2), round(float(t), 2)) for f, t in found)


def main() -> None:
    """Read, train, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "extract")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    chance, nlp = random.Random(args.seed), blank_english()
    docs = [d for part in ("ewt", "gum") for d in texts(args.treebanks / f"{part}_train.conllu", nlp)]
    dev = {part: texts(args.treebanks / f"{part}_dev.conllu", nlp) for part in ("ewt", "gum")}
    dev["news"] = texts(args.treebanks / "gum_dev.conllu", nlp, "news")
    batches, model = Batches(WordPieces()), SentenceModel()
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    steps, step, began = args.epochs * sum(1 for _ in batches(docs, random.Random(0))), 0, time.time()
    for epoch in range(args.epochs):
        model.train()
        for batch in batches(docs, chance):
            logits = model(batch["vectors"], batch["shapes"], batch["spaces"])
            loss = functional.binary_cross_entropy_with_logits(logits[batch["known"]], batch["starts"][batch["known"]])
            for group in optimiser.param_groups:
                group["lr"] = 2e-3 * max(0.02, 1 - step / steps)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
        found = {part: score(model, batches, found) for part, found in dev.items()}
        print(f"epoch {epoch + 1} {time.time() - began:.0f} s loss {loss.item():.4f} {found}", flush=True)
    export(model, batches.arrays([joined(docs[0][:3])]), args.out)


def export(model: SentenceModel, example: dict[str, Tensor], folder: Path) -> None:
    """Write sentences.onnx (32-bit: it is small) and enter it in the manifest."""
    names = ["vectors", "shapes", "spaces"]
    axes = {name: {0: "batch", 1: "tokens"} for name in [*names, "starts"]}
    torch.onnx.export(
        model.eval(),
        tuple(example[name] for name in names),
        str(folder / "sentences.onnx"),
        input_names=names,
        output_names=["starts"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    write_manifest(["sentences.onnx"], folder)


if __name__ == "__main__":
    main()
