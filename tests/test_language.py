"""The language model inside the pipeline: trees, names, mentions, vectors, and texts that are no texts."""

import time
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from whobacks.extract.encoder import ACTOR_TAGS
from whobacks.extract.language_model import LanguageModel
from whobacks.extract.pipeline import load
from whobacks.ontology.errors import ModelError

LATER = ["whobacks/mentions", "whobacks/linker", "whobacks/relations"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load(exclude=LATER)


def arcs(doc: Doc) -> set[tuple[str, str, str]]:
    """(word, label, head) of every token."""
    return {(t.text, t.dep_, t.head.text) for t in doc}


#: Sentences like those that decide whether a pair of actors can be read from a tree, and the arcs that it hangs on.
PAIRS = [
    ("Russia backs Assad.", {("Russia", "nsubj", "backs"), ("Assad", "obj", "backs")}),
    ("Turkey supports the GNA.", {("Turkey", "nsubj", "supports"), ("GNA", "obj", "supports")}),
    (
        "Turkish-backed rebels clashed on Monday with forces loyal to Bashar al-Assad.",
        {
            ("Turkish", "amod", "rebels"),
            ("backed", "amod", "rebels"),
            ("rebels", "nsubj", "clashed"),
            ("forces", "obl", "clashed"),
            ("loyal", "amod", "forces"),
            ("Bashar", "obl", "loyal"),
        },
    ),
    (
        "Erdogan flew to Sochi for talks with Vladimir Putin, who is backing Assad.",
        {
            ("who", "nsubj", "backing"),
            ("backing", "acl:relcl", "Vladimir"),
            ("Assad", "obj", "backing"),
            ("Putin", "flat", "Vladimir"),
        },
    ),
    (
        "Russia and Iran, the backers of President Bashar al-Assad, rejected the plan.",
        {("backers", "appos", "Russia"), ("Iran", "conj", "Russia"), ("Bashar", "nmod", "backers")},
    ),
    (
        "Turkey will not risk a quarrel with Moscow by endorsing US intervention.",
        {("endorsing", "advcl", "risk"), ("Turkey", "nsubj", "risk"), ("US", "compound", "intervention")},
    ),
    (
        "Washington said that Moscow had sent warplanes to the LNA-held airbase, though Russia denied it.",
        {
            ("Moscow", "nsubj", "sent"),
            ("warplanes", "obj", "sent"),
            ("airbase", "obl", "sent"),
            ("held", "amod", "airbase"),
            ("sent", "ccomp", "said"),
            ("Russia", "nsubj", "denied"),
        },
    ),
    (
        "Turkish military support for the GNA turned the tide.",
        {("Turkish", "amod", "support"), ("GNA", "nmod", "support")},
    ),
]

#: Texts that must neither crash nor take long.
BAD = {
    "empty": "",
    "space": "  \n\t ",
    "long": "Moscow and " * 5000,
    "long without spaces": "a" * 20_000,
    "one word": "Haftar",
    "emoji": "😀🔥 Russia 🇷🇺 backs 👨‍👩‍👧 Assad 😀",
    "arabic": "قالت تركيا إنها تدعم حكومة الوفاق الوطني في طرابلس. رفضت روسيا.",
    "control": "Russia\x00 backs\x07\x1b[31m Assad\u202e.\ufeff\u200b",
    "surrogates' neighbours": "\ufffd\ufffe \U0010ffff",
    "marks": "?!?!..,,;;--“”\"'" * 300,
    "newlines": "\n\n\n\nTurkey\n\n\r\n\n",
    "brackets": "<script>alert(1)</script> {{x}} [[y]] $z$",
}


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=[p[0][:25] for p in PAIRS])
def test_the_actors_hang_together(nlp: Language, text: str, expected: set[tuple[str, str, str]]) -> None:
    assert expected <= arcs(nlp(text))


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_text(nlp: Language, text: str) -> None:
    began = time.monotonic()
    doc = nlp(text)
    assert doc.text == text
    assert doc.tensor.shape == (len(doc), 384)
    assert all(t.tag_ for t in doc)
    assert time.monotonic() - began < 60


def test_one_tree_a_sentence(nlp: Language) -> None:
    doc = nlp("Russia backs Assad.\n\nTurkey, which backs the GNA, protested. So did Qatar.  \n Nobody listened.")
    for sentence in doc.sents:
        assert len([t for t in sentence if t.head.i == t.i]) == 1
        assert all(reaches(t, sentence.root) for t in sentence)


def reaches(token: Token, root: Token) -> bool:
    return token.i == root.i or root.i in {t.i for t in token.ancestors}


def test_names_and_mentions(nlp: Language) -> None:
    doc = nlp("Turkey accused Khalifa Haftar of shelling Tripoli, and he denied it.")
    assert {("Turkey", "LOC"), ("Khalifa Haftar", "PER"), ("Tripoli", "LOC")} <= {(e.text, e.label_) for e in doc.ents}
    tags = {(doc[start:end].text, kind) for start, end, kind, score in doc.user_data[ACTOR_TAGS] if score > 0.5}
    assert {("Turkey", "name"), ("Khalifa Haftar", "name"), ("he", "pronoun")} <= tags


def test_batches_do_not_change_the_reading(nlp: Language) -> None:
    texts = ["Russia backs Assad.", "", "Turkey supports the GNA. Egypt does not.", "x", "Iran armed Hezbollah " * 30]
    alone = [nlp(text) for text in texts]
    together = list(nlp.pipe(texts))
    for one, other in zip(alone, together, strict=True):
        assert [(t.dep_, t.head.i, t.tag_) for t in one] == [(t.dep_, t.head.i, t.tag_) for t in other]


def test_two_processes(nlp: Language) -> None:
    texts = ["Russia backs Assad.", "Turkey supports the GNA."] * 4
    docs = list(nlp.pipe(texts, n_process=2, batch_size=2))
    assert [d.text for d in docs] == texts
    assert all(d[0].dep_ == "nsubj" and d.tensor.any() and d.user_data[ACTOR_TAGS] for d in docs)


def test_bytes(nlp: Language) -> None:
    doc = nlp("Russia backs Assad.")
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert arcs(copy) == arcs(doc)
    assert copy.user_data == doc.user_data
    assert np.array_equal(copy.tensor, doc.tensor)


def test_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert again.pipe_names == nlp.pipe_names
    assert arcs(again("Russia backs Assad.")) == arcs(nlp("Russia backs Assad."))


def test_the_gate_skips_what_names_nobody() -> None:
    doc = load(exclude=LATER, gate=True)("Prices rose again. Russia backs Assad.")
    first, second = doc.sents
    assert not first.root.tag_
    assert second.root.text == "backs"


def test_a_corrupted_file_says_so(tmp_path: Path) -> None:
    copy_model(tmp_path)
    with (tmp_path / "language.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"corrupted")
    with pytest.raises(ModelError, match=r"language\.onnx.*corrupted"):
        LanguageModel(tmp_path).open()


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    copy_model(tmp_path)
    (tmp_path / "labels.onnx").unlink()
    with pytest.raises(ModelError, match=r"labels\.onnx.*missing"):
        LanguageModel(tmp_path).open()


def copy_model(folder: Path) -> None:
    import whobacks.extract

    here = Path(whobacks.extract.__file__).parent
    for name in ("language.onnx", "labels.onnx", "language.json", "models.json"):
        (folder / name).write_bytes((here / name).read_bytes())


def test_an_unknown_pipeline_says_so() -> None:
    with pytest.raises(ModelError, match="no_such_pipeline"):
        load("no_such_pipeline")
