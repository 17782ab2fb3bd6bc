"""Queries about conversations by their own id, open or closed.

The words in the open one are written by `storage.messages`.
"""

import datetime as dt

from sqlalchemy import ColumnElement, func, literal, select, update

from storage import tables as t
from storage.records import Talk
from storage.rows import columns, take
from storage.types import Moment
from storage.unit import UnitOfWork

_TALK = columns(t.conversation, Talk)


async def _first(uow: UnitOfWork, *where: ColumnElement[bool]) -> Talk | None:
    row = await uow.one(select(*_TALK).where(*where).order_by(t.conversation.c.id.desc()).limit(1))
    return None if row is None else take(Talk, row)


async def by_id(uow: UnitOfWork, conversation_id: int) -> Talk | None:
    """One conversation."""
    return await _first(uow, t.conversation.c.id == conversation_id)


async def open_id(uow: UnitOfWork, chat_id: int) -> int | None:
    """The id of a chat's open conversation."""
    found: int | None = await uow.scalar(
        select(t.conversation.c.id).where(t.conversation.c.chat_id == chat_id, t.conversation.c.closed_at.is_(None))
    )
    return found


async def last(uow: UnitOfWork, chat_id: int) -> Talk | None:
    """The latest conversation of a chat: the open one, else the one that was opened last."""
    return await _first(uow, t.conversation.c.chat_id == chat_id)


async def tags(uow: UnitOfWork, conversation_id: int) -> list[str]:
    """The names of a conversation's tags, in order."""
    rows = await uow.returning(
        select(t.tag.c.name)
        .join(t.conversation_tag, t.conversation_tag.c.tag_id == t.tag.c.id)
        .where(t.conversation_tag.c.conversation_id == conversation_id)
        .order_by(t.tag.c.name_key)
    )
    return [str(row[0]) for row in rows]


async def tag_ids(uow: UnitOfWork, conversation_id: int) -> list[int]:
    """A conversation's tags by id, in the order of ids: what a survey freezes, since names change."""
    tagged = t.conversation_tag.c
    rows = await uow.returning(
        select(tagged.tag_id).where(tagged.conversation_id == conversation_id).order_by(tagged.tag_id)
    )
    return [int(row[0]) for row in rows]


def _first_close(at: dt.datetime) -> ColumnElement[dt.datetime]:
    return func.coalesce(t.conversation.c.first_closed_at, literal(at, Moment()))


async def close(uow: UnitOfWork, conversation_id: int, at: dt.datetime, staff_id: int | None) -> bool:
    """Close a conversation, with nobody waiting; False when it was closed already. The first close is kept for ever."""
    talk = t.conversation.c
    closed = (
        update(t.conversation)
        .where(talk.id == conversation_id, talk.closed_at.is_(None))
        .values(
            closed_at=at,
            closed_by=staff_id,
            first_closed_at=_first_close(at),
            waiting_since=None,
        )
    )
    return await uow.execute(closed) > 0


async def close_when_quiet(uow: UnitOfWork, conversation_id: int, since: dt.datetime) -> bool:
    """Close a conversation in which nobody waits and nobody said a word after `since`; False when that does not hold.

    One conditional statement, since somebody may be writing at this very moment in another transaction.
    """
    talk = t.conversation.c
    quiet = (
        update(t.conversation)
        .where(
            talk.id == conversation_id,
            talk.closed_at.is_(None),
            talk.waiting_since.is_(None),
            talk.last_client_at <= since,
            talk.last_team_at.is_(None) | (talk.last_team_at <= since),
        )
        .values(closed_at=uow.now, closed_by=None, first_closed_at=_first_close(uow.now))
    )
    return await uow.execute(quiet) > 0


async def reopen(uow: UnitOfWork, conversation_id: int, at: dt.datetime) -> bool:
    """Open a closed conversation again, by a client's word at `at`; False when it is open."""
    talk = t.conversation.c
    again = (
        update(t.conversation)
        .where(talk.id == conversation_id, talk.closed_at.is_not(None))
        .values(closed_at=None, closed_by=None, reopened_at=at, waiting_since=at, last_client_at=at)
    )
    return await uow.execute(again) > 0
