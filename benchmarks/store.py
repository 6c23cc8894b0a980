"""The store, measured: loading, disk, memory and queries at a given size, beside rdflib and bare pyoxigraph.

    python benchmarks/store.py --quads 1000000
    python benchmarks/store.py --quads 5000000 --no-rdflib

Generated claims shaped like extracted ones (`store_data.py`). All times are CPU seconds of one process,
the best of three for queries; every part runs in a process of its own, so that nobody's caches help.
The share of rdflib is measured in the same run on the same N-Quads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from store_data import Generator, Made
from store_queries import HUB, named, queries

from whobacks.graph.bulk import bulk_add
from whobacks.graph.ingest import Ingest
from whobacks.graph.knowledge import open_graph
from whobacks.graph.refresh import Refresh
from whobacks.graph.run import Run
from whobacks.ontology.namespaces import PREFIXES

#: About 215 quads a document of this generator, derived edges included.
QUADS_A_DOCUMENT = 215
#: Seconds of CPU after which a query is given up.
PATIENCE = 20


def quads_of(kg: Any) -> int:
    """The number of quads."""
    return int(kg.dataset.size())


def folder_size(path: Path) -> int:
    """Bytes on disk."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of this process, and what the work gave."""
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def documents(count: int) -> list[Made]:
    """The documents, made before the clock starts."""
    return list(islice(Generator().documents(), count))


def load_bulk(path: Path, count: int) -> dict[str, float]:
    """Documents through N-Quads parts and the bulk loader, then edges, then compaction."""
    made = documents(count)
    kg = open_graph(path)
    ingest = Ingest(kg.dataset, kg.base, Run())
    loading, _ = timed(lambda: bulk_add(ingest, made))
    loaded = quads_of(kg)
    refresh = Refresh(kg.dataset, kg.decisions)
    deriving, _ = timed(refresh.rebuild)
    whole = quads_of(kg)
    kg.dataset.flush()
    before = folder_size(path) / whole
    optimizing, _ = timed(kg.dataset.optimize)
    kg.close()
    return {
        "quads": whole,
        "quads per CPU-s, documents": loaded / loading,
        "CPU-s to derive edges": deriving,
        "quads per CPU-s, edges and all": whole / (loading + deriving),
        "CPU-s to optimize": optimizing,
        "bytes a quad, loaded": before,
        "bytes a quad, optimized": folder_size(path) / whole,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def load_each(path: Path, count: int) -> dict[str, float]:
    """One transaction a document, as `whobacks build` does."""
    made = documents(count)
    kg = open_graph(path)
    ingest = Ingest(kg.dataset, kg.base, Run())
    loading, _ = timed(lambda: ingest.add_all(made))
    loaded = quads_of(kg)
    deriving, _ = timed(Refresh(kg.dataset, kg.decisions).run)
    again, _ = timed(lambda: Ingest(kg.dataset, kg.base, Run()).add_all(made))
    return {
        "quads per CPU-s": loaded / loading,
        "documents per CPU-s": count / loading,
        "CPU-s to derive edges": deriving,
        "unchanged documents per CPU-s": count / again,
    }


def bare(path: Path, file: Path) -> dict[str, float]:
    """Bare pyoxigraph: the same quads from one sorted N-Quads file."""
    store = ox.Store(str(path))
    loading, _ = timed(lambda: store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS))
    return {"quads per CPU-s": len(store) / loading, "bytes a quad": folder_size(path) / len(store)}


def rdflib_load(file: Path) -> tuple[dict[str, float], Any]:
    """Rdflib's memory store."""
    import rdflib

    graph = rdflib.Dataset(default_union=True)
    loading, _ = timed(lambda: graph.parse(str(file), format="nquads"))
    count = sum(1 for _ in graph.quads())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"quads per CPU-s": count / loading, "peak MB": peak}, graph


def measured(run: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """Each query in a child of its own, best of three, or "over" where the patience ends."""
    for name, query in queries().items():
        readable, writable = os.pipe()
        child = os.fork()
        if not child:
            _measure(run, query, writable)
        os.close(writable)
        os.waitpid(child, 0)
        with os.fdopen(readable) as pipe:
            text = pipe.read()
        yield name, json.loads(text) if text else {"over": PATIENCE}


def _measure(run: Callable[[str], Any], query: str, out: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + PATIENCE
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    best, rows = float("inf"), 0
    for _ in range(3):
        took, rows = timed(lambda: sum(1 for _ in run(query)))
        best = min(best, took)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    os.write(out, json.dumps({"ms": best * 1000, "rows": rows, "MB": peak}).encode())
    os._exit(0)


def ask_store(path: Path) -> dict[str, Any]:
    """Pyoxigraph on the folder, opened in each child."""

    def run(query: str) -> Any:
        if "store" not in opened:
            opened["store"] = ox.Store.read_only(str(path))
        return opened["store"].query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)

    opened: dict[str, ox.Store] = {}
    return dict(measured(run))


def ask_rdflib(file: Path) -> dict[str, Any]:
    """Rdflib's own engine over the same quads, loaded once and inherited by each child."""
    load, graph = rdflib_load(file)
    return {"load": load, **dict(measured(lambda query: graph.query(query, initNs=dict(PREFIXES))))}


def ask_sandbox(path: Path) -> dict[str, Any]:
    """The same through the killable process: wall time of a warm one beside the bare engine's, in one process."""
    from whobacks.graph.sandbox import Limits, Sandbox

    query, found = named("who_backs", actor=HUB), {}
    store = ox.Store.read_only(str(path))
    options: dict[str, Any] = {"prefixes": dict(PREFIXES), "use_default_graph_as_union": True}
    with Sandbox(path, Limits(timeout=60)) as box:
        for name, run in (("sandbox", lambda: box.run(query)), ("bare", lambda: list(store.query(query, **options)))):
            run()
            found[name] = min(_wall(run) for _ in range(7)) * 1000
    with Sandbox(path, Limits(timeout=3)) as box:
        box.run("ASK {}")
        found["runaway"] = _wall(lambda: _stopped(box)) * 1000
    return found


def _stopped(box: Any) -> None:
    from whobacks.ontology.errors import QueryError

    try:
        box.run("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    except QueryError:
        return
    raise AssertionError("the runaway came back")


def _wall(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


PARTS: dict[str, Callable[..., Any]] = {
    "bulk": lambda folder, count: load_bulk(folder / "bulk", count),
    "each": lambda folder, count: load_each(folder / "each", min(count, 2_000)),
    "bare": lambda folder, count: bare(folder / "bare", folder / "all.nq"),
    "store": lambda folder, count: ask_store(folder / "bulk"),
    "sandbox": lambda folder, count: ask_sandbox(folder / "bulk"),
    "rdflib": lambda folder, count: ask_rdflib(folder / "all.nq"),
}


def part(name: str, folder: Path, count: int) -> Any:
    """One part in a process of its own."""
    command = [sys.executable, __file__, "--part", name, "--folder", str(folder), "--documents", str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def report(found: dict[str, Any]) -> None:
    """The figures as Markdown."""
    for name in ("bulk", "each", "bare", "sandbox"):
        print(f"\n{name}: " + ", ".join(f"{key} {value:,.0f}" for key, value in found.get(name, {}).items()))
    if "rdflib" in found:
        print(f"\nrdflib: {found['rdflib']['load']}")
    print("\n| query | CPU ms | rows | reader MB | rdflib CPU ms | rdflib / ours |\n|---|---|---|---|---|---|")
    for name, ours in found["store"].items():
        other = found.get("rdflib", {}).get(name, {})
        theirs = f"> {other['over'] * 1000:,}" if "over" in other else f"{other['ms']:,.1f}" if other else "-"
        ratio = f"{other['ms'] / ours['ms']:,.0f}" if "ms" in other and "ms" in ours else "-"
        mine = (
            f"{ours['ms']:,.1f} | {ours['rows']} | {ours['MB']:,.0f}" if "ms" in ours else f"> {PATIENCE:,} s | - | -"
        )
        print(f"| {name} | {mine} | {theirs} | {ratio} |")


def main() -> None:
    """Run all parts and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--no-rdflib", action="store_true", help="rdflib needs 1.7 KB of memory a quad")
    parser.add_argument("--out", type=Path, help="also write the figures as JSON")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--documents", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.folder, given.documents)))
        return
    folder = Path(tempfile.mkdtemp(prefix="whobacks-store-"))
    try:
        found = _all(folder, given.quads // QUADS_A_DOCUMENT, rdflib=not given.no_rdflib)
    finally:
        shutil.rmtree(folder)
    report(found)
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _all(folder: Path, count: int, *, rdflib: bool) -> dict[str, Any]:
    found = {"bulk": part("bulk", folder, count)}
    ox.serialize(iter(ox.Store.read_only(str(folder / "bulk"))), str(folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
    for name in ("bare", "each", "store", "sandbox", *(["rdflib"] if rdflib else [])):
        print(f"{name} …", file=sys.stderr)
        found[name] = part(name, folder, count)
    return found


if __name__ == "__main__":
    main()
