"""Windows: runs of whole sentences, short enough for one pass of the relation classifier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .pairs import MAX_PAIRS, Span, Window

__all__ = ["WINDOW_WORDS", "windows"]

#: Words of one window. Neighbours give context (who "this" is, whose quotation goes on) at no extra
#: pass: each sentence is encoded once. 110 words are about 145 pieces.
WINDOW_WORDS = 110


def windows(
    words: Sequence[str], spans: Sequence[Span], pairs: Sequence[tuple[int, int]], sentences: Sequence[Span]
) -> Iterator[tuple[Window, list[tuple[int, int]], int]]:
    """Windows that hold all pairs, each with its pairs (as given) and its first token's index.

    ``spans`` are token ranges, ``pairs`` index them, ``sentences`` are token ranges in order. A run of
    sentences starts one sentence before its first pair; sentences without a pair beyond that are left out.
    """
    at = {
        i: number for number, (first, last) in enumerate(sentences) for i, s in enumerate(spans) if first <= s[0] < last
    }
    todo: dict[int, list[tuple[int, int]]] = {}
    for pair in pairs:
        todo.setdefault(at[pair[0]], []).append(pair)
    for context, run in _runs(sorted(todo), sentences):
        first, last = sentences[context][0], sentences[run[-1]][1]
        chosen = [pair for number in run for pair in todo.get(number, ())]
        for low in range(0, len(chosen), MAX_PAIRS):
            yield *_window(words, spans, chosen[low : low + MAX_PAIRS], first, last), first


def _runs(wanted: Sequence[int], sentences: Sequence[Span]) -> Iterator[tuple[int, range]]:
    """Runs of sentence numbers with the number of the sentence before as context, WINDOW_WORDS at most."""
    done = -1
    for number in wanted:
        if number <= done:
            continue
        start = max(number - 1, 0)
        if sentences[number][1] - sentences[start][0] > WINDOW_WORDS:
            start = number
        done = number
        while done + 1 < len(sentences) and sentences[done + 1][1] - sentences[start][0] <= WINDOW_WORDS:
            done += 1
        yield start, range(number, done + 1)


def _window(
    words: Sequence[str], spans: Sequence[Span], chosen: list[tuple[int, int]], first: int, last: int
) -> tuple[Window, list[tuple[int, int]]]:
    kept = sorted({i for pair in chosen for i in pair})
    index = {old: new for new, old in enumerate(kept)}
    inside = tuple((spans[i][0] - first, spans[i][1] - first) for i in kept)
    pairs = tuple((index[a], index[b]) for a, b in chosen)
    return Window(tuple(words[first:last]), inside, pairs), chosen
