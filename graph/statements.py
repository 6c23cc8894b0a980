"""The statements behind relations as flat rows: who says what, where, when, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from .relation import Relation

__all__ = ["statement_rows"]


def statement_rows(relations: Iterable[Relation]) -> Iterator[dict[str, Any]]:
    """One row a statement, with the relation that it states; actors by name."""
    for relation in relations:
        about = {"source": relation.source.name, "relation": relation.relation, "target": relation.target.name}
        for statement in relation.statements:
            row = asdict(statement)
            row["attributed_to"] = statement.attributed_to.name if statement.attributed_to else None
            row["denied_by"] = [actor.name for actor in statement.denied_by]
            yield {**about, **row}
