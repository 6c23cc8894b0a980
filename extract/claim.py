"""What the extractor states: a claim is a relation, who says so, and the words that say it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from ..ontology.errors import InputError

__all__ = ["Claim", "Status"]


class Status(StrEnum):
    """How a text presents a relation."""

    ASSERTED = "asserted"
    CLAIMED = "claimed"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One relation that one sentence states; a claim without evidence cannot be made.

    ``source`` and ``target`` are canonical names, ``*_id`` the actors' ids, ``*_text`` the words of
    the sentence and ``*_span`` their character offsets. ``start`` and ``end`` are the quote's
    offsets, all in the document's text as read. ``date`` is the article's date and ``time`` the time
    that the sentence states, an ISO 8601 date or interval. ``why`` says which rule or score decided.
    """

    doc: str
    source: str
    source_text: str
    source_id: str
    relation: str
    target: str
    target_text: str
    target_id: str
    status: Status
    sentence: str
    quote: str
    start: int
    end: int
    plover: str | None = None
    attributed_to: str | None = None
    attributed_to_id: str | None = None
    theatre: str | None = None
    place: str | None = None
    date: str | None = None
    time: str | None = None
    confidence: float = 1.0
    nominal: bool = False
    article: int = 1
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    source_span: tuple[int, int] | None = None
    target_span: tuple[int, int] | None = None
    why: str | None = None

    def __post_init__(self) -> None:
        """Refuse a claim that cannot show its words."""
        if not self.quote or not 0 <= self.start < self.end:
            raise InputError(f"claim without a quote or with offsets {self.start}:{self.end}; give both", path=self.doc)

    @property
    def id(self) -> str:
        """The claim's id: the same document, offsets, relation, actors and status give the same one."""
        parts = (self.doc, self.start, self.end, self.relation, self.source_id, self.target_id)
        key = "\x1f".join(map(str, (*parts, self.status, self.attributed_to_id or "")))
        return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    def to_record(self) -> dict[str, Any]:
        """The JSON object of this claim, as `whobacks extract` writes it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Read a JSON object back; raises InputError for a missing or impossible field."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in record.items() if key in known}
        try:
            values["status"] = Status(values["status"])
            for name in ("source_span", "target_span"):
                values[name] = tuple(values[name]) if values.get(name) else None
            return cls(**values)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"not a claim: {error}; write it with `whobacks extract`") from error

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return replace(self, **changes)
