"""The grammar of questions compiled to plain data, for `ask` here and for the same interpreter in the page.

The patterns lie in ``ontology/questions.json``, the verbs, nouns, statuses and theatres in the
vocabulary. Compiled, a pattern is a row of elements; an element is one of

- ``{"words": [["who"], ["which", "one"]]}``: one of these rows of words;
- ``{"table": ["verb:third"], "slot": "relations"}``: words of a table, joined by "and" or "or";
- ``{"text": "source"}``: any words, the name of an actor or of an outlet;
- ``{"date": "since"}``, ``{"number": "min_sources"}``, ``{"share": "min_confidence"}``.

Each may be ``"optional"``. Patterns refer to elements by their numbers, because most elements come again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from ..extract.nouns import role_nouns
from ..ontology.vocabulary import Family, RelationType, Vocabulary, vocabulary
from .inflection import forms, plural

__all__ = ["grammar_data"]

QUESTIONS = Path(__file__).parents[1] / "ontology" / "questions.json"
_PART = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}|@\w+|[^\s\[\](){}@]+")
_TEXT = frozenset({"source", "target", "other", "said_by"})
#: Tables whose words may be joined: "arms or funds", "in Syria and Libya".
_JOINED = ("verb:", "theatre", "status:adjective")
_SLOTS = {"verb": "relations", "noun": "relations", "kind": "kinds", "theatre": "theatre", "status": "status"}

Table = dict[str, list[str]]


@cache
def grammar_data() -> Mapping[str, Any]:
    """The compiled grammar: JSON-serialisable, the same for Python and JavaScript. Do not change it."""
    source = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    compiler = _Compiler(source["macros"])
    known = vocabulary()
    return {
        "forms": [_group(compiler, group) for group in source["forms"]],
        "qualifiers": [_group(compiler, group) for group in source["qualifiers"]],
        "elements": compiler.elements,
        "lead_ins": [phrase.split() for phrase in source["lead_ins"]],
        "tables": dict(_tables(source, known)),
        "meanings": dict(_meanings(known)),
        "phrases": _phrases(source, known),
        "symmetric": [r.name for r in known.relations.values() if r.symmetric],
        "months": {name: at for at, row in enumerate(source["months"].split("|"), 1) for name in row.split()},
        "units": {name: unit for unit, names in source["units"].items() for name in names.split()},
        "numbers": {name: at for at, name in enumerate(source["numbers"].split("|"))},
        **{name: source[name] for name in ("parts_of_year", "date_tokens", "sentences")},
        "role_nouns": _role_nouns(),
    }


def _group(compiler: _Compiler, group: Mapping[str, Any]) -> dict[str, Any]:
    patterns = [row for pattern in group["patterns"] for row in compiler.rows(pattern)]
    kept = {name: group[name] for name in ("form", "like", "set") if name in group}
    return {**kept, "patterns": patterns}


class _Compiler:
    """Expands macros and numbers the elements."""

    def __init__(self, macros: Mapping[str, list[str]]) -> None:
        self.macros = macros
        self.elements: list[dict[str, Any]] = []

    def rows(self, pattern: str) -> Iterator[list[int]]:
        """Every row of element numbers that the pattern stands for."""
        for expanded in self._expanded(pattern):
            yield [self._number(_element(part)) for part in _PART.findall(expanded)]

    def _expanded(self, pattern: str) -> Iterator[str]:
        parts = [
            [text for macro in self.macros[part[1:]] for text in self._expanded(macro)] if part[0] == "@" else [part]
            for part in _PART.findall(pattern)
        ]
        return (" ".join(choice) for choice in product(*parts))

    def _number(self, element: dict[str, Any]) -> int:
        if element not in self.elements:
            self.elements.append(element)
        return self.elements.index(element)


def _element(part: str) -> dict[str, Any]:
    if part[0] == "[":
        return {**_element(part[1:-1]), "optional": 1}
    if part[0] == "{":
        return _slot(part[1:-1])
    return {"words": [words.split() for words in part.strip("()").split("|")]}


def _slot(spec: str) -> dict[str, Any]:
    name, _, variants = spec.partition(":")
    if name in _TEXT:
        return {"text": name}
    if name == "date":
        return {"date": variants}
    if name in ("number", "share"):
        return {name: "min_sources" if name == "number" else "min_confidence"}
    tables = [f"{name}:{variant}" for variant in variants.split(",")] if variants else [name]
    joined = {"joined": 1} if tables[0].startswith(_JOINED) else {}
    return {"table": tables, "slot": _SLOTS[name], **joined}


def _tables(source: Mapping[str, Any], known: Vocabulary) -> Iterator[tuple[str, Table]]:
    verbs: dict[str, Table] = {}
    for term, phrase in _words(known, "verbs"):
        for form, text in forms(phrase, source["irregular"]).items():
            _add(verbs.setdefault(f"verb:{form}", {}), text, term)
    yield from verbs.items()
    yield "verb:pair", _pairs(source["pair_verbs"])
    for sort in ("agent", "patient"):
        nouns: Table = {}
        for term, noun in _words(known, f"{sort}_nouns"):
            _add(nouns, noun, term)
            _add(nouns, plural(noun), term)
        yield f"noun:{sort}", nouns
    for sort in ("adjective", "adverb"):
        words = {w: [s.name] for s in known.statuses.values() for w in (s.adjectives if sort[2] == "j" else s.adverbs)}
        yield f"status:{sort}", words
    yield "kind", {text: kinds.split() for kinds, row in source["kinds"].items() for text in row.split("|")}
    yield "theatre", _theatres(known, questions=True)
    yield "theatre:war", _theatres(known, questions=False)


def _pairs(rows: Mapping[str, str]) -> Table:
    table: Table = {}
    for relation, verbs in rows.items():
        for verb in verbs.split("|"):
            _add(table, verb, relation)
    return table


def _words(known: Vocabulary, field: str) -> Iterator[tuple[str, str]]:
    """(relation or family, word): a word that a family has means the whole family, wherever else it stands."""
    terms: Iterable[Family | RelationType] = (*known.families.values(), *known.relations.values())
    taken = {word for family in known.families.values() for word in getattr(family, field)}
    for term in terms:
        for word in getattr(term, field):
            if isinstance(term, Family) or word not in taken:
                yield term.name, word


def _add(table: Table, text: str, value: str) -> None:
    values = table.setdefault(text.lower(), [])
    if value not in values:
        values.append(value)


def _theatres(known: Vocabulary, *, questions: bool) -> Table:
    """Names of theatres; those for questions only ("in Turkey") are names of actors too ("about Turkey")."""
    table: Table = {}
    for theatre in known.theatres.values():
        for name in (theatre.name, *theatre.aliases, *(theatre.question_names if questions else ())):
            _add(table, name.removeprefix("the "), theatre.name)
    return table


def _meanings(known: Vocabulary) -> Iterator[tuple[str, list[str]]]:
    """What a family or relation in a question lets through: all its relations, or itself and what implies it."""
    yield from ((name, list(known.of_family(name))) for name in known.families)
    yield from ((name, list(known.narrower(name))) for name in known.relations)


def _phrases(source: Mapping[str, Any], known: Vocabulary) -> dict[str, str]:
    return {**{name: relation.label for name, relation in known.relations.items()}, **source["phrases"]}


def _role_nouns() -> dict[str, list[str]]:
    """Nouns that make an owner's side, or its leader, of a name in front of them."""
    found: dict[str, list[str]] = {"owner": [], "leader": []}
    for words, noun in role_nouns().items():
        if noun.denotes in found:
            found[noun.denotes].append(" ".join(words).replace(" - ", " "))
    return {denotes: sorted(nouns) for denotes, nouns in found.items()}
