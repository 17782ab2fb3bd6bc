"""The message-id map: what each carried message is called at the client and in the topic, and the open conversation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Insert, and_, bindparam, case, func, insert, null, select, tuple_, update

from storage import tables as t
from storage.dialects import insert_or_skip, inserting
from storage.records import Carried, ClientChat, Conversation
from storage.rows import columns, take
from storage.unit import UnitOfWork

_CARRIED = columns(t.message, Carried)

_INSERT = insert(t.message)


@cache
def _spoken(dialect: str) -> Insert:
    """A word in a chat's open conversation, which is opened when there is none; the team's words have `last_team_at`.

    One statement for both sides, because a batch keeps the order of rows within a statement only.
    """
    wrote = inserting(dialect, t.conversation)
    talk, word = t.conversation.c, wrote.excluded
    by_team = word.last_team_at.is_not(None)
    first_answer = talk.first_answer_at.is_(None) & word.first_answer_at.is_not(None)
    return wrote.on_conflict_do_update(
        index_elements=["chat_id"],
        index_where=talk.closed_at.is_(None),
        set_={
            "waiting_since": case((by_team, null()), else_=func.coalesce(talk.waiting_since, word.waiting_since)),
            "first_answer_at": func.coalesce(talk.first_answer_at, word.first_answer_at),
            "first_waited_since": case((first_answer, talk.waiting_since), else_=talk.first_waited_since),
            "last_client_at": case((by_team, talk.last_client_at), else_=word.last_client_at),
            "last_team_at": func.coalesce(word.last_team_at, talk.last_team_at),
        },
    )


_STOP_WAITING = (
    update(t.conversation)
    .where(t.conversation.c.chat_id == bindparam("of_chat"), t.conversation.c.closed_at.is_(None))
    .values(waiting_since=None)
)

_ARRIVED_IN_TOPIC = (
    update(t.message)
    .where(t.message.c.chat_id == bindparam("of_chat"), t.message.c.client_message_id == bindparam("source"))
    .values(
        desk_id=bindparam("desk"),
        topic_message_id=bindparam("sent"),
        opening=bindparam("in_front"),
        part=bindparam("merged"),
    )
)

_ARRIVED_AT_CLIENT = (
    update(t.message)
    .where(
        t.message.c.chat_id == bindparam("of_chat"),
        t.message.c.topic_message_id == bindparam("source"),
        t.message.c.client_message_id.is_(None),
        t.message.c.direction == "out",
    )
    .values(client_message_id=bindparam("sent"), opening=bindparam("in_front"))
)


def from_client(uow: UnitOfWork, chat_id: int, message_id: int, kind: str, at: dt.datetime) -> None:
    """Record a message that the client side wrote; its topic side follows when it was delivered."""
    uow.add(_INSERT, {"chat_id": chat_id, "direction": "in", "kind": kind, "at": at, "client_message_id": message_id})


_FROM_TEAM = insert(t.message)
CARE = "care"
"""The kind of a message that nobody of the team wrote."""


def from_team(
    uow: UnitOfWork, chat_id: int, desk_id: int, message_id: int, kind: str, at: dt.datetime, staff_id: int
) -> None:
    """Record a message that staff wrote in the topic; its client side follows when it was delivered."""
    uow.add(
        _FROM_TEAM,
        {
            "chat_id": chat_id,
            "direction": "out",
            "kind": kind,
            "at": at,
            "desk_id": desk_id,
            "topic_message_id": message_id,
            "staff_id": staff_id,
        },
    )


@cache
def _from_us(dialect: str) -> Insert:
    # Settled again when a commit stood and its answer was lost: once is enough.
    return insert_or_skip(dialect, t.message, ("chat_id", "client_message_id"))


def from_us(uow: UnitOfWork, chat_id: int, client_message_id: int, at: dt.datetime) -> None:
    """Record a greeting or check-in that stands at the client; nobody wrote it, so it opens and answers nothing."""
    row = {"chat_id": chat_id, "direction": "out", "kind": CARE, "at": at, "client_message_id": client_message_id}
    uow.add(_from_us(uow.dialect), row)


def arrived_in_topic(
    uow: UnitOfWork,
    chat_id: int,
    *,
    source: int,
    desk_id: int,
    sent: int,
    opening: dict[str, Any] | None = None,
    part: dict[str, Any] | None = None,
) -> None:
    """The client's message `source` now stands in the topic as `sent`."""
    uow.add(
        _ARRIVED_IN_TOPIC,
        {"of_chat": chat_id, "source": source, "desk": desk_id, "sent": sent, "in_front": opening, "merged": part},
    )


def arrived_at_client(
    uow: UnitOfWork, chat_id: int, *, source: int, sent: int, opening: dict[str, Any] | None = None
) -> None:
    """The topic message `source` now stands at the client as `sent`."""
    uow.add(_ARRIVED_AT_CLIENT, {"of_chat": chat_id, "source": source, "sent": sent, "in_front": opening})


_STANDS_IN_TOPIC = (
    update(t.message)
    .where(t.message.c.chat_id == bindparam("of_chat"), t.message.c.client_message_id == bindparam("source"))
    .values(desk_id=bindparam("desk"), topic_message_id=bindparam("sent"), part=None)
)


async def stand_in_topic(uow: UnitOfWork, chat_id: int, desk_id: int, sent: Mapping[int, int]) -> None:
    """Earlier messages (by their id at the client) were carried again, into a new topic: link each to its new place."""
    rows = [{"of_chat": chat_id, "source": key, "desk": desk_id, "sent": new} for key, new in sent.items()]
    await uow.execute(_STANDS_IN_TOPIC, rows)


async def by_client_ids(uow: UnitOfWork, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Carried]:
    """The map's rows behind (client chat, message id at the client) pairs."""
    rows = await uow.returning(
        select(*_CARRIED).where(tuple_(t.message.c.chat_id, t.message.c.client_message_id).in_(list(keys)))
    )
    found = (take(Carried, row) for row in rows)
    return {(one.chat_id, one.client_message_id): one for one in found if one.client_message_id is not None}


async def by_topic_id(uow: UnitOfWork, desk_id: int, topic_message_id: int) -> list[Carried]:
    """The rows behind one post in a topic, oldest first: several when texts were merged into it."""
    rows = await uow.returning(
        select(*_CARRIED)
        .where(t.message.c.desk_id == desk_id, t.message.c.topic_message_id == topic_message_id)
        .order_by(t.message.c.id)
    )
    return [take(Carried, row) for row in rows]


async def last_of_client(uow: UnitOfWork, chat_id: int) -> Carried | None:
    """The client's last word in a chat."""
    row = await uow.one(
        select(*_CARRIED)
        .where(t.message.c.chat_id == chat_id, t.message.c.direction == "in")
        .order_by(t.message.c.id.desc())
        .limit(1)
    )
    return None if row is None else take(Carried, row)


async def last_of_team(uow: UnitOfWork, chat_id: int) -> dt.datetime | None:
    """When the team last wrote to the client, in whatever conversation or in none."""
    at: dt.datetime | None = await uow.scalar(
        select(t.message.c.at)
        .where(t.message.c.chat_id == chat_id, t.message.c.direction == "out")
        .order_by(t.message.c.id.desc())
        .limit(1)
    )
    return at


async def latest(uow: UnitOfWork, chat_id: int, desk_id: int, limit: int) -> list[Carried]:
    """The last messages of a chat that stand in a topic of this desk and were not taken back, oldest first."""
    rows = await uow.returning(
        select(*_CARRIED)
        .where(
            t.message.c.chat_id == chat_id,
            t.message.c.desk_id == desk_id,
            t.message.c.topic_message_id.is_not(None),
            t.message.c.unsent_at.is_(None),
        )
        .order_by(t.message.c.id.desc())
        .limit(limit)
    )
    return [take(Carried, row) for row in reversed(rows)]


async def change(uow: UnitOfWork, message_id: int, **values: Any) -> None:
    """Overwrite columns of one row of the map (its edit time, its merged part, that it was unsent)."""
    await uow.execute(update(t.message).where(t.message.c.id == message_id).values(**values))


async def forget_client_ids(uow: UnitOfWork, chat_id: int) -> None:
    """A group became a supergroup: its old message ids name nothing any more, and the new ones start over."""
    await uow.execute(update(t.message).where(t.message.c.chat_id == chat_id).values(client_message_id=None))


async def forget_parts(uow: UnitOfWork, before: dt.datetime) -> int:
    """Drop the texts kept of merged posts older than `before`; how many rows held one."""
    return await uow.execute(
        update(t.message).where(and_(t.message.c.at < before, t.message.c.part.is_not(None))).values(part=None)
    )


def client_wrote(uow: UnitOfWork, chat: ClientChat, at: dt.datetime, *, waits: bool = True) -> ClientChat:
    """The chat after a client's word at `at`.

    A conversation is open, and somebody waits unless this word wants no answer.
    """
    talk = chat.conversation
    waiting = at if waits else None
    if talk is None:
        after = Conversation(at, waiting, None, at, None)
    else:
        after = replace(talk, waiting_since=talk.waiting_since or waiting, last_client_at=at)
    uow.add(_spoken(uow.dialect), _word(chat, after, waiting_since=waiting))
    return replace(chat, conversation=after)


def team_wrote(uow: UnitOfWork, chat: ClientChat, at: dt.datetime) -> ClientChat:
    """The chat after a human of the team answered at `at`: nobody waits. Opens no conversation."""
    talk = chat.conversation
    if talk is None:
        return chat
    after = replace(talk, waiting_since=None, first_answer_at=talk.first_answer_at or at, last_team_at=at)
    uow.add(_spoken(uow.dialect), _word(chat, after, first_answer_at=at, last_team_at=at))
    return replace(chat, conversation=after)


def _word(chat: ClientChat, talk: Conversation, **said: dt.datetime | None) -> dict[str, Any]:
    row = {"chat_id": chat.id, "opened_at": talk.opened_at, "last_client_at": talk.last_client_at}
    row["owner_id"] = chat.owner.id
    return row | {"waiting_since": None, "first_answer_at": None, "last_team_at": None} | said


async def stop_waiting(uow: UnitOfWork, chat_id: int) -> None:
    """The client's last word needs no answer."""
    await uow.execute(_STOP_WAITING, {"of_chat": chat_id})
