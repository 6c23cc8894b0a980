"""Phrases that stand for an actor without naming it: role phrases, bare nouns, pronouns, and tagged words."""

from __future__ import annotations

from collections.abc import Sequence

from .candidates import Candidate
from .cast import Member, provisional_id
from .anaphors import PRONOUNS, Option, anaphor_of, options_for
from .coreference import Ranker
from .discourse import Discourse
from .mention import Mention
from .names import Hit, NameIndex
from .nouns import RoleNoun, longest_noun
from .roles import Owner, Resolved, owned
from .tags import Tag, Tags
from .unknown import name_of
from .words import Words

__all__ = ["Phrases"]


class Phrases:
    """Resolves the candidates of an article in text order, each seeing what was found before it."""

    def __init__(
        self, words: Words, spans: dict[tuple[int, int], Mention], story: Discourse, index: NameIndex, tags: Tags | None, ranker: Ranker
    ) -> None:
        """Keep the article's words, its mentions by name, and what has been said."""
        self.words, self.spans, self.story, self.index, self.tags, self.ranker = words, spans, story, index, tags, ranker
        self._starts = {start for start, _ in spans}
        for mention in spans.values():
            if story.kind(mention.actor_id) == "person":
                story.titles[mention.actor_id].update(self._titles(mention))

    def resolve(self, candidates: Sequence[Candidate]) -> list[Mention]:
        """All mentions: the names and what the candidates turn out to be."""
        names = [(m.start, 0, m) for m in self.spans.values()]
        wanted = [c for c in candidates if c.shape != "name" and self._wanted(c)]
        others = [(c.start, 1, c) for c in [*wanted, *self._left_over(wanted)]]
        found: list[Mention] = []
        for _, _, item in sorted([*names, *others], key=lambda row: row[:2]):
            mentions = [item] if isinstance(item, Mention) else self._resolve(item)
            for mention in mentions:
                self.story.add(mention)
            found.extend(mentions)
        return found

    def _wanted(self, candidate: Candidate) -> bool:
        """With tags, only what the encoder takes for a mention."""
        if self.tags is None:
            return True
        if candidate.shape == "role":
            return self.tags.over(candidate.start, candidate.end) is not None
        tag = self.tags.over(candidate.start, candidate.end)
        return tag is not None and (candidate.shape == "noun" or (tag.start, tag.end) == (candidate.start, candidate.end))

    def _left_over(self, wanted: Sequence[Candidate]) -> list[Candidate]:
        """Tags that no name and no candidate covers, as bare nouns or pronouns."""
        covered = {(c.start, c.end) for c in wanted} | set(self.spans)
        tags = self.tags.all if self.tags else ()
        left = [t for t in tags if not any(_alike(t, s, e) for s, e in covered)]
        return [self._bare(t.start, t.end) for t in left]

    def _bare(self, start: int, end: int) -> Candidate:
        lower = self.words.lower
        if end - start == 1 and lower[start] in PRONOUNS:
            return Candidate(start, end, "pronoun")
        nouns = [found[1] for at in range(start, end) if (found := longest_noun(lower, at)) is not None and found[0] <= end]
        return Candidate(start, end, "noun", None, nouns[-1] if nouns else None, self.words.before(start))

    def _resolve(self, candidate: Candidate) -> list[Mention]:
        if candidate.shape != "pronoun" and candidate.end in self._starts:
            return []
        mention = self._role(candidate) if candidate.shape == "role" else None
        if mention is None and candidate.shape != "role":
            mention = self._pointed(candidate)
        return [mention] if mention else []

    def _pointed(self, candidate: Candidate) -> Mention | None:
        """Whom a pronoun or a bare noun points to."""
        if candidate.determiner in {"a", "an"} and self.tags is None:
            return None
        anaphor = anaphor_of(candidate.start, candidate.end, candidate.noun, candidate.determiner, self.words, self.story)
        options = options_for(anaphor, self._later(candidate.end))
        options += [
            Option(e.actor_id, self.story.scene.kind(e.actor_id), None, 0, "table" if self.story.scene.fits(e.actor_id) else "other table")
            for e in candidate.entries
        ]
        choice = self.ranker.choose(anaphor, options)
        if choice is None:
            return None
        how = "pronoun" if candidate.shape == "pronoun" else "description"
        actor_id, before = choice.option.actor_id, choice.option.mention
        reason = f"{choice.option.via or 'refers to'} {self._said(before)}" if before else f"{self.words.lower[candidate.end - 1]} in {self.story.scene.theatre}"
        return Mention(candidate.start, candidate.end, actor_id, self.story.name(actor_id), how, choice.confidence, reason)

    def _said(self, mention: Mention) -> str:
        return repr(name_of(self.words.text[mention.start : mention.end]))

    def _later(self, token: int) -> list[Mention]:
        """Names behind the token in its sentence."""
        sentence = self.story.sentence(token - 1)
        _, last = self.story.bounds(sentence)
        return [m for m in self.spans.values() if token <= m.start < last]

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
        member = self.story.cast.find(resolved.name) or Member(provisional_id(resolved.name), resolved.name, "armed-group", known=False)
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
        if entry.tier == "weak" or actor is None or any(s <= hit.start and hit.end <= e for s, e in self.spans):
            return None
        return Owner(actor.id, actor.kind, actor.name, words)

    def _titles(self, mention: Mention) -> set[str]:
        """The nouns right before the name and in the apposition behind it."""
        lower, found = self.words.lower, set[str]()
        for at in range(max(0, mention.start - 3), mention.start):
            noun = longest_noun(lower, at)
            if noun is not None and noun[0] == mention.start and noun[1].kind == "person":
                found.add(noun[1].noun)
        if self.words.after(mention.end) == ",":
            noun = self._apposition(mention.end + 1)
            if noun is not None:
                found.add(noun.noun)
        return found

    def _apposition(self, at: int) -> RoleNoun | None:
        for token in range(at, min(at + 6, len(self.words.lower))):
            if token in self.words.breaks or self.words.lower[token] == ",":
                return None
            noun = longest_noun(self.words.lower, token)
            if noun is not None and noun[1].kind == "person" and not noun[1].plural:
                return noun[1]
        return None


def _alike(tag: Tag, start: int, end: int) -> bool:
    """Whether a span is the tag's but for a word or two around it."""
    return min(tag.end, end) - max(tag.start, start) > 0 and abs(tag.start - start) + abs(tag.end - end) <= 1
