"""When a text by ourselves may go out, on the contact's wall clock.

Greetings at 10:00 of their day, any day of the week, and not after 20:00. Check-ins from 10:00 to 17:00 on a working
day of their country. For clients in Ukraine nothing from 08:55 to 09:05 Kyiv time, around the daily minute of silence.
"""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from conversations.calendar import tones

GREETING_AT = dt.time(10)
GREETING_UNTIL = dt.time(20)
CHECK_IN_FROM = dt.time(10)
CHECK_IN_UNTIL = dt.time(17)

AROUND_THE_MINUTE = dt.timedelta(minutes=5)
"""So much before and after a minute of silence no automatic text goes out (product, section 7)."""

COUNTRY_CLOCKS = {"UA": ZoneInfo("Europe/Kyiv")}
"""The clock of a country that keeps a daily minute of silence: it counts wherever a contact is."""

FARTHEST = 400
"""Days that a check-in is moved on at most, to find one that is not quiet."""


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment when the wall clock of `zone` shows this time; one that summer time skips comes as much later.

    The answer is in `zone`, with the offset of that day.
    """
    wall = dt.datetime.combine(day, time, zone)
    return wall.astimezone(dt.UTC).astimezone(zone)


def after_silence(at: dt.datetime, country: str | None) -> dt.datetime:
    """`at`, or the end of the minutes of silence of a client's country in which it falls."""
    clock = COUNTRY_CLOCKS.get(country or "")
    if clock is None:
        return at
    for minute in tones.load().minutes:
        if minute.country != country:
            continue
        silent = moment(at.astimezone(clock).date(), minute.rule.at, clock)
        begins, ends = silent - AROUND_THE_MINUTE, silent + AROUND_THE_MINUTE
        if begins <= at < ends:
            return ends.astimezone(at.tzinfo)
    return at


def greeting_at(day: dt.date, zone: ZoneInfo, country: str | None) -> dt.datetime:
    """When the greeting of a day goes out."""
    return after_silence(moment(day, GREETING_AT, zone), country)


def too_late(day: dt.date, zone: ZoneInfo, now: dt.datetime) -> bool:
    """True when it is too late for the wish of this day: after 20:00 on the contact's clock."""
    return now > moment(day, GREETING_UNTIL, zone)


def check_in_at(
    not_before: dt.datetime, zone: ZoneInfo, country: str | None, allowed: Callable[[dt.date], bool]
) -> dt.datetime | None:
    """The first moment from `not_before` in the window of an `allowed` day; None when there is none in 400 days."""
    day = not_before.astimezone(zone).date()
    for _ in range(FARTHEST):
        if allowed(day):
            at = after_silence(max(moment(day, CHECK_IN_FROM, zone), not_before.astimezone(zone)), country)
            if at < moment(day, CHECK_IN_UNTIL, zone):
                return at
        day += dt.timedelta(days=1)
    return None
