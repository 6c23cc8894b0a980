"""Human decisions: claims that a reader rejected, actors that turned out to be one.

They lie in a graph of their own, by claim id and actor id, so that reading the same documents again,
with a better model too, leaves them standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad

from ..ontology.errors import InputError
from ..ontology.namespaces import DECISIONS
from .dataset import Dataset
from .terms import actor_id, actor_node, claim_id, claim_node, node, text, wb

__all__ = ["Decisions", "merge_quads", "read_decisions", "reject_quads"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """``rejected`` claim ids, and for every merged actor id the id that it goes by."""

    rejected: frozenset[str] = frozenset()
    merged: Mapping[str, str] = field(default_factory=dict)

    def actor(self, actor: str) -> str:
        """The id that the actor goes by, through chains of merges."""
        while actor in self.merged:
            actor = self.merged[actor]
        return actor

    def aliases(self, actor: str) -> tuple[str, ...]:
        """Every id that goes by this one, itself first."""
        return (actor, *sorted(other for other in self.merged if other != actor and self.actor(other) == actor))


_QUERY = f"""
SELECT ?what ?rejected ?into WHERE {{ GRAPH <{DECISIONS}> {{
  {{ ?what wb:rejected ?rejected }} UNION {{ ?what wb:mergedInto ?into }} }} }}"""


def read_decisions(dataset: Dataset) -> Decisions:
    """What people decided so far."""
    rejected, merged = set(), {}
    for what, _, into in dataset.select(_QUERY):
        if isinstance(what, NamedNode) and isinstance(into, NamedNode):
            merged[actor_id(what)] = actor_id(into)
        elif isinstance(what, NamedNode):
            rejected.add(claim_id(what))
    return Decisions(frozenset(rejected), merged)


def reject_quads(claim: str, note: str = "") -> list[Quad]:
    """The decision that a claim does not hold, with the reason given."""
    return [Quad(claim_node(claim), wb("rejected"), text(note or "rejected"), node(DECISIONS))]


def merge_quads(decisions: Decisions, actor: str, into: str) -> list[Quad]:
    """The decision that two ids are one actor; raises InputError where that would go in a circle."""
    if decisions.actor(into) == actor:
        raise InputError(f"{into!r} goes by {actor!r} already; merge the other way round or undo that first")
    return [Quad(actor_node(actor), wb("mergedInto"), actor_node(into), node(DECISIONS))]
