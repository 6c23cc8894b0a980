"""The statements behind relations as flat rows: who says what, where, when, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ..ontology.vocabulary import vocabulary
from .relation import Relation
from .relations import best_statement

__all__ = ["brief_rows", "statement_rows"]


def brief_rows(relations: Iterable[Relation]) -> Iterator[dict[str, str]]:
    """One row a relation with few cells, for a terminal: what, how sure, how often, when, and the best quote."""
    names = vocabulary().relations
    for relation in relations:
        best = best_statement(relation)
        dates = dict.fromkeys(day for day in (relation.first, relation.last) if day)
        yield {
            "relation": f"{relation.source.name} {names[relation.relation].label} {relation.target.name}",
            "status": f"{relation.status}, contested" if relation.contested else relation.status,
            "articles": str(relation.documents),
            "sources": str(relation.sources),
            "dates": " – ".join(dates),
            "quote": f"“{' '.join(best.quote.split())}” ({best.outlet or best.doc})" if best else "",
        }


def statement_rows(relations: Iterable[Relation]) -> Iterator[dict[str, Any]]:
    """One row a statement, with the relation that it states; actors by name."""
    for relation in relations:
        about = {"source": relation.source.name, "relation": relation.relation, "target": relation.target.name}
        for statement in relation.statements:
            row = asdict(statement)
            row["attributed_to"] = statement.attributed_to.name if statement.attributed_to else None
            row["denied_by"] = [actor.name for actor in statement.denied_by]
            yield {**about, **row}
