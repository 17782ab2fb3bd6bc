"""Ruth's days: whatever day and hour the demo is started, its steps are true.

The steps say to press "to 10:00" on her phone. So a morning here is 10:00 on the clock of London.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.demo import cast, days
from bot.demo.times import last_working_day
from conversations.calendar import personal, plan
from conversations.calendar.cadence import Touch
from conversations.calendar.choices import Pause
from conversations.calendar.plan import CHECK_IN, Entry, Person
from conversations.care import moments
from conversations.hours import parse

LONDON, KYIV = ZoneInfo("Europe/London"), ZoneInfo(cast.ZONE)
HOURS = parse(cast.DANIEL.details.hours or "")
STARTS = [dt.time(0, 30), dt.time(9), dt.time(12), dt.time(23, 30)]
"""On the clock of the desk, which the page shows."""

TEN = dt.time(10)
THREE = (personal.BIRTHDAY, personal.ANNIVERSARY, CHECK_IN)
TWO_YEARS = [dt.date(2026, 1, 1) + dt.timedelta(days=day) for day in range(730)]
BEFORE_REMEMBRANCE = dt.date(2028, 11, 6)
"""Both days of the weekend after it are solemn."""


def ruth(today: dt.date) -> Person:
    """She as the calendar knows her when the demo has been started."""
    coming, joined = days.of_ruth(today), _at(last_working_day(today), dt.time(7, 21))
    assert cast.RUTH.details is not None
    return Person(
        "Ruth",
        LONDON,
        "GB",
        "GB",
        cast.RUTH.details.tradition,
        birthday=f"--{coming.birthday:%m-%d}",
        since=coming.since,
        check_in_days=days.RHYTHM,
        begins=joined,
        touch=Touch(last_check_in=_at(coming.last_check_in, TEN), last_client_word=joined),
    )


def _at(day: dt.date, time: dt.time, zone: ZoneInfo = LONDON) -> dt.datetime:
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


def mornings(start: dt.datetime) -> Iterator[dt.datetime]:
    """Each 10:00 in London after the start."""
    day = start.astimezone(LONDON).date()
    while True:
        if _at(day, TEN) > start:
            yield _at(day, TEN)
        day += dt.timedelta(days=1)


def seen_first(entry: Entry, start: dt.datetime) -> dt.datetime:
    """The first morning on which the preview stands in the topic."""
    return next(at for at in mornings(start) if moments.show_at(at, entry.at, HOURS, LONDON) <= at)


def planned(today: dt.date) -> dict[str, Entry]:
    """What goes out to her in the month after the start, by occasion: the first of each."""
    found: dict[str, Entry] = {}
    for one in plan.of(ruth(today), _at(today, dt.time(12), KYIV), 31):
        if one.sends:
            found.setdefault(one.occasion, one)
    return found


def test_on_any_day_each_of_them_goes_out_at_ten_and_in_order():
    for today in (*TWO_YEARS, BEFORE_REMEMBRANCE):
        coming, found = days.of_ruth(today), planned(today)
        expected = [coming.birthday, coming.anniversary, coming.check_in]
        assert [found[one].day for one in THREE] == expected, today
        assert all(found[one].at.time() == TEN for one in THREE), today
        assert expected == sorted(set(expected)), today
        assert found[personal.ANNIVERSARY].years == days.YEARS, today
        assert coming.last_check_in < last_working_day(today), today


@pytest.mark.parametrize("time", STARTS, ids=str)
def test_at_any_hour_the_previews_stand_there_on_mornings_before(time: dt.time):
    """The birthday's on a later day than the start, those of the anniversary and of the check-in on one morning."""
    for today in TWO_YEARS:
        start, found = _at(today, time, KYIV), planned(today)
        birthday, anniversary, check_in = (seen_first(found[one], start) for one in THREE)
        assert birthday.astimezone(KYIV).date() > today, today
        assert birthday < found[personal.BIRTHDAY].at, today
        assert birthday < anniversary == check_in < found[personal.ANNIVERSARY].at, today


@pytest.mark.parametrize(
    ("today", "birthday", "anniversary", "check_in"),
    [
        ("2026-11-20", "2026-11-24", "2026-11-28", "2026-11-30"),
        ("2026-11-21", "2026-11-24", "2026-11-28", "2026-11-30"),
        ("2026-11-22", "2026-11-24", "2026-11-28", "2026-11-30"),
        ("2026-11-23", "2026-11-25", "2026-11-28", "2026-11-30"),
        ("2026-12-22", "2026-12-24", "2027-01-02", "2027-01-04"),
    ],
    ids=["Friday", "Saturday", "Sunday", "Monday", "before Christmas"],
)
def test_the_birthday_is_after_the_next_working_day(today: str, birthday: str, anniversary: str, check_in: str):
    coming = days.of_ruth(dt.date.fromisoformat(today))
    assert (coming.birthday, coming.anniversary, coming.check_in) == tuple(
        map(dt.date.fromisoformat, (birthday, anniversary, check_in))
    )


def test_the_pause_of_the_steps_holds_the_anniversary_and_puts_the_check_in_off():
    for today in TWO_YEARS:
        coming = days.of_ruth(today)
        begun = _at(last_working_day(coming.anniversary), TEN)
        found = plan.of(replace(ruth(today), pauses=[Pause("client", begun, coming.pause_until)]), begun, 40)
        (anniversary,) = (one for one in found if one.occasion == personal.ANNIVERSARY)
        check_in = next(one for one in found if one.kind == CHECK_IN and one.sends)
        assert not anniversary.sends, today
        assert check_in.day > coming.pause_until, today
