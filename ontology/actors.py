"""The knowledge base of actors: who is called how, and who led, governed or belonged to whom, and when.

The facts lie in two tables, ``actors.csv`` and ``roles.csv``, one fact a line. A user's own table is read on
top of them with ``load_actors(path)``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from .actor_names import fold, same_case
from .actor_record import Actor, Role
from .actor_table import read_actor_rows, read_role_rows
from .errors import QuestionError

__all__ = ["TIERS", "Actor", "ActorBase", "Role", "fold", "load_actors"]

#: How surely a surface means its actor, surest first.
TIERS: Final = ("name", "strong", "demonym", "metonym", "weak")

_HERE: Final = Path(__file__).parent
#: What a person stands for: whatever he leads or belongs to, as the rows of the table rank it.
_POSTS: Final = frozenset({"leads", "member_of"})
#: Bodies that are an organ of the state or organisation that they are part of, and no side of their own.
_ORGANS: Final = frozenset({"ministry", "organisation", "military", "igo"})
_WHOLES: Final = frozenset({"state", "igo"})


@dataclass(frozen=True, eq=False, repr=False)
class ActorBase:
    """All actors by id, with their dated roles.

    ``merged`` maps ids that turned out to be another actor to that actor's id.
    """

    actors: Mapping[str, Actor]
    all_roles: tuple[Role, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """How many it holds: the whole would fill the screen."""
        return f"<ActorBase of {len(self.actors)} actors, {len(self.all_roles)} roles>"

    def get(self, actor_id: str) -> Actor:
        """The actor of that id, a merged id included.

        Raises:
            QuestionError: No actor has this id; the message names near ids.
        """
        actor = self.actors.get(self.resolve(actor_id))
        if actor is None:
            near = tuple(sorted(i for i in self.actors if i.rpartition("/")[2] == actor_id.rpartition("/")[2]))
            hint = f"; did you mean {', '.join(near)}?" if near else "; `whobacks actors` lists the ids"
            raise QuestionError(f"no actor has the id {actor_id!r}{hint}", near)
        return actor

    def resolve(self, actor_id: str) -> str:
        """The id that the actor goes by, through chains of merges."""
        while actor_id in self.merged:
            actor_id = self.merged[actor_id]
        return actor_id

    def find(self, name: str) -> tuple[Actor, ...]:
        """The actors called so, surest first: by name, strong alias, demonym, metonym, weak alias.

        Accents, apostrophes, hyphens and case are folded, a leading "the" may stand or not, but an acronym
        of up to three letters needs its capitals: ``find("us")`` is empty.
        """
        key = fold(name)
        hits = self._index.get(key) or self._index.get(key.removeprefix("the ")) or ()
        bare = name.strip().removeprefix("the ").removeprefix("The ")
        found = dict.fromkeys(actor_id for _, surface, actor_id in hits if same_case(bare, surface))
        return tuple(self.actors[actor_id] for actor_id in found)

    def surfaces(self) -> Iterator[tuple[str, str, str]]:
        """Every way to call an actor as ``(surface, actor id, tier)``.

        A strong alias that two actors share is of the tier ``weak`` for both: only context tells them apart.
        """
        shared = self.collisions
        for surface, actor_id, tier in self._plain_surfaces():
            yield surface, actor_id, "weak" if tier == "strong" and fold(surface) in shared else tier

    @cached_property
    def collisions(self) -> Mapping[str, tuple[str, ...]]:
        """Folded names and strong aliases that several actors share, with the ids of these actors."""
        owners: dict[str, dict[str, None]] = defaultdict(dict)
        for surface, actor_id, tier in self._plain_surfaces():
            if tier in {"name", "strong"}:
                owners[fold(surface)][actor_id] = None
        return {surface: tuple(ids) for surface, ids in owners.items() if len(ids) > 1}

    def roles(self, actor_id: str, relation: str | None = None, on: str | None = None) -> tuple[Role, ...]:
        """The roles that the actor had, in table order; on an ISO 8601 date (or year, or month) only those of then."""
        return _chosen(self._by_actor.get(self.resolve(actor_id), ()), relation, on)

    def roles_in(self, other_id: str, relation: str | None = None, on: str | None = None) -> tuple[Role, ...]:
        """The roles that others had in the actor: its leaders, members, parts, governments."""
        return _chosen(self._by_other.get(self.resolve(other_id), ()), relation, on)

    def roll_up(self, actor_id: str, on: str | None = None) -> str:
        """The side that the actor stands for on a date: Putin -> Russia, Haftar -> Libyan National Army.

        A person stands for what he leads or belongs to, or else for what he led last before that day; an armed
        force for its owner; a ministry, an agency or a mission for its state or organisation; a state whose
        government is an actor of its own for that government. The first fitting row of the table decides.
        Rolling up twice changes nothing.
        """
        actor_id, passed = self.resolve(actor_id), set[str]()
        while actor_id in self.actors and actor_id not in passed:
            passed.add(actor_id)
            actor_id = self._side(self.actors[actor_id], on) or actor_id
        return actor_id

    def _side(self, actor: Actor, on: str | None) -> str | None:
        if actor.kind == "person":
            return self._of_person(actor.id, on)
        if actor.kind == "state":
            governments = {role.actor for role in self.roles_in(actor.id, "government_of", on)}
            return governments.pop() if len(governments) == 1 else None
        if owners := self.roles(actor.id, "armed_force_of", on):
            return owners[0].other
        if actor.kind in _ORGANS:
            wholes = (role.other for role in self.roles(actor.id, "part_of", on))
            return next((whole for whole in wholes if self.actors[whole].kind in _WHOLES), None)
        return None

    def _of_person(self, actor_id: str, on: str | None) -> str | None:
        held = [role for role in self.roles(actor_id, on=on) if role.relation in _POSTS]
        if held:
            return held[0].other
        ended = [role for role in self.roles(actor_id) if role.relation in _POSTS and role.end and on and role.end < on]
        return max(ended, key=lambda role: role.end or "").other if ended else None

    def _plain_surfaces(self) -> Iterator[tuple[str, str, str]]:
        for actor in self.actors.values():
            yield actor.name, actor.id, "name"
            for tier, surfaces in actor.surfaces():
                for surface in surfaces:
                    yield surface, actor.id, tier

    @cached_property
    def _index(self) -> Mapping[str, tuple[tuple[int, str, str], ...]]:
        rows: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for surface, actor_id, tier in self._plain_surfaces():
            rows[fold(surface)].append((TIERS.index(tier), surface, actor_id))
        return {key: tuple(sorted(hits, key=lambda hit: hit[0])) for key, hits in rows.items()}

    @cached_property
    def _by_actor(self) -> Mapping[str, list[Role]]:
        found: dict[str, list[Role]] = defaultdict(list)
        for role in self.all_roles:
            found[role.actor].append(role)
        return found

    @cached_property
    def _by_other(self) -> Mapping[str, list[Role]]:
        found: dict[str, list[Role]] = defaultdict(list)
        for role in self.all_roles:
            found[role.other].append(role)
        return found


def _chosen(roles: list[Role] | tuple[Role, ...], relation: str | None, on: str | None) -> tuple[Role, ...]:
    return tuple(
        role for role in roles if (relation is None or role.relation == relation) and (on is None or role.holds(on))
    )


def load_actors(extra: Path | None = None) -> ActorBase:
    """The shipped actors, with a user's own table on top; read once, and again only when the user's table changes.

    Args:
        extra: A table in the format of ``actors.csv``, which may have a further column ``same_as`` for merges.
            A row whose id is known adds its names to that actor. Roles are read from a table beside it:
            ``mine.csv`` has its roles in ``mine_roles.csv``.

    Raises:
        ActorTableError: A row breaks a rule; the message names file, line, column and cure.
    """
    if extra is None:
        return _load(None, ())
    paths = (Path(extra), _roles_beside(Path(extra)))
    return _load(paths[0], tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths))


def _roles_beside(table: Path) -> Path:
    return table.with_name(f"{table.stem}_roles.csv")


@cache
def _shipped() -> dict[str, Actor]:
    return read_actor_rows(_HERE / "actors.csv", {})[0]


@lru_cache(maxsize=8)
def _load(extra: Path | None, _changed: tuple[int, ...]) -> ActorBase:
    actors, merged = _shipped(), dict[str, str]()
    tables = [_HERE / "roles.csv"]
    if extra is not None:
        actors, merged = read_actor_rows(extra, actors)
        tables += [path for path in (_roles_beside(extra),) if path.exists()]
    roles = read_role_rows(tables, actors, merged)
    return ActorBase(actors, roles, merged)
