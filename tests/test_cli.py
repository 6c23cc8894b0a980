"""Commands: what they print, where, in which format, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whobacks import cli
from whobacks.graph.tables import Format, write_rows
from whobacks.graph.terminal import guarded

Run = Callable[..., tuple[int, str, str]]


def record(doc: str, source: tuple[str, str], relation: str, target: tuple[str, str], **more: Any) -> dict[str, Any]:
    sentence = f"{source[1]} {relation} {target[1]}, officials said."
    quote, start = sentence.split(",")[0], more.pop("start", 10)
    return {
        "doc": doc,
        "source": source[1],
        "source_text": source[1],
        "source_id": source[0],
        "relation": relation,
        "target": target[1],
        "target_text": target[1],
        "target_id": target[0],
        "status": "asserted",
        "sentence": sentence,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "date": "2020-06-05",
        "outlet": "The Wire",
        "theatre": "Libya",
        "confidence": 0.9,
        **more,
    }


RUSSIA, TURKEY = ("state/ru", "Russia"), ("state/tr", "Turkey")
LNA, GNA = ("ly/lna", "Libyan National Army"), ("ly/gna", "Government of National Accord")
HOSTILE = ("new/hostile", "\x1b[31m=cmd|' /C calc'!A0<script>")
CLAIMS = [
    record("a", RUSSIA, "aids", LNA, status="claimed", attributed_to="United States", attributed_to_id="state/us"),
    record(
        "a",
        RUSSIA,
        "aids",
        LNA,
        status="denied",
        attributed_to="Russia",
        attributed_to_id="state/ru",
        start=90,
    ),
    record("b", TURKEY, "backs", GNA, date="2019-12-01"),
    record("b", GNA, "attacks", LNA, date="2019-12-01", start=60),
    record("c", HOSTILE, "backs", LNA, date="2018-01-01"),
]


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("claims") / "claims.jsonl"
    file.write_text("".join(json.dumps(claim) + "\n" for claim in CLAIMS), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def graph(claims: Path) -> Path:
    folder = claims.parent / "graph"
    cli_run("load", claims, "--graph", folder)
    return folder


def cli_run(*arguments: object) -> int:
    kept = sys.argv
    sys.argv = ["whobacks", *map(str, arguments)]
    try:
        with pytest.raises(SystemExit) as stopped:
            cli.run()
    finally:
        sys.argv = kept
    return int(stopped.value.code or 0)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli_run(*arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


COMMANDS = [
    *("actors", "ask", "backup", "build", "export", "extract", "load", "mentions", "optimize", "query"),
    *("relate", "relations", "retract", "serve", "show", "stats", "types", "validate", "view"),
]


def test_help_names_every_command_and_fits_a_screen(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f" {command} " in out for command in COMMANDS)
    assert len(out.splitlines()) <= 50


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert "Usage: whobacks" in out and len(out.split("Usage")[1].splitlines()[2].strip()) > 10


def test_no_command_is_a_usage_error(run: Run) -> None:
    assert run()[0] == 2
    assert run("nonsense")[0] == 2
    assert run("ask")[0] == 2
    assert run("relations", "--contested", "maybe")[0] == 2


def test_relations_in_every_format(run: Run, graph: Path) -> None:
    _, jsonl, _ = run("relations", "--graph", graph)
    rows = [json.loads(line) for line in jsonl.splitlines()]
    assert {row["relation"] for row in rows} == {"aids", "backs", "attacks"}
    assert json.loads(run("relations", "--graph", graph, "-f", "json")[1]) == rows
    table = list(csv.DictReader(io.StringIO(run("relations", "--graph", graph, "-f", "csv")[1])))
    assert [row["target"] for row in table] == [row["target"] for row in rows]
    assert run("relations", "--graph", graph, "-f", "md")[1].startswith("| relation | status |")
    assert "Libyan National Army" in run("relations", "--graph", graph, "-f", "table")[1]


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (["--to", "LNA", "--sign", "+"], {"Russia", HOSTILE[1]}),
        (["--from", "Turkey"], {"Turkey"}),
        (["--around", "ly/gna"], {"Turkey", "Government of National Accord"}),
        (["--relation", "hostility"], {"Government of National Accord"}),
        (["--theatre", "Libya", "--since", "2020"], {"Russia"}),
        (["--until", "2018-12"], {HOSTILE[1]}),
        (["--contested", "only"], {"Russia"}),
        (["--status", "denied"], {"Russia"}),
        (["--limit", "1", "--relation", "aids"], {"Russia"}),
        (["--outlet", "The Wire", "--attributed-to", "United States"], {"Russia"}),
        (["--min-confidence", "0.95"], set()),
    ],
)
def test_filters(run: Run, graph: Path, filters: list[str], sources: set[str]) -> None:
    code, out, _ = run("relations", "--graph", graph, *filters)
    assert code == 0
    assert {json.loads(line)["source"] for line in out.splitlines()} == sources


def test_evidence_names_who_says_and_who_denies(run: Run, graph: Path) -> None:
    _, out, _ = run("relations", "--graph", graph, "--relation", "aids", "--evidence")
    stated = [json.loads(line) for line in out.splitlines()]
    assert [row["attributed_to"] for row in stated if row["status"] == "claimed"] == ["United States"]
    assert stated[0]["denied_by"] == ["Russia"]


def test_nothing_found_is_a_failure_only_where_asked(run: Run, graph: Path) -> None:
    assert run("relations", "--graph", graph, "--until", "2001")[0] == 0
    assert run("relations", "--graph", graph, "--until", "2001", "--fail")[0] == 3
    assert run("query", "SELECT ?x WHERE { ?x wb:none ?y }", "--graph", graph, "--fail")[0] == 3
    assert run("retract", "no-such-document", "--graph", graph)[0] == 3


def test_questions(run: Run, graph: Path) -> None:
    code, out, err = run("ask", "who backs the LNA in Libya?", "--graph", graph, "-f", "table", "--show-query")
    assert code == 0
    assert "Russia" in out and "denied by Russia" in out
    assert "SELECT" in err
    code, out, err = run("ask", "who backs the LNA in Libya?", "--graph", graph)
    assert code == 0 and "Read as" in err
    assert "Russia" in {json.loads(line)["source"] for line in out.splitlines()}


@pytest.mark.parametrize(
    "arguments", [("ask", "colourless green ideas sleep"), ("show", "Nobody Inparticular"), ("ask", "")]
)
def test_what_is_not_understood_exits_with_4_and_says_so(run: Run, graph: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments, "--graph", graph)
    assert (code, out) == (4, "")
    assert err.startswith("error: ")


def test_show(run: Run, graph: Path) -> None:
    code, out, _ = run("show", "LNA", "--graph", graph, "-f", "table")
    assert code == 0
    assert "Libyan National Army (" in out and "is supported by" in out
    rows = [json.loads(line) for line in run("show", "LNA", "--graph", graph)[1].splitlines()]
    assert {row["section"] for row in rows} >= {"is supported by"}


def test_query_formats_parameters_and_limits(run: Run, graph: Path, tmp_path: Path) -> None:
    select = "SELECT ?b WHERE { GRAPH ?g { ?c wb:subject ?a ; wb:object ?b } } ORDER BY ?b"
    (tmp_path / "q.rq").write_text(select)
    code, out, _ = run("query", tmp_path / "q.rq", "--graph", graph, "-f", "csv", "-p", "a=actor:state/tr")
    assert code == 0 and out.splitlines()[0] == "b"
    assert json.loads(run("query", select, "--graph", graph)[1])["head"]["vars"] == ["b"]
    assert run("query", "ASK { ?x a wb:Claim }", "--graph", graph, "-f", "table")[1] == "true\n"
    assert "cut: " in run("query", select, "--graph", graph, "--rows", "1")[2]
    assert run("query", "DROP ALL", "--graph", graph)[0] == 1
    assert run("query", "--graph", graph)[0] == 2
    assert run("query", select, "-p", "a b", "--graph", graph)[0] == 2
    assert run("query", "--list")[0] == 0


def test_hostile_text_is_harmless_in_every_format(run: Run, graph: Path) -> None:
    only = ("relations", "--graph", graph, "--until", "2018-12")
    assert "\x1b" not in run(*only, "-f", "table")[1] and "\x1b" not in run(*only, "-f", "md")[1]
    assert "<script" not in run(*only, "-f", "md")[1]
    assert run("actors", "--graph", graph, "-f", "csv")[1].count(",=") == 0


def test_actors_are_listed_reviewed_and_merged(run: Run, claims: Path, tmp_path: Path) -> None:
    graph = tmp_path / "mine"
    run("load", claims, "--graph", graph)
    names = {json.loads(line)["name"] for line in run("actors", "--graph", graph)[1].splitlines()}
    assert {"Russia", "Turkey"} <= names
    header, row = run("actors", "--unreviewed", "--graph", graph)[1].splitlines()
    assert header.startswith("id,name,kind") and row.startswith("new/hostile,")
    assert run("actors", "merge", "new/hostile", "Nobody Inparticular", "--graph", graph)[0] == 4
    assert run("actors", "merge", "new/hostile", "Turkey", "--graph", graph)[0] == 0
    assert "new/hostile" in (tmp_path / "mine.actors.csv").read_text()
    assert {json.loads(line)["name"] for line in run("actors", "--graph", graph)[1].splitlines()} == names - {
        HOSTILE[1]
    }
    assert run("actors", "merge", "Russia", "Turkey", "--graph", graph)[0] == 1


def test_loading_twice_changes_nothing_and_bad_lines_are_rejected(run: Run, claims: Path, tmp_path: Path) -> None:
    graph, rejects = tmp_path / "g", tmp_path / "rejects.jsonl"
    assert "3 added, 0 replaced, 0 unchanged" in run("load", claims, "--graph", graph)[2]
    assert "0 added, 0 replaced, 3 unchanged" in run("load", claims, "--graph", graph)[2]
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"doc": "x"}\n{\n' + json.dumps(CLAIMS[2]) + "\n")
    code, _, err = run("load", bad, tmp_path / "none.jsonl", "--graph", tmp_path / "h", "--rejects", rejects)
    assert code == 5
    assert [json.loads(line)["line"] for line in rejects.read_text().splitlines()] == [1, 2, None]
    assert "bad.jsonl:2: broken JSON" in err and "1 added" in err


def test_stats_validate_backup_optimize_retract(run: Run, claims: Path, tmp_path: Path) -> None:
    graph = tmp_path / "g"
    run("load", claims, "--graph", graph)
    rows = {r["what"]: r["count"] for r in map(json.loads, run("stats", "--graph", graph)[1].splitlines())}
    assert (rows["documents"], rows["claims"]) == ("3", "5")
    assert run("validate", "--graph", graph)[0] == 0
    assert run("backup", tmp_path / "copy", "--graph", graph)[0] == 0
    assert run("optimize", "--graph", graph)[0] == 0
    assert run("retract", "b", "--graph", graph)[0] == 0
    assert run("relations", "--graph", graph, "--from", "Turkey", "--fail")[0] in (3, 4)
    assert run("relations", "--graph", tmp_path / "copy", "--from", "Turkey", "--fail")[0] == 0


def test_view_and_export(run: Run, graph: Path, tmp_path: Path) -> None:
    assert run("view", tmp_path / "out.html", "--graph", graph)[0] == 0
    assert "Libyan National Army" in (tmp_path / "out.html").read_text(encoding="utf-8")
    for name in ("ttl", "trig", "nq", "jsonld", "graphml", "gexf", "csv", "jsonl"):
        assert run("export", tmp_path / f"out.{name}", "--graph", graph)[0] == 0
        assert (tmp_path / f"out.{name}").stat().st_size > 0
    assert run("export", tmp_path / "out.docx", "--graph", graph)[0] == 1
    assert run("load", tmp_path / "out.trig", "--graph", tmp_path / "again")[0] == 0
    assert run("relations", "--graph", tmp_path / "again")[1] == run("relations", "--graph", graph)[1]


def test_a_dataset_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    code, out, err = run("relations", "--graph", tmp_path / "none")
    assert (code, out) == (1, "")
    assert "there is no dataset in" in err and "whobacks build" in err


def test_the_environment_names_the_graph(run: Run, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOBACKS_GRAPH", str(graph))
    assert run("stats")[0] == 0


def test_types_come_from_the_vocabulary(run: Run) -> None:
    names = [json.loads(line)["name"] for line in run("types")[1].splitlines()]
    assert {"backs", "aids", "attacks", "leads"} <= set(names)


def test_errors_are_one_line_and_debug_shows_their_origin(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text("{}")
    assert "Traceback" not in run("stats", "--graph", tmp_path)[2]
    kept = sys.argv
    sys.argv = ["whobacks", "stats", "--debug", "--graph", str(tmp_path)]
    try:
        with pytest.raises(Exception, match="is not a dataset"):
            cli.run()
    finally:
        sys.argv = kept


def test_exit_codes_of_faults_and_interruptions(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    def fault() -> None:
        raise ZeroDivisionError("division by zero")

    assert guarded(interrupt) == 130
    assert guarded(fault) == 1
    assert "This is a fault in whobacks" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error(graph: Path) -> None:
    command = f"{sys.executable} -c 'from whobacks.cli import run; run()' relations -g {graph} | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr and "Error" not in done.stderr


def test_no_color_and_pipes_have_no_codes(graph: Path) -> None:
    env = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": ""}
    command = [
        sys.executable,
        "-c",
        "from whobacks.cli import run; run()",
        "show",
        "LNA",
        "-g",
        str(graph),
        "-f",
        "table",
    ]
    assert "\x1b" not in subprocess.run(command, capture_output=True, text=True, timeout=300, env=env).stdout


def test_actor_names_and_relations_are_completed() -> None:
    from whobacks.graph.options import actor_names, relation_names

    assert "Libyan National Army" in actor_names("libyan nat")
    assert "sanctions" in list(relation_names("sanc"))


@pytest.mark.parametrize("format", list(Format))
def test_no_rows_are_no_error(format: Format) -> None:
    assert write_rows([], format, file=io.StringIO()) == 0


def test_rows_stream_as_json_lines() -> None:
    out = io.StringIO()

    def rows() -> object:
        yield {"a": 1}
        assert out.getvalue() == '{"a": 1}\n'
        yield {"a": 2}

    assert write_rows(rows(), Format.JSONL, file=out) == 2  # type: ignore[arg-type]


TEXT = (
    "Updated 5 June 2020\n\nTurkey armed the Government of National Accord, and Russia denied that it backs Haftar.\n"
)


def test_extract_reads_on_after_broken_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text('{"id": 1, "body": "x"}\n{\n')
    rejects, out = tmp_path / "rejects.jsonl", tmp_path / "out.jsonl"
    code, printed, err = run("extract", tmp_path, "--rejects", rejects, "-o", out, "--field", "id=id")
    assert (code, printed) == (5, "")
    assert [json.loads(line)["line"] for line in rejects.read_text().splitlines()] == [1, 2]
    assert "b.jsonl:2: broken JSON" in err
    for claim in map(json.loads, out.read_text().splitlines()):
        assert TEXT[claim["start"] : claim["end"]] == claim["quote"]
        assert (claim["doc"], claim["date"], claim["why"]) == ("a", "2020-06-05", None)


def test_extract_refuses_wrong_fields_and_places(run: Run, tmp_path: Path) -> None:
    assert run("extract", tmp_path, "--field", "body=text")[0] == 1
    assert run("extract", tmp_path, "-j", "0")[0] == 2
    code, _, err = run("extract", tmp_path, "-o", tmp_path / "none" / "out.jsonl")
    assert code == 1 and "No such file or directory" in err and "fault" not in err


def test_mentions_say_who_is_meant_where_and_how(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    code, out, _ = run("mentions", tmp_path / "a.txt", "-f", "jsonl")
    found = {row["text"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert {"state/tr", "ly/gna", "state/ru", "person/haftar"} <= {row["id"] for row in found.values()}
    assert all(TEXT[row["start"] : row["end"]] == text for text, row in found.items())


def test_relate_answers_each_pair_and_rejects_the_rest(run: Run, tmp_path: Path) -> None:
    pair = {"id": "p", "text": "Turkey armed the rebels.", "source": [0, 6], "target": [17, 23]}
    bad = {**pair, "target": [17, 99]}
    (tmp_path / "pairs.jsonl").write_text(f"{json.dumps(pair)}\n{json.dumps(bad)}\n")
    code, out, err = run("relate", tmp_path / "pairs.jsonl", "--force")
    (answer,) = map(json.loads, out.splitlines())
    assert code == 5 and "pairs.jsonl:2: target is [17, 99]" in err
    assert answer["id"] == "p" and answer["plover"] and {"relation", "status", "scores"} <= set(answer)


def test_build_goes_on_where_it_stopped_and_knows_its_own_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    graph = tmp_path / "mine"
    assert "1 added, 0 replaced, 0 unchanged" in run("build", tmp_path / "a.txt", "--graph", graph)[2]
    assert "0 added, 0 replaced, 1 unchanged" in run("build", tmp_path / "a.txt", "--graph", graph)[2]
    (tmp_path / "a.txt").write_text(TEXT + "\nEgypt condemned it on Friday, too, a ministry said in a statement.\n")
    assert "0 added, 1 replaced, 0 unchanged" in run("build", tmp_path / "a.txt", "--graph", graph)[2]
    (tmp_path / "mine.actors.csv").write_text("id,name\n")
    code, _, err = run("build", tmp_path / "a.txt", "--graph", graph)
    assert code == 1 and "mine.actors.csv:1: the header lacks" in err
