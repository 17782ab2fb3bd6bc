"""Working hours, and time that counts only while somebody works. Pure rules: no store, no clock of their own.

Hours are written like "Mon-Fri 09:00-18:00" or "Mon-Thu 9:00-17:30, Fri 9-15", on the wall clock of a time zone that
is given with each question. Every question takes aware moments and answers in real time, also over a change to or
from summer time.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from conversations.checks import FieldError
from locales import Phrase, phrase

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EXAMPLE = "Mon-Fri 09:00-18:00"

_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PART = re.compile(r"(?P<days>[a-z]+\.?(?:\s*-\s*[a-z]+\.?)?)?\s*(?P<times>\d[\d:.]*\s*-\s*\d[\d:.]*)?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_MIDNIGHT = 24 * 60


class HoursError(FieldError):
    """The hours cannot be understood; the phrase says which part, why, and gives an example."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(
            "hours", phrase("{reason} Write working hours like “{example}”.", reason=reason, example=EXAMPLE)
        )


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` to `end`, which is later and at most 1440, in minutes after midnight on the wall clock."""

    start: int
    end: int

    @property
    def text(self) -> str:
        return f"{_written(self.start)}-{_written(self.end)}"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of a week: for each weekday (0 is Monday) its intervals, in order and apart; none on a day off.

    Keep in mind: an interval lies on one wall-clock day. A wall-clock time that the change to summer time skips
    counts as the moment of the change; of a time that occurs twice, the first counts.
    """

    week: tuple[tuple[Interval, ...], ...]

    @property
    def groups(self) -> list[tuple[int, int, tuple[Interval, ...]]]:
        """(first weekday, last weekday, intervals) of neighbouring days with equal hours; days off are left out."""
        found: list[tuple[int, int, tuple[Interval, ...]]] = []
        for day, intervals in enumerate(self.week):
            if found and found[-1][1] == day - 1 and found[-1][2] == intervals:
                found[-1] = (found[-1][0], day, intervals)
            elif intervals:
                found.append((day, day, intervals))
        return found

    @property
    def text(self) -> str:
        """The hours as they are written: `parse` reads this back to the same hours."""
        return ", ".join(
            f"{DAYS[first] if first == last else f'{DAYS[first]}-{DAYS[last]}'} {interval.text}"
            for first, last, intervals in self.groups
            for interval in intervals
        )

    def openings(self, day: dt.date, zone: ZoneInfo) -> list[tuple[dt.datetime, dt.datetime]]:
        """The (start, end) of the intervals of a day in `zone`, as moments in UTC; empty on a day off."""
        found = ((_moment(day, i.start, zone), _moment(day, i.end, zone)) for i in self.week[day.weekday()])
        return [(start, end) for start, end in found if start < end]

    def is_open(self, moment: dt.datetime, zone: ZoneInfo) -> bool:
        """True while somebody works; at the very end of an interval no longer."""
        return self.closing(moment, zone) is not None

    def closing(self, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
        """When the interval that holds `moment` ends, in UTC; None while closed."""
        start, end = next(self._from(moment, zone))
        return end if start <= moment else None

    def next_opening(self, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        """When somebody works next, in UTC: `moment` itself while open."""
        return max(next(self._from(moment, zone))[0], moment.astimezone(dt.UTC))

    def working_time(self, start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
        """How much of the time from `start` to `end` lies in working hours; zero when `end` is not after `start`."""
        total = dt.timedelta()
        for opens, closes in self._from(start, zone):
            if opens >= end:
                break
            total += max(dt.timedelta(), min(closes, end) - max(opens, start))
        return total

    def after(self, start: dt.datetime, working: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
        """The moment, in UTC, when `working` time has passed since `start`: when a target of answer time is reached."""
        left = working
        for opens, closes in self._from(start, zone):
            begin = max(opens, start.astimezone(dt.UTC))
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        raise AssertionError("hours go on for ever")

    def seen_from(self, other: ZoneInfo, zone: ZoneInfo, on: dt.date) -> "WorkingHours":
        """These hours of `zone` on the wall clock of `other`, as the clocks stand in the seven days from `on`."""
        week: list[list[Interval]] = [[] for _ in DAYS]
        for ahead in range(len(DAYS)):
            for start, end in self.openings(on + dt.timedelta(days=ahead), zone):
                first, last = start.astimezone(other), end.astimezone(other)
                begins, ends = first.hour * 60 + first.minute, last.hour * 60 + last.minute
                if first.date() == last.date():
                    week[first.weekday()].append(Interval(begins, ends))
                    continue
                week[first.weekday()].append(Interval(begins, _MIDNIGHT))
                if ends:
                    week[last.weekday()].append(Interval(0, ends))
        return WorkingHours(tuple(_joined(sorted(intervals)) for intervals in week))

    def _from(self, moment: dt.datetime, zone: ZoneInfo) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The openings, without end, that are not over at `moment`; the first may have begun before it."""
        day = moment.astimezone(zone).date() - dt.timedelta(days=1)
        while True:
            for start, end in self.openings(day, zone):
                if end > moment:
                    yield start, end
            day += dt.timedelta(days=1)


@lru_cache(maxsize=512)
def parse(text: str) -> WorkingHours:
    """Read hours like "Mon-Fri 09:00-18:00, Sat 10-14" or "Mon, Wed 9-12, 13-17". Raises `HoursError`.

    Days without times belong to the next times; times without days belong to the same days as the times before.
    """
    week: list[list[Interval]] = [[] for _ in DAYS]
    days: set[int] = set()
    complete = True
    for part in re.split(r"[,;]", text.replace("–", "-").replace("—", "-")):
        found = _PART.fullmatch(part.strip().lower())
        if found is None or found[0] == "":
            raise HoursError(phrase("I do not understand “{part}”.", part=part.strip()))
        if found["days"]:
            days = _days(found["days"]) if complete else days | _days(found["days"])
            complete = False
        if found["times"]:
            if not days:
                raise HoursError(phrase("“{part}” does not say on which days.", part=part.strip()))
            interval = _interval(found["times"])
            for day in days:
                week[day].append(interval)
            complete = True
    if not complete:
        raise HoursError(phrase("“{part}” does not say from when to when.", part=part.strip()))
    for day, intervals in enumerate(week):
        _refuse_overlap(day, sorted(intervals))
    return WorkingHours(tuple(_joined(sorted(intervals)) for intervals in week))


def _days(text: str) -> set[int]:
    ends = [_weekday(word.strip(" .")) for word in text.split("-")]
    first, last = ends[0], ends[-1]
    return {day % len(DAYS) for day in range(first, last + 1 if last >= first else last + 1 + len(DAYS))}


def _weekday(word: str) -> int:
    for day, full in enumerate(_FULL_DAYS):
        if len(word) >= 3 and full.startswith(word):
            return day
    raise HoursError(phrase("“{word}” is not a day; the days are {days}.", word=word, days=", ".join(DAYS)))


def _interval(text: str) -> Interval:
    start, end = (_minutes(word.strip()) for word in text.split("-"))
    if end <= start:
        raise HoursError(
            phrase(
                "“{times}” ends before it begins. Hours over midnight are written in two parts, for example "
                "“Mon 22:00-24:00, Tue 00:00-06:00”.",
                times=text,
            )
        )
    return Interval(start, end)


def _minutes(word: str) -> int:
    found = _TIME.fullmatch(word)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (25, 0)
    if minute > 59 or hour * 60 + minute > _MIDNIGHT:
        raise HoursError(phrase("“{word}” is not a time of day from 00:00 to 24:00.", word=word))
    return hour * 60 + minute


def _refuse_overlap(day: int, intervals: Sequence[Interval]) -> None:
    for before, after in pairwise(intervals):
        if after.start < before.end:
            raise HoursError(
                phrase("On {day}, {first} and {second} overlap.", day=DAYS[day], first=before.text, second=after.text)
            )


def _joined(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    """Intervals that touch or overlap drawn together."""
    found: list[Interval] = []
    for interval in intervals:
        if found and interval.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, interval.end))
        else:
            found.append(interval)
    return tuple(found)


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _moment(day: dt.date, minutes: int, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC, when the wall clock of `zone` shows so many minutes after midnight of `day`."""
    wall = dt.datetime.combine(day, dt.time(), zone) + dt.timedelta(minutes=minutes)
    moment = wall.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _change(wall.replace(fold=1).astimezone(dt.UTC), moment, zone)


def _change(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment between two moments, to the second, at which the clocks of `zone` jump."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):
        middle = before + (after - before) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
