"""How long things took: percentiles, and working time for many questions at once."""

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from conversations.hours import WorkingHours


def percentile(in_order: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the sorted values lies, by linear interpolation between neighbours.

    Type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996)
    361–365; what NumPy, pandas, R and Excel's PERCENTILE.INC do unless told otherwise. `in_order` holds at least one
    value.
    """
    position = (len(in_order) - 1) * share
    below = math.floor(position)
    above = min(below + 1, len(in_order) - 1)
    return in_order[below] + (in_order[above] - in_order[below]) * (position - below)


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in a nutshell.

    How many there are, their median and 90th percentile in seconds (None when there are none).
    """

    n: int
    median: float | None
    p90: float | None


def of(seconds: Sequence[float]) -> Times:
    """The nutshell of these durations, in any order."""
    in_order = sorted(seconds)
    if not in_order:
        return Times(0, None, None)
    return Times(len(in_order), percentile(in_order, 0.5), percentile(in_order, 0.9))


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(at: dt.datetime) -> int:
    """An aware moment as microseconds since 1970: whole numbers are exact, and counted fast."""
    return (at - _EPOCH) // _MICROSECOND


def moment(since_epoch: int) -> dt.datetime:
    """The other way round, in UTC."""
    return _EPOCH + since_epoch * _MICROSECOND


class WorkCalendar:
    """One person's working hours laid out once, so that thousands of stretches are measured by two look-ups each.

    How it works: the openings from `first` on are kept in order with the working time before each; working time
    between two moments is the difference of the working time before them. More days are laid out when a question
    reaches further, in either direction. The answers are those of `WorkingHours.working_time`, to the microsecond.
    """

    def __init__(self, hours: WorkingHours, zone: ZoneInfo, first: dt.date) -> None:
        self._hours = hours
        self._zone = zone
        self._begin(first)

    def _begin(self, first: dt.date) -> None:
        self._next = first - dt.timedelta(days=2)
        self._from = micros(dt.datetime.combine(first, dt.time(), dt.UTC))
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        self._total = 0

    def _reach(self, until: int) -> None:
        while not self._ends or self._ends[-1] < until:
            for start, end in self._hours.openings(self._next, self._zone):
                first, last = micros(start), micros(end)
                self._starts.append(first)
                self._ends.append(last)
                self._before.append(self._total)
                self._total += last - first
            self._next += dt.timedelta(days=1)

    def between(self, start: int, end: int) -> int:
        """The working time from `start` to `end` in microseconds (see `micros`); 0 when `end` is not after `start`."""
        if end <= start:
            return 0
        if start < self._from:
            self._begin(moment(start).date())
        if not self._ends or self._ends[-1] < end:
            self._reach(end)
        return self._until(end) - self._until(start)

    def _until(self, at_moment: int) -> int:
        at = bisect_right(self._starts, at_moment) - 1
        if at < 0:
            return 0
        end = self._ends[at]
        return self._before[at] + (at_moment if at_moment < end else end) - self._starts[at]
