"""Phrases that stand for an actor without naming it: role phrases, bare nouns, pronouns, and tagged words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from .anaphors import PRONOUNS, Option, anaphor_of, options_for
from .candidates import Candidate
from .cast import Member, provisional_id
from .coreference import Ranker
from .discourse import Discourse
from .groups import Group, group_at, resolve_group
from .mention import How, Mention
from .names import Hit, NameIndex
from .nouns import longest_noun
from .offices import note_offices
from .roles import PEOPLES, Owner, Resolved, owned
from .tags import Tag, Tags
from .unknown import name_of
from .wordlists import wordlist
from .words import Words

__all__ = ["Phrases"]

_Item: TypeAlias = Mention | Candidate | Group

#: Umbrella actors that mean a part of theirs, the first one that the article names.
_STAND_INS = {"sy/kurdish-forces": ("sy/ypg", "sy/sdf")}
_FIGHTING = wordlist("fighting_nouns")
_OWNING = wordlist("owning")


class Phrases:
    """Resolves the candidates of an article in text order, each seeing what was found before it."""

    def __init__(
        self,
        words: Words,
        spans: dict[tuple[int, int], Mention],
        story: Discourse,
        index: NameIndex,
        tags: Tags | None,
        ranker: Ranker,
    ) -> None:
        """Keep the article's words, its mentions by name, and what has been said."""
        self.words, self.spans, self.story = words, spans, story
        self.index, self.tags, self.ranker = index, tags, ranker
        self._ordered = sorted(spans.values(), key=lambda m: m.start)
        self._first = [m.start for m in self._ordered]
        self._named = {at for start, end in spans for at in range(start, end)}
        note_offices(words, spans, story)

    def resolve(self, candidates: Sequence[Candidate]) -> list[Mention]:
        """All mentions: the names and what the candidates turn out to be."""
        names = [(m.start, 0, m) for m in self.spans.values()]
        wanted = [c for c in candidates if c.shape != "name"]
        groups = [g for at in range(len(self.words.lower)) if (g := group_at(self.words.lower, at))]
        inside = {t for start, end, *_ in groups for t in range(start, end)}
        others = [(c.start, 1, c) for c in [*wanted, *self._left_over(wanted)] if c.start not in inside]
        together = [(g[0], 2, g) for g in groups if self.tags is None or self.tags.over(g[0], g[1])]
        found: list[Mention] = []
        queue: list[tuple[int, int, _Item]] = [*names, *others, *together]
        for _, _, item in sorted(queue, key=lambda row: row[:2]):
            mentions = self._resolved(item)
            for mention in map(self._stand_in, mentions):
                self.story.add(mention)
                found.append(mention)
        return found

    def _is_tagged(self, candidate: Candidate) -> bool:
        """Whether the encoder takes the words for a mention, a pronoun exactly and a noun about."""
        tag = self.tags.over(candidate.start, candidate.end) if self.tags is not None else None
        return tag is not None and (
            candidate.shape == "noun" or (tag.start, tag.end) == (candidate.start, candidate.end)
        )

    def _resolved(self, item: _Item) -> list[Mention]:
        if isinstance(item, Mention):
            return [item]
        if isinstance(item, Candidate):
            return self._resolve(item)
        return resolve_group(item, self.words.lower, self.story)

    def _stand_in(self, mention: Mention) -> Mention:
        """Kurdish fighters in Syria are the YPG, or else the SDF, where the text has named them."""
        parts = _STAND_INS.get(mention.actor_id, ())
        if not parts or self.words.lower[mention.end - 1] not in _FIGHTING:
            return mention
        said = {*self.story.counts, *(m.actor_id for m in self._later(mention.end))}
        part = next((p for p in parts if p in said), None)
        if part is None:
            return mention
        reason = f"{mention.name}, named {self.story.name(part)} in this article"
        return replace(mention, actor_id=part, name=self.story.name(part), how="role", reason=reason)

    def _left_over(self, wanted: Sequence[Candidate]) -> list[Candidate]:
        """Tags that no name and no candidate covers, as bare nouns or pronouns."""
        covered = {(c.start, c.end) for c in wanted} | set(self.spans)
        tags = self.tags.all if self.tags else ()
        left = [t for t in tags if not any(span in covered for span in _nearly(t))]
        return [self._bare(t.start, t.end) for t in left]

    def _bare(self, start: int, end: int) -> Candidate:
        lower = self.words.lower
        if end - start == 1 and lower[start] in PRONOUNS:
            return Candidate(start, end, "pronoun")
        nouns = [
            found[1] for at in range(start, end) if (found := longest_noun(lower, at)) is not None and found[0] <= end
        ]
        return Candidate(start, end, "noun", None, nouns[-1] if nouns else None, self.words.before(start))

    def _resolve(self, candidate: Candidate) -> list[Mention]:
        if candidate.shape != "pronoun" and self._name_starts(candidate.end):
            return []
        mention = self._role(candidate) if candidate.shape == "role" else self._owned(candidate)
        if mention is None and candidate.shape != "role":
            mention = self._pointed(candidate)
        return [mention] if mention else []

    def _owned(self, candidate: Candidate) -> Mention | None:
        """`his troops`, `its aircraft`: the pronoun's actor owns the noun."""
        noun = candidate.noun
        start = candidate.start - 1
        if noun is None or self.words.lower[candidate.start] in _OWNING:
            start = candidate.start
        if noun is None or start < 0 or self.words.lower[start] not in _OWNING:
            return None
        said = next((m for _, m in self.story.before(start + 1, 0) if (m.start, m.end) == (start, start + 1)), None)
        pronoun = said or self._pointed(Candidate(start, start + 1, "pronoun"))
        if pronoun is None:
            return None
        owner = Owner(pronoun.actor_id, self.story.kind(pronoun.actor_id), pronoun.name, pronoun.name)
        if noun.denotes == "group" and owner.kind in PEOPLES:
            return None
        resolved = owned(owner, noun, self.story, self.index, definite=False)
        return self._as_mention(Candidate(start, candidate.end, "role"), resolved) if resolved else None

    def _pointed(self, candidate: Candidate) -> Mention | None:
        """Whom a pronoun or a bare noun points to."""
        if candidate.determiner in {"a", "an"} and not self._is_tagged(candidate):
            return None
        form = candidate.start, candidate.end, candidate.noun, candidate.determiner
        anaphor = anaphor_of(*form, self.words, self.story, tagged=self._is_tagged(candidate))
        listed = {entry.actor_id for entry in candidate.entries}
        options = options_for(anaphor, self._later(candidate.end), listed)
        choice = self.ranker.choose(anaphor, options)
        if choice is None:
            return None
        actor_id = choice.option.actor_id
        how: How = "pronoun" if candidate.shape == "pronoun" else "description"
        name, reason = self.story.name(actor_id), self._reason(candidate, choice.option)
        return Mention(candidate.start, candidate.end, actor_id, name, how, choice.confidence, reason)

    def _reason(self, candidate: Candidate, option: Option) -> str:
        if option.mention is None:
            return f"{self.words.lower[candidate.end - 1]!r} in the theatre {self.story.scene.theatre}"
        words = name_of(self.words.text[option.mention.start : option.mention.end])
        return f"the side of {words!r}" if option.side else f"refers to {words!r}"

    def _name_starts(self, token: int) -> bool:
        at = bisect_left(self._first, token)
        return at < len(self._first) and self._first[at] == token

    def _later(self, token: int) -> list[Mention]:
        """Names behind the token in its sentence."""
        sentence = self.story.sentence(token - 1)
        _, last = self.story.bounds(sentence)
        low, high = bisect_left(self._first, token), bisect_left(self._first, last)
        return [self._ordered[at] for at in range(low, high)]

    def _role(self, candidate: Candidate) -> Mention | None:
        hit, noun = candidate.hit, candidate.noun
        owner = self._owner(hit) if hit else None
        if owner is None or noun is None:
            return None
        definite = candidate.determiner not in {"a", "an"}
        resolved = owned(owner, noun, self.story, self.index, definite=definite)
        return self._as_mention(candidate, resolved) if resolved else None

    def _as_mention(self, candidate: Candidate, resolved: Resolved) -> Mention:
        start, end = candidate.start, candidate.end
        if not resolved.provisional:
            return Mention(start, end, resolved.actor_id, resolved.name, "role", resolved.confidence, resolved.reason)
        member = self.story.cast.find(resolved.name) or Member(
            provisional_id(resolved.name), resolved.name, "armed-group", known=False
        )
        self.story.cast.add(member)
        self.story.kinds.setdefault(member.actor_id, member.kind)
        return Mention(start, end, member.actor_id, member.name, "provisional", resolved.confidence, resolved.reason)

    def _owner(self, hit: Hit) -> Owner | None:
        mention = self.spans.get((hit.start, hit.end))
        words = name_of(self.words.text[hit.start : hit.end])
        if mention is not None:
            return Owner(mention.actor_id, self.story.kind(mention.actor_id), mention.name, words)
        entry = hit.entries[0]
        actor = self.story.scene.actor(entry.actor_id)
        if entry.tier == "weak" or actor is None or hit.start in self._named:
            return None
        return Owner(actor.id, actor.kind, actor.name, words)


def _nearly(tag: Tag) -> Iterator[tuple[int, int]]:
    """The tag's span and those that differ from it by one word at one end."""
    start, end = tag.start, tag.end
    yield from ((start, end), (start - 1, end), (start + 1, end), (start, end - 1), (start, end + 1))
