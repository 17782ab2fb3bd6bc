"""Rules for the date of a day, as `solemn_extra.csv` writes them.

"fixed 02-24", "fixed 04-16 10-29", "4th Saturday of November", "last Monday of May", "2nd Sunday before 1st Advent",
"27 Nisan (may shift)", "every day 09:00 local".
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Protocol

from conversations.calendar import library

_WEEKDAYS = tuple(calendar.day_name)
_MONTHS = tuple(calendar.month_name)
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_FIXED = re.compile(r"fixed((?: \d\d-\d\d)+)")
_NTH = re.compile(rf"({'|'.join(_ORDINALS)}) ({'|'.join(_WEEKDAYS)}) of ({'|'.join(_MONTHS[1:])})")
_ADVENT = re.compile(rf"({'|'.join(_ORDINALS)}) Sunday before 1st Advent")
_NISAN = re.compile(r"(\d{1,2}) Nisan(?: (\(may shift\)))?")
_DAILY = re.compile(r"every day (\d\d):(\d\d) local")

FIRST_OF_PESACH = 15
"""Pesach begins on the 15th of Nisan."""


class RuleError(ValueError):
    """A rule that cannot be read; the message says what can."""


class DayRule(Protocol):
    """Gives the days of a year."""

    def days(self, year: int) -> list[dt.date]:
        """The days of this rule in a year of the common calendar."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same days every year, as (month, day); 29 February only in leap years."""

    on: tuple[tuple[int, int], ...]

    def days(self, year: int) -> list[dt.date]:
        return [dt.date(year, *on) for on in self.on if on != (2, 29) or calendar.isleap(year)]


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth (-1: last) of a weekday (0 is Monday) in a month; none in a month that has no fifth."""

    nth: int
    weekday: int
    month: int

    def days(self, year: int) -> list[dt.date]:
        length = calendar.monthrange(year, self.month)[1]
        found = [dt.date(year, self.month, day) for day in range(1, length + 1)]
        found = [day for day in found if day.weekday() == self.weekday]
        return [found[self.nth if self.nth < 0 else self.nth - 1]] if self.nth <= len(found) else []


@dataclass(frozen=True, slots=True)
class BeforeAdvent:
    """So many Sundays before the first Sunday of Advent, which is the fourth before Christmas."""

    weeks: int

    def days(self, year: int) -> list[dt.date]:
        eve = dt.date(year, 12, 24)
        fourth = eve - dt.timedelta(days=(eve.weekday() + 1) % 7)
        return [fourth - dt.timedelta(weeks=3 + self.weeks)]


@dataclass(frozen=True, slots=True)
class Nisan:
    """A day of the Jewish month in which Pesach falls.

    One that `shifts` moves away from the Sabbath, as Israel's law on Yom HaShoah says: from Friday to Thursday, from
    Sunday to Monday.
    """

    day: int
    shifts: bool

    def days(self, year: int) -> list[dt.date]:
        pesach = library.pesach(year)
        if pesach is None:
            return []
        found = pesach + dt.timedelta(days=self.day - FIRST_OF_PESACH)
        if self.shifts:
            found += dt.timedelta(days={4: -1, 6: 1}.get(found.weekday(), 0))
        return [found]


@dataclass(frozen=True, slots=True)
class DailyMinute:
    """A minute of every day, on the wall clock of the country."""

    at: dt.time


def parse_rule(text: str) -> DayRule | DailyMinute:
    """Read a rule. Raises `RuleError`."""
    if found := _FIXED.fullmatch(text):
        return Fixed(tuple(_month_day(part) for part in found[1].split()))
    if found := _NTH.fullmatch(text):
        return NthWeekday(_ORDINALS[found[1]], _WEEKDAYS.index(found[2]), _MONTHS.index(found[3]))
    if found := _ADVENT.fullmatch(text):
        return BeforeAdvent(max(_ORDINALS[found[1]], 1))
    if (found := _NISAN.fullmatch(text)) and 1 <= int(found[1]) <= 30:
        return Nisan(int(found[1]), shifts=found[2] is not None)
    if (found := _DAILY.fullmatch(text)) and int(found[1]) < 24 and int(found[2]) < 60:
        return DailyMinute(dt.time(int(found[1]), int(found[2])))
    raise RuleError(
        f"“{text}” is not a rule for a date. Write one like “fixed 02-24”, “4th Saturday of November”, "
        "“2nd Sunday before 1st Advent”, “27 Nisan” or “every day 09:00 local”"
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = int(text[:2]), int(text[3:])
    try:
        dt.date(2000, month, day)
    except ValueError:
        raise RuleError(f"there is no day {text}") from None
    return month, day
