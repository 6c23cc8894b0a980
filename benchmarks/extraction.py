"""Extraction quality and speed: ``python benchmarks/extraction.py --shared ../shared``.

Runs the installed extractor on annotated texts and calls the scorers that lie beside them: relations
in articles, relations in invented passages by phenomenon, PLOVER roots of marked pairs, and words a
second on one process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.progress import track

import whobacks as wb
from whobacks.extract.document import Article, Document
from whobacks.extract.extraction import extract_documents
from whobacks.extract.pipeline import load
from whobacks.extract.relate import relate


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON lines file."""
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def write(records: Iterable[dict[str, Any]], path: Path) -> Path:
    """Write records as JSON lines."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def passages(path: Path) -> Iterator[Document]:
    """Challenge items as documents of one block."""
    for item in rows(path):
        block = ((0, len(item["text"])),)
        yield Document(id=item["id"], text=item["text"], articles=(Article(date=item.get("date"), blocks=block),))


def claims(documents: Iterable[Document], nlp: Any) -> list[dict[str, Any]]:
    """All claims of the documents, as records."""
    return [claim.to_record() for found in extract_documents(documents, nlp=nlp) for claim in found.claims]


def score(script: Path, *arguments: str) -> str:
    """What a scorer prints."""
    done = subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def articles(shared: Path, folder: Path, nlp: Any, errors: int) -> str:
    """Relations in annotated articles."""
    found = claims(wb.read_documents([shared / "gold/dev/texts"]), nlp)
    out = write(found, folder / "gold.jsonl")
    texts, gold = str(shared / "gold/dev/texts"), str(shared / "gold/dev")
    return score(
        shared / "eval/score_relations.py",
        "--gold",
        gold,
        "--pred",
        str(out),
        "--texts",
        texts,
        "--errors",
        str(errors),
    )


def challenge(shared: Path, folder: Path, nlp: Any, errors: int) -> str:
    """Relations in invented passages."""
    gold = shared / "eval/challenge_dev.jsonl"
    out = write(claims(passages(gold), nlp), folder / "challenge.jsonl")
    return score(shared / "eval/score_relations.py", "--gold", str(gold), "--pred", str(out), "--errors", str(errors))


def plover(shared: Path, folder: Path, nlp: Any, _: int) -> str:
    """PLOVER roots of marked pairs, zero-shot."""
    gold = shared / "eval/plv/plv_valid.jsonl"
    answers = relate(track(list(rows(gold)), description="pairs", transient=True), nlp, force=True)
    return score(shared / "eval/score_plover.py", str(gold), str(write(answers, folder / "plover.jsonl")))


def speed(shared: Path, _: Path, nlp: Any, __: int) -> str:
    """Words a second of wall time and of processor time, text to records, one process."""
    documents = list(wb.read_documents([shared / "train/texts"]))
    words = sum(len(d.text.split()) for d in documents)
    claims(documents[:2], nlp)
    wall, used = time.perf_counter(), time.process_time()
    found = claims(documents, nlp)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    return (
        f"{words} words, {len(found)} claims: {words / wall:,.0f} words/s wall, {words / used:,.0f} words/s processor"
    )


PARTS = {"articles": articles, "challenge": challenge, "plover": plover, "speed": speed}


def main() -> None:
    """Run the chosen parts and print what the scorers say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder to keep the predictions in")
    args = parser.parse_args()
    nlp = load()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name in args.parts:
            print(f"== {name}\n{PARTS[name](args.shared, folder, nlp, args.errors)}\n", flush=True)


if __name__ == "__main__":
    main()
