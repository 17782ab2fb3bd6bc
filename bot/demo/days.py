"""The days that come in the demo: a birthday, an anniversary and a check-in, whatever day it is started on.

Pure rules. They make what the steps say true (`guide`). Whoever goes from one 10:00 to the next first sees the preview
of the birthday, on a later day than the start, then the birthday. On a later morning they see the previews of the
anniversary and of the check-in together: both fall between two working days of the manager.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.demo import cast
from bot.demo.times import SATURDAY
from conversations.calendar import plan
from conversations.calendar.plan import QUIET_DAY, Person

RHYTHM = 28
"""Days between two check-ins: more than from the start to the next one, so that the last was before the story."""

MONDAY = 0

YEARS = 4
"""For so long they have worked together."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """What comes for the contact who has them."""

    birthday: dt.date
    anniversary: dt.date
    check_in: dt.date

    @property
    def since(self) -> dt.date:
        """When working together began."""
        return self.anniversary.replace(year=self.anniversary.year - YEARS)

    @property
    def pause_until(self) -> dt.date:
        """The last day of a pause that holds the anniversary back and puts the check-in off."""
        return self.check_in + _DAY

    @property
    def last_check_in(self) -> dt.date:
        """When the last check-in was: a rhythm before the next one."""
        return self.check_in - dt.timedelta(days=RHYTHM)


def after(today: dt.date, somebody: Person) -> Days:
    """The days that come for somebody when the demo is started `today`.

    The birthday is the first free day after a working day that is not today: its preview is shown on that working day
    or later. The anniversary is on the first weekend after it that has a free day, if people are at work on the Monday
    then: that is the day of the check-in.
    """
    birthday = _first(_first(today + _DAY, _is_in_the_week) + _DAY, lambda day: is_free(somebody, day))
    monday = _first(birthday + 3 * _DAY, lambda day: day.weekday() == MONDAY)
    while not (somebody.works(monday) and is_free(somebody, monday) and _weekend(somebody, monday)):
        monday += 7 * _DAY
    return Days(birthday, _weekend(somebody, monday)[0], monday)


def of_ruth(today: dt.date) -> Days:
    """The days that come when the demo is started `today`."""
    place, ruth = cast.OATS.details, cast.RUTH.details
    assert place.timezone is not None
    assert ruth is not None
    return after(today, Person(cast.RUTH.name, ZoneInfo(place.timezone), place.country, place.country, ruth.tradition))


def is_free(somebody: Person, day: dt.date) -> bool:
    """True when nobody like them is greeted on this day anyway, and it is not quiet."""
    begins = dt.datetime.combine(day, dt.time(), somebody.zone)
    return not any(one.kind == QUIET_DAY or one.sends for one in plan.of(somebody, begins, 1))


def _weekend(somebody: Person, monday: dt.date) -> list[dt.date]:
    """The free days of the weekend before."""
    return [day for day in (monday - 2 * _DAY, monday - _DAY) if is_free(somebody, day)]


def _is_in_the_week(day: dt.date) -> bool:
    return day.weekday() < SATURDAY


def _first(day: dt.date, wanted: Callable[[dt.date], bool]) -> dt.date:
    while not wanted(day):
        day += _DAY
    return day
