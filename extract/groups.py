"""Words for two or three actors at once: "both sides", "the two presidents", "each other"."""

from __future__ import annotations

from collections.abc import Sequence

from .discourse import Discourse
from .mention import Mention
from .nouns import RoleNoun, longest_noun
from .wordlists import wordlist

__all__ = ["Group", "group_at", "resolve_group"]

_COUNTS = {"both": 2, "neither": 2, "either": 2, "two": 2, "three": 3}
_RECIPROCAL = (("each", "other"), ("one", "another"))
#: Nouns for anybody who faces another: they say nothing about the kind.
_ANY = wordlist("facing_nouns")
#: How many sentences back the actors may lie.
_REACH = 3

Group = tuple[int, int, int, RoleNoun | None]


def group_at(lower: Sequence[str], start: int) -> Group | None:
    """The phrase that begins at ``start``: start, end, how many actors, its noun; None when there is none."""
    if tuple(lower[start : start + 2]) in _RECIPROCAL:
        return start, start + 2, 2, None
    word = lower[start]
    if word not in _COUNTS or (
        word in {"two", "three"} and (start == 0 or lower[start - 1] not in {"the", "all", "these", "those"})
    ):
        return None
    at = start + 1
    if lower[at : at + 1] == ["of"]:
        return None
    for step in range(3):
        noun = longest_noun(lower, at + step)
        if noun is not None and (
            noun[1].plural or (noun[0] and lower[noun[0] - 1] in {"men", "women", "side", "man", "party"})
        ):
            return start, noun[0], _COUNTS[word], noun[1]
        if lower[at + step : at + step + 1] in (["men"], ["women"], ["sides"], ["capitals"]):
            return start, at + step + 1, _COUNTS[word], None
    return None


def resolve_group(group: Group, lower: Sequence[str], story: Discourse) -> list[Mention]:
    """A mention for each of the actors meant, over the same words; none when not enough are spoken of."""
    start, end, count, noun = group
    chosen = _chosen(start, count, _kinds(lower[end - 1], noun), story)
    reason = f"{' '.join(lower[start:end])!r} after {' and '.join(m.name for m in chosen)}"
    return [Mention(start, end, m.actor_id, m.name, "description", 0.6, reason) for m in chosen]


def _kinds(word: str, noun: RoleNoun | None) -> frozenset[str] | None:
    """The kinds that fit; None for any but persons."""
    if word in {"men", "women", "man"} or (noun is not None and noun.kind == "person"):
        return frozenset({"person"})
    if noun is None or word in _ANY:
        return None
    if noun.kind in {"state", "government"}:
        return frozenset({"state", "government", "region"})
    return frozenset({"armed-group", "militia", "pmc", "military", "umbrella"}) if noun.kind == "armed-group" else None


def _chosen(token: int, count: int, kinds: frozenset[str] | None, story: Discourse) -> list[Mention]:
    """The first actors of the nearest sentence that names enough of them, else the nearest ones at all."""
    here = story.sentence(token)
    nearest: dict[str, Mention] = {}
    for back in range(min(_REACH, here) + 1):
        row: dict[str, Mention] = {}
        for mention in story.in_sentence(here - back):
            if mention.end <= token and _fits(story.kind(mention.actor_id), kinds):
                row.setdefault(mention.actor_id, mention)
        if len(row) >= count:
            return list(row.values())[:count]
        nearest |= {k: v for k, v in row.items() if k not in nearest}
        if len(nearest) >= count:
            return list(nearest.values())[:count]
    return []


def _fits(kind: str, kinds: frozenset[str] | None) -> bool:
    return kind != "person" if kinds is None else kind in kinds
