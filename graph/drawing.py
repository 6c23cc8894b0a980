"""The drawing as pyvis holds it: a symbol for each actor where the layout puts it, a line for each pair and sign."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyvis.network import Network

from .blocs import strength
from .layout import layout
from .relation import Relation

__all__ = ["MOST_LINKS", "drawing"]

#: More lines than this cannot be told apart (measured with 300 actors); the graph draws the best sourced.
MOST_LINKS: Final = 1_500
#: Hostility is drawn first, support last and on top: the page is about who backs whom.
LAYER: Final = {-1: 0, 0: 1, 1: 2}
#: How strongly a link draws its ends together, by sign; less between blocs.
PULL: Final = {1: 1.0, 0: 0.5, -1: 0.15}
BETWEEN: Final = 0.6
SHAPES: Final = {
    "state": "square", "government": "diamond", "ministry": "diamond", "region": "diamond", "person": "dot",
    "armed-group": "triangle", "military": "triangle", "militia": "triangle", "pmc": "triangle",
}  # fmt: skip
ARROWS: Final = {"support": "arrow", "hostility": "bar", "talks": "circle", "structure": "diamond"}
OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "keyboard": False, "navigationButtons": False, "selectConnectedEdges": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "font": {"size": 0}, "chosen": False},
    "edges": {
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.14},
        "arrowStrikethrough": False,
        "chosen": False,
    },
}

Bundle = tuple[int, int, int]


def drawing(relations: Sequence[Relation], data: Mapping[str, Any]) -> Network:
    """The network of a page's data.

    Args:
        relations: the relations of ``data["relations"]``, in the same order.
        data: what `graph.payload.columns` gives, with the blocs.
    """
    net = Network(directed=True, cdn_resources="in_line")
    homes = _homes(data)
    points = layout([row[1] for row in data["actors"]], homes, _pulls(relations, data["relations"], homes))
    links: Counter[int] = Counter(end for row in data["relations"] for end in {row[0], row[2]})
    for number, (row, (x, y)) in enumerate(zip(data["actors"], points, strict=True)):
        size = round(9 + 2.2 * min(100, links[number]) ** 0.5, 1)
        net.add_node(number, label="", shape=SHAPES.get(row[2], "hexagon"), size=size, x=x, y=y)
    for (a, b, sign), family in _bundles(data):
        net.add_edge(a, b, id=f"{a}>{b}|{sign}", arrows={"to": {"enabled": True, "type": ARROWS[family]}})
    net.set_options(json.dumps(OPTIONS))
    return net


def _homes(data: Mapping[str, Any]) -> list[int]:
    """The bloc of each actor; those that stand alone get numbers of their own, sides that of their people."""
    lone = len(data["blocs"])
    homes = {actor: number for number, bloc in enumerate(data["blocs"]) for actor in bloc[0]}
    for a, _, b, *_, side_a, side_b in data["relations"]:
        for end, side in ((a, side_a), (b, side_b)):
            homes.setdefault(side, homes.setdefault(end, lone + end))
    return [homes[place] for place in range(len(data["actors"]))]


def _pulls(
    relations: Sequence[Relation], rows: Sequence[Sequence[int]], homes: Sequence[int]
) -> list[tuple[int, int, float]]:
    pulls = []
    for relation, (a, _, b, *_) in zip(relations, rows, strict=True):
        share = PULL[relation.sign] * (1.0 if homes[a] == homes[b] else BETWEEN)
        pulls.append((a, b, abs(strength(relation)) * share + 0.05))
    return pulls


def _bundles(data: Mapping[str, Any]) -> list[tuple[Bundle, str]]:
    """The best sourced pairs with a sign, in the order of drawing, and the family whose arrow head each gets."""
    families = [relation[3] for relation in data["words"]["relations"]]
    names: dict[Bundle, set[str]] = defaultdict(set)
    sources = Counter[Bundle]()
    for a, relation, b, count, _, sign, *_ in data["relations"]:
        names[a, b, sign].add(families[relation])
        sources[a, b, sign] += count
    best = sorted(names, key=lambda bundle: -sources[bundle])[:MOST_LINKS]
    heads = {bundle: "structure" if "structure" in names[bundle] else min(names[bundle]) for bundle in best}
    return [(bundle, heads[bundle]) for bundle in sorted(best, key=lambda bundle: LAYER[bundle[2]])]
