"""Bare descriptions and pronouns: the earlier mention, or the side of the theatre's war, that they mean.

A candidate is scored by agreement in kind and number, distance, place in its sentence and how often
the article speaks of it; the weights are `WEIGHTS`, and the reason names the mention that won.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .candidates import PRONOUNS, Candidate
from .discourse import Discourse
from .mention import Mention
from .nouns import RoleNoun

__all__ = ["resolve_noun", "resolve_pronoun"]

_GROUPS = frozenset({"armed-group", "militia", "pmc", "umbrella", "military"})
_BODIES = frozenset({"organisation", "party", "ngo", "igo", "media", "ministry", "agency", "legislature", "opposition"})
_STATES = frozenset({"state", "government", "region"})
_MANY = _GROUPS | {"ethnic-group", "coalition", "party", "opposition", "organisation"}
#: How many sentences back each kind of anaphor looks; 9 of 10 antecedents of a pronoun lie within one.
_REACH = {"person": 3, "thing": 1, "many": 2, "noun": 8}


@dataclass(frozen=True, slots=True)
class _Option:
    mention: Mention
    score: float


def resolve_pronoun(candidate: Candidate, lower: Sequence[str], story: Discourse) -> list[Mention]:
    """The mention or mentions that a pronoun makes; none when nothing agrees with it."""
    word = lower[candidate.start]
    sort = PRONOUNS[word]
    if sort in {"we", "i"} or (word == "it" and _pleonastic(lower, candidate.start)):
        return []
    best = _best(candidate.start, story, _REACH[sort], lambda kind, m: _agrees(sort, kind, m))
    if best is None:
        return []
    name = story.first_name(best.mention.actor_id)
    sure = max(0.3, min(0.85, 0.4 + 0.15 * best.score))
    return [Mention(candidate.start, candidate.end, best.mention.actor_id, name, "pronoun", round(sure, 2), _why(best, lower))]


def _agrees(sort: str, kind: str, mention: Mention) -> bool:
    if sort == "person":
        return kind == "person"
    if sort == "thing":
        return kind != "person" and kind != "ethnic-group"
    return kind in _MANY or mention.how in {"demonym", "role"} and kind != "person"


def _pleonastic(lower: Sequence[str], at: int) -> bool:
    """"It is likely that", "it was not clear": no actor."""
    after = lower[at + 1 : at + 5]
    if not after or after[0] not in {"is", "was", "'s", "’s", "will", "would", "may", "might", "seems", "seemed", "appears", "appeared", "remains", "remained", "has", "took", "takes", "looks"}:
        return False
    return any(w in {"that", "to", "clear", "unclear", "likely", "unlikely", "possible", "been", "whether", "who", "how", "time", "not"} for w in after[1:]) or after[0] in {"seems", "seemed", "appears", "appeared", "took", "takes", "remains", "remained"}


def _best(token: int, story: Discourse, reach: int, agrees: Callable[[str, Mention], bool]) -> _Option | None:
    options: dict[str, _Option] = {}
    for back, mention in story.before(token, reach):
        if not agrees(story.kind(mention.actor_id), mention):
            continue
        score = _score(back, mention, token, story)
        known = options.get(mention.actor_id)
        if known is None or score > known.score:
            options[mention.actor_id] = _Option(mention, score)
    return max(options.values(), key=lambda o: o.score, default=None)


def _score(back: int, mention: Mention, token: int, story: Discourse) -> float:
    row = story.in_sentence(story.sentence(mention.start))
    start, _ = story.bounds(story.sentence(mention.start))
    first = bool(row) and row[0].start == mention.start
    near = 1.0 / (1.0 + (token - mention.end) / 8.0) if back == 0 else 0.0
    score = -1.2 * back + (0.9 if first else 0.0) + 0.5 * near
    score += 0.3 if mention.start - start < 4 else 0.0
    score += min(0.6, 0.12 * story.counts[mention.actor_id])
    return score + (0.2 if mention.how == "pronoun" else 0.0)


def _why(option: _Option, lower: Sequence[str]) -> str:
    words = " ".join(lower[option.mention.start : option.mention.end])
    return f"refers to {words!r} at word {option.mention.start}"


def resolve_noun(candidate: Candidate, lower: Sequence[str], story: Discourse) -> Mention | None:
    """The mention that a bare role noun makes; None when nobody before fits."""
    noun = candidate.noun
    if noun is None or not noun.bare or candidate.determiner in {"a", "an"}:
        return None
    found = _by_title(candidate, noun, story) or _by_side(candidate, noun, story) or _by_kind(candidate, noun, story)
    if found is None:
        return None
    actor_id, confidence, reason = found
    name = story.first_name(actor_id)
    return Mention(candidate.start, candidate.end, actor_id, name, "description", confidence, reason)


def _by_title(candidate: Candidate, noun: RoleNoun, story: Discourse) -> tuple[str, float, str] | None:
    """"The general": the last person who was called one."""
    if noun.kind != "person" or noun.plural:
        return None
    for _, mention in story.before(candidate.start, 30):
        if noun.noun in story.titles.get(mention.actor_id, ()):
            return mention.actor_id, 0.85, f"called {noun.noun!r} in this article"
    if noun.denotes == "leader":
        best = _best(candidate.start, story, 4, lambda kind, m: kind == "person" and story.scene.side(m.actor_id) is not None)
        if best is not None:
            return best.mention.actor_id, 0.6, "the leader spoken of before"
    return None


def _by_side(candidate: Candidate, noun: RoleNoun, story: Discourse) -> tuple[str, float, str] | None:
    """"The regime", "the army": the government that was spoken of last."""
    if noun.denotes != "owner" or noun.kind not in {"government", "military"}:
        return None
    best = _best(candidate.start, story, _REACH["noun"], lambda kind, m: kind in {"government", "military"})
    if best is not None:
        return best.mention.actor_id, 0.65, "the government spoken of before"
    best = _best(candidate.start, story, _REACH["noun"], lambda kind, m: kind in _STATES)
    return (best.mention.actor_id, 0.5, "the state spoken of before") if best else None


def _by_kind(candidate: Candidate, noun: RoleNoun, story: Discourse) -> tuple[str, float, str] | None:
    """"The group", "the country", "the alliance": the last mention of that kind."""
    kinds = _kinds(noun)
    if not kinds or (not candidate.determiner and noun.kind != "armed-group"):
        return None
    best = _best(candidate.start, story, _REACH["noun"], lambda kind, m: kind in kinds)
    return (best.mention.actor_id, 0.65, f"the last {noun.noun} spoken of") if best else None


def _kinds(noun: RoleNoun) -> Iterable[str]:
    if noun.kind == "armed-group":
        return _GROUPS - {"military"}
    if noun.noun in {"group", "organisation", "organization", "movement", "network", "affiliate"}:
        return _GROUPS | _BODIES
    return {
        "party": {"party", "opposition", "organisation"},
        "organisation": _BODIES,
        "coalition": {"coalition", "igo"},
        "state": {"state"},
    }.get(noun.kind, ())
