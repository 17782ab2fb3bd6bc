"""Periods of the calendar: what a lead can ask for, how it is written, and where it is cut into the buckets of a trend.

A period is made of whole days; which moments those are depends on the time zone of whoever reads the figures.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from conversations.errors import RefusedError
from locales import phrase

Kind = Literal["week", "month", "quarter", "range"]

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
WEEKS_SHOWN = 8
"""The trend of one week alone would be seven handfuls of ratings, so it shows this many weeks, the asked one last."""

_LONGEST = dt.timedelta(days=366 * 20)
_WORDS: dict[str, Kind] = {
    "week": "week",
    "тиждень": "week",
    "неделя": "week",
    "неделю": "week",
    "month": "month",
    "місяць": "month",
    "месяц": "month",
    "quarter": "quarter",
    "квартал": "quarter",
}
_LAST = frozenset({"last", "previous", "минулий", "прошлый", "прошлая", "прошлую"})
_THIS = frozenset({"this", "цей", "этот", "эта", "эту"})
_FOR = re.compile(r"^(?:for|за)(?: |$)")
"""“/summary за тиждень” is how people say it."""

_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.+|…|–|—|\bto\b)\s*(\d{4}-\d{2}-\d{2}))?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?q([1-4])")
_CODE = re.compile(r"([wmqr])(\d{8})(\d{8})?")
EXAMPLE = "2026-01-01..2026-03-31"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    kind: Kind
    first: dt.date
    last: dt.date

    @property
    def code(self) -> str:
        """The period in a few characters, for the data of a button; `from_code` reads it back."""
        last = f"{self.last:%Y%m%d}" if self.kind == "range" else ""
        return f"{self.kind[0]}{self.first:%Y%m%d}{last}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def moments(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """(first moment, first moment after it), in UTC."""
        return midnight(self.first, zone), midnight(self.last + _DAY, zone)

    def earlier(self) -> "Period":
        """The one before, equally long."""
        if self.kind == "range":
            return Period("range", self.first - _DAY * self.days, self.first - _DAY)
        return around(self.kind, self.first - _DAY)

    def later(self) -> "Period":
        """The one after, equally long."""
        if self.kind == "range":
            return Period("range", self.last + _DAY, self.last + _DAY * self.days)
        return around(self.kind, self.last + _DAY)


Size = Literal["day", "week", "month", "quarter"]

_COARSER: dict[Size, Size] = {"day": "week", "week": "month", "month": "quarter"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One point of a trend: whole days, and the moments (UTC) from `start` to before `end`."""

    size: Size
    first: dt.date
    last: dt.date
    start: dt.datetime
    end: dt.datetime


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC, when a day begins in `zone`.

    Its first midnight, or when midnight is skipped the moment of the jump.
    """
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def around(kind: Kind, day: dt.date) -> Period:
    """The week (Monday to Sunday, ISO 8601), month or quarter that holds a day."""
    if kind == "week":
        first = day - _DAY * day.weekday()
        return Period(kind, first, first + _WEEK - _DAY)
    months = 1 if kind == "month" else 3
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return Period(kind, first, _months_on(first, months) - _DAY)


def _months_on(first: dt.date, months: int) -> dt.date:
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def parse(typed: str, today: dt.date) -> Period:
    """What somebody typed: "week", "last month", "2026-11", "2026-Q4", "2026-01-01..2026-03-31"; nothing is this month.

    `today` is the day in the reader's time zone. Raises `RefusedError` with an example.
    """
    text = _FOR.sub("", " ".join(typed.lower().split()))
    try:
        found = _spoken(text, today) or _written(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise RefusedError(
            phrase(
                "“{typed}” is not a period I know. Write week, month, quarter, last month, 2026-11, 2026-Q4 or "
                "{example}.",
                typed=typed.strip(),
                example=EXAMPLE,
            )
        )
    if found.last < found.first:
        raise RefusedError(phrase("The period {typed} ends before it begins.", typed=typed.strip()))
    if found.last - found.first > _LONGEST:
        raise RefusedError(phrase("The longest period is {years} years.", years=20))
    return found


def _spoken(text: str, today: dt.date) -> Period | None:
    words = text.split() or ["month"]
    kind = _WORDS.get(words[-1])
    if kind is None or len(words) > 2:
        return None
    current = around(kind, today)
    if len(words) == 1 or words[0] in _THIS:
        return current
    return current.earlier() if words[0] in _LAST else None


def _written(text: str) -> Period | None:
    if found := _MONTH.fullmatch(text):
        return around("month", dt.date(int(found[1]), int(found[2]), 1))
    if found := _QUARTER.fullmatch(text):
        return around("quarter", dt.date(int(found[1]), int(found[2]) * 3, 1))
    if found := _RANGE.fullmatch(text):
        first = dt.date.fromisoformat(found[1])
        return Period("range", first, dt.date.fromisoformat(found[2] or found[1]))
    return None


def from_code(code: str) -> Period:
    """The period behind a button. Raises `ValueError` for what `Period.code` did not write."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"{code} is no period")
    first = dt.date.fromisoformat(found[2])
    if found[1] == "r":
        last = dt.date.fromisoformat(found[3] or "")
        if not dt.timedelta() <= last - first <= _LONGEST:
            raise ValueError(f"{code} is no period")
        return Period("range", first, last)
    kinds: dict[str, Kind] = {"w": "week", "m": "month", "q": "quarter"}
    return around(kinds[found[1]], first)


def trend(period: Period, zone: ZoneInfo) -> list[Bucket]:
    """The buckets of a period's trend, in order, without gaps; those of a week reach back over the weeks before.

    Weeks begin on Monday, months on the first; the first and last bucket end where the period does.
    """
    if period.kind == "week":
        weeks = (period.first - _WEEK * back for back in reversed(range(WEEKS_SHOWN)))
        return [_bucket("week", first, first + _WEEK - _DAY, zone) for first in weeks]
    size: Size = "quarter"
    if period.days <= 14:
        size = "day"
    elif period.days <= 100:
        size = "week"
    elif period.days <= 800:
        size = "month"
    return _cut(period, size, zone)


def coarser(period: Period, buckets: list[Bucket], zone: ZoneInfo) -> list[Bucket]:
    """The same period in the next larger buckets, for when there was little in each; none when that makes one point."""
    if period.kind == "week" or buckets[0].size not in _COARSER:
        return []
    found = _cut(period, _COARSER[buckets[0].size], zone)
    return found if len(found) > 1 else []


def _cut(period: Period, size: Size, zone: ZoneInfo) -> list[Bucket]:
    buckets, first = [], period.first
    while first <= period.last:
        whole = first if size == "day" else around(size, first).last
        last = min(whole, period.last)
        buckets.append(_bucket(size, first, last, zone))
        first = last + _DAY
    return buckets


def _bucket(size: Size, first: dt.date, last: dt.date, zone: ZoneInfo) -> Bucket:
    return Bucket(size, first, last, midnight(first, zone), midnight(last + _DAY, zone))
