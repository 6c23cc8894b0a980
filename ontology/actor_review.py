"""Review of actors that the table did not know: listed as rows of the table, pasted back or merged.

Merges and reviewed rows live in a user's own table, which ``load_actors(table)`` reads on top of the shipped one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from .actor_record import COLUMNS, KINDS, Actor
from .actor_table import SAME_AS
from .actors import ActorBase, load_actors
from .errors import ActorTableError

__all__ = ["merge", "provisional_rows", "to_csv"]

#: What a reviewer is to look at; the linker's guess of the kind is right more often than not, but it is a guess.
_NOTE: Final = "unreviewed: check name, kind and country"


def provisional_rows(found: Iterable[tuple[str, str, str]], base: ActorBase) -> Iterator[Actor]:
    """The actors among ``found`` that no table holds, as rows to review, in the order of their names.

    Args:
        found: ``(id, name, kind)`` of actors met in texts; a kind that the table does not know is guessed.
        base: The tables read so far; what they hold, or merged, is left out.
    """
    rows = {i: (name, kind) for i, name, kind in found if base.resolve(i) not in base.actors}
    for actor_id, (name, kind) in sorted(rows.items(), key=lambda row: (row[1][0].casefold(), row[0])):
        yield Actor(actor_id, name, kind if kind in KINDS else "organisation", note=_NOTE)


def to_csv(actors: Iterable[Actor], *, header: bool = True) -> str:
    """The actors in the format of ``actors.csv``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows(actor.row() for actor in actors)
    return out.getvalue()


def merge(one: str, other: str, table: Path, *, name: str = "") -> None:
    """Record in a user's table that the actor ``one`` is the actor ``other``; the table is made if there is none.

    Args:
        one: An id of a table or of a provisional actor.
        other: The id that both go by from now on; it must be in a table.
        table: The user's own table of actors.
        name: What ``one`` is called in the texts; it becomes an alias of ``other``.

    Raises:
        ActorTableError: ``other`` is unknown, or goes by ``one`` already.
    """
    base = load_actors(table if table.exists() else None)
    if other not in base.actors and other not in base.merged:
        raise ActorTableError(f"no actor has the id {other!r}; paste a row for it first", path=str(table))
    if base.resolve(other) == base.resolve(one):
        raise ActorTableError(f"{one!r} and {other!r} are one actor already", path=str(table))
    rows = {row["id"]: row for row in _read(table)}
    known = base.actors.get(one)
    row = rows.setdefault(one, dict(zip(COLUMNS, known.row(), strict=True)) if known else dict.fromkeys(COLUMNS, ""))
    row |= {"id": one, "name": row["name"] or name, SAME_AS: base.resolve(other)}
    _write(table, rows.values())


def _read(table: Path) -> list[dict[str, str]]:
    if not table.exists():
        return []
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(table: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write beside and rename, so that a full disk never leaves half a table."""
    beside = table.with_name(f".{table.name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*COLUMNS, SAME_AS), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    beside.replace(table)
