"""Queries about everybody's calendar at once: who is looked after, their dates, and what became of their greetings."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from storage import tables as t
from storage.care_records import OwnDateRow
from storage.rows import columns, take
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class LookedAfter:
    """A contact who joined or is invited, with what the calendar needs of them and of their client.

    `chat_state`: None while they have not joined.
    """

    id: int
    name: str
    client_id: int
    client: str
    client_country: str | None
    client_timezone: str | None
    since: dt.date | None
    country: str | None
    timezone: str | None
    tradition: str | None
    birthday: str | None
    pace: str
    no_holiday_greetings: bool
    no_birthday: bool
    joined_at: dt.datetime | None
    chat_state: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a contact's greeting."""

    contact_id: int
    slot: str
    year: int
    on_day: dt.date
    state: str


_OWN = columns(t.own_date, OwnDateRow)
_LOOKED_AFTER = (
    select(
        t.contact.c.id,
        t.contact.c.name,
        t.client.c.id,
        t.client.c.name,
        t.client.c.country,
        t.client.c.timezone,
        t.client.c.since,
        t.contact.c.country,
        t.contact.c.timezone,
        t.contact.c.tradition,
        t.contact.c.birthday,
        t.contact.c.pace,
        t.contact.c.no_holiday_greetings,
        t.contact.c.no_birthday,
        t.contact.c.joined_at,
        t.client_chat.c.state,
    )
    .join(t.client, t.client.c.id == t.contact.c.client_id)
    .outerjoin(t.client_chat, t.client_chat.c.contact_id == t.contact.c.id)
    .where(t.contact.c.revoked_at.is_(None), t.client.c.archived_at.is_(None))
    .order_by(t.client.c.name_key, t.contact.c.name_key)
)


async def looked_after(uow: UnitOfWork) -> list[LookedAfter]:
    """Every contact who is not revoked, of clients that are not archived, by client and name."""
    return [take(LookedAfter, row) for row in await uow.returning(_LOOKED_AFTER)]


async def own_dates(uow: UnitOfWork) -> list[OwnDateRow]:
    """The dates of all contacts and clients, oldest first."""
    return [take(OwnDateRow, row) for row in await uow.returning(select(*_OWN).order_by(t.own_date.c.id))]


async def outcomes(uow: UnitOfWork, first: dt.date, last: dt.date) -> list[Outcome]:
    """What became of the greetings for these days, of those that are decided."""
    row = t.care_message.c
    found = await uow.returning(
        select(row.contact_id, row.slot, row.year, row.on_day, row.state).where(
            row.kind == "greeting",
            row.on_day.between(first, last),
            row.state.in_(("posted", "sent", "unclear", "skipped", "dropped", "failed", "expired")),
        )
    )
    return [take(Outcome, one) for one in found]
