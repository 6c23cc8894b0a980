"""Blocs: actors that back each other more than they fight, found from signed relations.

The measure is Newman's modularity on the support links, minus the hostility inside a bloc (the signed
form of Traag & Bruggeman 2009, without a chance term for hostility: with one, two actors that merely
share enemies are pulled together). It is maximised by Louvain's moves (Blondel et al. 2008) in the
order of the ids, so that the same relations always give the same blocs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from ..ontology.vocabulary import vocabulary
from .relation import ActorRef, Relation

__all__ = ["Bloc", "blocs", "strength"]

Links = dict[int, dict[int, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bloc:
    """A bloc: its members (best sourced first) and how many relations lie inside it and cross its border."""

    members: tuple[ActorRef, ...]
    support_inside: int
    hostility_inside: int
    support_outside: int
    hostility_outside: int

    @property
    def name(self) -> str:
        """The bloc's name: its best sourced member and the number of the others."""
        others = len(self.members) - 1
        return f"{self.members[0].name} and {others} more" if others else self.members[0].name


def strength(relation: Relation) -> float:
    """How much a relation counts: log2(1 + independent sources), half of it if it is contested.

    What is only denied or hypothetical counts nothing.

    Returns:
        The weight, signed: above 0 for support and for structure (leads, member of), below 0 for
        hostility, 0 for talks.
    """
    if relation.status in ("denied", "hypothetical"):
        return 0.0
    sign = relation.sign
    if sign == 0 and vocabulary().relation(relation.relation).family == "structure":
        sign = 1
    return sign * log2(1 + max(1, relation.sources)) * (0.5 if relation.contested else 1.0)


def blocs(relations: Iterable[Relation], *, resolution: float = 1.0) -> tuple[Bloc, ...]:
    """Group the actors of some relations into blocs.

    Args:
        relations: what the graph answers; denied and hypothetical ones do not count.
        resolution: above 1 gives more and smaller blocs.

    Returns:
        Blocs of two or more members, largest first, then the actors that stand alone.
    """
    relations = tuple(relations)
    actors = {actor.id: actor for relation in relations for actor in (relation.source, relation.target)}
    ids = sorted(actors)
    number = {actor: place for place, actor in enumerate(ids)}
    support, hostility = _links(relations, number)
    groups = _louvain(len(ids), support, hostility, resolution)
    weight = Counter[str]()
    for relation in relations:
        weight.update({relation.source.id: relation.sources, relation.target.id: relation.sources})
    members = (sorted((ids[place] for place in group), key=lambda a: (-weight[a], a)) for group in groups)
    ordered = sorted(members, key=lambda group: (-len(group), -weight[group[0]], group[0]))
    return _counted(ordered, actors, relations)


def _links(relations: Sequence[Relation], number: Mapping[str, int]) -> tuple[Links, Links]:
    support: Links = defaultdict(lambda: defaultdict(float))
    hostility: Links = defaultdict(lambda: defaultdict(float))
    for relation in relations:
        weight, a, b = strength(relation), number[relation.source.id], number[relation.target.id]
        if weight and a != b:
            side = support if weight > 0 else hostility
            side[a][b] += abs(weight)
            side[b][a] += abs(weight)
    return support, hostility


def _louvain(count: int, support: Links, hostility: Links, resolution: float) -> list[list[int]]:
    """Move and merge until nothing gains; returns the groups as lists of numbers."""
    groups = [[place] for place in range(count)]
    while True:
        label = _moved(len(groups), support, hostility, resolution)
        merged: dict[int, list[int]] = defaultdict(list)
        for place, target in enumerate(label):
            merged[target].extend(groups[place])
        if len(merged) == len(groups):
            return groups
        order = {target: place for place, target in enumerate(merged)}
        label = [order[target] for target in label]
        groups = list(merged.values())
        support, hostility = _merged(support, label), _merged(hostility, label)


def _merged(links: Links, label: Sequence[int]) -> Links:
    """The links between groups; what lies inside a group stays as its link to itself."""
    out: Links = defaultdict(lambda: defaultdict(float))
    for a, row in links.items():
        for b, weight in row.items():
            out[label[a]][label[b]] += weight
    return out


def _moved(count: int, support: Links, hostility: Links, resolution: float) -> list[int]:
    """One level: each place goes to the neighbouring group where it gains most, until none gains."""
    label = list(range(count))
    degree = [sum(support[place].values()) if place in support else 0.0 for place in range(count)]
    total, whole = list(degree), sum(degree) or 1.0
    for _ in range(50):
        changed = False
        for place in range(count):
            own = label[place]
            total[own] -= degree[place]
            gains = _gains(place, label, support, hostility)
            gains.setdefault(own, 0.0)
            best = max(
                sorted(gains),
                key=lambda g: (
                    round(gains[g] - resolution * degree[place] * total[g] / whole, 9) + (1e-7 if g == own else 0)
                ),
            )
            total[best] += degree[place]
            label[place], changed = best, changed or best != own
        if not changed:
            break
    return label


def _gains(place: int, label: Sequence[int], support: Links, hostility: Links) -> dict[int, float]:
    """Support minus hostility from a place to each group that it has a support link to."""
    gains: dict[int, float] = defaultdict(float)
    for other, weight in support.get(place, {}).items():
        if other != place:
            gains[label[other]] += weight
    gains.setdefault(label[place], 0.0)
    for other, weight in hostility.get(place, {}).items():
        if other != place and label[other] in gains:
            gains[label[other]] -= weight
    return gains


def _counted(
    groups: Sequence[Sequence[str]], actors: Mapping[str, ActorRef], relations: Sequence[Relation]
) -> tuple[Bloc, ...]:
    home = {actor: place for place, group in enumerate(groups) for actor in group}
    counts: Counter[tuple[int, bool, bool]] = Counter()
    for relation in relations:
        weight, a, b = strength(relation), home[relation.source.id], home[relation.target.id]
        if weight:
            counts.update({(place, weight > 0, a == b): 1 for place in {a, b}})
    return tuple(
        Bloc(
            members=tuple(actors[actor] for actor in group),
            support_inside=counts[place, True, True],
            hostility_inside=counts[place, False, True],
            support_outside=counts[place, True, False],
            hostility_outside=counts[place, False, False],
        )
        for place, group in enumerate(groups)
    )
