"""A reading in English, from the sentences of the grammar's data; `ask.js` does the same in the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .grammar import grammar_data

if TYPE_CHECKING:
    from .reading import Reading
    from .relation import ActorRef

__all__ = ["words"]


def words(reading: Reading) -> str:
    """One sentence: what is looked for, then every restriction."""
    return ", ".join([_sentence(reading), *_restrictions(reading)])


def _sentence(reading: Reading) -> str:
    sentences = grammar_data()["sentences"]
    text: str = sentences[_variant(reading)]
    phrases = grammar_data()["phrases"]
    values = {
        "who": _asked("who", reading.kinds),
        "whom": _asked("whom", reading.kinds),
        "does": _listed(phrases[name] for name in reading.meant),
        "source": _names(reading.source),
        "target": _names(reading.target),
        "other": _names(reading.other),
        "theatres": " and ".join(reading.theatre),
        "via": "support" if reading.via == "support" else "any relations",
    }
    return text.format_map(values)


def _variant(reading: Reading) -> str:
    """The sentence for the form and for what it was filled with."""
    form = reading.form
    if form in ("disagree", "new", "says") and reading.target:
        return f"{form}_one"
    if form == "changed" and reading.source:
        return "changed_one"
    return "denies_any" if form == "denies" and not reading.source else form


def _asked(word: str, kinds: Iterable[str]) -> str:
    """The question word, or which kinds of actors are asked for."""
    named = [kind.replace("-", " ") for kind in kinds]
    return f"which {_listed(named)}" if named else word


def _names(actors: Iterable[ActorRef]) -> str:
    return _listed(actor.name for actor in actors)


def _listed(parts: Iterable[str]) -> str:
    return " or ".join(parts)


def _restrictions(reading: Reading) -> Iterator[str]:
    if reading.theatre and reading.form != "compare":
        yield f"in {_listed(reading.theatre)}"
    yield from _times(reading)
    yield from _sayings(reading)
    if reading.min_sources:
        yield f"from at least {reading.min_sources} independent source{'s' if reading.min_sources > 1 else ''}"
    if reading.min_confidence:
        yield f"with a confidence of at least {reading.min_confidence}"
    if reading.contested != "show":
        yield "only what is contested" if reading.contested == "only" else "without what is contested"
    if reading.roll_up:
        yield "leaders and forces counted as their sides"


def _sayings(reading: Reading) -> Iterator[str]:
    if reading.outlets:
        yield f"according to {_listed(reading.outlets)}"
    if reading.attributed_to:
        yield f"in the words of {_names(reading.attributed_to)}"
    if reading.status:
        yield f"only what is {_listed(reading.status)}"


def _times(reading: Reading) -> Iterator[str]:
    if reading.since and reading.since == reading.until:
        yield f"on {reading.since}"
    elif reading.since and reading.until:
        yield f"from {reading.since} to {reading.until}"
    elif reading.since:
        yield f"since {reading.since}"
    elif reading.until:
        yield f"until {reading.until}"
