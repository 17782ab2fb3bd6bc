"""A moment of every week on somebody's wall clock, written like "Mon 09:00"; "off" is none."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from conversations.checks import FieldError
from conversations.hours import DAYS
from locales import phrase

EXAMPLE = "Mon 09:00"
OFF = "off"

_WRITTEN = re.compile(r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})[:.](\d{2})")


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekday (0 is Monday) and a time of day."""

    weekday: int
    time: dt.time

    @property
    def text(self) -> str:
        """As it is written; `parse` reads it back."""
        return f"{DAYS[self.weekday]} {self.time:%H:%M}"

    def after(self, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        """The next time, in UTC, later than `moment`, on the wall clock of `zone`.

        A time that the change to summer time skips comes an hour later by the wall clock; of one that occurs twice,
        the first.
        """
        day = moment.astimezone(zone).date()
        day += dt.timedelta(days=(self.weekday - day.weekday()) % 7)
        found = dt.datetime.combine(day, self.time, zone).astimezone(dt.UTC)
        if found <= moment:
            found = dt.datetime.combine(day + dt.timedelta(days=7), self.time, zone).astimezone(dt.UTC)
        return found


@lru_cache(maxsize=8)
def parse(text: str) -> Weekly | None:
    """Read "Mon 09:00" or "Friday 16:30"; None for "off". Raises `FieldError`."""
    if text.strip().lower() == OFF:
        return None
    found = _WRITTEN.fullmatch(text.strip().lower())
    days = [day.lower() for day in DAYS]
    if found is not None and found[1] in days and int(found[2]) < 24 and int(found[3]) < 60:
        return Weekly(days.index(found[1]), dt.time(int(found[2]), int(found[3])))
    raise FieldError(
        "digest",
        phrase(
            "“{value}” is no weekday with a time. Write for example {example}, or {off} for none.",
            value=text.strip(),
            example=EXAMPLE,
            off=OFF,
        ),
    )


def written(text: str) -> str:
    """The same in its one spelling. Raises `FieldError`."""
    found = parse(text)
    return OFF if found is None else found.text
