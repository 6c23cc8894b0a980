"""Relate: given a text with a marked source and target, which relation does it state, if any?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ..ontology.errors import InputError
from ..ontology.vocabulary import vocabulary
from .attribution import speaker
from .classifier import Classifier, Scores
from .mention import Mention, mentions_of
from .pairs import Sentence, Span

__all__ = ["relate"]

#: Pairs judged at once: enough to fill a batch, few enough to stream.
CHUNK = 64


def relate(
    records: Iterable[Mapping[str, Any]], nlp: Language, *, classifier: Classifier | None = None, force: bool = False
) -> Iterator[dict[str, Any]]:
    """Answer each record ``{"id", "text", "source": [start, end], "target": [start, end]}``.

    Gives ``{"id", "relation", "plover", "status", "attributed_to", "confidence", "scores"}``; the
    relation is None where the text states none. With ``force`` the best PLOVER root is always given.
    Raises InputError for a record without text or with offsets outside it.
    """
    model = classifier or Classifier()
    chunk: list[Mapping[str, Any]] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield from _answers(chunk, nlp, model, force)
            chunk = []
    yield from _answers(chunk, nlp, model, force)


def _answers(
    records: list[Mapping[str, Any]], nlp: Language, model: Classifier, force: bool
) -> Iterator[dict[str, Any]]:
    places = [_places(record) for record in records]
    docs = list(nlp.pipe([record["text"] for record in records]))
    spans = [(_tokens(doc, a), _tokens(doc, b)) for doc, (a, b) in zip(docs, places, strict=True)]
    sentences = [Sentence(tuple(t.text for t in doc), pair, ((0, 1),)) for doc, pair in zip(docs, spans, strict=True)]
    for record, doc, pair, scores in zip(records, docs, spans, model.scores(sentences), strict=True):
        yield {"id": record.get("id"), **_answer(doc, pair, scores, model, force)}


def _places(record: Mapping[str, Any]) -> tuple[Span, Span]:
    """The record's two offsets, checked."""
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InputError(f'record {record.get("id")!r} has no text; give "text", "source" and "target"')
    found = []
    for key in ("source", "target"):
        place = record.get(key)
        if not (isinstance(place, list | tuple) and len(place) == 2 and 0 <= place[0] < place[1] <= len(text)):
            raise InputError(f"record {record.get('id')!r}: {key} {place!r} is not [start, end] within the text")
        found.append((int(place[0]), int(place[1])))
    return found[0], found[1]


def _tokens(doc: Doc, place: Span) -> Span:
    span = doc.char_span(*place, alignment_mode="expand")
    return (span.start, span.end) if span is not None else (0, 1)


def _answer(doc: Doc, pair: tuple[Span, Span], scores: Scores, model: Classifier, force: bool) -> dict[str, Any]:
    labels = model.labels
    relation, root = scores.relation[0, 0], scores.root[0, 0]
    best = int(relation[1:].argmax())
    stated = float(1 - relation[0]) >= labels.threshold
    name = labels.relations[best] if stated else None
    status = labels.statuses[int(scores.status[0, 0, best].argmax())]
    said_by = _said_by(doc, pair) if stated and status != "asserted" else None
    plover = labels.roots[int(root.argmax())] if force or stated else None
    return {
        "relation": name,
        "plover": plover or (vocabulary().relations[name].plover if name else None),
        "status": status if stated else None,
        "attributed_to": said_by.name if said_by else None,
        "confidence": round(float(1 - relation[0]) if stated else float(relation[0]), 4),
        "scores": {
            "relations": _rounded(labels.relations, relation[1:]),
            "plover": _rounded(labels.roots, root),
        },
    }


def _rounded(names: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


def _said_by(doc: Doc, pair: tuple[Span, Span]) -> Mention | None:
    first, second = (
        Mention(*span, actor_id=f"marked/{i}", name=doc[slice(*span)].text, how="name") for i, span in enumerate(pair)
    )
    return speaker(doc, first, second, [first, second, *mentions_of(doc)])
