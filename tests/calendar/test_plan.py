"""The calendar of one contact as it stands at a moment."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar import plan
from conversations.calendar.plan import GREETING, Done
from locales import phrase
from tests.calendar.people import on, sent, somebody, why, year

KYIV = ZoneInfo("Europe/Kyiv")


def new_year(now, **known):
    """New Year's greeting in Kyiv, asked on 1 January 2026 at a time of day there."""
    at = dt.datetime.fromisoformat(f"2026-01-01T{now}").replace(tzinfo=KYIV)
    entries = plan.of(somebody("UA", **known), at, 1)
    [entry] = [one for one in entries if one.kind == GREETING]
    return entry, why(entries, "2026-01-01", "ua.new_year")


@pytest.mark.parametrize(
    ("now", "goes"),
    [("00:10", "10:00"), ("09:59", "10:00"), ("15:30", "15:30"), ("19:59", "19:59"), ("20:00", "20:00")],
)
def test_a_greeting_of_today_goes_at_ten_or_as_soon_as_it_can(now, goes):
    entry, _ = new_year(now)
    assert (entry.sends, entry.at.strftime("%H:%M")) == (True, goes)


def test_a_greeting_of_today_is_dropped_after_eight_in_the_evening():
    entry, reason = new_year("20:01")
    assert (entry.sends, reason) == (False, "not sent: the day is nearly over")


def test_a_greeting_that_the_minute_of_silence_pushes_past_eight_in_the_evening_is_dropped():
    """In summer, 09:00 in Kyiv is 19:00 in Tonga and 20:00 in Kiritimati."""
    tonga = ZoneInfo("Pacific/Tongatapu")
    person = somebody("UA", zone="Pacific/Tongatapu", birthday="--07-01")
    late = dt.datetime(2026, 7, 1, 18, 57, tzinfo=tonga)
    assert late.astimezone(KYIV).strftime("%H:%M") == "08:57"
    assert on(plan.of(person, late, 1), "2026-07-01")[0].at.strftime("%H:%M") == "19:05"
    kiritimati = ZoneInfo("Pacific/Kiritimati")
    late = dt.datetime(2026, 7, 1, 19, 57, tzinfo=kiritimati)
    person = somebody("UA", zone="Pacific/Kiritimati", birthday="--07-01")
    assert not on(plan.of(person, late, 1), "2026-07-01")[0].sends


def test_wishes_of_days_that_are_over_are_not_in_the_calendar():
    at = dt.datetime(2026, 1, 3, 9, tzinfo=KYIV)
    assert sent(plan.of(somebody("UA", birthday="--01-02"), at, 30)) == {}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("sent", "sent already"),
        ("skipped", "not sent: skipped by the team"),
        ("unclear", "not again: Telegram may have delivered it, the manager was asked"),
        ("expired", "not again: this greeting was dealt with"),
    ],
)
def test_what_was_dealt_with_does_not_come_again(state, reason):
    entry, said = new_year("12:00", done={("new_year", 2026): Done(state)})
    assert (entry.sends, said) == (False, reason)


def test_a_date_that_was_wrong_and_reached_nobody_does_not_stand_in_the_way_of_the_right_one():
    wrong, right = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
    assert new_year("12:00", done={("new_year", 2026): Done("skipped", wrong)})[0].sends
    assert not new_year("12:00", done={("new_year", 2026): Done("skipped", right)})[0].sends


def test_a_greeting_of_last_year_does_not_stand_in_the_way():
    entry, _ = new_year("12:00", done={("new_year", 2025): Done("sent")})
    assert entry.sends


def test_who_cannot_be_reached_gets_nothing():
    entries = year(somebody("UA", birthday="--05-05", unreachable=phrase("not sent: the contact has left")), 2026)
    assert not [entry for entry in entries if entry.sends]
    assert why(entries, "2026-05-05", "birthday") == "not sent: the contact has left"


def test_who_has_not_joined_is_shown_what_the_calendar_decides():
    entries = year(somebody("UA", joined=False), 2026)
    assert "2026-01-01" in sent(entries)
    assert not any(entry.joined for entry in entries)


def test_the_days_asked_for_are_whole_days_on_the_contacts_clock():
    late = dt.datetime(2025, 12, 31, 21, 59, tzinfo=dt.UTC)  # 23:59 in Kyiv
    assert sent(plan.of(somebody("UA"), late, 1)) == {}
    assert sent(plan.of(somebody("UA"), late, 2)) == {"2026-01-01": "ua.new_year"}


LESS = {"tradition": "christian_western", "pace": "less"}


@pytest.mark.parametrize("state", ["skipped", "dropped", "expired", "failed"])
def test_a_greeting_that_reached_nobody_keeps_the_next_one_from_nobody(state):
    entry, said = new_year("09:00", **LESS, done={("christmas", 2025): Done(state, dt.date(2025, 12, 25))})
    assert entry.sends, said


def test_a_greeting_that_nobody_knows_to_have_arrived_counts_as_one_that_did():
    for known in ({}, {"done": {("christmas", 2025): Done("unclear")}}):
        entry, said = new_year("09:00", **LESS, **known)
        assert not entry.sends and "wants less contact" in said


def test_greetings_before_they_joined_count_for_nothing():
    joined = dt.datetime(2025, 12, 29, 15, tzinfo=KYIV)
    entry, said = new_year("09:00", **LESS, begins=joined)
    assert entry.sends, said


def test_who_wants_less_contact_gets_no_holiday_greeting_within_two_weeks_of_another():
    entries = year(somebody("UA", tradition="christian_western", pace="less", birthday="--12-27"), 2026)
    assert {"2026-12-25", "2026-12-27"} <= set(sent(entries))
    assert "2026-01-01" not in sent(entries)
    assert "wants less contact" in why(entries, "2026-01-01", "ua.new_year")


def test_moments_stand_on_the_contacts_clock_with_its_offset():
    entries = year(somebody("UA"), 2026)
    assert on(entries, "2026-08-24")[0].at.isoformat() == "2026-08-24T10:00:00+03:00"


def test_a_contact_who_moves_is_greeted_by_their_new_clock_and_calendar():
    kyiv = year(somebody("UA"), 2026)
    lisbon = year(somebody("PT", client_country="UA", zone="Europe/Lisbon"), 2026)
    assert on(kyiv, "2026-08-24")[0].sends
    assert on(lisbon, "2026-08-24") == []
    assert all(entry.calm for entry in lisbon)
