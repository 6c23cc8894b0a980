"""Articles in scraped text: boundaries, titles, dates, outlets, boilerplate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whobacks.extract.articles import segment
from whobacks.extract.boilerplate import boilerplate
from whobacks.extract.dates import date_in_name, date_of_line, lead_date, parse_date

BODY = (
    "The ministry said that its jets had struck a depot near the border town, and that the neighbouring government "
    "had asked for help against the militia."
)
MORE = (
    "A spokesman for the militia denied that any depot had been hit and accused the ministry of bombing a market "
    "that had closed an hour before the strike."
)

SCRAPED = f"""Site Name - Breaking news from the region

Army bombs militia at the request of its neighbour

Updated 12 February 2020

Army bombs militia at the request of its neighbour

  • Ministry speaks of a joint operation

ANKARA: {BODY}

Read more: Five things to know about the militia

{MORE} (AFP)

Leave a Reply

You must be logged in to post a comment.
I think that Russia backs everybody here, and this comment is as long as a paragraph of an article could be.
"""


def texts(text: str, number: int = 0) -> list[str]:
    return [text[start:end] for start, end in segment(text)[number].blocks]


def test_a_scraped_page_keeps_its_running_text_only() -> None:
    article = segment(SCRAPED)[0]
    assert article.title == "Army bombs militia at the request of its neighbour"
    assert (article.date, article.outlet) == ("2020-02-12", "Site Name")
    assert texts(SCRAPED) == [article.title, "Ministry speaks of a joint operation", BODY, MORE]


def test_two_articles_in_one_text() -> None:
    second = SCRAPED.replace("12 February 2020", "05 June 2020").replace("Army bombs", "Navy shells")
    both = segment(SCRAPED + "\n" + second)
    assert [(a.number, a.date) for a in both] == [(1, "2020-02-12"), (2, "2020-06-05")]
    assert both[1].title == "Navy shells militia at the request of its neighbour"


def test_a_second_article_is_found_without_a_date_by_credits_and_standfirst() -> None:
    first = f"First headline of the day's paper\n\n{BODY}\n\nPhotographer: A. Person/Agency"
    text = f"{first}\n\nSecond headline of the day's paper\n\n  • A standfirst below it\n{MORE}"
    assert [a.title for a in segment(text)] == [
        "First headline of the day's paper",
        "Second headline of the day's paper",
    ]


def test_headings_inside_an_article_do_not_part_it() -> None:
    text = f"A headline of five words\n\n{BODY}\n\nHigh stakes\n\n{MORE}\n\nWhat both want now\n\n{BODY[:-1]} too."
    article = segment(text)
    assert len(article) == 1
    assert "High stakes" not in texts(text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Updated 12 February 2020\n\n", "2020-02-12"),
        ("Tuesday, 22 September, 2020 - 08:30\n", "2020-09-22"),
        ("By A. Writer February 28, 2020\n\n", "2020-02-28"),
        ("2019-03-14\n\n", "2019-03-14"),
        ("7/29/2016\n\n", "2016-07-29"),
        ("23-09-2013\n", "2013-09-23"),
        ("2/7/2015\n\nThursday 2 Jul 2015 ", "2015-07-02"),
        (" date 2020-02-14 ", "2020-02-14"),
        ("Last updated at Nov 022017 ", "2017-11-02"),
        ("Saturday 03 December 2016 17:53 ", "2016-12-03"),
        ("Published: 2020-06-05T10:00:00Z\n\n", "2020-06-05"),
        ("", None),
    ],
)
def test_the_date_is_found_and_is_no_text(head: str, expected: str | None) -> None:
    article = segment(head + BODY)[0]
    assert article.date == expected
    assert texts(head + BODY) == [BODY]


def test_dates_in_the_story_are_not_the_articles_date() -> None:
    assert segment(f"{BODY} The war began on 15 March 2011.")[0].date is None


def test_metadata_and_names_date_an_article() -> None:
    assert segment(BODY, metadata={"date": "14 February 2020", "source": "Wire"})[0].date == "2020-02-14"
    assert segment(BODY, metadata={"date": "20200214"})[0].date == "2020-02-14"
    assert segment(BODY, metadata={"date": "1581638400"})[0].date == "2020-02-14"
    assert segment(BODY, metadata={"url": "https://news.example/2020/02/14/a"})[0].date == "2020-02-14"
    assert segment(BODY, name="archive/2020-02-14_wire.txt")[0].date == "2020-02-14"
    assert segment(BODY, name="archive/20200230.txt")[0].date is None
    assert segment(f"Updated 5 June 2020\n\n{BODY}", metadata={"date": "2020-06-04"})[0].date == "2020-06-04"


FURNITURE = [
    "Read more: What the allies want",
    "Join the mailing list",
    "Leave a Reply",
    "Short Url",
    "Home | World | Middle East",
    "Sign up for our newsletter and get updates",
    "© 2020 The Wire. All rights reserved.",
    "Advertisement",
    "— With assistance by A. Person",
    "Photographer: A. Person/AFP via Getty Images",
    "You must be logged in to post a comment.",
    "Editor Picks",
    "Share",
    "This website uses cookies",
]
SENTENCES = [
    "Read the speech of the president closely and it backs nobody.",
    "Support us, the rebels told Ankara.",
    "By and large the two armies cooperate.",
    "Russia said it would share intelligence with Iran.",
    "Print journalists were killed by the militia.",
    "The rebels follow Turkey.",
    "More troops joined the coalition against the militia.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_known(line: str) -> None:
    assert boilerplate().kind(line) is not None


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_are_not_furniture(line: str) -> None:
    assert boilerplate().kind(line) is None


@pytest.mark.parametrize(
    "dateline",
    [
        "TRIPOLI: ",
        "BEIRUT (Reuters) - ",
        "ANKARA/MOSCOW (Reuters) – ",
        "DAMASCUS, March 5 (Xinhua) -- ",
        "Beirut (AFP) – ",
    ],
)
def test_datelines_are_trimmed(dateline: str) -> None:
    assert texts(dateline + BODY) == [BODY]


@pytest.mark.parametrize("start", ["US: ", "NATO: ", "The Kremlin - "])
def test_actors_are_no_datelines(start: str) -> None:
    assert texts(start + BODY)[0].startswith(start.rstrip(" :-"))


def test_captions_and_pull_quotes_that_repeat_text_are_kept_once() -> None:
    caption = "Two officers look at a map of the border province, on Monday."
    text = f"{caption}\n{caption} Photograph: AP\n\n{BODY}\n\n{BODY.split(', and')[0]}.\n\n{MORE}"
    assert texts(text)[:2] == [caption, BODY]
    quote = "jets had struck a depot near the border town"
    assert quote not in texts(f"{BODY}\n\n{quote}\n\n{MORE}")


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    words = BODY.split()
    wrapped = " ".join(words[:11]) + "\n" + " ".join(words[11:20]) + "\n" + " ".join(words[20:])
    assert texts(wrapped) == [wrapped]


def test_windows_newlines_keep_their_offsets() -> None:
    text = f"Updated 5 June 2020\r\n\r\n{BODY}\r\n\r\n{MORE}\r\n"
    assert texts(text) == [BODY, MORE]


@pytest.mark.parametrize("text", ["", "  \n\n", "Share\nAdvertisement", "*** * ***", "Updated 5 June 2020"])
def test_no_running_text_no_article(text: str) -> None:
    assert segment(text) == ()


def test_a_single_sentence_is_an_article() -> None:
    assert texts("Russia backs Syria") == ["Russia backs Syria"]
    assert texts("Turkey armed the rebels, officials said.") == ["Turkey armed the rebels, officials said."]


@given(st.text(alphabet=st.sampled_from(list("ab A.•\n\r:()-12020/é\x85\u2028")), max_size=400))
def test_blocks_lie_in_order_inside_the_text(text: str) -> None:
    at = 0
    for article in segment(text):
        for start, end in article.blocks:
            assert at <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
            at = end


def test_dates_of_lines_and_names() -> None:
    assert parse_date("September 9 2013") == "2013-09-09"
    assert parse_date("last week") is None
    assert parse_date("31 February 2020") is None
    assert date_in_name("/2020/02/14/idlib") == "2020-02-14"
    assert date_in_name("001_ad59c947f386ea37") is None
    assert date_of_line("On 5 June 2020 the army took the town of Tarhuna and moved on.") is None
    found = lead_date("29 Jul 2016 The coalition struck")
    assert found is not None and found.iso == "2016-07-29"


@pytest.mark.shared
def test_seeds_articles_titles_and_dates(shared: Path) -> None:
    found = {
        path.name[:3]: [(a.date, (a.title or "")[:20]) for a in segment(path.read_bytes().decode(), name=path.name)]
        for path in sorted((shared / "seeds").glob("*.txt"))
    }
    assert found == {
        "000": [("2020-02-12", "US, Turkey discuss I"), ("2020-06-05", "Libya’s Tripoli gove")],
        "001": [(None, "US backs Turkish inv"), (None, "US, Syrian and Russi")],
        "002": [("2020-02-14", "")],
        "003": [("2020-02-28", "Turkey Calls for Wor")],
        "004": [("2020-09-22", "Russia, Turkey Condu")],
    }


@pytest.mark.shared
def test_seeds_yield_no_furniture(shared: Path) -> None:
    furniture = re.compile(
        r"Short Url|Updated \d|Read more|mailing list|Leave a Reply|logged in|JOIN NOW|Editor Picks|ANKARA:"
    )
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_bytes().decode()
        for article in segment(text, name=path.name):
            assert not any(furniture.search(text[start:end]) for start, end in article.blocks)


@pytest.mark.shared
def test_archive_texts_are_dated_by_their_first_line(shared: Path) -> None:
    for path in sorted((shared / "train" / "texts").glob("*.txt")):
        text = path.read_bytes().decode()
        articles = segment(text, name=path.name)
        assert [a.date for a in articles] == [parse_date(text.split("\n")[0])], path.name
