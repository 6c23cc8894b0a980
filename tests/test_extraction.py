"""Extraction: streams of documents through a pipeline, in one process and in several."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import whobacks as wb
from whobacks.extract import extraction
from whobacks.extract.article_doc import article_of, to_document_offset
from whobacks.extract.assembly import set_claims
from whobacks.extract.claim import Claim, Status
from whobacks.extract.extraction import Extraction, extract, extract_documents
from whobacks.extract.readers import read_documents
from whobacks.ontology.errors import InputError

SENTENCE = "Northland backs Southland in the border war, its foreign minister said on Monday after long talks."


@Language.component("test/claims")
def find_backing(doc: Doc) -> Doc:
    """A stand-in for the components: every "X backs Y" is a claim."""
    meta, claims = article_of(doc), []
    for match in re.finditer(r"(\w+) backs (\w+)", doc.text):
        sentence = doc.text[match.start() : doc.text.find(".", match.end()) + 1]
        start = to_document_offset(doc, match.start())
        claims.append(
            Claim(
                doc=meta["doc"],
                article=meta["number"],
                date=meta["date"],
                source=match[1],
                source_text=match[1],
                source_id=f"new/{match[1].lower()}",
                relation="backs",
                target=match[2],
                target_text=match[2],
                target_id=f"new/{match[2].lower()}",
                status=Status.ASSERTED,
                sentence=sentence,
                quote=match[0],
                start=start,
                end=start + len(match[0]),
                confidence=0.9 if match[1] == "Northland" else 0.4,
                why="the words say so",
            )
        )
    set_claims(doc, claims)
    return doc


def pipeline() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("test/claims")
    return nlp


def feed(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = (
                f"{SENTENCE}\n\nEastland{number} backs Westland in the same war, a spokesman for the alliance said.\n"
            )
            file.write(json.dumps({"id": f"d{number}", "text": text, "date": "2020-06-05"}) + "\n")
    return path


def test_offsets_lead_back_to_the_text(tmp_path: Path) -> None:
    text = f"Updated 5 June 2020\r\n\r\nShare\r\n\r\nANKARA: {SENTENCE}\r\n\r\nLeave a Reply\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    (found,) = extract(tmp_path, nlp=pipeline())
    (claim,) = found.claims
    assert found.document.text[claim.start : claim.end] == claim.quote == "Northland backs Southland"
    assert (claim.doc, claim.date, claim.sentence) == ("a", "2020-06-05", SENTENCE)


def test_articles_of_one_document_keep_their_number_and_date(tmp_path: Path) -> None:
    one = "A headline of five words\n\nUpdated 5 June 2020\n\nA headline of five words\n\n" + SENTENCE
    two = one.replace("5 June", "7 June").replace("five words", "some more words").replace("Northland", "Eastland")
    (tmp_path / "a.txt").write_text(f"{one}\n\n{two}")
    (found,) = extract(str(tmp_path / "a.txt"), nlp=pipeline)
    assert [(c.article, c.date, c.source) for c in found.claims] == [
        (1, "2020-06-05", "Northland"),
        (2, "2020-06-07", "Eastland"),
    ]


def test_a_sentence_that_stands_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{SENTENCE} {SENTENCE} Eastland backs Westland.")
    (found,) = extract(tmp_path, nlp=pipeline())
    assert [claim.source for claim in found.claims] == ["Northland", "Eastland"]


def test_least_confidence_and_reasons(tmp_path: Path) -> None:
    feed(tmp_path / "a.jsonl", 1)
    (found,) = extract(tmp_path, nlp=pipeline(), min_confidence=0.5)
    assert [(claim.source, claim.why) for claim in found.claims] == [("Northland", None)]
    (found,) = extract(tmp_path, nlp=pipeline(), explain=True)
    assert {claim.why for claim in found.claims} == {"the words say so"}


@pytest.mark.parametrize("nlp", [pipeline, pipeline()], ids=["loader", "pipeline"])
def test_several_processes_give_the_same_in_the_same_order(tmp_path: Path, nlp: object) -> None:
    feed(tmp_path / "a.jsonl", 700)
    alone = list(extract(tmp_path, nlp=pipeline()))
    assert len(alone) == 700
    assert list(extract(tmp_path, nlp=nlp, jobs=2)) == alone  # type: ignore[arg-type]


def test_a_stream_may_be_left_early(tmp_path: Path) -> None:
    feed(tmp_path / "a.jsonl", 2000)
    stream = extract(tmp_path, nlp=pipeline(), jobs=2)
    assert next(stream).document.id == "d0"
    stream.close()  # type: ignore[attr-defined]


def test_nothing_is_read_ahead_of_need(tmp_path: Path) -> None:
    read = 0

    def documents() -> Iterator[wb.Document]:
        nonlocal read
        for document in read_documents([feed(tmp_path / "a.jsonl", 2000)]):
            read += 1
            yield document

    assert isinstance(next(extract_documents(documents(), nlp=pipeline())), Extraction)
    assert read < 500


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "CHUNK", 10_000)
    nlp, peaks = pipeline(), []
    for count in (200, 2000):
        path = feed(tmp_path / f"{count}.jsonl", count)
        tracemalloc.start()
        assert sum(1 for _ in extract(path, nlp=nlp)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # a hash of each id and new words in the string store are all that stays
    assert peaks[1] < peaks[0] + 1800 * 500


def test_rejects_and_impossible_jobs(tmp_path: Path) -> None:
    feed(tmp_path / "a.jsonl", 1)
    (tmp_path / "b.txt").write_text("")
    rejects: list[InputError] = []
    assert len(list(extract(tmp_path, nlp=pipeline(), on_reject=rejects.append))) == 1
    assert "b.txt: empty text" in str(rejects[0])
    with pytest.raises(InputError, match="empty text"):
        list(extract(tmp_path, nlp=pipeline()))
    with pytest.raises(InputError, match="0 processes; give 1 or more"):
        list(extract(tmp_path, nlp=pipeline(), jobs=0))


def test_an_article_as_long_as_a_library_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{SENTENCE} " * 12_000)
    rejects: list[InputError] = []
    (found,) = extract(tmp_path, nlp=pipeline(), on_reject=rejects.append)
    assert found.claims == ()
    assert "article 1 is longer than 1,000,000 characters" in str(rejects[0])


def test_progress_hears_of_every_document(tmp_path: Path) -> None:
    heard: list[str] = []
    list(extract(feed(tmp_path / "a.jsonl", 3), nlp=pipeline(), progress=lambda one: heard.append(one.document.id)))
    assert heard == ["d0", "d1", "d2"]


def test_the_package_extract_can_be_called(tmp_path: Path) -> None:
    import whobacks.extract.readers as readers

    assert readers.__name__ == "whobacks.extract.readers"
    found = wb.extract(feed(tmp_path / "a.jsonl", 1), nlp=pipeline())
    assert len(list(found)) == 1


def test_public_names_load_lazily_and_exist() -> None:
    import subprocess
    import sys

    code = "import sys, whobacks; sys.exit(any(m in sys.modules for m in ('spacy', 'rdflib', 'pyoxigraph', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    assert all(getattr(wb, name) is not None for name in wb.__all__)
    assert set(wb.__all__) <= set(dir(wb))
    with pytest.raises(AttributeError, match="it has ActorRef"):
        wb.nonsense  # noqa: B018
