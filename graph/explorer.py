"""The explorer: one HTML file with the graph, the matrix, the text and every sentence behind them.

Made through pyvis with a template of our own: nothing is fetched, nothing that a newspaper wrote can
run, and the same relations give the same file but for the nonce of its content security policy.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pyvis.network import Network

from ..ontology.actors import ActorBase, load_actors
from .drawing import MOST_LINKS, drawing
from .excerpt import Excerpt, excerpt
from .grammar import grammar_data
from .lexicon import lexicon
from .palette import BLOCS, palettes
from .payload import columns, packed, words
from .relation import ActorRef, Filter, Relation

__all__ = ["Source", "described", "page"]

HERE: Final = Path(__file__).parent
#: Statements kept of one relation, tried in turn, when a page would grow beyond 10 MB; the dataset keeps all.
KEPT: Final = (None, 20, 5, 1)
MOST_BYTES: Final = 9_000_000
#: In this order, because constants must come before what uses them at once.
SCRIPTS: Final = (
    "base", "data", "state", "live", "canvas", "graph", "layers", "pointer", "matrix", "text", "time", "words", "panel",
    "evidence", "restore", "paths", "changes", "blocs", "ask", "answers", "search", "export", "picture", "filters",
    "head", "main",
)  # fmt: skip
_LISTS: Final = {
    "source": "from", "target": "to", "around": "around", "relations": "relation", "theatre": "theatre",
    "outlets": "outlet", "attributed_to": "according to", "status": "status",
}  # fmt: skip


class Source(Protocol):
    """Something that answers a filter with relations, as a knowledge graph does."""

    def relations(self, filter: Filter | None = None) -> Sequence[Relation]:
        """The relations that the filter lets through."""


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
            None shows all, folded into their blocs when they are more than 300.
        palette: "safe" (for colour-blind readers) or "traffic" (green and red).
        base: the actors table, for other names and sides; default: the project's own.
        evidence_url: where a served page gets its sentences, as ``?claim=ID&claim=ID`` answered by
            ``{ID: {"quote": …, "sentence": …}}``; default: they are in the file.
        nonce: of the content security policy; default: a random one. Only a test sets it.

    Returns:
        The HTML; write it as UTF-8.
    """
    relations = source if isinstance(source, Sequence) else source.relations(filter)
    base = base or load_actors()
    cut = excerpt(relations, top, (filter or Filter()).around)
    for most in KEPT:
        kept = cut.relations if most is None else [replace(r, statements=r.statements[:most]) for r in cut.relations]
        data = columns(kept, base, texts=evidence_url is None)
        data |= _frame(cut, data["actors"], base)
        data |= {"filter": described(filter, base), "palette": palette, "evidence": evidence_url, "kept": most}
        body = packed(data)
        if not isinstance(body, str) or len(body) < MOST_BYTES:
            break
    return _rendered(drawing(kept, data), body, title, nonce or secrets.token_urlsafe(16), evidence_url)


def described(filter: Filter | None, base: ActorBase | None = None) -> str:
    """A filter in words, as the page and its exports print it; actors by name where the table has them.

    >>> described(Filter(theatre=("Libya",), since="2019-01"))
    'theatre Libya, since 2019-01'
    """
    if filter is None:
        return ""
    parts = [f"{word} {_names(getattr(filter, name), base)}" for name, word in _LISTS.items() if getattr(filter, name)]
    parts += [f"sign {', '.join(f'{sign:+d}' for sign in filter.sign)}"] if filter.sign else []
    parts += [f"{name} {getattr(filter, name)}" for name in ("since", "until") if getattr(filter, name)]
    parts += [f"confidence at least {filter.min_confidence:g}"] if filter.min_confidence else []
    parts += [f"at least {filter.min_sources} sources"] if filter.min_sources else []
    parts += [f"contested: {filter.contested}"] if filter.contested != "show" else []
    parts += ["people rolled up into their sides"] if filter.roll_up else []
    return ", ".join(parts)


def _names(values: Sequence[str], base: ActorBase | None) -> str:
    known = base.actors if base else {}
    return " or ".join(known[value].name if value in known else value for value in values)


def _frame(cut: Excerpt, actors: Sequence[Sequence[Any]], base: ActorBase) -> dict[str, Any]:
    """What the page says about itself: totals, blocs as lists of places, words, colours, the grammar of questions."""
    place = {row[0]: number for number, row in enumerate(actors)}
    refs = [ActorRef(*row[:3]) for row in actors]
    return {
        "version": 1,
        "total": [cut.of_actors, cut.of_relations],
        "reason": cut.reason,
        "fold": cut.folded,
        "links": MOST_LINKS,
        "blocs": [
            [
                [place[a.id] for a in b.members],
                b.support_inside,
                b.hostility_inside,
                b.support_outside,
                b.hostility_outside,
            ]
            for b in cut.blocs
            if len(b.members) > 1
        ],
        "words": words(),
        "palettes": palettes(),
        "tints": BLOCS,
        "grammar": grammar_data(),
        "lexicon": lexicon(base, refs).to_data(ref.id for ref in refs),
    }


def _rendered(net: Network, body: Mapping[str, Any] | str, title: str, nonce: str, url: str | None) -> str:
    env = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    env.filters["safe_json"] = _safe_json
    # pyvis hands a fixed set of values to its template; globals are the only way to hand it more.
    env.globals["wb"] = {
        "nonce": nonce,
        "connect": "'self'" if url else "'none'",
        "style": _file("explorer.css"),
        "before": _script("explorer_before"),
        "library": _file("vis-network.min.js"),
        "script": Markup("\n").join(map(_script, ("ask", *(f"explorer_{name}" for name in SCRIPTS)))),
        "data": {"body": body},
    }
    net.heading, net.templateEnv, net.path = title, env, "explorer.html"
    return str(net.generate_html())


def _safe_json(text: str) -> Markup:
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(escaped)  # noqa: S704 - only these three could end a script element or open one


def _file(name: str) -> Markup:
    """A file of ours, as it is; it may not hold what would end its element."""
    text = (HERE / name).read_text(encoding="utf-8")
    return Markup(text.replace("</script", "<\\/script"))  # noqa: S704 - our own files, no input in them


def _script(name: str) -> Markup:
    """A script of ours without indentation and comments of whole lines; none of ours has strings of several lines."""
    lines = (line.strip() for line in _file(f"{name}.js").splitlines())
    return Markup("\n").join(line for line in lines if line and not line.startswith("//"))
