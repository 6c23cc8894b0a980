"""Review: actors that no table knows yet, and the user's own table beside the graph that decides on them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..ontology.actor_record import COLUMNS, Actor
from ..ontology.actor_table import SAME_AS, read_actor_rows
from ..ontology.errors import InputError

if TYPE_CHECKING:
    from .knowledge import KnowledgeGraph
    from .relation import ActorRef

__all__ = ["own_table", "record_merge", "unreviewed"]


def own_table(where: str) -> Path:
    """The user's own table of a dataset: `mena.wb.actors.csv` beside the folder `mena.wb`."""
    return Path("whobacks.actors.csv") if "://" in where else Path(f"{where.rstrip('/')}.actors.csv")


def unreviewed(kg: KnowledgeGraph) -> Iterator[dict[str, str]]:
    """The actors that only texts know, as rows of actors.csv; fill in and paste them into your own table.

    The kind is a guess to be checked, the note says how often claims name the actor.
    """
    counts: dict[str, int] = {}
    for relation in kg.relations():
        for end in (relation.source, relation.target):
            counts[end.id] = counts.get(end.id, 0) + len(relation.statements)
    new = [ref for ref in kg.actors() if ref.id not in kg.base.actors]
    for ref in sorted(new, key=lambda ref: (-counts.get(ref.id, 0), ref.name)):
        actor = Actor(ref.id, ref.name, "organisation", note=f"unreviewed; claims: {counts.get(ref.id, 0)}")
        yield dict(zip(COLUMNS, actor.row(), strict=True))


def record_merge(table: Path, actor: ActorRef, into: ActorRef) -> None:
    """Add to the table that the first actor is the second, for texts still to be read.

    Raises:
        InputError: the table says so already; ActorTableError where the merge would go in a circle.
    """
    rows, columns = _read(table)
    if any(row["id"] == actor.id and row.get(SAME_AS) for row in rows):
        raise InputError(f"{actor.id!r} is merged there already; edit its row", path=str(table))
    kept = [row for row in rows if row["id"] != actor.id]
    new = {**dict.fromkeys(columns, ""), "id": actor.id, "name": actor.name, SAME_AS: into.id}
    draft = table.with_name(table.name + ".new")
    _write(draft, columns, [*kept, new])
    try:
        _check(draft)
    except InputError:
        draft.unlink()
        raise
    draft.replace(table)


def _read(table: Path) -> tuple[list[dict[str, str]], list[str]]:
    if not table.exists():
        return [], [*COLUMNS, SAME_AS]
    with table.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = list(reader.fieldnames or COLUMNS)
        return list(reader), columns if SAME_AS in columns else [*columns, SAME_AS]


def _write(table: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _check(table: Path) -> None:
    from ..ontology.actors import load_actors

    read_actor_rows(table, load_actors().actors)
