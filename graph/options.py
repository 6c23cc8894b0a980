"""The options that commands share, among them the filters that are the same on every command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar

from typer import Argument, Option

from ..ontology.vocabulary import vocabulary
from .tables import Format

__all__ = [
    "FILTERS",
    "Actors",
    "Contested",
    "Evidence",
    "Fail",
    "Fields",
    "Formatted",
    "Graph",
    "Jobs",
    "LeastConfidence",
    "Model",
    "Named",
    "Out",
    "Paths",
    "Rejected",
    "filtered",
]

T = TypeVar("T")


def actor_names(incomplete: str) -> Iterator[str]:
    """Completes names of actors."""
    from ..ontology.actors import fold, load_actors

    start = fold(incomplete)
    yield from (actor.name for actor in load_actors().actors.values() if fold(actor.name).startswith(start))


def relation_names(incomplete: str) -> Iterator[str]:
    names = (*vocabulary().relations, *vocabulary().families)
    yield from (name for name in names if name.startswith(incomplete))


def _theatre_names(incomplete: str) -> Iterator[str]:
    yield from (name for name in vocabulary().theatres if name.casefold().startswith(incomplete.casefold()))


class Contested(StrEnum):
    """What to do with relations that are both stated and denied."""

    SHOW = "show"
    ONLY = "only"
    HIDE = "hide"


class Sign(StrEnum):
    """Support, neutral talks and roles, hostility."""

    PLUS = "+"
    ZERO = "0"
    MINUS = "-"


Graph = Annotated[str, Option("--graph", "-g", envvar="WHOBACKS_GRAPH", help="Folder or URL of the dataset.")]
Formatted = Annotated[
    Format | None, Option("--format", "-f", help="Default: a table on a terminal, jsonl in a pipe.", show_default=False)
]
Paths = Annotated[list[str], Argument(help="Files, folders, or - for standard input.", show_default=False)]
Jobs = Annotated[int, Option("--jobs", "-j", min=1, help="Processes that share the work.")]
Fields = Annotated[
    list[str] | None, Option("--field", metavar="OURS=THEIRS", help="A record's field by another name, e.g. text=body.")
]
Rejected = Annotated[Path | None, Option("--rejects", help="Write what could not be read to this file.")]
Model = Annotated[str, Option("--model", help="Language model: whobacks_en, or an installed spaCy pipeline.")]
Actors = Annotated[Path | None, Option("--actors", help="Your own table of actors, on top of the shipped one.")]
Named = Annotated[str, Argument(help="Name, alias or id of an actor.", autocompletion=actor_names, show_default=False)]

Out = Annotated[str, Option("--out", "-o", help="File to write, or - for standard output.")]
LeastConfidence = Annotated[float, Option("--min-confidence", min=0, max=1, help="Leave out claims below it.")]
Evidence = Annotated[bool, Option("--evidence", "-e", help="Every statement, not the best one only.")]
Fail = Annotated[bool, Option("--fail", help="Exit with 3 when nothing is found.")]

_PANEL = "Filters"


def _filter(*names: str, help: str, **more: Any) -> Any:
    return Option(*names, help=help, rich_help_panel=_PANEL, show_default=False, **more)


_Many = list[str] | None

#: Name of a filter's field (see `make_filter`) and how the command line spells it.
FILTERS: dict[str, Any] = {
    "from_": Annotated[_Many, _filter("--from", help="Who backs, attacks, …", autocompletion=actor_names)],
    "to": Annotated[_Many, _filter("--to", help="Who is backed, attacked, …", autocompletion=actor_names)],
    "around": Annotated[_Many, _filter("--around", help="Either end.", autocompletion=actor_names)],
    "relations": Annotated[
        _Many, _filter("--relation", "-r", help="Relation or family.", autocompletion=relation_names)
    ],
    "sign": Annotated[list[Sign] | None, _filter("--sign", help="Support, neither, hostility.")],
    "theatre": Annotated[_Many, _filter("--theatre", "-t", help="Conflict.", autocompletion=_theatre_names)],
    "since": Annotated[str | None, _filter("--since", help="Articles from this date on (2019, 2019-04, …).")],
    "until": Annotated[str | None, _filter("--until", help="Articles up to this date.")],
    "outlets": Annotated[_Many, _filter("--outlet", help="Publisher.")],
    "attributed_to": Annotated[_Many, _filter("--attributed-to", help="Who says so.", autocompletion=actor_names)],
    "status": Annotated[_Many, _filter("--status", help="asserted, claimed, denied, hypothetical.")],
    "min_confidence": Annotated[float | None, _filter("--min-confidence", min=0, max=1, help="Least confidence.")],
    "min_sources": Annotated[int | None, _filter("--min-sources", min=0, help="Least independent sources.")],
    "contested": Annotated[Contested | None, _filter("--contested", help="Stated and denied: show, only, hide.")],
    "roll_up": Annotated[bool, _filter("--roll-up", help="Count people and forces for the side they lead.")],
    "limit": Annotated[int | None, _filter("--limit", "-n", min=1, help="At most so many relations.")],
}
_SIGNS = {Sign.PLUS: 1, Sign.ZERO: 0, Sign.MINUS: -1}


def filtered(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command every filter option; it receives those that were used as its argument ``fields``."""
    own = inspect.signature(command, eval_str=True)

    @wraps(command)
    def run(**given: Any) -> T:
        return command(fields=_fields({name: given.pop(name) for name in FILTERS}), **given)

    parameters = [p for p in own.parameters.values() if p.name != "fields"]
    defaults = {"roll_up": False}
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=kind)
        for name, kind in FILTERS.items()
    ]
    run.__signature__ = own.replace(parameters=[*parameters, *added])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in [*parameters, *added]}
    return run


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    used = {name: value for name, value in given.items() if value not in (None, [], False)}
    if "sign" in used:
        used["sign"] = tuple(_SIGNS[sign] for sign in used["sign"])
    if "contested" in used:
        used["contested"] = str(used["contested"])
    return used
