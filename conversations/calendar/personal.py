"""Dates of one person and one client: birthday, the anniversary of working together, dates that the team added.

A fact worth remembering may have a date too, and a dog's death is one: it reminds the manager and makes no wish.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from locales import Phrase, phrase, plural_phrase

BIRTHDAY = "birthday"
ANNIVERSARY = "anniversary"
OWN = "own_date"
FACT = "fact"

_DAY = re.compile(r"(?:(\d{4})-|--)?(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A date that the team added, or of a fact: `on_day` as YYYY-MM-DD for once, as --MM-DD for every year."""

    id: int
    on_day: str
    title: str


@dataclass(frozen=True, slots=True)
class PersonalDay:
    """A personal date in one year. `slot` is unique within the year; `years` since it began, for an anniversary."""

    id: str
    slot: str
    day: dt.date
    title: str
    reason: Phrase
    years: int = 0


def in_year(month: int, day: int, year: int) -> dt.date:
    """The day of a year on which a date is kept: 29 February is kept on the 28th in common years."""
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 2, 28)
    return dt.date(year, month, day)


def of_year(
    birthday: str | None,
    since: dt.date | None,
    own_dates: Sequence[OwnDate],
    year: int,
    facts: Sequence[OwnDate] = (),
) -> Iterator[PersonalDay]:
    """The personal dates of a year. `birthday` as the store keeps it; `since`: when working together began."""
    if birthday is not None:
        born, month, day = _parts(birthday)
        if born is None or year > born:
            reason = phrase("birthday")
            if (month, day) == (2, 29) and not calendar.isleap(year):
                reason = phrase("birthday; 29 February is kept on the 28th this year")
            yield PersonalDay(BIRTHDAY, BIRTHDAY, in_year(month, day, year), "Birthday", reason)
    if since is not None and year > since.year:
        years = year - since.year
        reason = plural_phrase("{count} year of working together", "{count} years of working together", years)
        day_of = in_year(since.month, since.day, year)
        yield PersonalDay(ANNIVERSARY, ANNIVERSARY, day_of, "Anniversary of working together", reason, years)
    for own in own_dates:
        only, month, day = _parts(own.on_day)
        if only is None or only == year:
            reason = phrase("a date of their own: {title}", title=own.title)
            yield PersonalDay(OWN, f"{OWN}:{own.id}", in_year(month, day, year), own.title, reason)
    for fact in facts:
        only, month, day = _parts(fact.on_day)
        if only is None or only == year:
            reason = phrase("a reminder for the manager; nothing goes out unless they write it")
            yield PersonalDay(FACT, f"{FACT}:{fact.id}", in_year(month, day, year), fact.title, reason)


def _parts(text: str) -> tuple[int | None, int, int]:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"“{text}” is not a date")
    return int(found[1]) if found[1] else None, int(found[2]), int(found[3])
