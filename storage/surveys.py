"""Queries about surveys and ratings: what was asked, what was answered, who is writing a comment."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update

from storage import tables as t
from storage.messages import CARE
from storage.records import Rating, Survey
from storage.rows import columns, take
from storage.unit import UnitOfWork

_SURVEY = columns(t.survey, Survey)
_RATING = columns(t.rating, Rating)
_WAITING = "surveys that wait for a comment"

MOST_ID = 2**63
"""Ids come from button data, which anybody can make up: PostgreSQL refuses greater numbers."""

UPDATES_KEPT = dt.timedelta(hours=24)
"""Telegram keeps updates so long: a comment may be read that much later than it was written (Bot API, getUpdates)."""

_ALBUM = 10
"""The most messages of an album."""

_ONE_ALBUM = dt.timedelta(seconds=2)
"""Its messages have one date, or nearly: an upload may end in the next second."""

_COUNTS = and_(t.survey.c.spontaneous.is_(False), t.survey.c.delivered_at.is_not(None) | (t.survey.c.state == "posted"))
"""What counts as asked: what reached the client or still may; not what was taken back before or refused by Telegram."""


async def add(uow: UnitOfWork, **values: Any) -> int:
    """A new survey, about to be sent; `values` are columns of the survey table. Its id."""
    return await uow.insert(t.survey, state="posted", posted_at=uow.now, **values)


async def by_id(uow: UnitOfWork, survey_id: int) -> Survey | None:
    """One survey."""
    return _read(await uow.one(select(*_SURVEY).where(t.survey.c.id == survey_id)))


async def locked(uow: UnitOfWork, survey_id: int) -> Survey | None:
    """One survey that nobody else changes until this transaction ends: taps, expiry and delivery come together."""
    if not 0 < survey_id < MOST_ID:
        return None
    return _read(await uow.one(select(*_SURVEY).where(t.survey.c.id == survey_id).with_for_update()))


def _read(row: Any) -> Survey | None:
    return None if row is None else take(Survey, row)


async def _find(uow: UnitOfWork, *where: ColumnElement[bool]) -> list[Survey]:
    rows = await uow.returning(select(*_SURVEY).where(*where).order_by(t.survey.c.id))
    return [take(Survey, row) for row in rows]


async def change(uow: UnitOfWork, survey_id: int, **values: Any) -> None:
    """Overwrite columns of one survey."""
    await uow.execute(update(t.survey).where(t.survey.c.id == survey_id).values(**values))
    if "comment_until" in values or "comment_at" in values:
        uow.cache.pop(_WAITING, None)


async def unanswered(uow: UnitOfWork, conversation_id: int) -> list[Survey]:
    """The surveys about a conversation that wait for a first answer, in the outbox or at the client."""
    return await _find(uow, t.survey.c.conversation_id == conversation_id, t.survey.c.state.in_(("posted", "open")))


async def unanswered_spontaneous(uow: UnitOfWork, chat_id: int) -> list[Survey]:
    """The surveys that this client asked for by `/rate` and did not answer."""
    return await _find(
        uow, t.survey.c.chat_id == chat_id, t.survey.c.spontaneous, t.survey.c.state.in_(("posted", "open"))
    )


async def last_sent(uow: UnitOfWork, chat_id: int, kind: str | None = None) -> dt.datetime | None:
    """When this chat was last asked by us (not by `/rate`), about whatever or in a survey of this kind."""
    of_kind = [] if kind is None else [t.survey.c.kind == kind]
    found: dt.datetime | None = await uow.scalar(
        select(func.max(t.survey.c.posted_at)).where(t.survey.c.chat_id == chat_id, _COUNTS, *of_kind)
    )
    return found


async def chat_since(uow: UnitOfWork, chat_id: int) -> dt.datetime:
    """Since when there is this client chat: periods are counted from here until the first survey of their kind."""
    found: dt.datetime = await uow.scalar(select(t.client_chat.c.created_at).where(t.client_chat.c.id == chat_id))
    return found


async def periods(uow: UnitOfWork, kind: str) -> list[tuple[int, str, dt.datetime]]:
    """(chat id, the contact's pace, since when its period runs) of every chat that a periodic survey may go to."""
    last = (
        select(t.survey.c.chat_id, func.max(t.survey.c.posted_at).label("at"))
        .where(t.survey.c.kind == kind, _COUNTS)
        .group_by(t.survey.c.chat_id)
        .subquery()
    )
    rows = await uow.returning(
        select(
            t.client_chat.c.id,
            func.coalesce(t.contact.c.pace, "normal"),
            func.coalesce(last.c.at, t.client_chat.c.created_at, type_=t.survey.c.posted_at.type),
        )
        .join(t.client, t.client.c.id == t.client_chat.c.client_id)
        .outerjoin(t.contact, t.contact.c.id == t.client_chat.c.contact_id)
        .outerjoin(last, last.c.chat_id == t.client_chat.c.id)
        .where(
            t.client_chat.c.state == "active",
            t.client_chat.c.telegram_id.is_not(None),
            t.client.c.archived_at.is_(None),
        )
        .order_by(t.client_chat.c.id)
    )
    return [(int(row[0]), str(row[1]), row[2]) for row in rows]


async def both_wrote(uow: UnitOfWork, chat_id: int, since: dt.datetime) -> bool:
    """True when client and team have both written in a chat since this moment."""
    found = await uow.scalar(
        select(func.count(t.message.c.direction.distinct())).where(
            t.message.c.chat_id == chat_id, t.message.c.at >= since, t.message.c.kind != CARE
        )
    )
    return int(found) == 2


async def ratings(uow: UnitOfWork, survey_id: int) -> dict[str, Rating]:
    """The answers of a survey by question."""
    rows = await uow.returning(select(*_RATING).where(t.rating.c.survey_id == survey_id).order_by(t.rating.c.id))
    found = [take(Rating, row) for row in rows]
    return {one.question: one for one in found}


async def rate(uow: UnitOfWork, survey_id: int, question: str, value: int | None, words: str | None = None) -> None:
    """Write an answer, in place of an earlier one to the same question; every one is kept in the history."""
    row = {"survey_id": survey_id, "question": question, "value": value, "words": words, "rated_at": uow.now}
    await uow.execute(uow.upsert(t.rating, ("survey_id", "question"), ("value", "words", "rated_at")), row)
    await uow.execute(
        insert(t.rating_change), {"survey_id": survey_id, "question": question, "value": value, "changed_at": uow.now}
    )


async def history(uow: UnitOfWork, survey_id: int) -> list[tuple[str, int | None]]:
    """(question, value) of every answer ever given, oldest first."""
    rows = await uow.returning(
        select(t.rating_change.c.question, t.rating_change.c.value)
        .where(t.rating_change.c.survey_id == survey_id)
        .order_by(t.rating_change.c.id)
    )
    return [(str(row[0]), row[1]) for row in rows]


async def await_comment(uow: UnitOfWork, survey: Survey, until: dt.datetime) -> None:
    """Until `until` the contact's next message is the comment of this survey, and of no other one of the chat."""
    await stop_awaiting(uow, survey.chat_id)
    await change(uow, survey.id, comment_until=until)


async def stop_awaiting(uow: UnitOfWork, chat_id: int) -> None:
    """No survey of this chat waits for a comment any more; that one was asked for stays known."""
    await uow.execute(
        update(t.survey)
        .where(
            t.survey.c.chat_id == chat_id,
            t.survey.c.comment_at.is_(None),
            t.survey.c.comment_until > t.survey.c.posted_at,
        )
        .values(comment_until=t.survey.c.posted_at)
    )
    uow.cache.pop(_WAITING, None)


async def waiting_for_comment(uow: UnitOfWork, chat_id: int, at: dt.datetime) -> Survey | None:
    """The survey that a message written at `at` in this chat is the comment of.

    One query for a whole unit of work: nearly always nobody is writing a comment.
    """
    if _WAITING not in uow.cache:
        uow.cache[_WAITING] = await _find(
            uow,
            t.survey.c.comment_until >= uow.now - UPDATES_KEPT,
            t.survey.c.comment_until > t.survey.c.posted_at,
            t.survey.c.comment_at.is_(None),
        )
    waiting: list[Survey] = uow.cache[_WAITING]
    return next(
        (one for one in reversed(waiting) if one.chat_id == chat_id and at <= (one.comment_until or one.posted_at)),
        None,
    )


async def by_comment(uow: UnitOfWork, chat_id: int, message_id: int) -> Survey | None:
    """The survey whose comment this message of the client was."""
    found = await _find(uow, t.survey.c.chat_id == chat_id, t.survey.c.comment_message_id == message_id)
    return found[-1] if found else None


async def by_album(uow: UnitOfWork, chat_id: int, message_id: int, at: dt.datetime) -> Survey | None:
    """The survey whose comment is a message of the album that this one belongs to.

    An album has at most ten messages, with ids in a row (Bot API, sendMediaGroup).
    """
    first = t.message.c
    row = await uow.one(
        select(*_SURVEY)
        .join(t.message, first.client_message_id == t.survey.c.comment_message_id)
        .where(
            t.survey.c.chat_id == chat_id,
            first.chat_id == chat_id,
            first.client_message_id < message_id,
            first.client_message_id > message_id - _ALBUM,
            first.kind.in_(("photo", "video", "audio", "document")),
            first.at >= at - _ONE_ALBUM,
            first.at <= at,
        )
        .limit(1)
    )
    return _read(row)


async def forget_message_ids(uow: UnitOfWork, chat_id: int) -> None:
    """A group became a supergroup: the ids of its old messages are given out again, to others."""
    gone = update(t.survey).where(t.survey.c.chat_id == chat_id)
    await uow.execute(gone.values(message_id=None, comment_message_id=None, comment_prompt_id=None))


async def last_commented(uow: UnitOfWork, chat_id: int) -> Survey | None:
    """The survey with the latest comment of a chat."""
    row = await uow.one(
        select(*_SURVEY)
        .where(t.survey.c.chat_id == chat_id, t.survey.c.comment_at.is_not(None))
        .order_by(t.survey.c.comment_at.desc())
        .limit(1)
    )
    return _read(row)


async def last_numbers(uow: UnitOfWork, chat_id: int, limit: int) -> list[tuple[int, int]]:
    """(value, the highest possible) of the latest numbers that this chat gave, newest first."""
    rows = await uow.returning(
        select(t.rating.c.value, t.rating.c.question, t.survey.c.definition)
        .join(t.survey, t.survey.c.id == t.rating.c.survey_id)
        .where(t.survey.c.chat_id == chat_id, t.rating.c.value.is_not(None))
        .order_by(t.rating.c.rated_at.desc(), t.rating.c.id.desc())
        .limit(limit)
    )
    return [
        (int(value), next(int(one["highest"]) for one in definition["questions"] if one["key"] == question))
        for value, question, definition in rows
    ]
