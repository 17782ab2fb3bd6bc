"""Rules for dates, as the table of extra solemn days writes them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.calendar.dayrules import DailyMinute, RuleError, parse_rule


def days(rule, year):
    found = parse_rule(rule)
    assert not isinstance(found, DailyMinute)
    return [day.isoformat() for day in found.days(year)]


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("fixed 02-24", 2027, ["2027-02-24"]),
        ("fixed 04-16 10-29", 2026, ["2026-04-16", "2026-10-29"]),
        ("fixed 02-29", 2028, ["2028-02-29"]),
        ("fixed 02-29", 2027, []),
        ("4th Saturday of November", 2026, ["2026-11-28"]),
        ("last Monday of May", 2026, ["2026-05-25"]),
        ("5th Sunday of February", 2026, []),
        ("2nd Sunday before 1st Advent", 2026, ["2026-11-15"]),
        ("last Sunday before 1st Advent", 2026, ["2026-11-22"]),
        ("27 Nisan", 2025, ["2025-04-25"]),
        ("27 Nisan (may shift)", 2025, ["2025-04-24"]),
        ("27 Nisan (may shift)", 2026, ["2026-04-14"]),
        ("27 Nisan (may shift)", 2028, ["2028-04-24"]),
    ],
)
def test_a_rule_gives_its_days(rule, year, expected):
    assert days(rule, year) == expected


def test_a_minute_of_every_day_is_no_day():
    assert parse_rule("every day 09:00 local") == DailyMinute(dt.time(9))


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "fixed",
        "fixed 2-24",
        "fixed 13-01",
        "6th Monday of May",
        "1st Moonday of May",
        "31 Nisan",
        "every day 24:00 local",
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(rule):
    with pytest.raises(RuleError):
        parse_rule(rule)


@given(st.integers(1990, 2090))
def test_the_first_advent_is_the_fourth_sunday_before_christmas(year):
    [day] = days("last Sunday before 1st Advent", year)
    advent = dt.date.fromisoformat(day) + dt.timedelta(weeks=1)
    assert advent.weekday() == 6
    assert dt.date(year, 11, 27) <= advent <= dt.date(year, 12, 3)
