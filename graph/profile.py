"""One actor at a glance: its names, its roles, and its relations by family and direction."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from .relation import ActorRef, Filter
from .relations import Relations

if TYPE_CHECKING:
    from ..ontology.actors import Role
    from .knowledge_reader import KnowledgeReader

__all__ = ["Profile", "profile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An actor's aliases and roles (from the actors' table) and what the dataset says of it.

    ``supports``/``supported_by`` and ``fights``/``fought_by`` go by sign; ``other`` is the rest.
    """

    actor: ActorRef
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    supports: Relations
    supported_by: Relations
    fights: Relations
    fought_by: Relations
    other: Relations

    def sections(self) -> dict[str, Relations]:
        """Heading -> relations, empty ones left out."""
        parts = {
            "supports": self.supports,
            "is supported by": self.supported_by,
            "is hostile to": self.fights,
            "meets hostility from": self.fought_by,
            "other": self.other,
        }
        return {heading: relations for heading, relations in parts.items() if relations}

    def _repr_html_(self) -> str:
        also = f"<p>also: {escape(', '.join(self.aliases))}</p>" if self.aliases else ""
        parts = (f"<h4>{name}</h4>{relations._repr_html_()}" for name, relations in self.sections().items())
        return f"<h3>{escape(self.actor.name)}</h3>{also}{''.join(parts)}"


def profile(kg: KnowledgeReader, actor: ActorRef) -> Profile:
    """The profile of one actor."""
    relations = kg.relations(Filter(around=(actor.id,)))
    known = kg.base.actors.get(actor.id)

    def pick(sign: int, outgoing: bool) -> Relations:
        return Relations(r for r in relations if r.sign == sign and (r.source.id == actor.id) == outgoing)

    return Profile(
        actor=actor,
        aliases=tuple(known.aliases) if known else (),
        roles=kg.base.roles(actor.id) if known else (),
        supports=pick(1, True),
        supported_by=pick(1, False),
        fights=pick(-1, True),
        fought_by=pick(-1, False),
        other=Relations(r for r in relations if r.sign == 0),
    )
