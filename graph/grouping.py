"""From claims to relations: who goes by which id, what is denied, how many independent sources there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..ontology.vocabulary import vocabulary
from .dataset import Dataset
from .decisions import Decisions
from .reader import ClaimRow, claim_rows, relation_names
from .relation import ActorRef, Filter, Relation, Statement

__all__ = ["STRENGTH", "Grouping", "independent_sources", "ordered_pair", "read_denials"]

#: From the strongest status of a relation to the weakest.
STRENGTH = ("asserted", "claimed", "denied", "hypothetical")
STATED = frozenset(STRENGTH[:2])

Key = tuple[str, str, str]
Denials = Mapping[Key, frozenset[str]]


def ordered_pair(source: str, relation: str, target: str) -> tuple[str, str]:
    """The two ends; those of a symmetric relation in the order of their ids."""
    if vocabulary().relation(relation).symmetric and target < source:
        return target, source
    return source, target


def family_key(source: str, relation: str, target: str) -> Key:
    """What a denial speaks about: the two ends and the relation's family."""
    source, target = ordered_pair(source, relation, target)
    return source, vocabulary().relation(relation).family, target


def independent_sources(rows: Iterable[ClaimRow]) -> int:
    """Outlets that tell it in words of their own; copies of one text count once, for their first outlet.

    A document without an outlet stands for itself.
    """
    stories: dict[str, tuple[str, str]] = {}
    for row in rows:
        first = (row.date or "9999", row.outlet or row.graph)
        story = row.story or row.article
        stories[story] = min(stories.get(story, first), first)
    return len({outlet for _, outlet in stories.values()})


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is needed to turn claims into relations: names, decisions, denials, and the roll-up.

    ``actor`` gives an ActorRef for an id, ``side`` folds an id on a date into the side it belongs to,
    ``theatre`` gives a theatre's name for its slug, ``denials`` the deniers of each family key.
    """

    actor: Callable[[str], ActorRef]
    side: Callable[[str, str | None], str]
    theatre: Callable[[str], str]
    decisions: Decisions = field(default_factory=Decisions)
    denials: Denials = field(default_factory=dict)

    def relations(self, rows: Iterable[ClaimRow], wanted: Filter) -> list[Relation]:
        """All relations that the filter lets through, the strongest first."""
        groups: dict[Key, list[ClaimRow]] = defaultdict(list)
        stated, denied = set(), set(self.denials)
        for row in self.folded(rows, wanted):
            groups[row.source, row.relation, row.target].append(row)
            if row.status in STATED:
                stated.add(family_key(row.source, row.relation, row.target))
            elif row.status == "denied":
                denied.add(family_key(row.source, row.relation, row.target))
        disputed = stated & denied
        kept = (self._relation(key, group, wanted, disputed) for key, group in groups.items() if _wanted(key, wanted))
        found = sorted((relation for relation in kept if relation and _passes(relation, wanted)), key=_rank)
        return found[: wanted.limit]

    def folded(self, rows: Iterable[ClaimRow], wanted: Filter) -> Iterator[ClaimRow]:
        """The claims that nobody rejected, between the actors that count: merged ones, sides where asked."""
        for row in rows:
            if row.claim in self.decisions.rejected:
                continue
            source, target = self._end(row.source, row.date, wanted), self._end(row.target, row.date, wanted)
            source, target = ordered_pair(source, row.relation, target)
            if source != target:
                yield (
                    replace(row, source=source, target=target) if (source, target) != (row.source, row.target) else row
                )

    def _end(self, actor: str, date: str | None, wanted: Filter) -> str:
        actor = self.decisions.actor(actor)
        return self.side(actor, date) if wanted.roll_up else actor

    def _relation(self, key: Key, rows: Sequence[ClaimRow], wanted: Filter, disputed: set[Key]) -> Relation | None:
        family = family_key(*key)
        chosen = [row for row in rows if _row_passes(row, wanted, self.decisions)]
        if not chosen:
            return None
        chosen.sort(key=lambda row: (row.date or "9999", row.doc, row.start, row.claim))
        counted = [row for row in chosen if row.status in STATED] or chosen
        dates = [row.date for row in counted if row.date]
        return Relation(
            source=self.actor(key[0]),
            relation=key[1],
            target=self.actor(key[2]),
            sign=vocabulary().relation(key[1]).sign,
            statements=tuple(self._statement(row, family) for row in chosen),
            documents=len({row.graph for row in counted}),
            sources=independent_sources(counted),
            first=min(dates, default=None),
            last=max(dates, default=None),
            status=min((row.status for row in chosen), key=STRENGTH.index),
            contested=family in disputed,
            theatres=tuple(sorted({self.theatre(row.theatre) for row in chosen if row.theatre})),
            confidence=max(row.confidence for row in chosen),
        )

    def _statement(self, row: ClaimRow, family: Key) -> Statement:
        deniers = self.denials.get(family, frozenset()) if row.status in STATED else frozenset()
        named = ActorRef("", row.attributed_name) if row.attributed_name else None
        return Statement(
            claim=row.claim,
            doc=row.doc,
            article=row.number,
            outlet=row.outlet,
            title=row.title,
            url=row.url,
            date=row.date,
            time=row.time,
            status=row.status,
            attributed_to=self.actor(self.decisions.actor(row.attributed)) if row.attributed else named,
            denied_by=tuple(sorted(map(self.actor, deniers), key=lambda actor: actor.name)),
            theatre=self.theatre(row.theatre) if row.theatre else None,
            place=row.place,
            source_text=row.source_text,
            target_text=row.target_text,
            quote=row.quote,
            sentence=row.sentence,
            start=row.start,
            end=row.end,
            confidence=row.confidence,
        )


def read_denials(dataset: Dataset, grouping: Grouping, wanted: Filter) -> Denials:
    """Who denies what in the whole dataset, as far as the wanted actors go; dates and theatres do not matter."""
    fields = {"date": "?claim wb:date", "attributed": "?claim wb:attributedTo"}
    found: dict[Key, frozenset[str]] = defaultdict(frozenset)
    only = "VALUES ?status { wb:denied } ?claim wb:status ?status .\n"
    for row in grouping.folded(claim_rows(dataset, wanted, fields=fields, only=only), wanted):
        denier = frozenset({grouping.decisions.actor(row.attributed)} if row.attributed else ())
        found[family_key(row.source, row.relation, row.target)] |= denier
    return dict(found)


def _row_passes(row: ClaimRow, wanted: Filter, decisions: Decisions) -> bool:
    speaker = decisions.actor(row.attributed) if row.attributed else None
    return (
        row.confidence >= wanted.min_confidence
        and (not wanted.status or row.status in wanted.status)
        and (not wanted.attributed_to or speaker in wanted.attributed_to)
    )


def _wanted(key: Key, wanted: Filter) -> bool:
    source, relation, target = key
    symmetric = vocabulary().relation(relation).symmetric
    ways = ((source, target), (target, source)) if symmetric else ((source, target),)
    ends = any((not wanted.source or a in wanted.source) and (not wanted.target or b in wanted.target) for a, b in ways)
    around = not wanted.around or source in wanted.around or target in wanted.around
    return ends and around and relation in relation_names(wanted.relations, wanted.sign)


def _passes(relation: Relation, wanted: Filter) -> bool:
    shown = {"show": True, "only": relation.contested, "hide": not relation.contested}[wanted.contested]
    return shown and relation.sources >= wanted.min_sources


def _rank(relation: Relation) -> tuple[int, int, int, int, str, str, str]:
    ends = (relation.source.name, relation.relation, relation.target.name)
    counts = (STRENGTH.index(relation.status), -relation.sources, -relation.documents, -len(relation.statements))
    return (*counts, *ends)
