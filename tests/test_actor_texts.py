"""Passages as training sentences: tags in two layers, names that can be exchanged."""

import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
import spacy


def _module(name: str) -> ModuleType:
    """A training script as a module; the scripts are no package, since the wheel does not hold them."""
    path = Path(__file__).parent.parent / "training" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


actor_texts = _module("actor_texts")
PASSAGE = {
    "id": "T-1",
    "text": "The Turkish minister said the US had armed Haftar. He denied it.",
    "actors": [
        {"name": "Turkish minister", "kind": "person", "mentions": ["The Turkish minister"]},
        {"name": "Turkey", "kind": "state", "mentions": ["Turkish"]},
        {"name": "United States", "kind": "state", "mentions": ["the US"]},
        {"name": "Khalifa Haftar", "kind": "person", "mentions": ["Haftar", "He"]},
    ],
    "relations": [],
}


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list:
    path = tmp_path_factory.mktemp("passages") / "passages.jsonl"
    path.write_text(json.dumps(PASSAGE) + "\n", encoding="utf-8")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return list(actor_texts.read_passages(path, nlp))


def test_phrases_outside_names_inside(sentences: list) -> None:
    first, second = sentences
    outer, inner = dict(zip(first.words, first.outer, strict=True)), dict(zip(first.words, first.inner, strict=True))
    assert (outer["Turkish"], outer["minister"], inner["Turkish"]) == ("B-role", "I-role", "B-demonym")
    assert (inner["US"], inner["Haftar"], outer["The"]) == ("B-name", "B-name", "O")
    assert second.inner[0] == "B-pronoun"


def test_names_follow_the_treebanks(sentences: list) -> None:
    names = dict(zip(sentences[0].words, sentences[0].names, strict=True))
    assert (names["Haftar"], names["US"], names["Turkish"], names["said"]) == ("B-PER", "B-LOC", "B-NORP", "O")


def test_swapped_names_keep_their_tags(sentences: list) -> None:
    for seed in range(20):
        for sentence in actor_texts.swap_names(sentences, random.Random(seed)):
            lengths = {len(c) for c in (sentence.words, sentence.outer, sentence.inner, sentence.names)}
            assert len(lengths) == 1
            assert all(tag is None or tag == "O" or tag[:2] in ("B-", "I-") for tag in sentence.names)


def test_one_passage_in_twelve_is_kept_aside() -> None:
    kept = sum(actor_texts.held_out(f"P-{i}") for i in range(1200))
    assert 70 < kept < 130
