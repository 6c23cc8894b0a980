"""The explorer: one HTML file with the graph, the matrix, the text and every sentence behind them.

Made through pyvis with a template of our own: nothing is fetched, nothing that a newspaper wrote can
run, and the same relations give the same file but for the nonce of its content security policy.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pyvis.network import Network

from ..ontology.actors import ActorBase, load_actors
from ..ontology.vocabulary import vocabulary
from .blocs import Bloc, blocs, strength
from .grammar import grammar_data
from .layout import layout
from .lexicon import lexicon
from .palette import BLOCS, palettes
from .payload import columns, packed, words
from .relation import ActorRef, Filter, Relation

__all__ = ["Source", "described", "page"]

HERE: Final = Path(__file__).parent
#: More lines than this cannot be told apart (measured: 300 actors with 1,500); the graph draws the best sourced.
MOST_LINKS: Final = 1_500
#: More actors than this are shown as their blocs, which the reader unfolds.
FOLD_ABOVE: Final = 2_000
#: Statements kept of one relation when a page would grow beyond 10 MB; the rest stays in the dataset.
KEPT: Final = (None, 20, 5, 1)
MOST_BYTES: Final = 9_000_000
SCRIPTS: Final = ("base", "data", "state", "live", "canvas", "graph", "matrix", "text", "time", "words", "panel", "tools", "ask", "search", "export", "filters", "main")
_SHAPES: Final = {
    "state": "square", "government": "diamond", "ministry": "diamond", "region": "diamond", "person": "dot",
    "armed-group": "triangle", "military": "triangle", "militia": "triangle", "pmc": "triangle",
}  # fmt: skip
#: Hostility is drawn first, support last and on top: the page is about who backs whom.
_LAYER: Final = {-1: 0, 0: 1, 1: 2}
_ARROWS: Final = {"support": "arrow", "hostility": "bar", "talks": "circle", "structure": "diamond"}


class Source(Protocol):
    """Something that answers a filter with relations, as a knowledge graph does."""

    def relations(self, filter: Filter | None = None) -> Sequence[Relation]:
        """The relations that the filter lets through."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is drawn of what there is, and why not all of it."""

    relations: Sequence[Relation]
    actors: int
    of_actors: int
    of_relations: int
    reason: str


def page(
    source: Source | Sequence[Relation],
    filter: Filter | None = None,
    *,
    title: str = "Who backs whom",
    top: int | None = 300,
    palette: str = "safe",
    base: ActorBase | None = None,
    evidence_url: str | None = None,
    nonce: str | None = None,
) -> str:
    """The explorer as the text of one HTML file.

    Args:
        source: a knowledge graph, or relations.
        filter: what to show; the page names it, and narrows it further.
        title: the heading; any text, it cannot become markup.
        top: at most so many actors, those with most independent sources; the page says what it left out.
            None shows all, folded into their blocs when they are more than 2,000.
        palette: "safe" (for colour-blind readers) or "traffic" (green and red).
        base: the actors table, for other names and sides; default: the project's own.
        evidence_url: where a served page gets its sentences; default: they are in the file.
        nonce: of the content security policy; default: a random one. Only a test sets it.

    Returns:
        The HTML; write it as UTF-8.
    """
    relations = source if isinstance(source, Sequence) else source.relations(filter)
    base = base or load_actors()
    cut = _cut(relations, top, (filter or Filter()).around)
    groups = blocs(cut.relations)
    kept = cut.relations
    for most in KEPT:
        kept = [r if most is None else replace(r, statements=r.statements[:most]) for r in cut.relations]
        data = {**columns(kept, base, texts=evidence_url is None), "words": words(), "palettes": palettes(), "tints": BLOCS}
        data |= _frame(cut, groups, data["actors"], filter, palette, evidence_url, most)
        data |= _questions(data["actors"], base)
        body = packed(data)
        if not isinstance(body, str) or len(body) < MOST_BYTES:
            break
    net = _network(kept, data)
    return _rendered(net, body, title, nonce or secrets.token_urlsafe(16), evidence_url)


def described(filter: Filter | None) -> str:
    """A filter in words, as the page and its exports print it.

    >>> described(Filter(theatre=("Libya",), since="2019-01"))
    'theatre Libya, since 2019-01'
    """
    if filter is None:
        return ""
    lists = {"source": "from", "target": "to", "around": "around", "relations": "relation", "theatre": "theatre"}
    lists |= {"outlets": "outlet", "attributed_to": "according to", "status": "status"}
    parts = [f"{word} {', '.join(getattr(filter, name))}" for name, word in lists.items() if getattr(filter, name)]
    parts += [f"sign {', '.join(f'{sign:+d}' for sign in filter.sign)}"] if filter.sign else []
    parts += [f"{name} {getattr(filter, name)}" for name in ("since", "until") if getattr(filter, name)]
    parts += [f"confidence at least {filter.min_confidence:g}"] if filter.min_confidence else []
    parts += [f"at least {filter.min_sources} sources"] if filter.min_sources else []
    parts += [f"contested: {filter.contested}"] if filter.contested != "show" else []
    parts += ["people rolled up into their sides"] if filter.roll_up else []
    return ", ".join(parts)


def _cut(relations: Sequence[Relation], top: int | None, first: Iterable[str]) -> _Cut:
    """The best sourced actors, and among their relations the best sourced ones."""
    wanted, weight = set(first), Counter[str]()
    for relation in relations:
        ends = {relation.source.id, relation.target.id}
        near = 1_000_000 if ends & wanted else 0
        weight.update({end: relation.sources + near * (1 + (end in wanted)) for end in ends})
    count = len(weight)
    chosen = {actor for actor, _ in sorted(weight.items(), key=lambda item: (-item[1], item[0]))[:top]}
    kept = [r for r in relations if r.source.id in chosen and r.target.id in chosen]
    reason = f"only the {top:,} actors with most independent sources are shown, more cannot be read" if top and count > top else ""
    shown = len({end.id for r in kept for end in (r.source, r.target)})
    return _Cut(kept, shown, count, len(relations), reason)


def _frame(
    cut: _Cut, groups: Sequence[Bloc], actors: Sequence[Sequence[Any]], filter: Filter | None, palette: str, url: str | None, most: int | None
) -> dict[str, Any]:
    """What the page says about itself, and the blocs as lists of places."""
    place = {row[0]: number for number, row in enumerate(actors)}
    listed = [bloc for bloc in groups if len(bloc.members) > 1]
    return {
        "version": 1,
        "filter": described(filter),
        "total": [cut.of_actors, cut.of_relations],
        "reason": cut.reason,
        "kept": most,
        "links": MOST_LINKS,
        "fold": len(actors) > FOLD_ABOVE,
        "palette": palette,
        "evidence": url,
        "blocs": [
            [[place[a.id] for a in bloc.members], bloc.support_inside, bloc.hostility_inside, bloc.support_outside, bloc.hostility_outside]
            for bloc in listed
        ],
    }


def _questions(actors: Sequence[Sequence[Any]], base: ActorBase) -> dict[str, Any]:
    """The grammar of questions, and the names of the page's actors as it needs them."""
    refs = [ActorRef(*row[:3]) for row in actors]
    return {"grammar": grammar_data(), "lexicon": lexicon(base, refs).to_data(ref.id for ref in refs)}


def _homes(data: Mapping[str, Any]) -> list[int]:
    """The bloc of each actor; those that stand alone get numbers of their own, sides that of their people."""
    homes = {actor: number for number, bloc in enumerate(data["blocs"]) for actor in bloc[0]}
    for a, _, b, *_, side_a, side_b in data["relations"]:
        for end, side in ((a, side_a), (b, side_b)):
            homes.setdefault(side, homes.setdefault(end, 1_000 + end))
    return [homes[place] for place in range(len(data["actors"]))]


def _network(relations: Sequence[Relation], data: Mapping[str, Any]) -> Network:
    """The drawing as pyvis holds it: a node for each actor, an edge for each pair and sign."""
    net = Network(directed=True, cdn_resources="in_line")
    homes, actors = _homes(data), data["actors"]
    pull = [(row[0], row[2], abs(strength(r)) * _pull(r.sign, homes[row[0]] == homes[row[2]]) + 0.05) for r, row in zip(relations, data["relations"], strict=True)]
    points = layout([row[1] for row in actors], homes, pull)
    links: Counter[int] = Counter(end for row in data["relations"] for end in {row[0], row[2]})
    for number, row in enumerate(actors):
        size = round(9 + 2.2 * links[number] ** 0.5, 1)
        net.add_node(number, label="", shape=_SHAPES.get(row[2], "hexagon"), size=size, x=points[number][0], y=points[number][1])
    families = [relation[3] for relation in data["words"]["relations"]]
    bundles: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    sources = Counter[tuple[int, int, int]]()
    for row in data["relations"]:
        bundles[row[0], row[2], row[5]].add(families[row[1]])
        sources[row[0], row[2], row[5]] += row[3]
    drawn = sorted(bundles, key=lambda key: -sources[key])[:MOST_LINKS]
    for a, b, sign in sorted(drawn, key=lambda key: _LAYER[key[2]]):
        names = bundles[a, b, sign]
        family = "structure" if "structure" in names else min(names)
        net.add_edge(a, b, id=f"{a}>{b}|{sign}", arrows={"to": {"enabled": True, "type": _ARROWS[family]}})
    net.set_options(json.dumps(_OPTIONS))
    return net


def _pull(sign: int, together: bool) -> float:
    """How strongly a link draws its ends together: support inside a bloc most, hostility hardly."""
    return {1: 1.0, 0: 0.5, -1: 0.15}[sign] * (1.0 if together else 0.6)


_OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "keyboard": False, "navigationButtons": False, "selectConnectedEdges": False, "tooltipDelay": 200},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "font": {"size": 0}, "chosen": False},
    "edges": {"smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.14}, "arrowStrikethrough": False, "chosen": False},
}


def _environment() -> Environment:
    """Jinja for our own template only, with every value escaped unless it is marked."""
    env = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    env.filters["safe_json"] = _safe_json
    return env


def _safe_json(text: str) -> Markup:
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(escaped)  # noqa: S704 - three characters can end a script element or open one, and none is left


def _rendered(net: Network, data: Mapping[str, Any] | str, title: str, nonce: str, url: str | None) -> str:
    env = _environment()
    env.globals["wb"] = {
        "nonce": nonce,
        "connect": "'self'" if url else "'none'",
        "style": _file("explorer.css"),
        "before": _file("explorer_before.js"),
        "library": _file("vis-network.min.js"),
        "script": Markup("\n").join(map(_file, ("ask.js", *(f"explorer_{name}.js" for name in SCRIPTS)))),
        "data": {"body": data},
    }
    net.heading, net.templateEnv, net.path = title, env, "explorer.html"
    return str(net.generate_html())


def _file(name: str) -> Markup:
    """A file of ours, as it is; it may not hold what would end its element."""
    text = (HERE / name).read_text(encoding="utf-8")
    return Markup(text.replace("</script", "<\\/script"))  # noqa: S704 - our own files, no input in them
