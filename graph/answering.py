"""How each form of question is answered from a dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..ontology.actors import fold
from ..ontology.errors import QuestionError
from .answer import Answer, Group, Verdict
from .network import path
from .reading import Reading
from .relation import ActorRef, Filter, Relation
from .turns import HOSTILE, STATED, SUPPORTIVE, double_games, turns

if TYPE_CHECKING:
    from .knowledge import KnowledgeGraph

__all__ = ["Answering"]

_OUTLETS = "SELECT DISTINCT ?name WHERE { ?article dct:publisher/schema:name ?name }"


class Answering:
    """One reading at work on one dataset."""

    def __init__(self, kg: KnowledgeGraph, reading: Reading) -> None:
        self.kg = kg
        self.reading = replace(reading, outlets=_outlets(kg, reading.outlets))
        self.filter = self._rolled(self.reading.filter())

    def answer(self) -> Answer:
        """The answer, whatever the form."""
        return _FORMS.get(self.reading.form, Answering._listed)(self)

    def _rolled(self, wanted: Filter) -> Filter:
        """With roll-up, the sides that the named actors stand for are looked for."""
        if not wanted.roll_up:
            return wanted
        source, target, around = (
            tuple(map(self.kg.base.roll_up, ids)) for ids in (wanted.source, wanted.target, wanted.around)
        )
        return replace(wanted, source=source, target=target, around=around)

    def _relations(self, **changes: object) -> list[Relation]:
        return list(self.kg.relations(replace(self.filter, **changes)))  # type: ignore[arg-type]

    # One list of relations

    def _listed(self) -> Answer:
        found = [relation for relation in self._relations() if self._fits(relation)]
        stated = tuple(r for r in found if self.reading.status or r.status in STATED)
        unstated = tuple(r for r in found if r not in stated)
        return Answer(self.reading, stated, unstated, actors=self._far_ends(stated), notes=self._roles())

    def _fits(self, relation: Relation) -> bool:
        """What the filter could not say: kinds of actors, and both ends where either may come first."""
        reading = self.reading
        if reading.form in ("between", "either"):
            one, other = self._ids(reading.source), self._ids(reading.target)
            ends = (relation.source.id, relation.target.id)
            return (ends[0] in one and ends[1] in other) or (ends[0] in other and ends[1] in one)
        if reading.form == "everyone":
            kinds = (relation.source.kind, reading.kinds), (relation.target.kind, reading.other_kinds)
            return all(kind in wanted or not wanted for kind, wanted in kinds)
        return not reading.kinds or any(actor.kind in reading.kinds for actor in self._far(relation))

    def _ids(self, actors: Iterable[ActorRef]) -> set[str]:
        return {self.kg.base.roll_up(a.id) if self.reading.roll_up else a.id for a in actors}

    def _far(self, relation: Relation) -> tuple[ActorRef, ...]:
        """The ends that the question asks for: those that it did not name."""
        named = self._ids((*self.reading.source, *self.reading.target, *self.reading.other))
        if not named:
            return (relation.source, relation.target)
        far = (relation.source, relation.target)
        return tuple(actor for actor in far if actor.id not in named)

    def _far_ends(self, relations: Iterable[Relation]) -> tuple[ActorRef, ...]:
        if self.reading.form not in ("who", "whom", "side"):
            return ()
        return tuple(dict.fromkeys(actor for relation in relations for actor in self._far(relation)))

    def _roles(self) -> tuple[str, ...]:
        """For "who leads X", what the actors' table says besides."""
        if self.reading.form != "who" or self.reading.meant not in (("leads",), ("member_of",)):
            return ()
        base, relation = self.kg.base, self.reading.meant[0]
        day = self.reading.until or self.reading.since
        roles = [role for actor in self.reading.target for role in base.roles_in(actor.id, relation, day)]
        words = {"leads": "leads", "member_of": "is a member of"}[relation]
        # roles without days are loose: spokesmen and ministers stand among the leaders there
        dated = (role for role in roles if role.start or role.end)
        lines = (f"{base.get(r.actor).name} {words} {base.get(r.other).name}{_days(r.start, r.end)}" for r in dated)
        return tuple(f"The table of actors says: {line}" for line in dict.fromkeys(lines))

    # Yes or no

    def _verdict(self) -> Answer:
        listed = self._listed()
        found = (*listed.relations, *listed.unstated)
        return replace(listed, verdict=_judged(found, self.reading.status))

    # Chains and comparisons

    def _path(self) -> Answer:
        relations = self.kg.relations(self.filter)
        chains = [
            path(relations, one, other)
            for one in sorted(self._ids(self.reading.source))
            for other in sorted(self._ids(self.reading.target))
        ]
        hops = min((tuple(chain) for chain in chains if chain), key=len, default=())
        groups = (Group(f"{len(hops)} step{'s' if len(hops) > 1 else ''}", hops),) if hops else ()
        return Answer(self.reading, hops, groups=groups)

    def _compared(self) -> Answer:
        groups = (Group(name, tuple(self._relations(theatre=(name,)))) for name in self.reading.theatre)
        return self._grouped(groups)

    def _compared_actors(self) -> Answer:
        both = (self.reading.source, self.reading.target)
        names = (" or ".join(actor.name for actor in actors) for actors in both)
        found = (tuple(self._relations(around=tuple(sorted(self._ids(actors))))) for actors in both)
        return self._grouped(Group(name, relations) for name, relations in zip(names, found, strict=True))

    def _grouped(self, groups: Iterable[Group]) -> Answer:
        kept = tuple(group for group in groups if group.relations)
        relations = dict.fromkeys(relation for group in kept for relation in group.relations)
        return Answer(self.reading, tuple(relations), groups=kept)

    # Over time

    def _changed(self) -> Answer:
        source, since = self._ids(self.reading.source), self.reading.since or ""
        found = turns(self._relations(relations=SUPPORTIVE + HOSTILE, sign=(), source=(), status=()))
        kept = [turn for turn in found if turn.on >= since and (not source or turn.actor.id in source)]
        kept = [turn for turn in kept if not self.reading.kinds or turn.actor.kind in self.reading.kinds]
        answer = self._grouped(Group(turn.title, (*turn.before, *turn.after)) for turn in kept)
        return replace(answer, actors=tuple(dict.fromkeys(turn.actor for turn in kept)))

    def _new(self) -> Answer:
        listed = self._listed()
        recent = tuple(r for r in listed.relations if r.first and r.first >= (self.reading.since or ""))
        return replace(listed, relations=tuple(sorted(recent, key=lambda r: r.first or "")), unstated=())

    # Several actors at once

    def _both(self) -> Answer:
        support = [r for r in self._relations() if r.status in STATED and r.sign > 0]
        hostile = [r for r in self._relations(relations=HOSTILE) if r.status in STATED]
        return self._grouped(Group(title, relations) for title, relations in double_games(support, hostile))

    def _both_of(self) -> Answer:
        listed = self._listed()
        one, other = self._ids(self.reading.target), self._ids(self.reading.other)
        towards: dict[ActorRef, list[Relation]] = {}
        for relation in listed.relations:
            for actor in self._far(relation):
                towards.setdefault(actor, []).append(relation)
        kept = {a: rs for a, rs in towards.items() if all(any(_touches(r, ids) for r in rs) for ids in (one, other))}
        answer = self._grouped(Group(actor.name, tuple(relations)) for actor, relations in kept.items())
        return replace(answer, actors=tuple(kept))


def _touches(relation: Relation, ids: set[str]) -> bool:
    return relation.source.id in ids or relation.target.id in ids


def _judged(found: Iterable[Relation], status: tuple[str, ...]) -> Verdict:
    """Yes where somebody states it, contested where somebody denies that, no where nobody speaks of it."""
    relations = list(found)
    stated = [relation for relation in relations if status or relation.status in STATED]
    if stated:
        return "contested" if not status and any(relation.contested for relation in stated) else "yes"
    if any(relation.status == "denied" for relation in relations):
        return "only denied"
    return "only hypothetical" if relations else "no"


def _days(start: str | None, end: str | None) -> str:
    since = f" from {start}" if start else ""
    return since + (f" to {end}" if end else "")


def _outlets(kg: KnowledgeGraph, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The outlets as the dataset writes them."""
    if not wanted:
        return ()
    known = {fold(str(row[0].value)): str(row[0].value) for row in kg.dataset.select(_OUTLETS) if row[0]}
    return tuple(_outlet(name, known) for name in wanted)


def _outlet(name: str, known: Mapping[str, str]) -> str:
    key = fold(name)
    for folded in (key, key.removeprefix("the "), f"the {key}"):
        if folded in known:
            return known[folded]
    near = tuple(known[match] for match in get_close_matches(key, known, n=5, cutoff=0.5))
    hint = (
        f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(sorted(known.values())[:10]) or 'none'}"
    )
    raise QuestionError(f"no outlet or actor is called {name!r}; {hint}", near)


_FORMS: Mapping[str, Callable[[Answering], Answer]] = {
    "yes_no": Answering._verdict,
    "either": Answering._verdict,
    "denies": Answering._verdict,
    "path": Answering._path,
    "compare": Answering._compared,
    "compare_actors": Answering._compared_actors,
    "changed": Answering._changed,
    "new": Answering._new,
    "both": Answering._both,
    "both_of": Answering._both_of,
}
