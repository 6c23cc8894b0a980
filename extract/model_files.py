"""The model files in the package: found, and checked against their sha256 before use."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from ..ontology.errors import ModelError

__all__ = ["MANIFEST", "checked", "write_manifest"]

#: File name to sha256, written by the training; a file that it does not name is not checked.
MANIFEST = "models.json"
_HERE = Path(__file__).parent


def checked(name: str, folder: Path | None = None) -> Path:
    """The path of a model file whose content is what was trained; checked once a process.

    Raises:
        ModelError: the file is missing, or its content has changed.
    """
    return _checked(name, folder or _HERE)


@cache
def _checked(name: str, folder: Path) -> Path:
    path = folder / name
    if not path.is_file():
        raise ModelError(f"model file {name!r} is missing from {str(folder)!r}; reinstall whobacks")
    manifest = folder / MANIFEST
    expected = json.loads(manifest.read_text(encoding="utf-8")).get(name) if manifest.is_file() else None
    if expected is not None and _sha256(path) != expected:
        raise ModelError(f"model file {name!r} in {str(folder)!r} is corrupted (sha256 differs); reinstall whobacks")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(names: list[str], folder: Path = _HERE) -> None:
    """Enter the files into the manifest, beside what it already names."""
    path = folder / MANIFEST
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known.update({name: _sha256(folder / name) for name in names})
    path.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")
