"""A list of relations as answers give it: a sequence, a table, a piece of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, overload

from .relation import Relation, Statement

if TYPE_CHECKING:
    import pandas

__all__ = ["COLUMNS", "Relations", "relation_row"]

COLUMNS = (
    "source", "relation", "target", "status", "contested", "documents", "sources", "first", "last",
    "theatres", "confidence", "quote", "outlet",
)  # fmt: skip
_SHOWN = 100


def best_statement(relation: Relation) -> Statement | None:
    """The statement to quote first: the most certain status, then confidence, then date."""
    order = {"asserted": 0, "claimed": 1, "denied": 2, "hypothetical": 3}
    key = lambda s: (order.get(s.status, 4), -s.confidence, s.date or "9999", s.claim)  # noqa: E731
    return min(relation.statements, key=key, default=None)


def relation_row(relation: Relation) -> dict[str, Any]:
    """One flat row a relation, with its best quote; the keys are `COLUMNS`."""
    best = best_statement(relation)
    return {
        "source": relation.source.name,
        "relation": relation.relation,
        "target": relation.target.name,
        "status": relation.status,
        "contested": relation.contested,
        "documents": relation.documents,
        "sources": relation.sources,
        "first": relation.first,
        "last": relation.last,
        "theatres": "|".join(relation.theatres),
        "confidence": round(relation.confidence, 3),
        "quote": best.quote if best else "",
        "outlet": best.outlet if best else None,
    }


class Relations(Sequence[Relation]):
    """Relations in order of strength; slices, tables (`to_df`) and notebooks know them."""

    def __init__(self, relations: Iterable[Relation] = ()) -> None:
        self._items = tuple(relations)

    @overload
    def __getitem__(self, index: int) -> Relation: ...
    @overload
    def __getitem__(self, index: slice) -> Relations: ...
    def __getitem__(self, index: int | slice) -> Relation | Relations:
        return Relations(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Relation]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Relations) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        lines = [f"{r.source.name} {r.relation} {r.target.name} [{r.status}]" for r in self._items[:10]]
        more = [f"… {len(self) - 10} more"] if len(self) > 10 else []
        return f"<{len(self)} relations>\n" + "\n".join(lines + more)

    def rows(self) -> list[dict[str, Any]]:
        """One flat row a relation."""
        return [relation_row(relation) for relation in self._items]

    def to_df(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame (needs the extra "pandas")."""
        import pandas

        return pandas.DataFrame(self.rows(), columns=list(COLUMNS))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in COLUMNS)
        body = "".join(_html_row(row) for row in self[:_SHOWN].rows())
        more = f"<p>{len(self) - _SHOWN} more</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _html_row(row: Mapping[str, Any]) -> str:
    cells = (escape("" if value is None else str(value)) for value in row.values())
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
