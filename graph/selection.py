"""Makes a Filter from what people write: names, single values, `from_` and `to`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..ontology.errors import InputError
from ..ontology.vocabulary import vocabulary
from .relation import Filter
from .terms import day

if TYPE_CHECKING:
    from .knowledge_reader import KnowledgeReader

__all__ = ["FIELDS", "make_filter"]

_OTHER_NAMES = {"from_": "source", "to": "target", "relation": "relations", "outlet": "outlets"}
_NAMES = {field.name for field in dataclass_fields(Filter)}
_ACTORS = ("source", "target", "around", "attributed_to")
#: Every keyword that `make_filter` takes.
FIELDS = frozenset(_NAMES | set(_OTHER_NAMES))


def make_filter(kg: KnowledgeReader, base: Filter | None = None, **fields: Any) -> Filter:
    """Lay the fields on top of a filter; names of actors become ids.

    Raises:
        InputError: a field that no filter has, or a date that is none.
        QuestionError: a name that is unknown or fits several actors.
        VocabularyError: a relation, status or theatre that the vocabulary does not hold.
    """
    changes = {}
    for name, value in fields.items():
        field = _OTHER_NAMES.get(name, name)
        if field not in _NAMES:
            raise InputError(f"no filter is called {name!r}; there are {', '.join(sorted(FIELDS))}")
        if value is not None:
            changes[field] = _value(kg, field, value)
    return replace(base or Filter(), **changes)


def _value(kg: KnowledgeReader, field: str, value: Any) -> Any:
    if field in _ACTORS:
        return tuple(kg.actor(name).id for name in _many(value))
    if field in _CHECKS:
        return tuple(_CHECKS[field](item) for item in _many(value))
    if field in ("since", "until"):
        return day(str(value)).value
    return tuple(_many(value)) if field in ("outlets", "sign") else value


def _many(value: Any) -> Iterable[Any]:
    return (value,) if isinstance(value, str | int) else value


def _relation(name: str) -> str:
    return name if name in vocabulary().families else vocabulary().relation(name).name


def _theatre(name: str) -> str:
    return vocabulary().theatre(name).name


def _status(name: str) -> str:
    return vocabulary().status(name).name


_CHECKS = {"relations": _relation, "theatre": _theatre, "status": _status}
