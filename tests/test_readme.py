"""The README tells the truth: every command and every snippet in it runs.

`python tests/test_readme.py --write` puts the vocabulary's table and the answer into it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest

from whobacks.cli import app
from whobacks.ontology.legend import relations_table
from whobacks.ontology.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
TABLE = re.compile(r"(<!-- vocabulary -->\n).*?(<!-- /vocabulary -->)", re.DOTALL)
ANSWER = re.compile(r"(<!-- answer -->\n).*?(<!-- /answer -->)", re.DOTALL)
QUESTION = 'whobacks ask "does Russia arm the Libyan National Army?" --evidence --format table'
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "WHOBACKS_GRAPH": "whobacks.graph"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader of the README has it: the checkout's sample, and nothing made yet."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "sample").symlink_to(ROOT / "sample")
    return folder


def test_every_command_runs_in_order(folder: Path) -> None:
    for command in commands():
        if " serve" in command:
            continue
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment(), capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_the_answer_is_what_the_program_says(folder: Path) -> None:
    assert answered(folder) == TEXT, "run python tests/test_readme.py --write"


def test_serve_answers(folder: Path) -> None:
    (command,) = [command for command in commands() if " serve" in command]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["bash", "-c", "exec " + command.replace("8000", str(port))],
        cwd=folder,
        env=environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/healthz")
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(url: str) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


def test_every_snippet_runs_in_order(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks("python"))], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "out.html").exists()
    assert "backs" in done.stdout


def test_every_command_of_the_program_is_in_the_readme() -> None:
    from typer.main import get_command

    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"whobacks {name}" in TEXT, name


def test_the_two_commands_exist() -> None:
    for line in blocks("sh")[0].splitlines():
        target = line.split("#")[0].split()
        done = subprocess.run([*target, "--dry-run"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_the_demo_answers_three_questions_and_says_where_things_are(tmp_path: Path) -> None:
    ready = ["DEMO_READY=", f"BIN={BIN}", f"OUT={tmp_path}/demo"]
    done = subprocess.run(["make", "demo", *ready], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Read as:") == 3
    assert (tmp_path / "demo" / "graph").is_dir() and (tmp_path / "demo" / "whobacks.html").is_file()
    assert f"The graph is in {tmp_path}/demo/graph" in done.stdout


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_the_vocabularys_table_is_the_vocabularys() -> None:
    assert written() == TEXT, "run python tests/test_readme.py --write"


def test_the_table_of_packages_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=\[ ]", line)[0] for line in project["dependencies"]}
    rows = dict(re.findall(r"^\| ([\w-]+) \| ([\d.]+) \| ", TEXT, re.MULTILINE))
    assert wanted <= set(rows)
    # one package may be pinned twice, for older and newer Pythons
    pins = re.findall(r"^([\w-]+)==([\w.]+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    for name in wanted:
        pinned = [number for package, number in pins if package == name]
        assert any(number.startswith(rows[name]) for number in pinned), f"{name} is pinned to {pinned}"


def test_constraints_name_no_host() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()


def written() -> str:
    """The README with the vocabulary's table as it is now."""
    table = relations_table(vocabulary())
    return TABLE.sub(lambda match: f"{match[1]}\n{table}\n\n{match[2]}", TEXT)


def answered(folder: Path) -> str:
    """The README with the answer as the program gives it over the sample's graph."""
    subprocess.run(["bash", "-c", "whobacks build sample/articles"], cwd=folder, env=environment(), check=True)
    done = subprocess.run(
        ["bash", "-c", QUESTION], cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    shown = f"```console\n$ {QUESTION}\n{done.stdout}```"
    return ANSWER.sub(lambda match: f"{match[1]}\n{shown}\n\n{match[2]}", TEXT)


def write() -> None:
    """Bring the README up to date."""
    global TEXT
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "sample").symlink_to(ROOT / "sample")
        TEXT = answered(folder)
    README.write_text(written(), encoding="utf-8")


if __name__ == "__main__" and "--write" in sys.argv:
    write()
