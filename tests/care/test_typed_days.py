"""Days as people type them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.calendar import personal
from conversations.days import typed_days
from conversations.days.typed_days import TypedDay
from conversations.errors import RefusedError
from locales import wording

DAYS = st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31))
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


@given(DAYS)
def test_a_day_with_a_year_is_understood_in_each_form(day):
    said = TypedDay(day.month, day.day, day.year)
    for typed in (
        f"{day.day}.{day.month}.{day.year:04}",
        f"{day.day:02}.{day.month:02}.{day.year:04}",
        f"{day.year:04}-{day.month:02}-{day.day:02}",
        f"  {day.year:04}-{day.month}-{day.day} ",
    ):
        assert typed_days.read(typed) == said
    assert said.stored == day.isoformat()
    assert said.coming(dt.date(2026, 1, 1)) == day


@given(DAYS, DAYS)
def test_a_day_without_a_year_comes_once_within_a_year(day, today):
    said = typed_days.read(f"{day.day}.{day.month}")
    coming = said.coming(today)
    assert today <= coming <= today + dt.timedelta(days=366)
    assert (coming.month, coming.day) in {(day.month, day.day), (2, 28)}
    assert coming == personal.in_year(day.month, day.day, coming.year)


@given(DAYS, st.booleans())
def test_what_is_stored_is_what_the_calendar_reads(day, once):
    said = TypedDay(day.month, day.day, day.year if once else None)
    own = personal.OwnDate(1, said.stored, "a day")
    [found] = personal.of_year(None, None, [own], day.year)
    assert found.day == day


@given(st.lists(WORDS, max_size=5), DAYS)
def test_a_day_at_the_very_end_is_taken_off_the_words(words, day):
    text = " ".join(words)
    assert typed_days.at_end(f"{text}  {day.isoformat()}") == (text, TypedDay(day.month, day.day, day.year))
    assert typed_days.at_end(text) == (text, None)
    said, rest = typed_days.at_start(f"{day.day}.{day.month} {text}")
    assert (said.month, said.day, rest) == (day.month, day.day, text)


@given(st.text(max_size=12))
def test_any_other_text_is_refused_and_never_breaks(text):
    try:
        said = typed_days.read(text)
    except RefusedError:
        return
    dt.date(said.year or 2000, said.month, said.day)


@pytest.mark.parametrize("typed", ["31.02", "30.2.2028", "2026-13-01", "0.5", "29.02.2027", "12.05.0000", "0000-01-01"])
def test_a_day_that_the_calendar_lacks_is_refused(typed):
    with pytest.raises(RefusedError, match="no such day"):
        typed_days.read(typed)


@pytest.mark.parametrize("typed", ["", "tomorrow", "12/05", "12.05.26", "1.2.3.4", "٣.٤", "2026-12"])
def test_what_is_no_day_is_refused_with_how_to_write_one(typed):
    with pytest.raises(RefusedError, match="2026-12-15"):
        typed_days.read(typed)


def test_29_february_without_a_year_is_a_day_and_is_kept_on_the_28th_in_common_years():
    leap = typed_days.read("29.02")
    assert leap.stored == "--02-29"
    assert leap.coming(dt.date(2026, 1, 1)) == dt.date(2026, 2, 28)
    assert leap.coming(dt.date(2027, 12, 1)) == dt.date(2028, 2, 29)


def test_a_day_in_the_middle_of_the_words_stays_there():
    assert typed_days.at_end("moved on 01.09 to Lviv") == ("moved on 01.09 to Lviv", None)


@pytest.mark.parametrize(
    ("stored", "language", "words"),
    [
        ("--05-12", "en", "12 May"),
        ("2027-05-12", "en", "12 May 2027"),
        ("--02-29", "uk", "29 лютого"),
        ("2027-05-12", "ru", "12 мая 2027"),
    ],
)
def test_a_stored_day_is_said_in_words(stored, language, words):
    assert typed_days.in_words(stored, wording(language)) == words
