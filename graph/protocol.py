"""The SPARQL 1.1 Protocol, read-only: what a request asks for, and the answer in the format it accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from ..ontology.errors import QueryError
from .results import Results

__all__ = ["ProtocolError", "SparqlRequest", "chosen_type", "parse_request", "respond"]

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
#: Longest request body: a query is text that somebody wrote.
MOST_BYTES = 1_000_000

_ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
_TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "rdfxml",
}
TYPES: Mapping[str, Mapping[str, str]] = {"rows": _ROWS, "boolean": _ROWS, "triples": _TRIPLES}


class ProtocolError(Exception):
    """A request that is answered with an HTTP error: ``status`` and a line of text."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """One query operation: the query and the graphs that it is to see (none: all)."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def parse_request(method: str, query_string: str, content_type: str, body: bytes) -> SparqlRequest:
    """Read a query operation in any of the protocol's three forms (2.1.1 to 2.1.3).

    Raises:
        ProtocolError: 400 for no query or more than one, 403 for an update, 413, 415.
    """
    given = _pairs(query_string)
    kind = content_type.partition(";")[0].strip().lower()
    if len(body) > MOST_BYTES:
        raise ProtocolError(413, f"a request may have {MOST_BYTES} bytes")
    if method == "POST":
        given += _posted(kind, body)
    return _request(given)


def _posted(kind: str, body: bytes) -> list[tuple[str, str]]:
    if kind == UPDATE:
        raise ProtocolError(403, "this endpoint only answers queries")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"the body is not UTF-8: {error}") from error
    if kind == QUERY:
        return [("query", text)]
    if kind == FORM:
        return _pairs(text)
    raise ProtocolError(415, f"post {FORM} or {QUERY}, not {kind or 'nothing'!r}")


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=100, errors="strict")
    except ValueError as error:
        raise ProtocolError(400, f"the parameters cannot be read: {error}") from error


def _request(given: Sequence[tuple[str, str]]) -> SparqlRequest:
    if any(name == "update" for name, _ in given):
        raise ProtocolError(403, "this endpoint only answers queries")
    queries = _all(given, "query")
    if len(queries) != 1:
        raise ProtocolError(400, f"give one parameter query, not {len(queries)}")
    return SparqlRequest(queries[0], _all(given, "default-graph-uri"), _all(given, "named-graph-uri"))


def _all(given: Sequence[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in given if name == wanted)


def _accepted(accept: str) -> list[tuple[float, str]]:
    """Media ranges by falling preference."""
    ranges = []
    for part in filter(None, (p.strip() for p in accept.split(","))):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [p[2:] for p in parameters if p.startswith("q=")]
        ranges.append((_weight(weights[0]) if weights else 1.0, media))
    return sorted((r for r in ranges if r[0] > 0), key=lambda r: -r[0])


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def chosen_type(accept: str, offered: Sequence[str]) -> str:
    """The media type that a client likes best of those offered; raises ProtocolError 406."""
    ranges = _accepted(accept or "*/*")
    for _, media in ranges:
        for offer in offered:
            if media in (offer, "*/*") or (media.endswith("/*") and offer.startswith(media[:-1])):
                return offer
    raise ProtocolError(406, f"no format of {accept!r} can be had; there are {', '.join(offered)}")


def respond(results: Results, accept: str) -> tuple[str, str]:
    """Media type and text of an answer, in the format that the client accepts.

    Raises:
        ProtocolError: 406.
    """
    types = TYPES[results.kind]
    media = chosen_type(accept, list(types))
    return media, results.serialize(types[media])


def status_of(error: QueryError) -> int:
    """400 for a query that is refused or broken, 503 for one that a limit stopped."""
    return 503 if str(error).startswith("stopped") else 400
