"""What a dataset holds: its articles, and counts of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from pyoxigraph import NamedNode

from .dataset import Dataset, Term
from .terms import local

__all__ = ["DocumentRef", "Totals", "read_documents", "read_totals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRef:
    """One article of the dataset; ``doc`` is the document it lies in, ``claims`` what it states."""

    doc: str
    article: int = 1
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None
    sha256: str | None = None
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts: quads, documents, articles, claims (by status and by relation), edges, actors, outlets."""

    quads: int = 0
    documents: int = 0
    articles: int = 0
    claims: int = 0
    edges: int = 0
    actors: int = 0
    outlets: int = 0
    first: str | None = None
    last: str | None = None
    statuses: Mapping[str, int] = field(default_factory=dict)
    relations: Mapping[str, int] = field(default_factory=dict)

    def rows(self) -> list[tuple[str, str]]:
        """Name and value of every figure, for a table."""
        plain = [(name, str(getattr(self, name) or 0)) for name in _PLAIN]
        dates = [("from", self.first or "-"), ("to", self.last or "-")]
        return plain + dates + [(name, str(n)) for name, n in (*self.statuses.items(), *self.relations.items())]

    def _repr_html_(self) -> str:
        body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in self.rows())
        return f"<table>{body}</table>"


_PLAIN = ("quads", "documents", "articles", "claims", "edges", "actors", "outlets")

_DOCUMENTS = """SELECT ?doc ?number ?title ?date ?outlet ?url ?sha (COUNT(?claim) AS ?claims) WHERE { GRAPH ?graph {
  ?graph dct:identifier ?doc ; schema:sha256 ?sha .
  ?article a schema:NewsArticle ; wb:number ?number .
  OPTIONAL { ?article dct:title ?title }
  OPTIONAL { ?article dct:date ?date }
  OPTIONAL { ?article dct:publisher/schema:name ?outlet }
  OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?claim dct:source ?article }
} } GROUP BY ?doc ?number ?title ?date ?outlet ?url ?sha ORDER BY ?date ?doc ?number"""

_COUNTS = {
    "documents": "?x schema:sha256 ?any",
    "articles": "?x a schema:NewsArticle",
    "claims": "?x a wb:Claim",
    "edges": "?x a wb:Edge",
    "actors": "?x wb:kind ?any",
    "outlets": "?any dct:publisher ?x",
}
_SPAN = """SELECT (MIN(STR(?date)) AS ?first) (MAX(STR(?date)) AS ?last) WHERE {
  ?article a schema:NewsArticle ; dct:date ?date }"""


def read_documents(dataset: Dataset) -> tuple[DocumentRef, ...]:
    """Every article, in order of date."""
    return tuple(_document(row) for row in dataset.select(_DOCUMENTS) if row[0] is not None)


def _document(row: tuple[Term | None, ...]) -> DocumentRef:
    doc, number, title, date, outlet, url, sha, claims = (term.value if term is not None else None for term in row)
    return DocumentRef(
        doc=doc or "", article=int(number or 1), title=title, date=date, outlet=outlet, url=url, sha256=sha,
        claims=int(claims or 0),
    )  # fmt: skip


def read_totals(dataset: Dataset) -> Totals:
    """Count everything."""
    counts = {name: _count(dataset, pattern) for name, pattern in _COUNTS.items()}
    first, last = next(dataset.select(_SPAN))
    return Totals(
        quads=dataset.size(),
        **counts,
        first=first.value if first is not None else None,
        last=last.value if last is not None else None,
        statuses=_by(dataset, "status"),
        relations=_by(dataset, "relation"),
    )


def _count(dataset: Dataset, pattern: str) -> int:
    (found,) = next(dataset.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"))
    return int(found.value) if found is not None else 0


def _by(dataset: Dataset, name: str) -> dict[str, int]:
    query = f"SELECT ?key (COUNT(*) AS ?n) WHERE {{ ?claim wb:{name} ?key }} GROUP BY ?key ORDER BY DESC(?n) ?key"
    rows = dataset.select(query)
    return {local(key): int(n.value) for key, n in rows if isinstance(key, NamedNode) and n is not None}
