"""Which actors an article names: known names by tier, theatre and date; unknown ones by their form or by tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .candidates import Candidate
from .capitals import is_place
from .cast import Cast, Member, provisional_id
from .mention import How, Mention
from .names import Entry
from .scene import Scene
from .tagged import tagged_name
from .tags import Tags
from .unknown import BEFORE_TITLES, TITLES, Unknown, name_of, unknown_names
from .wordlists import wordlist
from .words import Words

__all__ = ["choose", "name_mentions"]

Spans = dict[tuple[int, int], Mention]

_HOW: Mapping[str, How] = {"name": "name", "strong": "name", "weak": "name", "demonym": "demonym", "metonym": "metonym"}
#: Actors whose name is also a place.
PLACE_KINDS = frozenset({"state", "region", "government"})
#: What a hyphen may join to a name so that no actor is meant: "Turkish-speaking", "Ankara-based".
_NO_ACTOR = wordlist("no_actor_suffixes")
#: Surnames that are words too; they need the full name, the theatre or a title.
_WORDS = wordlist("surname_words")
_TIER_SCORE = {"name": 1.0, "strong": 0.95, "demonym": 0.9, "metonym": 0.85, "weak": 0.5}


def name_mentions(words: Words, candidates: Sequence[Candidate], scene: Scene, tags: Tags | None) -> tuple[Spans, Cast]:
    """The mentions by name, by token span, and the article's cast of actors."""
    seen = frozenset(e.actor_id for c in candidates for e in c.entries if e.tier in {"name", "strong"} and not e.lower)
    followers = {
        (c.hit.start, c.hit.end): c.noun.denotes
        for c in candidates
        if c.shape == "role" and c.prefix != "of" and c.hit and c.noun
    }
    unknowns = _unknown(words, candidates, scene, tags)
    longer = {at: (u.start, u.end) for u in unknowns for at in range(u.start, u.end)}
    spans: Spans = {}
    cast = Cast()
    for candidate in candidates:
        span = candidate.start, candidate.end
        if candidate.shape != "name" or longer.get(candidate.start, span) != span:
            continue
        mention = _known(candidate, words, scene, seen, tags, followers.get(span, ""))
        if mention is not None:
            spans[span] = mention
            cast.add(_member(mention, scene), name_of(words.text[mention.start : mention.end]))
    for unknown in sorted(unknowns, key=lambda u: -len(u.name)):
        spans.setdefault((unknown.start, unknown.end), _enlisted(unknown, cast))
    return spans, cast


def choose(entries: Iterable[Entry], scene: Scene, seen: frozenset[str], *, titled: bool) -> tuple[Entry, float] | None:
    """The best entry with its score (0 to 1); None when only weak names are left without a reason to believe them."""
    entries = tuple(entries)
    kinds = {scene.kind(entry.actor_id) for entry in entries}
    alone = (len({entry.actor_id for entry in entries}) == 1 or kinds == {"person"}) and entries[
        0
    ].surface.lower() not in _WORDS
    scored = [(_score(entry, scene, seen), entry) for entry in entries if _allowed(entry, scene, seen, titled, alone)]
    if not scored:
        return None
    # a weak name of the government in force beats the strong one of a government that is gone
    score, entry = max(scored, key=lambda pair: pair[0])
    return entry, min(score, 1.0)


def _allowed(entry: Entry, scene: Scene, seen: frozenset[str], titled: bool, alone: bool) -> bool:
    if entry.tier != "weak" and not entry.lower:
        return True
    if entry.actor_id in seen or scene.fits(entry.actor_id):
        return True
    return (titled or alone) and not entry.lower


def _score(entry: Entry, scene: Scene, seen: frozenset[str]) -> float:
    score = _TIER_SCORE.get(entry.tier, 0.5)
    if entry.actor_id in seen:
        score += 0.3
    if entry.tier == "weak" and scene.side(entry.actor_id) is not None:
        score += 0.1
    if (
        entry.tier not in {"name", "weak"}
        and scene.kind(entry.actor_id) == "government"
        and scene.expired(entry.actor_id)
    ):
        score -= 0.6
    if entry.tier == "weak" and scene.expired(entry.actor_id):
        score -= 0.1
    return score + (0.2 if scene.fits(entry.actor_id) else 0.0)


def _known(
    candidate: Candidate, words: Words, scene: Scene, seen: frozenset[str], tags: Tags | None, denotes: str
) -> Mention | None:
    """The mention that a known name makes; None for a mere place, a stray weak name or an `Ankara-based` body."""
    titled = words.before(candidate.start) in TITLES
    best = choose(candidate.entries, scene, seen, titled=titled)
    if best is None or candidate.suffix in _NO_ACTOR or (tags is None and _part_of_longer(candidate, words, scene)):
        return None
    entry, score = best
    if scene.kind(entry.actor_id) == "media" and (tags is None or tags.over(candidate.start, candidate.end) is None):
        return None
    if (
        scene.kind(entry.actor_id) in PLACE_KINDS
        and not entry.lower
        and _is_place(candidate, entry, words, tags, denotes)
    ):
        return None
    return _mention(candidate, entry, scene, score)


def _part_of_longer(candidate: Candidate, words: Words, scene: Scene) -> bool:
    """Whether a lone surname is part of somebody else's name: `Saleh Gharib`, `Anne Brown`."""
    if candidate.end - candidate.start > 1 or any(scene.kind(e.actor_id) != "person" for e in candidate.entries):
        return False
    after = words.text[candidate.end] if words.after(candidate.end) else ""
    before = words.text[candidate.start - 1] if words.before(candidate.start) else ""
    if after[:1].isupper() and after.isalpha():
        return True
    opens = candidate.start - 1 in words.breaks and len(before) < 4
    return before[:1].isupper() and before.isalpha() and before.lower() not in TITLES | BEFORE_TITLES and not opens


def _is_place(candidate: Candidate, entry: Entry, words: Words, tags: Tags | None, denotes: str) -> bool:
    if tags is not None and tags.over(candidate.start, candidate.end) is not None:
        return False
    if candidate.suffix or candidate.prefix in {"pro", "anti"}:
        return False
    if entry.tier == "demonym":
        return denotes == "none"
    if denotes not in {"", "none", "relative"}:
        return False
    return is_place(words.lower, candidate.start, candidate.end, state=entry.tier != "metonym")


def _mention(candidate: Candidate, entry: Entry, scene: Scene, score: float) -> Mention:
    actor_id = scene.government(entry.actor_id) if entry.tier == "metonym" else scene.now(entry.actor_id, entry.surface)
    actor = scene.actor(actor_id)
    reason = f"{entry.tier} {entry.surface!r}"
    if entry.tier == "weak":
        reason += f" in theatre {scene.theatre}" if scene.fits(actor_id) else " named in full or with a title"
    how = "description" if entry.lower else _HOW[entry.tier]
    return Mention(
        candidate.start, candidate.end, actor_id, actor.name if actor else entry.surface, how, round(score, 2), reason
    )


def _member(mention: Mention, scene: Scene) -> Member:
    return Member(mention.actor_id, mention.name, scene.kind(mention.actor_id), known=True)


def _unknown(words: Words, candidates: Sequence[Candidate], scene: Scene, tags: Tags | None) -> list[Unknown]:
    """Names that the table does not hold: by the encoder's tags, else by their form."""
    if tags is not None:
        known = {at for c in candidates if c.shape == "name" for at in range(c.start, c.end)}
        return [u for tag in tags.all if (u := tagged_name(tag, words, known)) is not None]
    taken = [False] * len(words.text)
    for candidate in candidates:
        if candidate.shape == "name" and not _part_of_longer(candidate, words, scene):
            taken[candidate.start : candidate.end] = [True] * (candidate.end - candidate.start)
    return unknown_names(words.text, taken, words.breaks)


def _enlisted(unknown: Unknown, cast: Cast) -> Mention:
    """The mention of an unknown name: of a member of the cast who is called so, else of a new one."""
    member = cast.find(unknown.name)
    if member is None:
        member = Member(provisional_id(unknown.name), unknown.name, unknown.kind, known=False)
    cast.add(member, unknown.name)
    how: How = "name" if member.known else "provisional"
    sure = 0.8 if member.known else 0.6
    reason = f"short for {member.name!r}" if member.name != unknown.name else f"{member.kind} not in the table"
    return Mention(unknown.start, unknown.end, member.actor_id, member.name, how, sure, reason)
