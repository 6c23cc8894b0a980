"""The server: the SPARQL 1.1 Protocol request by request, read-only, and the pages in a real browser."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import rdflib
import uvicorn
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from starlette.testclient import TestClient

from whobacks.graph.knowledge import open_graph
from whobacks.graph.protocol import MOST_BYTES, ProtocolError, chosen_type
from whobacks.graph.sandbox import Limits
from whobacks.graph.serve import Server

Make = Callable[..., Any]
SELECT = "SELECT ?name WHERE { ?who wb:support ?whom ; skos:prefLabel ?name } ORDER BY ?name"
ASK, CONSTRUCT = "ASK { ?s wb:support ?o }", "CONSTRUCT WHERE { ?s wb:support ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory, claim: Make, extraction: Make) -> str:
    path = str(tmp_path_factory.mktemp("served") / "graph")
    with open_graph(path) as kg:
        kg.add(
            [
                extraction(
                    claim("Egypt", "backs", "Libyan National Army"),
                    claim("Turkey", "aids", "Government of National Accord", start=60),
                    claim("<img src=x onerror=alert(1)>", "backs", "Libyan National Army", start=120),
                    doc="one",
                )
            ]
        )
    return path


@pytest.fixture(scope="module")
def client(where: str) -> TestClient:
    server = Server(where, limits=Limits(timeout=3.0, rows=50, memory=300))
    return TestClient(server.app(("testserver",)), raise_server_exceptions=False)


def names(response: Any) -> list[str]:
    return [row["name"]["value"] for row in response.json()["results"]["bindings"]]


EXPECTED = ["<img src=x onerror=alert(1)>", "Egypt", "Turkey"]


def test_query_by_get(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": SELECT})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/sparql-results+json")
    assert names(response) == EXPECTED


def test_query_by_post_of_a_form(client: TestClient) -> None:
    assert names(client.post("/sparql", data={"query": SELECT})) == EXPECTED


def test_query_by_post_directly(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert names(client.post("/sparql", content=SELECT.encode(), headers=headers)) == EXPECTED


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "text/*", "text/xml"),
        (SELECT, "text/html, text/csv;q=0.4, application/xml;q=0.9", "application/xml"),
        (SELECT, "text/csv;q=0, application/*", "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ASK, "text/csv", "text/csv"),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        ("DESCRIBE <https://w3id.org/whobacks/actor/state/eg>", "text/turtle", "text/turtle"),
    ],
)
def test_content_negotiation(client: TestClient, query: str, accept: str, media: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media
    assert response.text


def test_what_cannot_be_had_is_406(client: TestClient) -> None:
    assert client.get("/sparql", params={"query": SELECT}, headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": "text/csv"}).status_code == 406
    with pytest.raises(ProtocolError):
        chosen_type("text/csv;q=none", ("text/csv",))


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (lambda c: c.get("/sparql", params={"query": "SELECT"}), 400),
        (lambda c: c.get(f"/sparql?query={quote(ASK)}&query={quote(ASK)}"), 400),
        (lambda c: c.post("/sparql", data={"other": "x"}), 400),
        (lambda c: c.post("/sparql", content=b"query=\xff", headers={"Content-Type": FORM}), 400),
        (lambda c: c.get("/sparql?query=%FF"), 400),
        (lambda c: c.post("/sparql", content=b"<x/>", headers={"Content-Type": "text/xml"}), 415),
        (lambda c: c.post("/sparql", content=b"SELECT * {}"), 415),
        (lambda c: c.post("/sparql", content=b"x" * (MOST_BYTES + 1), headers={"Content-Type": FORM}), 413),
        (lambda c: c.post("/sparql", data={"update": "DROP ALL"}), 403),
        (lambda c: c.get("/sparql", params={"update": "DROP ALL"}), 403),
        (lambda c: c.post("/sparql", content=b"DROP ALL", headers={"Content-Type": "application/sparql-update"}), 403),
        (lambda c: c.post("/sparql", data={"query": "DROP ALL"}), 400),
        (lambda c: c.post("/sparql", data={"query": "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"}), 400),
        (lambda c: c.post("/sparql", data={"query": "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }"}), 400),
        (lambda c: c.put("/sparql", content=b"x"), 405),
        (lambda c: c.delete("/sparql"), 405),
        (lambda c: c.put("/store", content=b"x"), 404),
        (lambda c: c.post("/update", content=b"DROP ALL"), 404),
        (lambda c: c.get("/static/..%2Fserve.py"), 404),
        (lambda c: c.get("/static/serve.py"), 404),
        (lambda c: c.get("/ask"), 400),
        (lambda c: c.get("/evidence"), 400),
    ],
)
def test_faults_have_their_status(client: TestClient, send: Callable[[TestClient], Any], status: int) -> None:
    assert send(client).status_code == status
    assert names(client.get("/sparql", params={"query": SELECT})) == EXPECTED


def test_the_data_set_of_a_request(client: TestClient) -> None:
    edges = "https://w3id.org/whobacks/graph/edges"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s wb:backs ?o }"
    for graph, expected in ((edges, "3"), ("http://example.org/none", "0")):
        response = client.get("/sparql", params={"query": count, "default-graph-uri": graph})
        assert response.json()["results"]["bindings"][0]["n"]["value"] == expected
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    response = client.post("/sparql", data={"query": named, "named-graph-uri": edges})
    assert [row["g"]["value"] for row in response.json()["results"]["bindings"]] == [edges]
    evil = client.get("/sparql", params={"query": count, "default-graph-uri": "file:///etc/hostname"})
    assert evil.json()["results"]["bindings"][0]["n"]["value"] == "0", "named, never read"
    assert client.get("/sparql", params={"query": count, "default-graph-uri": "not an iri"}).status_code == 400


def test_limits_hold_and_are_told(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert response.headers["x-whobacks-cut"] == "rows"
    assert len(response.json()["results"]["bindings"]) == 50
    started = time.monotonic()
    stopped = client.get("/sparql", params={"query": CROSS})
    assert stopped.status_code == 503
    assert "stopped after 3 s" in stopped.text
    assert time.monotonic() - started < 4.5


def test_a_get_without_a_query_describes_the_service(client: TestClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.text, format="turtle")
    endpoint = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert [str(o) for o in graph.objects(None, endpoint)] == ["http://testserver/sparql"]
    browser = client.get("/sparql", headers={"Accept": "text/html"}, follow_redirects=False)
    assert browser.headers["location"] == "editor"


def test_cross_origin_is_off_until_asked_for(client: TestClient, where: str) -> None:
    headers = {"Origin": "http://evil.example"}
    assert "access-control-allow-origin" not in client.get("/healthz", headers=headers).headers
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400, "DNS rebinding"
    opened = TestClient(Server(where, origins=["http://good.example"]).app(("testserver",)))
    good = opened.get("/healthz", headers={"Origin": "http://good.example"})
    assert good.headers["access-control-allow-origin"] == "http://good.example"
    assert "access-control-allow-origin" not in opened.get("/healthz", headers=headers).headers


def test_questions(client: TestClient) -> None:
    found = client.get("/ask", params={"q": "Who backs the Libyan National Army?"}).json()
    assert "Egypt" in {row["source"] for row in found["rows"]}
    assert "SELECT" in found["sparql"]
    unclear = client.get("/ask", params={"q": "colourless green ideas"})
    assert unclear.status_code == 422
    assert unclear.json()["candidates"]


def test_evidence(client: TestClient, where: str) -> None:
    with open_graph(where) as kg:
        statement = kg.relations(from_="Egypt")[0].statements[0]
    found = client.get("/evidence", params={"claim": [statement.claim, "none", '"> } DROP']}).json()
    assert found == {statement.claim: {"quote": statement.quote, "sentence": statement.sentence}}


def test_health_and_fresh_data(tmp_path: Any, claim: Make, extraction: Make) -> None:
    path = str(tmp_path / "graph")
    with open_graph(path) as kg:
        kg.add([extraction(claim("Egypt", "backs", "Libyan National Army"), doc="one")])
        client = TestClient(Server(path).app(("testserver",)))
        before = client.get("/healthz").json()
        kg.add([extraction(claim("Iran", "backs", "Iraq"), doc="two")])
        after = client.get("/healthz").json()
        assert after["quads"] > before["quads"] > 0
        assert names(client.get("/sparql", params={"query": SELECT})) == ["Egypt", "Iran"]


@pytest.fixture(scope="module")
def url(where: str) -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    config = uvicorn.Config(Server(where, limits=Limits(timeout=10)).app(), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def test_sparqlwrapper_talks_to_it(url: str) -> None:
    wrapper = SPARQLWrapper(f"{url}/sparql")
    for method in ("GET", "POST"):
        wrapper.setMethod(method)
        wrapper.setQuery("PREFIX wb: <https://w3id.org/whobacks/ns#> SELECT ?s WHERE { ?s wb:backs ?o }")
        for form in (JSON, XML, CSV):
            wrapper.setReturnFormat(form)
            assert wrapper.query().convert()
    wrapper.setQuery("PREFIX wb: <https://w3id.org/whobacks/ns#> CONSTRUCT WHERE { ?s wb:backs ?o }")
    wrapper.setReturnFormat(TURTLE)
    graph = rdflib.Graph().parse(data=wrapper.query().convert(), format="turtle")
    assert len(graph) == 3


def test_curl_talks_to_it(url: str) -> None:
    curl = shutil.which("curl")
    if not curl:
        pytest.skip("curl is missing: this test was NOT run")
    command = [curl, "-sS", "--fail", "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}", f"{url}/sparql"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.splitlines() == ["name", *EXPECTED]


def test_the_command_serves(where: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    command = f"from whobacks.graph.serve import serve; serve({where!r}, port={port})"
    process = subprocess.Popen([sys.executable, "-c", command], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    try:
        assert f"http://127.0.0.1:{port}/" in process.stderr.readline()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
                    assert json.load(response)["status"] == "ok"
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the server never answered")
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stderr.close()


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.mark.browser
def test_the_editor_works_offline(page: Any, url: str) -> None:
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}/editor")
    page.wait_for_selector(".CodeMirror")
    page.evaluate(
        "q => document.querySelector('.CodeMirror').CodeMirror.setValue(q)",
        "PREFIX wb: <https://w3id.org/whobacks/ns#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n" + SELECT,
    )
    page.click(".yasqe_queryButton")
    page.wait_for_selector("text=onerror")
    assert page.locator("table tbody tr").count() == len(EXPECTED)
    assert [request for request in requests if not request.startswith((url, "data:", "blob:"))] == []
    assert faults == []


@pytest.mark.browser
def test_the_explorer_is_served(page: Any, url: str) -> None:
    faults: list[str] = []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}/")
    page.wait_for_selector("canvas")
    assert "Egypt" in page.content()
    assert faults == []
