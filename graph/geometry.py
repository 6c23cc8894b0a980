"""Shapes on the plane: convex hulls, what lies in them, boxes that make room for each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "apart", "hull", "within"]

Array = NDArray[np.float64]


def hull(points: Array) -> Array:
    """The corners of the convex hull, anticlockwise (Andrew's monotone chain)."""
    ordered = sorted({(float(x), float(y)) for x, y in points})
    if len(ordered) < 3:
        return np.array(ordered)
    halves = []
    for half in (ordered, ordered[::-1]):
        chain: list[tuple[float, float]] = []
        for point in half:
            while len(chain) > 1 and _left(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        halves += chain[:-1]
    return np.array(halves)


def _left(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def within(points: Array, corners: Array, margin: float) -> bool:
    """Whether any point lies in a hull widened by a margin; hulls of less than three corners hold none."""
    if len(corners) < 3:
        return False
    edge = np.roll(corners, -1, axis=0) - corners
    far = points[:, None, :] - corners[None, :, :]
    depth = (edge[None, :, 0] * far[:, :, 1] - edge[None, :, 1] * far[:, :, 0]) / np.hypot(edge[:, 0], edge[:, 1])
    return bool((depth > -margin).all(axis=1).any())


def apart(points: Array, boxes: Array) -> Array:
    """Push label boxes apart, along the axis of least overlap, until none touches another."""
    x, y = points[:, 0].copy(), points[:, 1].copy()
    wide, high = ((boxes[:, None, axis] + boxes[None, :, axis]) / 2 for axis in (0, 1))
    for _ in range(400):
        dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
        a, b = np.nonzero(np.triu((np.abs(dx) < wide - 0.5) & (np.abs(dy) < high - 0.5), 1))
        if not len(a):
            break
        lack_x, lack_y = wide[a, b] - np.abs(dx[a, b]), high[a, b] - np.abs(dy[a, b])
        along = lack_x <= lack_y
        push_x = np.where(along, lack_x, 0.0) * np.where(dx[a, b] < 0, -0.5, 0.5)
        push_y = np.where(along, 0.0, lack_y) * np.where(dy[a, b] < 0, -0.5, 0.5)
        for axis, push in ((x, push_x), (y, push_y)):
            np.add.at(axis, a, push)
            np.add.at(axis, b, -push)
    return np.stack([x, y], axis=1)
