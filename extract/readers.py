"""Files, folders, records and standard input, read as a stream of documents."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from ..ontology.errors import InputError
from .articles import segment
from .document import Document
from .encoding import decode, decode_html
from .pages import read_page
from .records import Row, csv_rows, json_lines, json_rows

__all__ = ["SUFFIXES", "OnReject", "named_fields", "read_documents"]

Metadata = Mapping[str, str | None]
OnReject = Callable[[InputError], None]

#: What a file's last name (before .gz) makes of it.
SUFFIXES = (".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".csv")
_ROWS: Mapping[str, Callable[[IO[bytes], str], Iterator[Row]]] = {
    ".json": json_rows,
    ".jsonl": json_lines,
    ".csv": csv_rows,
}
_FIELDS = ("id", "text", "html", "title", "date", "source", "url")


def read_documents(
    paths: Sequence[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    on_reject: OnReject | None = None,
) -> Iterator[Document]:
    """Read documents as they come; nothing is kept but a hash of each id.

    Args:
        paths: files (.txt .md .html .htm .json .jsonl .csv, each also .gz), folders, "-" for standard input.
        fields: other names of a record's fields, e.g. ``{"text": "body"}``.
        on_reject: called with each input that cannot be read, and reading goes on; without it the
            first one is raised.

    Yields:
        Documents whose id is the file's stem or the record's id, in the order of the paths; a
        folder's files in alphabetical order.

    Raises:
        InputError: an input that cannot be read, where there is no ``on_reject``; a wrong ``fields``.
    """
    if unknown := set(fields or ()) - set(_FIELDS):
        raise InputError(f"no field {min(unknown)!r}; a record has {', '.join(_FIELDS)}")
    names = {name: (fields or {}).get(name, name) for name in _FIELDS}
    seen: set[bytes] = set()
    for found in _read_all(paths, names):
        wrong = found if isinstance(found, InputError) else _wrong(found, seen)
        if isinstance(found, _Source) and wrong is None:
            yield found.document
        elif wrong is not None and on_reject is not None:
            on_reject(wrong)
        elif wrong is not None:
            raise wrong


def named_fields(pairs: Iterable[str]) -> dict[str, str]:
    """Other names of a record's fields from words like "text=body"; raises InputError for other words."""
    named = {}
    for pair in pairs:
        ours, sign, theirs = pair.partition("=")
        if not sign or ours not in _FIELDS or not theirs:
            raise InputError(
                f"{pair!r} names no field; write e.g. text=body, with one of {', '.join(_FIELDS)} in front"
            )
        named[ours] = theirs
    return named


@dataclass(frozen=True, slots=True)
class _Source:
    """A document and where it was read."""

    document: Document
    path: str
    line: int | None = None


Found = _Source | InputError


def _wrong(source: _Source, seen: set[bytes]) -> InputError | None:
    """Why a document is no input: nothing to read in it, or an id that was read before."""
    document = source.document
    key = blake2b(document.id.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    if not document.articles:
        reason = "no running text; leave it out" if document.text.strip() else "empty text; leave it out"
    elif key in seen:
        reason = f"the id {document.id!r} was read before; give each document its own"
    else:
        seen.add(key)
        return None
    return InputError(reason, path=source.path, line=source.line)


def _read_all(paths: Sequence[str | Path], names: Mapping[str, str]) -> Iterator[Found]:
    for path in paths:
        if str(path) == "-":
            yield from _guarded(_read_stdin(names), "-")
        else:
            for file in _files(Path(path)):
                yield from [file] if isinstance(file, InputError) else _guarded(_read_file(file, names), str(file))


def _files(path: Path) -> Iterator[Path | InputError]:
    """The file itself, or the readable files of a folder and those below it."""
    if not path.exists():
        yield InputError("no such file or folder; check the path", path=str(path))
    elif not path.is_dir():
        yield path
    else:
        empty = True
        for folder, below, files in os.walk(path):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(files):
                if not name.startswith(".") and _suffix(Path(name)) in SUFFIXES:
                    empty = False
                    yield Path(folder) / name
        if empty:
            yield InputError(f"a folder without {' '.join(SUFFIXES)} files; give another", path=str(path))


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _stem(path: Path) -> str:
    name = path.name[:-3] if path.suffix.lower() == ".gz" else path.name
    return Path(name).stem if _suffix(path) in SUFFIXES else name


def _guarded(found: Iterator[Found], path: str) -> Iterator[Found]:
    """What is found, and where reading breaks off, the reason as an InputError with its path."""
    try:
        yield from found
    except InputError as error:
        yield error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        yield InputError(f"broken gzip: {error}; compress it again", path=path)
    except OSError as error:
        yield InputError(f"cannot be read: {error.strerror or error}; check its permissions", path=path)


def _read_file(path: Path, names: Mapping[str, str]) -> Iterator[Found]:
    suffix = _suffix(path)
    if suffix and suffix not in SUFFIXES:
        raise InputError(f"unknown kind of file {suffix!r}; give {' '.join(SUFFIXES)}, or those as .gz", path=str(path))
    opened: Any = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rb") as file:
        yield from _read(file, suffix, str(path), _stem(path), names)


def _read_stdin(names: Mapping[str, str]) -> Iterator[Found]:
    """Standard input: JSON lines or JSON when it starts like that, a page, else one text."""
    file = sys.stdin.buffer
    first = file.readline()
    start = first.lstrip()[:1]
    if start == b"{" and first.rstrip().endswith(b"}"):
        for line, row in json_lines(_Pushed(first, file), "-"):  # type: ignore[arg-type]
            yield _record(row, names, "-", "stdin", line)
        return
    suffix = {b"{": ".json", b"[": ".json", b"<": ".html"}.get(start, ".txt")
    yield from _read(BytesIO(first + file.read()), suffix, "-", "stdin", names)


class _Pushed:
    """A stream's lines with one line put back in front, so that a pipe stays a stream."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self.first, self.rest = first, rest

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.rest


def _read(file: IO[bytes], suffix: str, path: str, stem: str, names: Mapping[str, str]) -> Iterator[Found]:
    if suffix in _ROWS:
        for line, row in _ROWS[suffix](file, path):
            yield _record(row, names, path, stem, line)
    elif suffix in (".html", ".htm"):
        text, metadata = read_page(decode_html(file.read(), path=path), path=path)
        yield _source(stem, text, path, metadata)
    else:
        yield _source(stem, decode(file.read(), path=path), path, {})


def _source(id: str, text: str, path: str, metadata: Metadata, line: int | None = None) -> _Source:
    place = path if line is None else f"{path}:{line}"
    document = Document(id=id, text=text, path=place, articles=segment(text, name=path, metadata=metadata))
    return _Source(document, path, line)


def _record(row: dict[str, Any] | InputError, names: Mapping[str, str], path: str, stem: str, line: int) -> Found:
    """The document of one record, or what is wrong with the record."""
    if isinstance(row, InputError):
        return row
    record = {name: row.get(field) for name, field in names.items()}
    try:
        _check_fields(record, names, path, line)
        text, found = (
            (record["text"], {})
            if record["text"] or not record["html"]
            else read_page(record["html"], path=path, line=line)
        )
    except InputError as error:
        return error
    metadata = {**found, **{key: record[key] for key in ("title", "date", "source", "url") if record[key]}}
    id = f"{stem}:{line}" if record["id"] in (None, "") else str(record["id"])
    return _source(id, text or "", path, metadata, line)


def _check_fields(record: Mapping[str, Any], names: Mapping[str, str], path: str, line: int) -> None:
    """Raise InputError for a record without text, or with a field that is no text."""
    if record["text"] is None and record["html"] is None:
        cure = f"it needs {names['text']!r} or {names['html']!r}; name another with --field text=NAME"
        raise InputError(f"missing field: {cure}", path=path, line=line)
    for name, value in record.items():
        if not (value is None or isinstance(value, str) or (name == "id" and isinstance(value, int))):
            raise InputError(f"field {names[name]!r} is {value!r}; it must be a text", path=path, line=line)
