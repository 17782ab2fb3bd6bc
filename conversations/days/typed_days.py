"""Days as people type them into commands: 15.12 (every year), 15.12.2026 and 2026-12-15 (that one day).

The store keeps them as text: YYYY-MM-DD, or --MM-DD for a day of every year (ISO 8601 / vCard form).
"""

import datetime as dt
import re
from dataclasses import dataclass

from conversations.calendar.personal import in_year
from conversations.errors import RefusedError
from locales import Wording, numbers, phrase

_TYPED = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4})|\.?)|(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    re.ASCII,
)
_STORED = re.compile(r"(?:(\d{4})|-)-(\d\d)-(\d\d)", re.ASCII)

_LEAP_YEAR = 2000
"""Stands for a year that was not said, so that 29 February is a day."""


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day of every year, or of one when `year` is said. It exists; without a year 29 February does."""

    month: int
    day: int
    year: int | None = None

    @property
    def stored(self) -> str:
        """As the store keeps it."""
        return f"{'-' if self.year is None else f'{self.year:04}'}-{self.month:02}-{self.day:02}"

    def coming(self, today: dt.date) -> dt.date:
        """The day itself when a year was said, else the next one from today on; 29 February is kept on the 28th."""
        if self.year is not None:
            return dt.date(self.year, self.month, self.day)
        this_year = in_year(self.month, self.day, today.year)
        return this_year if this_year >= today else in_year(self.month, self.day, today.year + 1)


def looks_like_day(text: str) -> bool:
    """True for what is written like a day, be there such a day or not."""
    return _TYPED.fullmatch(text) is not None


def read(text: str) -> TypedDay:
    """The day that was typed. Raises `RefusedError` with how to write one."""
    typed = text.strip()
    found = _TYPED.fullmatch(typed)
    if found is not None:
        year = found["year"] or found["y"]
        said = TypedDay(
            int(found["month"] or found["m"]), int(found["day"] or found["d"]), None if year is None else int(year)
        )
        try:
            dt.date(_LEAP_YEAR if said.year is None else said.year, said.month, said.day)
        except ValueError:
            raise RefusedError(phrase("There is no such day: {value}.", value=typed)) from None
        return said
    raise RefusedError(phrase("“{value}” is not a date. Write 15.12, 15.12.2026 or 2026-12-15.", value=typed or "–"))


def at_start(text: str) -> tuple[TypedDay, str]:
    """(the day that a text begins with, what follows). Raises `RefusedError` when it begins with no day."""
    first, _, rest = " ".join(text.split()).partition(" ")
    return read(first), rest


def at_end(text: str) -> tuple[str, TypedDay | None]:
    """(the words, the day at the very end of them). Raises `RefusedError` for a day that the calendar lacks."""
    tidy = " ".join(text.split())
    rest, _, last = tidy.rpartition(" ")
    return (rest, read(last)) if looks_like_day(last) else (tidy, None)


def in_words(stored: str, say: Wording) -> str:
    """A stored day for people: “12 May”, “12 May 2027”."""
    found = _STORED.fullmatch(stored)
    if found is None:
        raise ValueError(f"“{stored}” is not a stored day")
    month, day = int(found[2]), int(found[3])
    if found[1] is None:
        return numbers.yearly_day(say.language, dt.date(_LEAP_YEAR, month, day))
    return say.day(dt.date(int(found[1]), month, day))
