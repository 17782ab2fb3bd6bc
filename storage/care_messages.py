"""Queries about planned check-ins and greetings: one row a contact, slot and year, whatever becomes of it."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, select, update

from storage import tables as t
from storage.care_records import CareMessage
from storage.rows import columns, take
from storage.unit import UnitOfWork

_ROW = columns(t.care_message, CareMessage)

UNDECIDED = ("planned", "previewed", "approved")
"""States in which a message is still to be sent at its moment."""

OPEN = (*UNDECIDED, "posted")
"""States in which a message may still be stopped."""

FACT = "fact"
"""The template of a reminder: there is no text for it until somebody writes one."""

ANEW: Mapping[str, None] = dict.fromkeys(
    (
        *("words", "edited_by", "edit_message_id", "shown", "previewed_at", "preview_message_id"),
        *("reason", "decided_by", "decided_at"),
    )
)
"""What a message that begins anew no longer has, to be overwritten with."""

MOST_ID = 2**31
"""Numbers from a button's data beyond this name nothing."""


async def _find(uow: UnitOfWork, *where: ColumnElement[bool], lock: bool = False) -> list[CareMessage]:
    wanted = select(*_ROW).where(*where).order_by(t.care_message.c.id)
    rows = await uow.returning(wanted.with_for_update() if lock else wanted)
    return [take(CareMessage, row) for row in rows]


async def open_of(uow: UnitOfWork, contact_id: int) -> list[CareMessage]:
    """A contact's messages that may still go out, locked until this transaction ends."""
    row = t.care_message.c
    return await _find(uow, row.contact_id == contact_id, row.state.in_(OPEN), lock=True)


async def of_slot(uow: UnitOfWork, contact_id: int, slot: str, year: int) -> CareMessage | None:
    """What there is of a slot in a year, locked until this transaction ends."""
    row = t.care_message.c
    found = await _find(uow, row.contact_id == contact_id, row.slot == slot, row.year == year, lock=True)
    return found[0] if found else None


async def by_id(uow: UnitOfWork, message_id: int) -> CareMessage | None:
    """One message."""
    found = await _find(uow, t.care_message.c.id == message_id) if 0 < message_id < MOST_ID else []
    return found[0] if found else None


async def locked(uow: UnitOfWork, message_id: int) -> CareMessage | None:
    """One message that nobody else changes until this transaction ends."""
    found = await _find(uow, t.care_message.c.id == message_id, lock=True) if 0 < message_id < MOST_ID else []
    return found[0] if found else None


async def by_preview(uow: UnitOfWork, topic_id: int, message_id: int) -> CareMessage | None:
    """The message whose preview stands in this topic under this id, locked."""
    row = t.care_message.c
    found = await _find(uow, row.preview_topic_id == topic_id, row.preview_message_id == message_id, lock=True)
    return found[0] if found else None


async def by_edit(uow: UnitOfWork, topic_id: int, message_id: int) -> CareMessage | None:
    """The message whose words somebody wrote as this message of the topic, locked."""
    row = t.care_message.c
    found = await _find(uow, row.preview_topic_id == topic_id, row.edit_message_id == message_id, lock=True)
    return found[0] if found else None


async def add(uow: UnitOfWork, **values: Any) -> CareMessage:
    """A new message. Raises an integrity error when the contact's slot of the year is taken: it never goes twice."""
    message_id = await uow.insert(t.care_message, created_at=uow.now, **values)
    found = await by_id(uow, message_id)
    assert found is not None
    return found


async def change(uow: UnitOfWork, message_id: int, only: Collection[str] | None = None, **values: Any) -> bool:
    """Overwrite columns; with `only`, if the message is in one of these states. False when it was not."""
    row = t.care_message.c
    where = [row.id == message_id] + ([] if only is None else [row.state.in_(only)])
    return await uow.execute(update(t.care_message).where(*where).values(**values)) > 0


async def last_variant(uow: UnitOfWork, contact_id: int, kind: str, before: int) -> int:
    """The variant of the latest message of a kind that was written for a contact before this one; 0 for none.

    One that still waits counts: two that wait side by side, one of them asked for by hand, must not say the same.
    """
    row = t.care_message.c
    found = await uow.scalar(
        select(row.variant)
        .where(row.contact_id == contact_id, row.kind == kind, row.variant.is_not(None), row.id != before)
        .where(row.state.in_((*OPEN, "sent", "unclear")))
        .order_by(row.due_at.desc(), row.id.desc())
        .limit(1)
    )
    return int(found or 0)


async def previews_lost(uow: UnitOfWork, topic_id: int) -> int:
    """The previews in this topic are gone with its thread; how many messages are to be shown anew."""
    row = t.care_message.c
    return await uow.execute(
        update(t.care_message)
        .where(row.preview_topic_id == topic_id, row.state.in_(OPEN))
        .values(preview_message_id=None, edit_message_id=None, shown=None)
    )


async def forget_words(uow: UnitOfWork, before: dt.datetime) -> int:
    """Drop what was written about messages that were due before this moment; how many there were.

    The title of a reminder is something that the team remembered about a person, so it goes, too.
    """
    row = t.care_message.c
    written = row.words.is_not(None) | row.shown.is_not(None) | ((row.template == FACT) & (row.title != ""))
    title = case((row.template == FACT, ""), else_=row.title)
    return await uow.execute(
        update(t.care_message)
        .where(row.due_at < before, row.state.not_in(OPEN), written)
        .values(words=None, shown=None, title=title)
    )


async def of_contact(uow: UnitOfWork, contact_id: int) -> list[CareMessage]:
    """All that was ever planned for a contact, oldest first."""
    return await _find(uow, t.care_message.c.contact_id == contact_id)
