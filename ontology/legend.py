"""What is generated from the vocabulary: its compiled form, the reference page, the README's table.

Run `python -m whobacks.ontology.legend` after every change of relations.ttl; a test compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .turtle import read
from .vocabulary import COMPILED, RelationType, Vocabulary, from_record

__all__ = ["compiled", "page", "relations_table", "write"]

PAGE = Path(__file__).parents[1] / "docs" / "vocabulary.md"
_SIGNS = {1: "+", 0: "o", -1: "−"}


def compiled() -> str:
    """The text of vocabulary.json."""
    return json.dumps(read(), ensure_ascii=False, indent=1) + "\n"


def relations_table(vocabulary: Vocabulary) -> str:
    """The table of relations as Markdown, as the README shows it."""
    rows = (
        (f"`{r.name}`", r.family, _SIGNS[r.sign], r.definition, f"{r.plover or '–'}", f"“{r.examples[0]}”")
        for r in vocabulary.relations.values()
    )
    return table(("relation", "family", "sign", "meaning", "PLOVER", "example"), rows)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(vocabulary: Vocabulary) -> str:
    """The text of docs/vocabulary.md."""
    return "\n".join([*_front(vocabulary), *_relations(vocabulary), *_concepts(vocabulary), *_model(vocabulary)]) + "\n"


def _front(vocabulary: Vocabulary) -> Iterator[str]:
    yield "# The vocabulary\n"
    yield "Generated from `ontology/relations.ttl`; change it there and run `python -m whobacks.ontology.legend`.\n"
    yield "## Families\n"
    rows = ((f.name, _SIGNS[f.sign], f"`{f.colour}`", f.definition) for f in vocabulary.families.values())
    yield table(("family", "sign", "colour", "meaning"), rows) + "\n"
    yield f"## Relations\n\n{relations_table(vocabulary)}\n"


def _relations(vocabulary: Vocabulary) -> Iterator[str]:
    for relation in vocabulary.relations.values():
        yield f"### {relation.name}\n"
        yield f"{relation.definition}\n"
        yield from (f"- {line}" for line in _facts(relation))
        yield ""


def _facts(relation: RelationType) -> Iterator[str]:
    way = "symmetric" if relation.symmetric else f"read backwards: {relation.inverse_label}"
    yield f"{relation.family}, sign {_SIGNS[relation.sign]}, {way}, colour `{relation.colour}`"
    if relation.broader:
        yield f"implies `{relation.broader}`"
    if relation.plover:
        yield f"PLOVER {relation.plover}, CAMEO {', '.join(relation.cameo)}"
    yield from (f"yes: “{example}”" for example in relation.examples)
    yield f"no: “{relation.counter_example}”"
    words = (*relation.verbs, *relation.agent_nouns, *relation.patient_nouns)
    yield f"in questions: {', '.join(words)}"


def _concepts(vocabulary: Vocabulary) -> Iterator[str]:
    statuses = ((f"`{s.name}`", s.definition) for s in vocabulary.statuses.values())
    yield f"## Statuses\n\n{table(('status', 'meaning'), statuses)}\n"
    kinds = ((f"`{k.name}`", k.broader or "", k.definition) for k in vocabulary.kinds.values())
    yield f"## Kinds of actors\n\n{table(('kind', 'is a', 'meaning'), kinds)}\n"
    theatres = (
        (
            t.name,
            " ".join(t.countries),
            f"{t.start or ''} – {t.end or ''}".strip(),
            ", ".join(t.aliases + t.question_names),
        )
        for t in vocabulary.theatres.values()
    )
    yield f"## Theatres\n\n{table(('theatre', 'countries', 'time', 'also called'), theatres)}\n"


def _model(vocabulary: Vocabulary) -> Iterator[str]:
    rows = (
        (f"`wb:{p.name}`", p.domain or "", p.range or "", p.definition)
        for p in vocabulary.properties.values()
        if not p.name.startswith("http")
    )
    yield f"## Properties\n\n{table(('property', 'of', 'value', 'meaning'), rows)}"


def write() -> tuple[Path, ...]:
    """Write every generated file; returns their paths."""
    COMPILED.write_text(compiled(), encoding="utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(from_record(read())), encoding="utf-8")
    return COMPILED, PAGE


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in write())
