"""Queries about what the calendar needs: rhythm, dates, tones, marks, pauses, and what was sent already."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from storage import tables as t
from storage.care_records import ClientCare, FactRemembered, LastWords, OccasionMark, OwnDateRow, PauseRow
from storage.rows import columns, take
from storage.unit import UnitOfWork

_CARE = columns(t.client, ClientCare)
_OWN = columns(t.own_date, OwnDateRow)
_FACT = columns(t.fact_remembered, FactRemembered)
_MARK = columns(t.occasion_mark, OccasionMark)
_PAUSE = columns(t.pause, PauseRow)

HAND = "hand"
"""How the slot of a check-in begins that a manager asked for."""

NEVER_SENT = ("skipped", "dropped", "failed", "expired")
"""States in which a message ended without having reached anybody."""

FINISHED = ("posted", "sent", "skipped", "dropped", "unclear", "failed", "expired")
"""States in which a planned message will not be planned again."""


async def of_client(uow: UnitOfWork, client_id: int) -> ClientCare:
    """How a client is cared for. Raises `LookupError` when there is no such client."""
    row = await uow.one(select(*_CARE).where(t.client.c.id == client_id))
    if row is None:
        raise LookupError(f"no client {client_id}")
    return take(ClientCare, row)


async def add_own_date(uow: UnitOfWork, **values: Any) -> int:
    """A date of a contact (`contact_id`) or of a client (`client_id`), `on_day`, `title`, `staff_id`; its id."""
    return await uow.insert(t.own_date, created_at=uow.now, **values)


async def remove_own_date(uow: UnitOfWork, own_date_id: int) -> bool:
    """Forget a date; False when it was gone."""
    return await uow.execute(delete(t.own_date).where(t.own_date.c.id == own_date_id)) > 0


async def own_dates(uow: UnitOfWork, client_id: int, contact_id: int | None = None) -> list[OwnDateRow]:
    """The dates of a client, and those of a contact with them, oldest first."""
    whose = t.own_date.c.client_id == client_id
    if contact_id is not None:
        whose = or_(whose, t.own_date.c.contact_id == contact_id)
    return [take(OwnDateRow, row) for row in await uow.returning(select(*_OWN).where(whose).order_by(t.own_date.c.id))]


async def remember(
    uow: UnitOfWork, contact_id: int, words: str, on_day: str | None = None, staff_id: int | None = None
) -> int:
    """A fact worth remembering about a contact; its id."""
    return await uow.insert(
        t.fact_remembered, contact_id=contact_id, words=words, on_day=on_day, staff_id=staff_id, created_at=uow.now
    )


async def remembered(uow: UnitOfWork, contact_id: int) -> list[FactRemembered]:
    """What is worth remembering about a contact, oldest first."""
    rows = await uow.returning(
        select(*_FACT).where(t.fact_remembered.c.contact_id == contact_id).order_by(t.fact_remembered.c.id)
    )
    return [take(FactRemembered, row) for row in rows]


async def forget(uow: UnitOfWork, fact_id: int) -> bool:
    """Forget a fact; False when it was gone."""
    return await uow.execute(delete(t.fact_remembered).where(t.fact_remembered.c.id == fact_id)) > 0


async def tones(uow: UnitOfWork) -> dict[str, str]:
    """The team's own tones, by occasion id."""
    rows = await uow.returning(select(t.tone_override.c.occasion, t.tone_override.c.tone))
    return {str(row[0]): str(row[1]) for row in rows}


async def set_tone(uow: UnitOfWork, occasion: str, tone: str | None, staff_id: int | None = None) -> None:
    """Give an occasion another tone than our table does; None takes the team's word back."""
    if tone is None:
        await uow.execute(delete(t.tone_override).where(t.tone_override.c.occasion == occasion))
        return
    row = {"occasion": occasion, "tone": tone, "staff_id": staff_id, "decided_at": uow.now}
    await uow.execute(uow.upsert(t.tone_override, ("occasion",), ("tone", "staff_id", "decided_at")), row)


async def marks(uow: UnitOfWork) -> list[OccasionMark]:
    """Every date that a lead confirmed or struck."""
    return [take(OccasionMark, row) for row in await uow.returning(select(*_MARK))]


async def mark(
    uow: UnitOfWork, occasion: str, on_day: dt.date, state: str, kept_on: dt.date | None, staff_id: int | None
) -> None:
    """Confirm or strike an occasion on the day that the calendar lists, in place of an earlier word."""
    row = {"occasion": occasion, "on_day": on_day, "state": state, "kept_on": kept_on, "staff_id": staff_id}
    statement = uow.upsert(t.occasion_mark, ("occasion", "on_day"), ("state", "kept_on", "staff_id", "decided_at"))
    await uow.execute(statement, row | {"decided_at": uow.now})


async def unmark(uow: UnitOfWork, occasion: str, on_day: dt.date) -> bool:
    """Take a lead's word on a date back; False when there was none."""
    marked = t.occasion_mark.c
    return await uow.execute(delete(t.occasion_mark).where(marked.occasion == occasion, marked.on_day == on_day)) > 0


async def pause(
    uow: UnitOfWork,
    scope: str,
    *,
    country: str | None = None,
    client_id: int | None = None,
    until: dt.date | None = None,
    staff_id: int | None = None,
) -> int:
    """Begin a pause, now, in place of an open one of the same scope and subject; its id."""
    await resume(uow, scope, country=country, client_id=client_id)
    return await uow.insert(
        t.pause, scope=scope, country=country, client_id=client_id, started_at=uow.now, until=until, staff_id=staff_id
    )


async def resume(uow: UnitOfWork, scope: str, *, country: str | None = None, client_id: int | None = None) -> int:
    """End the open pauses of a scope and subject, now; how many there were."""
    row = t.pause.c
    whose = (row.scope == scope, _is(row.country, country), _is(row.client_id, client_id))
    return await uow.execute(update(t.pause).where(*whose, row.ended_at.is_(None)).values(ended_at=uow.now))


def _is(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


async def pauses(uow: UnitOfWork, since: dt.datetime) -> list[PauseRow]:
    """Every pause that was not over before `since`, oldest first."""
    row = t.pause.c
    running = or_(row.ended_at.is_(None), row.ended_at >= since)
    # A day more, since the last day of a pause ends later in the west.
    not_past = or_(row.until.is_(None), row.until >= since.date() - dt.timedelta(days=1))
    return [
        take(PauseRow, one) for one in await uow.returning(select(*_PAUSE).where(running, not_past).order_by(row.id))
    ]


async def decided(uow: UnitOfWork, contact_id: int, year: int) -> Mapping[tuple[str, int], tuple[str, dt.date]]:
    """(state, the day it is for) by (slot, year) of a contact's messages since `year`: approved, or had their turn."""
    row = t.care_message.c
    rows = await uow.returning(
        select(row.slot, row.year, row.state, row.on_day).where(
            row.contact_id == contact_id, row.year >= year, row.state.in_((*FINISHED, "approved"))
        )
    )
    return {(str(one[0]), int(one[1])): (str(one[2]), one[3]) for one in rows}


async def put_off(uow: UnitOfWork, contact_id: int) -> dt.datetime | None:
    """Not before this moment, which is still to come, does the next check-in of a contact go out: somebody chose it."""
    row = t.care_message.c
    found: dt.datetime | None = await uow.scalar(
        select(func.max(row.due_at)).where(
            row.contact_id == contact_id,
            row.kind == "check_in",
            row.state.in_(("planned", "previewed", "approved", "withdrawn")),
            row.postponed,
            row.due_at > uow.now,
            row.slot.not_like(f"{HAND}:%"),
        )
    )
    return found


async def last_check_in(uow: UnitOfWork, contact_id: int) -> dt.datetime | None:
    """When the latest finished check-in of a contact was due: whatever became of it, it had its turn.

    One that a manager asked for counts when it went out.
    """
    row = t.care_message.c
    found: dt.datetime | None = await uow.scalar(
        select(func.max(row.due_at)).where(
            row.contact_id == contact_id,
            row.kind == "check_in",
            row.state.in_(FINISHED),
            row.slot.not_like(f"{HAND}:%") | row.state.in_(("posted", "sent", "unclear")),
        )
    )
    return found


async def last_words(uow: UnitOfWork, client_id: int, contact_id: int) -> LastWords:
    """The latest words in a contact's own chat and in their client's group.

    A thank-you after closing belongs to no conversation, so the client's messages themselves count, too.
    """
    talk, chat, message = t.conversation.c, t.client_chat.c, t.message.c
    theirs = (chat.client_id == client_id, or_(chat.contact_id == contact_id, chat.contact_id.is_(None)))
    chats = await uow.returning(
        select(chat.id, func.max(talk.last_client_at), func.max(talk.last_team_at))
        .outerjoin(t.conversation, chat.id == talk.chat_id)
        .where(*theirs)
        .group_by(chat.id)
    )
    client = [one[1] for one in chats]
    for one in chats:
        last = select(message.at).where(message.chat_id == one[0], message.direction == "in")
        client.append(await uow.scalar(last.order_by(message.at.desc()).limit(1)))
    spoken = [at for at in client if at is not None]
    team = [one[2] for one in chats if one[2] is not None]
    return LastWords(max([*spoken, *team], default=None), max(spoken, default=None))


async def contacts_joined(uow: UnitOfWork, *, client_id: int | None = None) -> list[int]:
    """The ids of the contacts who have a client chat that stands, of one client or of all that are not archived."""
    row = t.client_chat.c
    where = [row.contact_id.is_not(None), row.state != "left", t.client.c.archived_at.is_(None)]
    if client_id is not None:
        where.append(row.client_id == client_id)
    rows = await uow.returning(
        select(row.contact_id).join(t.client, t.client.c.id == row.client_id).where(*where).order_by(row.contact_id)
    )
    return [int(one[0]) for one in rows]
