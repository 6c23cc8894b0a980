"""Claims as RDF: a document is a named graph, a claim an n-ary node in it, a denial a claim about a claim.

Five models of the same claims were measured; this one is plain SPARQL 1.1 everywhere, keeps
the graph slot for the document (so that a document can be replaced at once) and is ten times faster
on "who backs X" than RDF 1.2 reifiers. The quote and its offsets lie flat on the claim, for speed,
and once more as Web Annotation selectors, for others' tools.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from ..extract.claim import Claim, Status
from ..extract.document import Article, Document
from ..ontology.namespaces import DCT, OA, PROV, SCHEMA
from .terms import (
    TYPE,
    actor_node,
    article_node,
    boolean,
    claim_node,
    day,
    document_node,
    double,
    integer,
    node,
    outlet_node,
    text,
    theatre_node,
    wb,
)

__all__ = ["DocumentGraph", "content_hash", "document_graph"]

_CLAIM, _DOCUMENT, _ARTICLE = wb("Claim"), wb("Document"), node(SCHEMA + "NewsArticle")
_TEXT_QUOTE, _TEXT_POSITION = node(OA + "TextQuoteSelector"), node(OA + "TextPositionSelector")
STATED = (Status.ASSERTED, Status.CLAIMED)


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """One document's quads, all in its own graph, and what they were made from.

    ``sha256`` is the content's hash, ``pairs`` the (source id, target id) pairs that its claims
    touch, ``months`` ("2020-05") those of their dates, ``actors`` the ids and names of every actor in
    it, ``marks`` what near-copies of its articles share.
    """

    id: str
    node: NamedNode
    sha256: str
    run: NamedNode
    quads: Sequence[Quad]
    pairs: frozenset[tuple[str, str]] = frozenset()
    months: frozenset[str] = frozenset()
    actors: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[NamedNode, Sequence[str]] = field(default_factory=dict)
    claims: int = 0


def content_hash(claims: Iterable[Claim]) -> str:
    """The hash that stands for a document whose text is not at hand: that of its claims."""
    digest = sha256()
    for claim in claims:
        digest.update(repr(claim).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def document_graph(
    document: Document, claims: Sequence[Claim], run: NamedNode, *, marks: Mapping[int, Sequence[str]] | None = None
) -> DocumentGraph:
    """The named graph of one document.

    Args:
        document: what was read; without text, its hash is that of the claims.
        claims: what was found in it.
        run: the IRI of the run that found it.
        marks: per article number, the keys by which near-copies find each other (`duplicates`).

    Raises:
        InputError: a date that is no date.
    """
    graph = document_node(document.id)
    sha = document.sha256 if document.text else content_hash(claims)
    quads = list(_document_quads(document, sha, run, graph))
    for article in document.articles or (Article(),):
        quads.extend(_article_quads(document, article, graph, (marks or {}).get(article.number, ())))
    about = _denied(claims)
    for claim in claims:
        node = article_node(document.id, claim.article)
        quads.extend(_claim_quads(claim, node, graph, run, about))
    by_node = {article_node(document.id, number): found for number, found in (marks or {}).items() if found}
    pairs = frozenset((claim.source_id, claim.target_id) for claim in claims)
    months = frozenset(claim.date[:7] for claim in claims if claim.date and len(claim.date) >= 7)
    return DocumentGraph(document.id, graph, sha, run, quads, pairs, months, _actors(claims), by_node, len(claims))


def _actors(claims: Iterable[Claim]) -> dict[str, str]:
    names: dict[str, str] = {}
    for claim in claims:
        names[claim.source_id], names[claim.target_id] = claim.source, claim.target
        if claim.attributed_to_id:
            names[claim.attributed_to_id] = claim.attributed_to or claim.attributed_to_id
    return names


def _document_quads(document: Document, sha: str, run: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    yield Quad(graph, TYPE, _DOCUMENT, graph)
    yield Quad(graph, node(DCT + "identifier"), text(document.id), graph)
    yield Quad(graph, node(SCHEMA + "sha256"), text(sha), graph)
    yield Quad(graph, node(PROV + "wasGeneratedBy"), run, graph)
    if document.text:
        digest = sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        yield Quad(graph, wb("textSha256"), text(digest), graph)
        yield Quad(graph, wb("length"), integer(len(document.text)), graph)


def _article_quads(document: Document, article: Article, graph: NamedNode, marks: Iterable[str]) -> Iterator[Quad]:
    me = article_node(document.id, article.number)
    yield Quad(me, TYPE, _ARTICLE, graph)
    yield Quad(me, wb("number"), integer(article.number), graph)
    if me != graph:
        yield Quad(me, node(DCT + "isPartOf"), graph, graph)
    if article.title:
        yield Quad(me, node(DCT + "title"), text(article.title), graph)
    if article.date:
        yield Quad(me, node(DCT + "date"), day(article.date), graph)
    if article.url:
        yield Quad(me, node(SCHEMA + "url"), text(article.url), graph)
    if article.outlet:
        outlet = outlet_node(article.outlet)
        yield Quad(me, node(DCT + "publisher"), outlet, graph)
        yield Quad(outlet, node(SCHEMA + "name"), text(article.outlet), graph)
    for mark in marks:
        yield Quad(me, wb("mark"), text(mark), graph)


def _denied(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    """The stated claims of each pair of actors, for denials to point at."""
    stated = defaultdict(list)
    for claim in claims:
        if claim.status in STATED:
            stated[claim.source_id, claim.target_id].append(claim)
    return stated


def _same_family(one: str, other: str) -> bool:
    from ..ontology.vocabulary import vocabulary

    return vocabulary().relation(one).family == vocabulary().relation(other).family


def _claim_quads(
    claim: Claim,
    article: NamedNode,
    graph: NamedNode,
    run: NamedNode,
    stated: Mapping[tuple[str, str], Sequence[Claim]],
) -> Iterator[Quad]:
    me = claim_node(claim.id)
    for predicate, value in _values(claim):
        yield Quad(me, predicate, value, graph)
    yield Quad(me, node(DCT + "source"), article, graph)
    yield Quad(me, node(PROV + "wasGeneratedBy"), run, graph)
    yield from _selector(me, claim, graph)
    if claim.status == Status.DENIED:
        for other in stated.get((claim.source_id, claim.target_id), ()):
            if _same_family(claim.relation, other.relation):
                yield Quad(me, wb("denies"), claim_node(other.id), graph)


def _values(claim: Claim) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    yield TYPE, _CLAIM
    yield wb("subject"), actor_node(claim.source_id)
    yield wb("relation"), wb(claim.relation)
    yield wb("object"), actor_node(claim.target_id)
    yield wb("status"), wb(claim.status.value)
    yield wb("confidence"), double(claim.confidence)
    yield wb("quote"), text(claim.quote)
    yield wb("sentence"), text(claim.sentence)
    yield wb("start"), integer(claim.start)
    yield wb("end"), integer(claim.end)
    yield wb("subjectText"), text(claim.source_text)
    yield wb("objectText"), text(claim.target_text)
    yield from _optional(claim)


def _optional(claim: Claim) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    if claim.attributed_to_id:
        yield wb("attributedTo"), actor_node(claim.attributed_to_id)
    elif claim.attributed_to:
        yield wb("attributedName"), text(claim.attributed_to)
    if claim.theatre:
        yield wb("theatre"), theatre_node(claim.theatre)
    if claim.date:
        yield wb("date"), day(claim.date)
    if claim.nominal:
        yield wb("nominal"), boolean(True)
    plain = (("place", claim.place), ("statedTime", claim.time), ("plover", claim.plover), ("why", claim.why))
    spans = (("subjectSpan", _span(claim.source_span)), ("objectSpan", _span(claim.target_span)))
    yield from ((wb(name), text(value)) for name, value in plain + spans if value)


def _span(span: tuple[int, int] | None) -> str | None:
    return f"{span[0]}-{span[1]}" if span else None


def _selector(me: NamedNode, claim: Claim, graph: NamedNode) -> Iterator[Quad]:
    selector = NamedNode(f"{me.value}/quote")
    yield Quad(me, node(OA + "hasSelector"), selector, graph)
    yield Quad(selector, TYPE, _TEXT_QUOTE, graph)
    yield Quad(selector, TYPE, _TEXT_POSITION, graph)
    yield Quad(selector, node(OA + "exact"), text(claim.quote), graph)
    yield Quad(selector, node(OA + "start"), integer(claim.start), graph)
    yield Quad(selector, node(OA + "end"), integer(claim.end), graph)
