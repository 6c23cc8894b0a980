"""Rejected inputs: counted, told, written."""

from __future__ import annotations

import json
from pathlib import Path

from whobacks.extract.rejects import Rejects
from whobacks.ontology.errors import InputError


def test_rejects_are_counted_told_and_written(tmp_path: Path) -> None:
    told: list[str] = []
    file = tmp_path / "rejects.jsonl"
    with Rejects(file, told.append) as rejects:
        rejects(InputError("empty text", path="a.jsonl", line=3))
        rejects(InputError("no such file", path="b.txt"))
    assert rejects.count == 2
    assert told == ["a.jsonl:3: empty text", "b.txt: no such file"]
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"path": "a.jsonl", "line": 3, "reason": "empty text"},
        {"path": "b.txt", "line": None, "reason": "no such file"},
    ]


def test_a_clean_run_leaves_no_file(tmp_path: Path) -> None:
    with Rejects(tmp_path / "rejects.jsonl") as rejects:
        pass
    assert (rejects.count, list(tmp_path.iterdir())) == (0, [])
