"""Periods: what can be asked for, and how a trend cuts them."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.errors import RefusedError
from conversations.figures import periods, weekly
from conversations.figures.periods import Period

TODAY = dt.date(2026, 11, 22)
ZONES = ["UTC", "Europe/Kyiv", "America/New_York", "America/Havana", "Asia/Beirut", "Pacific/Apia"]
days = st.dates(dt.date(2010, 1, 1), dt.date(2035, 1, 1))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("Last Month", "2026-10-01", "2026-10-31"),
        ("quarter", "2026-10-01", "2026-12-31"),
        ("минулий квартал", "2026-07-01", "2026-09-30"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-01-01 – 2026-01-01", "2026-01-01", "2026-01-01"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("за тиждень", "2026-11-16", "2026-11-22"),
        ("за прошлую неделю", "2026-11-09", "2026-11-15"),
    ],
)
def test_what_people_type_is_understood(typed: str, first: str, last: str):
    found = periods.parse(typed, TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "typed", ["yesterday", "2026-13", "2026-02-30", "2026-03-01..2026-02-01", "0001-01-01..2026-01-01"]
)
def test_what_is_no_period_is_refused_in_words(typed: str):
    with pytest.raises(RefusedError):
        periods.parse(typed, TODAY)


@given(st.sampled_from(["week", "month", "quarter"]), days)
def test_a_period_walks_back_and_forth_and_survives_a_button(kind, day: dt.date):
    period = periods.around(kind, day)
    assert period.first <= day <= period.last
    assert period.earlier().later() == period == period.later().earlier()
    assert periods.from_code(period.code) == period
    assert period.earlier().last + dt.timedelta(days=1) == period.first


@given(days, st.integers(0, 2000), st.sampled_from(ZONES))
def test_the_buckets_of_a_range_cover_it_once(first: dt.date, length: int, name: str):
    zone = ZoneInfo(name)
    period = Period("range", first, first + dt.timedelta(days=length))
    assert periods.from_code(period.code) == period
    buckets = periods.trend(period, zone)
    assert (buckets[0].start, buckets[-1].end) == period.moments(zone)
    assert all(one.end == other.start for one, other in pairwise(buckets))
    assert all(one.start < one.end for one in buckets if one.first != dt.date(2011, 12, 30) or name != "Pacific/Apia")
    assert len(buckets) <= 27


def test_the_trend_of_a_week_shows_the_seven_before_it():
    buckets = periods.trend(periods.parse("week", TODAY), ZoneInfo("Europe/Kyiv"))
    assert [one.last for one in buckets][-1] == TODAY
    assert buckets[0].first == dt.date(2026, 9, 28)


def test_days_begin_at_the_leads_midnight_also_over_a_change_of_the_clocks():
    start, end = periods.parse("2026-10", TODAY).moments(ZoneInfo("Europe/Kyiv"))
    assert start == dt.datetime(2026, 9, 30, 21, tzinfo=dt.UTC)
    assert end == dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "code", ["", "x20260101", "w2026", "r20260101", "r2026010119990101", "m20261301", "r00010101" * 2]
)
def test_a_button_that_is_none_of_ours_is_no_period(code: str):
    with pytest.raises(ValueError):
        periods.from_code(code)


@pytest.mark.parametrize(
    ("written", "hour_utc"), [("Mon 09:00", 7), ("monday 9:00", 7), ("Sun 03:30", 1)], ids=["short", "long", "skipped"]
)
def test_the_digest_keeps_its_hour_on_the_wall_clock(written: str, hour_utc: int):
    when = weekly.parse(written)
    assert when is not None
    found = when.after(dt.datetime(2026, 11, 22, 1, 30, tzinfo=dt.UTC), ZoneInfo("Europe/Kyiv"))
    assert found.hour == hour_utc
    assert found > dt.datetime(2026, 11, 22, 1, 30, tzinfo=dt.UTC)


def test_a_digest_can_be_switched_off():
    assert weekly.parse("off") is None


@pytest.mark.parametrize("written", ["Mon", "Mon 25:00", "Foo 09:00", "09:00"])
def test_what_is_no_moment_of_the_week_is_refused(written: str):
    with pytest.raises(RefusedError):
        weekly.parse(written)


@pytest.mark.parametrize(
    ("typed", "sizes"),
    [
        ("2026-Q4", ["month"] * 3),
        ("2026-01-01..2026-12-31", ["quarter"] * 4),
        ("2026-11-02..2026-11-10", ["week"] * 2),
        ("2026-11", []),
        ("week", []),
        ("2020-01-01..2026-12-31", []),
    ],
)
def test_a_trend_with_little_in_each_point_has_larger_steps_where_that_leaves_several(typed: str, sizes: list[str]):
    zone = ZoneInfo("Europe/Kyiv")
    period = periods.parse(typed, TODAY)
    found = periods.coarser(period, periods.trend(period, zone), zone)
    assert [bucket.size for bucket in found] == sizes
    if found:
        assert (found[0].first, found[-1].last) == (period.first, period.last)
