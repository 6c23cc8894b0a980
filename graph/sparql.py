"""Other people's SPARQL before it runs: what it is, what it may not contain, how values are bound to it.

The text is split into its tokens first, so that a word inside a string, an IRI or a comment is never
taken for a keyword, and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pyoxigraph as ox
from pyoxigraph import NamedNode

from ..ontology.errors import QueryError
from ..ontology.namespaces import PREFIXES
from .terms import actor_node, boolean, double, integer, text

__all__ = ["Form", "bind", "check", "form", "to_term"]

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
_FORMS: tuple[Form, ...] = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_IRI = r'<[^<>"{}|^`\\\x00-\x20]*>'
_STRING = r'"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\''
_TOKEN = re.compile(
    rf"(?P<quoted>{_IRI}|{_STRING})|(?P<comment>\#[^\n\r]*)|(?P<variable>[?$]\w+)"
    r"|(?P<name>[\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)|(?P<word>[A-Za-z_]\w*)|(?P<other>\s+|.)",
    re.DOTALL,
)
#: Where a keyword can stand: not inside a prefixed name or a variable.
_REFUSED = {
    "SERVICE": "it would send a request to another server",
    "FROM": "it would read a file or an address; name graphs with GRAPH <…> instead",
    "LOAD": "it would read a file or an address",
}
_KEYWORD = re.compile(rf"(?<![\w:?$-])(?:{'|'.join(_REFUSED)})(?!\w)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(query):
        yield match.lastgroup or "other", match.group()


def _bare(query: str) -> str:
    """The query without strings, IRIs and comments."""
    return "".join(" " if kind in ("quoted", "comment") else token for kind, token in _tokens(query))


def _unescaped(query: str) -> str:
    """The query with its code point escapes read, as SPARQL 1.1 (19.2) does before it parses."""
    return _ESCAPE.sub(lambda m: chr(min(int(m.group(1) or m.group(2), 16), 0x10FFFF)), query)


def form(query: str) -> Form:
    """Which of the four kinds of question it is; raises QueryError for an update or for no SPARQL at all."""
    for kind, token in _tokens(query):
        if kind == "word" and token.upper() not in ("PREFIX", "BASE", "VERSION"):
            return _form(token)
    raise QueryError("not SPARQL: there is no SELECT, ASK, CONSTRUCT or DESCRIBE in it")


def _form(word: str) -> Form:
    for known in _FORMS:
        if word.upper() == known:
            return known
    raise QueryError(f"{word!r} is not a question; queries only read: SELECT, ASK, CONSTRUCT or DESCRIBE")


def check(query: str) -> Form:
    """Refuse what is not a plain read of this dataset.

    Raises:
        QueryError: an update, or a query that would leave the dataset (SERVICE, FROM, LOAD).
    """
    for reading in {query, _unescaped(query)}:
        found = _KEYWORD.search(_bare(reading))
        if found:
            word = found.group().upper()
            raise QueryError(f"{word} is refused: {_REFUSED[word]}")
    return form(query)


def bind(query: str, bindings: Mapping[str, Any]) -> str:
    """Give variables their values: the value's term stands wherever the variable stood.

    A term writes itself, escaped, so nothing in a value can become syntax. (A VALUES clause would do as
    well, but the planner then looks the value up last: 30 s instead of 9 ms for "who backs X".)

    Raises:
        QueryError: a name that is no variable of the query.
    """
    known = {token[1:] for kind, token in _tokens(query) if kind == "variable"}
    missing = sorted(set(bindings) - known)
    if missing:
        raise QueryError(f"the query has no variable ?{missing[0]}; it has {', '.join(sorted(known)) or 'none'}")
    terms = {name: str(to_term(value)) for name, value in bindings.items()}
    return "".join(_bound(query, terms)) if terms else query


def _bound(query: str, terms: Mapping[str, str]) -> Iterator[str]:
    clause, depth = "", 0
    for kind, word in _tokens(query):
        if kind == "word" and word.upper() in _CLAUSES:
            clause, depth = word.upper(), 0
        elif word in ("{", "}"):
            clause = ""
        depth += {"(": 1, ")": -1}.get(word, 0)
        term = terms.get(word[1:]) if kind == "variable" else None
        yield word if term is None else _placed(term, word, clause if depth == 0 else "")


#: Clauses in which a bare variable may not simply become a term.
_CLAUSES = ("SELECT", "WHERE", "BY")


def _placed(term: str, variable: str, clause: str) -> str:
    if clause == "SELECT":
        return f"({term} AS {variable})"
    return f"({term})" if clause == "BY" else term


def to_term(value: Any) -> ox.NamedNode | ox.Literal:
    """A term for a value: IRIs in <…> or with a known prefix, numbers, booleans, else a string.

    >>> str(to_term("actor:state/ru"))
    '<https://w3id.org/whobacks/actor/state/ru>'
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, bool):
        return boolean(value)
    if isinstance(value, int | float):
        return integer(value) if isinstance(value, int) else double(value)
    return _word_term(str(value))


def _word_term(value: str) -> ox.NamedNode | ox.Literal:
    prefix, colon, rest = value.partition(":")
    if value.startswith("<") and value.endswith(">"):
        return _checked(value[1:-1])
    if colon and prefix == "actor":
        return actor_node(rest)
    return _checked(PREFIXES[prefix] + rest) if colon and prefix in PREFIXES else text(value)


def _checked(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}") from error
