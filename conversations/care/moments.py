"""When a preview is shown, and to which moments a message can be put off. Pure rules."""

import datetime as dt
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from conversations.calendar import windows
from conversations.hours import WorkingHours

FARTHEST_BACK = 14
"""Days that `preview_at` looks back for a working day."""

SEND_FROM = dt.time(8)
SEND_UNTIL = windows.GREETING_UNTIL
"""A person may send now between these times on the contact's clock; a text at night helps nobody."""

LATER_TODAY = (dt.time(13), dt.time(16), dt.time(19))
"""To these times of its day a greeting can be put off."""

LATER_DAYS = (1, 3, 7)
"""By so many days a check-in can be put off."""


def preview_at(at: dt.datetime, week: WorkingHours, zone: ZoneInfo) -> dt.datetime:
    """When to show what goes out at `at`: when the manager's last working day before that day begins, in UTC.

    `zone` is the manager's. Somebody without working days is shown it a day before.
    """
    day = at.astimezone(zone).date()
    for _ in range(FARTHEST_BACK):
        day -= dt.timedelta(days=1)
        openings = week.openings(day, zone)
        if openings and openings[0][0] < at:
            return openings[0][0]
    return (at - dt.timedelta(days=1)).astimezone(dt.UTC)


def show_at(now: dt.datetime, at: dt.datetime, week: WorkingHours, zone: ZoneInfo) -> dt.datetime:
    """When to show a preview that has not been shown: at its moment, else when the manager works next.

    When nobody works between now and `at`, now: late is better than never.
    """
    planned = preview_at(at, week, zone)
    if now < planned:
        return planned
    opens = week.next_opening(now, zone)
    return opens if opens < at else now


def later_today(day: dt.date, zone: ZoneInfo, now: dt.datetime) -> list[dt.datetime]:
    """The moments of its day to which a greeting can still be put off."""
    at = [windows.moment(day, time, zone) for time in LATER_TODAY]
    return [one for one in at if one > now]


def other_days(
    at: dt.datetime, zone: ZoneInfo, country: str | None, allowed: Callable[[dt.date], bool]
) -> Sequence[dt.datetime]:
    """The moments to which a check-in of `at` can be put off: each in the window of a day that is `allowed`."""
    found: list[dt.datetime] = []
    for days in LATER_DAYS:
        day = at.astimezone(zone).date() + dt.timedelta(days=days)
        moment = windows.check_in_at(windows.moment(day, dt.time(), zone), zone, country, allowed)
        if moment is not None and moment not in found:
            found.append(moment)
    return found


def awake(now: dt.datetime, zone: ZoneInfo) -> bool:
    """True when a person may have something sent at once."""
    return SEND_FROM <= now.astimezone(zone).time() < SEND_UNTIL
