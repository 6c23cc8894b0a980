"""The time that a sentence states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whobacks.extract.times import stated_time

FRIDAY = "2020-06-05"

STATED = [
    ("Tehran has armed the militia since 2012.", "2012-01-01/2020-06-05"),
    ("Ankara has backed the rebels since the war began in 2011.", "2011-01-01/2020-06-05"),
    ("Moscow has supported him ever since September 2015.", "2015-09-01/2020-06-05"),
    ("The two presidents signed a memorandum in September 2018.", "2018-09-01/2018-09-30"),
    ("Cairo received the general last week.", "2020-05-25/2020-05-31"),
    ("Paris sent envoys last month.", "2020-05-01/2020-05-31"),
    ("Earlier this month Doha paid the militia.", "2020-06-01/2020-06-05"),
    ("The truce of 5 March held.", "2020-03-05"),
    ("On March 5, the two capitals agreed on patrols.", "2020-03-05"),
    ("On 4 April 2019 the army marched west.", "2019-04-04"),
    ("On April 4, 2019, the army marched west.", "2019-04-04"),
    ("The jets landed on Wednesday.", "2020-06-03"),
    ("The town fell on Friday.", "2020-06-05"),
    ("The town fell last Friday.", "2020-05-29"),
    ("They spoke by telephone two days ago.", "2020-06-03"),
    ("It broke with its patron nine years ago.", "2011-01-01/2011-12-31"),
    ("Over the past three weeks drones struck the base.", "2020-05-15/2020-06-05"),
    ("Between 2012 and 2016 the agency armed them.", "2012-01-01/2016-12-31"),
    ("Yesterday the envoy left.", "2020-06-04"),
    ("The council met on 2020-02-14.", "2020-02-14"),
    ("The troops left at the end of 2019.", "2019-01-01/2019-12-31"),
    ("In late September they clashed.", "2019-09-01/2019-09-30"),
]

NOT_STATED = [
    "Turkey may go to war.",
    "The march on the capital failed.",
    "He led a 14-month offensive.",
    "Rockets killed 2015 people in the province.",
    "In 2000 people's homes the power failed.",
    "The prime minister, Theresa May, objected.",
    "The sun set on the front.",
    "A deal of 31 February does not exist.",
    "",
]


@pytest.mark.parametrize(("sentence", "expected"), STATED)
def test_a_stated_time_is_normalised(sentence: str, expected: str) -> None:
    assert stated_time(sentence, FRIDAY) == expected


@pytest.mark.parametrize("sentence", NOT_STATED)
def test_no_time_is_invented(sentence: str) -> None:
    assert stated_time(sentence, FRIDAY) is None


def test_relative_times_stay_unread_without_an_article_date() -> None:
    assert stated_time("Cairo received the general last week.") is None
    assert stated_time("On 5 March the truce began.") is None
    assert stated_time("The truce began on 5 March 2020.") == "2020-03-05"
    assert stated_time("Tehran has armed the militia since 2012.") == "2012-01-01/.."


def test_since_a_time_after_the_article_is_no_time() -> None:
    assert stated_time("It has ruled since 2021.", FRIDAY) is None


@given(st.text(max_size=200), st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1)))
def test_any_text_gives_real_dates_or_none(text: str, day: date) -> None:
    found = stated_time(text, day.isoformat())
    for part in (found or "").split("/"):
        assert part in ("", "..") or date.fromisoformat(part)
