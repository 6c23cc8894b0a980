"""spaCy component: where sentences start, for news text as it is scraped.

A small network (word-piece vectors, case shapes, spaces; 0.7 MB) judges every token; what white space
and closing marks tell for certain is decided by rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from .model_files import checked
from .session import open_session
from .wordpieces import WordPieces

__all__ = ["BREAK", "SentenceSplitter", "features", "make_sentences", "sentence_starts"]

#: Stands for a blank line between tokens.
BREAK = "\n\n"
#: A token starts a sentence above this probability: best over the dev parts of EWT and GUM.
THRESHOLD = 0.4
#: Tokens that go through the network at once.
STRETCH = 4000
_FINAL = frozenset({".", "!", "?", "…", "...", "?!", "!?", "؟", "۔", "。"})
_CLOSING = frozenset({"”", "’", ")", "]", "»", "''", "’’", '"', "'"})
#: Marks that also open: they close where no white space stands before them.
_EITHER = frozenset({'"', "'", "’"})
#: A name or a number follows these, never a new sentence.
_TITLES = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "cpl", "sgt", "brig", "adm", "cmdr"),
        *("gov", "sen", "rep", "rev", "hon", "messrs", "pres", "supt", "insp", "det", "vs"),
    )
)
_BLANK_LINE = re.compile(r"\n\s*\n")
#: A line shorter than this, before a line that does not go on in lower case, is a headline or an item of a list.
_HEADLINE_CHARS = 60

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


def features(pieces: WordPieces, words: Sequence[str], spaced: Sequence[bool]) -> tuple[Floats, Ints, Ints]:
    """What the network reads: mean vectors [n, 384], case shapes [n], white space before [n]; BREAK is all zero."""
    ids, first, shapes = pieces.encode(words)
    vectors = np.add.reduceat(pieces.embed(ids), first, axis=0)
    vectors /= np.diff(np.append(first, len(ids)))[:, None]
    shapes = shapes[first]
    breaks = np.fromiter((word == BREAK for word in words), dtype=bool, count=len(words))
    vectors[breaks], shapes[breaks] = 0.0, 0
    return vectors, shapes, np.array([1, *spaced[:-1]], dtype=np.int64)


def sentence_starts(words: Sequence[str], spaced: Sequence[bool], odds: Sequence[float]) -> list[bool]:
    """Whether each token starts a sentence.

    ``spaced``: white space follows the token; ``odds``: the network's probability of a start. White
    space belongs to the sentence before it; a blank line always ends one.
    """
    starts = [False] * len(words)
    line = 0
    for index, word in enumerate(words):
        if word.isspace():
            if "\n" in word and index + 1 < len(words):
                starts[index + 1] = _after_line_break(words, index, line) or starts[index + 1]
                line = index + 1
        elif odds[index] > THRESHOLD and index and _allowed(words, spaced, index):
            starts[index] = True
    for index in range(1, len(words)):
        if starts[index] and _closes(words, spaced, index) and index + 1 < len(words):
            starts[index], starts[index + 1] = False, not words[index + 1][:1].islower() or starts[index + 1]
    return [True, *starts[1:]] if words else []


def _after_line_break(words: Sequence[str], index: int, line: int) -> bool:
    """A blank line ends a sentence; a single break does behind a final mark or a short line."""
    before, after = words[index - 1] if index else "", words[index + 1]
    if _BLANK_LINE.search(words[index]) or before in _FINAL or before == ":" or before in _CLOSING:
        return True
    return not after[:1].islower() and sum(len(w) + 1 for w in words[line:index]) < _HEADLINE_CHARS


def _allowed(words: Sequence[str], spaced: Sequence[bool], index: int) -> bool:
    """Not inside a word ("U.S.-led"), not behind a title ("Gen. Haftar") or before a number ("No. 5")."""
    before = words[index - 1]
    if not spaced[index - 1] and before not in _FINAL and before not in _CLOSING and not before.isspace():
        return False
    if before == "." and index > 1 and not spaced[index - 2]:
        before = words[index - 2]
    elif not before.endswith("."):
        return True
    stem = before.rstrip(".").lower()
    return stem not in _TITLES and not (stem in ("no", "nos") and words[index][:1].isdigit())


def _closes(words: Sequence[str], spaced: Sequence[bool], index: int) -> bool:
    """Whether the token is a closing mark that belongs to the sentence before it."""
    word = words[index]
    return word in _CLOSING and not spaced[index - 1] and (word not in _EITHER or spaced[index])


class SentenceSplitter:
    """Sets where the sentences of a Doc start."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` holds other model files than the shipped ones."""
        self.folder = folder
        self.pieces = WordPieces(folder)

    def __getstate__(self) -> dict[str, Any]:
        """Only the place travels to another process."""
        return {"folder": self.folder, "pieces": self.pieces}

    @cached_property
    def session(self) -> Any:
        """The network."""
        return open_session(checked("sentences.onnx", self.folder))

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        words = [token.text for token in doc]
        spaced = [bool(token.whitespace_) or token.is_space for token in doc]
        starts = sentence_starts(words, spaced, self.odds(words, spaced))
        if starts:
            # one call for all tokens: setting them one by one takes five times as long
            column: Any = np.where(starts, 1, -1).astype(np.uint64)[:, None]
            doc.from_array(["SENT_START"], column)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        """Annotate Docs."""
        yield from (self(doc) for doc in stream)

    def odds(self, words: Sequence[str], spaced: Sequence[bool]) -> list[float]:
        """The probability of a start for every token; 0 for white space."""
        kept = [i for i, word in enumerate(words) if not word.isspace() or _BLANK_LINE.search(word)]
        found = [0.0] * len(words)
        bounds = [*range(0, len(kept), STRETCH), len(kept)]
        for low, high in pairwise(bounds):
            here = kept[low:high]
            texts = [BREAK if words[i].isspace() else words[i] for i in here]
            arrays: tuple[NDArray[Any], ...] = features(self.pieces, texts, [spaced[i] for i in here])
            names = ("vectors", "shapes", "spaces")
            (logits,) = self.session.run(None, {n: a[None] for n, a in zip(names, arrays, strict=True)})
            for i, p in zip(here, (1 / (1 + np.exp(-logits[0]))).tolist(), strict=True):
                found[i] = p
        return found


@Language.factory("whobacks/sentences", assigns=["token.is_sent_start", "doc.sents"], default_config={"folder": None})
def make_sentences(nlp: Language, name: str, folder: str | None) -> SentenceSplitter:
    """The component; ``folder`` holds other model files than the shipped ones.

    Raises:
        ModelError: a model file is missing or corrupted.
    """
    splitter = SentenceSplitter(Path(folder) if folder else None)
    _ = splitter.session
    return splitter
