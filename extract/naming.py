"""Which actor a name means: tier, theatre, date and what the article named in full decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .candidates import Candidate
from .capitals import is_place
from .mention import Mention
from .names import Entry
from .scene import Scene
from .unknown import TITLES

__all__ = ["HOW_OF_TIER", "PLACE_KINDS", "choose", "named_mention"]

HOW_OF_TIER = {"name": "name", "strong": "name", "weak": "name", "demonym": "demonym", "metonym": "metonym"}
#: Actors whose name is also a place.
PLACE_KINDS = frozenset({"state", "region", "government"})
#: What a hyphen may join to a name so that it stays the actor's; "Turkish-speaking" and "Ankara-based" are no actor.
_NO_ACTOR = frozenset(
    "based born speaking language made majority populated flagged registered dominated style educated raised bound "
    "era occupied american african arab british".split()
)
_TIER_SCORE = {"name": 1.0, "strong": 0.95, "demonym": 0.9, "metonym": 0.85, "weak": 0.5}


def choose(entries: Iterable[Entry], scene: Scene, seen: frozenset[str], *, titled: bool) -> tuple[Entry, float] | None:
    """The best entry with its score (0 to 1); None when only weak names are left without a reason to believe them."""
    scored = [(_score(entry, scene, seen), entry) for entry in entries if _allowed(entry, scene, seen, titled)]
    if not scored:
        return None
    score, entry = max(scored, key=lambda pair: pair[0])
    return entry, min(score, 1.0)


def _allowed(entry: Entry, scene: Scene, seen: frozenset[str], titled: bool) -> bool:
    if entry.tier != "weak" and not entry.lower:
        return True
    if entry.actor_id in seen or scene.fits(entry.actor_id):
        return True
    return titled and not entry.lower


def _score(entry: Entry, scene: Scene, seen: frozenset[str]) -> float:
    score = _TIER_SCORE.get(entry.tier, 0.5)
    if entry.actor_id in seen:
        score += 0.3
    if scene.fits(entry.actor_id):
        score += 0.2
    return score


def named_mention(
    candidate: Candidate, lower: Sequence[str], scene: Scene, seen: frozenset[str], demonym_noun: str
) -> Mention | None:
    """The mention that a name makes; None for a mere place, a stray weak name or an `Ankara-based` body.

    ``demonym_noun`` is what the role noun behind the name denotes (`none` before "border").
    """
    titled = candidate.start > 0 and lower[candidate.start - 1] in TITLES
    best = choose(candidate.entries, scene, seen, titled=titled)
    if best is None or candidate.suffix in _NO_ACTOR:
        return None
    entry, score = best
    kind = scene.kind(entry.actor_id)
    if kind in PLACE_KINDS and not candidate.suffix and candidate.prefix not in {"pro", "anti"}:
        if entry.tier == "demonym":
            if demonym_noun == "none":
                return None
        elif demonym_noun in {"", "none", "relative"} and is_place(
            lower, candidate.start, candidate.end, state=entry.tier != "metonym"
        ):
            return None
    actor_id = scene.government(entry.actor_id) if entry.tier == "metonym" else entry.actor_id
    return _mention(candidate, entry, actor_id, scene, score)


def _mention(candidate: Candidate, entry: Entry, actor_id: str, scene: Scene, score: float) -> Mention:
    actor = scene.actor(actor_id)
    name = actor.name if actor else entry.surface
    reason = f"{entry.tier} {entry.surface!r}"
    if entry.tier == "weak":
        reason += f" in theatre {scene.theatre}" if scene.fits(actor_id) else " named in full or with a title"
    how = HOW_OF_TIER[entry.tier]
    if entry.lower:
        how = "description"
    return Mention(candidate.start, candidate.end, actor_id, name, how, round(score, 2), reason)  # type: ignore[arg-type]
