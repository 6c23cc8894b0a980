"""Passages in their compact form (``[words|number]``) to JSON lines, with every offset checked.

``python training/passages.py FILE…`` prints the passages' errors, or with ``--out`` writes JSON lines.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labels import RELATIONS, ROOTS, STATUSES

_HEADER = re.compile(r"@ (?P<theatre>.+?) (?P<date>\d{4}-\d{2}-\d{2})\s*(?:\|(?P<actors>.*))?$")
_LINE = re.compile(r"(\d+)\.(\d+) (~?[A-Za-z_]+) (\d+)\.(\d+)(?: (\w+))?(?: (\d+|-))?\s*$")

Mentions = dict[int, list[tuple[int, int]]]


def unmark(marked: str) -> tuple[str, Mentions]:
    """The plain text and each actor's mentions as character offsets, in text order."""
    text, stack = [], []
    found: Mentions = defaultdict(list)
    at = 0
    for part in re.split(r"(\[|\|\d+\])", marked):
        if part == "[":
            stack.append(at)
        elif close := re.fullmatch(r"\|(\d+)\]", part):
            if not stack:
                raise ValueError(f"a bracket closes that never opened, before {part!r}")
            found[int(close[1])].append((stack.pop(), at))
        else:
            text.append(part)
            at += len(part)
    if stack:
        raise ValueError("a bracket never closes")
    return "".join(text), {k: sorted(v) for k, v in found.items()}


def actors_of(listed: str | None) -> dict[int, tuple[str, str]]:
    """Number to (name, kind) from a header's actor list."""
    out = {}
    for item in filter(None, (part.strip() for part in (listed or "").split("|"))):
        match = re.fullmatch(r"(\d+) (.+) ([\w-]+)", item)
        if not match:
            raise ValueError(f"actor {item!r} is not 'number name kind'")
        out[int(match[1])] = match[2], match[3]
    return out


def passage(name: str, block: list[str]) -> dict[str, Any]:
    """One passage as a record; raises ValueError for anything that does not fit."""
    header = _HEADER.fullmatch(block[0].strip())
    if not header or len(block) < 2:
        raise ValueError(f"header {block[0]!r} is not '@ theatre date | 1 name kind | …' followed by a text")
    actors = actors_of(header["actors"])
    text, mentions = unmark(block[1].strip())
    if unknown := mentions.keys() - actors.keys():
        raise ValueError(f"mentions of actors {sorted(unknown)} that the header does not list")
    record: dict[str, Any] = {"id": name, "theatre": header["theatre"], "date": header["date"], "text": text}
    record["actors"] = [
        {"name": actors[k][0], "kind": actors[k][1], "mentions": [text[a:b] for a, b in v], "spans": v}
        for k, v in sorted(mentions.items())
    ]
    record["relations"], pairs = [], []
    for line in filter(None, map(str.strip, block[2:])):
        relation = _relation(line, text, actors, mentions)
        (pairs if "plover" in relation else record["relations"]).append(relation)
    return record | ({"pairs": pairs} if pairs else {})


def _relation(line: str, text: str, actors: dict[int, tuple[str, str]], mentions: Mentions) -> dict[str, Any]:
    match = _LINE.fullmatch(line)
    if not match:
        raise ValueError(f"line {line!r} is not 'A.k relation B.m [status [attributed]]'")
    a, b = ((int(match[i]), int(match[i + 1]) - 1) for i in (1, 4))
    for actor, index in (a, b):
        if actor not in mentions or not 0 <= index < len(mentions[actor]):
            raise ValueError(f"line {line!r}: actor {actor} has no mention {index + 1}")
    source, target = mentions[a[0]][a[1]], mentions[b[0]][b[1]]
    words = {
        "source_text": text[slice(*source)],
        "target_text": text[slice(*target)],
        "source_span": source,
        "target_span": target,
    }
    label = match[3]
    if label.startswith("~"):
        if label[1:] not in ROOTS:
            raise ValueError(f"line {line!r}: unknown root {label[1:]!r}")
        return {**words, "plover": label[1:]}
    status = match[6] or "asserted"
    if label not in RELATIONS or status not in STATUSES:
        raise ValueError(f"line {line!r}: unknown relation or status")
    speaker = None if match[7] in (None, "-") else actors[int(match[7])][0]
    low, high = min(source[0], target[0]), max(source[1], target[1])
    return {
        "source": actors[a[0]][0],
        "relation": label,
        "target": actors[b[0]][0],
        "status": status,
        "attributed_to": speaker,
        **words,
        "quote": text[low:high],
    }


def blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line number, lines) of each passage of a file."""
    block: list[str] = []
    start = 1
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        if line.strip() and not line.startswith("#"):
            start = start if block else number
            block.append(line)
        elif block and not line.strip():
            yield start, block
            block = []


def read(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The good passages of a file, and one message for each bad one."""
    good, bad = [], []
    for number, block in blocks(path):
        try:
            good.append(passage(f"{path.stem}-{number}", block))
        except (ValueError, KeyError) as error:
            bad.append(f"{path}:{number}: {error}")
    return good, bad


def main() -> int:
    """Check the files; with --out write them as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    results = [read(path) for path in args.files]
    good, bad = [r for g, _ in results for r in g], [m for _, b in results for m in b]
    if args.out:
        args.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in good), encoding="utf-8")
    print("\n".join(bad), file=sys.stderr)
    print(f"{len(good)} passages, {sum(len(r['relations']) for r in good)} relations, {len(bad)} errors")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
