"""RDF terms: total conversions between plain values and pyoxigraph terms.

IRIs are minted from ids, slugs and hashes, never from running text, so that no article can write its
own IRI into the dataset; every term is built by pyoxigraph, which refuses what is not an IRI.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from hashlib import sha256
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode

from ..ontology.errors import InputError
from ..ontology.namespaces import ACTOR, CLAIM, DOC, OUTLET, RDF, RUN, THEATRE, WB, XSD

__all__ = [
    "TYPE",
    "actor_id",
    "actor_node",
    "article_node",
    "boolean",
    "claim_id",
    "claim_node",
    "day",
    "document_node",
    "double",
    "integer",
    "local",
    "node",
    "outlet_node",
    "run_node",
    "slug",
    "text",
    "theatre_node",
    "wb",
]

TYPE = NamedNode(RDF + "type")
_DATE_TYPES = {10: "date", 7: "gYearMonth", 4: "gYear"}
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@cache
def node(iri: str) -> NamedNode:
    """The IRI as a term; kept, because the vocabulary's few terms come again with every claim."""
    return NamedNode(str(iri))


def wb(name: str) -> NamedNode:
    """A term of the project's own vocabulary."""
    return node(WB + name)


def text(value: str) -> Literal:
    """A plain string; lone surrogates, which no RDF syntax can hold, become U+FFFD."""
    return Literal(_SURROGATE.sub("\ufffd", value))


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(int(value)), datatype=node(XSD + "integer"))


def double(value: float) -> Literal:
    """An xsd:double."""
    return Literal(float(value))


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal(bool(value))


def day(value: str) -> Literal:
    """A real date as xsd:date (or gYearMonth, gYear); raises InputError for anything else.

    The store itself would accept "last week"^^xsd:date in silence.
    """
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) in (4, 7) else value)
        return Literal(value, datatype=node(XSD + _DATE_TYPES[len(value)]))
    except (ValueError, KeyError) as error:
        raise InputError(f"{value!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY") from error


def slug(value: str) -> str:
    """Lower-case ASCII letters, digits and hyphens; a hash where nothing of the value is left.

    >>> slug("Agence Côte-d'Or"), slug("")
    ('agence-cote-d-or', 'x-e3b0c44298fc')
    """
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or f"x-{_digest(value, 12)}"


def _digest(value: str, size: int = 20) -> str:
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:size]


def actor_node(actor: str) -> NamedNode:
    """The IRI of an actor's id; the slash of "state/ru" stays."""
    return node(ACTOR + quote(actor, safe="/"))


def actor_id(term: NamedNode) -> str:
    """The actor's id again; raises InputError for an IRI that is no actor's."""
    if not term.value.startswith(ACTOR):
        raise InputError(f"{term.value!r} is not an actor's IRI; actors start with {str(ACTOR)!r}")
    slugged = term.value[len(ACTOR) :]
    return unquote(slugged) if "%" in slugged else slugged


def document_node(doc: str) -> NamedNode:
    """The IRI of a document: its named graph, and its first article."""
    return NamedNode(DOC + _digest(doc))


def article_node(doc: str, number: int) -> NamedNode:
    """The IRI of one article; the first one is the document itself."""
    return document_node(doc) if number == 1 else NamedNode(f"{DOC}{_digest(doc)}/{number}")


def claim_node(claim: str) -> NamedNode:
    """The IRI of a claim's id."""
    return NamedNode(CLAIM + quote(claim, safe=""))


def claim_id(term: NamedNode) -> str:
    """The claim's id again."""
    return unquote(term.value.removeprefix(CLAIM))


def outlet_node(name: str) -> NamedNode:
    """The IRI of a publisher's name."""
    return node(OUTLET + slug(name))


def theatre_node(name: str) -> NamedNode:
    """The IRI of a theatre's name."""
    return node(THEATRE + slug(name))


def run_node(run: str) -> NamedNode:
    """The IRI of a run's id."""
    return node(RUN + run)


def local(term: NamedNode) -> str:
    """What follows the last slash or hash of an IRI: a term's own name."""
    return term.value[max(term.value.rfind("#"), term.value.rfind("/")) + 1 :]
