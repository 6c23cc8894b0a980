"""Finds an actor of the dataset by any of its names; offers candidates instead of guessing."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property

from ..ontology.actors import ActorBase, fold
from ..ontology.errors import QuestionError
from .decisions import Decisions
from .people import known_actor
from .relation import ActorRef

__all__ = ["Naming"]


class Naming:
    """The names of one dataset's actors, with those of the actors' table behind them."""

    def __init__(self, actors: Iterable[ActorRef], base: ActorBase, decisions: Decisions) -> None:
        self._actors = {ref.id: ref for ref in actors}
        self._base, self._decisions = base, decisions

    @cached_property
    def _by_name(self) -> dict[str, list[ActorRef]]:
        names: dict[str, dict[str, ActorRef]] = {}
        for ref in self._actors.values():
            known = self.ref(self._decisions.actor(ref.id))
            names.setdefault(fold(ref.name), {})[known.id] = known
        return {name: list(found.values()) for name, found in names.items()}

    def ref(self, actor: str) -> ActorRef:
        """Name and kind for an id; an unknown id is its own name."""
        return self._actors.get(actor) or known_actor(actor, self._base) or ActorRef(actor, actor.rsplit("/", 1)[-1])

    def find(self, name: str) -> ActorRef:
        """The one actor that is meant.

        An id, the name of an actor in the dataset, any name in the actors' table; where a name fits
        several, those that the dataset knows are meant.

        Raises:
            QuestionError: unknown, or several fit; the candidates are with it.
        """
        actor = self._decisions.actor(name)
        if actor in self._actors or actor in self._base.actors:
            return self.ref(actor)
        found = self._by_name.get(fold(name), []) or self._listed(name)
        here = [ref for ref in found if ref.id in self._actors] or found
        if len(here) == 1:
            return here[0]
        raise self._several(name, here) if here else self._unknown(name)

    def _listed(self, name: str) -> list[ActorRef]:
        ids = dict.fromkeys(self._decisions.actor(actor.id) for actor in self._base.find(name))
        return [self.ref(actor) for actor in ids]

    def _several(self, name: str, found: list[ActorRef]) -> QuestionError:
        candidates = tuple(f"{ref.name} ({ref.id})" for ref in found)
        return QuestionError(f"{name!r} fits several actors: {', '.join(candidates)}; name one by its id", candidates)

    def _unknown(self, name: str) -> QuestionError:
        near = self.near(name)
        hint = f"did you mean {', '.join(near)}?" if near else "see `whobacks actors`"
        return QuestionError(f"no actor is called {name!r}; {hint}", near)

    def near(self, name: str) -> tuple[str, ...]:
        """Names in the dataset that are written much like this one."""
        close = get_close_matches(fold(name), list(self._by_name), n=5, cutoff=0.6)
        parts = [known for known in self._by_name if fold(name) in known.split()]
        return tuple(dict.fromkeys(self._by_name[known][0].name for known in (*close, *parts)))[:5]
