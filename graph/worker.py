"""The process that runs other people's SPARQL. Started by path, so that it loads nothing but pyoxigraph.

It opens the dataset read-only, gives up the network where the system lets it, bounds its own memory
and CPU time, and then answers one request a line: rows as SPARQL TSV, triples as N-Triples, then one
line that starts with EOT and tells whether the answer was cut. Whoever started it kills it when the
time is up; pyoxigraph cannot be interrupted from inside.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

END = "\x04"
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
#: Characters that an answer may have in all, so that long texts cannot fill the memory of the asker.
_SIZE = 24_000_000
_TRIES, _PAUSE = 40, 0.05


def _leave_network() -> None:
    """A second wall behind the refusal of SERVICE: a network namespace with nothing in it (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_NEW_NET) != 0:
            libc.unshare(_NEW_USER | _NEW_NET)


def _bound_memory(megabytes: int) -> None:
    """At most so much on top of what the open store has mapped already."""
    mapped = 0
    with contextlib.suppress(OSError):
        mapped = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):
        limit = mapped + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _bound_time(seconds: float) -> None:
    """Should the asker die, the processor time runs out all the same."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _cell(term: Any) -> str:
    return "" if term is None else str(term).replace("\t", "\\t")


def _lines(answer: Any) -> Iterator[str]:
    if isinstance(answer, ox.QueryBoolean):
        yield "true" if answer else "false"
    elif isinstance(answer, ox.QuerySolutions):
        names = answer.variables
        for solution in answer:
            yield "\t".join(_cell(solution[name]) for name in names)
    else:
        for triple in answer:
            yield f"{triple} ."


def _head(answer: Any) -> dict[str, Any]:
    if isinstance(answer, ox.QuerySolutions):
        return {"kind": "rows", "variables": [variable.value for variable in answer.variables]}
    return {"kind": "boolean" if isinstance(answer, ox.QueryBoolean) else "triples"}


def _answer(store: ox.Store, request: dict[str, Any], out: TextIO) -> dict[str, Any]:
    graphs: list[Any] = [ox.NamedNode(iri) for iri in request["default_graphs"]]
    named: list[Any] = [ox.NamedNode(iri) for iri in request["named_graphs"]]
    given = bool(graphs or named)
    answer = store.query(
        request["query"],
        prefixes=request["prefixes"],
        use_default_graph_as_union=not given,
        default_graph=graphs if given else None,
        named_graphs=named if given else None,
    )
    out.write(json.dumps(_head(answer)) + "\n")
    size, lines = 0, _lines(answer)
    for line in islice(lines, request["rows"]):
        size += len(line)
        if size > _SIZE:
            return {"cut": "size"}
        out.write(line + "\n")
    return {"cut": None if next(lines, None) is None else "rows"}


def _open(path: str) -> ox.Store:
    """Open the store; while a writer tidies its files up, one that was listed may be gone: then look again."""
    for _ in range(_TRIES):
        try:
            return ox.Store.read_only(path)
        except (OSError, RuntimeError):
            time.sleep(_PAUSE)
    return ox.Store.read_only(path)


def _serve(path: str, megabytes: int, requests: TextIO, out: TextIO) -> None:
    _leave_network()
    store = _open(path)
    _bound_memory(megabytes)
    out.write(END + "{}\n")
    out.flush()
    for line in requests:
        request = json.loads(line)
        _bound_time(request["timeout"])
        try:
            end = _answer(store, request, out)
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            end = {"error": str(error)}
        except MemoryError:
            end = {"error": "out of memory"}
        out.write(END + json.dumps(end) + "\n")
        out.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), sys.stdin, sys.stdout)
