"""spaCy component: tags, dependency trees, names, actor mentions and vectors from the language model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy import util
from spacy.attrs import DEP, HEAD, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.tokens import Doc, Span

from .language_model import Analysis, LanguageModel
from .sentences import sentence_starts

__all__ = ["ACTOR_TAGS", "WIDTH", "Encoder", "make_encoder"]

#: Where the learned mention proposals lie in ``doc.user_data``: [start, end, kind, score] rows.
ACTOR_TAGS = "whobacks.actor_tags"
#: Width of the vectors in ``doc.tensor``.
WIDTH = 384
#: Documents are gathered up to this many tokens, so that sentences of like length share a batch.
BUFFER_TOKENS = 20_000
_PRONOUNS = frozenset("he she it they we i him her them us his its their our who".split())

Ints = NDArray[np.int64]


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
        sentences = [self._sentences(doc) for doc in docs]
        texts = ([doc[i].text for i in kept] for doc, rows in zip(docs, sentences, strict=True) for kept in rows)
        analyses = self.model.analyse(texts)
        for doc, rows in zip(docs, sentences, strict=True):
            self._write(doc, [(kept, next(analyses)) for kept in rows])
        return docs

    def _sentences(self, doc: Doc) -> list[list[int]]:
        """The token indexes of every sentence that is to be encoded, without white space."""
        starts = [*sentence_starts(doc), len(doc)]
        rows = ([t.i for t in doc[a:b] if not t.is_space] for a, b in zip(starts, starts[1:], strict=False))
        return [row for row in rows if row and (not self.gate or _promising(doc, row))]

    def _write(self, doc: Doc, found: Sequence[tuple[list[int], Analysis]]) -> None:
        starts = sentence_starts(doc)
        columns = {name: np.zeros(len(doc), dtype=np.int64) for name in ("head", "dep", "tag", "pos")}
        _default_heads(columns["head"], starts)
        doc.tensor = np.zeros((len(doc), WIDTH), dtype=np.float32)
        ids = self._ids(doc)
        for kept, analysis in found:
            index = np.array(kept)
            root = int(index[int(np.flatnonzero(analysis.heads == 0)[0])])
            columns["head"][index] = np.where(analysis.heads > 0, index[analysis.heads - 1], index)
            _hang_spaces(columns["head"], index, root, starts)
            for column, values in (("dep", analysis.deps), ("tag", analysis.xpos), ("pos", analysis.upos)):
                columns[column][index] = ids[column][values]
            doc.tensor[index] = analysis.vectors
        columns["head"] -= np.arange(len(doc))
        order = np.stack([columns[name].astype(np.uint64) for name in ("head", "dep", "tag", "pos")], axis=1)
        if len(doc):
            doc.from_array([HEAD, DEP, TAG, POS], order)
        _write_spans(doc, found)

    def _ids(self, doc: Doc) -> dict[str, NDArray[np.uint64]]:
        """Label indexes to the vocabulary's ids."""
        labels, strings = self.model.inventory, doc.vocab.strings
        deps = ("ROOT" if label == "root" else label for label in labels.deps)
        return {
            "dep": np.array([strings.add(label) for label in deps], dtype=np.uint64),
            "tag": np.array([strings.add(label) for label in labels.xpos], dtype=np.uint64),
            "pos": np.array([IDS[label] for label in labels.upos], dtype=np.uint64),
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
