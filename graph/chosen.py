"""What a filter lets through, as quads and as claims, for exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from ..extract.claim import Claim, Status
from ..ontology.namespaces import ACTORS, CLAIM, RUNS, STALE
from .reader import EVERYTHING, ClaimRow, claim_rows
from .relation import Filter
from .terms import document_node, node

if TYPE_CHECKING:
    from .knowledge_reader import KnowledgeReader

__all__ = ["chosen_claims", "chosen_quads"]


def chosen_quads(kg: KnowledgeReader, wanted: Filter) -> Iterator[Quad]:
    """All quads; with a filter, the chosen claims, their documents, all actors and runs."""
    if wanted == Filter():
        yield from (quad for quad in kg.dataset.quads() if quad.graph_name != node(STALE))
        return
    relations = kg.relations(wanted)
    claims = {statement.claim for relation in relations for statement in relation.statements}
    for doc in sorted({statement.doc for relation in relations for statement in relation.statements}):
        yield from (quad for quad in kg.dataset.quads(document_node(doc)) if _kept(quad, claims))
    for graph in (ACTORS, RUNS):
        yield from kg.dataset.quads(node(graph))


def _kept(quad: Quad, claims: set[str]) -> bool:
    """Everything but the claims that were not chosen, their selectors, and pointers at them."""
    ends = (quad.subject, quad.object)
    named = [end.value[len(CLAIM) :] for end in ends if isinstance(end, NamedNode) and end.value.startswith(CLAIM)]
    return all(name.removesuffix("/quote") in claims for name in named)


def chosen_claims(kg: KnowledgeReader, wanted: Filter) -> Iterator[Claim]:
    """The claims that a filter lets through, as they were loaded, in order of documents."""
    if wanted == Filter():
        rows = claim_rows(kg.dataset, fields=EVERYTHING)
    else:
        chosen = {statement.claim for relation in kg.relations(wanted) for statement in relation.statements}
        rows = (row for row in claim_rows(kg.dataset, fields=EVERYTHING) if row.claim in chosen)
    for row in sorted(rows, key=lambda row: (row.doc, row.number, row.start, row.claim)):
        yield _claim(kg, row)


def _claim(kg: KnowledgeReader, row: ClaimRow) -> Claim:
    return Claim(
        doc=row.doc,
        source=kg.ref(row.source).name,
        source_text=row.source_text,
        source_id=row.source,
        relation=row.relation,
        target=kg.ref(row.target).name,
        target_text=row.target_text,
        target_id=row.target,
        status=Status(row.status),
        sentence=row.sentence,
        quote=row.quote,
        start=row.start,
        end=row.end,
        plover=row.plover,
        attributed_to=kg.ref(row.attributed).name if row.attributed else row.attributed_name,
        attributed_to_id=row.attributed,
        theatre=kg.theatre_name(row.theatre) if row.theatre else None,
        place=row.place,
        date=row.date,
        time=row.time,
        confidence=row.confidence,
        nominal=row.nominal,
        article=row.number,
        outlet=row.outlet,
        title=row.title,
        url=row.url,
        source_span=_span(row.source_span),
        target_span=_span(row.target_span),
        why=row.why,
    )


def _span(text: str | None) -> tuple[int, int] | None:
    if not text:
        return None
    start, _, end = text.partition("-")
    return int(start), int(end)
