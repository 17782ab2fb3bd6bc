"""When a text by ourselves may go out."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.calendar import library, windows

KYIV = ZoneInfo("Europe/Kyiv")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
UTC = dt.UTC


def every_day(day):
    return True


@given(st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)), st.sampled_from(ZONES), st.times())
def test_a_wall_clock_time_is_kept_but_where_the_clocks_jump_over_it(day, key, time):
    zone = ZoneInfo(key)
    time = time.replace(microsecond=0)
    found = windows.moment(day, time, zone)
    wall = dt.datetime.combine(day, time)
    assert found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == found.replace(tzinfo=None)
    assert found.replace(tzinfo=None) >= wall
    if found.replace(tzinfo=None) != wall:
        assert found.utcoffset() != (found - dt.timedelta(hours=3)).utcoffset() or found.date() == day


def test_a_time_that_summer_time_skips_comes_an_hour_later():
    """29 March 2026 in Kyiv: after 02:59 comes 04:00."""
    assert windows.moment(dt.date(2026, 3, 29), dt.time(3, 30), KYIV).isoformat() == "2026-03-29T04:30:00+03:00"


def test_a_greeting_goes_at_ten_before_and_after_the_change_to_summer_time():
    before = windows.greeting_at(dt.date(2026, 3, 28), KYIV, "UA")
    after = windows.greeting_at(dt.date(2026, 3, 29), KYIV, "UA")
    assert (before.isoformat(), after.isoformat()) == ("2026-03-28T10:00:00+02:00", "2026-03-29T10:00:00+03:00")
    assert after.astimezone(UTC) - before.astimezone(UTC) == dt.timedelta(hours=23)


def test_a_greeting_waits_for_the_end_of_ukraines_minute_of_silence():
    """In winter it is 10:00 in Istanbul when it is 09:00 in Kyiv."""
    istanbul = ZoneInfo("Europe/Istanbul")
    assert windows.greeting_at(dt.date(2026, 1, 1), istanbul, "UA").isoformat() == "2026-01-01T10:05:00+03:00"
    assert windows.greeting_at(dt.date(2026, 1, 1), istanbul, "TR").isoformat() == "2026-01-01T10:00:00+03:00"
    assert windows.greeting_at(dt.date(2026, 7, 1), istanbul, "UA").isoformat() == "2026-07-01T10:00:00+03:00"


@pytest.mark.parametrize(
    ("time", "goes"),
    [("08:54:59", "08:54:59"), ("08:55:00", "09:05:00"), ("09:04:59", "09:05:00"), ("09:05:00", "09:05:00")],
)
def test_the_silence_lasts_from_five_minutes_before_to_five_minutes_after(time, goes):
    at = dt.datetime.fromisoformat(f"2026-03-02T{time}").replace(tzinfo=KYIV)
    assert windows.after_silence(at, "UA").strftime("%H:%M:%S") == goes


def test_a_wish_is_late_after_eight_in_the_evening_of_the_contacts_clock():
    day = dt.date(2026, 1, 1)
    assert not windows.too_late(day, KYIV, dt.datetime(2026, 1, 1, 18, 0, tzinfo=UTC))
    assert windows.too_late(day, KYIV, dt.datetime(2026, 1, 1, 18, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2026-03-02T06:00", "2026-03-02T10:00"),
        ("2026-03-02T12:30", "2026-03-02T12:30"),
        ("2026-03-02T16:59", "2026-03-02T16:59"),
        ("2026-03-02T17:00", "2026-03-03T10:00"),
        ("2026-03-06T17:00", "2026-03-09T10:00"),
    ],
)
def test_a_check_in_goes_between_ten_and_five_on_a_working_day(asked, goes):
    def works(day):
        return library.is_working_day("UA", day)

    at = dt.datetime.fromisoformat(asked).replace(tzinfo=KYIV)
    found = windows.check_in_at(at, KYIV, "UA", works)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M") == goes


def test_a_check_in_that_finds_no_day_is_not_sent():
    assert windows.check_in_at(dt.datetime(2026, 3, 2, tzinfo=UTC), KYIV, None, lambda day: False) is None


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("SA", "2026-11-27", False),  # a Friday
        ("SA", "2026-11-29", True),  # a Sunday
        ("IL", "2026-11-29", True),
        ("DE", "2026-12-25", False),
        ("UA", "2026-08-24", True),  # martial law: holidays are working days
        ("CN", "2026-02-14", True),  # a Saturday that is worked for the days off at New Year
        ("US", "2026-11-26", False),
        (None, "2026-11-28", False),
        ("XX", "2026-11-27", True),
    ],
)
def test_working_days_are_those_of_the_country(country, day, works):
    assert library.is_working_day(country, dt.date.fromisoformat(day)) is works
