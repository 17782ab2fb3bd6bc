"""Working hours: how they are read, and time that counts only while somebody works."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.hours import HoursError, Interval, WorkingHours, parse

KYIV = ZoneInfo("Europe/Kyiv")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
HOUR = dt.timedelta(hours=1)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Mon-Fri 09:00-18:00", "Mon-Fri 09:00-18:00"),
        ("mon – fri 9-18", "Mon-Fri 09:00-18:00"),
        ("Monday-Friday 9.00-17.30", "Mon-Fri 09:00-17:30"),
        ("Mon-Thu 9:00-17:30, Fri 9-15", "Mon-Thu 09:00-17:30, Fri 09:00-15:00"),
        ("Mon, Wed, Fri 10-14", "Mon 10:00-14:00, Wed 10:00-14:00, Fri 10:00-14:00"),
        ("Mon-Fri 9-13, 14-18", "Mon-Fri 09:00-13:00, Mon-Fri 14:00-18:00"),
        ("Sun-Thu 9-17", "Mon-Thu 09:00-17:00, Sun 09:00-17:00"),
        ("Mon 9-13, 13-18", "Mon 09:00-18:00"),
        ("Sat 0-24", "Sat 00:00-24:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, text: str) -> None:
    assert parse(typed).text == text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "I do not understand “”"),
        ("nine to five", "I do not understand “nine to five”"),
        ("Mon", "“Mon” does not say from when to when"),
        ("Mon 9-12, Tue", "“Tue” does not say from when to when"),
        ("9-17", "“9-17” does not say on which days"),
        ("Mo-Fr 9-17", "“mo” is not a day"),
        ("Mon 17-9", "“17-9” ends before it begins"),
        ("Mon 9-9", "ends before it begins"),
        ("Mon 9-25", "“25” is not a time of day"),
        ("Mon 9:75-12", "“9:75” is not a time of day"),
        ("Mon 9-12, Mon 11-13", "On Mon, 09:00-12:00 and 11:00-13:00 overlap"),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_the_reason_and_an_example(typed: str, reason: str) -> None:
    with pytest.raises(HoursError) as refused:
        parse(typed)
    assert reason in str(refused.value)
    assert "Write working hours like “Mon-Fri 09:00-18:00”." in str(refused.value)


def test_somebody_works_from_the_first_minute_to_before_the_last() -> None:
    hours = parse("Mon-Fri 9-18")
    assert not hours.is_open(utc("2026-11-23T06:59:59"), KYIV)
    assert hours.is_open(utc("2026-11-23T07:00"), KYIV)
    assert hours.is_open(utc("2026-11-23T15:59:59"), KYIV)
    assert not hours.is_open(utc("2026-11-23T16:00"), KYIV)


def test_the_next_opening_after_friday_evening_is_monday_morning() -> None:
    assert parse("Mon-Fri 9-18").next_opening(utc("2026-11-20T17:00"), KYIV) == utc("2026-11-23T07:00")


def test_the_next_opening_while_open_is_now() -> None:
    assert parse("Mon-Fri 9-18").next_opening(utc("2026-11-20T12:34:56"), KYIV) == utc("2026-11-20T12:34:56")


def test_a_weekend_does_not_count_as_working_time() -> None:
    friday, monday = utc("2026-11-20T15:30"), utc("2026-11-23T07:10")
    assert parse("Mon-Fri 9-18").working_time(friday, monday, KYIV) == dt.timedelta(minutes=40)


def test_the_night_of_summer_time_has_an_hour_less() -> None:
    around_the_clock = parse("Mon-Sun 0-24")
    start, end = dt.datetime(2026, 3, 29, tzinfo=KYIV), dt.datetime(2026, 3, 30, tzinfo=KYIV)
    assert around_the_clock.working_time(start, end, KYIV) == 23 * HOUR


def test_the_night_of_winter_time_has_an_hour_more() -> None:
    around_the_clock = parse("Mon-Sun 0-24")
    start, end = dt.datetime(2026, 11, 1, tzinfo=NEW_YORK), dt.datetime(2026, 11, 2, tzinfo=NEW_YORK)
    assert around_the_clock.working_time(start, end, NEW_YORK) == 25 * HOUR


def test_an_opening_that_summer_time_skips_is_the_moment_of_the_change() -> None:
    [(start, end)] = parse("Sun 2:30-6").openings(dt.date(2026, 3, 8), NEW_YORK)
    assert (start, end) == (utc("2026-03-08T07:00"), utc("2026-03-08T10:00"))


def test_of_a_closing_time_that_occurs_twice_the_first_counts() -> None:
    [(_, end)] = parse("Sun 0-1:30").openings(dt.date(2026, 11, 1), NEW_YORK)
    assert end == utc("2026-11-01T05:30")


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
    """Samoa went from 29 to 31 December 2011."""
    assert parse("Mon-Sun 9-18").openings(dt.date(2011, 12, 30), APIA) == []
    closed = dt.datetime(2011, 12, 29, 18, tzinfo=APIA)
    assert parse("Mon-Sun 9-18").next_opening(closed, APIA) == dt.datetime(2011, 12, 31, 9, tzinfo=APIA)


def test_a_target_of_working_time_is_reached_on_the_next_working_day() -> None:
    friday = utc("2026-11-20T15:30")
    assert parse("Mon-Fri 9-18").after(friday, HOUR, KYIV) == utc("2026-11-23T07:30")


def test_hours_are_told_on_the_clock_of_somebody_elsewhere() -> None:
    week = parse("Mon-Fri 9-18").seen_from(NEW_YORK, KYIV, dt.date(2026, 11, 23))
    assert week.text == "Mon-Fri 02:00-11:00"


def test_hours_seen_from_far_away_can_fall_on_two_days() -> None:
    week = parse("Mon 9-18").seen_from(ZoneInfo("America/Los_Angeles"), KATHMANDU, dt.date(2026, 11, 23))
    assert week.text == "Mon 00:00-04:15, Sun 19:15-24:00"


def test_days_with_equal_hours_stand_together() -> None:
    nine_to_five = (Interval(540, 1020),)
    assert parse("Mon-Wed 9-17, Fri 9-17").groups == [(0, 2, nine_to_five), (4, 4, nine_to_five)]


# -- properties: any hours, any zone, any moments around changes of the clock ------------------------------------------

ZONES = st.sampled_from([KYIV, NEW_YORK, APIA, KATHMANDU])
MOMENTS = st.integers(int(utc("2010-01-01").timestamp()), int(utc("2027-12-31").timestamp())).map(
    lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)
)
NEAR_CHANGES = st.builds(
    lambda at, minutes: at + dt.timedelta(minutes=minutes),
    st.sampled_from(
        [
            utc("2026-03-29T01:00"),  # Kyiv to summer time
            utc("2026-10-25T01:00"),  # and back
            utc("2026-03-08T07:00"),  # New York to summer time
            utc("2026-11-01T06:00"),  # and back
            utc("2011-12-30T10:00"),  # Apia leaves a day out
            utc("2012-03-31T14:00"),  # Apia to winter time
        ]
    ),
    st.integers(-2000, 2000),
)
ANY_MOMENT = MOMENTS | NEAR_CHANGES
SPANS = st.timedeltas(dt.timedelta(), dt.timedelta(days=10))


@st.composite
def weeks(draw: st.DrawFn) -> WorkingHours:
    days = []
    for _ in range(7):
        cuts = sorted(draw(st.lists(st.integers(0, 96), max_size=4, unique=True)))
        days.append(tuple(Interval(a * 15, b * 15) for a, b in zip(cuts[::2], cuts[1::2], strict=False)))
    if not any(days):
        days[draw(st.integers(0, 6))] = (Interval(540, 1080),)
    return WorkingHours(tuple(days))


@given(weeks())
def test_written_hours_are_read_back_the_same(week: WorkingHours) -> None:
    assert parse(week.text) == week


@given(weeks(), ZONES, ANY_MOMENT, SPANS, SPANS)
def test_working_time_adds_up(
    week: WorkingHours, zone: ZoneInfo, start: dt.datetime, a: dt.timedelta, b: dt.timedelta
) -> None:
    whole = week.working_time(start, start + a + b, zone)
    assert whole == week.working_time(start, start + a, zone) + week.working_time(start + a, start + a + b, zone)


@given(weeks(), ZONES, ANY_MOMENT, SPANS)
def test_working_time_is_never_negative_nor_longer_than_the_time(
    week: WorkingHours, zone: ZoneInfo, start: dt.datetime, span: dt.timedelta
) -> None:
    assert dt.timedelta() <= week.working_time(start, start + span, zone) <= span
    assert week.working_time(start + span, start, zone) == dt.timedelta()


@given(weeks(), ZONES, NEAR_CHANGES)
def test_working_time_is_the_sum_of_the_open_quarters(week: WorkingHours, zone: ZoneInfo, around: dt.datetime) -> None:
    """Counted the slow way. Hours and changes of these clocks fall on quarters of an hour."""
    quarter = dt.timedelta(minutes=15)
    start = around.replace(minute=0)
    counted = sum((quarter for n in range(100) if week.is_open(start + n * quarter, zone)), dt.timedelta())
    assert week.working_time(start, start + 100 * quarter, zone) == counted


@given(weeks(), ZONES, ANY_MOMENT)
def test_open_is_what_the_wall_clock_says(week: WorkingHours, zone: ZoneInfo, moment: dt.datetime) -> None:
    """Of an hour that occurs twice, only the first is asked: the second is a matter of choice."""
    wall = moment.astimezone(zone)
    if wall.fold:
        return
    minutes = wall.hour * 60 + wall.minute
    assert week.is_open(moment, zone) == any(i.start <= minutes < i.end for i in week.week[wall.weekday()])


@given(weeks(), ZONES, ANY_MOMENT)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    week: WorkingHours, zone: ZoneInfo, moment: dt.datetime
) -> None:
    opening = week.next_opening(moment, zone)
    assert opening >= moment
    assert week.is_open(opening, zone)
    assert week.working_time(moment, opening, zone) == dt.timedelta()


@given(weeks(), ZONES, ANY_MOMENT, st.timedeltas(dt.timedelta(seconds=1), dt.timedelta(hours=30)))
def test_a_target_is_reached_after_exactly_its_working_time(
    week: WorkingHours, zone: ZoneInfo, start: dt.datetime, target: dt.timedelta
) -> None:
    assert week.working_time(start, week.after(start, target, zone), zone) == target


@given(weeks(), ZONES, ZONES, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)))
def test_hours_seen_from_elsewhere_are_as_long(
    week: WorkingHours, zone: ZoneInfo, other: ZoneInfo, on: dt.date
) -> None:
    """Told for a week in which no clock changes."""
    days = [on + dt.timedelta(days=n) for n in range(-1, 9)]
    if any(len({dt.datetime.combine(day, dt.time(12), z).utcoffset() for day in days}) > 1 for z in (zone, other)):
        return

    def length(hours: WorkingHours) -> int:
        return sum(interval.end - interval.start for day in hours.week for interval in day)

    assert length(week.seen_from(other, zone, on)) == length(week)
