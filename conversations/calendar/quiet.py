"""Quiet days of one contact: solemn days of their country and tradition, and pauses that the team declared."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from conversations.calendar import names, occasions, windows
from conversations.calendar.choices import Choices, Pause
from conversations.calendar.occasions import Solemn
from locales import Phrase, phrase

MIDNIGHT = dt.time()

PAUSED = "pause."
"""What the id of a quiet day begins with that is a pause."""

FARTHEST = 366
"""Days that `clear_from` looks ahead."""


@dataclass(frozen=True, slots=True)
class QuietDay:
    """Why a day is quiet. `id` is an occasion's, or "pause.all", "pause.country", "pause.client".

    `title` is English, for machines; `name` is for people.
    """

    id: str
    title: str
    why: Phrase
    name: Phrase


class QuietDays:
    """Knows which days are quiet for one contact.

    Keep in mind: days are those of the contact's wall clock. A pause covers the day on which it begins and its last day
    whole, so that nothing goes out on the evening before it was meant to end.
    """

    def __init__(
        self,
        country: str | None,
        tradition: str | None,
        zone: ZoneInfo,
        pauses: Sequence[Pause] = (),
        choices: Choices | None = None,
    ) -> None:
        self._country = country
        self._tradition = tradition
        self._zone = zone
        self._pauses = pauses
        self._choices = choices or Choices()
        self._years: dict[int, dict[dt.date, list[Solemn]]] = {}

    def on(self, day: dt.date) -> QuietDay | None:
        """Why this day is quiet; None when it is not. A pause is named before a solemn day."""
        return self.paused(day) or self.solemn(day)

    def solemn(self, day: dt.date) -> QuietDay | None:
        """The solemn day that this day is."""
        year = self._years.get(day.year)
        if year is None:
            year = self._years[day.year] = {}
            # A lead may have moved a day over the turn of the year.
            for y in (day.year - 1, day.year, day.year + 1):
                for one in occasions.solemn(self._country, self._tradition, y, self._choices):
                    if one.day.year == day.year:
                        year.setdefault(one.day, []).append(one)
        found = year.get(day)
        if not found:
            return None
        titles = tuple(dict.fromkeys(one.title for one in found))
        names_of = tuple(names.day(title) for title in titles)
        name = phrase("{title}", title=names_of)
        return QuietDay(found[0].id, ", ".join(titles), phrase("a quiet day: {title}", title=names_of), name)

    def paused(self, day: dt.date) -> QuietDay | None:
        """The pause that covers this day."""
        for pause in self._pauses:
            if self._covers(pause, day):
                return _pause_day(pause)
        return None

    def clear_from(self, day: dt.date) -> dt.datetime | None:
        """The first moment of the first day from `day` that is not quiet; None when that is not within a year."""
        for ahead in range(FARTHEST):
            later = day + dt.timedelta(days=ahead)
            if self.on(later) is None:
                return windows.moment(later, MIDNIGHT, self._zone)
        return None

    def _covers(self, pause: Pause, day: dt.date) -> bool:
        if pause.ended is not None and pause.ended.astimezone(self._zone).date() <= day:
            return False
        begins = pause.since.astimezone(self._zone).date()
        return begins <= day and (pause.until is None or day <= pause.until)


def _pause_day(pause: Pause) -> QuietDay:
    until = pause.until
    if pause.scope == "all":
        title = phrase("Pause for everybody")
        why = (
            phrase("a pause for everybody") if until is None else phrase("a pause for everybody until {day}", day=until)
        )
    elif pause.scope == "country":
        title = phrase("Pause for the country")
        why = (
            phrase("a pause for the country")
            if until is None
            else phrase("a pause for the country until {day}", day=until)
        )
    else:
        title = phrase("Pause for the client")
        why = (
            phrase("a pause for the client")
            if until is None
            else phrase("a pause for the client until {day}", day=until)
        )
    return QuietDay(f"{PAUSED}{pause.scope}", title.text, why, title)
