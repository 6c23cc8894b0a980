"""CoNLL-U files with names in MISC: sentences as columns, and their raw text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Sentence", "read_conllu"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A treebank sentence: one entry a syntactic word in every column.

    ``heads`` count words from 1, 0 is the root. ``names`` is None where the names of the sentence
    were never annotated. ``text`` and ``spaces`` (after each word) rebuild the raw text.
    """

    document: str
    text: str
    words: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    heads: tuple[int, ...]
    labels: tuple[str, ...]
    lemmas: tuple[str, ...]
    names: tuple[str, ...] | None
    starts_paragraph: bool = False


def read_conllu(path: Path) -> Iterator[Sentence]:
    """The sentences of a file, in order."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    document = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            document = comments.get("newdoc id", document)
            yield _sentence(rows, comments, document)
            comments, rows = {}, []


def _sentence(rows: list[list[str]], comments: dict[str, str], document: str) -> Sentence:
    words = [row for row in rows if row[0].isdigit()]
    names = [_misc(row, "name") for row in words]
    return Sentence(
        document=document,
        text=comments.get("text", ""),
        words=tuple(row[1] for row in words),
        upos=tuple(row[3] for row in words),
        xpos=tuple(row[4] for row in words),
        heads=tuple(int(row[6]) for row in words),
        labels=tuple(row[7] for row in words),
        lemmas=tuple(row[2] for row in words),
        names=None if any(name is None for name in names) else tuple(str(name) for name in names),
        starts_paragraph="newpar" in comments or "newpar id" in comments or "newdoc id" in comments,
    )


def _misc(row: list[str], key: str) -> str | None:
    return dict(item.split("=", 1) for item in row[9].split("|") if "=" in item).get(key)
