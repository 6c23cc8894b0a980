"""The linker: every mention of an actor gets the actor's id, how it was resolved, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from ..ontology.actors import ActorBase
from .candidates import find_candidates
from .coreference import ranker
from .discourse import Discourse
from .mention import Mention, set_mentions
from .mentions import gazetteer, names_of
from .names import Hit, NameIndex
from .naming import name_mentions
from .phrases import Phrases
from .scene import scene_of
from .tags import tags_of
from .unknown import TITLES
from .words import Words

__all__ = ["Linker", "make_linker"]


class Linker:
    """Links the mentions of a Doc to actors: names first, then role phrases, descriptions and pronouns."""

    def __init__(self, base: ActorBase, index: NameIndex) -> None:
        """Keep the actor base and the index of its names."""
        self.base, self.index, self.ranker = base, index, ranker()

    def __call__(self, doc: Doc) -> Doc:
        """Set the Doc's mentions and keep its provisional actors."""
        mentions, provisional = self.link(doc)
        set_mentions(doc, mentions)
        doc.user_data["whobacks.provisional"] = provisional
        return doc

    def link(self, doc: Doc) -> tuple[list[Mention], dict[str, list[str | None]]]:
        """All mentions of the Doc in text order, and its provisional actors: id -> name, kind, theatre."""
        words, tags = Words(doc), tags_of(doc)
        hits = self._hits(doc, words)
        candidates = find_candidates(words.text, hits, words.breaks)
        strong = [e.actor_id for hit in hits for e in hit.entries if e.tier in {"name", "strong"}]
        scene = scene_of(doc, self.base, strong)
        spans, cast = name_mentions(words, candidates, scene, tags)
        story = Discourse(scene, cast, words.starts)
        phrases = Phrases(words, spans, story, self.index, tags, self.ranker)
        found = phrases.resolve(candidates)
        new = {m.actor_id for m in found if m.actor_id.startswith("new/")}
        return _tidy(found), {
            m.actor_id: [m.name, story.kind(m.actor_id), scene.theatre] for m in found if m.actor_id in new
        }

    def _hits(self, doc: Doc, words: Words) -> list[Hit]:
        hits = names_of(doc)
        hits = self.index.find(words.text) if hits is None else hits
        hits = [part for hit in hits for part in self._untitled(hit, words)]
        inner = [h for hit in hits for h in self.index.inside(words.text, hit)]
        return sorted([*hits, *inner], key=lambda h: (h.start, -h.end))

    def _untitled(self, hit: Hit, words: Words) -> list[Hit]:
        """`Turkish President Erdogan` in the table is a demonym, a title and a name: demonym and name are mentions."""
        if any((actor := self.base.actors.get(e.actor_id)) is None or actor.kind != "person" for e in hit.entries):
            return [hit]
        title = [at for at in range(hit.start, hit.end - 1) if words.lower[at] in TITLES]
        if not title:
            return [hit]
        before = self.index.find(words.text[hit.start : title[0]])
        owners = [Hit(hit.start + h.start, hit.start + h.end, h.entries, h.cut) for h in before]
        return [*owners, Hit(title[-1] + 1, hit.end, hit.entries, hit.cut)]


def _tidy(mentions: Sequence[Mention]) -> list[Mention]:
    """Without repeats and without a name inside a longer phrase for the same actor."""
    kept: list[Mention] = []
    around: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start, -m.end)):
        around = [other for other in around if other.end > mention.start]
        if any(other.actor_id == mention.actor_id and mention.end <= other.end for other in around):
            continue
        kept.append(mention)
        around.append(mention)
    return kept


@Language.factory("whobacks/linker", default_config={"actors": None})
def make_linker(nlp: Language, name: str, actors: str | None) -> Linker:
    """Make the linker; ``actors`` is the path of a user's own table, read on top of the shipped one."""
    return Linker(*gazetteer(Path(actors) if actors else None))
