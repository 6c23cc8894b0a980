"""What of the relations fits on a page: the best sourced actors, and why the others are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .blocs import Bloc, blocs
from .relation import Relation

__all__ = ["FOLD_ABOVE", "Excerpt", "excerpt"]

#: More actors than this are shown as their blocs, which the reader unfolds one by one.
FOLD_ABOVE: Final = 300
#: So many actors that stand alone are shown beside folded blocs.
LONE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Some relations out of more: ``of_actors`` and ``of_relations`` count all, ``reason`` says why not all are."""

    relations: Sequence[Relation]
    blocs: tuple[Bloc, ...]
    of_actors: int
    of_relations: int
    reason: str = ""
    folded: bool = False


def excerpt(relations: Sequence[Relation], top: int | None, first: Iterable[str] = ()) -> Excerpt:
    """The relations among the best sourced actors.

    Args:
        relations: all that a filter lets through.
        top: at most so many actors; None keeps all, folded into blocs when they are more than 300.
        first: ids of actors that come before all others, and their neighbours with them.
    """
    ranked = _ranked(relations, set(first))
    chosen = set(ranked[:top])
    kept = _among(relations, chosen)
    whole = Excerpt(relations=kept, blocs=blocs(kept), of_actors=len(ranked), of_relations=len(relations))
    if len(chosen) < len(ranked):
        reason = f"only the {len(chosen):,} actors with most independent sources are shown, more cannot be read"
        return replace(whole, reason=reason)
    return _folded(whole, ranked) if len(ranked) > FOLD_ABOVE else whole


def _ranked(relations: Iterable[Relation], first: set[str]) -> list[str]:
    """Ids of actors: those that come first, their neighbours, then by the number of sources."""
    weight = Counter[str]()
    for relation in relations:
        ends = {relation.source.id, relation.target.id}
        near = 1_000_000 if ends & first else 0
        for end in ends:
            weight[end] += relation.sources + near * (1 + (end in first))
    return sorted(weight, key=lambda actor: (-weight[actor], actor))


def _among(relations: Iterable[Relation], chosen: set[str]) -> list[Relation]:
    return [r for r in relations if r.source.id in chosen and r.target.id in chosen]


def _folded(whole: Excerpt, ranked: Sequence[str]) -> Excerpt:
    """All blocs, folded, and the best sourced of those who stand alone."""
    members = {actor.id for bloc in whole.blocs if len(bloc.members) > 1 for actor in bloc.members}
    lone = [actor for actor in ranked if actor not in members]
    kept = _among(whole.relations, members | set(lone[:LONE]))
    few = f"beside the blocs only the {LONE} best sourced actors that stand alone are shown, not all {len(lone):,}"
    reason = few if len(lone) > LONE else ""
    return replace(whole, relations=kept, blocs=blocs(kept), reason=reason, folded=True)
