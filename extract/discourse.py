"""What an article has said so far: who was mentioned where, in which number and under which titles."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from .cast import Cast
from .mention import Mention
from .scene import Scene

__all__ = ["Discourse"]


class Discourse:
    """The mentions of an article by sentence, and the offices that its persons hold."""

    def __init__(self, scene: Scene, cast: Cast, sentence_starts: Sequence[int]) -> None:
        """Start empty; ``sentence_starts`` are the first tokens of the sentences, in order."""
        self.scene = scene
        self.cast = cast
        self._starts = list(sentence_starts)
        self._by_sentence: dict[int, list[Mention]] = defaultdict(list)
        self.kinds = {member.actor_id: member.kind for member in cast.members()}
        self.counts: dict[str, int] = defaultdict(int)
        self._names = {member.actor_id: member.name for member in cast.members()}
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.offices: dict[tuple[str, str], str] = {}

    def add(self, mention: Mention) -> None:
        """Remember a mention."""
        row = self._by_sentence[self.sentence(mention.start)]
        row.append(mention)
        row.sort(key=lambda m: (m.start, -m.end))
        self.counts[mention.actor_id] += 1
        self._names.setdefault(mention.actor_id, mention.name)

    def sentence(self, token: int) -> int:
        """The number of the sentence that holds the token, from 0."""
        return max(0, bisect_right(self._starts, token) - 1)

    def bounds(self, sentence: int) -> tuple[int, int]:
        """First token of the sentence and first token behind it (a large number for the last)."""
        end = self._starts[sentence + 1] if sentence + 1 < len(self._starts) else 1 << 30
        return self._starts[sentence], end

    def before(self, token: int, sentences: int) -> Iterator[tuple[int, Mention]]:
        """Mentions that end before the token, nearest sentence first: how many sentences back, and the mention."""
        here = self.sentence(token)
        for back in range(min(sentences, here) + 1):
            yield from ((back, m) for m in self._by_sentence.get(here - back, ()) if m.end <= token)

    def in_sentence(self, sentence: int) -> list[Mention]:
        """The mentions of a sentence, in text order."""
        return self._by_sentence.get(sentence, [])

    def kind(self, actor_id: str) -> str:
        """The actor's kind, as the table or the article has it."""
        return self.kinds.get(actor_id) or self.scene.kind(actor_id)

    def people(self) -> list[str]:
        """The persons that the article names, most spoken of first."""
        people = [actor_id for actor_id, kind in self.kinds.items() if kind == "person"]
        return sorted(people, key=lambda actor_id: -self.counts[actor_id])

    def name(self, actor_id: str) -> str:
        """The actor's canonical name."""
        actor = self.scene.actor(actor_id)
        return actor.name if actor is not None else self._names.get(actor_id, "")
