"""The sentences that are worth judging: those with at least two different actors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from .pairs import MAX_PAIRS, Sentence, Span

__all__ = ["candidates"]

Pairs = list[tuple[int, int]]


def candidates(
    words: Sequence[str], spans: Sequence[Span], pairs: Sequence[tuple[int, int]], sentences: Sequence[Span]
) -> Iterator[tuple[Sentence, Pairs, int]]:
    """Each sentence that holds pairs, with its pairs (as given) and its first token's index.

    ``spans`` are token ranges, ``pairs`` index them, ``sentences`` are token ranges in order. Of a
    sentence with too many pairs those closest in the text are kept, MAX_PAIRS of them.
    """
    at = {i: number for number, (low, high) in enumerate(sentences) for i, s in enumerate(spans) if low <= s[0] < high}
    for number, group in groupby(sorted(pairs, key=lambda p: at[p[0]]), key=lambda p: at[p[0]]):
        nearest = sorted(group, key=lambda p: (spans[p[1]][0] - spans[p[0]][1], p))[:MAX_PAIRS]
        chosen = sorted(nearest)
        first, last = sentences[number]
        kept = sorted({i for pair in chosen for i in pair})
        index = {old: new for new, old in enumerate(kept)}
        inside = tuple((spans[i][0] - first, spans[i][1] - first) for i in kept)
        yield Sentence(tuple(words[first:last]), inside, tuple((index[a], index[b]) for a, b in chosen)), chosen, first
