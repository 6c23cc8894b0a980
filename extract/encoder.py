"""spaCy component: tags, dependency trees, names, actor mentions and vectors from the language model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from .language_model import Analysis, LanguageModel

__all__ = ["ACTOR_TAGS", "WIDTH", "Encoder", "make_encoder"]

#: Where the learned mention proposals lie in ``doc.user_data``: [start, end, kind, score] rows.
ACTOR_TAGS = "whobacks.actor_tags"
#: Width of the vectors in ``doc.tensor``.
WIDTH = 384
#: Documents are gathered up to this many tokens, so that sentences of like length share a batch.
BUFFER_TOKENS = 10_000
_PRONOUNS = frozenset(("he", "she", "it", "they", "we", "i", "him", "her", "them", "us", "his", "its", "their", "our"))

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Tokens ``start`` to ``end`` of a Doc, the indexes of those that are words, and whether it is read."""

    start: int
    end: int
    words: Ints
    read: bool

    def heads(self, analysis: Analysis | None) -> Ints:
        """The head of every token, white space included, as an index in the Doc."""
        tokens = np.arange(self.start, self.end)
        if not len(self.words):
            return np.full_like(tokens, self.start)
        before = np.maximum(np.searchsorted(self.words, tokens, side="right") - 1, 0)
        heads = self.words[before]
        inside = self.words - self.start
        if analysis is None:
            heads[inside] = self.words[0]
        else:
            heads[inside] = np.where(analysis.heads > 0, self.words[analysis.heads - 1], self.words)
        return heads


def _sentences(doc: Doc, *, gate: bool) -> Iterator[_Sentence]:
    starts = [i for i, token in enumerate(doc) if token.is_sent_start or i == 0]
    for start, end in pairwise([*starts, len(doc)]):
        words = [i for i in range(start, end) if not doc[i].is_space]
        read = bool(words) and (not gate or _promising(doc, words))
        yield _Sentence(start, end, np.array(words, dtype=np.int64), read)


def _blank_labels(doc: Doc) -> dict[str, NDArray[np.uint64]]:
    """Labels before the model speaks: white space has spaCy's own, words have none but a ``dep`` to hang by."""
    spaces = np.fromiter((token.is_space for token in doc), dtype=bool, count=len(doc))
    tag, pos = (doc.vocab.strings.add(label) for label in ("_SP", "SPACE"))
    return {
        "dep": np.full(len(doc), doc.vocab.strings.add("dep"), dtype=np.uint64),
        "tag": np.where(spaces, np.uint64(tag), np.uint64(0)),
        "pos": np.where(spaces, np.uint64(pos), np.uint64(0)),
    }


def _promising(doc: Doc, words: Sequence[int]) -> bool:
    """Whether a sentence may name actors: a capital inside, or a pronoun."""
    return any(doc[i].text[:1].isupper() for i in words[1:]) or any(doc[i].lower_ in _PRONOUNS for i in words)


def _write_spans(doc: Doc, found: Sequence[tuple[_Sentence, Analysis | None]]) -> None:
    names: list[Span] = []
    mentions: list[list[Any]] = []
    for sentence, analysis in found:
        if analysis is not None:
            at = sentence.words
            names += [Span(doc, int(at[n.start]), int(at[n.end - 1]) + 1, label=n.label) for n in analysis.names]
            mentions += [[int(at[m.start]), int(at[m.end - 1]) + 1, m.label, m.score] for m in analysis.mentions]
    doc.set_ents(names)
    doc.user_data[ACTOR_TAGS] = mentions


class Encoder:
    """Runs the language model over the sentences of Docs.

    Sets tag, pos, dep and head of every token, ``doc.ents`` (PER, ORG, LOC, NORP), ``doc.tensor``
    (float32 [tokens, 384]) and ``doc.user_data["whobacks.actor_tags"]``. White-space tokens hang on
    the token before them and have no tag.
    """

    def __init__(self, model: LanguageModel, *, gate: bool = False) -> None:
        """``gate``: leave sentences unparsed that hold no capital inside and no pronoun."""
        self.model, self.gate = model, gate

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        return next(iter(self.pipe([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        """Annotate Docs; sentences of many Docs share a batch (``batch_size`` is not used)."""
        buffer: list[Doc] = []
        size = 0
        for doc in stream:
            buffer.append(doc)
            size += len(doc)
            if size >= BUFFER_TOKENS:
                yield from self._annotated(buffer)
                buffer, size = [], 0
        yield from self._annotated(buffer)

    def _annotated(self, docs: list[Doc]) -> list[Doc]:
        sentences = [list(_sentences(doc, gate=self.gate)) for doc in docs]
        texts = (
            [doc[i].text for i in s.words] for doc, rows in zip(docs, sentences, strict=True) for s in rows if s.read
        )
        analyses = self.model.analyse(texts)
        for doc, rows in zip(docs, sentences, strict=True):
            self._write(doc, [(s, next(analyses) if s.read else None) for s in rows])
        return docs

    def _write(self, doc: Doc, found: Sequence[tuple[_Sentence, Analysis | None]]) -> None:
        if not len(doc):
            doc.user_data[ACTOR_TAGS] = []
            doc.tensor = np.zeros((0, WIDTH), dtype=np.float32)
            return
        heads = np.zeros(len(doc), dtype=np.int64)
        labels = _blank_labels(doc)
        doc.tensor = np.zeros((len(doc), WIDTH), dtype=np.float32)
        ids = self._ids(doc)
        for sentence, analysis in found:
            heads[sentence.start : sentence.end] = sentence.heads(analysis)
            if analysis is not None:
                words = sentence.words
                for name, values in (("dep", analysis.deps), ("tag", analysis.xpos), ("pos", analysis.upos)):
                    labels[name][words] = ids[name][values]
                doc.tensor[words] = analysis.vectors
        offsets = heads - np.arange(len(doc))
        labels["dep"][offsets == 0] = doc.vocab.strings.add("ROOT")
        rows: Any = np.stack([offsets.astype(np.uint64), *labels.values()], axis=1)
        doc.from_array(["HEAD", "DEP", "TAG", "POS"], rows)
        _write_spans(doc, found)

    def _ids(self, doc: Doc) -> dict[str, NDArray[np.uint64]]:
        """Label indexes to the vocabulary's ids."""
        labels, strings = self.model.inventory, doc.vocab.strings
        deps = ("ROOT" if label == "root" else label for label in labels.deps)
        return {
            "dep": np.array([strings.add(label) for label in deps], dtype=np.uint64),
            "tag": np.array([strings.add(label) for label in labels.xpos], dtype=np.uint64),
            "pos": np.array([strings.add(label) for label in labels.upos], dtype=np.uint64),
        }

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Nothing: the model files belong to the package."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Encoder:
        """Itself."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write nothing: the model files belong to the package."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Encoder:
        """Itself."""
        return self


@Language.factory(
    "whobacks/encoder",
    assigns=["token.tag", "token.pos", "token.dep", "token.head", "doc.ents", "doc.tensor"],
    requires=["token.is_sent_start"],
    default_config={"gate": False, "folder": None},
)
def make_encoder(nlp: Language, name: str, gate: bool, folder: str | None) -> Encoder:
    """The component; ``folder`` holds another model's files than the shipped ones.

    Raises:
        ModelError: a model file is missing or corrupted.
    """
    model = LanguageModel(Path(folder) if folder else None)
    model.open()
    return Encoder(model, gate=gate)
