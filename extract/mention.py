"""A mention: words of the text that stand for an actor, and how that was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from spacy.tokens import Doc

__all__ = ["HOW", "How", "Mention", "mentions_of", "set_mentions"]

How = Literal["name", "demonym", "metonym", "role", "description", "pronoun", "provisional"]
HOW: tuple[str, ...] = get_args(How)

_KEY = "whobacks.mentions"


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``start`` to ``end`` (end excluded) of a Doc that stand for the actor ``actor_id``.

    ``how`` tells how the words were resolved, ``reason`` in words why, ``confidence`` (0 to 1) how
    surely. A pair of actors ("both sides") is two mentions over the same tokens. A provisional actor
    has an id that starts with ``new/``.
    """

    start: int
    end: int
    actor_id: str
    name: str
    how: How
    confidence: float = 1.0
    reason: str = ""


def set_mentions(doc: Doc, mentions: Iterable[Mention]) -> None:
    """Keep the mentions with the Doc, in text order, as plain lists that Doc.to_bytes can write."""
    ordered = sorted(mentions, key=lambda m: (m.start, m.end, m.actor_id))
    doc.user_data[_KEY] = [[m.start, m.end, m.actor_id, m.name, m.how, m.confidence, m.reason] for m in ordered]


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """The mentions that were set on the Doc, in text order; empty before the linker ran."""
    return tuple(Mention(*row) for row in doc.user_data.get(_KEY, ()))
