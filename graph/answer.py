"""Answers to questions: the relations, the verdict, and the sentence behind everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from .reading import Reading
from .relation import ActorRef, Relation, Statement
from .relations import COLUMNS, best_statement, relation_row

if TYPE_CHECKING:
    import pandas

    from .knowledge import KnowledgeGraph

__all__ = ["Answer", "Group", "Verdict", "answer_of"]

Verdict = Literal["yes", "no", "contested", "only denied", "only hypothetical"]
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Group:
    """A part of an answer under a heading: one theatre of a comparison, one change of sides, a path."""

    title: str
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a dataset says to a question.

    ``relations`` are stated at least once, the strongest first; ``unstated`` only denied or
    hypothetical; ``groups`` the parts of an answer that has parts (a path's hops in order); ``verdict``
    answers a yes-or-no question; ``notes`` are remarks, such as what the actors' table says.
    """

    reading: Reading
    relations: tuple[Relation, ...] = ()
    unstated: tuple[Relation, ...] = ()
    groups: tuple[Group, ...] = ()
    verdict: Verdict | None = None
    notes: tuple[str, ...] = ()
    actors: tuple[ActorRef, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether anything was found; for a yes-or-no question, whether it is so (contested counts)."""
        if self.verdict:
            return self.verdict in ("yes", "contested")
        return bool(self.relations or self.groups)

    @property
    def sparql(self) -> str:
        """The question as SPARQL 1.1."""
        return self.reading.sparql()

    @property
    def all_relations(self) -> tuple[Relation, ...]:
        """Stated ones first, then the others; each once."""
        grouped = (relation for group in self.groups for relation in group.relations)
        return tuple(dict.fromkeys((*self.relations, *grouped, *self.unstated)))

    @property
    def evidence(self) -> tuple[Statement, ...]:
        """Every statement behind the answer."""
        return tuple(statement for relation in self.all_relations for statement in relation.statements)

    def rows(self) -> list[dict[str, Any]]:
        """One flat row a relation, with the heading that it stands under."""
        parts = [*self.groups] if self.groups else [Group("", self.relations)]
        parts += [Group("only denied or hypothetical", self.unstated)] if self.unstated else []
        return [{"group": part.title, **relation_row(relation)} for part in parts for relation in part.relations]

    def to_df(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame (needs the extra "pandas")."""
        import pandas

        return pandas.DataFrame(self.rows(), columns=["group", *COLUMNS])

    def lines(self, *, evidence: bool = False) -> Iterator[str]:
        """The answer as plain text: the reading, the verdict, one line a relation, its best quote or all."""
        yield f"Read as: {self.reading.words()}"
        if self.verdict:
            yield self.verdict.capitalize()
        elif not self:
            yield "Nothing was found"
        yield from self.notes
        for part in self.groups or (Group("", self.relations),):
            yield from [part.title] if part.title else []
            yield from (line for relation in part.relations for line in _lines(relation, evidence))
        if self.unstated:
            yield "Only denied or hypothetical:"
            yield from (line for relation in self.unstated for line in _lines(relation, evidence))

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        head = f"<p>Read as: <em>{escape(self.reading.words())}</em></p>"
        verdict = f"<p><strong>{escape(self.verdict.capitalize())}</strong></p>" if self.verdict else ""
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        query = f"<details><summary>SPARQL</summary><pre>{escape(self.sparql)}</pre></details>"
        return head + verdict + notes + _table(self.rows()) + query


def _lines(relation: Relation, evidence: bool) -> Iterator[str]:
    yield f"  {described(relation)}"
    best = best_statement(relation)
    for statement in relation.statements if evidence else [best] if best else []:
        yield f"    {_cited(statement)}"


def described(relation: Relation) -> str:
    """A relation in one line: who, what, whom, how strong, when, how sure."""
    from ..ontology.vocabulary import vocabulary

    label = vocabulary().relation(relation.relation).label
    counts = f"{_counted(relation.documents, 'document')}, {_counted(relation.sources, 'source')}"
    days = " – ".join(dict.fromkeys(day for day in (relation.first, relation.last) if day))
    status = f"{relation.status}, contested" if relation.contested else relation.status
    return " · ".join(filter(None, (f"{relation.source.name} {label} {relation.target.name}", counts, days, status)))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cited(statement: Statement) -> str:
    """A quote with who says it, where and when."""
    by = (
        f", {statement.status} by {statement.attributed_to.name}"
        if statement.attributed_to
        else f", {statement.status}"
    )
    against = f"; denied by {', '.join(a.name for a in statement.denied_by)}" if statement.denied_by else ""
    where = ", ".join(filter(None, (statement.outlet, statement.date))) or statement.doc
    return f"“{' '.join(statement.quote.split())}” ({where}{by if statement.status != 'asserted' else ''}{against})"


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "<p>Nothing was found</p>"
    names = [name for name in rows[0] if name != "group" or any(row["group"] for row in rows)]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(_cell(row[name]) for name in names)}</tr>" for row in rows[:_SHOWN])
    more = f"<p>{len(rows) - _SHOWN} more</p>" if len(rows) > _SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    return f"<td>{escape('' if value is None else str(value))}</td>"


def answer_of(kg: KnowledgeGraph, reading: Reading) -> Answer:
    """Answer a reading from a dataset.

    Raises:
        QuestionError: an outlet that the dataset does not have.
    """
    from .answering import Answering

    return Answering(kg, reading).answer()
