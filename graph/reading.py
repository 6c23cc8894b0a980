"""How a question was read: a frozen value that says so in English, as a Filter and as SPARQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal

from .grammar import grammar_data
from .relation import ActorRef, Filter

__all__ = ["Reading"]

#: Forms that look at everything around an actor, in either direction.
_AROUND = frozenset({"side", "about", "says", "compare", "new", "disagree", "between", "compare_actors"})
#: Forms that look at support only, or at support and hostility.
_SIGNS: Mapping[str, tuple[int, ...]] = {"side": (1,), "changed": (1, -1)}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of one question.

    ``form`` is the form of the grammar, ``meant`` the families or relations that its verbs mean,
    ``source``, ``target`` and ``other`` the actors in it, ``kinds`` and ``other_kinds`` the kinds of
    actors that an answer may name (for the source, or for what is asked for; empty: all), ``via`` the
    links of a path; the rest are restrictions, as in `Filter`.
    """

    question: str
    form: str
    meant: tuple[str, ...] = ()
    source: tuple[ActorRef, ...] = ()
    target: tuple[ActorRef, ...] = ()
    other: tuple[ActorRef, ...] = ()
    kinds: tuple[str, ...] = ()
    other_kinds: tuple[str, ...] = ()
    theatre: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    attributed_to: tuple[ActorRef, ...] = ()
    min_sources: int = 0
    min_confidence: float = 0.0
    status: tuple[str, ...] = ()
    contested: Literal["show", "only", "hide"] = "show"
    via: Literal["", "any", "support"] = ""
    roll_up: bool = False

    @cached_property
    def relations(self) -> tuple[str, ...]:
        """The relations that the verbs let through, each by name; empty means all."""
        meanings = grammar_data()["meanings"]
        return tuple(dict.fromkeys(name for meant in self.meant for name in meanings[meant]))

    @property
    def either(self) -> bool:
        """Whether the two actors may stand either way round."""
        return self.form in ("either", "between", "path")

    def filter(self) -> Filter:
        """The relations that the answer looks at; what a filter cannot say is left to the answer."""
        around, source, target = self._ends()
        return Filter(
            source=source,
            target=target,
            around=around,
            relations=self.relations,
            sign=_SIGNS.get(self.form, (1,) if self.via == "support" else ()),
            theatre=() if self.form == "compare" else self.theatre,
            since=None if self.form in ("new", "changed") else self.since,
            until=self.until,
            outlets=self.outlets,
            attributed_to=_ids(self.attributed_to),
            status=self.status,
            min_confidence=self.min_confidence,
            min_sources=self.min_sources,
            contested="only" if self.form == "disagree" else self.contested,
            roll_up=self.roll_up,
        )

    def _ends(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """(around, source, target) of the filter."""
        source, target = _ids(self.source), _ids(self.target + self.other)
        if self.form in _AROUND or self.form == "either":
            return source or target, (), ()
        if self.form in ("path", "both"):
            return (), (), ()
        if self.form == "denies":
            return (), (), target
        return (), source, target

    def record(self) -> dict[str, Any]:
        """What was read as plain values, without what is empty: the form that the test table has."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "question"}
        plain = {name: _plain(value) for name, value in values.items()}
        return {name: value for name, value in plain.items() if value not in ([], None, 0, False, "", "show")}

    def words(self) -> str:
        """How the question was read, in English."""
        from .wording import words

        return words(self)

    def sparql(self) -> str:
        """The question as SPARQL 1.1 over the claims of all documents."""
        from .question_sparql import question_sparql

        return question_sparql(self)

    def __str__(self) -> str:
        return self.words()


def _ids(actors: Sequence[ActorRef]) -> tuple[str, ...]:
    return tuple(actor.id for actor in actors)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [item.id if isinstance(item, ActorRef) else item for item in value]
    return value
