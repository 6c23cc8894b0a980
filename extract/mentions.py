"""The spaCy component `whobacks/mentions`: known names in the words, kept with the Doc for the linker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from ..ontology.actors import ActorBase, load_actors
from .names import Entry, Hit, NameIndex

__all__ = ["MentionFinder", "gazetteer", "make_mentions", "names_of"]

_KEY = "whobacks.names"


@cache
def gazetteer(actors: Path | None = None) -> tuple[ActorBase, NameIndex]:
    """The actor base, with a user's own table on top if given, and the index of its names; made once."""
    base = load_actors(actors)
    return base, NameIndex(base.surfaces())


class MentionFinder:
    """Finds the names of known actors in a Doc."""

    def __init__(self, index: NameIndex) -> None:
        """Keep the index."""
        self.index = index

    def __call__(self, doc: Doc) -> Doc:
        """Keep the names found as plain lists, which Doc.to_bytes can write."""
        hits = self.index.find([token.text for token in doc])
        doc.user_data[_KEY] = [
            [hit.start, hit.end, hit.cut, [[e.actor_id, e.tier, e.surface] for e in hit.entries]] for hit in hits
        ]
        return doc


def names_of(doc: Doc) -> list[Hit] | None:
    """The names that the component found; None when it has not run."""
    rows = doc.user_data.get(_KEY)
    if rows is None:
        return None
    return [Hit(start, end, tuple(Entry(*entry) for entry in entries), cut) for start, end, cut, entries in rows]


@Language.factory("whobacks/mentions", default_config={"actors": None})
def make_mentions(nlp: Language, name: str, actors: str | None) -> MentionFinder:
    """Make the component; ``actors`` is the path of a user's own table, read on top of the shipped one."""
    return MentionFinder(gazetteer(Path(actors) if actors else None)[1])
