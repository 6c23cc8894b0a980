"""Who changed sides, and who stands on two sides at once: what two relations say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..ontology.vocabulary import vocabulary
from .relation import ActorRef, Relation

__all__ = ["HOSTILE", "SUPPORTIVE", "Turn", "double_games", "turns"]

#: Being on somebody's side; a single joint act or a concession is not that yet.
SUPPORTIVE = ("backs", "aids", "allied_with")
#: Having turned on somebody; allies too urge, criticise and warn each other.
HOSTILE = ("attacks", "opposes", "betrays", "sanctions", "coerces", "mobilizes_against")
STATED = frozenset({"asserted", "claimed"})

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One actor's change of sides towards another: ``before`` and ``after`` it, and the day it shows first."""

    actor: ActorRef
    towards: ActorRef
    before: tuple[Relation, ...]
    after: tuple[Relation, ...]
    on: str

    @property
    def title(self) -> str:
        """The change in one line."""
        if not self.before:
            return f"{self.actor.name} dropped its support for {self.towards.name} ({self.on})"
        away = self.before[0].sign > 0
        was, now = ("support", "hostility") if away else ("hostility", "support")
        until = max(_dates(self.before))
        return f"{self.actor.name} towards {self.towards.name}: {was} until {until}, {now} since {self.on}"


def turns(relations: Iterable[Relation]) -> list[Turn]:
    """Every change of sides: all of the one sign begins and ends before all of the other does.

    A relation "betrays" is a change by itself. Only dated statements that are asserted or claimed count.
    """
    support, hostile, ends = _by_pair(relations)
    found = [turn for pair in support if pair in hostile for turn in _turn(support[pair], hostile[pair], ends[pair])]
    betrayed = {(turn.actor.id, turn.towards.id) for turn in found}
    for pair, those in hostile.items():
        dropped = tuple(relation for relation in those if relation.relation == "betrays")
        if dropped and pair not in betrayed:
            found.append(Turn(*ends[pair], (), dropped, min(_dates(dropped))))
    return sorted(found, key=lambda turn: (turn.on, turn.actor.name, turn.towards.name))


Pairs = Mapping[Pair, list[Relation]]


def _by_pair(relations: Iterable[Relation]) -> tuple[Pairs, Pairs, dict[Pair, tuple[ActorRef, ActorRef]]]:
    """Supportive and hostile relations of each pair, either way round where they are symmetric."""
    support: dict[Pair, list[Relation]] = defaultdict(list)
    hostile: dict[Pair, list[Relation]] = defaultdict(list)
    ends = {}
    for relation in relations:
        group = support if relation.relation in SUPPORTIVE else hostile if relation.relation in HOSTILE else None
        if group is None or not _dates([relation]):
            continue
        for one, other in _ways(relation):
            group[one.id, other.id].append(relation)
            ends[one.id, other.id] = (one, other)
    return support, hostile, ends


def _ways(relation: Relation) -> Iterator[tuple[ActorRef, ActorRef]]:
    yield relation.source, relation.target
    if vocabulary().relation(relation.relation).symmetric:
        yield relation.target, relation.source


def _dates(relations: Iterable[Relation]) -> list[str]:
    return [s.date for relation in relations for s in relation.statements if s.date and s.status in STATED]


def _turn(support: Sequence[Relation], hostile: Sequence[Relation], ends: tuple[ActorRef, ActorRef]) -> Iterator[Turn]:
    good, bad = _dates(support), _dates(hostile)
    if min(good) < min(bad) and max(good) < max(bad):
        yield Turn(*ends, tuple(support), tuple(hostile), min(bad))
    elif min(bad) < min(good) and max(bad) < max(good):
        yield Turn(*ends, tuple(hostile), tuple(support), min(good))


def double_games(support: Iterable[Relation], hostile: Iterable[Relation]) -> list[tuple[str, tuple[Relation, ...]]]:
    """Who supports two actors that are hostile to each other: a title, and the relations that show it."""
    helped: dict[str, dict[str, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    names = {}
    for relation in support:
        for one, other in _ways(relation):
            helped[one.id][other.id].append(relation)
            names[one.id], names[other.id] = one.name, other.name
    fights: dict[frozenset[str], list[Relation]] = defaultdict(list)
    for relation in hostile:
        if relation.relation in HOSTILE:
            fights[frozenset((relation.source.id, relation.target.id))].append(relation)
    return [
        (f"{names[who]}: {names[one]} and {names[other]}", (*those[one], *those[other], *between))
        for who, those in sorted(helped.items(), key=lambda item: names[item[0]])
        for pair, between in fights.items()
        if len(pair) == 2 and pair <= those.keys()
        for one, other in [sorted(pair)]
    ]
