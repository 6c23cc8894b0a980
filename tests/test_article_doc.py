"""Articles as Docs, and the way back to the document."""

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from whobacks.extract.article_doc import article_of, article_text, make_article_doc, to_document_offset
from whobacks.extract.document import Article, Document

TEXT = "MENU HOME\nRussia backs Assad.\nADVERT\nTurkey does not.\nSHARE"
BLOCKS = ((10, 29), (37, 53))
NLP = spacy.blank("en")


def test_blocks_are_joined_by_blank_lines() -> None:
    text, offsets = article_text(Document(id="a", text=TEXT), Article(blocks=BLOCKS))
    assert text == "Russia backs Assad.\n\nTurkey does not."
    assert offsets == [(0, 10), (21, 37)]


def test_every_character_finds_its_place() -> None:
    doc = make_article_doc(NLP, Document(id="a", text=TEXT), Article(blocks=BLOCKS, date="2020-06-05"))
    for index, char in enumerate(doc.text):
        if not char.isspace():
            assert TEXT[to_document_offset(doc, index)] == char
    assert article_of(doc)["date"] == "2020-06-05"


def test_loose_text_maps_to_itself() -> None:
    doc = NLP("Russia backs Assad.")
    assert to_document_offset(doc, 7) == 7
    assert article_of(doc) == {}


@settings(deadline=None)
@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_any_blocks(text: str, cuts: list[int]) -> None:
    places = sorted({min(c, len(text)) for c in cuts})
    blocks = tuple((a, b) for a, b in zip(places[::2], places[1::2], strict=False) if a < b)
    doc = make_article_doc(NLP, Document(id="a", text=text), Article(blocks=blocks))
    expected = [(i, text[to_document_offset(doc, i)]) for i, c in enumerate(doc.text) if c != "\n"]
    assert all(doc.text[i] == c for i, c in expected)
