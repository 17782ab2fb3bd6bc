"""When the manager works, in words, on the client's clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from conversations import hours
from conversations.hours import WorkingHours
from locales import Wording
from storage.records import ClientChat, Staff
from storage.unit import UnitOfWork

_MONDAY = dt.date(2024, 1, 1)


def zone_of(uow: UnitOfWork, chat: ClientChat) -> ZoneInfo:
    """The client side's time zone."""
    return ZoneInfo(chat.timezone or uow.defaults.timezone)


def staff_zone(uow: UnitOfWork, person: Staff) -> ZoneInfo:
    """A staff member's time zone."""
    return ZoneInfo(person.timezone or uow.defaults.timezone)


def working_hours(uow: UnitOfWork, person: Staff) -> WorkingHours:
    """A staff member's working hours, on their own clock."""
    return hours.parse(person.hours or uow.defaults.hours)


def in_words(week: WorkingHours, say: Wording) -> str:
    """The week in a language: “Mon–Fri 09:00–18:00”."""
    return "; ".join(
        f"{_days(first, last, say)} {', '.join(interval.text.replace('-', '–') for interval in intervals)}"
        for first, last, intervals in week.groups
    )


def _days(first: int, last: int, say: Wording) -> str:
    names = [say.weekday(_MONDAY + dt.timedelta(days=day)) for day in (first, last)]
    return names[0] if first == last else "–".join(names)


def hours_for(uow: UnitOfWork, chat: ClientChat, say: Wording) -> str:
    """The owner's working hours as the client's clock shows them this week, with the zone named when the two differ."""
    theirs, ours = zone_of(uow, chat), staff_zone(uow, chat.owner)
    week = working_hours(uow, chat.owner)
    today = uow.now.astimezone(ours).date()
    if uow.now.astimezone(theirs).utcoffset() == uow.now.astimezone(ours).utcoffset():
        return in_words(week, say)
    return say.text("{hours} (your time)", hours=in_words(week.seen_from(theirs, ours, today), say))
