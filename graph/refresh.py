"""Keeps the derived edges up with the claims: every load leaves marks, and these are worked off here.

A mark goes in the same transaction as the edges that answer it, so a run that was killed in between is
caught up by the next one. After a bulk load everything is derived anew.
"""

from __future__ import annotations

import tempfile
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat

from ..ontology.namespaces import EDGES, STALE
from .dataset import Dataset, update_text
from .decisions import Decisions
from .edges import edge_quads, month_quads, turn_quads
from .grouping import Grouping
from .marks import PAIRS, pair_marks
from .reader import BRIEF, EVERY, ClaimRow, claim_rows, values
from .relation import ActorRef
from .terms import actor_id, actor_node, claim_node, day, local, node, text, wb

__all__ = ["Refresh"]

_STALE = node(STALE)
_BATCH = 500
#: Claims whose edges are derived at once in a rebuild: about 300 MB.
_AT_ONCE = 500_000
_COUNT_CLAIMS = "SELECT (COUNT(?claim) AS ?n) WHERE { GRAPH ?graph { ?claim wb:subject ?source } }"
_MARKED = f"SELECT ?source ?target WHERE {{ GRAPH <{STALE}> {{ ?source wb:stale ?target }} }} LIMIT {_BATCH}"
_MARKED_MONTHS = f"SELECT ?month WHERE {{ GRAPH <{STALE}> {{ <{STALE}> wb:staleMonth ?month }} }}"
_MARKED_ALL = f"SELECT ?what WHERE {{ GRAPH <{STALE}> {{ <{STALE}> wb:staleAll ?what }} }}"
_PRESENT = f"""SELECT ?g ?s ?p ?o WHERE {{
  {{ %s GRAPH <{EDGES}> {{ ?s wb:edgeSource ?source ; wb:edgeTarget ?target ; ?p ?o }} BIND(<{EDGES}> AS ?g) }}
  UNION {{ %s GRAPH <{EDGES}> {{ ?s wb:turnOf ?source ; wb:turnOn ?target ; ?p ?o }} BIND(<{EDGES}> AS ?g) }}
  UNION {{ %s GRAPH <{EDGES}> {{ ?source ?p ?target }} BIND(<{EDGES}> AS ?g) BIND(?source AS ?s) BIND(?target AS ?o) }}
  UNION {{ %s VALUES ?p {{ wb:helps wb:harms }} GRAPH ?g {{ ?source ?p ?target }}
    BIND(?source AS ?s) BIND(?target AS ?o) }} }}"""
_PRESENT_MONTHS = f"""SELECT ?g ?s ?p ?o WHERE {{ %s
  GRAPH <{EDGES}> {{ ?s wb:month ?day ; ?p ?o }} BIND(<{EDGES}> AS ?g) }}"""
_SIDES = "SELECT DISTINCT ?g WHERE { VALUES ?p { wb:helps wb:harms } GRAPH ?g { ?source ?p ?target } }"
_COUNT_MONTH = """SELECT ?relation (COUNT(?claim) AS ?n) WHERE { %s GRAPH ?graph {
  ?claim wb:date ?date ; wb:relation ?relation ; wb:status ?status }
  FILTER(?status IN (wb:asserted, wb:claimed)) %s } GROUP BY ?relation"""
_COUNT_MONTHS = """SELECT ?month ?relation (COUNT(?claim) AS ?n) WHERE { GRAPH ?graph {
  ?claim wb:date ?date ; wb:relation ?relation ; wb:status ?status }
  FILTER(?status IN (wb:asserted, wb:claimed)) %s BIND(SUBSTR(STR(?date), 1, 7) AS ?month) }
  GROUP BY ?month ?relation"""
_PAIRS_OF = """SELECT DISTINCT ?source ?target WHERE { %s GRAPH ?graph {
  ?claim wb:subject ?source ; wb:object ?target } }"""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Refresh:
    """Derives the edges of one dataset under the decisions in force."""

    dataset: Dataset
    decisions: Decisions

    def run(self) -> None:
        """Work off every mark; nothing happens where there is none."""
        if next(self.dataset.select(_MARKED_ALL), None) is not None:
            self.rebuild()
        while marked := list(self.dataset.select(_MARKED)):
            pairs = [
                (actor_id(s), actor_id(t)) for s, t in marked if isinstance(s, NamedNode) and isinstance(t, NamedNode)
            ]
            self._refresh_pairs(pairs)
        for (month,) in list(self.dataset.select(_MARKED_MONTHS)):
            if month is not None:
                self._refresh_month(month.value)

    def _refresh_pairs(self, pairs: Sequence[Pair]) -> None:
        both = self._widened(pairs)
        terms = " ".join(f"({actor_node(source)} {actor_node(target)})" for source, target in sorted(both))
        clause = f"VALUES (?source ?target) {{ {terms} }}\n"
        marks = [Quad(actor_node(source), wb("stale"), actor_node(target), _STALE) for source, target in pairs]
        rows = claim_rows(self.dataset, fields=BRIEF, only=clause)
        self._exchange(_PRESENT % (clause, clause, clause, clause), self._edges_of(rows), marks)

    def _widened(self, pairs: Iterable[Pair]) -> set[Pair]:
        """Both directions (some relations are symmetric), under every id that the actors go by or went by."""
        names = {actor for pair in pairs for actor in pair}
        aliases = {actor: {actor, *self.decisions.aliases(self.decisions.actor(actor))} for actor in names}
        one_way = {(s, t) for source, target in pairs for s in aliases[source] for t in aliases[target]}
        return one_way | {(t, s) for s, t in one_way}

    def _grouping(self) -> Grouping:
        return Grouping(_bare, lambda actor, date: actor, lambda theatre: theatre, self.decisions)

    def _refresh_month(self, month: str) -> None:
        last = monthrange(int(month[:4]), int(month[5:]))[1]
        days = values("date", [day(month), *(day(f"{month}-{n:02}") for n in range(1, last + 1))])
        rows = self.dataset.select(_COUNT_MONTH % (days, self._not_rejected()))
        new = [q for relation, n in rows if relation and n for q in month_quads(month, _name(relation), int(n.value))]
        mark = Quad(_STALE, wb("staleMonth"), text(month), _STALE)
        self._exchange(_PRESENT_MONTHS % values("day", [day(month)]), new, [mark])

    def _not_rejected(self) -> str:
        listed = ", ".join(str(claim_node(claim)) for claim in sorted(self.decisions.rejected))
        return f"FILTER(?claim NOT IN ({listed}))" if listed else ""

    def _exchange(self, present: str, new: Iterable[Quad], marks: Sequence[Quad]) -> None:
        """Old edges out, new ones in, marks off: one transaction, and only what differs is written."""
        old = {Quad(s, p, o, g) for g, s, p, o in self.dataset.select(present)}  # type: ignore[arg-type]
        wanted = set(new)
        gone = update_text([*(old - wanted), *marks]).replace("INSERT DATA", "DELETE DATA", 1)
        self.dataset.write([*(wanted - old)], update=gone)

    def rebuild(self) -> None:
        """Derive everything anew, through a file and the bulk loader; for fresh and very large loads."""
        self.dataset.write([Quad(_STALE, wb("staleAll"), text("all"), _STALE)])
        with tempfile.TemporaryDirectory(prefix="whobacks-") as folder:
            path = Path(folder) / "edges.nq"
            with path.open("wb") as file:
                for chunk in self._everything():
                    ox.serialize(chunk, file, format=RdfFormat.N_QUADS)
            sides = [graph for (graph,) in self.dataset.select(_SIDES) if isinstance(graph, NamedNode)]
            self.dataset.write(drop=(node(EDGES), *sides))
            self.dataset.bulk([path])
        self.dataset.write(drop=(_STALE,))

    def _everything(self) -> Iterator[list[Quad]]:
        (count,) = next(self.dataset.select(_COUNT_CLAIMS))
        parts = 1 + int(count.value if count is not None else 0) // _AT_ONCE
        for part in range(parts):
            rows = claim_rows(self.dataset, fields=BRIEF)
            yield list(self._edges_of(row for row in rows if hash(self._pair(row)) % parts == part))
        for month, relation, n in self.dataset.select(_COUNT_MONTHS % self._not_rejected()):
            if month is not None and relation is not None and n is not None:
                yield list(month_quads(month.value, _name(relation), int(n.value)))

    def _pair(self, row: ClaimRow) -> frozenset[str]:
        return frozenset((self.decisions.actor(row.source), self.decisions.actor(row.target)))

    def _edges_of(self, rows: Iterable[ClaimRow]) -> Iterator[Quad]:
        relations = self._grouping().relations(rows, EVERY)
        for relation in relations:
            yield from edge_quads(relation)
        yield from turn_quads(relations)

    def marks(self, clause: str) -> list[Quad]:
        """Marks for every pair that the clause picks."""
        found = self.dataset.select(_PAIRS_OF % clause)
        return [Quad(s, wb("stale"), t, _STALE) for s, t in found if isinstance(s, NamedNode) and t is not None]

    def marks_of_quads(self, graph: NamedNode, quads: Iterable[Quad]) -> list[Quad]:
        """Marks for what a document's graph is to hold and for what it holds now."""
        ends: dict[object, dict[str, Any]] = defaultdict(dict)
        for quad in quads:
            ends[quad.subject][quad.predicate.value] = quad.object
        found = [
            (e.get(wb("subject").value), e.get(wb("object").value), e.get(wb("date").value)) for e in ends.values()
        ]
        return list(pair_marks([*found, *self.dataset.select(PAIRS, graph=graph)]))

    def marks_of_claim(self, claim: str) -> list[Quad]:
        """Marks for the pair and the month of a claim."""
        dates = self.dataset.select("SELECT ?date WHERE { ?claim wb:date ?date }", claim=claim_node(claim))
        months = [Quad(_STALE, wb("staleMonth"), text(date.value[:7]), _STALE) for (date,) in dates if date is not None]
        return self.marks(values("claim", [claim_node(claim)])) + months

    def marks_of_actors(self, actors: Iterable[str]) -> list[Quad]:
        """Marks for every pair that one of the actors is in."""
        ends = [actor_node(actor) for actor in actors]
        return self.marks(values("source", ends)) + self.marks(values("target", ends))


def _bare(actor: str) -> ActorRef:
    return ActorRef(actor, actor)


def _name(term: object) -> str:
    return local(term) if isinstance(term, NamedNode) else str(term)
