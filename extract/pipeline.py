"""The whole pipeline as a spaCy Language: words, sentences, trees, mentions, actors, relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.vocab import Vocab

from ..ontology.errors import ModelError
from .tokenizer import blank_english

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
    vocab: Vocab | bool = True,
    disable: Iterable[str] = (),
    enable: Iterable[str] = (),
    exclude: Iterable[str] = (),
    config: Mapping[str, Any] | None = None,
) -> Language:
    """The pipeline that turns articles into claims; ``spacy.load("whobacks")`` gives the same.

    Args:
        model: "whobacks_en", or any installed spaCy pipeline with tags, a parser and lemmas.
        actors: the user's own table of actors, read on top of the shipped one.
        gate: do not parse sentences that hold no name and no pronoun; faster on mixed text.
        vocab: a vocabulary to share.
        disable: components to load and not to run.
        enable: the only components to run (empty: all).
        exclude: components not to load.
        config: settings by component: ``{"components": {"whobacks/relations": {"threshold": 0.4}}}``.

    Raises:
        ModelError: no such pipeline is installed, or a model file is missing or corrupted.
    """
    settings = _settings(actors, gate, config or {})
    nlp = blank_english(vocab) if model == MODEL else _other(model, vocab)
    left_out = {*exclude, *(() if model == MODEL else _LANGUAGE)}
    for factory, module in COMPONENTS.items():
        if factory not in left_out:
            import_module(f".{module}", __package__)
            nlp.add_pipe(factory, config=settings.get(factory, {}))
    for name in nlp.pipe_names:
        if name in set(disable) or (set(enable) and name not in set(enable)):
            nlp.disable_pipe(name)
    nlp.meta.update(name=MODEL, description="Who backs whom, from the news")
    return nlp


def _settings(actors: Path | str | None, gate: bool, config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    table = {"actors": str(actors)} if actors else {}
    own: dict[str, dict[str, Any]] = {
        "whobacks/encoder": {"gate": gate},
        "whobacks/mentions": table,
        "whobacks/linker": table,
    }
    for name, given in config.get("components", {}).items():
        own[name] = {**own.get(name, {}), **given}
    return own


def _other(model: str, vocab: Vocab | bool) -> Language:
    try:
        return spacy.load(model, vocab=vocab)
    except OSError as error:
        raise ModelError(f"no spaCy pipeline {model!r} is installed; install it, or use {MODEL!r}") from error
