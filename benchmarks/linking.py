"""Share of mentions that are linked to the right actor, by kind of mention.

    python benchmarks/linking.py                         # the invented passages in training/
    python benchmarks/linking.py --gold ../shared/gold/dev --texts ../shared/gold/dev/texts
    python benchmarks/linking.py --gold ../shared/eval/challenge_dev.jsonl

A gold mention counts as found when a predicted mention covers it or lies in it, and as right when the
predicted actor's name folds to the gold name (the scorer's table) or both are one actor of the table.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.candidates import PRONOUNS
from whobacks.extract.linking import Linker
from whobacks.extract.mention import Mention, mentions_of
from whobacks.extract.names import pieces_of
from whobacks.extract.nouns import longest_noun

_DETERMINERS = {"the", "a", "an", "this", "that", "these", "those", "'s", "’s"}


@dataclass
class Item:
    """A text with the gold mentions in it: (words, start, end, actors that the words may mean)."""

    id: str
    text: str
    date: str | None
    theatre: str | None
    mentions: list[tuple[str, tuple[tuple[int, int], ...], str]] = field(default_factory=list)
    complete: bool = True


def passages(path: Path) -> Iterator[Item]:
    """The passages, with every mention of every actor."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        item = Item(row["id"], row["text"], row["date"], row["theatre"])
        for actor in row.get("actors", ()):
            for words in actor["mentions"]:
                item.mentions.append((words, tuple(occurrences(words, item.text)), actor["name"]))
        if "actors" not in row:
            item.complete = False
            for words, name in sorted(_sides(row["relations"])):
                item.mentions.append((words, tuple(occurrences(words, item.text)), name))
        yield item


def _sides(relations: Iterable[dict]) -> set[tuple[str, str]]:
    return {(r[f"{side}_text"], r[side]) for r in relations for side in ("source", "target")}


def annotated(gold: Path, texts: Path) -> Iterator[Item]:
    """Whole texts, with the source and target words of their relations, looked for in the relation's sentence."""
    for file in sorted(gold.glob("*.jsonl")):
        text = (texts / f"{file.stem}.txt").read_text(encoding="utf-8")
        item = Item(file.stem, text, None, None, complete=False)
        for line in file.read_text(encoding="utf-8").splitlines():
            r = json.loads(line)
            item.theatre = item.theatre or (r["theatre"] if r["theatre"] in {"Syria", "Libya"} else None)
            start = text.find(r["sentence"])
            if start < 0 or r.get("agreed") is False:
                continue
            for words, name in _sides([r]):
                spans = [(start + a, start + b) for a, b in occurrences(words, r["sentence"])]
                item.mentions.append((words, tuple(spans), name))
        yield item


def occurrences(words: str, text: str) -> list[tuple[int, int]]:
    """Where the words stand in the text, case minded if that finds any."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    found = list(re.finditer(pattern, text)) or list(re.finditer(pattern, text, re.IGNORECASE))
    return [m.span() for m in found]


class Names:
    """Whether two names are one actor: the scorer's alias table first, the actors table second."""

    def __init__(self, table: Path | None, linker: Linker, *, lenient: bool) -> None:
        self._linker, self._lenient = linker, lenient
        self._fold: dict[str, str] = {}
        entries = json.loads(table.read_text(encoding="utf-8")) if table and table.exists() else {}
        for name, entry in entries.items():
            for alias in [name, *entry.get("aliases", [])]:
                self._fold[self._key(alias)] = self._key(name)

    @staticmethod
    def _key(text: str) -> str:
        pieces = [p for word in text.split() for p in pieces_of(word)]
        return " ".join(pieces[1:] if pieces[:1] in (["the"], ["a"], ["an"]) else pieces)

    def same(self, mention: Mention, gold: str) -> bool:
        """Whether the mention's actor is the gold actor."""
        mine, theirs = self._key(mention.name), self._key(gold)
        if self._fold.get(mine, mine) == self._fold.get(theirs, theirs):
            return True
        return self._lenient and any(e.actor_id == mention.actor_id for e in self._linker.index.lookup(gold) if e.tier in {"name", "strong"})


def kind_of(words: str, linker: Linker) -> str:
    """Name, demonym, metonym, role phrase, description or pronoun, by the words alone."""
    if words.lower() in PRONOUNS or words.lower() in {"who", "whose", "both", "each other"}:
        return "pronoun"
    core = re.sub(r"^(the|a|an|his|her|its|their|our) ", "", re.sub(r"['’]s?$", "", words), flags=re.IGNORECASE)
    tiers = {e.tier for e in linker.index.lookup(core)}
    for tier in ("name", "strong", "demonym", "metonym", "weak"):
        if tier in tiers and core != core.lower():
            return {"strong": "name", "weak": "name"}.get(tier, tier)
    parts = core.replace("-", " ").split()
    low = [p.lower() for p in parts]
    if core == core.lower() or not any(p[:1].isupper() for p in (parts if words.startswith(core[:1]) and len(parts) > 1 and words[0].islower() else parts)):
        return "description"
    noun = any(longest_noun(low, i) and parts[i].islower() for i in range(len(low)))
    return "role phrase" if noun or any(p.islower() for p in parts if len(p) > 3) else "name"


def doc_of(nlp: Language, item: Item) -> Doc:
    """The item's Doc, linked."""
    doc = nlp.make_doc(item.text)
    doc.user_data["whobacks.article"] = {"doc": item.id, "number": 1, "date": item.date, "theatre": item.theatre}
    return nlp(doc)


def covers(doc: Doc, mention: Mention, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the mention covers one of the character spans or lies in it."""
    span = doc[mention.start : mention.end]
    low, high = span.start_char, span.end_char
    return any((low >= a and high <= b) or (low <= a and high >= b) or _most(low, high, a, b) for a, b in spans)


def _most(low: int, high: int, a: int, b: int) -> bool:
    return min(high, b) - max(low, a) > 0.5 * max(high - low, b - a)


def measure(items: Iterable[Item], nlp: Language, linker: Linker, names: Names) -> tuple[dict, Counter, list]:
    """Counts by kind (gold, found, right), counts of predictions, and the failures."""
    table: dict[str, Counter] = defaultdict(Counter)
    predicted: Counter = Counter()
    failures = []
    for item in items:
        doc = doc_of(nlp, item)
        mentions = mentions_of(doc)
        for words, spans, name in item.mentions:
            kind = kind_of(words, linker)
            here = [m for m in mentions if covers(doc, m, spans)]
            right = any(names.same(m, name) for m in here)
            table[kind].update(gold=1, found=bool(here), right=right)
            if not right:
                failures.append((item.id, kind, words, name, [m.name for m in here]))
        if item.complete:
            for m in mentions:
                over = [(w, n) for w, spans, n in item.mentions if covers(doc, m, spans)]
                verdict = "right" if any(names.same(m, n) for _, n in over) else "wrong" if over else "spurious"
                predicted[m.how, verdict] += 1
                if verdict != "right":
                    failures.append((item.id, verdict, doc[m.start : m.end].text, m.name, [f"{m.how}: {m.reason}"]))
    return table, predicted, failures


def report(table: dict, predicted: Counter) -> None:
    """Print the table of shares."""
    print(f"{'kind':14}{'gold':>7}{'found':>8}{'right':>8}")
    total: Counter = Counter()
    for kind in sorted(table, key=lambda k: -table[k]["gold"]):
        total.update(table[kind])
        _row(kind, table[kind])
    _row("all", total)
    if predicted:
        print(f"\n{'predicted as':14}{'n':>7}{'right':>8}{'wrong':>8}{'spurious':>10}")
        for how in sorted({h for h, _ in predicted}):
            n = sum(predicted[how, v] for v in ("right", "wrong", "spurious"))
            shares = [predicted[how, v] / n for v in ("right", "wrong", "spurious")]
            print(f"{how:14}{n:7}{shares[0]:8.1%}{shares[1]:8.1%}{shares[2]:10.1%}")


def _row(kind: str, counts: Counter) -> None:
    n = max(1, counts["gold"])
    print(f"{kind:14}{counts['gold']:7}{counts['found'] / n:8.1%}{counts['right'] / n:8.1%}")


def pipeline(light: bool) -> tuple[Language, Linker]:
    """The language pipeline with the linker; ``light`` works on tokens alone."""
    if light:
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("whobacks/mentions")
        nlp.add_pipe("whobacks/linker")
    else:
        from whobacks.extract.pipeline import load

        nlp = load()
    return nlp, nlp.get_pipe("whobacks/linker")


def main() -> None:
    """Measure and print."""
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=root / "training" / "passages.jsonl")
    parser.add_argument("--texts", type=Path, help="folder of the texts, for a folder of gold files")
    parser.add_argument("--names", type=Path, default=root.parent / "shared" / "eval" / "actors_eval.json")
    parser.add_argument("--light", action="store_true", help="tokens only, without the encoder")
    parser.add_argument("--every", type=int, default=1, help="only every n-th item")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--only", help="only failures of this kind")
    args = parser.parse_args()
    nlp, linker = pipeline(args.light)
    items = list(annotated(args.gold, args.texts) if args.texts else passages(args.gold))[:: args.every]
    began = time.perf_counter()
    table, predicted, failures = measure(items, nlp, linker, Names(args.names, linker, lenient=True))
    report(table, predicted)
    print(f"\n{len(items)} texts in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    for failure in [f for f in failures if not args.only or f[1] == args.only][: args.errors]:
        print("  ", *failure, sep=" | ")


if __name__ == "__main__":
    main()
