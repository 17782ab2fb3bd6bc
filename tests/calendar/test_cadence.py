"""The rhythm of check-ins."""

import datetime as dt

import pytest

from conversations.calendar import plan
from conversations.calendar.cadence import Touch, interval
from conversations.calendar.plan import CHECK_IN
from locales import wording
from tests.calendar.people import sent, somebody, year

MONDAY = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


def ago(days):
    return MONDAY - dt.timedelta(days=days)


def next_one(**touch):
    known = {name: touch.pop(name) for name in ("pauses", "unreachable", "joined") if name in touch}
    person = somebody("DE", zone="Europe/Berlin", begins=ago(400), touch=Touch(**touch), **known)
    entry = next(one for one in plan.of(person, MONDAY, 120) if one.kind == CHECK_IN)
    return entry, wording("en").plain(entry.reason)


@pytest.mark.parametrize(("pace", "days"), [("less", 45), ("normal", 30), ("more", 21)])
def test_the_pace_stretches_the_rhythm(pace, days):
    assert interval(None, pace) == dt.timedelta(days=days)


def test_a_client_can_have_a_rhythm_of_its_own():
    assert interval(14, "normal") == dt.timedelta(days=14)
    assert len(sent(year(somebody(check_in_days=14), 2026), CHECK_IN)) == 26


def test_a_check_in_comes_one_interval_after_the_last():
    entry, why = next_one(last_check_in=ago(20), last_word=ago(20), last_client_word=ago(20))
    assert (entry.at.isoformat(), entry.sends, why) == ("2026-03-12T10:00:00+01:00", True, "every 30 days")


def test_one_that_fell_due_long_ago_comes_once_and_now():
    entries = [
        one
        for one in plan.of(somebody(begins=ago(400), touch=Touch(last_client_word=ago(30))), MONDAY, 40)
        if one.kind == CHECK_IN
    ]
    assert [one.day.isoformat() for one in entries] == ["2026-03-02", "2026-04-01"]


def test_a_check_in_is_left_out_after_a_conversation_in_the_last_ten_days_and_the_rhythm_goes_on():
    entry, why = next_one(last_check_in=ago(30), last_word=ago(3), last_client_word=ago(3))
    assert (entry.sends, why) == (False, "left out: in touch 3 days ago")
    entry, _ = next_one(last_check_in=ago(30), last_word=ago(10), last_client_word=ago(10))
    assert entry.sends
    person = somebody("DE", zone="Europe/Berlin", touch=Touch(last_check_in=ago(30), last_word=ago(3)))
    assert min(sent(plan.of(person, MONDAY, 60), CHECK_IN)) == "2026-04-01"


def test_a_client_who_is_silent_for_twice_the_rhythm_gets_a_person_and_no_template():
    entry, why = next_one(last_check_in=ago(30), last_word=ago(30), last_client_word=ago(61))
    assert (entry.sends, why) == (False, "not sent: no word for 61 days, worth a personal message")
    entry, _ = next_one(last_check_in=ago(30), last_word=ago(30), last_client_word=ago(59))
    assert entry.sends


def test_the_time_of_a_pause_is_no_silence():
    entry, _ = next_one(last_check_in=ago(30), last_client_word=ago(100), pause_ended=ago(20))
    assert entry.sends


def test_who_has_not_joined_is_not_silent():
    entry, _ = next_one(joined=False, last_check_in=None, last_client_word=None)
    assert entry.sends
    assert not entry.joined


def test_a_check_in_moves_from_a_quiet_day_and_a_day_off_to_the_next_working_day():
    """30 days after 25 January 2026 is 24 February, quiet in Ukraine; 30 after 29 January is a Saturday."""
    for last, expected in (("2026-01-25", "2026-02-25"), ("2026-01-29", "2026-03-02")):
        start = dt.datetime.fromisoformat(f"{last}T10:00").replace(tzinfo=dt.UTC)
        person = somebody("UA", touch=Touch(last_check_in=start))
        assert min(sent(plan.of(person, start, 60), CHECK_IN)) == expected


def test_a_check_in_that_is_moved_stays_the_same_check_in():
    start = dt.datetime(2026, 1, 29, 10, tzinfo=dt.UTC)
    person = somebody("UA", touch=Touch(last_check_in=start, last_client_word=start))
    for asked in (start, start + dt.timedelta(days=33), start + dt.timedelta(days=34)):
        first = next(one for one in plan.of(person, asked, 60) if one.kind == CHECK_IN)
        assert first.slot == "check_in:2026-02-28"


def test_a_check_in_does_not_share_a_day_with_a_greeting():
    start = dt.datetime(2026, 1, 2, 10, tzinfo=dt.UTC)
    person = somebody("DE", birthday="--02-02", touch=Touch(last_check_in=start - dt.timedelta(days=-1)))
    entries = plan.of(person, start, 60)
    assert sent(entries) == {"2026-02-02": "birthday"}
    assert min(sent(entries, CHECK_IN)) == "2026-02-03"
