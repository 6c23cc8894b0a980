"""How good and how fast the language model is: raw text in, own tokens and sentences.

``python benchmarks/language.py --treebanks DIR --texts DIR`` prints a table; ``--json FILE`` keeps it.
Scores follow the CoNLL 2018 shared task (words and sentences count only when their characters
match; punctuation counts), but with full labels, subtypes included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import spacy
from rich.console import Console
from rich.table import Table
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.model_files import checked
from whobacks.extract.pipeline import COMPONENTS, load

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
from treebank import Sentence, read_conllu

NAMES = ("PER", "ORG", "LOC")
COLUMNS = ("words", "sentences", "xpos", "UAS", "LAS", "names")
_NO_RELATIONS = [name for name in COMPONENTS if name.split("/")[1] not in ("sentences", "encoder", "lemmas")]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's analysis in character positions (white space not counted): gold or predicted."""

    words: list[Span]
    heads: list[Span | None]
    labels: list[str]
    tags: list[str]
    sentences: set[Span]
    names: set[tuple[int, int, str]]


def gold(sentences: Sequence[Sentence]) -> Reading:
    """The gold reading of one document's sentences."""
    found = Reading([], [], [], [], set(), set())
    at = 0
    for sentence in sentences:
        spans = []
        for word in sentence.words:
            size = len("".join(word.split()))
            spans.append((at, at + size))
            at += size
        found.words.extend(spans)
        found.heads.extend(spans[head - 1] if head else None for head in sentence.heads)
        found.labels.extend("ROOT" if label == "root" else label for label in sentence.labels)
        found.tags.extend(sentence.xpos)
        found.sentences.add((spans[0][0], spans[-1][1]))
        found.names.update((spans[a][0], spans[b - 1][1], n) for a, b, n in _bio(sentence.names or ()) if n in NAMES)
    return found


def _bio(tags: Sequence[str]) -> Iterable[tuple[int, int, str]]:
    start, label = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if label and tag != f"I-{label}":
            yield start, index, label
            label = ""
        if tag != "O" and not label:
            start, label = index, tag[2:]


def predicted(doc: Doc) -> Reading:
    """The pipeline's reading of a document."""
    before = [0]
    for char in doc.text:
        before.append(before[-1] + (not char.isspace()))

    def span(start: int, end: int) -> Span:
        return before[start], before[end]

    words = [t for t in doc if not t.is_space]
    where = {t.i: span(t.idx, t.idx + len(t)) for t in words}
    sentences = [[t for t in s if not t.is_space] for s in doc.sents]
    return Reading(
        words=list(where.values()),
        heads=[None if t.head.i == t.i else where.get(t.head.i) for t in words],
        labels=[t.dep_ for t in words],
        tags=[t.tag_ for t in words],
        sentences={(where[s[0].i][0], where[s[-1].i][1]) for s in sentences if s},
        names={(*span(e.start_char, e.end_char), e.label_) for e in doc.ents if e.label_ in NAMES},
    )


def compare(golds: Sequence[Reading], systems: Sequence[Reading]) -> dict[str, float]:
    """F1 in per cent for words, sentences, tags, UAS, LAS and names over all documents."""
    right = dict.fromkeys(("words", "sentences", "xpos", "UAS", "LAS", "names"), 0)
    counts = dict.fromkeys(("words", "sentences", "names"), 0)
    for a, b in zip(golds, systems, strict=True):
        place = {word: i for i, word in enumerate(b.words)}
        pairs = [(i, place[word]) for i, word in enumerate(a.words) if word in place]
        good = [(i, j) for i, j in pairs if a.heads[i] == b.heads[j]]
        right["words"] += len(pairs)
        right["xpos"] += sum(a.tags[i] == b.tags[j] for i, j in pairs)
        right["UAS"] += len(good)
        right["LAS"] += sum(a.labels[i] == b.labels[j] for i, j in good)
        right["sentences"] += len(a.sentences & b.sentences)
        right["names"] += len(a.names & b.names)
        for name in counts:
            counts[name] += len(getattr(a, name)) + len(getattr(b, name))
    whole = {name: counts.get(name, counts["words"]) for name in right}
    return {name: round(200 * right[name] / whole[name], 1) if whole[name] else 0.0 for name in right}


def documents(path: Path, part: str = "") -> list[list[Sentence]]:
    """The sentences of a treebank file by document; ``part`` keeps documents whose name holds it."""
    groups = groupby(read_conllu(path), key=lambda s: s.document)
    return [list(sentences) for name, sentences in groups if part in name]


def raw(nlp: Language, docs: Sequence[Sequence[Sentence]]) -> list[Reading]:
    """Read the running text: sentences joined by one space, as the files hold no paragraphs."""
    return [predicted(doc) for doc in nlp.pipe(" ".join(s.text for s in sentences) for sentences in docs)]


def tokenised(nlp: Language, docs: Sequence[Sequence[Sentence]]) -> list[Reading]:
    """Read the gold words and sentences."""
    given = (_given(nlp, sentences) for sentences in docs)
    return [predicted(doc) for doc in nlp.get_pipe("whobacks/encoder").pipe(given)]


def _given(nlp: Language, sentences: Sequence[Sentence]) -> Doc:
    words = [word for s in sentences for word in s.words]
    starts = [i == 0 for s in sentences for i in range(len(s.words))]
    return Doc(nlp.vocab, words=words, spaces=[True] * len(words), sent_starts=starts)


def accuracy(nlp: Language, treebanks: Path) -> dict[str, dict[str, float]]:
    """Every accuracy of the table."""
    sets = {
        "EWT test": documents(treebanks / "ewt_test.conllu"),
        "GUM test": documents(treebanks / "gum_test.conllu"),
        "GUM news test": documents(treebanks / "gum_test.conllu", "news"),
        "GUM news dev+test": [d for p in ("dev", "test") for d in documents(treebanks / f"gum_{p}.conllu", "news")],
    }
    readers: dict[str, Callable[..., list[Reading]]] = {"raw": raw, "gold tokens": tokenised}
    return {
        f"{name}, {how}": compare([gold(d) for d in docs], read(nlp, docs))
        for name, docs in sets.items()
        for how, read in readers.items()
    }


def speed(nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """Tokens a second over the texts, tokenizer included; a core-second is what counts on a busy machine."""
    found = {}
    for processes in (1, 2):
        began, used = time.perf_counter(), time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, n_process=processes, batch_size=16))
        found[f"tokens/s, {processes} process"] = round(tokens / (time.perf_counter() - began))
        if processes == 1:
            found["tokens/core-second"] = round(tokens / (time.process_time() - used))
    return found


#: Runs in a fresh interpreter: seconds to the first parsed sentence, then the peak memory in MB over all texts.
#: VmHWM, because ru_maxrss starts from what the parent process used.
_ALONE = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from whobacks.extract.pipeline import load
nlp = load(exclude=sys.argv[2:])
nlp("Russia backs Assad.")
seconds = time.perf_counter() - began
texts = (path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.txt")))
tokens = sum(len(doc) for doc in nlp.pipe(texts))
line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(seconds, int(line.split()[1]) / 1024)
"""


def alone(texts: Path) -> dict[str, float]:
    """Start-up time and peak memory of a process that reads the texts one after another."""
    command = [sys.executable, "-c", _ALONE, str(texts), *_NO_RELATIONS]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return {"start-up seconds": round(float(seconds), 2), "peak memory MB": round(float(memory))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--texts", type=Path, help="folder of .txt files, for the speed and the memory")
    parser.add_argument("--card", type=Path, help="model card whose figures are to be replaced")
    parser.add_argument("--json", type=Path, help="file to keep the figures in")
    args = parser.parse_args()
    nlp = load(exclude=_NO_RELATIONS)
    figures: dict[str, dict[str, float]] = accuracy(nlp, args.treebanks)
    if args.texts:
        texts = [path.read_text(encoding="utf-8") for path in sorted(args.texts.glob("*.txt"))]
        figures["speed"] = speed(nlp, texts) | alone(args.texts)
    show(figures)
    if args.card:
        write_card(args.card, figures)
    if args.json:
        args.json.write_text(json.dumps({"spacy": spacy.__version__, **figures}, indent=1) + "\n", encoding="utf-8")


def write_card(path: Path, figures: dict[str, dict[str, float]]) -> None:
    """Put the figures, and those of the training, between the two marks in the model card."""
    before, _, rest = path.read_text(encoding="utf-8").partition("<!-- figures -->\n")
    after = rest.partition("<!-- end of figures -->")[2]
    lines = ["| F1 | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    lines += [f"| {n} | " + " | ".join(f"{r[c]:.1f}" for c in COLUMNS) + " |" for n, r in figures.items() if "LAS" in r]
    lines += ["", *(f"- {k}: {v:,}" for k, v in figures.get("speed", {}).items()), "", *_trained()]
    text = "\n".join([before + "<!-- figures -->", *lines, "<!-- end of figures -->" + after])
    path.write_text(text, encoding="utf-8")


def _trained() -> list[str]:
    """How the shipped model was trained, and its F1 on what was kept aside (gold tokens)."""
    facts = json.loads(checked("language.json").read_text(encoding="utf-8"))["training"]
    kept = facts.pop("kept aside")
    lines = [f"- {key}: {value}" for key, value in facts.items()]
    scores = (f"- {part} kept aside: " + ", ".join(f"{k} {v}" for k, v in row.items()) for part, row in kept.items())
    return ["Training:", "", *lines, *scores]


def show(figures: dict[str, dict[str, float]]) -> None:
    """Print the figures as a table."""
    table = Table("F1", *COLUMNS)
    for name, row in figures.items():
        if "LAS" in row:
            table.add_row(name, *(f"{row[c]:.1f}" for c in COLUMNS))
    Console().print(table)
    for name, row in figures.items():
        if "LAS" not in row:
            print(name, row)


if __name__ == "__main__":
    main()
