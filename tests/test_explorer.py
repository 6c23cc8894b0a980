"""The explorer's page as text: complete, safe, small, the same on every build; its layout and blocs."""

from __future__ import annotations

import base64
import gzip
import json
import re
import runpy
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from whobacks.graph import explorer
from whobacks.graph.blocs import blocs, strength
from whobacks.graph.explorer import described, page
from whobacks.graph.layout import box, layout
from whobacks.graph.payload import columns, packed
from whobacks.graph.relation import ActorRef, Filter, Relation, Statement
from whobacks.ontology.actors import load_actors

SAMPLES = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "relations.py"))
HOSTILE = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script> href {{7*7}} javascript:alert(3)"


@pytest.fixture(scope="module")
def sample() -> list[Relation]:
    return SAMPLES["sample"]()


@pytest.fixture(scope="module")
def html(sample: list[Relation]) -> str:
    return page(sample, title="Who backs whom", nonce="n0")


def policy(html: str) -> str:
    return unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1])


def payload(html: str) -> dict[str, Any]:
    body = json.loads(re.search(r"PACKED = (\{.*?\});\n", html, re.S)[1])["body"]
    return json.loads(gzip.decompress(base64.b64decode(body))) if isinstance(body, str) else body


def nodes(html: str) -> list[dict[str, Any]]:
    return json.loads(re.search(r"const NODES = (\[.*?\]), EDGES", html, re.S)[1])


def relation(a: str, name: str, b: str, sign: int, *, status: str = "asserted", sources: int = 1) -> Relation:
    statement = Statement(claim=f"{a}{name}{b}", doc="d", status=status, quote="q", sentence="a q b", date="2020-01-01")
    return Relation(
        source=ActorRef(id=a, name=a.upper()), relation=name, target=ActorRef(id=b, name=b.upper()), sign=sign,
        statements=(statement,), documents=1, sources=sources, first="2020-01-01", last="2020-01-01",
        status=status, contested=False,
    )  # fmt: skip


def test_page_is_one_small_file_without_addresses_to_fetch(html: str) -> None:
    assert len(html.encode()) <= 1_000_000
    markup = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", markup)
    assert "@import" not in markup
    assert "url(" not in markup


def test_policy_allows_nothing_but_the_nonce(html: str) -> None:
    assert "default-src 'none'" in policy(html)
    assert "script-src 'nonce-n0'" in policy(html)
    assert "connect-src 'none'" in policy(html)
    assert "unsafe" not in policy(html)
    assert html.count("<script") == html.count('<script nonce="n0"') == 3


def test_same_relations_give_the_same_file_but_for_the_nonce(sample: list[Relation], html: str) -> None:
    assert page(sample, title="Who backs whom", nonce="n0") == html
    one, other = page(sample), page(sample)
    assert one != other
    strip = lambda text: re.sub(r"nonce[-=][\"']?[\w-]+", "", text)  # noqa: E731
    assert strip(one) == strip(other)


def test_positions_are_whole_numbers_and_always_the_same(html: str) -> None:
    places = [(node["x"], node["y"]) for node in nodes(html)]
    assert all(isinstance(x, int) and isinstance(y, int) for x, y in places)
    assert len(set(places)) == 40


def test_hostile_words_never_become_markup(sample: list[Relation]) -> None:
    evil = [
        replace(
            r,
            source=replace(r.source, id=r.source.id + HOSTILE, name=HOSTILE),
            theatres=(HOSTILE,),
            statements=tuple(
                replace(
                    s,
                    quote=HOSTILE,
                    sentence=HOSTILE,
                    outlet=HOSTILE,
                    title=HOSTILE,
                    url="javascript:alert(1)",
                    theatre=HOSTILE,
                    place=HOSTILE,
                    doc=HOSTILE,
                )
                for s in r.statements
            ),
        )
        for r in sample[:5]
    ]
    text = page(evil, title=HOSTILE, nonce="n0", filter=Filter(theatre=(HOSTILE,)))
    assert "<img src=x" not in text
    assert "</script><script>alert" not in text
    assert text.count("</script") == 3
    assert "{{7*7}}" in text or "\\u007b" in text  # printed, not computed
    assert "49 javascript" not in text


def test_every_relation_and_statement_is_in_the_data(sample: list[Relation], html: str) -> None:
    data = payload(html)
    assert len(data["relations"]) == 126
    assert len(data["statements"]["claim"]) == sum(len(r.statements) for r in sample)
    assert data["total"] == [40, 126]
    assert data["reason"] == ""


def test_quotes_lie_in_their_sentences_in_utf16(sample: list[Relation]) -> None:
    wide = replace(sample[0].statements[0], sentence="🕊 Ünal: “Y backs X”", quote="Y backs X")
    data = columns([replace(sample[0], statements=(wide,))], load_actors())
    start, end = data["statements"]["quote"][0]
    units = wide.sentence.encode("utf-16-le")
    assert units[2 * start : 2 * end].decode("utf-16-le") == "Y backs X"


def test_top_keeps_the_best_sourced_and_says_so(sample: list[Relation]) -> None:
    data = payload(page(sample, top=10))
    drawn = {row[end] for row in data["relations"] for end in (0, 2)}
    assert len(drawn) <= 10
    assert data["total"] == [40, 126]
    assert "10 actors" in data["reason"]


def test_without_a_limit_many_actors_are_folded_into_blocs() -> None:
    data = payload(page(SAMPLES["generated"](400, 900), top=None, evidence_url="evidence"))
    assert data["fold"] is True
    assert data["total"][1] == 900
    assert len({row[end] for row in data["relations"] for end in (0, 2)}) > 300
    assert payload(page(SAMPLES["sample"](), top=None))["fold"] is False


def test_an_actor_asked_for_is_never_cut(sample: list[Relation]) -> None:
    data = payload(page(sample, Filter(around=("ly/hor",)), top=5))
    assert "ly/hor" in [row[0] for row in data["actors"]]


def test_no_relations_give_a_page_too() -> None:
    assert payload(page([]))["relations"] == []


def test_denied_and_hypothetical_relations_are_on_the_page() -> None:
    data = payload(
        page([relation("a", "backs", "b", 1, status="denied"), relation("a", "aids", "c", 1, status="hypothetical")])
    )
    assert data["statements"]["status"] == [2, 3]


def test_long_data_travels_packed_and_repeatably(sample: list[Relation]) -> None:
    data = columns(sample, load_actors())
    assert isinstance(packed(data), str)
    assert packed(data) == packed(data)
    assert isinstance(packed({"a": 1}), dict)


def test_page_of_many_statements_stays_below_ten_megabytes(
    sample: list[Relation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer, "MOST_BYTES", 60_000)
    data = payload(page(sample))
    assert data["kept"] in (20, 5, 1)


def test_sides_come_from_the_roles(sample: list[Relation]) -> None:
    data = payload(page(sample))
    ids = [row[0] for row in data["actors"]]
    sides = {ids[row[0]]: ids[row[6]] for row in data["relations"]}
    assert sides["person/haftar"] == "ly/lna"
    assert sides["state/ru"] == "state/ru"


def test_filter_in_words() -> None:
    assert described(Filter()) == ""
    assert described(None) == ""
    wanted = Filter(theatre=("Libya",), since="2019-01", min_sources=2, contested="only", roll_up=True, sign=(1,))
    told = "theatre Libya, sign +1, since 2019-01, at least 2 sources, contested: only"
    assert described(wanted) == f"{told}, people rolled up into their sides"


def test_filter_names_its_actors() -> None:
    wanted = Filter(around=("ly/lna", "x/unknown"))
    assert described(wanted, load_actors()) == "around Libyan National Army or x/unknown"


def test_source_may_be_a_graph(sample: list[Relation]) -> None:
    class Graph:
        def relations(self, filter: Filter | None = None) -> list[Relation]:
            return sample[:3] if filter else sample

    assert payload(page(Graph(), Filter(theatre=("Libya",))))["total"][1] == 3


def test_served_page_carries_no_words_and_may_ask_its_server(sample: list[Relation]) -> None:
    text = page(sample, evidence_url="/api/evidence")
    data = payload(text)
    assert data["sentences"] == []
    assert data["evidence"] == "/api/evidence"
    assert "connect-src 'self'" in policy(text)


# ---- layout


def test_layout_keeps_labels_apart() -> None:
    labels = [f"Actor number {n} of many" for n in range(60)]
    points = layout(labels, [n % 5 for n in range(60)], [(n, (n * 7) % 60, 1.0) for n in range(60)])
    boxes = [box(label) for label in labels]
    for a in range(60):
        for b in range(a):
            near = abs(points[a][0] - points[b][0]) < (boxes[a][0] + boxes[b][0]) / 2 - 2
            assert not (near and abs(points[a][1] - points[b][1]) < (boxes[a][1] + boxes[b][1]) / 2 - 2)


def test_layout_keeps_blocs_together() -> None:
    blocs_of = [n % 4 for n in range(40)]
    points = np.array(layout(["x"] * 40, blocs_of, [(n, (n + 4) % 40, 1.0) for n in range(40)]))
    centres = np.array([points[np.array(blocs_of) == b].mean(axis=0) for b in range(4)])
    nearest = [int(np.argmin(((centres - point) ** 2).sum(axis=1))) for point in points]
    assert sum(a == b for a, b in zip(nearest, blocs_of, strict=True)) >= 36


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_layout_of_few(count: int) -> None:
    points = layout(["a"] * count, [0] * count, [(0, 1, 1.0)] if count > 1 else [])
    assert len(set(points)) == count


def test_layout_depends_on_nothing_but_its_arguments() -> None:
    arguments = (["a", "bb", "ccc", "d"], [0, 0, 1, 2], [(0, 1, 1.0), (1, 2, 0.5)])
    assert layout(*arguments) == layout(*arguments)
    assert layout(*arguments, seed=5) != layout(*arguments, seed=6)


# ---- blocs


def test_enemies_never_share_a_bloc_because_of_a_common_enemy() -> None:
    found = blocs([relation("a", "attacks", "c", -1), relation("b", "attacks", "c", -1)])
    assert [len(bloc.members) for bloc in found] == [1, 1, 1]


def test_support_joins_and_hostility_parts() -> None:
    support = [relation(a, "backs", b, 1, sources=3) for a, b in ("ab", "bc", "ca", "de", "ef", "fd")]
    found = blocs([*support, relation("c", "attacks", "d", -1, sources=3), relation("c", "backs", "d", 1)])
    assert sorted("".join(sorted(a.id for a in bloc.members)) for bloc in found) == ["abc", "def"]
    assert found[0].support_inside == 3
    assert (found[0].support_outside, found[0].hostility_outside) == (1, 1)


def test_denied_support_makes_no_bloc() -> None:
    denied = relation("a", "backs", "b", 1, status="denied")
    assert strength(denied) == 0
    assert all(len(bloc.members) == 1 for bloc in blocs([denied]))


def test_order_of_relations_does_not_matter(sample: list[Relation]) -> None:
    assert blocs(sample) == blocs(list(reversed(sample)))


def test_blocs_of_the_sample_are_the_known_sides(sample: list[Relation]) -> None:
    home = {a.id: n for n, bloc in enumerate(blocs(sample)) for a in bloc.members}
    assert home["state/ru"] == home["sy/gov"] == home["state/ir"]
    assert home["person/haftar"] == home["ly/lna"] == home["state/ae"]
    assert home["state/tr"] == home["ly/gna"] != home["ly/lna"]
    assert home["state/us"] == home["sy/sdf"] != home["sy/gov"]
