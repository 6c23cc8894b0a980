"""Judgements: scores and patterns become relations, without a model in the way."""

from __future__ import annotations

import numpy as np
import pytest

from whobacks.extract.classifier import Labels, Scores
from whobacks.extract.judgement import Judgement, judge, strongest
from whobacks.extract.patterns import Proposal

RELATIONS = ("aids", "attacks", "backs", "consults_with", "threatens")
STATUSES = ("asserted", "claimed", "denied", "hypothetical")
PLAIN = {"bias": 0.0, "total": 1.0, "score": 0.0, "pattern": 2.0}
LABELS = Labels(RELATIONS, STATUSES, ("AID",), frozenset({"consults_with"}), PLAIN, 0.5)


def scores(forward: dict[str, float], backward: dict[str, float] | None = None, status: str = "asserted") -> Scores:
    relation = np.zeros((1, 2, 1 + len(RELATIONS)), np.float32)
    for side, given in enumerate((forward, backward or {})):
        for name, chance in given.items():
            relation[0, side, 1 + RELATIONS.index(name)] = chance
        relation[0, side, 0] = 1 - sum(given.values())
    states = np.full((1, 2, len(RELATIONS), 4), 0.05, np.float32)
    states[..., STATUSES.index(status)] = 0.85
    return Scores(relation, states, np.ones((1, 2, 1), np.float32))


def found(*args: object, told: dict[tuple[int, int], list[Proposal]] | None = None) -> list[Judgement]:
    return list(judge([(4, 7)], scores(*args), LABELS, told or {}))  # type: ignore[arg-type]


def test_direction_follows_the_likelier_order() -> None:
    (one,) = [j for j in found({"backs": 0.01}, {"backs": 0.9}) if j.confidence > 0.5]
    assert (one.source, one.relation, one.target) == (7, "backs", 4)


def test_a_symmetric_relation_is_found_once() -> None:
    assert [j.relation for j in found({"consults_with": 0.8}, {"consults_with": 0.9})] == ["consults_with"]


def test_two_relations_of_one_pair_when_both_are_likely() -> None:
    assert {j.relation for j in found({"threatens": 0.5, "attacks": 0.4})} == {"threatens", "attacks"}
    assert {j.relation for j in found({"threatens": 0.7, "attacks": 0.2})} == {"threatens"}


def test_a_pattern_of_the_same_family_raises_the_confidence_and_says_so() -> None:
    told = {(4, 7): [Proposal(4, 7, "aids", 5, "verb 'arm'")]}
    (plain,) = [j for j in found({"aids": 0.6}) if j.relation == "aids"]
    (agreed,) = [j for j in found({"aids": 0.6}, told=told) if j.relation == "aids"]
    assert agreed.confidence > plain.confidence
    assert "verb 'arm'" in agreed.why
    assert "verb" not in plain.why


def test_a_pattern_alone_does_not_make_an_unlikely_pair_related() -> None:
    told = {(4, 7): [Proposal(4, 7, "aids", 5, "verb 'arm'")]}
    assert found({"aids": 0.01}, told=told) == []


def test_strongest_keeps_the_surest_of_the_same_fact_in_a_sentence() -> None:
    weak, sure = (Judgement(i, 2, "backs", "asserted", chance, "") for i, chance in ((0, 0.6), (1, 0.9)))
    assert strongest([weak, sure], ["ru", "ru", "sy"], [0, 0, 0]) == [sure]
    assert len(strongest([weak, sure], ["ru", "ru", "sy"], [0, 9, 9])) == 2


@pytest.mark.parametrize("status", STATUSES)
def test_the_likeliest_status_wins(status: str) -> None:
    (one,) = [j for j in found({"backs": 0.9}, None, status) if j.confidence > 0.5]
    assert one.status == status
    assert dict(one.statuses)[status] == pytest.approx(0.85)
