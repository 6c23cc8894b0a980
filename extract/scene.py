"""Where and when an article plays: theatre, date and the roles that actors had then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from ..ontology.actors import Actor, ActorBase

__all__ = ["RoleBook", "Roles", "Scene", "scene_of"]

#: What a person who leads several things stands for: the government before the army, the army before the party.
_SIDES = ("government", "military", "armed-group", "militia", "pmc", "coalition", "state", "igo", "organisation", "party")
#: Days whose roles are kept; an archive of one year has 366.
_DAYS = 400


@dataclass(frozen=True, slots=True)
class Roles:
    """Who led what on one day: leaders of an actor, what a person leads or belongs to, governments of states."""

    leaders: Mapping[str, tuple[str, ...]]
    leads: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[str, ...]]
    governments: Mapping[str, str]


class RoleBook:
    """The roles of an actor base by day, each day worked out once."""

    def __init__(self, base: ActorBase) -> None:
        """Keep the base; nothing is computed before it is asked for."""
        self.base = base
        self._days: dict[str | None, Roles] = {}

    def on(self, date: str | None) -> Roles:
        """The roles on an ISO 8601 date; without a date, all roles that ever were."""
        if date not in self._days:
            if len(self._days) > _DAYS:
                self._days.clear()
            self._days[date] = self._roles(date)
        return self._days[date]

    def _roles(self, date: str | None) -> Roles:
        leads, members, leaders = {}, {}, dict[str, list[str]]()
        governments: dict[str, str] = {}
        for actor in self.base.actors.values():
            if actor.kind == "person":
                led = [role.other for role in self.base.roles(actor.id, "leads", date)]
                leads[actor.id] = tuple(sorted(led, key=lambda other: _rank(self.base.actors.get(other))))
                members[actor.id] = tuple(r.other for r in self.base.roles(actor.id, "member_of", date))
                for other in led:
                    leaders.setdefault(other, []).append(actor.id)
            for role in self.base.roles(actor.id, "government_of", date):
                governments.setdefault(role.other, actor.id)
        return Roles({key: tuple(value) for key, value in leaders.items()}, leads, members, governments)


@dataclass(frozen=True, slots=True)
class Scene:
    """The theatre and the date of an article, with the actors and their roles on that date."""

    base: ActorBase
    roles: Roles
    theatre: str | None = None
    date: str | None = None

    def actor(self, actor_id: str) -> Actor | None:
        """The actor of that id, or None for a provisional one."""
        return self.base.actors.get(actor_id)

    def kind(self, actor_id: str) -> str:
        """The actor's kind; empty when the actor is not in the table."""
        actor = self.actor(actor_id)
        return actor.kind if actor else ""

    def government(self, actor_id: str) -> str:
        """The government of a state whose government is an actor of its own; else the actor itself."""
        return self.roles.governments.get(actor_id, actor_id)

    def side(self, person_id: str) -> str | None:
        """What the person leads, the most telling first, a government in place of its state; None if unknown."""
        led = self.roles.leads.get(person_id)
        return self.government(led[0]) if led else None

    def employer(self, person_id: str) -> str | None:
        """What the person leads or belongs to."""
        member = self.roles.members.get(person_id)
        return self.side(person_id) or (member[0] if member else None)

    def leader(self, actor_id: str) -> str | None:
        """The person who leads the actor or, for a state, its government."""
        for led in (actor_id, self.government(actor_id)):
            if people := self.roles.leaders.get(led):
                return people[0]
        return None

    def fits(self, actor_id: str) -> bool:
        """Whether the actor belongs to this theatre."""
        actor = self.actor(actor_id)
        return bool(actor and actor.theatre and self.theatre and self.theatre in actor.theatre.split("|"))


def scene_of(doc: Doc, book: RoleBook, named: Iterable[str]) -> Scene:
    """The Doc's scene: theatre and date of its article, else the theatre that most of the named actors share."""
    article = doc.user_data.get("whobacks.article") or {}
    date = article.get("date")
    theatre = article.get("theatre") or _vote(book.base, named)
    return Scene(book.base, book.on(date), theatre, date)


def _vote(base: ActorBase, named: Iterable[str]) -> str | None:
    actors = (base.actors.get(actor_id) for actor_id in named)
    votes = Counter(actor.theatre for actor in actors if actor is not None and actor.theatre)
    return votes.most_common(1)[0][0] if votes else None


def _rank(actor: Actor | None) -> int:
    return _SIDES.index(actor.kind) if actor is not None and actor.kind in _SIDES else len(_SIDES)
