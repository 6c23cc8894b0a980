"""The vocabulary: what relations.ttl says, what is generated from it, and who else speaks of it."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from whobacks.ontology import legend
from whobacks.ontology.errors import VocabularyError
from whobacks.ontology.namespaces import PREFIXES, WB, Namespace
from whobacks.ontology.vocabulary import TURTLE, RelationType, Vocabulary, vocabulary

ROOT = Path(__file__).resolve().parent.parent
GUIDELINES = {
    "support": {"backs", "aids", "allied_with", "cooperates_with", "yields_to"},
    "talks": {"agrees_with", "consults_with"},
    "hostility": {
        *("attacks", "opposes", "accuses", "threatens", "sanctions", "demands", "betrays"),
        *("coerces", "mobilizes_against", "protests_against"),
    },
    "structure": {"leads", "member_of"},
}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary()


def test_the_relations_are_the_guidelines(words: Vocabulary) -> None:
    assert {f: set(words.of_family(f)) for f in words.families} == GUIDELINES
    assert [r for r in words.relations if words.relation(r).symmetric] == [
        *("allied_with", "cooperates_with", "agrees_with", "consults_with")
    ]
    assert words.narrower("backs") == ("backs", "aids")
    assert set(words.statuses) == {"asserted", "claimed", "denied", "hypothetical"}
    assert {"Syria", "Libya", "Nagorno-Karabakh", "Sahel"} <= set(words.theatres)


def test_every_relation_is_complete(words: Vocabulary) -> None:
    for relation in words.relations.values():
        assert relation.definition.endswith(".")
        assert len(relation.examples) == 2
        assert relation.counter_example not in relation.examples
        assert relation.verbs
        assert relation.sign == words.family(relation.family).sign
        assert bool(relation.plover) == bool(relation.cameo) == (relation.family != "structure")
        assert relation.iri == str(WB[relation.name])
        assert (relation.inverse_label == relation.label) == relation.symmetric


def test_the_roots_are_plover_s(words: Vocabulary) -> None:
    roots = {r.plover for r in words.relations.values()} - {""}
    material = {"COOPERATE", "AID", "YIELD", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
    assert roots == material | {"AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"}


def test_a_wrong_name_is_answered_with_near_ones(words: Vocabulary) -> None:
    with pytest.raises(VocabularyError, match=r"'bakcs' is no relation; did you mean backs"):
        words.relation("bakcs")
    with pytest.raises(VocabularyError, match=r"'Atlantis' is no theatre"):
        words.theatre("Atlantis")
    assert words.theatre("karabakh").name == "Nagorno-Karabakh"


def test_generated_files_are_up_to_date(words: Vocabulary) -> None:
    assert legend.COMPILED.read_text(encoding="utf-8") == legend.compiled(), "run `python -m whobacks.ontology.legend`"
    assert legend.PAGE.read_text(encoding="utf-8") == legend.page(words), "run `python -m whobacks.ontology.legend`"


def test_the_table_of_the_readme_is_generated(words: Vocabulary) -> None:
    table = legend.relations_table(words)
    assert table.count("\n") == len(words.relations) + 1
    assert all(f"`{name}`" in table for name in words.relations)


def test_reading_the_vocabulary_takes_no_rdflib() -> None:
    code = (
        "import sys, time; start = time.perf_counter();"
        "from whobacks.ontology.vocabulary import vocabulary; vocabulary();"
        "print(time.process_time(), 'rdflib' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert out[1] == "False"


def test_namespaces_make_terms_and_strings() -> None:
    from rdflib import URIRef

    assert isinstance(WB.backs, URIRef)
    assert WB["start"] == URIRef("https://w3id.org/whobacks/ns#start")
    assert WB + "x" == "https://w3id.org/whobacks/ns#x"
    assert PREFIXES["wb"] == str(WB)
    with pytest.raises(AttributeError):
        Namespace("x").__missing__  # noqa: B018


def test_only_one_module_writes_iris() -> None:
    written = re.compile(r"[\"']https?://(?:w3id|www\.w3|purl|schema)\.")
    # the XML of SPARQL results is a file format of W3C, no vocabulary of a dataset
    allowed = {"namespaces.py", "terms.py", "results.py"}
    found = {
        path.name
        for folder in ("ontology", "graph", "extract")
        for path in (ROOT / folder).glob("*.py")
        if written.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


def test_every_term_that_the_store_writes_is_defined() -> None:
    named = re.compile(r"\bwb\(\"(\w+)\"\)|\bwb:(\w+)")
    used = set()
    for path in [*(ROOT / "graph").glob("*.py"), *(ROOT / "graph").glob("*.rq")]:
        used |= {one or other for one, other in named.findall(path.read_text(encoding="utf-8"))}
    turtle = TURTLE.read_text(encoding="utf-8")
    defined = set(re.findall(r"^wb:(\w+) a ", turtle, re.MULTILINE))
    assert used <= defined, f"define {sorted(used - defined)} in relations.ttl"


# Colours: simulated as dichromats see them (Machado, Oliveira, Fernandes 2009, severity 1), compared in OKLab.

MACHADO = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def oklab(rgb: list[float]) -> tuple[float, float, float]:
    r, g, b = (max(c, 0.0) for c in rgb)
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)  # noqa: E741
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def seen(colour: str, eye: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    return oklab([sum(a * b for a, b in zip(row, rgb, strict=True)) for row in MACHADO[eye]])


@pytest.mark.parametrize("eye", MACHADO)
def test_families_differ_to_every_eye(words: Vocabulary, eye: str) -> None:
    by_family: dict[str, list[RelationType]] = {}
    for relation in words.relations.values():
        by_family.setdefault(relation.family, []).append(relation)
    for one, other in combinations(by_family, 2):
        nearest = min(
            math.dist(seen(a.colour, eye), seen(b.colour, eye)) for a in by_family[one] for b in by_family[other]
        )
        assert nearest >= 0.06, f"{one} and {other} look alike ({nearest:.3f}) to {eye} eyes"


def test_colours_stand_out_on_white(words: Vocabulary) -> None:
    for relation in words.relations.values():
        r, g, b = linear(relation.colour)
        contrast = 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
        assert contrast >= 2.95, f"{relation.name}: {contrast:.2f} to 1"
