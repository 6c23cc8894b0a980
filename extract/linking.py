"""The linker: every mention of an actor gets the actor's id, how it was resolved, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from ..ontology.actors import ActorBase
from .candidates import Candidate, find_candidates
from .coreference import resolve_noun, resolve_pronoun
from .discourse import Discourse
from .mention import Mention, set_mentions
from .mentions import gazetteer, names_of
from .names import Entry, Hit, NameIndex
from .naming import named_mention
from .nouns import longest_noun
from .roles import Owner, Resolved, owned
from .scene import RoleBook, Scene, scene_of
from .unknown import TITLES, Unknown, name_of, provisional_id, unknown_names

__all__ = ["Linker", "make_linker"]


class Linker:
    """Links the mentions of a Doc to actors: names first, then role phrases, descriptions and pronouns."""

    def __init__(self, base: ActorBase, index: NameIndex) -> None:
        """Keep the actor base and the index of its names."""
        self.base = base
        self.index = index
        self.book = RoleBook(base)

    def __call__(self, doc: Doc) -> Doc:
        """Set the Doc's mentions."""
        set_mentions(doc, self.link(doc))
        return doc

    def link(self, doc: Doc) -> list[Mention]:
        """All mentions of the Doc, in text order."""
        return _Linking(self, doc).run()


class _Linking:
    """One Doc's linking: its words, its scene and what has been found so far."""

    def __init__(self, linker: Linker, doc: Doc) -> None:
        self.index = linker.index
        self.words = [token.text for token in doc]
        self.lower = [word.lower() for word in self.words]
        starts = [sent.start for sent in doc.sents] if doc.has_annotation("SENT_START") else [0]
        self.breaks = frozenset(starts)
        hits = names_of(doc)
        if hits is None:
            hits = self.index.find(self.words)
        strong = [e.actor_id for hit in hits for e in hit.entries if e.tier in {"name", "strong"}]
        self.scene = scene_of(doc, linker.book, strong)
        self.seen = frozenset(strong)
        self.candidates = find_candidates(self.words, hits, self.breaks)
        self.story = Discourse(self.scene, starts)
        self.names: dict[tuple[int, int], Mention] = {}

    def run(self) -> list[Mention]:
        """Names in the whole text first, then phrases in text order, each seeing what was found before it."""
        self._name_all()
        pending = [c for c in self.candidates if c.shape != "name"]
        queue = sorted(
            [(m.start, 0, m) for m in self.names.values()] + [(c.start, 1, c) for c in pending],
            key=lambda row: (row[0], row[1]),
        )
        found: list[Mention] = []
        self._note_titles(self.names.values())
        for _, _, item in queue:
            mentions = [item] if isinstance(item, Mention) else self._phrase(item)
            for mention in mentions:
                self.story.add(mention)
                found.append(mention)
        return _tidy(found)

    def _name_all(self) -> None:
        nouns = {(c.hit.start, c.hit.end): c.noun for c in self.candidates if c.shape == "role" and c.hit and c.prefix != "of"}
        for candidate in self.candidates:
            if candidate.shape == "name":
                noun = nouns.get((candidate.start, candidate.end))
                denotes = noun.denotes if noun else ""
                mention = named_mention(candidate, self.lower, self.scene, self.seen, denotes)
                if mention is not None:
                    self.names[mention.start, mention.end] = mention
        self._name_unknown()

    def _name_unknown(self) -> None:
        taken = [False] * len(self.words)
        for candidate in self.candidates:
            if candidate.shape == "name":
                taken[candidate.start : candidate.end] = [True] * (candidate.end - candidate.start)
        for mention in _cluster(unknown_names(self.words, taken, self.breaks), self.words, taken):
            self.names.setdefault((mention.start, mention.end), mention)

    def _note_titles(self, mentions: Iterable[Mention]) -> None:
        for mention in mentions:
            if (self.scene.kind(mention.actor_id) or mention.reason.partition(":")[0]) != "person":
                continue
            self.story.titles[mention.actor_id].update(self._titles(mention))

    def _titles(self, mention: Mention) -> set[str]:
        """The nouns right before the name and in the apposition behind it."""
        found: set[str] = set()
        for at in range(max(0, mention.start - 3), mention.start):
            noun = longest_noun(self.lower, at)
            if noun is not None and noun[0] == mention.start and noun[1].kind == "person":
                found.add(noun[1].noun)
        if mention.end < len(self.lower) and self.lower[mention.end] == ",":
            for at in range(mention.end + 1, min(mention.end + 7, len(self.lower))):
                if at in self.breaks or self.lower[at] == ",":
                    break
                noun = longest_noun(self.lower, at)
                if noun is not None and noun[1].kind == "person" and not noun[1].plural:
                    found.add(noun[1].noun)
                    break
        return found

    def _phrase(self, candidate: Candidate) -> list[Mention]:
        if candidate.shape == "pronoun":
            return resolve_pronoun(candidate, self.lower, self.story)
        if candidate.shape == "noun":
            mention = None if self._is_title(candidate) else resolve_noun(candidate, self.lower, self.story)
            return [mention] if mention else []
        mention = self._role(candidate)
        return [mention] if mention else []

    def _is_title(self, candidate: Candidate) -> bool:
        """Whether a name follows at once, so that the noun is its title."""
        return any(start == candidate.end for start, _ in self.names)

    def _role(self, candidate: Candidate) -> Mention | None:
        hit, noun = candidate.hit, candidate.noun
        if hit is None or noun is None or self._is_title(candidate):
            return None
        owner = self._owner(hit)
        if owner is None:
            return None
        definite = candidate.determiner not in {"a", "an"}
        resolved = owned(owner, noun, self.scene, self.story, self.index, definite=definite)
        return _role_mention(candidate, resolved) if resolved else None

    def _owner(self, hit: Hit) -> Owner | None:
        mention = self.names.get((hit.start, hit.end))
        entry: Entry | None = next((e for e in hit.entries if mention is None or e.actor_id == mention.actor_id), None)
        if mention is None and (entry is None or entry.tier == "weak"):
            return None
        actor_id = mention.actor_id if mention else hit.entries[0].actor_id
        actor = self.scene.actor(actor_id)
        kind = actor.kind if actor else "organisation"
        return Owner(actor_id, kind, actor.name if actor else "", name_of(self.words[hit.start : hit.end]))


def _role_mention(candidate: Candidate, resolved: Resolved) -> Mention:
    how = "provisional" if resolved.provisional else "role"
    actor_id = provisional_id(resolved.name) if resolved.provisional else resolved.actor_id
    return Mention(candidate.start, candidate.end, actor_id, resolved.name, how, resolved.confidence, resolved.reason)  # type: ignore[arg-type]


def _cluster(unknowns: Sequence[Unknown], words: Sequence[str], taken: Sequence[bool]) -> list[Mention]:
    """One provisional actor for all forms of a name; its name is the fullest form in the text."""
    full: dict[str, str] = {}
    for unknown in sorted(unknowns, key=lambda u: -len(u.name)):
        last = unknown.name.split()[-1]
        full.setdefault(unknown.name, unknown.name)
        if unknown.kind == "person":
            full.setdefault(last, unknown.name)
    mentions = []
    for unknown in unknowns:
        name = full.get(unknown.name, unknown.name)
        kind = {"person": "person", "group": "armed-group"}.get(unknown.kind, "organisation")
        mentions.append(
            Mention(unknown.start, unknown.end, provisional_id(name), name, "provisional", 0.6, f"{kind}: not in the table")
        )
    return mentions


def _tidy(mentions: Sequence[Mention]) -> list[Mention]:
    """Without repeats and without a name inside a longer phrase for the same actor."""
    kept: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start, -m.end)):
        if any(o.start <= mention.start and mention.end <= o.end and o.actor_id == mention.actor_id for o in kept):
            continue
        kept.append(mention)
    return kept


@Language.factory("whobacks/linker", default_config={"actors": None})
def make_linker(nlp: Language, name: str, actors: str | None) -> Linker:
    """Make the linker; ``actors`` is the path of a user's own table, read on top of the shipped one."""
    return Linker(*gazetteer(Path(actors) if actors else None))
