"""Where the actors of a drawing stand: blocs as islands, seeded, the same positions on every run.

Each bloc is laid out for itself (Fruchterman & Reingold 1991), the islands are then pushed apart and
turned so that the links between them are short, and at last no two labels' boxes overlap. Positions
are whole numbers, so that rounding hides what differs between two machines' arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .geometry import Array, apart, hull, within

__all__ = ["box", "layout"]

#: The drawing is this much wider than high: the stage of a laptop's screen, beside both columns.
ASPECT: Final = 1.25
#: Width of a letter and height of a line (pixels at 13 px, semi-bold), and the room for the node.
LETTER, LINE, NODE = 7.0, 15.0, 30.0
#: Room (pixels) around an island for its shaded ground.
GROUND: Final = 16.0
#: Above so many actors (who are then folded into blocs) the islands stay where their discs put them: 40 s at 5,000.
MOST_GATHERED: Final = 1_000
#: A name longer than this goes on two lines.
WRAP: Final = 16


def box(label: str) -> tuple[float, float]:
    """Width and height (pixels) of an actor's symbol with its name below it."""
    lines = 1 if len(label) <= WRAP else 2
    return max(44.0, len(label) / lines * LETTER + 10.0), NODE + lines * LINE + 8.0


def layout(
    labels: Sequence[str], blocs: Sequence[int], links: Sequence[tuple[int, int, float]], *, seed: int = 11
) -> tuple[tuple[int, int], ...]:
    """Place actors on the plane.

    Args:
        labels: the actors' names; their lengths decide how much room each needs.
        blocs: the number of each actor's bloc.
        links: (actor, actor, pull), by place in ``labels``; a pull is above 0, hostility's is small.
        seed: another seed gives another drawing.

    Returns:
        x and y (pixels at scale 1, y downwards) of each actor; the centre is at 0, 0.
    """
    if not labels:
        return ()
    random = np.random.default_rng(seed)
    boxes = np.array([box(label) for label in labels]) * (1.0, ASPECT)
    home = np.unique(np.array(blocs), return_inverse=True)[1]
    pulls = _Pulls.of(links)
    groups = [np.flatnonzero(home == number) for number in range(home.max() + 1)]
    islands = [_island(pulls.inside(group), boxes[group], random) for group in groups]
    centres = _centres(groups, islands, pulls.between(home), boxes, random)
    points = np.zeros((len(labels), 2))
    for group, island, centre in zip(groups, islands, centres, strict=True):
        points[group] = island + centre
    _turn(points, home, centres, pulls)
    for group in groups:
        points[group] = apart(points[group], boxes[group])
    if len(labels) <= MOST_GATHERED:
        _gather(points, boxes, groups)
        points = apart(points, boxes)
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
    return tuple((int(x), int(y)) for x, y in np.rint(points / (1.0, ASPECT)))


@dataclass(frozen=True, slots=True)
class _Pulls:
    """Links as three columns: both ends and the pull."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    weight: Array

    @classmethod
    def of(cls, links: Sequence[tuple[int, int, float]]) -> _Pulls:
        """The columns of some links; links of an actor to itself pull nothing."""
        kept = [link for link in links if link[0] != link[1]]
        ends = np.array([link[:2] for link in kept], dtype=np.int64).reshape(-1, 2)
        return cls(ends[:, 0], ends[:, 1], np.array([link[2] for link in kept], dtype=np.float64))

    def inside(self, group: NDArray[np.int64]) -> Array:
        """The pulls between the members of a group, as a symmetric matrix."""
        kept = np.isin(self.a, group) & np.isin(self.b, group)
        return _matrix(
            np.searchsorted(group, self.a[kept]), np.searchsorted(group, self.b[kept]), self.weight[kept], len(group)
        )

    def between(self, home: NDArray[np.int64]) -> Array:
        """The pulls between the groups, as a symmetric matrix without a diagonal."""
        a, b = home[self.a], home[self.b]
        matrix = _matrix(a, b, self.weight, int(home.max()) + 1)
        np.fill_diagonal(matrix, 0.0)
        return matrix


def _matrix(a: NDArray[np.int64], b: NDArray[np.int64], weight: Array, count: int) -> Array:
    matrix = np.zeros((count, count))
    np.add.at(matrix, (a, b), weight)
    np.add.at(matrix, (b, a), weight)
    return matrix


def _island(pull: Array, boxes: Array, random: np.random.Generator) -> Array:
    """One bloc around 0, 0: the best linked in the middle, then forces, then no overlap."""
    count = len(boxes)
    order = np.argsort(np.argsort(-pull.sum(axis=0), kind="stable"), kind="stable")
    turn, radius = order * 2.399963, np.sqrt(order + 0.2)  # a sunflower: 2.4 rad is the golden angle
    side = float(np.sqrt((boxes[:, 0] * boxes[:, 1]).mean()))
    points = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius[:, None] * side
    points = _settle(points + random.normal(0, 1, points.shape), pull, side, 120 if count > 2 else 0)
    points = apart(points, boxes)
    centred: Array = points - points.mean(axis=0)
    return centred


def _settle(points: Array, pull: Array, side: float, rounds: int, space: Array | None = None) -> Array:
    """Forces: links draw together, everybody pushes apart; the steps shrink to nothing."""
    pull = pull / max(float(pull.max(initial=0.0)), 1e-9)
    want = space if space is not None else np.full(pull.shape, side * 1.15)
    for step in range(rounds):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.sqrt((delta**2).sum(axis=2)), 1.0)
        force = want**2 / distance**2 - (0.25 * (pull > 0) + 0.75 * pull) * distance / want
        move = (delta / distance[:, :, None] * force[:, :, None]).sum(axis=1) * side * 0.4 - points * 0.02
        length = np.maximum(np.sqrt((move**2).sum(axis=1, keepdims=True)), 1e-9)
        points = points + move / length * np.minimum(length, side * 0.9 * (1 - step / rounds) + 1.0)
    return points


def _centres(
    groups: Sequence[NDArray[np.int64]],
    islands: Sequence[Array],
    between: Array,
    boxes: Array,
    random: np.random.Generator,
) -> Array:
    """Where each island's middle goes: linked islands near each other, none on another."""
    count = len(groups)
    reach = np.array([_reach(island, boxes[group]) for group, island in zip(groups, islands, strict=True)])
    turn = np.arange(count) * 2.399963
    points = np.stack([np.cos(turn), np.sin(turn)], axis=1) * (np.sqrt(np.arange(count)) * reach.mean() * 1.5)[:, None]
    points = points + random.normal(0, 1, points.shape)
    if count > 2:
        points = _settle(points, np.sqrt(between), float(reach.mean()), 200, (reach[:, None] + reach[None, :]) * 0.75)
    return _discsapart(points, reach)


def _reach(island: Array, boxes: Array) -> float:
    """The radius (pixels) of the disc that holds an island."""
    return float(np.sqrt((island**2).sum(axis=1)).max() + np.median(boxes) * 0.55)


def _discsapart(points: Array, reach: Array) -> Array:
    """Push discs apart until none overlaps; 300 rounds settle 300 of them."""
    want = reach[:, None] + reach[None, :]
    for _ in range(300):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.maximum(np.sqrt((delta**2).sum(axis=2)), 1e-6)
        lack = np.maximum(want - distance, 0.0)
        np.fill_diagonal(lack, 0.0)
        if lack.max(initial=0.0) < 1.0:
            break
        points = points + (delta / distance[:, :, None] * lack[:, :, None]).sum(axis=1) * 0.3 - points * 0.004
    return points


def _turn(points: Array, home: NDArray[np.int64], centres: Array, pulls: _Pulls) -> None:
    """Turn and mirror each island (in place) to where its links to the others are shortest."""
    out = home[pulls.a] != home[pulls.b]
    own = np.concatenate([pulls.a[out], pulls.b[out]])
    far, weight = np.concatenate([pulls.b[out], pulls.a[out]]), np.tile(pulls.weight[out], 2)
    for number, centre in enumerate(centres):
        mine, group = home[own] == number, np.flatnonzero(home == number)
        if len(group) < 2 or not mine.any():
            continue
        around, targets, best = points[group] - centre, points[far[mine]], np.inf
        ends = np.searchsorted(group, own[mine])
        for place in range(32):
            angle, mirror = place % 16 * np.pi / 8, 1.0 if place < 16 else -1.0
            cos, sin = np.cos(angle), np.sin(angle)
            tried = (around * (1.0, mirror)) @ np.array([[cos, -sin], [sin, cos]]) + centre
            cost = float((np.sqrt(((tried[ends] - targets) ** 2).sum(axis=1)) * weight[mine]).sum())
            if cost < best - 1e-6:
                best, points[group] = cost, tried


def _gather(points: Array, boxes: Array, groups: Sequence[NDArray[np.int64]]) -> None:
    """Draw the islands (in place) towards the middle until their grounds nearly touch."""
    sizes = boxes + 2 * GROUND
    want = (sizes[:, None, :] + sizes[None, :, :]) / 2
    hulls = [hull(points[group]) for group in groups]
    home = np.zeros(len(points), dtype=np.int64)
    for number, group in enumerate(groups):
        home[group] = number
    for _ in range(40):
        moved = False
        for number, group in enumerate(groups):
            step = -points[group].mean(axis=0) * 0.06
            others = np.flatnonzero(home != number)
            if float(np.abs(step).max()) <= 1.0 or _meets(points, group, others, step, want):
                continue
            if not _covers(points, group, others, step, hulls, number):
                points[group] += step
                hulls[number] = hulls[number] + step
                moved = True
        if not moved:
            break


def _meets(points: Array, group: NDArray[np.int64], others: NDArray[np.int64], step: Array, want: Array) -> bool:
    """Whether a step would bring a label of the group onto another's."""
    gap = np.abs((points[group] + step)[:, None, :] - points[others][None, :, :]) - want[np.ix_(group, others)]
    return bool((gap < 0).all(axis=2).any())


def _covers(
    points: Array, group: NDArray[np.int64], others: NDArray[np.int64], step: Array, hulls: Sequence[Array], number: int
) -> bool:
    """Whether a step would bring an actor onto the ground of a bloc that is not its own."""
    if within(points[others], hulls[number] + step, 3 * GROUND):
        return True
    return any(within(points[group] + step, other, 3 * GROUND) for place, other in enumerate(hulls) if place != number)
