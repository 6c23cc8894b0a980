"""Finds copies: the same wire report in ten papers is one source, not ten.

Every article leaves 20 marks, each made of three MinHash values of its four-word shingles; articles
that share two marks or more tell the same text. For texts of which a share J of the shingles is common
that happens with probability 0.73 at J = 0.5, 0.95 at 0.6, 0.999 at 0.8, and 3 in a million at 0.05,
where two independent reports of one event usually lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from pyoxigraph import NamedNode, Quad

from ..extract.document import Document
from .dataset import Dataset, Term
from .reader import values
from .terms import text, wb

__all__ = ["article_marks", "link_copies", "marks", "story_of"]

_BANDS, _ROWS, _SHINGLE, _SHARED = 20, 3, 4, 2
_FEWEST_WORDS = 30
_WORD = re.compile(r"\w+")


def marks(words: str) -> tuple[str, ...]:
    """The 20 marks of a text; none for one too short to tell (under 30 words)."""
    found = _WORD.findall(words.lower())
    if len(found) < _FEWEST_WORDS:
        return ()
    from datasketch import MinHash  # takes 1.2 s to import, which queries need not pay

    hashed = MinHash(num_perm=_BANDS * _ROWS, seed=1)
    shingles = {" ".join(found[i : i + _SHINGLE]) for i in range(len(found) - _SHINGLE + 1)}
    hashed.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles])
    bands = hashed.hashvalues.reshape(_BANDS, _ROWS)
    return tuple(f"{n:02d}{blake2b(band.tobytes(), digest_size=6).hexdigest()}" for n, band in enumerate(bands))


def article_marks(document: Document) -> dict[int, tuple[str, ...]]:
    """The marks of every article of a document, by its number; of its running text only."""
    return {
        article.number: marks(" ".join(document.text[start:end] for start, end in article.blocks))
        for article in document.articles
    }


_LIKE = f"""SELECT ?article (SAMPLE(?known) AS ?story) (COUNT(DISTINCT ?mark) AS ?n) WHERE {{
%s GRAPH ?graph {{ ?article wb:mark ?mark OPTIONAL {{ ?article wb:story ?known }} }}
}} GROUP BY ?article HAVING (COUNT(DISTINCT ?mark) >= {_SHARED}) ORDER BY DESC(?n) ?article"""


def story_of(dataset: Dataset, article: NamedNode, found: Iterable[str]) -> NamedNode | None:
    """The story that an article copies: the IRI of the first article that told it; None for a story of its own."""
    listed = [text(mark) for mark in found]
    if not listed:
        return None
    for like, story, _ in dataset.select(_LIKE % values("mark", listed)):
        if like != article and isinstance(like, NamedNode):
            return story if isinstance(story, NamedNode) else like
    return None


_PAIRS = f"""SELECT ?a ?b (COUNT(?mark) AS ?n) WHERE {{
  GRAPH ?g {{ ?a wb:mark ?mark }} GRAPH ?h {{ ?b wb:mark ?mark }} FILTER(STR(?a) < STR(?b))
}} GROUP BY ?a ?b HAVING (COUNT(?mark) >= {_SHARED})"""
_WHERE = "SELECT ?graph WHERE { GRAPH ?graph { ?article wb:number ?n } }"


def link_copies(dataset: Dataset) -> None:
    """Find all copies at once, after a bulk load."""
    import networkx

    alike = networkx.Graph((a, b) for a, b, _ in dataset.select(_PAIRS))
    stories = list(_stories(networkx.connected_components(alike), dataset))
    if stories:
        dataset.write(stories)


def _stories(groups: Iterable[set[Term]], dataset: Dataset) -> Iterator[Quad]:
    for together in groups:
        first, *copies = sorted(together, key=str)
        for copy in copies:
            for (graph,) in dataset.select(_WHERE, article=copy):
                yield Quad(copy, wb("story"), first, graph)  # type: ignore[arg-type]
