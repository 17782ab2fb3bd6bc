"""Each gate by itself: a pure rule on facts."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from conversations import hours
from conversations.surveys import gates
from conversations.surveys.gates import Facts
from locales import phrase, wording

KYIV = ZoneInfo("Europe/Kyiv")
TUESDAY_NOON = dt.datetime(2026, 3, 10, 12, tzinfo=KYIV)
CLEAR = Facts(now=TUESDAY_NOON, zone=KYIV, week=hours.parse("Mon-Fri 09:00-18:00"), since=TUESDAY_NOON)


def days(count: float) -> dt.timedelta:
    return dt.timedelta(days=count)


def ago(count: float) -> dt.datetime:
    return TUESDAY_NOON - days(count)


def test_nothing_stands_in_the_way_of_a_good_moment():
    assert gates.check(CLEAR) is None


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("unreachable", {"reachable": False}),
        ("one_sided", {"both_wrote": False}),
        ("reopened", {"reopened": True}),
        ("open_case", {"open_case": True}),
        ("too_late", {"since": ago(7.01)}),
        ("asked_lately", {"last_any": ago(13.9)}),
        ("asked_this_period", {"every": days(90), "last_same": ago(89)}),
        ("goes_first", {"first_due": TUESDAY_NOON + days(14)}),
        ("quiet_day", {"quiet": phrase("asked today")}),
        ("closed_hours", {"now": dt.datetime(2026, 3, 10, 20, tzinfo=KYIV)}),
        ("silence", {"now": dt.datetime(2026, 3, 10, 9, tzinfo=KYIV), "silence_of": "UA"}),
    ],
)
def test_each_gate_shuts_alone(name, change):
    block = gates.check(replace(CLEAR, **change))
    assert block is not None and block.name == name


@pytest.mark.parametrize(
    "change",
    [
        {"since": ago(7)},
        {"last_any": ago(14)},
        {"every": days(90), "last_same": ago(90), "last_any": ago(90)},
        {"every": days(90), "since": ago(30)},
        {"first_due": TUESDAY_NOON + days(14.01)},
        {"last_same": ago(20), "last_any": ago(20)},
        {"now": dt.datetime(2026, 3, 10, 9, 5, tzinfo=KYIV), "silence_of": "UA"},
        {"now": dt.datetime(2026, 3, 10, 9, tzinfo=KYIV), "silence_of": None},
    ],
)
def test_each_gate_opens_at_its_limit(change):
    assert gates.check(replace(CLEAR, **change)) is None


@pytest.mark.parametrize(("pace", "shut", "opens"), [("less", 20.9, 21), ("normal", 13.9, 14), ("more", 9.7, 9.8)])
def test_the_contact_s_pace_stretches_the_time_between_surveys(pace, shut, opens):
    assert gates.once_in_a_while(replace(CLEAR, pace=pace, last_any=ago(shut))) is not None
    assert gates.once_in_a_while(replace(CLEAR, pace=pace, last_any=ago(opens))) is None


@pytest.mark.parametrize(("pace", "opens"), [("less", 135), ("normal", 90), ("more", 63)])
def test_the_contact_s_pace_stretches_a_period(pace, opens):
    facts = replace(CLEAR, pace=pace, every=days(90))
    assert gates.period_over(replace(facts, last_same=ago(opens - 0.1))) is not None
    assert gates.period_over(replace(facts, last_same=ago(opens))) is None


def test_a_refusal_says_when_it_will_have_passed():
    block = gates.once_in_a_while(replace(CLEAR, last_any=ago(6)))
    assert block is not None and block.free_at == TUESDAY_NOON + days(8)
    assert block.until is None


@pytest.mark.parametrize(("last", "said"), [(0.2, "asked today"), (1, "asked 1 day ago"), (6.5, "asked 6 days ago")])
def test_the_reason_is_said_in_days(last, said):
    block = gates.once_in_a_while(replace(CLEAR, last_any=ago(last)))
    assert block is not None and wording("en").plain(block.why) == said


def test_out_of_hours_it_waits_for_the_contact_s_next_morning():
    friday_night = dt.datetime(2026, 3, 27, 22, tzinfo=KYIV)
    block = gates.working_hours(replace(CLEAR, now=friday_night))
    assert block is not None and block.until == dt.datetime(2026, 3, 30, 9, tzinfo=KYIV), (
        "over the change to summer time"
    )


def test_the_contact_s_zone_counts_not_ours():
    block = gates.working_hours(replace(CLEAR, zone=ZoneInfo("America/New_York")))
    assert block is not None and block.until == dt.datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("America/New_York"))


def test_a_quiet_day_waits_for_the_first_working_hour_after_it():
    friday = dt.datetime(2026, 3, 13, 12, tzinfo=KYIV)
    saturday = dt.datetime(2026, 3, 14, tzinfo=KYIV)
    block = gates.no_quiet_day(replace(CLEAR, now=friday, quiet=phrase("asked today"), clear=saturday))
    assert block is not None and block.until == dt.datetime(2026, 3, 16, 9, tzinfo=KYIV)


def test_in_the_minute_of_silence_it_waits_for_its_end():
    around_the_clock = hours.parse("Mon-Sun 00:00-24:00")
    facts = replace(CLEAR, now=dt.datetime(2026, 3, 10, 8, 58, tzinfo=KYIV), week=around_the_clock, silence_of="UA")
    block = gates.check(facts)
    assert block is not None and block.until == dt.datetime(2026, 3, 10, 9, 5, tzinfo=KYIV)


def test_the_silence_is_kept_on_ukraine_s_clock_wherever_the_contact_is():
    """In winter it is 10:00 in Istanbul when it is 09:00 in Kyiv."""
    istanbul = ZoneInfo("Europe/Istanbul")
    facts = replace(CLEAR, now=dt.datetime(2026, 3, 10, 9, 59, tzinfo=istanbul), zone=istanbul, silence_of="UA")
    block = gates.check(facts)
    assert block is not None and block.until == dt.datetime(2026, 3, 10, 10, 5, tzinfo=istanbul)


def test_a_wait_for_the_morning_ends_after_the_silence_of_that_morning():
    night = replace(CLEAR, now=dt.datetime(2026, 3, 9, 22, tzinfo=KYIV), silence_of="UA")
    block = gates.check(night)
    assert block is not None
    assert (block.name, block.until) == ("closed_hours", dt.datetime(2026, 3, 10, 9, 5, tzinfo=KYIV))


def test_a_wait_for_the_end_of_a_quiet_day_ends_after_the_silence_too():
    friday = dt.datetime(2026, 3, 13, 12, tzinfo=KYIV)
    saturday = dt.datetime(2026, 3, 14, tzinfo=KYIV)
    facts = replace(CLEAR, now=friday, quiet=phrase("asked today"), clear=saturday, silence_of="UA")
    block = gates.check(facts)
    assert block is not None and block.until == dt.datetime(2026, 3, 16, 9, 5, tzinfo=KYIV)


def test_when_work_ends_in_the_silence_it_waits_for_the_next_working_time():
    early = hours.parse("Mon-Fri 07:00-09:00")
    facts = replace(CLEAR, now=dt.datetime(2026, 3, 10, 8, 58, tzinfo=KYIV), week=early, silence_of="UA")
    block = gates.check(facts)
    assert block is not None and block.until == dt.datetime(2026, 3, 11, 7, tzinfo=KYIV)


def test_hours_that_lie_in_the_silence_alone_come_to_an_answer():
    within = hours.parse("Mon-Fri 08:56-09:04")
    block = gates.check(replace(CLEAR, week=within, silence_of="UA"))
    assert block is not None and block.until is not None and block.until > TUESDAY_NOON


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("open_case", {"open_case": True}),
        ("too_late", {"since": ago(7.01)}),
        ("quiet_day", {"quiet": phrase("asked today")}),
        ("closed_hours", {"now": dt.datetime(2026, 3, 10, 20, tzinfo=KYIV)}),
        ("silence", {"now": dt.datetime(2026, 3, 10, 9, tzinfo=KYIV), "silence_of": "UA"}),
    ],
)
def test_what_may_have_changed_on_the_way_is_asked_again_at_the_moment_of_sending(name, change):
    block = gates.check(replace(CLEAR, **change), gates.ON_THE_WAY)
    assert block is not None and block.name == name


def test_at_the_moment_of_sending_the_survey_itself_does_not_count_as_asked_lately():
    itself = replace(CLEAR, last_any=TUESDAY_NOON, last_same=TUESDAY_NOON, every=days(90))
    assert gates.check(itself, gates.ON_THE_WAY) is None


def test_a_refusal_speaks_before_a_wait():
    night = dt.datetime(2026, 3, 10, 23, tzinfo=KYIV)
    block = gates.check(replace(CLEAR, now=night, since=night, open_case=True))
    assert block is not None and block.name == "open_case"


def test_where_ratings_are_not_for_all_the_open_case_is_not_named():
    block = gates.no_open_case(replace(CLEAR, open_case=True, discreet=True))
    assert block is not None and "rating" not in wording("en").plain(block.why)


def test_what_was_asked_yesterday_evening_was_not_asked_today():
    yesterday = TUESDAY_NOON.replace(hour=17) - days(1)
    block = gates.check(replace(CLEAR, last_any=yesterday))
    assert block is not None and wording("en").say(block.why) == "asked 1 day ago"


def test_a_quiet_day_that_is_over_in_time_says_when_it_goes_out():
    block = gates.check(replace(CLEAR, quiet=phrase("asked today"), clear=TUESDAY_NOON + days(3)))
    assert block is not None
    assert (block.until, block.last) == (dt.datetime(2026, 3, 13, 12, tzinfo=KYIV), None)


def test_a_quiet_time_that_outlasts_the_question_promises_no_day():
    block = gates.check(replace(CLEAR, quiet=phrase("asked today"), clear=TUESDAY_NOON + days(30)))
    assert block is not None and block.until is not None
    assert block.last == TUESDAY_NOON + days(7)
    later = gates.check(replace(CLEAR, now=block.until, quiet=phrase("asked today")))
    assert later is not None and later.name == "too_late"


def test_a_periodic_question_waits_for_the_end_of_any_quiet_time():
    block = gates.check(replace(CLEAR, every=days(90), quiet=phrase("asked today"), clear=TUESDAY_NOON + days(30)))
    assert block is not None and block.last is None
