"""Birthdays, anniversaries and dates of one's own."""

import datetime as dt

import pytest

from conversations.calendar.choices import Pause
from conversations.calendar.personal import OwnDate, of_year
from conversations.calendar.plan import Cause
from locales import phrase
from tests.calendar.people import on, sent, somebody, why, year

LOSS = OwnDate(3, "--05-12", "her dog died")
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


def test_a_dated_fact_reminds_the_manager_and_sends_nothing():
    [entry] = on(year(somebody(facts=[LOSS]), 2026), "2026-05-12")
    assert (entry.sends, entry.kind, entry.group, entry.title) == (False, "greeting", "fact", "her dog died")
    assert (entry.slot, entry.year, entry.cause) == ("fact:3", 2026, Cause.REMINDER)
    told = "a reminder for the manager; nothing goes out unless they write it"
    assert why([entry], "2026-05-12", "fact") == told


def test_neither_quiet_days_nor_opt_outs_nor_a_block_hide_a_fact_from_the_manager():
    pause = Pause("all", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    somewhere = somebody(
        "UA",
        facts=[OwnDate(3, "--02-24", "the day she fled")],
        pauses=[pause],
        no_holiday_greetings=True,
        no_birthday=True,
        unreachable=phrase("not sent: the contact has blocked the bot"),
    )
    found = {entry.occasion: entry.cause for entry in on(year(somewhere, 2026), "2026-02-24")}
    assert found["fact"] is Cause.REMINDER


def test_a_fact_of_one_year_comes_once_and_one_that_is_past_not_again():
    once = OwnDate(4, "2026-06-01", "daughter starts school")
    assert [entry.day for entry in year(somebody(facts=[once]), 2026) if entry.group == "fact"] == [dt.date(2026, 6, 1)]
    assert not [entry for entry in year(somebody(facts=[once]), 2027) if entry.group == "fact"]


def test_a_fact_beside_a_birthday_does_not_keep_the_wish_back():
    assert sent(year(somebody(birthday="--05-12", facts=[LOSS]), 2026)) == {"2026-05-12": "birthday"}
