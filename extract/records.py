"""Rows of structured files: JSON lines, JSON and CSV, each row with the line where it stands."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import IO, Any

from ..ontology.errors import InputError
from .encoding import decode

__all__ = ["Row", "csv_rows", "json_lines", "json_rows"]

#: A row is the line it starts on (from 1), and its fields or what is wrong with it.
Row = tuple[int, "dict[str, Any] | InputError"]

#: An article in a CSV cell is longer than the 131,072 characters that the csv module allows.
_LONGEST_CELL = 50_000_000


def json_lines(file: IO[bytes], path: str) -> Iterator[Row]:
    """One JSON object a line; empty lines are skipped."""
    for line, data in enumerate(file, 1):
        if data.strip():
            yield line, _json_object(data, path, line)


def json_rows(file: IO[bytes], path: str) -> Iterator[Row]:
    """The object, or each object of the list, in a JSON file; the file is read whole."""
    text = decode(file.read(), path=path)
    at, line = _next(text, 0, 1)
    many = text[at : at + 1] == "["
    at, line = _next(text, at + many, line)
    while at < len(text) and text[at] != "]":
        try:
            item, end = json.JSONDecoder().raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", line)
            why = f"broken JSON: {error}; write one object or a list of objects"
            raise InputError(why, path=path, line=line) from error
        yield line, item if isinstance(item, dict) else _no_object(item, path, line)
        at, line = _next(text, end, line + text.count("\n", at, end))


def _next(text: str, at: int, line: int) -> tuple[int, int]:
    """The next character that is neither space nor comma, and its line."""
    start = at
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at, line + text.count("\n", start, at)


def csv_rows(file: IO[bytes], path: str) -> Iterator[Row]:
    """One row a record, under the header's names."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = (decode(data, path=path, line=line) for line, data in enumerate(file, 1))
    reader = csv.DictReader(lines, strict=True)
    _ = reader.fieldnames  # reads the header, so that line_num is a row's first line
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"broken CSV: {error}; quote the cells", path=path, line=line) from error
        yield line, _checked_row(row, path, line)


def _checked_row(row: dict[str | Any, str | Any], path: str, line: int) -> dict[str, Any] | InputError:
    if None in row:
        return InputError("a row with more cells than the header; quote cells that hold commas", path=path, line=line)
    return row


def _json_object(data: bytes, path: str, line: int) -> dict[str, Any] | InputError:
    try:
        item = json.loads(decode(data, path=path, line=line))
    except InputError as error:
        return error
    except (json.JSONDecodeError, RecursionError) as error:
        return InputError(f"broken JSON: {error}; write one object a line", path=path, line=line)
    return item if isinstance(item, dict) else _no_object(item, path, line)


def _no_object(item: object, path: str, line: int | None) -> InputError:
    kind = type(item).__name__
    return InputError(f"a JSON {kind} where an object belongs: {str(item)[:40]!r}; write {{...}}", path=path, line=line)
