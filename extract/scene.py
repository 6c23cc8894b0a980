"""Where and when an article plays: theatre, date and the roles that actors had then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from ..ontology.actors import Actor, ActorBase

__all__ = ["Scene", "scene_of"]

#: What a person who leads several things stands for: the government before the army, the army before the party.
_SIDES = (
    "government",
    "military",
    "armed-group",
    "militia",
    "pmc",
    "coalition",
    "state",
    "igo",
    "organisation",
    "party",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The theatre and the date of an article, with the actors and their roles on that date."""

    base: ActorBase
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
        """The government in force of a state that shares its capital with it, as in Syria and Libya; else the actor.

        Elsewhere a war's texts call state and government by one name, and so does the graph.
        """
        state = self.actor(actor_id)
        if state is None or state.kind != "state":
            return actor_id
        governments = [role.actor for role in self.base.roles_in(actor_id, "government_of")]
        telling = [g for g in governments if set(self.base.actors[g].metonyms) & set(state.metonyms)]
        in_force = (
            [role.actor for role in self.base.roles_in(actor_id, "government_of", self.date)] if self.date else telling
        )
        return in_force[0] if telling and in_force else actor_id

    def expired(self, actor_id: str) -> bool:
        """Whether the actor was a government, or led something, but not on this date."""
        if self.date is None:
            return False
        for relation in ("government_of", "leads"):
            if roles := self.base.roles(actor_id, relation):
                return not any(role.holds(self.date) for role in roles)
        return False

    def now(self, actor_id: str, surface: str) -> str:
        """The government in force, for a surface such as "Libyan government" that each one bears in its time."""
        states = [role.other for role in self.base.roles(actor_id, "government_of")]
        if not states or not self.expired(actor_id):
            return actor_id
        state = self.base.actors[states[0]]
        bears = surface.split()[0].removesuffix("'s") in {state.name, *state.demonyms}
        return self.government(state.id) if bears else actor_id

    def side(self, person_id: str) -> str | None:
        """What the person leads, the most telling first, a government in place of its state; None if unknown."""
        led = [role.other for role in self.base.roles(person_id, "leads", self.date)]
        return self.government(min(led, key=self._rank)) if led else None

    def employer(self, person_id: str) -> str | None:
        """What the person leads or belongs to."""
        member = self.base.roles(person_id, "member_of", self.date)
        return self.side(person_id) or (self.government(member[0].other) if member else None)

    def leader(self, actor_id: str) -> str | None:
        """The person who leads the actor or, for a state, its government."""
        for led in dict.fromkeys((actor_id, self.government(actor_id))):
            people = list(dict.fromkeys(role.actor for role in self.base.roles_in(led, "leads", self.date)))
            if people and (self.date or len(people) == 1):
                return people[0]
        return None

    def fits(self, actor_id: str) -> bool:
        """Whether the actor belongs to this theatre."""
        actor = self.actor(actor_id)
        return bool(actor and actor.theatre and self.theatre and self.theatre in actor.theatre.split("|"))

    def _rank(self, actor_id: str) -> int:
        kind = self.kind(actor_id)
        return _SIDES.index(kind) if kind in _SIDES else len(_SIDES)


def scene_of(doc: Doc, base: ActorBase, named: Iterable[str]) -> Scene:
    """The Doc's scene: theatre and date of its article, else the theatre that most of the named actors share."""
    article = doc.user_data.get("whobacks.article") or {}
    return Scene(base, article.get("theatre") or _vote(base, named), article.get("date"))


def _vote(base: ActorBase, named: Iterable[str]) -> str | None:
    actors = (base.actors.get(actor_id) for actor_id in named)
    votes = Counter(t for actor in actors if actor is not None and actor.theatre for t in actor.theatre.split("|"))
    return votes.most_common(1)[0][0] if votes else None
