"""Inputs that could not be read: counted, told, and kept in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ..ontology.errors import InputError

__all__ = ["Rejects"]


class Rejects:
    """Collects rejected inputs while the rest goes on: pass it as ``on_reject``.

    ``count`` says how many there were. With a file, each is a JSON line `{"path", "line", "reason"}`;
    ``tell`` is called with each message, e.g. to print it.
    """

    def __init__(self, file: str | Path | None = None, tell: Callable[[str], None] | None = None) -> None:
        """Open the file when the first input is rejected, so that a clean run leaves none."""
        self.count = 0
        self._path = Path(file) if file is not None else None
        self._tell = tell
        self._file: IO[str] | None = None

    def __call__(self, error: InputError) -> None:
        """Take one rejected input."""
        self.count += 1
        if self._tell is not None:
            self._tell(str(error))
        if self._path is not None:
            self._file = self._file or self._path.open("w", encoding="utf-8")
            record = {"path": error.path, "line": error.line, "reason": error.reason}
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def __enter__(self) -> Self:
        """Use as a context, which closes the file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
