"""The two tables of actors: what a row holds, and the rules that a row must keep."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from .actor_record import COLUMNS, KINDS, LISTS, RELATIONS, ROLE_COLUMNS, Actor, Role
from .errors import ActorTableError

__all__ = ["SAME_AS", "read_actor_rows", "read_role_rows"]

#: Only in a user's table: the id of the actor that this one turned out to be.
SAME_AS: Final = "same_as"

#: Relations in which nobody can be above himself.
_TREES: Final = ("part_of", "succeeds")

_ID = re.compile(r"[^\W_]+(?:/[^\W_]+(?:-[^\W_]+)*)+")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SHAPES: Final = {
    "country": (re.compile(r"[A-Z]{3}"), "an ISO 3166 code of three letters such as SYR, or nothing"),
    "sector": (re.compile(r"[A-Z]{3}(?:\|[A-Z]{3})*"), "PLOVER codes such as GOV or MIL|GOV, or nothing"),
    "qid": (re.compile(r"Q[1-9]\d*"), "a Wikidata id such as Q858, or nothing"),
}


class _Row(NamedTuple):
    """A row of a table with its place, so that a complaint can name it."""

    path: str
    line: int
    values: Mapping[str, str]

    def refuse(self, column: str, cure: str) -> NoReturn:
        raise ActorTableError(f"column {column!r} is {self.values[column]!r}: {cure}", path=self.path, line=self.line)


def _rows(path: Path, columns: Sequence[str], optional: tuple[str, ...] = ()) -> Iterator[_Row]:
    place = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ActorTableError(f"cannot be read as a UTF-8 table: {error}", path=place) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, columns, optional, place)
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                cure = f"has {len(values)} fields, the header {len(header)}; quote a field that holds a comma"
                raise ActorTableError(cure, path=place, line=reader.line_num)
            yield _Row(place, reader.line_num, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise ActorTableError(
            f"{error}; close every quote that a field opens", path=place, line=reader.line_num
        ) from error


def _check_header(header: Sequence[str], columns: Sequence[str], optional: tuple[str, ...], place: str) -> None:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns and name not in optional]
    if missing or unknown or len(set(header)) < len(header):
        wrong = (
            f"lacks {', '.join(map(repr, missing))}" if missing else f"has {', '.join(map(repr, unknown or header))}"
        )
        raise ActorTableError(f"the header {wrong}; it must be {','.join(columns)}", path=place, line=1)


def read_actor_rows(path: Path, base: Mapping[str, Actor]) -> tuple[dict[str, Actor], dict[str, str]]:
    """The actors of a table on top of those of ``base``, and the ids that are merged into others.

    Raises:
        ActorTableError: A row breaks a rule; file, line, column and cure are named.
    """
    actors, merged, seen = dict(base), dict[str, str](), dict[str, _Row]()
    for row in _rows(path, COLUMNS, (SAME_AS,)):
        actor_id = row.values["id"]
        if not _ID.fullmatch(actor_id) or actor_id != actor_id.lower():
            row.refuse("id", "write a slug in lower case with its namespace, such as 'sy/hts' or 'person/haftar'")
        if actor_id in seen:
            row.refuse("id", f"line {seen[actor_id].line} has this id already; put all names into one row")
        seen[actor_id] = row
        if row.values.get(SAME_AS):
            merged[actor_id] = row.values[SAME_AS]
        else:
            new = _actor(row)
            actors[actor_id] = _joined(actors[actor_id], new) if actor_id in actors else new
    _apply_merges(actors, merged, seen)
    return actors, merged


def _actor(row: _Row) -> Actor:
    values = row.values
    if not values["name"].strip():
        row.refuse("name", "give the canonical name")
    if values["kind"] not in KINDS:
        row.refuse("kind", f"write one of {', '.join(sorted(KINDS))}")
    for column, (shape, cure) in _SHAPES.items():
        if values[column] and not shape.fullmatch(values[column]):
            row.refuse(column, f"write {cure}")
    if values["qid"] and not values["qid_source"]:
        row.refuse("qid_source", f"tell where {values['qid']!r} was verified, or leave the qid empty")
    return Actor(
        values["id"],
        values["name"],
        values["kind"],
        values["country"],
        values["sector"],
        values["qid"],
        values["qid_source"],
        _names(row, "aliases"),
        _names(row, "weak"),
        _names(row, "demonyms"),
        _names(row, "metonyms"),
        values["theatre"],
        values["note"],
    )


def _names(row: _Row, column: str) -> tuple[str, ...]:
    value = row.values[column]
    if not value:
        return ()
    if value[0] in "| " or value[-1] in "| " or "||" in value or " |" in value or "| " in value:
        row.refuse(column, "separate names by one '|' each, without blanks around it")
    return tuple(value.split("|"))


def _joined(old: Actor, new: Actor) -> Actor:
    """The known actor with what a user's row adds: lists grow, the other fields are replaced where given."""
    fields = {name: getattr(new, name) or getattr(old, name) for name in COLUMNS}
    fields |= {name: tuple(dict.fromkeys((*getattr(old, name), *getattr(new, name)))) for name in LISTS}
    if old.name not in (new.name, *fields["aliases"]):
        fields["aliases"] = (*fields["aliases"], old.name)
    return Actor(**fields)


def _apply_merges(actors: dict[str, Actor], merged: dict[str, str], rows: Mapping[str, _Row]) -> None:
    for one in merged:
        merged[one] = _last(one, merged, rows[one])
        if merged[one] not in actors:
            rows[one].refuse(SAME_AS, "no actor has this id; give the id of a row of a table")
    for one, other in merged.items():
        gone, target = actors.pop(one, None), actors[other]
        own = (rows[one].values["name"], *_names(rows[one], "aliases"))
        names = (*own, gone.name, *gone.aliases) if gone else own
        aliases = tuple(name for name in dict.fromkeys((*target.aliases, *names)) if name and name != target.name)
        weak = tuple(dict.fromkeys((*target.weak, *_names(rows[one], "weak"), *(gone.weak if gone else ()))))
        actors[other] = replace(target, aliases=aliases, weak=weak)


def _last(one: str, merged: Mapping[str, str], row: _Row) -> str:
    passed = {one}
    while one in merged:
        one = merged[one]
        if one in passed:
            row.refuse(SAME_AS, "these rows name each other in a circle; remove one of them")
        passed.add(one)
    return one


def read_role_rows(paths: Iterable[Path], actors: Mapping[str, Actor], merged: Mapping[str, str]) -> tuple[Role, ...]:
    """The roles of all tables together, ids of merged actors replaced.

    Raises:
        ActorTableError: A row breaks a rule, names an unknown actor, or parts go round in a circle.
    """
    roles: dict[Role, _Row] = {}
    for path in paths:
        for row in _rows(path, ROLE_COLUMNS):
            role = _role(row, actors, merged)
            if role in roles and not merged:
                row.refuse("actor", f"{roles[role].path}:{roles[role].line} says the same; remove one of them")
            if role.actor != role.other:
                roles.setdefault(role, row)
    for relation in _TREES:
        _check_tree(relation, roles)
    return tuple(roles)


def _role(row: _Row, actors: Mapping[str, Actor], merged: Mapping[str, str]) -> Role:
    values = row.values
    if values["relation"] not in RELATIONS:
        row.refuse("relation", f"write one of {', '.join(sorted(RELATIONS))}")
    one, other = values["actor"], values["other"]
    one, other = merged.get(one, one), merged.get(other, other)
    if one not in actors or other not in actors:
        row.refuse("other" if one in actors else "actor", "no actor has this id; add the actor to the table first")
    if values["actor"] == values["other"]:
        row.refuse("other", "an actor cannot have a role in itself")
    start, end = _dates(row)
    return Role(one, values["relation"], other, start, end, values["source"])


def _dates(row: _Row) -> tuple[str | None, str | None]:
    start, end = row.values["from"], row.values["to"]
    for column, value in (("from", start), ("to", end)):
        if value and not _DATE.fullmatch(value):
            row.refuse(column, "write YYYY, YYYY-MM or YYYY-MM-DD, or nothing")
    if start and end and start[: len(end)] > end[: len(start)]:
        row.refuse("to", f"it lies before 'from' {start!r}; exchange them")
    return start or None, end or None


def _check_tree(relation: str, roles: Mapping[Role, _Row]) -> None:
    above: dict[str, set[str]] = {}
    for role, row in roles.items():
        if role.relation == relation:
            if role.actor in _reach(role.other, above):
                row.refuse("other", f"it is {relation} {role.actor!r} already: a circle; remove one of the rows")
            above.setdefault(role.actor, set()).add(role.other)


def _reach(start: str, above: Mapping[str, Iterable[str]]) -> set[str]:
    found, queue = {start}, [start]
    while queue:
        new = set(above.get(queue.pop(), ())) - found
        found |= new
        queue.extend(new)
    return found
