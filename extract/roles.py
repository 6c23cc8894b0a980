"""An owner and a role noun: Turkish forces, Assad's troops, the Kremlin spokesman, forces loyal to Haftar."""

from __future__ import annotations

from dataclasses import dataclass

from .discourse import Discourse
from .names import NameIndex
from .nouns import RoleNoun, role_nouns
from .scene import Scene

__all__ = ["PEOPLES", "Owner", "Resolved", "owned"]

_REBEL = frozenset(["rebel", "insurgent", "insurgency", "opposition", "revolutionary"])
#: Owners whose rebels are not themselves.
PEOPLES = frozenset({"state", "region", "ethnic-group", "government"})


@dataclass(frozen=True, slots=True)
class Owner:
    """Who stands in front of a role noun: the actor, its kind, its name and the words used for it."""

    actor_id: str
    kind: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """An actor for a phrase; a ``provisional`` one is known by its name only."""

    actor_id: str
    name: str
    confidence: float
    reason: str
    provisional: bool = False


def owned(owner: Owner, noun: RoleNoun, story: Discourse, index: NameIndex, *, definite: bool) -> Resolved | None:
    """Who owner + noun is; None when it is nobody that can be told.

    ``definite`` is false for "a Turkish official", who speaks for Turkey and is no one in particular.
    """
    scene = story.scene
    if noun.denotes in {"none", "relative"}:
        return None
    if owner.kind == "person":
        return _of_person(owner, noun, scene)
    if noun.denotes in {"leader", "member"} and not noun.plural and definite:
        person = _office_holder(owner, noun, story)
        if person is not None:
            return person
    if noun.denotes == "group" and owner.kind in PEOPLES:
        return _group_of_people(owner, noun, scene, index)
    return _itself(owner, noun, scene)


def _known(actor_id: str, scene: Scene, confidence: float, reason: str, fallback: str = "") -> Resolved:
    actor = scene.actor(actor_id)
    return Resolved(actor_id, actor.name if actor else fallback, confidence, reason)


def _of_person(owner: Owner, noun: RoleNoun, scene: Scene) -> Resolved | None:
    """Haftar's forces are what Haftar leads; a minister of Assad's speaks for Assad's side."""
    if noun.denotes == "self" or noun.kind == "party" or (noun.denotes == "leader" and not noun.plural):
        return None
    side = scene.employer(owner.actor_id)
    if side is None:
        return None
    sure = 0.9 if noun.denotes in {"owner", "group"} else 0.6
    return _known(side, scene, sure, f"what {owner.name} leads, by {noun.noun!r}")


def _office_holder(owner: Owner, noun: RoleNoun, story: Discourse) -> Resolved | None:
    """The person who holds the office: as the article said, else as the table of roles says."""
    scene = story.scene
    person = story.offices.get((owner.actor_id, noun.noun))
    if person:
        return Resolved(person, story.name(person), 0.9, f"{noun.noun} of {owner.name} in this article")
    if noun.denotes != "leader":
        return None
    named = next((p for p in story.people() if _leads(p, owner, noun, story)), None)
    if named is not None:
        return Resolved(named, story.name(named), 0.85, f"leads {owner.name}, named in this article")
    leader = scene.leader(owner.actor_id)
    return _known(leader, scene, 0.8, f"leads {owner.name} on {scene.date or 'any date'}") if leader else None


def _leads(person: str, owner: Owner, noun: RoleNoun, story: Discourse) -> bool:
    """Whether a person of the article leads the owner, by the table, and is not called by another office."""
    scene, titles = story.scene, story.titles.get(person, set())
    led = {role.other for role in scene.base.roles(person, "leads", scene.date)}
    if not led & {owner.actor_id, scene.government(owner.actor_id)}:
        return False
    return noun.noun in titles or not titles & {"president", "prime minister", "premier", "king", "minister"}


def _group_of_people(owner: Owner, noun: RoleNoun, scene: Scene, index: NameIndex) -> Resolved | None:
    """Syrian rebels, Kurdish fighters: an actor of their own, known by that name or provisional."""
    for name in _group_names(owner, noun):
        entries = [e for e in index.lookup(name) if e.tier in {"name", "strong"} or scene.fits(e.actor_id)]
        if entries:
            return _known(entries[0].actor_id, scene, 0.95, f"{entries[0].surface!r} in the table")
    if noun.kind == "organisation":
        return None
    if owner.kind == "ethnic-group":
        return _known(owner.actor_id, scene, 0.7, f"{noun.noun} of {owner.name}")
    plural = _plural(noun)
    return Resolved("", f"{owner.words} {plural}", 0.6, f"{plural} of {owner.name}", provisional=True)


def _group_names(owner: Owner, noun: RoleNoun) -> list[str]:
    """How the table may call them, the closest first: Syrian rebel fighters, Syrian rebels."""
    head = "opposition" if noun.sector == "OPP" and noun.noun.startswith("opposition") else "rebels"
    broad = (
        [f"{owner.words} {head}"]
        if (noun.sector == "REB" and _REBEL & set(noun.noun.split())) or head == "opposition"
        else []
    )
    return [f"{owner.words} {_plural(noun)}", f"{owner.words} {noun.noun}", *broad]


def _plural(noun: RoleNoun) -> str:
    return next(
        (" ".join(words) for words, other in role_nouns().items() if other.noun == noun.noun and other.plural),
        noun.noun,
    )


def _itself(owner: Owner, noun: RoleNoun, scene: Scene) -> Resolved:
    actor_id = scene.government(owner.actor_id)
    sure = 0.95 if noun.denotes == "owner" else 0.75
    return _known(actor_id, scene, sure, f"{noun.noun} of {owner.name}", owner.name)
