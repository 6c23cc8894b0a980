"""Reading files, folders, records and standard input; what is broken is named and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whobacks.extract.document import Document
from whobacks.extract.encoding import decode
from whobacks.extract.readers import read_documents
from whobacks.ontology.errors import InputError

TEXT = "Turkey armed the rebels, and Russia’s air force attacked them near the town."
PAGE = f"""<html><head><title>Two powers fight over a town</title><meta property="og:site_name" content="The Wire">
<meta property="article:published_time" content="2020-02-14T10:00:00Z"><link rel="canonical" href="https://wire.example/a">
<meta charset="utf-8"></head><body><nav>Home World Opinion</nav><article><h1>Two powers fight over a town</h1>
<p>{TEXT}</p><p>{TEXT.replace("Turkey", "Qatar")}</p></article><footer>All rights reserved</footer></body></html>"""


def read(*paths: str | Path, **options: dict[str, str]) -> tuple[list[Document], list[str]]:
    rejects: list[InputError] = []
    found = list(read_documents(paths, on_reject=rejects.append, **options))
    return found, [str(error) for error in rejects]


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_text_files_keep_their_text_exactly(tmp_path: Path) -> None:
    text = f"A headline of five words\r\n\r\n{TEXT}\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    (tmp_path / "b.md").write_bytes(b"\xef\xbb\xbf# Title\n\n" + TEXT.encode())
    (first, second), rejects = read(tmp_path / "a.txt", tmp_path / "b.md")
    assert (first.id, first.text, rejects) == ("a", text, [])
    assert second.text == "# Title\n\n" + TEXT
    assert [second.text[s:e] for s, e in second.articles[0].blocks] == [TEXT]


def test_html_gives_text_title_date_site_and_address(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    ((document,), rejects) = read(tmp_path / "page.html")
    article = document.articles[0]
    assert rejects == []
    assert (article.title, article.date, article.outlet) == ("Two powers fight over a town", "2020-02-14", "The Wire")
    assert article.url == "https://wire.example/a"
    assert document.text.startswith("Two powers fight over a town\nTurkey armed") and "Opinion" not in document.text


def test_html_in_a_declared_charset(tmp_path: Path) -> None:
    (tmp_path / "page.htm").write_bytes(PAGE.replace("utf-8", "windows-1252").encode("cp1252"))
    ((document,), _) = read(tmp_path / "page.htm")
    assert "Russia’s" in document.text


RECORDS = [
    {
        "id": "r1",
        "text": TEXT,
        "title": "T",
        "date": "2020-02-14",
        "source": "The Wire",
        "url": "https://wire.example/1",
    },
    {"id": 2, "html": PAGE, "source": "Other"},
    {"text": TEXT},
]


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv"])
def test_records(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"feed.{kind}"
    if kind == "csv":
        import csv

        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["id", "text", "html", "title", "date", "source", "url"])
            writer.writeheader()
            writer.writerows(RECORDS)
    elif kind == "json":
        path.write_text(json.dumps(RECORDS, indent=1))
    else:
        path.write_text("\n".join(map(json.dumps, RECORDS)))
    (first, second, third), rejects = read(path)
    assert rejects == []
    assert (first.id, first.text, first.articles[0].date, first.articles[0].outlet) == (
        "r1",
        TEXT,
        "2020-02-14",
        "The Wire",
    )
    assert (second.id, second.articles[0].outlet, second.articles[0].title) == (
        "2",
        "Other",
        "Two powers fight over a town",
    )
    assert third.id.startswith("feed:")


def test_other_field_names(tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").write_text(json.dumps({"key": "k", "body": TEXT, "day": "2020-02-14"}))
    ((document,), _) = read(tmp_path / "feed.jsonl", fields={"text": "body", "id": "key", "date": "day"})
    assert (document.id, document.articles[0].date) == ("k", "2020-02-14")
    with pytest.raises(InputError, match="no field 'body'; a record has id, text"):
        list(read_documents([], fields={"body": "text"}))


def test_folders_are_read_in_order_and_hidden_files_left_out(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt.gz", ".git/x.txt", "b/.y.txt", "b/image.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        data = TEXT.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found, rejects = read(tmp_path)
    assert ([d.id for d in found], rejects) == (["1", "2"], [])


def test_compressed_records(tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl.gz").write_bytes(gzip.compress(json.dumps(RECORDS[0]).encode()))
    assert [d.id for d in read(tmp_path / "feed.jsonl.gz")[0]] == ["r1"]


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (TEXT.encode(), ["stdin"]),
        (PAGE.encode(), ["stdin"]),
        (b"\n".join(json.dumps(r).encode() for r in RECORDS[:2]), ["r1", "2"]),
        (json.dumps(RECORDS[:2], indent=1).encode(), ["r1", "2"]),
        (json.dumps(RECORDS[0], indent=1).encode(), ["r1"]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, ids: list[str]) -> None:
    stdin(monkeypatch, data)
    found, rejects = read("-")
    assert ([d.id for d in found], rejects) == (ids, [])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "mac_roman"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    text = f"“We back them,” the general said. {TEXT} – {TEXT}"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    ((document,), rejects) = read(tmp_path / "a.txt")
    assert (document.text, rejects) == (text, [])


def test_reading_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(RECORDS[0]) + "\n{broken")
    documents = read_documents([tmp_path / "a.jsonl"])
    assert next(documents).id == "r1"
    with pytest.raises(InputError, match=r"a\.jsonl:2: broken JSON"):
        next(documents)


GOOD = json.dumps({"id": "good", "text": TEXT})


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b'{"id": "x", "text": ', "a.jsonl:1: broken JSON"),
        ("a.jsonl", b'["not", "an object"]', "a.jsonl:1: a JSON list where an object belongs"),
        (
            "a.jsonl",
            b'{"id": "x", "title": "t"}',
            "a.jsonl:1: missing field: it needs 'text' or 'html'; name another with --field",
        ),
        ("a.jsonl", b'{"id": "x", "text": "  "}', "a.jsonl:1: empty text"),
        ("a.jsonl", b'{"id": "x", "text": 5}', "a.jsonl:1: field 'text' is 5; it must be a text"),
        ("a.jsonl", b'{"id": "x", "html": "<html><body></body></html>"}', "a.jsonl:1: HTML without running text"),
        ("a.jsonl", b"\x81\x8d\x8f\x00\xff\xfe\x9d", "a.jsonl:1: "),
        ("a.csv", b"id,text\nx", "a.csv:2: missing field"),
        ("a.csv", b"id,text\nx,one,two\n", "a.csv:2: a row with more cells than the header"),
        ("a.csv", b'id,text\nx,"open\n', "a.csv:2: broken CSV"),
        ("a.json", b'[{"id": "x",\n "text"]', "a.json:2: broken JSON"),
        ("a.txt", b"", "a.txt: empty text"),
        ("a.txt", b"Share\nAdvertisement\n", "a.txt: no running text"),
        ("a.txt", bytes(range(256)) * 20, "a.txt: "),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "a.html: no running text"),
        ("a.html", b"", "a.html: HTML without running text"),
        ("a.txt.gz", b"this is no gzip", "a.txt.gz: broken gzip"),
        ("a.txt.gz", gzip.compress(TEXT.encode(), mtime=0)[:-9], "a.txt.gz: broken gzip"),
        ("a.pdf", b"%PDF-1.4", "a.pdf: unknown kind of file '.pdf'; give .txt"),
    ],
)
def test_broken_input_is_named_and_the_rest_goes_on(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "z.jsonl").write_text(GOOD)
    found, rejects = read(tmp_path / name, tmp_path / "z.jsonl")
    assert [d.id for d in found] == ["good"]
    assert len(rejects) == 1
    assert rejects[0].startswith(str(tmp_path / message.split(":")[0])) and message in rejects[0]


def test_the_lines_after_a_broken_one_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"id": 1, "text": "{TEXT}"}}\n{{\n\n{GOOD}\n')
    found, rejects = read(tmp_path / "a.jsonl")
    assert [d.id for d in found] == ["1", "good"]
    assert [r.split(": ")[0] for r in rejects] == [f"{tmp_path}/a.jsonl:2"]


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    found, rejects = read(tmp_path / "none.txt", tmp_path)
    assert found == []
    assert "no such file or folder" in rejects[0] and "a folder without .txt" in rejects[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything: this test was NOT run")
def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt").chmod(0)
    assert "cannot be read: Permission denied" in read(tmp_path / "a.txt")[1][0]


def test_an_operating_system_error_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl").write_text(GOOD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert "a.jsonl: cannot be read: Permission denied" in read(tmp_path / "a.jsonl")[1][0]


def test_duplicate_ids(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"{GOOD}\n{GOOD}\n")
    (tmp_path / "good.txt").write_text(TEXT)
    found, rejects = read(tmp_path / "a.jsonl", tmp_path / "good.txt")
    assert len(found) == 1
    assert "a.jsonl:2: the id 'good' was read before" in rejects[0]
    assert "good.txt: the id 'good' was read before" in rejects[1]


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_input_error(data: bytes) -> None:
    try:
        text = decode(data, path="a.txt")
    except InputError:
        return
    assert "\0" not in text
