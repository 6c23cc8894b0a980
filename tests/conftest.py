"""Fixtures that all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing: this test was NOT run")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated texts beside the project; without it the test skips (fails in CI)."""
    folder = Path(os.environ.get("WHOBACKS_SHARED", ROOT.parent / "shared"))
    if not (folder / "README.md").exists():
        _missing(f"the folder {folder.name!r} beside the project")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive; without one the test skips (fails in CI)."""
    for path in (os.environ.get("WHOBACKS_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if path and Path(path).exists():
            return path
    _missing("Chromium (set WHOBACKS_CHROMIUM to its path)")
    raise AssertionError
