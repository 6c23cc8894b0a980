"""The offices of the persons that an article names: "Turkish president X", "X, the envoy of the United Nations"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .discourse import Discourse
from .mention import Mention
from .nouns import RoleNoun, longest_noun
from .words import Words

__all__ = ["note_offices"]

#: How far an apposition's noun lies behind the comma: "X, the long-serving Russian foreign minister".
_FAR = 6


def note_offices(words: Words, spans: Mapping[tuple[int, int], Mention], story: Discourse) -> None:
    """Tell the story which nouns each named person is called by, and which office of which actor that is."""
    starts = {start: mention for (start, _), mention in spans.items()}
    ends = {end: mention for (_, end), mention in spans.items()}
    for mention in spans.values():
        if story.kind(mention.actor_id) != "person":
            continue
        for start, end, noun in _nouns_at(mention, words):
            story.titles[mention.actor_id].add(noun.noun)
            owner = _owner(start, end, words, starts, ends)
            if owner is not None and owner != mention.actor_id:
                story.offices[owner, noun.noun] = mention.actor_id


def _nouns_at(mention: Mention, words: Words) -> Iterator[tuple[int, int, RoleNoun]]:
    """The office nouns right before the name and in the apposition behind it, with their tokens."""
    for at in range(max(0, mention.start - 3), mention.start):
        found = longest_noun(words.lower, at)
        if found is not None and found[0] == mention.start and found[1].kind == "person":
            yield at, found[0], found[1]
            break
    if words.after(mention.end) != ",":
        return
    for at in range(mention.end + 1, min(mention.end + 1 + _FAR, len(words.lower))):
        found = longest_noun(words.lower, at)
        if at in words.breaks or words.lower[at] == ",":
            return
        if found is not None and found[1].kind == "person" and not found[1].plural:
            yield at, found[0], found[1]
            return


def _owner(
    start: int, end: int, words: Words, starts: Mapping[int, Mention], ends: Mapping[int, Mention]
) -> str | None:
    """Whose office it is: the name right before the noun, or behind "of" after it."""
    if words.before(start) in {"'s", "’s"}:
        start -= 1
    owner = ends.get(start)
    if owner is None and words.after(end) in {"of", "for", "to"}:
        owner = starts.get(end + 1 + (words.after(end + 1) == "the"))
    return owner.actor_id if owner is not None else None
