"""Runs other people's SPARQL in a process that can be killed: time, memory and rows are bounded for real.

pyoxigraph cannot stop a query once it runs (an ORDER BY over a cross product ignored the server's own
limit of 3 s for over 40 s), so the query runs in a process of its own, on a store opened read-only,
and the process is killed when the time is up. Rows that came before that are kept and marked as cut.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import QueryResultsFormat, RdfFormat

from ..ontology.errors import QueryError, StoreError
from ..ontology.namespaces import PREFIXES
from .process import END, StoppedError, WorkerProcess
from .results import Results
from .sparql import bind, check

__all__ = ["Limits", "Sandbox"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: ``timeout`` seconds of wall time, ``memory`` megabytes, ``rows``."""

    timeout: float = 30.0
    memory: int = 512
    rows: int = 100_000


class Sandbox:
    """Answers queries on one folder; keeps up to ``spare`` processes warm. Safe to use from several threads.

    ``state`` tells when the folder has changed, so that no process answers from what it saw before.
    """

    def __init__(
        self, path: str | Path, limits: Limits | None = None, *, spare: int = 2, state: Callable[[], int] = int
    ) -> None:
        self.path, self.limits, self.spare, self._state = Path(path), limits or Limits(), spare, state
        self._idle: list[WorkerProcess] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the warm processes."""
        with self._lock:
            workers, self._idle = self._idle, []
        for idle in workers:
            idle.kill()

    def run(
        self,
        query: str,
        bindings: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        rows: int | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Results:
        """Check, bind and run one query.

        Args:
            query: SPARQL 1.1, a question.
            bindings: values for its variables.
            timeout: seconds, at most the sandbox's own.
            rows: rows or triples, at most the sandbox's own.
            default_graphs: IRIs of the graphs to merge into the default graph; none: all.
            named_graphs: IRIs of the graphs that GRAPH sees; none: all.

        Raises:
            QueryError: refused, not SPARQL, or stopped by a limit before the first row came.
        """
        check(query)
        timeout = min(timeout or self.limits.timeout, self.limits.timeout)
        request = {
            "query": bind(query, bindings or {}),
            "prefixes": dict(PREFIXES),
            "rows": min(rows or self.limits.rows, self.limits.rows),
            "timeout": timeout,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
        }
        try:
            return _results(self._exchange(request, time.monotonic() + timeout))
        except StoppedError as stopped:
            return self._partial(stopped, timeout)

    def _exchange(self, request: Mapping[str, Any], deadline: float) -> list[bytes]:
        chosen = self._take(deadline)
        try:
            chosen.send(request)
            lines = chosen.read(deadline)
        except BaseException:
            chosen.kill()
            raise
        self._give(chosen)
        return lines

    def _partial(self, stopped: StoppedError, timeout: float) -> Results:
        if len(stopped.lines) > 1:
            return _results([*stopped.lines, END + json.dumps({"cut": stopped.reason}).encode()])
        if stopped.reason == "time":
            raise QueryError(f"stopped after {timeout:g} s; select less, or allow more time") from stopped
        if stopped.reason == "failure":
            raise StoreError(f"cannot read the dataset {str(self.path)!r}; is it whole?") from stopped
        raise QueryError(f"stopped: it needs more than {self.limits.memory} MB; select less") from stopped

    def _take(self, deadline: float) -> WorkerProcess:
        state = self._state()  # a reader sees the store as it was when it was opened
        with self._lock:
            fresh = [idle for idle in self._idle if idle.state == state]
            stale = [idle for idle in self._idle if idle.state != state]
            chosen = fresh.pop() if fresh else None
            self._idle = fresh
        for old in stale:
            old.kill()
        if chosen is not None and not chosen.alive:
            return self._take(deadline)
        if chosen is not None:
            return chosen
        started = WorkerProcess(self.path, self.limits.memory, state)
        started.read(deadline)
        return started

    def _give(self, used: WorkerProcess) -> None:
        with self._lock:
            keep = len(self._idle) < self.spare
            if keep:
                self._idle.append(used)
        if not keep:
            used.kill()


def _results(lines: Sequence[bytes]) -> Results:
    end = json.loads(lines[-1][len(END) :])
    if "error" in end:
        raise QueryError(f"the query failed: {_brief(end['error'])}")
    head, body = json.loads(lines[0]), lines[1:-1]
    if head["kind"] == "boolean":
        return Results("boolean", truth=body[0] == b"true")
    if head["kind"] == "triples":
        triples = tuple(quad.triple for quad in ox.parse(b"\n".join(body), format=RdfFormat.N_TRIPLES))
        return Results("triples", triples=triples, cut=end["cut"])
    variables = tuple(head["variables"])
    return Results("rows", variables, tuple(_rows(variables, body)), cut=end["cut"])


def _brief(error: str) -> str:
    """The first words of the parser's message: it goes on with every character it would have taken."""
    return re.sub(r"expected one of Prefix not found.*", "an undeclared prefix", error, flags=re.DOTALL)[:300]


def _rows(variables: Sequence[str], body: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
    if not variables:
        yield from (() for _ in body)
        return
    top = "\t".join(f"?{name}" for name in variables).encode()
    parsed = ox.parse_query_results(b"\n".join((top, *body, b"")), format=QueryResultsFormat.TSV)
    assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101
    for solution in parsed:
        yield tuple(solution[name] for name in variables)
