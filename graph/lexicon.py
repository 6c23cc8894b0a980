"""The names of actors as questions need them: one plain table, the same for Python and for the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from ..ontology.actor_names import is_acronym
from ..ontology.actors import TIERS, ActorBase, fold
from .relation import ActorRef

__all__ = ["Ambiguous", "Lexicon", "Unknown", "lexicon"]

_DEMONYM = TIERS.index("demonym")
#: An acronym behind a name: "Libyan National Army (LNA)".
_BRACKETED = re.compile(r" *\([^()]*\)")
#: Words between a role noun and its owner: "forces loyal to Haftar".
_OF = (" of ", " loyal to ", " allied to ")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody is called so."""

    text: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several actors are called so."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Who is called how.

    ``names`` maps ids to (name, kind, theatres), ``surfaces`` folded names to (id, tier, acronym),
    ``sides`` an id to the side that it stands for, ``leaders`` an id to who leads it, ``governments`` a
    government to its state; ``heads`` are the people who lead or led somebody since a known day,
    ``present`` the ids that the dataset knows (empty: no dataset at hand).
    """

    names: Mapping[str, tuple[str, str, str]]
    surfaces: Mapping[str, Sequence[tuple[str, int, bool]]]
    sides: Mapping[str, str]
    leaders: Mapping[str, Sequence[str]]
    governments: Mapping[str, str]
    heads: frozenset[str]
    present: frozenset[str] = frozenset()

    def name(self, actor: str) -> str:
        """The canonical name of an id."""
        return self.names[actor][0]

    def ref(self, actor: str) -> ActorRef:
        """Id, name and kind of an actor."""
        name, kind, _ = self.names[actor]
        return ActorRef(actor, name, kind)

    def resolve(
        self, text: str, nouns: Mapping[str, Sequence[str]], theatres: Sequence[str] = ()
    ) -> tuple[str, ...] | Unknown | Ambiguous:
        """The actor that is meant by the words of a question.

        Args:
            text: as written.
            nouns: role nouns, "owner" (army) and "leader" (president).
            theatres: what the question is about; tells apart those who share a name.

        Returns:
            One id; a state with its governments and forces, where a name stands for all of them.
        """
        if text in self.names:
            return (text,)
        found = self._chosen(self._called(text, adjective=False), theatres) or self._by_role(text, nouns, theatres)
        bare = _BRACKETED.sub("", text)
        if not found:
            return self.resolve(bare, nouns, theatres) if bare != text else Unknown(text)
        return tuple(found) if len(set(map(self._party, found))) == 1 else Ambiguous(text, tuple(found))

    def _party(self, actor: str) -> str:
        """The state that a government, army or ministry belongs to; a person is a party of his own."""
        if self.names[actor][1] == "person":
            return actor
        side = self.sides.get(actor, actor)
        return self.governments.get(side, side)

    def _called(self, text: str, *, adjective: bool) -> list[tuple[str, int]]:
        """(id, tier) of everybody who is called so; a bare adjective ("Syrian") calls nobody."""
        key = fold(text)
        the = key.startswith("the ")
        hits = self.surfaces.get(key) or (self.surfaces.get(key[4:]) if the else None) or ()
        plain = is_acronym(text.removeprefix("the ").removeprefix("The "))
        noun = adjective or the or key.endswith("s")
        return [(actor, tier) for actor, tier, acronym in hits if (plain or not acronym) and (noun or tier != _DEMONYM)]

    def _chosen(self, hits: Sequence[tuple[str, int]], theatres: Sequence[str]) -> list[str]:
        """Those of the best tier; among them those in the dataset, of the theatre, who lead since a known day."""
        best = min((tier for _, tier in hits), default=0)
        found = list(dict.fromkeys(actor for actor, tier in hits if tier == best))
        of_theatre = frozenset(actor for actor in found if _shared(self.names[actor][2], theatres))
        for keep in (self.present, of_theatre, self.heads):
            here = [actor for actor in found if actor in keep]
            found = here or found
        return found

    def _by_role(self, text: str, nouns: Mapping[str, Sequence[str]], theatres: Sequence[str]) -> list[str]:
        """Whom a name with a role noun means: the Turkish army, Haftar's forces, the president of Egypt."""
        for owner, noun in _splits(fold(text).removeprefix("the ")):
            sort = next((sort for sort in ("owner", "leader") if noun in nouns[sort]), None)
            owners = self._chosen(self._called(owner, adjective=True), theatres) if sort else []
            if len(owners) == 1:
                side = self.sides.get(owners[0], owners[0])
                return [side] if sort == "owner" else self._leaders(owners[0], side)
        return []

    def _leaders(self, *sides: str) -> list[str]:
        """Who leads the sides; those whose days in office are known go before the others."""
        found = list(dict.fromkeys(person for side in sides for person in self.leaders.get(side, ())))
        return [person for person in found if person in self.heads] or found

    def near(self, text: str) -> tuple[str, ...]:
        """Names much like one that nobody has: of whom it is an adjective or a part, or that are spelt alike."""
        key = fold(text).removeprefix("the ")
        same = [actor for actor, _, _ in self.surfaces.get(key, ())]
        wide = [hits[0][0] for surface, hits in self.surfaces.items() if not hits[0][1] and key in surface.split()]
        # alike from the first letter on and about as long: one in 80 of the names, where all would take 0.1 s
        alike = [s for s in self.surfaces if s[:1] == key[:1] and abs(len(s) - len(key)) < 4]
        close = [self.surfaces[match][0][0] for match in get_close_matches(key, alike, n=5, cutoff=0.75)]
        ranked = sorted(dict.fromkeys([*same, *wide, *close]), key=lambda actor: actor not in self.present)
        return tuple(dict.fromkeys(self.names[actor][0] for actor in ranked))[:6]

    def to_data(self, ids: Iterable[str] | None = None) -> dict[str, Any]:
        """The same as JSON-serialisable data for the page, restricted to some actors if wanted."""
        kept = set(self.names) if ids is None else {i for i in ids if i in self.names}
        rows = {key: [[i, t, int(a)] for i, t, a in hits if i in kept] for key, hits in self.surfaces.items()}
        return {
            "names": {i: list(row) for i, row in self.names.items() if i in kept},
            "surfaces": {key: hits for key, hits in rows.items() if hits},
            "sides": {i: side for i, side in self.sides.items() if i in kept and side in kept},
            "leaders": {i: those for i, who in self.leaders.items() if (those := [w for w in who if w in kept])},
            "governments": {i: state for i, state in self.governments.items() if i in kept},
            "heads": sorted(self.heads & kept),
            "present": sorted(self.present & kept),
        }


def _shared(theatres: str, wanted: Sequence[str]) -> bool:
    return bool({t.strip() for t in theatres.split("|")} & set(wanted))


def _splits(key: str) -> Iterable[tuple[str, str]]:
    """(owner, noun) readings of folded words, the longest noun first."""
    for middle in _OF:
        noun, found, of = key.partition(middle)
        if found:
            yield of.removeprefix("the "), noun
    words = key.split()
    for at in range(max(1, len(words) - 3), len(words)):
        owner = words[: at - 1] if words[at - 1] == "s" else words[:at]
        if owner:
            yield " ".join(owner), " ".join(words[at:])


def lexicon(
    base: ActorBase,
    actors: Iterable[ActorRef] = (),
    *,
    canonical: Callable[[str], str] | None = None,
    today: date | None = None,
) -> Lexicon:
    """The lexicon of the actors' table, and of a dataset's actors where there is one.

    Args:
        base: the actors' table.
        actors: the dataset's actors, provisional ones among them.
        canonical: what an id goes by after people merged some.
        today: on which day leaders lead.
    """
    plain = _of_base(base, (today or date.today()).isoformat())
    refs = tuple(actors)
    goes_by = canonical or (lambda actor: actor)
    names = {**plain.names, **{r.id: (r.name, r.kind, plain.names.get(r.id, ("", "", ""))[2]) for r in refs}}
    surfaces = {key: tuple((goes_by(i), t, a) for i, t, a in hits) for key, hits in plain.surfaces.items()}
    for ref in refs:
        key = fold(ref.name)
        if all(i != ref.id or tier for i, tier, _ in surfaces.get(key, ())):
            surfaces[key] = (*surfaces.get(key, ()), (ref.id, 0, is_acronym(ref.name)))
    return replace(plain, names=names, surfaces=surfaces, present=frozenset(ref.id for ref in refs))


@lru_cache(maxsize=4)
def _of_base(base: ActorBase, today: str) -> Lexicon:
    surfaces: dict[str, list[tuple[str, int, bool]]] = {}
    for surface, actor, tier in base.surfaces():
        if key := fold(surface):
            surfaces.setdefault(key, []).append((actor, TIERS.index(tier), is_acronym(surface)))
    sides = {i: side for i in base.actors if (side := base.roll_up(i, today)) != i}
    led = [role for role in base.all_roles if role.relation == "leads" and base.get(role.actor).kind == "person"]
    leaders: dict[str, list[str]] = {}
    for role in led:
        if role.holds(today):
            leaders.setdefault(role.other, []).append(role.actor)
    return Lexicon(
        names={i: (actor.name, actor.kind, actor.theatre) for i, actor in base.actors.items()},
        surfaces=surfaces,
        sides=sides,
        leaders=leaders,
        governments={role.actor: role.other for role in base.all_roles if role.relation == "government_of"},
        heads=frozenset(role.actor for role in led if role.start),
    )
