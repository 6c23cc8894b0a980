"""What other programs, or we ourselves, saved as JSON lines: claims to load, pairs to relate."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from ..ontology.errors import InputError
from .claim import Claim
from .readers import OnReject
from .records import json_lines

__all__ = ["is_claims", "read_claims", "read_pairs"]

T = TypeVar("T")


def is_claims(path: str) -> bool:
    """Whether a file of that name holds claims as JSON lines; other endings are exports."""
    return path == "-" or path.removesuffix(".gz").endswith((".jsonl", ".json"))


def read_claims(paths: Iterable[str | Path], *, on_reject: OnReject | None = None) -> Iterator[Claim]:
    """The claims in files of JSON lines (.gz too), or in "-".

    Raises:
        InputError: a line that is no claim, or a file that cannot be read, where there is no ``on_reject``.
    """
    for path in paths:
        yield from _records(path, Claim.from_record, on_reject)


def read_pairs(path: str | Path, *, on_reject: OnReject | None = None) -> Iterator[dict[str, Any]]:
    """The records of `relate`: text with the offsets of a source and a target; errors as for claims."""
    yield from _records(path, _pair, on_reject)


def _records(path: str | Path, make: Callable[[dict[str, Any]], T], on_reject: OnReject | None) -> Iterator[T]:
    for found in _made(str(path), make):
        if not isinstance(found, InputError):
            yield found
        elif on_reject is None:
            raise found
        else:
            on_reject(found)


def _made(path: str, make: Callable[[dict[str, Any]], T]) -> Iterator[T | InputError]:
    try:
        with _opened(path) as file:
            for line, row in json_lines(file, path):
                yield row if isinstance(row, InputError) else _one(row, make, path, line)
    except (OSError, EOFError) as error:
        yield InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}", path=path)


def _opened(path: str) -> IO[bytes]:
    if path == "-":
        return sys.stdin.buffer
    if path.endswith(".gz"):
        return gzip.open(path)  # type: ignore[return-value]
    return Path(path).open("rb")


def _one(row: dict[str, Any], make: Callable[[dict[str, Any]], T], path: str, line: int) -> T | InputError:
    try:
        return make(row)
    except InputError as error:
        return InputError(error.reason, path=path, line=line)


def _pair(record: dict[str, Any]) -> dict[str, Any]:
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError('no text; give "text", "source" and "target"')
    for key in ("source", "target"):
        place: Any = record.get(key)
        whole = isinstance(place, list) and len(place) == 2 and all(isinstance(at, int) for at in place)
        if not whole or not 0 <= place[0] < place[1] <= len(text):
            raise InputError(f"{key} is {place!r}; give its [start, end] in the text")
    return record
