"""Each formula at its edges, and against other libraries where there is one."""

import datetime as dt
import math
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from conversations import hours
from conversations.figures import promoters, times
from conversations.figures.answering import Answering
from conversations.figures.promoters import Promoters
from conversations.figures.satisfaction import Scale, Tally, wilson

ZONES = ["UTC", "Europe/Kyiv", "America/New_York", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe"]
moments = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(pair: tuple[int, int]):
    hits, n = pair
    low, high = proportion_confint(hits, n, alpha=0.05, method="wilson")
    found = wilson(hits, n)
    assert math.isclose(found.low, low, rel_tol=1e-10, abs_tol=1e-12)
    assert math.isclose(found.high, high, rel_tol=1e-10)
    assert 0 <= found.low <= hits / n <= found.high <= 1


def test_four_and_five_are_satisfied():
    tally = Tally({5: 3, 4: 2, 3: 4, 1: 1})
    assert (tally.n, tally.satisfied, tally.share, tally.mean) == (10, 5, 0.5, 3.6)
    assert tally.distribution == [(5, 3), (4, 2), (3, 4), (2, 0), (1, 1)]


def test_five_ratings_are_enough_and_four_are_not():
    assert Tally({5: 5}).enough
    assert not Tally({5: 4}).enough


def test_a_rating_of_nought_is_a_rating():
    tally = Tally({0: 4, 10: 1}, Scale(0, 10))
    assert tally.n == 5
    assert promoters.of(tally) == Promoters(1, 0, 4)
    assert promoters.of(tally).score == -60


def test_seven_and_eight_promote_nothing_and_six_detracts():
    assert promoters.of(Tally({6: 1, 7: 1, 8: 1, 9: 1}, Scale(0, 10))) == Promoters(1, 2, 1)


def test_five_promoters_of_five_are_not_taken_for_certainty():
    interval = Promoters(5, 0, 0).interval
    assert interval.low < 90
    assert interval.high == 100


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_the_interval_of_the_nps_mirrors_itself_and_stays_on_its_scale(plus: int, middle: int, minus: int):
    one, other = Promoters(plus, middle, minus).interval, Promoters(minus, middle, plus).interval
    assert -100 <= one.low <= one.high <= 100
    assert math.isclose(one.low, -other.high, abs_tol=1e-9)


@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=200), st.sampled_from([0.0, 0.5, 0.9, 0.99, 1.0]))
def test_percentiles_are_numpys(values: list[float], share: float):
    assert math.isclose(
        times.percentile(sorted(values), share), float(np.quantile(values, share)), rel_tol=1e-9, abs_tol=1e-9
    )


def test_no_durations_have_no_median():
    assert times.of([]) == times.Times(0, None, None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(moments, st.timedeltas(dt.timedelta(days=-1), dt.timedelta(days=9))), min_size=1, max_size=5),
    st.sampled_from(["Mon-Fri 09:00-18:00", "Mon, Wed 9-12, 13-17; Sun 0-24", "Sat 02:30-03:30"]),
    st.sampled_from(ZONES),
)
def test_the_laid_out_hours_measure_as_the_rule_does(
    stretches: list[tuple[dt.datetime, dt.timedelta]], week: str, name: str
):
    zone = ZoneInfo(name)
    rule = hours.parse(week)
    calendar = times.WorkCalendar(rule, zone, stretches[0][0].date())
    for start, length in stretches:
        worked = calendar.between(times.micros(start), times.micros(start + length))
        assert dt.timedelta(microseconds=worked) == rule.working_time(start, start + length, zone)


@given(moments)
def test_microseconds_lead_back_to_the_moment(moment: dt.datetime):
    assert times.moment(times.micros(moment)) == moment


def test_the_response_rate_is_of_all_that_were_delivered():
    found = Answering(answered=6, skipped=1, expired=2, open=2, withdrawn=1, undeliverable=5)
    assert (found.delivered, found.rate) == (12, 0.5)


@pytest.mark.parametrize(
    ("seconds", "words"), [(45, "45 s"), (3599, "1 h"), (5400, "1 h 30 min"), (200_000, "2 d 8 h")]
)
def test_durations_are_said_in_two_units_at_most(seconds: float, words: str):
    from conversations.summary import labels
    from locales import wording

    assert labels.duration(seconds, wording("en")) == words


def test_working_time_knows_no_days():
    from conversations.summary import labels
    from locales import wording

    assert labels.duration(200_000, wording("en"), working=True) == "55 h 33 min"
