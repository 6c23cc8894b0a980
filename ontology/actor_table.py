"""The two tables of actors: what a row holds, and the rules that a row must keep."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn

from .actor_record import COLUMNS, KINDS, LISTS, RELATIONS, ROLE_COLUMNS, Actor, Role
from .errors import ActorTableError

__all__ = ["SAME_AS", "read_actor_rows", "read_role_rows"]

#: Only in a user's table: the id of the actor that this one turned out to be.
SAME_AS: Final = "same_as"

#: Relations in which nobody can be above himself.
_TREES: Final = ("part_of", "succeeds")

_ID = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_SHAPES: Final = {
    "country": (re.compile(r"(?:[A-Z]{3})?"), "an ISO 3166 code of three letters such as SYR, or nothing"),
    "sector": (re.compile(r"(?:[A-Z]{3}(?:\|[A-Z]{3})*)?"), "PLOVER codes such as GOV or MIL|GOV, or nothing"),
    "qid": (re.compile(r"(?:Q[1-9]\d*)?"), "a Wikidata id such as Q858, or nothing"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table with its place, so that a complaint can name it."""

    path: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def refuse(self, column: str, cure: str) -> NoReturn:
        raise ActorTableError(f"column {column!r} is {self.values[column]!r}: {cure}", path=self.path, line=self.line)


def _rows(path: Path, columns: Sequence[str], optional: tuple[str, ...] = ()) -> Iterator[_Row]:
    place = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ActorTableError(f"cannot be read as a UTF-8 table: {error}", path=place) from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
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
        actor_id = row["id"]
        if not _ID.fullmatch(actor_id):
            row.refuse("id", "write a slug in lower case with its namespace, such as 'sy/hts' or 'person/haftar'")
        if actor_id in seen:
            row.refuse("id", f"line {seen[actor_id].line} has this id already; put all names into one row")
        seen[actor_id] = row
        if row.values.get(SAME_AS):
            merged[actor_id] = row[SAME_AS]
        else:
            new = _actor(row, actors.get(actor_id))
            actors[actor_id] = _joined(actors[actor_id], new) if actor_id in actors else new
    _apply_merges(actors, merged, seen)
    return actors, merged


def _actor(row: _Row, known: Actor | None) -> Actor:
    values = row.values
    if not values["name"].strip():
        row.refuse("name", "give the canonical name")
    if values["kind"] not in KINDS:
        row.refuse("kind", f"write one of {', '.join(sorted(KINDS))}")
    for column, (shape, cure) in _SHAPES.items():
        if not shape.fullmatch(values[column]):
            row.refuse(column, f"write {cure}")
    if values["qid"] and not values["qid_source"]:
        row.refuse("qid_source", f"tell where {values['qid']!r} was verified, or leave the qid empty")
    aliases, weak, demonyms, metonyms = (_names(row, column) for column in LISTS)
    id_, name, kind, country, sector, qid, source = (values[column] for column in COLUMNS[:7])
    lists = (aliases, weak, demonyms, metonyms)
    return Actor(id_, name, kind, country, sector, qid, source, *lists, values["theatre"], values["note"])


def _names(row: _Row, column: str) -> tuple[str, ...]:
    value = row.values[column]
    if not value:
        return ()
    names = tuple(value.split("|"))
    if "" in names or value != value.strip():
        row.refuse(column, "separate names by one '|' each, without blanks around the list")
    return names


def _joined(old: Actor, new: Actor) -> Actor:
    """The known actor with what a user's row adds: lists grow, the other fields are replaced where given."""
    fields = {name: getattr(new, name) or getattr(old, name) for name in COLUMNS}
    fields |= {name: tuple(dict.fromkeys((*getattr(old, name), *getattr(new, name)))) for name in LISTS}
    if old.name not in (new.name, *fields["aliases"]):
        fields["aliases"] = (*fields["aliases"], old.name)
    return Actor(**fields)


def _apply_merges(actors: dict[str, Actor], merged: Mapping[str, str], rows: Mapping[str, _Row]) -> None:
    for one, row in ((one, rows[one]) for one in merged):
        other, passed = one, {one}
        while other in merged:
            other = merged[other]
            if other in passed:
                row.refuse(SAME_AS, "these rows name each other in a circle; remove one of them")
            passed.add(other)
        if other not in actors:
            row.refuse(SAME_AS, "no actor has this id; give the id of a row of a table")
        target, gone = actors[other], actors.pop(one, None)
        names = (*(gone.aliases if gone else ()), *_names(row, "aliases"), row["name"], gone.name if gone else "")
        new = tuple(n for n in dict.fromkeys(names) if n and n != target.name and n not in target.aliases)
        actors[other] = replace(target, aliases=(*target.aliases, *new))


def read_role_rows(path: Path, actors: Mapping[str, Actor], merged: Mapping[str, str]) -> tuple[Role, ...]:
    """The roles of a table, ids of merged actors replaced.

    Raises:
        ActorTableError: A row breaks a rule, names an unknown actor, or parts go round in a circle.
    """
    roles: dict[Role, _Row] = {}
    for row in _rows(path, ROLE_COLUMNS):
        role = _role(row, actors, merged)
        if role in roles:
            row.refuse("actor", f"line {roles[role].line} says the same; remove one of them")
        roles[role] = row
    for relation in _TREES:
        _check_tree(relation, roles)
    return tuple(roles)


def _role(row: _Row, actors: Mapping[str, Actor], merged: Mapping[str, str]) -> Role:
    values = row.values
    if values["relation"] not in RELATIONS:
        row.refuse("relation", f"write one of {', '.join(sorted(RELATIONS))}")
    ends = [merged.get(values[column], values[column]) for column in ("actor", "other")]
    for column, actor_id in zip(("actor", "other"), ends, strict=True):
        if actor_id not in actors:
            row.refuse(column, "no actor has this id; add the actor to the table of actors first")
    if ends[0] == ends[1]:
        row.refuse("other", "an actor cannot have a role in itself")
    for column in ("from", "to"):
        if values[column] and not _DATE.fullmatch(values[column]):
            row.refuse(column, "write YYYY, YYYY-MM or YYYY-MM-DD, or nothing")
    start, end = values["from"], values["to"]
    if start and end and start[: len(end)] > end[: len(start)]:
        row.refuse("to", f"it lies before 'from' {start!r}; exchange them")
    return Role(ends[0], values["relation"], ends[1], start or None, end or None, values["source"])


def _check_tree(relation: str, roles: Mapping[Role, _Row]) -> None:
    above: dict[str, set[str]] = {}
    for role, row in roles.items():
        if role.relation == relation:
            if role.actor in _reach(role.other, above):
                row.refuse(
                    "other", f"{role.other!r} is {relation} {role.actor!r} already: a circle; remove one of the rows"
                )
            above.setdefault(role.actor, set()).add(role.other)


def _reach(start: str, above: Mapping[str, Iterable[str]]) -> set[str]:
    found, queue = {start}, [start]
    while queue:
        for other in above.get(queue.pop(), ()):
            if other not in found:
                found.add(other)
                queue.append(other)
    return found
