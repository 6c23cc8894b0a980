"""The actors: the tables keep their rules, names find their actors, roles and sides follow the date."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import re
import string
import time
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whobacks.extract.names import pieces_of
from whobacks.ontology import actors as actors_module
from whobacks.ontology.actor_record import COLUMNS, KINDS, RELATIONS, Actor, Role
from whobacks.ontology.actor_review import merge, provisional_rows, to_csv
from whobacks.ontology.actor_skos import actor_triples, write_turtle
from whobacks.ontology.actor_table import read_actor_rows
from whobacks.ontology.actors import ActorBase, fold, load_actors
from whobacks.ontology.errors import ActorTableError, QuestionError
from whobacks.ontology.vocabulary import vocabulary

HEADER = ",".join(COLUMNS)
ROLES = "actor,relation,other,from,to,source"


@pytest.fixture(scope="module")
def base() -> ActorBase:
    return load_actors()


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def row(**values: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([values.get(column, "") for column in COLUMNS])
    return out.getvalue()


# The shipped tables


def test_coverage(base: ActorBase) -> None:
    assert len(base.actors) >= 900
    assert len(list(base.surfaces())) >= 4500
    assert {"state", "person", "armed-group", "militia", "igo", "coalition"} <= {a.kind for a in base.actors.values()}


def test_every_state_has_a_demonym_and_a_country(base: ActorBase) -> None:
    states = [actor for actor in base.actors.values() if re.fullmatch("state/[a-z]{2}", actor.id)]
    assert len(states) >= 193 + 4
    assert [actor.id for actor in states if not actor.country] == []
    # Dominica shares its demonym with the Dominican Republic; the Vatican is name and adjective in one.
    assert {actor.id for actor in states if not actor.demonyms} <= {"state/dm", "state/va"}


def test_every_qid_has_a_source_and_one_actor(base: ActorBase) -> None:
    with_qid = [actor for actor in base.actors.values() if actor.qid]
    assert len(with_qid) > 200
    assert [actor.id for actor in with_qid if not actor.qid_source] == []
    assert len({actor.qid for actor in with_qid}) == len(with_qid)


def test_shipped_rows_use_the_vocabulary(base: ActorBase) -> None:
    known = vocabulary()
    assert set(known.kinds) == KINDS
    theatres = {name for actor in base.actors.values() for name in actor.theatre.split("|") if name}
    assert theatres <= set(known.theatres)
    assert {role.relation for role in base.all_roles} <= RELATIONS
    assert all(role.source for role in base.all_roles)


def test_no_two_shipped_actors_share_a_strong_name(base: ActorBase) -> None:
    assert base.collisions == {}


def test_no_name_is_listed_twice_for_one_actor(base: ActorBase) -> None:
    twice = []
    for actor in base.actors.values():
        seen: set[str] = set()
        for name in (actor.name, *actor.aliases, *actor.demonyms, *actor.metonyms, *actor.weak):
            twice += [(actor.id, name)] if fold(name) in seen else []
            seen.add(fold(name))
    assert twice == []


def test_load_time() -> None:
    def once() -> float:
        actors_module._shipped.cache_clear()
        actors_module._load.cache_clear()
        began = time.process_time()
        load_actors()
        return time.process_time() - began

    assert min(once() for _ in range(5)) < 0.12  # 0.04 s on one quiet core


# Names


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Ankara", "state/tr"),
        ("Türkiye", "state/tr"),
        ("the Kremlin", "state/ru"),
        ("The White House", "state/us"),
        ("Pentagon", "state/us"),
        ("Élysée", "state/fr"),
        ("Elysee", "state/fr"),
        ("Downing Street", "state/gb"),
        ("Turks", "state/tr"),
        ("U.S.", "state/us"),
        ("Da’esh", "x/is"),
        ("Isis", "x/is"),
        ("Hizbullah", "lb/hezbollah"),
        ("Qaddafi", "person/gaddafi"),
        ("Kadhafi", "person/gaddafi"),
        ("Khalifa Hifter", "person/haftar"),
        ("Erdoğan", "person/erdogan"),
        ("Volodymyr Zelenskyy", "person/zelensky"),
        ("Jabhat al-Nusra", "sy/nusra"),
        ("HTS", "sy/hts"),
        ("GNA", "ly/gna"),
        ("LNA", "ly/lna"),
        ("Syrian opposition fighters", "sy/opp"),
        ("Nato", "org/nato"),
        ("Wagner mercenaries", "ru/wagner"),
    ],
)
def test_find(base: ActorBase, name: str, actor_id: str) -> None:
    assert base.find(name)[0].id == actor_id


@pytest.mark.parametrize("word", ["us", "Us", "is", "un", "mit", "who", "eu", "nobody at all", "", "the"])
def test_short_acronyms_need_their_capitals(base: ActorBase, word: str) -> None:
    assert base.find(word) == ()


def test_a_bare_description_is_never_a_sure_name(base: ActorBase) -> None:
    for words in ("the regime", "the rebels", "rebels", "the coalition", "militants", "the army"):
        sure = [i for surface, i, tier in base.surfaces() if fold(surface) == fold(words) and tier != "weak"]
        assert sure == []


def test_surfaces_are_found_again(base: ActorBase) -> None:
    lost = [s for s, actor_id, _ in base.surfaces() if actor_id not in {actor.id for actor in base.find(s)}]
    assert lost == []


def test_an_unknown_id_names_near_ones(base: ActorBase) -> None:
    with pytest.raises(QuestionError, match="no actor has the id 'ru/putin'; did you mean person/putin") as caught:
        base.get("ru/putin")
    assert caught.value.candidates == ("person/putin",)


# Roles and sides


@pytest.mark.parametrize(
    ("actor_id", "on", "side"),
    [
        ("person/putin", "2019-10-09", "state/ru"),
        ("person/putin", None, "state/ru"),
        ("person/haftar", "2020-01-12", "ly/lna"),
        ("person/erdogan", "2016-07-15", "state/tr"),
        ("person/assad-bashar", "2015-09-30", "sy/gov"),
        ("person/soleimani", "2019-12-31", "state/ir"),
        ("person/sarraj", "2019-04-04", "ly/gna"),
        ("person/salame", "2019-04-04", "org/un"),
        ("state/sy", "2018-04-14", "sy/gov"),
        ("state/sy", "2025-02", "sy/transitional"),
        ("state/ly", "2011-03-19", "ly/gov-gaddafi"),
        ("state/ly", "2019", "ly/gna"),
        ("state/ly", "2022", "ly/gnu"),
        ("state/tr", "2019", "state/tr"),
        ("us/cia", None, "state/us"),
        ("person/obama", "2019-10-09", "state/us"),
        ("person/khashoggi", "2018-10-02", "person/khashoggi"),
        ("new/unheard-of-0badcafe", None, "new/unheard-of-0badcafe"),
    ],
)
def test_roll_up(base: ActorBase, actor_id: str, on: str | None, side: str) -> None:
    assert base.roll_up(actor_id, on) == side


@pytest.mark.parametrize("on", [None, "2003-03-20", "2013-08-21", "2019-10-09", "2024-12-09"])
def test_rolling_up_twice_changes_nothing(base: ActorBase, on: str | None) -> None:
    sides = {base.roll_up(actor_id, on) for actor_id in base.actors}
    assert {side for side in sides if base.roll_up(side, on) != side} == set()


@pytest.mark.parametrize(
    ("on", "leader"),
    [("2016-06", "person/obama"), ("2018", "person/trump"), ("2022-02-24", "person/biden"), ("2026", "person/trump")],
)
def test_leaders_change_with_the_date(base: ActorBase, on: str, leader: str) -> None:
    assert [role.actor for role in base.roles_in("state/us", "leads", on)] == [leader]


@pytest.mark.parametrize("chain", [("sy/hts", "sy/jfs", "sy/nusra"), ("ly/gnu", "ly/gna"), ("ly/gnc", "ly/ntc")])
def test_successors(base: ActorBase, chain: tuple[str, ...]) -> None:
    for later, earlier in pairwise(chain):
        assert earlier in [role.other for role in base.roles(later, "succeeds")]


@pytest.mark.parametrize(
    ("on", "held"),
    [
        ("2016-12-31", False),
        ("2017-01-20", True),
        ("2017", True),
        ("2017-01", True),
        ("2021-01-20", True),
        ("2021-02", False),
    ],
)
def test_a_role_holds_at_the_precision_of_the_date(on: str, held: bool) -> None:
    assert Role("person/x", "leads", "state/y", "2017-01-20", "2021-01-20").holds(on) is held


def test_a_role_without_dates_always_holds() -> None:
    assert Role("person/x", "leads", "state/y").holds("1066-10-14")


# Malformed tables


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (row(id="Sy/HTS", name="X", kind="party"), r"mine.csv:2: column 'id' is 'Sy/HTS': write a slug in lower case"),
        (row(id="hts", name="X", kind="party"), r"column 'id' is 'hts': write a slug"),
        (row(id="sy/x", kind="party"), r"mine.csv:2: column 'name' is '': give the canonical name"),
        (row(id="sy/x", name="X", kind="gang"), r"column 'kind' is 'gang': write one of armed-group, coalition"),
        (row(id="sy/x", name="X", kind="party", country="SY"), r"column 'country' is 'SY': write an ISO 3166 code"),
        (row(id="sy/x", name="X", kind="party", sector="rebel"), r"column 'sector' is 'rebel': write PLOVER codes"),
        (
            row(id="sy/x", name="X", kind="party", qid="858", qid_source="?"),
            r"column 'qid' is '858': write a Wikidata id",
        ),
        (
            row(id="sy/x", name="X", kind="party", qid="Q858"),
            r"column 'qid_source' is '': tell where 'Q858' was verified",
        ),
        (
            row(id="sy/x", name="X", kind="party", aliases="A||B"),
            r"column 'aliases' is 'A\|\|B': separate names by one",
        ),
        (row(id="sy/x", name="X", kind="party", weak="A | B"), r"column 'weak' is 'A \| B': separate names by one"),
        ("sy/x,X,party", r"mine.csv:2: has 3 fields, the header 13; quote a field"),
        ('sy/x,"X', r"mine.csv:2: .*close every quote"),
    ],
)
def test_a_malformed_actor_is_named_with_its_cure(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ActorTableError, match=message):
        load_actors(table(tmp_path, line))


def test_a_repeated_id_is_named(tmp_path: Path) -> None:
    line = row(id="sy/x", name="X", kind="party")
    with pytest.raises(ActorTableError, match=r"mine.csv:4: column 'id' is 'sy/x': line 2 has this id already"):
        load_actors(table(tmp_path, line, "", line))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,name", "lacks 'kind'"),
        (HEADER + ",colour", "has 'colour'"),
        ("", "lacks 'id'"),
        (HEADER + ",id", "has 'id'"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(ActorTableError, match=f"mine.csv:1: the header {message}"):
        load_actors(table(tmp_path, header=header))


def test_a_table_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ActorTableError, match="cannot be read as a UTF-8 table"):
        load_actors(path)
    with pytest.raises(ActorTableError, match="cannot be read"):
        load_actors(tmp_path / "absent.csv")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sy/x,hates,state/tr,,,me", r"mine_roles.csv:2: column 'relation' is 'hates': write one of armed_force_of"),
        ("sy/y,part_of,sy/opp,,,me", r"column 'actor' is 'sy/y': no actor has this id"),
        ("sy/x,part_of,sy/y,,,me", r"column 'other' is 'sy/y': no actor has this id"),
        ("sy/x,part_of,sy/x,,,me", r"column 'other' is 'sy/x': an actor cannot have a role in itself"),
        ("sy/x,part_of,sy/opp,2015-13,,me", r"column 'from' is '2015-13': write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("sy/x,part_of,sy/opp,,last week,me", r"column 'to' is 'last week': write YYYY"),
        ("sy/x,part_of,sy/opp,2016,2015-02,me", r"column 'to' is '2015-02': it lies before 'from' '2016'"),
        ("sy/opp,part_of,sy/fsa,,,me", r"mine_roles.csv:2: column 'other' is 'sy/fsa': it is part_of 'sy/opp' already"),
        ("sy/nusra,succeeds,sy/hts,,,me", r"it is succeeds 'sy/nusra' already: a circle"),
        ("sy/fsa,part_of,sy/opp,2011-07-29,,public record", r"roles.csv:\d+ says the same"),
    ],
)
def test_a_malformed_role_is_named_with_its_cure(tmp_path: Path, line: str, message: str) -> None:
    path = table(tmp_path, row(id="sy/x", name="X", kind="party"))
    (tmp_path / "mine_roles.csv").write_text(f"{ROLES}\n{line}\n", encoding="utf-8")
    with pytest.raises(ActorTableError, match=message):
        load_actors(path)


# A user's own table


def test_the_base_travels_between_processes(base: ActorBase) -> None:
    again = pickle.loads(pickle.dumps(base))
    assert repr(again) == repr(base) == f"<ActorBase of {len(base.actors)} actors, {len(base.all_roles)} roles>"
    assert again.find("Ankara") == base.find("Ankara")


def test_a_user_adds_actors_names_and_roles(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        row(id="sy/oak", name="Oak Brigade", kind="militia", aliases="Liwa al-Balut"),
        row(id="sy/hts", name="Hayat Tahrir al-Sham", kind="armed-group", aliases="The Idlib Emirate"),
    )
    (tmp_path / "mine_roles.csv").write_text(f"{ROLES}\nsy/oak,armed_force_of,sy/hts,2020,,me\n", encoding="utf-8")
    mine = load_actors(path)
    assert [actor.id for actor in mine.find("Liwa al-Balut")] == ["sy/oak"]
    assert mine.find("the Idlib emirate")[0].id == mine.find("HTS")[0].id == "sy/hts"
    assert mine.roll_up("sy/oak", "2021") == "sy/hts"
    assert load_actors().find("Liwa al-Balut") == ()


def test_a_changed_table_is_read_again(tmp_path: Path) -> None:
    path = table(tmp_path, row(id="sy/oak", name="Oak Brigade", kind="militia"))
    assert load_actors(path) is load_actors(path)
    table(tmp_path, row(id="sy/oak", name="Elm Brigade", kind="militia"))
    os.utime(path, ns=(1, 1))
    assert load_actors(path).get("sy/oak").name == "Elm Brigade"


def test_a_shared_alias_needs_context(tmp_path: Path) -> None:
    mine = load_actors(table(tmp_path, row(id="sy/oak", name="Oak Brigade", kind="militia", aliases="Nusra Front")))
    assert mine.collisions == {"nusra front": ("sy/nusra", "sy/oak")}
    assert {tier for surface, _, tier in mine.surfaces() if fold(surface) == "nusra front"} == {"weak"}
    assert {actor.id for actor in mine.find("Nusra Front")} == {"sy/nusra", "sy/oak"}


def test_merge_and_review(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    found = [
        ("new/abu-oak-12ab34cd", "Abu Oak", "person"),
        ("new/oak-brigade-9f9f9f9f", "Oak Brigade", "unreviewed"),
        ("state/tr", "Turkey", "state"),
    ]
    rows = list(provisional_rows(found, load_actors()))
    assert [(actor.id, actor.kind) for actor in rows] == [(found[0][0], "person"), (found[1][0], "organisation")]
    path.write_text(to_csv(rows[:1]), encoding="utf-8")
    assert load_actors(path).find("Abu Oak")[0].id == found[0][0]

    merge(found[1][0], "sy/hts", path, name="Oak Brigade")
    merge(found[0][0], "person/jolani", path)
    mine = load_actors(path)
    assert mine.resolve(found[1][0]) == "sy/hts"
    assert mine.get(found[1][0]).id == mine.find("Oak Brigade")[0].id == "sy/hts"
    assert mine.find("Abu Oak")[0].id == "person/jolani"
    assert list(provisional_rows(found, mine)) == []


def test_merging_shipped_actors_moves_their_roles(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    merge("sy/jfs", "sy/nusra", path)
    mine = load_actors(path)
    assert "sy/jfs" not in mine.actors
    assert mine.find("Jabhat Fateh al-Sham")[0].id == "sy/nusra"
    assert "sy/nusra" in [role.other for role in mine.roles("sy/hts", "succeeds")]


def test_impossible_merges_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    with pytest.raises(ActorTableError, match="no actor has the id 'sy/nobody'"):
        merge("sy/jfs", "sy/nobody", path)
    merge("sy/jfs", "sy/nusra", path)
    with pytest.raises(ActorTableError, match="are one actor already"):
        merge("sy/nusra", "sy/jfs", path)


def test_a_circle_of_merges_is_refused(tmp_path: Path) -> None:
    lines = [row(id="new/a", name="A") + ",new/b", row(id="new/b", name="B") + ",new/a"]
    with pytest.raises(ActorTableError, match=r"mine.csv:2: column 'same_as' is 'new/b': these rows name each other"):
        load_actors(table(tmp_path, *lines, header=HEADER + ",same_as"))


# Properties

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


@given(WORDS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(string.ascii_letters + "éèüöçğışİñćžåøł -", max_size=30))
def test_folding_ignores_accents_and_case(text: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    assert fold(text) == fold(plain) == fold(text.upper().lower()) == fold(unicodedata.normalize("NFD", text))


@given(st.sampled_from("'’‘ʼʻ`"), st.text(string.ascii_lowercase, min_size=1), st.text("abcdefg", min_size=2))
def test_folding_ignores_the_sort_of_apostrophe(mark: str, one: str, other: str) -> None:
    assert fold(f"{one}{mark}{other}") == fold(f"{one}{other}")


def test_folding_agrees_with_the_linker(base: ActorBase) -> None:
    for surface, _, _ in base.surfaces():
        assert tuple(fold(surface).split()) == tuple(p for word in surface.split() for p in pieces_of(word))


NAME = st.from_regex(r"[A-Za-zéüğ'\-,\" ]{1,20}", fullmatch=True).map(str.strip).filter(bool)
NAMES = st.lists(NAME, max_size=4, unique=True).map(tuple)
SLUG = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}){1,2}", fullmatch=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SLUG, NAME, st.sampled_from(sorted(KINDS)), NAMES, NAMES, NAMES)
def test_a_row_survives_the_table(tmp_path, slug, name, kind, aliases, weak, demonyms) -> None:
    actor = Actor(slug, name, kind, aliases=aliases, weak=weak, demonyms=demonyms, note='a "quoted", note')
    path = tmp_path / "mine.csv"
    path.write_text(to_csv([actor]), encoding="utf-8")
    assert read_actor_rows(path, {}) == ({actor.id: actor}, {})


# Turtle


def test_the_actors_compile_to_skos(base: ActorBase) -> None:
    import pyoxigraph

    out = io.BytesIO()
    write_turtle(base, out)
    store = pyoxigraph.Store()
    store.load(out.getvalue(), format=pyoxigraph.RdfFormat.TURTLE)
    query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX wb: <https://w3id.org/whobacks/ns#>
      SELECT ?actor WHERE { ?actor a wb:ArmedGroup ; skos:prefLabel "Libyan National Army"@en ; skos:altLabel ?name }"""
    assert {str(found["actor"]) for found in store.query(query)} == {"<https://w3id.org/whobacks/actor/ly/lna>"}
    assert sum(1 for _ in store) == len(set(actor_triples(base)))


# The scorer's own table of names


@pytest.mark.shared
def test_every_scored_name_leads_to_its_actor(base: ActorBase, shared: Path) -> None:
    entries = json.loads((shared / "eval" / "actors_eval.json").read_text(encoding="utf-8"))
    canonical = {fold(a): fold(name) for name, entry in entries.items() for a in (name, *entry["aliases"])}
    missed = []
    for name, entry in entries.items():
        for alias in (name, *entry["aliases"]):
            names = {fold(actor.name) for actor in base.find(alias)}
            # "Malian junta" stands in two entries of that table.
            if canonical[fold(alias)] not in {canonical.get(found, found) for found in names}:
                missed.append((name, alias))
    assert missed == []


@pytest.mark.shared
def test_leaders_roll_up_as_scored(base: ActorBase, shared: Path) -> None:
    entries = json.loads((shared / "eval" / "actors_eval.json").read_text(encoding="utf-8"))
    canonical = {fold(a): fold(name) for name, entry in entries.items() for a in (name, *entry["aliases"])}
    wrong = {}
    for name, entry in entries.items():
        if side := entry.get("rolls_up_to"):
            found = fold(base.get(base.roll_up(base.find(name)[0].id)).name)
            if canonical.get(found, found) != fold(side):
                wrong[name] = found
    assert wrong == {}
