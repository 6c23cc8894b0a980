"""FollowTheMoney entities: actors, the links between them, and the articles that prove the links.

FollowTheMoney has a schema for membership and one for links of any other kind; hostile links carry
their relation as the role, since the model knows no hostility.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from .relation import ActorRef, Filter, Relation
from .relations import best_statement

if TYPE_CHECKING:
    from .knowledge_reader import KnowledgeReader

__all__ = ["entities"]

_KINDS = {
    "person": "Person", "state": "PublicBody", "government": "PublicBody", "ministry": "PublicBody",
    "military": "PublicBody", "igo": "PublicBody",
}  # fmt: skip


def _id(*parts: str) -> str:
    return sha1("\x1f".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _entity(schema: str, key: str, **properties: str | None) -> dict[str, Any]:
    values = {name: [value] for name, value in properties.items() if value}
    return {"id": key, "schema": schema, "properties": values}


def entities(kg: KnowledgeReader, wanted: Filter) -> Iterator[dict[str, Any]]:
    """Every actor once, every article once, and one link a relation."""
    seen: set[str] = set()
    for relation in kg.relations(wanted):
        for end in (relation.source, relation.target):
            if end.id not in seen:
                seen.add(end.id)
                yield _actor(kg, end)
        for statement in relation.statements:
            key = _id("article", statement.doc, str(statement.article))
            if key not in seen:
                seen.add(key)
                title = statement.title or statement.doc
                url, date, outlet = statement.url, statement.date, statement.outlet
                yield _entity("Article", key, title=title, sourceUrl=url, date=date, publisher=outlet)
        yield _link(relation)


def _actor(kg: KnowledgeReader, actor: ActorRef) -> dict[str, Any]:
    known = kg.base.actors.get(actor.id)
    schema = _KINDS.get(actor.kind, "Organization")
    return _entity(schema, _id("actor", actor.id), name=actor.name, wikidataId=known.qid if known else None)


def _link(relation: Relation) -> dict[str, Any]:
    ends = (_id("actor", relation.source.id), _id("actor", relation.target.id))
    best = best_statement(relation)
    shared = {
        "role": f"{relation.relation} ({relation.status})",
        "startDate": relation.first,
        "endDate": relation.last,
        "summary": best.quote if best else None,
        "publisher": best.outlet if best else None,
        "sourceUrl": best.url if best else None,
        "proof": _id("article", best.doc, str(best.article)) if best else None,
    }
    key = _id("link", relation.source.id, relation.relation, relation.target.id)
    if relation.relation == "member_of":
        return _entity("Membership", key, member=ends[0], organization=ends[1], **shared)
    return _entity("UnknownLink", key, subject=ends[0], object=ends[1], **shared)
