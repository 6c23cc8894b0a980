"""Kill -9 at random moments of a load: nothing acknowledged is lost, nothing is half there, the next run completes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from whobacks.graph.disk import DiskDataset
from whobacks.graph.knowledge import open_graph
from whobacks.graph.terms import document_node
from whobacks.ontology.namespaces import EDGES

ROUNDS, DOCUMENTS = 20, 40

LOADER = """
import sys
from whobacks.extract.claim import Claim, Status
from whobacks.extract.document import Article, Document
from types import SimpleNamespace
from whobacks.graph.knowledge import open_graph
from whobacks.graph.run import Run

NAMES = ("Russia", "Turkey", "Egypt", "Iran", "Qatar")

def claim(doc, number, version):
    source, target = NAMES[number % 5], NAMES[(number + 1 + version) % 5]
    quote = f"{source} backs {target}"
    return Claim(doc=doc, source=source, source_text=source, source_id="new/" + source, relation="backs", target=target,
        target_text=target, target_id="new/" + target, status=Status.ASSERTED, sentence=quote, quote=quote,
        start=number * 50, end=number * 50 + len(quote), date="2020-01-01", theatre="Libya")

def documents(count, version):
    for n in range(count):
        doc = f"doc-{n}"
        text = f"version {version} of {doc}"
        claims = tuple(claim(doc, k, version) for k in range(1 + n % 4))
        document = Document(id=doc, text=text, articles=(Article(date="2020-01-01"),))
        yield SimpleNamespace(document=document, claims=claims)

def told(doc, what):
    print(doc, flush=True)

with open_graph(sys.argv[1]) as kg:
    print("open", flush=True)
    kg.add(documents(int(sys.argv[2]), int(sys.argv[3])), run=Run(model=f"version {sys.argv[3]}"), watch=told)
    print("done", flush=True)
"""


def load(path: Path, version: int, kill_at: int | None = None, wait: float = 0.0) -> list[str]:
    """Run the loader; kill it some moments after it acknowledged so many documents. Answers what it acknowledged."""
    command = [sys.executable, "-c", LOADER, str(path), str(DOCUMENTS), str(version)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    told = []
    while kill_at is None or len(told) <= kill_at:
        line = process.stdout.readline()
        if not line:
            break
        told.append(line.strip())
    if kill_at is not None:
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    told += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return told


def counts(path: Path) -> dict[str, tuple[int, str]]:
    """Document -> its number of quads and the hash of its content."""
    dataset = DiskDataset(path)
    found = {}
    for n in range(DOCUMENTS):
        quads = list(dataset.quads(document_node(f"doc-{n}")))
        if quads:
            (sha,) = [quad.object.value for quad in quads if quad.predicate.value.endswith("/sha256")]
            found[f"doc-{n}"] = (len(quads), sha)
    dataset.close()
    return found


def derived(path: Path) -> set[str]:
    with open_graph(path) as kg:
        return {str(quad) for quad in kg.dataset.quads() if quad.graph_name.value.startswith(EDGES)}


def test_kill_at_random_moments(tmp_path: Path) -> None:
    whole: dict[int, dict[str, tuple[int, str]]] = {}
    edges = {}
    for version in (0, 1):
        assert load(tmp_path / f"whole-{version}", version)[-1] == "done"
        whole[version], edges[version] = counts(tmp_path / f"whole-{version}"), derived(tmp_path / f"whole-{version}")
    rnd, path = random.Random(11), tmp_path / "killed"
    killed = 0
    for round_ in range(ROUNDS):
        # A version is loaded over the other one again and again; a known document is acknowledged too. One round
        # in four is killed while the edges are derived.
        version = round_ // 4 % 2
        moment = DOCUMENTS if round_ % 4 == 3 else rnd.randrange(DOCUMENTS)
        told = load(path, version, moment, wait=rnd.uniform(0, 0.02))
        killed += "done" not in told
        found = counts(path)
        lost = [doc for doc in told if doc.startswith("doc-") and found.get(doc) != whole[version][doc]]
        assert lost == [], f"round {round_}: acknowledged, then lost"
        half = [doc for doc, what in found.items() if what not in (whole[0][doc], whole[1][doc])]
        assert half == [], f"round {round_}: half-written"
    assert killed >= ROUNDS // 2, "most rounds must end by the signal"
    for version in (1, 0):
        assert load(path, version)[-1] == "done"
        assert counts(path) == whole[version]
        assert derived(path) == edges[version]


def test_a_replacement_is_one_update(kg: Any, claim: Callable[..., Any], extraction: Callable[..., Any]) -> None:
    """What replaces a document goes to the store as one SPARQL update, which it runs as one transaction."""
    sent = []
    kg.add([extraction(claim("Russia", "aids", "Libyan National Army"), doc="one")])
    store = kg.dataset.writer()

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        def update(self, text: str, **options: Any) -> None:
            sent.append(text)
            store.update(text, **options)

    kg.dataset._writer = Watched()
    kg.add([extraction(claim("Egypt", "aids", "Libyan National Army"), doc="one", text="new")])
    replacing = [text for text in sent if "DROP SILENT GRAPH" in text]
    assert len(replacing) == 1
    assert "INSERT DATA" in replacing[0]
    assert "#stale>" in replacing[0], "with the marks for the edges"
