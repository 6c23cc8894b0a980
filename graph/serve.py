"""The web server: explorer, questions, SPARQL and its editor, all read-only, all from files in the package."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
import uvicorn
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ..ontology.errors import QueryError, QuestionError, WhobacksError
from ..ontology.namespaces import PREFIXES
from .dataset import open_dataset
from .knowledge import KnowledgeGraph
from .protocol import MOST_BYTES, ProtocolError, chosen_type, parse_request, respond, status_of
from .reader import values
from .sandbox import Limits
from .terms import claim_id, claim_node

__all__ = ["Server", "serve"]

T = TypeVar("T")

_HERE = Path(__file__).parent
_STATIC = {
    "yasgui.min.js": "text/javascript",
    "yasgui.min.css": "text/css",
    "editor.js": "text/javascript",
    "editor.css": "text/css",
}
#: Queries that run at once; more wait for their turn.
_AT_ONCE = 4
_MOST_CLAIMS = 500
_MOST_QUESTION = 500
_LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")
_EDITOR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_TEXTS = """SELECT ?claim ?quote ?sentence WHERE { GRAPH ?graph {
%s ?claim wb:quote ?quote ; wb:sentence ?sentence } }"""


class Server:
    """The application over one dataset: reads it anew whenever somebody has written to it."""

    def __init__(self, where: str, *, limits: Limits | None = None, origins: Sequence[str] = ()) -> None:
        self.where, self.limits, self.origins = where, limits or Limits(), tuple(origins)
        self._lock = threading.Lock()
        self._kg: KnowledgeGraph | None = None
        self._state = 0
        self._page: tuple[object, str] | None = None
        self._busy = CapacityLimiter(_AT_ONCE)

    def knowledge(self) -> KnowledgeGraph:
        """The dataset as it is now; a reader sees what was there when it was opened, so it is opened anew."""
        with self._lock:
            state = self._kg.dataset.state() if self._kg else None
            if self._kg is None or state != self._state:
                self._kg = KnowledgeGraph(open_dataset(self.where))
                self._state = self._kg.dataset.state()
            return self._kg

    async def _apart(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._busy)

    async def sparql(self, request: Request) -> Response:
        """The SPARQL 1.1 Protocol's query operation."""
        if request.method == "GET" and not request.url.query:
            return self._described(request)
        body = await _body(request)
        kind = request.headers.get("content-type", "")
        asked = parse_request(request.method, request.url.query, kind, body)
        dataset = self.knowledge().dataset
        found = await self._apart(
            lambda: dataset.user_query(
                asked.query, {}, self.limits, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs
            )
        )
        media, text = respond(found, request.headers.get("accept", ""))
        cut = {"X-Whobacks-Cut": found.cut} if found.cut else {}
        return Response(text, media_type=media, headers=cut)

    def _described(self, request: Request) -> Response:
        """What a GET without a query gets: the editor for a browser, a service description for a program."""
        media = chosen_type(request.headers.get("accept", ""), ("text/turtle", "text/html"))
        if media == "text/html":
            return RedirectResponse("editor")
        text = (_HERE / "service.ttl").read_text(encoding="utf-8")
        return Response(text.replace("http://endpoint.invalid/", str(request.url.replace(query=""))), media_type=media)

    async def ask(self, request: Request) -> Response:
        """A question in English, answered as JSON; 422 with candidates for one that is not understood."""
        question = request.query_params.get("q", "").strip()
        if not question or len(question) > _MOST_QUESTION:
            raise ProtocolError(400, f"give a question of up to {_MOST_QUESTION} characters as parameter q")
        try:
            answer = await self._apart(lambda: self.knowledge().ask(question))
        except QuestionError as error:
            return JSONResponse({"error": str(error), "candidates": list(error.candidates)}, 422)
        read = {"question": question, "reading": answer.reading.words(), "sparql": answer.sparql}
        return JSONResponse({**read, "verdict": answer.verdict, "rows": answer.rows(), "notes": list(answer.notes)})

    async def explorer(self, request: Request) -> Response:
        """The explorer over the whole dataset; sentences are fetched when somebody opens them."""
        return HTMLResponse(await self._apart(self._explorer), headers={"Cache-Control": "no-cache"})

    def _explorer(self) -> str:
        from .explorer import page

        kg = self.knowledge()
        state = kg.dataset.state()
        if self._page is None or self._page[0] != state:
            self._page = (state, page(kg, evidence_url="evidence", base=kg.base, top=None))
        return self._page[1]

    async def evidence(self, request: Request) -> Response:
        """Quote and sentence of claims: ``?claim=ID&claim=ID``."""
        claims = request.query_params.getlist("claim")
        if not 0 < len(claims) <= _MOST_CLAIMS:
            raise ProtocolError(400, f"give 1 to {_MOST_CLAIMS} parameters claim")
        return JSONResponse(await self._apart(lambda: _texts(self.knowledge(), claims)))

    async def editor(self, request: Request) -> Response:
        """The SPARQL editor."""
        html = (_HERE / "editor.html").read_text(encoding="utf-8")
        prefixes = json.dumps(dict(PREFIXES)).replace("<", "\\u003c")
        return HTMLResponse(html.replace("{{prefixes}}", prefixes), headers={"Content-Security-Policy": _EDITOR_POLICY})

    async def static(self, request: Request) -> Response:
        """A file of the editor."""
        name = request.path_params["name"]
        if name not in _STATIC:
            raise ProtocolError(404, "there is no such file")
        return Response((_HERE / name).read_bytes(), media_type=_STATIC[name])

    async def health(self, request: Request) -> Response:
        """Whether the dataset can be read, and how big it is."""
        quads = await self._apart(lambda: self.knowledge().dataset.size())
        return JSONResponse({"status": "ok", "quads": quads})

    def app(self, hosts: Sequence[str] = _LOCAL) -> Starlette:
        """The ASGI application; answers only to the given host names, against DNS rebinding ("*": to all)."""
        routes = [
            Route("/", self.explorer),
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/ask", self.ask),
            Route("/evidence", self.evidence),
            Route("/editor", self.editor),
            Route("/static/{name}", self.static),
            Route("/healthz", self.health),
        ]
        middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)]
        if self.origins:
            middleware.append(
                Middleware(CORSMiddleware, allow_origins=list(self.origins), allow_methods=["GET", "POST"])
            )
        return Starlette(routes=routes, middleware=middleware, exception_handlers=_FAULTS)


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise ProtocolError(413, f"a request may have {MOST_BYTES} bytes")
    return body


def _texts(kg: KnowledgeGraph, claims: Sequence[str]) -> dict[str, dict[str, str]]:
    rows = kg.dataset.select(_TEXTS % values("claim", map(claim_node, claims)))
    return {
        claim_id(claim): {"quote": quote.value, "sentence": sentence.value}  # type: ignore[arg-type]
        for claim, quote, sentence in rows
        if claim is not None and quote is not None and sentence is not None
    }


async def _protocol_fault(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, ProtocolError) else 500
    return PlainTextResponse(f"{error}\n", status, headers=_HEADERS)


async def _query_fault(request: Request, error: Exception) -> Response:
    status = status_of(error) if isinstance(error, QueryError) else 400
    return PlainTextResponse(f"{error}\n", status, headers=_HEADERS)


async def _other_fault(request: Request, error: Exception) -> Response:
    return PlainTextResponse(f"{error}\n", 500, headers=_HEADERS)


_FAULTS: Mapping[Any, Any] = {
    ProtocolError: _protocol_fault,
    QueryError: _query_fault,
    WhobacksError: _other_fault,
}


def serve(
    where: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    timeout: float = 30.0,
    origins: Sequence[str] = (),
) -> None:
    """Serve a dataset until interrupted.

    Args:
        where: a folder, or the URL of a SPARQL server.
        host: the address to listen on; 0.0.0.0 lets other machines in.
        port: 0 takes a free one.
        timeout: seconds that a query may take.
        origins: web origins that may read answers (CORS); none by default.
    """
    server = Server(where, limits=Limits(timeout=timeout), origins=origins)
    hosts = (*_LOCAL, host) if host in _LOCAL else ("*",)
    server.knowledge()
    sys.stderr.write(f"serving {where} on http://{host}:{port}/ (explorer), /editor and /sparql (SPARQL), /ask?q=…\n")
    uvicorn.run(server.app(hosts), host=host, port=port, log_level="warning", server_header=False)
