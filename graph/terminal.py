"""The terminal's side of a command: messages, progress, errors and exit codes, all on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..ontology.errors import QuestionError, StoreError, VocabularyError, WhobacksError
from .tables import plain_text

if TYPE_CHECKING:
    from .knowledge import KnowledgeGraph

__all__ = ["Exit", "guarded", "open_dataset_at", "output", "progress", "say"]

#: Seconds between two lines of progress where no bar can be drawn.
_EVERY = 10.0


class Exit:
    """The exit codes: what a script may rely on."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOTHING = 3
    QUESTION = 4
    REJECTED = 5
    INTERRUPTED = 130


def say(message: str) -> None:
    """A message for the person at the terminal."""
    sys.stderr.write(plain_text(message) + "\n")


def guarded(command: Callable[[], Any], *, debug: bool = False) -> int:
    """Run a command and answer its exit code; errors become one line, with ``debug`` they show their origin."""
    try:
        command()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.OK if stop.code is None else Exit.FAILURE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # the reader went away; nothing is left to flush
        return Exit.OK
    except (WhobacksError, OSError) as error:
        if debug:
            raise
        return _told(error)
    except Exception as error:
        if debug:
            raise
        say(f"error: {type(error).__name__}: {error}")
        say("This is a fault in whobacks; run it again with --debug and report it.")
        return Exit.FAILURE
    return Exit.OK


def _told(error: WhobacksError | OSError) -> int:
    say(f"error: {error}")
    if isinstance(error, QuestionError):
        for candidate in error.candidates:
            say(f"  {candidate}")
        return Exit.QUESTION
    return Exit.USAGE if isinstance(error, VocabularyError) else Exit.FAILURE


def open_dataset_at(where: str, *, actors: Path | None = None, new: bool = False) -> KnowledgeGraph:
    """Open a dataset; raises StoreError for a folder that is not there, unless it may be made."""
    from .knowledge import open_graph
    from .review import own_table

    if not new and "://" not in where and not Path(where).exists():
        raise StoreError(f"there is no dataset in {where!r}; make one with `whobacks build PATH --graph {where}`")
    own = own_table(where)
    return open_graph(where, actors=actors or (own if own.exists() else None))


@contextmanager
def output(path: str | None) -> Iterator[Any]:
    """The file of that name, or standard output for None and "-"."""
    if path in (None, "-"):
        yield sys.stdout
        sys.stdout.flush()
    else:
        with Path(str(path)).open("w", encoding="utf-8") as file:
            yield file


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, str], None]]:
    """Show what goes on: call the yielded function with how many more are done and a short note.

    A moving line on a terminal; elsewhere a plain line every ten seconds, so that logs stay short.
    """
    if sys.stderr.isatty():
        with _bar(what) as step:
            yield step
    else:
        yield _lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, str], None]]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, note="")
        yield lambda more, note: bar.update(task, advance=more, note=plain_text(note))


def _lines(what: str) -> Callable[[int, str], None]:
    started = told = time.monotonic()
    done = 0

    def step(more: int, note: str) -> None:
        nonlocal done, told
        done += more
        if time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            say(f"{what}: {done} in {told - started:.0f} s {note}")

    return step
