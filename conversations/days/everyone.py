"""All contacts at once, as their calendars see them: read with a handful of queries, however many there are."""

import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

from conversations.calendar import reading, together
from conversations.calendar.choices import Pause
from conversations.calendar.personal import OwnDate
from conversations.calendar.plan import Person
from conversations.calendar.together import Coming, Member, PersonalDate
from storage import ahead
from storage.ahead import LookedAfter
from storage.unit import UnitOfWork


async def members(uow: UnitOfWork) -> list[Member]:
    """Every contact who joined or is invited, by client and name. Check-ins and facts are left out: they are personal.

    What was sent already is not in it, so that contacts stay alike; see `storage.ahead.outcomes`.
    """
    choices = await reading.choices(uow)
    rows = await reading.all_pauses(uow)
    own: dict[tuple[str, int], list[OwnDate]] = defaultdict(list)
    for one in await ahead.own_dates(uow):
        whose = ("client", one.client_id) if one.contact_id is None else ("contact", one.contact_id)
        own[whose[0], whose[1] or 0].append(OwnDate(one.id, one.on_day, one.title))
    pauses: dict[tuple[str | None, str | None, int], list[Pause]] = {}
    zones: dict[str, ZoneInfo] = {}

    def member(one: LookedAfter) -> Member:
        country = one.country or one.client_country
        zone = one.timezone or one.client_timezone or uow.defaults.timezone
        key = (country, one.client_country, one.client_id)
        if key not in pauses:
            holding = [row for row in rows if reading.holds(row, {country, one.client_country}, one.client_id)]
            pauses[key] = [Pause(row.scope, row.started_at, row.until, row.ended_at) for row in holding]
        person = Person(
            contact=one.name,
            zone=zones.setdefault(zone, ZoneInfo(zone)),
            country=country,
            client_country=one.client_country,
            tradition=one.tradition,
            birthday=one.birthday,
            pace=one.pace,
            no_holiday_greetings=one.no_holiday_greetings,
            no_birthday=one.no_birthday,
            joined=one.joined_at is not None,
            unreachable=reading.out_of_reach(one.chat_state),
            since=one.since,
            own_dates=[*own["client", one.client_id], *own["contact", one.id]],
            begins=one.joined_at,
            pauses=pauses[key],
            choices=choices,
        )
        return Member(one.id, one.name, one.client_id, one.client, person)

    return [member(one) for one in await ahead.looked_after(uow)]


async def occasions(
    uow: UnitOfWork, everybody: list[Member], first: dt.date, end: dt.date, *, apart: bool = False
) -> list[Coming]:
    """The occasions and solemn days from `first` to before `end` (see `together`)."""
    # A day more on both sides: a contact's day may have begun earlier or later than the reader's.
    outcomes = await ahead.outcomes(uow, first - dt.timedelta(days=1), end)
    return together.occasions_ahead(everybody, await reading.choices(uow), uow.now, first, end, outcomes, apart=apart)


def dates(uow: UnitOfWork, everybody: list[Member], first: dt.date, end: dt.date) -> list[PersonalDate]:
    """Birthdays, anniversaries and own dates of these days."""
    return together.personal_ahead(everybody, uow.now, first, end)
