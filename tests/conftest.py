"""Fixtures that all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing: this test was NOT run")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated texts beside the project; without it the test skips (fails in CI)."""
    folder = Path(os.environ.get("WHOBACKS_SHARED", ROOT.parent / "shared"))
    if not (folder / "README.md").exists():
        _missing(f"the folder {folder.name!r} beside the project")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive; without one the test skips (fails in CI)."""
    for path in (
        os.environ.get("WHOBACKS_CHROMIUM", ""),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ):
        if path and Path(path).exists():
            return path
    _missing("Chromium (set WHOBACKS_CHROMIUM to its path)")
    raise AssertionError


@pytest.fixture(scope="session")
def claim() -> Callable[..., Any]:
    """Makes a claim from ``("Russia", "aids", "Libyan National Army")``; other fields by name, ids are looked up."""
    from whobacks.extract.claim import Claim, Status
    from whobacks.ontology.actors import load_actors

    def actor_id(name: str) -> str:
        found = load_actors().find(name)
        return found[0].id if found else f"new/{name.lower().replace(' ', '-')}"

    def make(source: str, relation: str, target: str, status: str = "asserted", **fields: Any) -> Claim:
        quote = fields.pop("quote", f"{source} {relation} {target}")
        start, by = fields.pop("start", 0), fields.pop("by", None)
        known = {
            "doc": "one",
            "date": "2020-05-01",
            "theatre": "Libya",
            "sentence": f"{quote}.",
            "outlet": "The Courier",
        }
        ends = {"source": source, "source_text": source, "source_id": actor_id(source), "target": target}
        ends |= {"target_text": target, "target_id": actor_id(target)}
        speaker = {"attributed_to": by, "attributed_to_id": actor_id(by)} if by else {}
        place = {"quote": quote, "start": start, "end": start + len(quote)}
        return Claim(relation=relation, status=Status(status), **(known | ends | speaker | place | fields))

    return make


@pytest.fixture(scope="session")
def extraction() -> Callable[..., Any]:
    """Makes what the extractor yields for one document: its text is long enough for the claims' offsets."""
    from whobacks.extract.document import Article, Document
    from whobacks.extract.extraction import Extraction

    def make(*claims: Any, doc: str | None = None, text: str | None = None, **article: Any) -> Extraction:
        doc = doc or (claims[0].doc if claims else "one")
        words = text if text is not None else f"Report {doc}. " + "x" * 500
        known = {"title": f"Report {doc}", "blocks": ((0, len(words)),)}
        known |= {"date": claims[0].date, "outlet": claims[0].outlet} if claims else {}
        placed = tuple(replace(one, doc=doc) for one in claims)
        return Extraction(Document(id=doc, text=words, articles=(Article(**(known | article)),)), placed)

    return make


@pytest.fixture
def kg(tmp_path: Path) -> Iterator[Any]:
    """An empty knowledge graph on disk."""
    from whobacks.graph.knowledge import open_graph

    with open_graph(tmp_path / "graph") as opened:
        yield opened


@pytest.fixture
def jufra(kg: Any, claim: Callable[..., Any], extraction: Callable[..., Any]) -> Any:
    """A small graph: a claim denied by two, both sides of a war, a turn, a leader; three documents, two outlets."""
    army, cabinet = "Libyan National Army", "Government of National Accord"
    kg.add(
        [
            extraction(
                claim("Russia", "aids", army, "claimed", by="United States", place="Jufra", confidence=0.8),
                claim("Russia", "aids", army, "denied", by="Russia", start=50),
                claim("Russia", "aids", army, "denied", by=army, start=100),
                doc="jufra",
            ),
            extraction(
                claim("Turkey", "aids", cabinet, outlet="Morning Post", date="2020-01-10"),
                claim("Turkey", "attacks", army, outlet="Morning Post", date="2020-01-10", start=50),
                claim(army, "attacks", cabinet, outlet="Morning Post", date="2020-01-10", start=100),
                claim("Egypt", "backs", army, outlet="Morning Post", date="2020-01-10", start=150),
                doc="drones",
            ),
            extraction(
                claim("Turkey", "backs", army, date="2016-03-01"),
                claim("Khalifa Haftar", "leads", army, date="2016-03-01", start=50),
                claim("Egypt", "backs", army, "hypothetical", date="2016-03-01", start=100),
                doc="earlier",
            ),
        ]
    )
    return kg
