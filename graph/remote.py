"""The same dataset on any SPARQL 1.1 server, by the URL of its query endpoint.

Updates go to ``…/update`` beside ``…/query``, or to the URL itself; WHOBACKS_UPDATE_URL names another
one, WHOBACKS_USER and WHOBACKS_PASSWORD (basic) or WHOBACKS_TOKEN (bearer) let in. The server's default
graph must be the union of its named graphs (oxigraph: ``--union-default-graph``; GraphDB, Stardog,
Virtuoso and QLever do so by themselves; Fuseki: ``tdb2:unionDefaultGraph``).
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat

from ..ontology.errors import QueryError, StoreError
from ..ontology.namespaces import PREFIXES
from .dataset import Answer, Dataset, Term, update_text
from .sparql import bind, check

if TYPE_CHECKING:
    from .results import Results
    from .sandbox import Limits

__all__ = ["RemoteDataset"]

_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_PATIENCE = 300.0
_BATCH = 10_000
_MOST_BYTES = 64_000_000
_GRAPH = "SELECT ?g ?s ?p ?o WHERE { %s GRAPH ?g { ?s ?p ?o } }"


class _NoRedirect(HTTPRedirectHandler):
    """Credentials stay with the server that they were given for."""

    def redirect_request(self, *_: Any) -> None:
        return None


class RemoteDataset(Dataset):
    """A SPARQL 1.1 server; every write is one update request, which servers run as one transaction."""

    def __init__(self, url: str) -> None:
        if not urlsplit(url).hostname:
            raise StoreError(f"{url!r} is not the URL of a server; write https://host/query")
        self.url = url
        default = url.removesuffix("/query").removesuffix("/sparql") + "/update" if _named(url) else url
        self.update_url = os.environ.get("WHOBACKS_UPDATE_URL", default)
        self._opener = build_opener(_NoRedirect)

    def answer(self, query: str) -> Answer:
        """Ask the server; the answer is read before it is returned."""
        return self._ask(query, _PATIENCE, ())

    def _ask(self, query: str, timeout: float, graphs: Sequence[tuple[str, str]]) -> Answer:
        accept = f"{_JSON}, {_TRIPLES};q=0.9"
        body = urlencode([("query", _with_prefixes(query)), *graphs]).encode()
        kind, data = self._send(self.url, "application/x-www-form-urlencoded", body, accept, timeout)
        if kind.startswith((_JSON, "application/json")):
            return ox.parse_query_results(data, format=QueryResultsFormat.JSON)
        return _Triples(data)  # type: ignore[return-value]

    def write(self, insert: Sequence[Quad] = (), *, drop: Sequence[NamedNode] = (), update: str = "") -> None:
        """One update request."""
        text = update_text(insert, drop, update)
        if text:
            body = _with_prefixes(text).encode()
            self._send(self.update_url, "application/sparql-update", body, "*/*", _PATIENCE)

    def bulk(self, paths: Iterable[Path]) -> None:
        """Load N-Quads files, 10,000 quads a request; a server's own loader is faster for millions."""
        for path in paths:
            quads = ox.parse(path=str(path), format=RdfFormat.N_QUADS)
            while batch := list(islice(quads, _BATCH)):
                self.write(batch)

    def quads(self, graph: NamedNode | None = None) -> Iterator[Quad]:
        """All quads, or those of one graph."""
        chosen = f"VALUES ?g {{ {graph} }}" if graph else ""
        for g, s, p, o in self.select(_GRAPH % chosen):
            yield Quad(s, p, o, g)  # type: ignore[arg-type]

    def size(self) -> int:
        """The number of quads in named graphs."""
        (count,) = next(self.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"))
        return int(count.value) if count is not None else 0

    def user_query(
        self,
        query: str,
        bindings: Mapping[str, Any],
        limits: Limits,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Results:
        """Run somebody else's query on the server, under the same refusals; it is given up when the time is up."""
        check(query)
        graphs = [("default-graph-uri", iri) for iri in default_graphs]
        graphs += [("named-graph-uri", iri) for iri in named_graphs]
        return _results(self._ask(bind(query, bindings), limits.timeout, graphs), limits.rows)

    def _send(self, url: str, kind: str, body: bytes, accept: str, timeout: float) -> tuple[str, bytes]:
        headers = {"Content-Type": kind, "Accept": accept, "User-Agent": "whobacks", **_credentials()}
        request = Request(url, body, headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return response.headers.get("Content-Type", ""), _read(response, time.monotonic() + timeout)
        except HTTPError as error:
            raise self._refused(error) from error
        except (URLError, OSError) as error:
            raise StoreError(f"cannot reach {self.url!r}: {getattr(error, 'reason', error)}; is it running?") from error

    def _refused(self, error: HTTPError) -> QueryError | StoreError:
        said = error.read(500).decode("utf-8", "replace").strip()
        if error.code in (401, 403):
            return StoreError(f"{self.url!r} refuses ({error.code}); set WHOBACKS_USER and WHOBACKS_PASSWORD: {said}")
        return QueryError(f"{self.url!r} answers {error.code}: {said}")


def _named(url: str) -> bool:
    return url.endswith(("/query", "/sparql"))


def _read(response: Any, deadline: float) -> bytes:
    """The whole body, within the time and 64 MB."""
    data = bytearray()
    while chunk := response.read(1 << 16):
        data += chunk
        if time.monotonic() > deadline:
            raise QueryError("stopped: the server took too long; select less, or allow more time")
        if len(data) > _MOST_BYTES:
            raise QueryError("stopped: the answer is larger than 64 MB; select less")
    return bytes(data)


def _with_prefixes(text: str) -> str:
    """The text with the declarations of the prefixes that it may use; its own come later and win."""
    used = (f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items() if f"{name}:" in text)
    return "".join(used) + text


def _credentials() -> dict[str, str]:
    token, user = os.environ.get("WHOBACKS_TOKEN"), os.environ.get("WHOBACKS_USER")
    if token:
        return {"Authorization": f"Bearer {token}"}
    if user:
        pair = f"{user}:{os.environ.get('WHOBACKS_PASSWORD', '')}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return {}


class _Triples:
    """Triples as a server sent them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[ox.Triple]:
        return (quad.triple for quad in ox.parse(self._data, format=RdfFormat.N_TRIPLES))


def _results(answer: Answer, rows: int) -> Results:
    from .results import Results

    if isinstance(answer, ox.QueryBoolean):
        return Results("boolean", truth=bool(answer))
    found = list(islice(iter(answer), rows + 1))
    cut = "rows" if len(found) > rows else None
    if not isinstance(answer, ox.QuerySolutions):
        return Results("triples", triples=tuple(found[:rows]), cut=cut)
    names = answer.variables
    taken: list[tuple[Term | None, ...]] = [tuple(one[name] for name in names) for one in found[:rows]]
    return Results("rows", tuple(name.value for name in names), taken, cut=cut)
