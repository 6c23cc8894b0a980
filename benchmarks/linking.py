"""Share of mentions that are linked to the right actor, by kind of mention.

    python benchmarks/linking.py                         # the invented passages in training/
    python benchmarks/linking.py --gold ../shared/gold/dev --texts ../shared/gold/dev/texts
    python benchmarks/linking.py --gold ../shared/eval/challenge_dev.jsonl

A gold mention counts as found when a predicted mention covers it or lies in it, and as right when the
predicted actor's name folds to the gold name (the scorer's table) or both are one actor of the table.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from linking_gold import Item, Names, annotated, covers, doc_of, held_out, passages, pipeline
from spacy.language import Language
from spacy.tokens import Doc

from whobacks.extract.anaphors import PRONOUNS
from whobacks.extract.linking import Linker
from whobacks.extract.mention import Mention, mentions_of
from whobacks.extract.nouns import longest_noun


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
    # the first word of a sentence has a capital whatever it is
    telling = parts[1:] if core == words and words[:1].isupper() and len(parts) > 1 else parts
    if not any(p[:1].isupper() for p in telling):
        return "description"
    noun = any(longest_noun(low, i) and parts[i].islower() for i in range(len(low)))
    return "role phrase" if noun or any(p.islower() for p in parts if len(p) > 3) else "name"


def measure(
    items: Iterable[Item], nlp: Language, linker: Linker, names: Names, spans_from: str
) -> tuple[dict, Counter, list]:
    """Counts by kind (gold, found, right), counts of predictions, and the failures."""
    table: dict[str, Counter] = defaultdict(Counter)
    predicted: Counter = Counter()
    failures = []
    for item in items:
        doc = doc_of(nlp, item, spans_from)
        mentions = mentions_of(doc)
        ids = _ids_by_name(doc, item, mentions, linker)
        for words, spans, name in item.mentions:
            kind = kind_of(words, linker)
            here = [m for m in mentions if covers(doc, m, spans)]
            right = any(names.same(m, name) for m in here)
            same = right or any(m.actor_id in ids[name] for m in here)
            table[kind].update(gold=1, found=bool(here), right=right, same=same)
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


def _ids_by_name(doc: Doc, item: Item, mentions: Sequence[Mention], linker: Linker) -> dict[str, set[str]]:
    """The ids that each gold actor's names were linked to: a pronoun is right when it goes with its name."""
    ids: dict[str, set[str]] = defaultdict(set)
    for words, spans, name in item.mentions:
        if kind_of(words, linker) in {"name", "metonym", "demonym"}:
            ids[name].update(m.actor_id for m in mentions if covers(doc, m, spans) and m.how != "description")
    return ids


def report(table: dict, predicted: Counter) -> None:
    """Print the table of shares."""
    print(f"{'kind':14}{'gold':>7}{'found':>8}{'right':>8}{'entity':>8}")
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


def append(path: Path, name: str, table: dict[str, Counter[str]]) -> None:
    """Write the table's rows behind those of other sets: set, kind, gold, found, right, entity (shares)."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if fresh:
            writer.writerow(("set", "kind", "gold", "found", "right", "entity"))
        total: Counter[str] = sum(table.values(), Counter())
        for kind, counts in [*sorted(table.items()), ("all", total)]:
            shares = (f"{counts[column] / counts['gold']:.3f}" for column in ("found", "right", "same"))
            writer.writerow((name, kind, counts["gold"], *shares))


def _row(kind: str, counts: Counter) -> None:
    n = max(1, counts["gold"])
    print(f"{kind:14}{counts['gold']:7}{counts['found'] / n:8.1%}{counts['right'] / n:8.1%}{counts['same'] / n:8.1%}")


def main() -> None:
    """Measure and print."""
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=root / "training" / "passages.jsonl")
    parser.add_argument("--texts", type=Path, help="folder of the texts, for a folder of gold files")
    parser.add_argument("--names", type=Path, default=root.parent / "shared" / "eval" / "actors_eval.json")
    parser.add_argument("--light", action="store_true", help="tokens only, without the encoder")
    parser.add_argument("--spans", default="own", choices=("own", "gold", "none"), help="gold: linking without finding")
    parser.add_argument("--held-out", action="store_true", help="only the texts that nothing was fitted on")
    parser.add_argument("--every", type=int, default=1, help="only every n-th item")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--out", type=Path, help="append the table to this CSV file")
    parser.add_argument("--only", help="only failures of this kind")
    args = parser.parse_args()
    nlp, linker = pipeline(args.light)
    items = list(annotated(args.gold, args.texts) if args.texts else passages(args.gold))[:: args.every]
    items = [item for item in items if not args.held_out or held_out(item.id)]
    began = time.perf_counter()
    table, predicted, failures = measure(items, nlp, linker, Names(args.names, linker, lenient=True), args.spans)
    report(table, predicted)
    if args.out:
        append(args.out, " ".join(filter(None, (args.gold.stem, "held-out" * args.held_out, args.spans))), table)
    print(f"\n{len(items)} texts in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    for failure in [f for f in failures if not args.only or f[1] == args.only][: args.errors]:
        print("  ", *failure, sep=" | ")


if __name__ == "__main__":
    main()
