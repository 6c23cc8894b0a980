"""What the graph answers with: relations between two actors, and the statements behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ActorRef", "Filter", "Relation", "Statement"]


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor as the dataset knows it: ``id`` is the slug ("state/ru"), ``kind`` the actor's class."""

    id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim as evidence: who wrote it, when, in which words, and whether it is denied.

    ``outlet`` is the publisher, ``date`` the article's date (ISO 8601), ``time`` the stated time,
    ``denied_by`` the actors that deny this very claim in the same dataset.
    """

    claim: str
    doc: str
    article: int = 1
    outlet: str | None = None
    title: str | None = None
    url: str | None = None
    date: str | None = None
    time: str | None = None
    status: str = "asserted"
    attributed_to: ActorRef | None = None
    denied_by: tuple[ActorRef, ...] = ()
    theatre: str | None = None
    place: str | None = None
    source_text: str = ""
    target_text: str = ""
    quote: str = ""
    sentence: str = ""
    start: int = 0
    end: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """All statements of one relation from one actor to another (symmetric ones: ids in order).

    ``sources`` counts independent outlets (a wire copy in ten papers is one), ``first`` and ``last``
    are the article dates between which it is stated, ``contested`` is True where it is both stated
    and denied, ``status`` the strongest of asserted > claimed > denied > hypothetical.
    """

    source: ActorRef
    relation: str
    target: ActorRef
    sign: int
    statements: tuple[Statement, ...]
    documents: int
    sources: int
    first: str | None
    last: str | None
    status: str
    contested: bool
    theatres: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which relations are wanted; empty means no restriction. The same on every command and view.

    ``source``, ``target`` and ``around`` hold actor ids (``around``: either end), ``sign`` +1, 0 or -1,
    ``since``/``until`` ISO dates (inclusive, compared with the article's date), ``status`` the
    wanted statuses of statements, ``roll_up`` folds people and forces into the side they lead.
    """

    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    sign: tuple[int, ...] = ()
    theatre: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    attributed_to: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    min_confidence: float = 0.0
    min_sources: int = 0
    contested: Literal["show", "only", "hide"] = "show"
    roll_up: bool = False
    limit: int | None = None
