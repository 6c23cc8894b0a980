"""The same dataset on real SPARQL servers: oxigraph's, and rdflib-endpoint."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from whobacks.graph.knowledge import open_graph
from whobacks.ontology.errors import QueryError, StoreError

Make = Callable[..., Any]

ENDPOINT = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
app = SparqlEndpoint(graph=rdflib.Dataset(default_union=True), enable_update=True)
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(scope="module", params=["oxigraph", "rdflib-endpoint"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    bind = f"127.0.0.1:{port}"
    oxigraph = Path(sys.executable).with_name("oxigraph")
    commands = {
        "oxigraph": [oxigraph, "serve", "--location", folder / "store", "--bind", bind, "--union-default-graph"],
        "rdflib-endpoint": [sys.executable, "-c", ENDPOINT, str(port)],
    }
    process = subprocess.Popen(commands[request.param], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://{bind}/query" if request.param == "oxigraph" else f"http://{bind}/"
    wait_for(url)
    yield url
    process.kill()
    process.wait()


def test_a_server_is_a_dataset_like_any_other(server: str, claim: Make, extraction: Make, tmp_path: Path) -> None:
    documents = [
        extraction(
            claim("Russia", "aids", "Libyan National Army", "claimed", by="United States"),
            claim("Russia", "aids", "Libyan National Army", "denied", by="Russia", start=50),
            doc="jufra",
        ),
        extraction(claim("Egypt", "backs", "Libyan National Army", quote='"} ; DROP ALL #\n'), doc="drones"),
    ]
    with open_graph(server) as there, open_graph(tmp_path / "here") as here:
        for kg in (there, here):
            assert kg.add(documents).added == 2
            assert kg.add(documents).unchanged == 2
        assert there.relations() == here.relations()
        assert there.stats() == here.stats()
        assert {str(q) for q in there.dataset.quads()} == {str(q) for q in here.dataset.quads()}
        named = there.query("who_backs", actor="LNA")
        assert [r["who"] for r in named.records()] == ["Egypt", "Russia"]
        assert there.query("ASK { ?s wb:backs ?o }").truth
        assert len(there.query("SELECT * { ?s ?p ?o }", rows=3)) == 3
        assert len(there.query("CONSTRUCT WHERE { ?s wb:backs ?o }").triples) == 1
        there.reject(there.relations(from_="Egypt")[0].statements[0].claim)
        assert not there.query("ASK { ?s wb:backs ?o }").truth
        there.backup(tmp_path / "copy.nq")
        assert there.retract("jufra")
        assert there.retract("drones")
        assert there.stats().claims == 0


def test_queries_are_refused_here_already(server: str) -> None:
    with open_graph(server) as kg:
        for query in ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "DROP ALL", "ASK FROM <file:///x> {}"):
            with pytest.raises(QueryError):
                kg.query(query)


def test_a_bulk_load_goes_over_http(server: str, claim: Make, extraction: Make) -> None:
    with open_graph(server) as kg:
        kg.add([extraction(claim("Iran", "backs", "Iraq"), doc="bulk")], bulk=True)
        assert [r.source.name for r in kg.relations(from_="Iran")] == ["Iran"]
        kg.retract("bulk")


@pytest.fixture
def stub() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.headers.get("Authorization", ""))
            self.rfile.read(int(self.headers["Content-Length"]))
            status = {"/query": 401, "/moved": 302, "/slow": 200}[self.path]
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            if self.path == "/slow":
                time.sleep(3)

        def log_message(self, *_: Any) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}", seen
    listening.shutdown()


def test_credentials_come_from_the_environment(stub: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    url, seen = stub
    monkeypatch.setenv("WHOBACKS_USER", "ana")
    monkeypatch.setenv("WHOBACKS_PASSWORD", "secret")
    with open_graph(f"{url}/query") as kg, pytest.raises(StoreError, match="set WHOBACKS_USER"):
        kg.stats()
    monkeypatch.setenv("WHOBACKS_TOKEN", "abc")
    with open_graph(f"{url}/query") as kg, pytest.raises(StoreError):
        kg.stats()
    assert seen == ["Basic YW5hOnNlY3JldA==", "Bearer abc"]


def test_a_redirect_does_not_carry_them_off(stub: tuple[str, list[str]]) -> None:
    with open_graph(f"{stub[0]}/moved") as kg, pytest.raises(QueryError, match="302"):
        kg.stats()


def test_a_slow_server_is_given_up(stub: tuple[str, list[str]]) -> None:
    started = time.monotonic()
    with open_graph(f"{stub[0]}/slow") as kg, pytest.raises((StoreError, QueryError)):
        kg.query("ASK { ?s ?p ?o }", timeout=0.5)
    assert time.monotonic() - started < 2.5


def test_no_server_is_said_so() -> None:
    with open_graph(f"http://127.0.0.1:{free_port()}/query") as kg, pytest.raises(StoreError, match="is it running"):
        kg.stats()
    with pytest.raises(StoreError, match="is not the URL of a server"):
        open_graph("http://")
