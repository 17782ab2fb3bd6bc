"""Birthdays, anniversaries and dates of one's own."""

import datetime as dt

import pytest

from conversations.calendar.personal import OwnDate, of_year
from tests.calendar.people import on, sent, somebody, why, year

FOUNDED = OwnDate(7, "--05-12", "company day")


def test_a_birthday_is_greeted_with_and_without_the_year_of_birth():
    for birthday in ("1984-05-23", "--05-23"):
        assert sent(year(somebody(birthday=birthday), 2026)) == {"2026-05-23": "birthday"}


@pytest.mark.parametrize(("number", "day"), [(2026, "2026-02-28"), (2027, "2027-02-28"), (2028, "2028-02-29")])
def test_a_birthday_on_29_february_is_kept_on_the_28th_in_common_years(number, day):
    assert sent(year(somebody(birthday="1984-02-29"), number)) == {day: "birthday"}


def test_a_birthday_on_a_quiet_day_is_not_sent_and_says_so():
    entries = year(somebody("UA", birthday="1990-02-24"), 2026)
    assert "2026-02-24" not in sent(entries)
    assert why(entries, "2026-02-24", "birthday") == "not sent: a quiet day: Anniversary of the full-scale invasion"


def test_a_leap_day_birthday_looks_at_the_day_on_which_it_is_kept():
    """Attested by 28 February 2026 being no quiet day while 29 February does not exist."""
    assert "2026-02-28" in sent(year(somebody("UA", birthday="--02-29"), 2026))


def test_the_anniversary_of_working_together_counts_the_years_and_begins_after_one():
    since = dt.date(2024, 2, 29)
    [first] = of_year(None, since, (), 2025)
    assert (first.day, first.years) == (dt.date(2025, 2, 28), 1)
    assert list(of_year(None, since, (), 2024)) == []
    [entry] = on(year(somebody(since=since), 2028), "2028-02-29")
    assert (entry.occasion, entry.years, entry.sends) == ("anniversary", 4, True)


def test_a_date_of_their_own_comes_every_year_or_once():
    assert sent(year(somebody(own_dates=[FOUNDED]), 2026)) == {"2026-05-12": "own_date"}
    once = OwnDate(8, "2026-06-01", "moving house")
    assert sent(year(somebody(own_dates=[once]), 2026)) == {"2026-06-01": "own_date"}
    assert sent(year(somebody(own_dates=[once]), 2027)) == {}


def test_two_dates_of_their_own_on_one_day_are_two_greetings():
    other = OwnDate(9, "--05-12", "office dog")
    slots = [entry.slot for entry in on(year(somebody(own_dates=[FOUNDED, other]), 2026), "2026-05-12")]
    assert sorted(slots) == ["own_date:7", "own_date:9"]


def test_who_wants_no_birthday_wishes_still_gets_holiday_greetings_and_the_other_way_round():
    entries = year(somebody("PL", birthday="--05-23", no_birthday=True), 2026)
    assert sent(entries) == {"2026-01-01": "pl.new_year"}
    assert why(entries, "2026-05-23", "birthday") == "not sent: the contact wants no birthday wishes"
    entries = year(somebody("PL", birthday="--05-23", no_holiday_greetings=True), 2026)
    assert sent(entries) == {"2026-05-23": "birthday"}
    assert why(entries, "2026-01-01", "pl.new_year") == "not sent: the contact wants no holiday greetings"
