"""The whole pipeline as a spaCy Language: words, sentences, trees, mentions, actors, relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from ..ontology.errors import ModelError

__all__ = ["COMPONENTS", "MODEL", "load"]

#: Name of the shipped language model.
MODEL = "whobacks_en"
#: The components in their order: factory, and the module that defines it.
COMPONENTS: Mapping[str, str] = {
    "whobacks/sentences": "sentences",
    "whobacks/encoder": "encoder",
    "whobacks/lemmas": "lemmas",
    "whobacks/mentions": "mentions",
    "whobacks/linker": "linking",
    "whobacks/relations": "relations",
}
#: What another spaCy pipeline brings itself.
_LANGUAGE = frozenset({"whobacks/sentences", "whobacks/encoder", "whobacks/lemmas"})


def load(
    model: str = MODEL,
    *,
    actors: Path | str | None = None,
    gate: bool = False,
    exclude: Iterable[str] = (),
    **options: Any,
) -> Language:
    """The pipeline that turns articles into claims.

    Args:
        model: "whobacks_en", or any installed spaCy pipeline with a parser and lemmas. The
            patterns know Universal Dependencies and spaCy's own English labels.
        actors: the user's own table of actors, read on top of the shipped one.
        gate: do not parse sentences that hold no name and no pronoun; faster on mixed text.
        exclude: components to leave out.
        options: ``{"component": {...}}`` settings by the component's last name, e.g.
            ``relations={"threshold": 0.4}``.

    Raises:
        ModelError: no such pipeline is installed, or a model file is missing or corrupted.
    """
    settings = {"encoder": {"gate": gate}, "mentions": _actors(actors), "linker": _actors(actors)}
    for name, given in options.items():
        settings[name] = {**settings.get(name, {}), **given}
    nlp = spacy.blank("en") if model == MODEL else _other(model)
    left_out = {*exclude, *(() if model == MODEL else _LANGUAGE)}
    for factory, module in COMPONENTS.items():
        if factory not in left_out:
            import_module(f".{module}", __package__)
            nlp.add_pipe(factory, config=settings.get(factory.removeprefix("whobacks/"), {}))
    nlp.meta.update(name=MODEL.removeprefix("en_"), description="Who backs whom, from the news")
    return nlp


def _actors(actors: Path | str | None) -> dict[str, Any]:
    return {"actors": str(actors)} if actors else {}


def _other(model: str) -> Language:
    try:
        return spacy.load(model)
    except OSError as error:
        raise ModelError(f"no spaCy pipeline {model!r} is installed; install it, or use {MODEL!r}") from error
