"""Rows for people and programs: a table, JSON, JSON lines, CSV or Markdown, on any stream."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import IO, Any

__all__ = ["Format", "plain_text", "write_rows"]

Row = Mapping[str, Any]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"

    @classmethod
    def of(cls, given: Format | None, file: IO[str]) -> Format:
        """The given format, else a table on a terminal and JSON lines in a pipe."""
        return given or (cls.TABLE if file.isatty() else cls.JSONL)


#: News text may hold codes that move the cursor or rename the window; only a line break may stay.
_CONTROL = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
#: What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_text(value: object) -> str:
    """The value as people read it: nothing for None, yes or no, no control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(plain_text, value))
    return str(value).translate(_CONTROL)


def write_rows(
    rows: Iterable[Row],
    format: Format | None = None,
    *,
    columns: Sequence[str] | None = None,
    title: str | None = None,
    file: IO[str] | None = None,
) -> int:
    """Write rows and answer how many there were; JSON lines and CSV go out row by row.

    Args:
        rows: mappings; a missing key is an empty cell.
        format: see `Format.of` for what None means.
        columns: the columns of a table, of CSV and of Markdown, in order; else those of the first row.
            JSON always holds whole rows.
        title: stands above a table.
        file: standard output when left out.
    """
    out = file if file is not None else sys.stdout
    counted = _Counted(rows)
    stream, names = _columns(counted, columns)
    _WRITERS[Format.of(format, out)](stream, names, out, title)
    return counted.count


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Any:
        for row in self.rows:
            self.count += 1
            yield row


def _columns(rows: Iterable[Row], columns: Sequence[str] | None) -> tuple[Iterable[Row], Sequence[str]]:
    if columns is not None:
        return rows, columns
    stream = iter(rows)
    first = list(islice(stream, 1))
    return chain(first, stream), list(first[0]) if first else []


def _table(rows: Iterable[Row], columns: Sequence[str], out: IO[str], title: str | None) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain_text(row.get(column))) for column in columns))
    # without a terminal's width the table takes what it needs, so that nothing is cut in a file
    Console(file=out, width=None if out.isatty() else 160).print(table)


def _json(rows: Iterable[Row], columns: Sequence[str], out: IO[str], title: str | None) -> None:
    json.dump([dict(row) for row in rows], out, ensure_ascii=False, indent=2, default=str)
    out.write("\n")


def _jsonl(rows: Iterable[Row], columns: Sequence[str], out: IO[str], title: str | None) -> None:
    for row in rows:
        out.write(json.dumps(dict(row), ensure_ascii=False, default=str) + "\n")


def _csv(rows: Iterable[Row], columns: Sequence[str], out: IO[str], title: str | None) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_cell(row.get(column)) for column in columns)


def _cell(value: object) -> object:
    """A cell that no spreadsheet runs: text that looks like a formula gets an apostrophe in front."""
    if value is None or isinstance(value, int | float):
        return value
    text = "|".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _md(rows: Iterable[Row], columns: Sequence[str], out: IO[str], title: str | None) -> None:
    out.write(_md_line(column.replace("_", " ") for column in columns))
    out.write(_md_line("---" for _ in columns))
    for row in rows:
        out.write(_md_line(plain_text(row.get(column)) for column in columns))


def _md_line(cells: Iterable[str]) -> str:
    escaped = (cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


_WRITERS: Mapping[Format, Callable[[Iterable[Row], Sequence[str], IO[str], str | None], None]] = {
    Format.TABLE: _table,
    Format.JSON: _json,
    Format.JSONL: _jsonl,
    Format.CSV: _csv,
    Format.MD: _md,
}
