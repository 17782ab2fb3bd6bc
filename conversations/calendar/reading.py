"""What the calendar knows of a contact, read from the store. The one module here that asks it."""

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from zoneinfo import ZoneInfo

from conversations.calendar import windows
from conversations.calendar.cadence import Touch
from conversations.calendar.choices import Choices, Mark, Pause
from conversations.calendar.personal import FACT, OwnDate
from conversations.calendar.plan import Done, Person
from conversations.calendar.quiet import QuietDays
from conversations.calendar.reasons import not_sent
from conversations.calendar.tones import Tone
from locales import Phrase, phrase
from storage import care, chats
from storage.care_records import PauseRow
from storage.records import Client, ClientChat, Contact
from storage.unit import UnitOfWork

_CHOICES = "calendar choices"
_PAUSES = "calendar pauses"
_QUIET_DAYS = "quiet days"

REMEMBERED = dt.timedelta(days=400)
"""How far back pauses count: longer than two of the slowest usual intervals."""


async def choices(uow: UnitOfWork) -> Choices:
    """What the team decided about tones and dates; read once in a unit of work."""
    if _CHOICES not in uow.cache:
        marks = {(one.occasion, one.on_day): Mark(one.state, one.kept_on) for one in await care.marks(uow)}
        uow.cache[_CHOICES] = Choices({key: Tone(tone) for key, tone in (await care.tones(uow)).items()}, marks)
    found: Choices = uow.cache[_CHOICES]
    return found


async def pauses(uow: UnitOfWork, country: str | None, client: Client) -> list[Pause]:
    """The pauses that hold for a contact of a client, past ones too; read once in a unit of work.

    A pause of a country holds for those who live there and for everybody whose client is there.
    """
    rows = await all_pauses(uow)
    return [_pause(one) for one in rows if holds(one, {country, client.country}, client.id)]


async def all_pauses(uow: UnitOfWork) -> list[PauseRow]:
    """Every pause that still counts, past ones too, oldest first; read once in a unit of work."""
    if _PAUSES not in uow.cache:
        uow.cache[_PAUSES] = await care.pauses(uow, uow.now - REMEMBERED)
    found: list[PauseRow] = uow.cache[_PAUSES]
    return found


def holds(pause: PauseRow, countries: Set[str | None], client_id: int) -> bool:
    """True when a pause is for a contact of this client. `countries`: the contact's and the client's."""
    if pause.scope == "country":
        return pause.country in countries
    return pause.scope == "all" or pause.client_id == client_id


def _pause(row: PauseRow) -> Pause:
    return Pause(row.scope, row.started_at, row.until, row.ended_at)


def forget_choices(uow: UnitOfWork) -> None:
    """Somebody has just decided something about days or pauses: read anew in this unit of work."""
    uow.cache.pop(_CHOICES, None)
    uow.cache.pop(_PAUSES, None)
    for key in [one for one in uow.cache if isinstance(one, tuple) and one[0] == _QUIET_DAYS]:
        del uow.cache[key]


async def person(uow: UnitOfWork, client: Client, contact: Contact) -> Person:
    """All that the calendar knows of a contact."""
    country = contact.country or client.country
    zone = ZoneInfo(contact.timezone or client.timezone or uow.defaults.timezone)
    kept = await care.of_client(uow, client.id)
    words = await care.last_words(uow, client.id, contact.id)
    holding = await pauses(uow, country, client)
    decided = await care.decided(uow, contact.id, uow.now.year - 1)
    client_word = max((one for one in (words.client, contact.joined_at) if one is not None), default=None)
    return Person(
        contact=contact.name,
        zone=zone,
        country=country,
        client_country=client.country,
        tradition=contact.tradition,
        birthday=contact.birthday,
        pace=contact.pace,
        no_holiday_greetings=contact.no_holiday_greetings,
        no_birthday=contact.no_birthday,
        joined=contact.joined_at is not None,
        unreachable=await _unreachable(uow, contact),
        since=kept.since,
        own_dates=[OwnDate(one.id, one.on_day, one.title) for one in await care.own_dates(uow, client.id, contact.id)],
        facts=[
            OwnDate(one.id, one.on_day, one.words)
            for one in await care.remembered(uow, contact.id)
            if one.on_day is not None
        ],
        check_in_days=kept.check_in_days,
        begins=contact.joined_at,
        put_off=await care.put_off(uow, contact.id),
        touch=Touch(
            last_check_in=await care.last_check_in(uow, contact.id),
            last_word=words.anybody,
            last_client_word=client_word,
            pause_ended=_last_end(holding, zone, uow.now),
        ),
        pauses=holding,
        choices=await choices(uow),
        done=_done(decided),
        written=_written(decided),
    )


def _done(decided: Mapping[tuple[str, int], tuple[str, dt.date]]) -> dict[tuple[str, int], Done]:
    """What had its turn. A date that was wrong, and reached nobody, does not stand in the way of the right one."""
    return {
        key: Done(state, on_day if state in care.NEVER_SENT else None)
        for key, (state, on_day) in decided.items()
        if state in care.FINISHED
    }


def _written(decided: Mapping[tuple[str, int], tuple[str, dt.date]]) -> frozenset[dt.date]:
    """The days for which somebody wrote a text to go out beside a dated fact."""
    return frozenset(
        on_day
        for (slot, _), (state, on_day) in decided.items()
        if slot.startswith(f"{FACT}:") and state not in care.NEVER_SENT
    )


def _last_end(holding: Sequence[Pause], zone: ZoneInfo, now: dt.datetime) -> dt.datetime | None:
    """When the last pause was over; now, while one runs."""
    ends = []
    today = now.astimezone(zone).date()
    for one in holding:
        over = [] if one.ended is None else [one.ended]
        # Only of a day that is past: after the very last one there is none.
        if one.until is not None and one.until < today:
            over.append(windows.moment(one.until + dt.timedelta(days=1), dt.time(), zone))
        ends.append(min([now, *over]))
    return max(ends, default=None)


async def _unreachable(uow: UnitOfWork, contact: Contact) -> Phrase | None:
    chat = await chats.by_contact(uow, contact.id)
    return out_of_reach("left" if contact.revoked_at is not None else None if chat is None else chat.state)


def out_of_reach(state: str | None) -> Phrase | None:
    """Why nothing can be sent to a chat in this state; None when it can, or when there is no chat yet."""
    if state == "left":
        return not_sent(phrase("the contact has left"))
    return not_sent(phrase("the contact has blocked the bot")) if state == "blocked" else None


async def quiet_days(uow: UnitOfWork, chat: ClientChat) -> QuietDays:
    """The quiet days of a client chat; read once in a unit of work."""
    key = (_QUIET_DAYS, chat.id)
    if key not in uow.cache:
        tradition = chat.contact.tradition if chat.contact else None
        zone = ZoneInfo(chat.timezone or uow.defaults.timezone)
        holding = await pauses(uow, chat.country, chat.client)
        uow.cache[key] = QuietDays(chat.country, tradition, zone, holding, await choices(uow))
    found: QuietDays = uow.cache[key]
    return found


async def quiet_day(uow: UnitOfWork, chat: ClientChat, day: dt.date) -> Phrase | None:
    """Why this day, on the client's clock, is a quiet one for this chat; None when it is not."""
    found = (await quiet_days(uow, chat)).on(day)
    return None if found is None else found.why
