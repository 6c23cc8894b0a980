"""Measures the explorer: size, build, time until usable, time of a filter, positions; beside pyvis and gravis.

Run `python benchmarks/explorer.py` (needs Chromium; WHOBACKS_CHROMIUM names another path). Times are wall-clock
seconds and, in brackets, CPU seconds of the page's own thread, which do not depend on what else the machine does.
"""

from __future__ import annotations

import os
import re
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from whobacks.graph.explorer import page
from whobacks.graph.relation import Relation

SAMPLES = runpy.run_path(str(Path(__file__).with_name("relations.py")))
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FILTERS = {
    "one theatre": "S.off.theatre.add(0)",
    "all theatres": "S.off.theatre.clear()",
    "no hostility": "D.types.filter((t) => t.family.name === 'hostility').forEach((t) => S.off.type.add(t.name))",
    "all relations": "S.off.type.clear()",
    "a window of time": "S.from = D.first + Math.round((D.last - D.first) / 2)",
    "all times": "S.from = D.first",
}
#: Limits of the project: bytes at 40/126, seconds until usable, seconds of a filter, seconds to build.
LIMITS = {"bytes": 1_000_000, "usable 40/126": 1.0, "usable 300/2000": 3.0, "filter": 0.150, "build": 2.0}


@dataclass
class Measured:
    """One page: what it weighs, how long it takes, what it asks the network for."""

    name: str
    size: int
    build: float
    usable: float | None = None
    cpu: float | None = None
    requests: int = 0
    filters: dict[str, tuple[float, float]] = field(default_factory=dict)

    def line(self) -> str:
        """One row of the report."""
        usable = f"{self.usable:6.2f} ({self.cpu:.2f})" if self.usable is not None else "  blank      "
        worst = max(self.filters.values(), default=None)
        slow = f"{worst[0] * 1000:5.0f} ({max(v[1] for v in self.filters.values()) * 1000:.0f}) ms" if worst else ""
        head = f"{self.name:<28}{self.size / 1e6:7.2f} MB{self.build:8.2f} s"
        return f"{head}{usable:>17} s{self.requests:>4} requests  {slow}"


def cpu_of(session: Any) -> float:
    """CPU seconds that the page's main thread has used."""
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def visit(browser: Any, measured: Measured, path: Path, ready: str) -> tuple[Page, Any]:
    """Open a page offline and wait until it is usable; counts what it asks for."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True, reduced_motion="reduce")
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    session = context.new_cdp_session(opened)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.perf_counter()
    opened.goto(path.as_uri(), wait_until="commit")
    try:
        # a policy without eval forbids to wait for an expression: our page says by an attribute that it is ready
        waits = opened.wait_for_selector if ready.startswith("html") else opened.wait_for_function
        waits(ready, timeout=60_000, **({"state": "attached"} if ready.startswith("html") else {}))
        measured.usable, measured.cpu = time.perf_counter() - start, cpu_of(session)
    except Exception as error:  # a rival that never draws is a result
        print(f"{measured.name}: {str(error).splitlines()[0]}", file=sys.stderr)
    measured.requests = sum(not url.startswith(("file:", "data:", "blob:")) for url in asked)
    return opened, session


def filters(opened: Page, session: Any) -> Iterator[tuple[str, tuple[float, float]]]:
    """Wall and CPU seconds of each filter, until its frame is drawn."""
    frame = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));"
    for name, change in FILTERS.items():
        before = cpu_of(session)
        wall = opened.evaluate(
            f"async () => {{ const t = performance.now(); {change}; redraw(); {frame} return performance.now() - t; }}"
        )
        opened.wait_for_timeout(250)
        yield name, (wall / 1000, cpu_of(session) - before)


def ours(browser: Any, folder: Path, relations: list[Relation], name: str) -> Measured:
    """Build, open and filter the explorer's page."""
    start = time.perf_counter()
    text = page(relations)
    built = time.perf_counter() - start
    path = folder / f"{name.replace('/', '_')}.html"
    path.write_text(text, encoding="utf-8")
    measured = Measured(f"whobacks {name}", path.stat().st_size, built)
    opened, session = visit(browser, measured, path, "html[data-ready]")
    opened.wait_for_timeout(500)
    measured.filters = dict(filters(opened, session))
    opened.context.close()
    return measured


def rival(browser: Any, folder: Path, name: str, build: Callable[[Path], None], ready: str) -> Measured:
    """Build and open a rival's page of the same relations."""
    path = folder / f"{name.replace(' ', '_').replace('/', '_')}.html"
    start = time.perf_counter()
    build(path)
    measured = Measured(name, path.stat().st_size, time.perf_counter() - start)
    opened, _ = visit(browser, measured, path, ready)
    opened.context.close()
    return measured


def stock_pyvis(relations: list[Relation]) -> Callable[[Path], None]:
    """The page of pyvis as it comes, with everything in line and physics off when it says it is ready."""

    def build(path: Path) -> None:
        from pyvis.network import Network

        net = Network(directed=True, cdn_resources="in_line")
        for end in {r.source.id: r.source for r in relations} | {r.target.id: r.target for r in relations}:
            net.add_node(end)
        for r in relations:
            net.add_edge(r.source.id, r.target.id, label=r.relation)
        path.write_text(net.generate_html(), encoding="utf-8")

    return build


def gravis(relations: list[Relation]) -> Callable[[Path], None] | None:
    """The page of gravis, if it is installed (`pip install gravis 'setuptools<81'`)."""
    try:
        import gravis as gv
    except ImportError:
        print("gravis is left out: it is not installed, or lacks setuptools below 81", file=sys.stderr)
        return None
    import networkx

    def build(path: Path) -> None:
        graph = networkx.MultiDiGraph()
        graph.add_edges_from((r.source.id, r.target.id, {"label": r.relation}) for r in relations)
        path.write_text(
            gv.vis(graph, show_edge_label=True, edge_label_data_source="label").to_html_standalone(), encoding="utf-8"
        )

    return build


def steady(relations: list[Relation]) -> bool:
    """Whether two builds put every actor at the same place."""
    places = [re.search(r"const NODES = (\[.*?\]), EDGES", page(relations), re.S) for _ in range(2)]
    return bool(places[0] and places[1] and places[0][1] == places[1][1])


def verdicts(small: Measured, large: Measured, same: bool) -> Iterator[str]:
    """The limits and whether they hold; a loaded machine is judged by CPU time."""
    facts = {
        "bytes": small.size,
        "usable 40/126": min(small.usable or 99, small.cpu or 99),
        "usable 300/2000": min(large.usable or 99, large.cpu or 99),
        "filter": max(min(wall, cpu) for wall, cpu in large.filters.values()),
        "build": large.build,
    }
    for name, limit in LIMITS.items():
        yield f"{'holds' if facts[name] <= limit else 'FAILS'}  {name}: {facts[name]:.3g} of {limit:g}"
    yield f"{'holds' if same else 'FAILS'}  positions are the same on every build"


def main() -> None:
    """Print the table and the limits."""
    small, large = SAMPLES["sample"](), SAMPLES["generated"](300, 2000)
    page(small)
    drawn = """(() => { const c = document.querySelector('canvas'), d = c && c.width && c.getContext('2d');
      return !!d && d.getImageData(0, 0, c.width, c.height).data.some((v) => v); })()"""
    settled = """typeof network !== 'undefined' && network.body
      && !document.querySelector('#loadingBar:not([style*="none"])')"""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as api:
        folder, browser = (
            Path(name),
            api.chromium.launch(
                executable_path=os.environ.get("WHOBACKS_CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS
            ),
        )
        rows = [ours(browser, folder, small, "40/126"), ours(browser, folder, large, "300/2000")]
        for label, relations in (("40/126", small), ("300/2000", large)):
            rows.append(rival(browser, folder, f"stock pyvis {label}", stock_pyvis(relations), settled))
            build = gravis(relations)
            rows += [rival(browser, folder, f"gravis {label}", build, drawn)] if build else []
        browser.close()
    print(f"{'page':<28}{'size':>10}{'build':>10}{'usable (CPU)':>19}{'network':>14}  slowest filter (CPU)")
    print("\n".join(row.line() for row in rows))
    print("\n".join(f"  {n}: {w * 1000:.0f} ms ({c * 1000:.0f} ms CPU)" for n, (w, c) in rows[1].filters.items()))
    print("\n".join(verdicts(rows[0], rows[1], steady(small))))


if __name__ == "__main__":
    main()
