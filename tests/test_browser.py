"""The explorer's page in a real browser, with the network cut off: what a reader sees, does and takes away."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import runpy
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx
import pytest

from whobacks.extract.claim import Claim, Status
from whobacks.graph.explorer import page
from whobacks.graph.inline import InlinePage
from whobacks.graph.knowledge import KnowledgeGraph, open_graph
from whobacks.graph.relation import Relation
from whobacks.ontology.errors import QuestionError

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SAMPLES = runpy.run_path(str(HERE.parent / "benchmarks" / "relations.py"))
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, LAPTOP, PHONE = (1440, 900), (1180, 760), (360, 740)
PATIENCE = 90_000  # milliseconds: two cores may be shared with a training
HOSTILE = (
    "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script> href {{7*7}} ${alert(4)} javascript:alert(3)"
)


class Reader:
    """A page in a browser, with everything that it asked the network for and every dialog that it opened."""

    def __init__(self, browser: Any, size: tuple[int, int], dark: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light",
            offline=True, accept_downloads=True, reduced_motion="reduce",
        )  # fmt: skip
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", self._blocked)
        self.page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _blocked(self, request: Any) -> None:
        """A request that the page's own policy stopped never left."""
        if request.failure == "csp":
            self.requests.remove(request.url)

    def asked(self) -> list[str]:
        """What was asked for beside the page's own pictures."""
        return [url for url in self.requests if not url.startswith("blob:")]

    def open(self, path: Path, fragment: str = "") -> Reader:
        self.page.goto(f"{path.as_uri()}{'#' + fragment if fragment else ''}")
        return self.ready()

    def ready(self) -> Reader:
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def js(self, expression: str, argument: Any = None) -> Any:
        return self.page.evaluate(expression, argument)

    def settled(self) -> Reader:
        """After the next frame and the deferred drawing."""
        self.js("() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done, 0)), 90))")
        return self

    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def shown(self) -> set[tuple[str, str, str]]:
        """The relations that the filters let through."""
        rows = self.js("() => LIVE.relations.map((l) => [D.actors[l.s].id, l.r.type.name, D.actors[l.t].id])")
        return {(row[0], row[1], row[2]) for row in rows}

    def ask(self, question: str) -> str:
        self.page.fill("#ask", question)
        self.page.press("#ask", "Enter")
        self.settled()
        return self.panel()

    def saved(self, file_format: str) -> bytes:
        with self.page.expect_download() as download:
            self.js("(format) => download(format)", file_format)
        return Path(download.value.path()).read_bytes()

    def shot(self, name: str) -> None:
        folder = os.environ.get("WHOBACKS_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.fixture(scope="module")
def sample() -> list[Relation]:
    return SAMPLES["sample"]()


@pytest.fixture(scope="module")
def file(sample: list[Relation], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "out.html"
    path.write_text(page(sample, title="Who backs whom in Syria and Libya"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as api:
        opened = api.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def reader(browser: Any) -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []

    def make(size: tuple[int, int] = DESK, *, dark: bool = False) -> Reader:
        readers.append(Reader(browser, size, dark))
        return readers[-1]

    yield make
    for one in readers:
        one.context.close()


@pytest.fixture(scope="module")
def desk(browser: Any, file: Path) -> Iterator[Reader]:
    """One page for many tests; each begins with `begin`."""
    one = Reader(browser, DESK).open(file)
    yield one
    one.context.close()


def begin(one: Reader, **changes: Any) -> Reader:
    one.js("(changes) => { S = { ...fresh(), ...changes }; refit = true; redraw(); closePanel(); }", changes)
    return one.settled()


# ---- opening


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (LAPTOP, "laptop"), (PHONE, "phone")])
def test_opens_offline_without_asking_the_network(
    reader: Callable[..., Reader], file: Path, size: tuple[int, int], name: str
) -> None:
    one = reader(size).open(file)
    for view in ("graph", "matrix", "text"):
        one.js("(view) => change({ view })", view)
        one.settled().shot(f"{name}_{view}")
        wide = one.js("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"{view} is wider than the screen"
    assert one.requests == [file.as_uri()]
    assert one.dialogs == []
    assert one.errors == []


def test_names_never_overlap_and_all_are_there(desk: Reader) -> None:
    begin(desk)
    boxes = desk.js("() => placed(G.net.getScale(), null, marksAt(G.net.getScale(), null))")
    assert len(boxes) == 40
    for place, a in enumerate(boxes):
        for b in boxes[:place]:
            apart = a["x1"] <= b["x0"] or b["x1"] <= a["x0"] or a["y1"] <= b["y0"] or b["y1"] <= a["y0"]
            assert apart, f"{a['lines']} lies on {b['lines']}"


def test_positions_are_those_of_the_file(desk: Reader) -> None:
    begin(desk)
    assert desk.js("() => NODES.every((n) => G.net.getPosition(n.id).x === n.x && G.net.getPosition(n.id).y === n.y)")


# ---- filters


def test_filters_hide_links_not_only_actors(desk: Reader, sample: list[Relation]) -> None:
    begin(desk)
    desk.js("() => onlyValue('type', 'aids')")
    desk.settled()
    wanted = {(r.source.id, r.relation, r.target.id) for r in sample if r.relation == "aids"}
    assert desk.shown() == wanted
    drawn = desk.js("() => G.edges.get({ filter: (e) => !e.hidden }).length")
    assert drawn == len({(a, b) for a, _, b in wanted})


def test_count_beside_each_choice_is_what_the_choice_gives(desk: Reader) -> None:
    begin(desk)
    desk.js("() => { S.off.theatre.add(D.theatres.indexOf('Libya')); change({ sources: 3 }); }")
    counts = desk.settled().js("() => Object.fromEntries([...LIVE.facets.type])")
    for name, count in list(counts.items())[:4]:
        desk.js(
            "(name) => { S.off.type = new Set(D.types.map((t) => t.name).filter((n) => n !== name)); change({}); }",
            name,
        )
        assert desk.settled().js("() => LIVE.relations.length") == count


def test_checkbox_and_only_work_by_hand(desk: Reader) -> None:
    begin(desk)
    desk.page.uncheck('#filters input[data-family="hostility"]')
    desk.settled()
    assert not {relation for _, relation, _ in desk.shown()} & {"attacks", "accuses", "sanctions"}
    desk.page.check('#filters input[data-family="hostility"]')
    desk.page.select_option("#filters select", "only")
    desk.settled()
    assert 0 < desk.js("() => LIVE.relations.length") < 20


def test_pairs_that_are_only_denied_are_visible_as_such(desk: Reader) -> None:
    begin(desk)
    states = desk.js("() => Object.fromEntries([...LIVE.drawn.values()].map((b) => [b.key, b.state]))")
    key = desk.js("() => `${D.byId['state/fr'].i}>${D.byId['person/haftar'].i}|1`")
    assert states[key] == "denied"
    assert "hypothetical" in states.values()
    desk.js("(key) => showBundle(key)", key)
    assert "only denied" in desk.panel()


def test_time_window_recounts_statements(desk: Reader, sample: list[Relation]) -> None:
    begin(desk)
    before = desk.js("() => LIVE.statements")
    grip = desk.page.locator('[data-grip="from"]')
    grip.focus()
    for _ in range(5):
        grip.press("PageUp")
    desk.settled()
    since = desk.js("() => isoOf(S.from)")
    inside = sum(1 for r in sample for s in r.statements if (s.date or "") >= since)
    assert desk.js("() => LIVE.statements") == inside < before
    box = desk.page.locator("#brush").bounding_box()
    desk.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 30)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 30, steps=3)
    desk.page.mouse.up()
    assert desk.settled().js("() => S.to") < desk.js("() => D.last")


def test_empty_result_says_so_and_leads_back(desk: Reader) -> None:
    begin(desk, sources=9)
    assert "Nothing fits all of these filters" in desk.page.inner_text("#empty")
    desk.page.click("#empty >> text=Reset all")
    assert len(desk.settled().shown()) == 126


def test_rolled_up_people_count_as_their_sides(desk: Reader) -> None:
    begin(desk, rollup=True)
    ends = {end for a, _, b in desk.shown() for end in (a, b)}
    assert "person/haftar" not in ends
    assert "ly/lna" in ends
    assert len(desk.shown()) == desk.js("() => LIVE.relations.length")


def test_folded_blocs_are_one_symbol_each(desk: Reader) -> None:
    begin(desk)
    desk.js("() => foldAll(true)")
    desk.settled().shot("desk_folded")
    assert desk.js("() => LIVE.actors.size") < 20
    desk.js("() => unfold(0)")
    assert desk.settled().js("() => D.blocs[0].members.some((m) => LIVE.actors.has(m))")


# ---- evidence


def test_click_on_a_link_opens_every_statement(desk: Reader, sample: list[Relation]) -> None:
    begin(desk)
    desk.js("() => { S.off.type = new Set(D.types.map((t) => t.name).filter((n) => n !== 'sanctions')); change({}); }")
    desk.settled()
    point = desk.js(
        """() => { const b = [...LIVE.drawn.values()].sort((x, y) => far(y) - far(x))[0];
        function far(b) { return Math.hypot(G.at[b.s].x - G.at[b.t].x, G.at[b.s].y - G.at[b.t].y); }
        const a = G.at[b.s], z = G.at[b.t], middle = onCurve(a, control(a, z, styleOf(b).round), z, 0.42);
        const at = G.net.canvasToDOM(middle), n = b.lines[0].statements.length;
        const box = document.querySelector('#net').getBoundingClientRect();
        return { x: box.x + at.x, y: box.y + at.y, n, source: D.actors[b.s].id }; }"""
    )
    desk.page.mouse.click(point["x"], point["y"])
    desk.settled()
    assert desk.page.locator("#panel .claim").count() == point["n"]
    text = desk.panel()
    relation = next(r for r in sample if r.source.id == point["source"] and r.relation == "sanctions")
    for statement in relation.statements:
        assert statement.quote in text
        assert statement.outlet in text
    assert "confidence" in text


def test_status_is_told_in_words(desk: Reader) -> None:
    begin(desk)
    desk.js("() => showPair(D.byId['state/ru'].i, D.byId['ly/lna'].i)")
    text = desk.settled().panel()
    assert "Claimed by the United States, denied by Russia and the Libyan National Army" in text
    assert "Denied by Russia" in text
    desk.shot("desk_evidence")


def test_cell_and_row_open_the_same_evidence(desk: Reader) -> None:
    begin(desk, view="matrix")
    cell = desk.page.locator('#matrix .cell[aria-label*="Turkey backs and aids the Government of National Accord"]')
    cell.click()
    from_cell = desk.settled().page.locator("#panel .claim").count()
    begin(desk, view="text")
    row = desk.js("() => D.relations.find((r) => relationKey(r) === 'rel:state/tr>backs>ly/gna').i")
    desk.page.click(f'#text [data-relation="{row}"] .kind button')
    assert 0 < desk.settled().page.locator("#panel .claim").count() <= from_cell


def test_citations_and_permalinks(desk: Reader) -> None:
    begin(desk)
    cited = desk.js("() => [...Object.values(CITE), permalink].map((make) => make(D.statements[0]))")
    plain, bibtex, markdown, permalink = cited
    assert plain.startswith("“")
    assert "https://w3id.org/whobacks/claim/" in plain
    assert re.match(r"@article\{claim-[0-9a-f]{20},", bibtex)
    assert bibtex.count("{") == bibtex.count("}")
    assert markdown.startswith("> ")
    assert "#claim=" in permalink


def test_permalink_opens_its_claim(reader: Callable[..., Reader], file: Path, sample: list[Relation]) -> None:
    statement = sample[3].statements[0]
    one = reader().open(file, f"claim={statement.claim}")
    assert statement.quote in one.page.inner_text("#panel .claim.chosen")


# ---- finding, asking


def test_search_by_name_acronym_and_id(desk: Reader) -> None:
    for text, name in (("haftar", "Khalifa Haftar"), ("GNA", "Government of National Accord"), ("state/ru", "Russia")):
        begin(desk)
        assert desk.ask(text).replace("×", "").strip().startswith(name)


def test_ambiguous_name_offers_a_choice(desk: Reader) -> None:
    begin(desk)
    text = desk.ask("Syrian")
    assert "Which one?" in text
    assert "Syrian government" in text
    assert "Syrian rebels" in text


QUESTIONS = {
    "who backs Khalifa Haftar in Libya?": {("state/ae", "backs"), ("state/eg", "backs"), ("state/sa", "backs")},
    "whom does Turkey arm in Libya?": {("state/tr", "aids")},
    "what is between Russia and Turkey?": {("state/ru", "agrees_with"), ("state/ru", "consults_with")},
    "who leads the LNA?": {("person/haftar", "leads")},
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_answered_and_their_reading_shown(desk: Reader, question: str) -> None:
    begin(desk)
    text = desk.ask(question)
    assert "Read as:" in text
    stated = desk.js("() => LIVE.relations.filter(isStated).map((l) => [D.actors[l.s].id, l.r.type.name])")
    assert {(a, b) for a, b in stated} == QUESTIONS[question]


def test_yes_no_contested_and_denied(desk: Reader) -> None:
    begin(desk)
    assert "Yes." in desk.ask("does Turkey back the GNA?")
    assert "Contested." in desk.ask("does Russia arm the LNA?")
    assert "Only denied." in desk.ask("does France back Haftar?")
    assert "No." in desk.ask("does Italy arm Hezbollah?")


def test_what_is_not_understood_is_not_guessed(desk: Reader) -> None:
    begin(desk)
    text = desk.ask("did anyone ever secretly help the rebels")
    assert "Not understood" in text
    assert len(desk.shown()) == 126
    assert desk.page.locator("#panel li button").count() > 3


def test_path_shows_evidence_for_each_hop(desk: Reader) -> None:
    begin(desk)
    desk.js("() => showPath(D.byId['state/qa'].i, D.byId['sy/sna'].i, 'support')")
    desk.settled().shot("desk_path")
    hops = desk.page.locator("#paths ol").first.locator("> li")
    assert hops.count() >= 1
    assert all(hops.nth(n).locator(".claim").count() == 1 for n in range(hops.count()))


def test_what_changed_between_two_dates(desk: Reader) -> None:
    begin(desk)
    desk.js("() => showChanges('2019-01-01', '2020-12-31')")
    text = desk.settled().panel()
    assert "New (" in text
    assert "Not stated again (" in text
    assert "United States drops its support for" in text
    desk.shot("desk_changes")


def test_surroundings_of_an_actor(desk: Reader) -> None:
    begin(desk)
    desk.js("() => around(D.byId['ly/lna'].i, 1)")
    assert all("ly/lna" in (a, b) for a, _, b in desk.settled().shown())
    desk.js("() => around(D.byId['ly/lna'].i, 2)")
    assert any("ly/lna" not in (a, b) for a, _, b in desk.settled().shown())


# ---- keyboard, accessibility


def test_keyboard_alone(desk: Reader) -> None:
    begin(desk)
    desk.page.focus("#stage")
    desk.page.keyboard.press("/")
    assert desk.js("() => document.activeElement.id") == "ask"
    desk.page.keyboard.type("turkey")
    desk.page.keyboard.press("Enter")
    assert "Turkey" in desk.settled().panel()
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("Escape")
    desk.page.focus("#stage")
    desk.page.keyboard.press("2")
    assert desk.settled().js("() => S.view") == "matrix"
    desk.page.focus("#matrix .name")
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("Enter")
    assert desk.settled().page.locator("#panel .claim").count() > 0
    assert desk.js("() => document.activeElement.tagName") == "H2"
    desk.page.keyboard.press("1")
    desk.settled().page.focus("#net .vis-network")
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("Enter")
    assert desk.settled().js("() => S.chosen").startswith("actor:")


@pytest.mark.parametrize(("size", "dark"), [(DESK, False), (DESK, True), (PHONE, False)])
def test_axe_finds_nothing_serious(
    reader: Callable[..., Reader], file: Path, size: tuple[int, int], dark: bool
) -> None:
    one = reader(size, dark=dark).open(file)
    one.js((HERE / "axe" / "axe.min.js").read_text(encoding="utf-8"))
    for view in ("graph", "matrix", "text"):
        one.js(
            """(view) => { change({ view }); showPair(D.byId['state/ru'].i, D.byId['ly/lna'].i);
            document.body.classList.add('filtering'); }""",
            view,
        )
        one.settled().shot(f"axe_{size[0]}_{view}{'_dark' if dark else ''}")
        found = one.js("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
        serious = [
            (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []


# ---- what a reader takes away


@pytest.fixture(scope="module")
def filtered(desk: Reader) -> Reader:
    return desk


def _filter(desk: Reader, sample: list[Relation]) -> set[tuple[str, str, str]]:
    begin(desk)
    desk.js("() => { onlyValue('theatre', D.theatres.indexOf('Libya')); change({ sources: 2 }); }")
    desk.settled()
    return desk.shown()


def test_csv_is_the_filtered_view(desk: Reader, sample: list[Relation]) -> None:
    wanted = _filter(desk, sample)
    rows = list(csv.DictReader(io.StringIO(desk.saved("csv").decode())))
    assert {(row["source_id"], row["relation"], row["target_id"]) for row in rows} == wanted
    assert len(rows) == desk.js("() => LIVE.statements")
    assert all("Libya" in row["theatre"] and "at least 2 sources" in row["filter"] for row in rows)


def test_json_lines_are_records_of_the_extractor(desk: Reader, sample: list[Relation]) -> None:
    from whobacks.extract.claim import Claim

    wanted = _filter(desk, sample)
    claims = [Claim.from_record(json.loads(line)) for line in desk.saved("jsonl").decode().splitlines()]
    assert {(c.source_id, c.relation, c.target_id) for c in claims} == wanted
    assert all(c.quote in c.sentence for c in claims)


def test_graphml_is_read_by_networkx(desk: Reader, sample: list[Relation]) -> None:
    wanted = _filter(desk, sample)
    graph = networkx.parse_graphml(desk.saved("graphml").decode(), force_multigraph=True)
    assert {(a, data["relation"], b) for a, b, data in graph.edges(data=True)} == wanted
    assert "at least 2 sources" in graph.graph["filter"]
    assert {data["contested"] for *_, data in graph.edges(data=True)} == {True, False}


def test_nquads_are_the_claims_of_the_dataset(desk: Reader, sample: list[Relation]) -> None:
    from pyoxigraph import RdfFormat, Store

    wanted = _filter(desk, sample)
    store = Store()
    store.load(desk.saved("nq"), format=RdfFormat.N_QUADS)
    rows = store.query(
        "PREFIX wb: <https://w3id.org/whobacks/ns#> SELECT ?a ?r ?b WHERE { GRAPH ?g {"
        "?c a wb:Claim ; wb:subject ?a ; wb:relation ?r ; wb:object ?b ; wb:quote ?q ; wb:status ?s } }"
    )
    local = lambda term: re.split(r"/actor/|#", term.value)[-1]  # noqa: E731
    assert {(local(a), local(r), local(b)) for a, r, b in rows} == wanted


def test_pictures_hold_title_filter_and_legend(desk: Reader, sample: list[Relation]) -> None:
    _filter(desk, sample)
    picture = desk.saved("svg")
    tree = ElementTree.fromstring(picture)
    words = " ".join(tree.itertext())
    assert "Who backs whom in Syria and Libya" in words
    assert "at least 2 sources" in words
    assert "hostile to" in words
    assert len([g for g in tree.iter("{http://www.w3.org/2000/svg}g") if g.get("data-state")]) == desk.js(
        "() => LIVE.drawn.size"
    )
    png = desk.saved("png")
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000


def test_deep_link_restores_everything(reader: Callable[..., Reader], desk: Reader, file: Path) -> None:
    begin(desk)
    desk.js(
        """() => { S.off.type.add('attacks'); showActor(D.byId['state/tr'].i);
        change({ view: 'text', sources: 2, contested: 'hide', from: D.first + 900, rollup: true }); }"""
    )
    fragment = desk.settled().js("() => writeHash()")
    one = reader().open(file, fragment)
    same = "() => [S.view, S.sources, S.contested, S.from, S.rollup, [...S.off.type], S.chosen, LIVE.relations.length]"
    assert one.js(same) == desk.js(same)
    assert one.panel() == desk.panel()


def test_deep_link_restores_a_question(reader: Callable[..., Reader], desk: Reader, file: Path) -> None:
    begin(desk)
    desk.ask("who backs Khalifa Haftar in Libya?")
    one = reader().open(file, desk.js("() => writeHash()"))
    assert "Read as:" in one.panel()
    assert one.settled().shown() == desk.shown()


def test_broken_link_is_harmless(reader: Callable[..., Reader], file: Path) -> None:
    one = reader().open(
        file,
        "view=evil&no-type=%5Bbroken&from=never&around=nobody&show=pair:x>y|1&confidence=-3&bloc=99&folded=a,7,999",
    )
    assert len(one.shown()) == 126
    assert one.errors == []


def test_print_is_light_and_whole(desk: Reader) -> None:
    begin(desk, view="text")
    desk.page.emulate_media(media="print")
    desk.settled().shot("print_text")
    assert not desk.page.is_visible("#search")
    assert not desk.page.is_visible("#tools")
    assert desk.page.is_visible(".legend")
    desk.page.emulate_media(media="screen")


# ---- hostile words


FORMULA = "=cmd|' /C calc'!A0"


def _hostile(relation: Relation, place: int) -> Relation:
    """The same relation with an attack in every word that could come from outside."""
    words = dict.fromkeys(("outlet", "title", "theatre", "place", "time"), HOSTILE)
    spoken = {"quote": FORMULA + HOSTILE, "sentence": HOSTILE + FORMULA + HOSTILE, "url": "javascript:alert(5)"}
    texts = {"source_text": "=1+1", "target_text": "@SUM(A1)"}
    source = replace(relation.source, name=relation.source.name + HOSTILE)
    if place % 3 == 0:
        source = replace(source, id=source.id + HOSTILE)
    return replace(
        relation,
        source=source,
        theatres=(HOSTILE,),
        statements=tuple(replace(s, doc=s.doc + HOSTILE, **words, **spoken, **texts) for s in relation.statements),
    )


@pytest.fixture(scope="module")
def hostile(sample: list[Relation], tmp_path_factory: pytest.TempPathFactory) -> Path:
    evil = [_hostile(relation, place) for place, relation in enumerate(sample)]
    path = tmp_path_factory.mktemp("hostile") / "out.html"
    path.write_text(page(evil, title=HOSTILE), encoding="utf-8")
    return path


def test_hostile_words_stay_words(reader: Callable[..., Reader], hostile: Path) -> None:
    one = reader().open(hostile)
    for view in ("graph", "matrix", "text"):
        one.js("(view) => change({ view })", view)
        one.settled()
        one.js(
            """() => { showActor(0); showBundle([...LIVE.bundles.keys()][0]); showChanges(); showBlocs();
            offer('russia'); hover({ actor: 0 }, { x: 5, y: 5 }); }"""
        )
        one.settled()
    one.ask(HOSTILE)
    one.ask("who backs " + HOSTILE)
    one.js("() => showBundle([...LIVE.bundles.keys()][0])")
    one.shot("hostile")
    assert one.page.locator('#panel a[href^="javascript"]').count() == 0
    assert one.page.locator("img").count() == 0
    one.saved("svg"), one.saved("png")
    assert one.dialogs == []
    assert one.asked() == [hostile.as_uri()]


def test_policy_stops_what_markup_would_have_run(reader: Callable[..., Reader], hostile: Path) -> None:
    one = reader().open(hostile)
    one.js("""() => {
      const panel = document.querySelector('#panel'), script = document.createElement('script');
      panel.innerHTML = '<img src="https://example.org/x" onerror="alert(9)"><a href="javascript:alert(8)">x</a>';
      script.textContent = 'alert(7)';
      document.body.append(script);
      panel.querySelector('a').click(); }""")
    one.page.wait_for_timeout(400)
    assert one.dialogs == []
    assert one.asked() == [hostile.as_uri()]


def test_csv_is_safe_in_a_spreadsheet(reader: Callable[..., Reader], hostile: Path) -> None:
    one = reader().open(hostile)
    for row in csv.reader(io.StringIO(one.saved("csv").decode())):
        for value in row:
            assert value == "-1" or not value.lstrip().startswith(("=", "+", "-", "@"))


def test_hostile_exports_stay_well_formed(reader: Callable[..., Reader], hostile: Path) -> None:
    from pyoxigraph import RdfFormat, Store

    one = reader().open(hostile)
    ElementTree.fromstring(one.saved("svg"))
    assert networkx.parse_graphml(one.saved("graphml").decode(), force_multigraph=True).number_of_edges() == 126
    store = Store()
    store.load(one.saved("nq"), format=RdfFormat.N_QUADS)
    assert len(store) > 5_000


# ---- other homes of the page


def test_inside_a_notebook(reader: Callable[..., Reader], sample: list[Relation], tmp_path: Path) -> None:
    outer = tmp_path / "notebook.html"
    outer.write_text("<!doctype html><meta charset=utf-8>" + InlinePage(page(sample))._repr_html_(), encoding="utf-8")
    one = reader()
    one.page.goto(outer.as_uri())
    frame = one.page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    assert "40 of 40 actors" in frame.locator("#shown").inner_text()
    assert [url for url in one.requests if not url.startswith(("file:", "about:"))] == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notebook.html"]


def test_large_data_are_cut_aloud(reader: Callable[..., Reader], tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(page(SAMPLES["generated"](120, 500), top=60), encoding="utf-8")
    one = reader().open(path)
    assert re.search(
        r"Showing \d+ of 1\d\d actors, .* because only the 60 actors with most independent sources",
        one.page.inner_text("#shown"),
    )


def test_served_page_fetches_sentences_when_asked(browser: Any, sample: list[Relation]) -> None:
    context = browser.new_context()
    one = context.new_page()
    one.set_default_timeout(PATIENCE)
    known = {s.claim: {"quote": s.quote, "sentence": s.sentence} for r in sample for s in r.statements}
    asked: list[str] = []

    def answer(route: Any) -> None:
        url = route.request.url
        if "/api/evidence" not in url:
            return route.fulfill(
                body=page(sample, evidence_url="/api/evidence"), content_type="text/html; charset=utf-8"
            )
        ids = re.findall(r"claim=([0-9a-f]+)", url)
        asked.extend(ids)
        return route.fulfill(json={claim: known[claim] for claim in ids})

    one.route("http://whobacks.test/**", answer)
    one.goto("http://whobacks.test/")
    one.wait_for_selector("html[data-ready]", state="attached")
    assert asked == []
    one.evaluate("() => showRelation(0)")
    one.wait_for_selector("#panel .claim")
    assert sample[0].statements[0].quote in one.inner_text("#panel")
    assert len(asked) == len(sample[0].statements)
    context.close()


# ---- the same answers everywhere


def _claims(relations: list[Relation]) -> Iterator[Claim]:
    for relation in relations:
        for s in relation.statements:
            by = s.attributed_to
            yield Claim(
                doc=s.doc, source=relation.source.name, source_id=relation.source.id, source_text=s.source_text,
                relation=relation.relation, target=relation.target.name, target_id=relation.target.id,
                target_text=s.target_text, status=Status(s.status), sentence=s.sentence, quote=s.quote, start=s.start,
                end=s.end, attributed_to=by.name if by else None, attributed_to_id=by.id if by else None,
                theatre=s.theatre, date=s.date, confidence=s.confidence, outlet=s.outlet, title=s.title, url=s.url,
            )  # fmt: skip


def _asked(kg: KnowledgeGraph, question: str) -> tuple[str, ...] | str:
    """The verdict and the relations of an answer, as comparable text; "refused" where nothing is answered."""
    try:
        answer = kg.ask(question)
    except QuestionError:
        return "refused"
    found = sorted(f"{r.source.id} {r.relation} {r.target.id}" for r in answer.all_relations)
    return (str(answer.verdict), *found)


def test_page_answers_as_the_graph_does(reader: Callable[..., Reader], sample: list[Relation], tmp_path: Path) -> None:
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines][::2]
    with open_graph(tmp_path / "graph") as kg:
        kg.load_claims(_claims(sample))
        path = tmp_path / "out.html"
        path.write_text(page(kg), encoding="utf-8")
        expected = {question: _asked(kg, question) for question in questions}
    one = reader().open(path)
    got = one.js(
        """(questions) => questions.map((question) => {
          const read = readQuestion(D.raw.grammar, D.raw.lexicon, question, isoOf(Math.floor(Date.now() / DAY)));
          if (read.error) return 'refused';
          S = { ...fresh(), rollup: !!read.reading.roll_up };
          const answer = answered(read), id = (i) => D.actors[i].id;
          if (answer.error) return 'refused';
          const lines = new Set([...answer.lines, ...answer.unstated]);
          const told = (l) => `${id(l.s)} ${l.r.type.name} ${id(l.t)}`;
          return [String(answer.verdict ?? 'None'), ...[...lines].map(told).sort()];
        })""",
        questions,
    )
    told = {q: row if row == "refused" else tuple(row) for q, row in zip(questions, got, strict=True)}
    # the page knows only the actors in it: where the graph finds nothing about another one, it refuses the name
    nothing = {("None",): "refused", ("no",): "refused"}
    differ = {q: (expected[q], told[q]) for q in questions if told[q] not in (expected[q], nothing.get(expected[q]))}
    assert differ == {}
