"""Claims as RDF: terms, document graphs, denials, selectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from whobacks.extract.document import Article, Document
from whobacks.graph.rdf import document_graph
from whobacks.graph.run import Run
from whobacks.graph.terms import (
    actor_id,
    actor_node,
    claim_id,
    claim_node,
    day,
    document_node,
    outlet_node,
    slug,
    text,
    wb,
)
from whobacks.ontology.errors import InputError
from whobacks.ontology.namespaces import ACTOR, OA
from whobacks.ontology.shapes import validate

RUN = Run()


@given(st.text(min_size=1))
def test_any_id_makes_an_iri_and_comes_back(name: str) -> None:
    clean = name.encode("utf-8", "replace").decode()
    assert actor_id(actor_node(clean)) == clean
    assert claim_id(claim_node(clean)) == clean
    assert document_node(name).value.isascii()
    assert outlet_node(name).value.isascii()


@given(st.text())
def test_slugs_are_plain_and_stable(name: str) -> None:
    assert slug(name) == slug(name)
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.text())
def test_any_text_is_a_literal(value: str) -> None:
    assert (
        text(value).value == value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        or "\ufffd" in text(value).value
    )


def test_the_slash_of_an_actor_stays() -> None:
    assert actor_node("state/ru").value == ACTOR + "state/ru"
    with pytest.raises(InputError, match="actors start with"):
        actor_id(NamedNode("http://example.org/ru"))


@pytest.mark.parametrize(("value", "kind"), [("2020-05-28", "date"), ("2020-05", "gYearMonth"), ("2020", "gYear")])
def test_dates_have_their_type(value: str, kind: str) -> None:
    assert day(value).datatype.value.endswith(f"#{kind}")


@pytest.mark.parametrize(
    "value", ["last week", "2020-02-30", "2020-13", "", "20200528", "02020-1-1", "2020-05-28T00:00"]
)
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        day(value)


def test_a_document_is_one_graph_and_denials_point_at_what_they_deny(claim: Callable[..., Any]) -> None:
    stated = claim("Russia", "aids", "Libyan National Army", "claimed", by="United States")
    denied = claim("Russia", "backs", "Libyan National Army", "denied", by="Russia", start=50)
    other = claim("Russia", "attacks", "Libyan National Army", start=90)
    document = Document(id="one", text="x" * 300, articles=(Article(title="Jets", date="2020-05-28", outlet="Wire"),))
    made = document_graph(document, [stated, denied, other], RUN.node)
    assert {quad.graph_name for quad in made.quads} == {made.node} == {document_node("one")}
    pointers = [(q.subject, q.object) for q in made.quads if q.predicate == wb("denies")]
    assert pointers == [(claim_node(denied.id), claim_node(stated.id))]
    assert made.claims == 3
    assert made.months == {"2020-05"}


def test_the_quote_is_there_flat_and_as_a_web_annotation(claim: Callable[..., Any]) -> None:
    one = claim("Russia", "aids", "Libyan National Army", start=7)
    quads = document_graph(Document(id="one", text="x" * 100), [one], RUN.node).quads
    values = {quad.predicate.value: quad.object.value for quad in quads if "/quote" in str(quad.subject)}
    assert (values[OA + "exact"], values[OA + "start"], values[OA + "end"]) == (one.quote, "7", str(one.end))
    flat = {quad.predicate: quad.object.value for quad in quads if quad.subject == claim_node(one.id)}
    assert (flat[wb("quote")], flat[wb("start")], flat[wb("end")]) == (one.quote, "7", str(one.end))


def test_several_articles_keep_their_own_title_and_date(claim: Callable[..., Any]) -> None:
    articles = (Article(number=1, title="First", date="2020-01-01"), Article(number=2, title="Second"))
    second = claim("Russia", "aids", "Libyan National Army", article=2)
    made = document_graph(Document(id="two", text="x" * 100, articles=articles), [second], RUN.node)
    titles = {str(q.subject.value): q.object.value for q in made.quads if q.predicate.value.endswith("/title")}
    assert titles == {made.node.value: "First", f"{made.node.value}/2": "Second"}
    assert any(q.object.value == f"{made.node.value}/2" for q in made.quads if q.predicate.value.endswith("/source"))


def test_a_bad_date_never_gets_in(claim: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="last week"):
        document_graph(
            Document(id="one", text="x"), [claim("Russia", "aids", "Libyan National Army", date="last week")], RUN.node
        )


def test_hostile_words_stay_words(claim: Callable[..., Any]) -> None:
    evil = '"> . <http://evil/> <http://evil/> <http://evil/> } ; DROP ALL # \u202e\x00\ud800'
    hostile = claim("Russia", "aids", "Libyan National Army", quote=evil, sentence=evil, outlet=evil, place=evil)
    document = Document(id=evil, text=evil, articles=(Article(title=evil, url=evil, outlet=evil),))
    made = document_graph(document, [hostile], RUN.node)
    iris = {str(getattr(term, "value", "")) for quad in made.quads for term in (quad.subject, quad.predicate)}
    assert not any("//evil" in iri for iri in iris)


def test_runs_with_the_same_settings_are_one() -> None:
    assert Run("m", {"a": "1", "b": "2"}).id == Run("m", {"b": "2", "a": "1"}).id
    assert Run("m").id != Run("n").id


def test_what_is_written_fits_the_shapes(jufra: Any) -> None:
    assert list(jufra.validate()) == []
    assert validate(jufra.rdflib()).valid
