"""The interpreter of questions: every pattern on every way to take the qualifiers off, until all names are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..ontology.errors import QuestionError
from .grammar import grammar_data
from .lexicon import Ambiguous, Lexicon, Unknown
from .matching import Capture, Matcher
from .reading import Reading
from .relation import ActorRef
from .slots import consistent, fixed, values_of
from .tokens import Token, join, tokenise

__all__ = ["Interpreter", "forms"]

Captures = tuple[Capture, ...]
_ACTORS = ("source", "target", "other")
_MOST_QUALIFIERS = 8


@dataclass(frozen=True, slots=True, order=True)
class _Problem:
    """A name that is not clear, and how many words it has; an unknown name is worse than an ambiguous one."""

    unknown: bool
    words: int
    found: Unknown | Ambiguous = field(compare=False)


@dataclass(frozen=True, slots=True)
class _State:
    """What is left of the question when some qualifiers are taken off its ends."""

    start: int
    end: int
    captures: Captures = ()
    taken: int = 0

    @property
    def named(self) -> int:
        """How many words are taken for names; of two ways to take off as much, the one with fewer is meant."""
        return sum(value[1] - value[0] for slot, value in self.captures if slot == "said_by")


class Interpreter:
    """One question being read against one lexicon."""

    def __init__(self, question: str, names: Lexicon, today: date) -> None:
        self.question, self.names = question, names
        self.grammar = grammar_data()
        self.tokens = tokenise(question)
        self.matcher = Matcher(self.grammar, self.tokens, today)
        self.known: dict[tuple[str, tuple[str, ...]], tuple[str, ...] | Unknown | Ambiguous] = {}
        self.problems: list[_Problem] = []
        self.doubts: list[_Problem] = []

    def read(self) -> Reading:
        """The first reading in which every name is known.

        Raises:
            QuestionError: there is none.
        """
        for group, captures in self._matches():
            captures += fixed(group.get("set", {}))
            if consistent(captures):
                reading = self._reading(group["form"], values_of(group["form"], captures))
                if reading:
                    return _checked(reading)
        raise self._refusal()

    def _matches(self) -> Iterator[tuple[Mapping[str, Any], Captures]]:
        for state in self._states():
            for group in self.grammar["forms"]:
                for pattern in group["patterns"]:
                    for captures in self.matcher.all(pattern, state.start, state.end):
                        yield group, captures + state.captures

    def _states(self) -> list[_State]:
        """Every way to take qualifiers off, first before, then behind; the most taken off comes first."""
        begun = [state for whole in self._begun() for state in _closure(whole, self._before)]
        found = dict.fromkeys(state for front in begun for state in _closure(front, self._behind))
        return sorted(found, key=lambda state: (state.end - state.start, state.named, -state.taken))

    def _begun(self) -> Iterator[_State]:
        """The whole question, and the question without what leads in to it."""
        yield _State(0, len(self.tokens))
        for phrase in self.grammar["lead_ins"]:
            if [token.low for token in self.tokens[: len(phrase)]] == phrase:
                yield _State(len(phrase), len(self.tokens))

    def _behind(self, state: _State) -> Iterator[_State]:
        """The state without one qualifier at its end."""
        for at in range(state.end - 1, state.start, -1):
            for group in self.grammar["qualifiers"]:
                for pattern in group["patterns"]:
                    for captures in self.matcher.all(pattern, at, state.end):
                        yield from _smaller(state, state.start, at, group, captures)

    def _before(self, state: _State) -> Iterator[_State]:
        """The state without one qualifier at its beginning."""
        for group in self.grammar["qualifiers"]:
            for pattern in group["patterns"]:
                for stop, captures in self.matcher.starts(pattern, state.start, state.end):
                    yield from _smaller(state, stop, state.end, group, captures)

    def _reading(self, form: str, values: dict[str, Any]) -> Reading | None:
        """The reading, or None (and a problem noted) where a name is not clear."""
        self.doubts, theatres = [], values.get("theatre", ())
        for slot in _ACTORS:
            if slot in values:
                values[slot] = self._actors(values[slot], theatres)
        if "said_by" in values:
            values |= self._speaker(values.pop("said_by"), theatres)
        if self.doubts:
            # what stands in the way of this reading is the name least like one
            self.problems.append(max(self.doubts))
            return None
        return Reading(question=self.question, form=form, **values)

    def _actors(self, span: tuple[int, int], theatres: Sequence[str]) -> tuple[ActorRef, ...] | None:
        """The actors of a slot: one name, or names joined by "and", "or" and commas."""
        tokens = self.tokens[span[0] : span[1]]
        whole = self._name(tokens, theatres)
        parts = _parts(tokens)
        if isinstance(whole, tuple) or len(parts) < 2:
            return self._noted(tokens, whole)
        found = [self._noted(part, self._name(part, theatres)) for part in parts]
        return None if None in found else tuple(dict.fromkeys(ref for refs in found for ref in refs or ()))

    def _name(self, tokens: Sequence[Token], theatres: Sequence[str]) -> tuple[ActorRef, ...] | Unknown | Ambiguous:
        key = (join(tokens), tuple(theatres))
        if key not in self.known:
            self.known[key] = self.names.resolve(key[0], self.grammar["role_nouns"], theatres)
        found = self.known[key]
        return tuple(self.names.ref(actor) for actor in found) if isinstance(found, tuple) else found

    def _noted(
        self, tokens: Sequence[Token], found: tuple[ActorRef, ...] | Unknown | Ambiguous
    ) -> tuple[ActorRef, ...] | None:
        if isinstance(found, tuple):
            return found
        self.doubts.append(_Problem(isinstance(found, Unknown), len(tokens), found))
        return None

    def _speaker(self, span: tuple[int, int], theatres: Sequence[str]) -> dict[str, Any]:
        """An actor who says so, or else an outlet; whether the dataset has that outlet, the answer sees."""
        tokens = self.tokens[span[0] : span[1]]
        found = self._name(tokens, theatres)
        if isinstance(found, Unknown):
            return {"outlets": (join(tokens),)}
        refs = self._noted(tokens, found)
        if refs and all(ref.kind == "media" for ref in refs):
            return {"outlets": tuple(ref.name for ref in refs)}
        return {"attributed_to": refs}

    def _refusal(self) -> QuestionError:
        """What stands nearest to a reading: the shortest name that is not clear, or the forms that look alike."""
        texts = dict.fromkeys(one.found.text for one in self.problems if one.unknown)
        near = {text: self.names.near(text) for text in texts}
        hopeless = {text: not alike for text, alike in near.items()}
        problem = min(self.problems, key=lambda one: (hopeless.get(one.found.text, False), one.words), default=None)
        if problem is None or hopeless.get(problem.found.text):
            return self._not_understood(problem)
        text = problem.found.text
        if isinstance(problem.found, Ambiguous):
            named = tuple(f"{self.names.name(actor)} ({actor})" for actor in problem.found.ids)
            return QuestionError(f"{text!r} fits several actors: {', '.join(named)}; name one of them", named)
        return QuestionError(f"no actor is called {text!r}; did you mean {', '.join(near[text])}?", near[text])

    def _not_understood(self, problem: _Problem | None) -> QuestionError:
        head, _, tail = (problem.found.text if problem else "").rpartition(" in ")
        if head and isinstance(self.names.resolve(head, self.grammar["role_nouns"]), tuple):
            theatres = tuple(dict.fromkeys(names[0] for names in self.grammar["tables"]["theatre"].values()))
            return QuestionError(
                f"{tail!r} is neither a theatre nor a date; theatres are {', '.join(theatres)}", theatres
            )
        near = _near_forms([token.low for token in self.tokens])
        hint = f"no actor is called {problem.found.text!r}; " if problem else ""
        text = f"not understood: {self.question!r}; {hint}nothing was guessed. Try: {'; '.join(near)}"
        return QuestionError(text, near)


def _closure(first: _State, step: Callable[[_State], Iterable[_State]]) -> Iterator[_State]:
    yield first
    if first.taken < _MOST_QUALIFIERS:
        for smaller in step(first):
            yield from _closure(smaller, step)


def _smaller(state: _State, start: int, end: int, group: Mapping[str, Any], captures: Captures) -> Iterator[_State]:
    """The state with a qualifier taken off, unless it says again what another one said, or nothing is left."""
    both = state.captures + captures + fixed(group.get("set", {}))
    if start < end and consistent(both):
        yield _State(start, end, both, state.taken + 1)


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.low in ("and", "or", "&", ","):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _near_forms(words: Sequence[str], most: int = 4) -> tuple[str, ...]:
    """The examples that share most telling words with the question, in the grammar's order where as many."""
    telling = {word for word in words if len(word) > 3}
    shared = lambda like: -len(telling & {token.low for token in tokenise(like)})  # noqa: E731
    return tuple(sorted(forms(), key=shared)[:most])


def forms() -> tuple[str, ...]:
    """One example of every form that is understood."""
    return tuple(group["like"] for group in grammar_data()["forms"])


def _checked(reading: Reading) -> Reading:
    """The reading, unless it lacks what its form needs."""
    if reading.form == "new" and not (reading.since or reading.until):
        raise QuestionError("new since when? Ask 'what is new since March 2020?'", ("what is new since March 2020?",))
    if reading.since and reading.until and reading.since > reading.until:
        raise QuestionError(f"the time ends ({reading.until}) before it begins ({reading.since}); turn the dates round")
    return reading
