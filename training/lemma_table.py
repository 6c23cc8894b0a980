"""Write ``extract/lemmas.json``: known lemmas and the forms that the rules get wrong.

``python training/lemma_table.py --treebanks DIR``; prints the accuracy on the dev parts.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from treebank import Sentence, read_conllu

from whobacks.extract.lemmas import INFLECTED, Lemmas

__all__ = ["table_of"]


def table_of(sentences: Iterable[Sentence]) -> dict[str, dict[str, object]]:
    """For every coarse tag: known lemmas of inflected words, and exceptions (lower-case form to lemma)."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    known: dict[str, set[str]] = defaultdict(set)
    for form, upos, xpos, lemma in _words(sentences):
        seen[xpos, form.lower()][lemma] += 1
        if xpos in INFLECTED:
            known[upos].add(lemma.lower())
        elif upos in ("NOUN", "VERB", "ADJ", "ADV") and form.lower() == lemma:
            known[upos].add(lemma)
    words = {upos: sorted(lemmas) for upos, lemmas in sorted(known.items())}
    rules = Lemmas({"known": words, "exceptions": {}})
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for (xpos, form), counts in sorted(seen.items()):
        best, times = counts.most_common(1)[0]
        if (
            xpos[:3] not in ("NNP", "CD", "FW", "ADD", "GW")
            and times * 2 > counts.total()
            and _lemma(rules, form, xpos) != best
        ):
            exceptions[xpos][form] = best
    return {"known": words, "exceptions": dict(exceptions)}


def _words(sentences: Iterable[Sentence]) -> Iterator[tuple[str, str, str, str]]:
    for sentence in sentences:
        for word in zip(sentence.words, sentence.upos, sentence.xpos, sentence.lemmas, sentence.labels, strict=True):
            if word[4] != "goeswith" and word[3] != "_":
                yield word[:4]


def _lemma(lemmas: Lemmas, form: str, xpos: str) -> str:
    return lemmas.lemma(form, xpos)


def main() -> None:
    """Write the table, print the accuracy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "extract")
    args = parser.parse_args()
    table = table_of(s for part in ("ewt_train", "gum_train") for s in read_conllu(args.treebanks / f"{part}.conllu"))
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    (args.out / "lemmas.json").write_text(text + "\n", encoding="utf-8")
    lemmas = Lemmas(table)
    for part in ("ewt_dev", "gum_dev"):
        rows = list(_words(read_conllu(args.treebanks / f"{part}.conllu")))
        right = [lemmas.lemma(form, xpos) == lemma for form, _, xpos, lemma in rows]
        print(part, f"{100 * sum(right) / len(right):.2f}")


if __name__ == "__main__":
    main()
