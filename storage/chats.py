"""Queries about client chats and their topics: where a message comes from and where it belongs."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from storage import staff as staff_queries
from storage import tables as t
from storage.records import Client, ClientChat, Contact, Conversation, Desk, Staff, Topic
from storage.rows import columns, take
from storage.unit import UnitOfWork

_CHAT = [t.client_chat.c[name] for name in ("id", "kind", "state", "telegram_id", "voice_id")]
_TOPIC = [t.topic.c[name] for name in ("id", "chat_id", "thread_id", "card_message_id", "card_text", "retired_at")]

_PARTS = (
    _CHAT,
    columns(t.client, Client),
    columns(t.contact, Contact),
    columns(t.staff, Staff),
    _TOPIC,
    columns(t.desk, Desk),
    columns(t.conversation, Conversation),
)
_AT = [sum(len(part) for part in _PARTS[:n]) for n in range(len(_PARTS))]

_VIEW = (
    select(*(column for part in _PARTS for column in part))
    .select_from(t.client_chat)
    .join(t.client, t.client.c.id == t.client_chat.c.client_id)
    .join(t.staff, t.staff.c.id == t.client.c.owner_id)
    .outerjoin(t.contact, t.contact.c.id == t.client_chat.c.contact_id)
    .outerjoin(t.topic, and_(t.topic.c.chat_id == t.client_chat.c.id, t.topic.c.retired_at.is_(None)))
    .outerjoin(t.desk, t.desk.c.id == t.topic.c.desk_id)
    .outerjoin(
        t.conversation, and_(t.conversation.c.chat_id == t.client_chat.c.id, t.conversation.c.closed_at.is_(None))
    )
)


def _topic(row: Any, start: int, desk_at: int) -> Topic:
    key, chat_id, thread_id, card_message_id, card_text, retired_at = row[start : start + len(_TOPIC)]
    return Topic(key, chat_id, take(Desk, row, desk_at), thread_id, card_message_id, card_text, retired_at)


def _read(row: Any) -> ClientChat:
    chat, client, contact, owner, topic, desk, conversation = _AT
    key, kind, state, telegram_id, voice_id = row[chat : chat + len(_CHAT)]
    return ClientChat(
        id=key,
        kind=kind,
        state=state,
        telegram_id=telegram_id,
        voice_id=voice_id,
        client=take(Client, row, client),
        contact=None if row[contact] is None else take(Contact, row, contact),
        owner=staff_queries.read(row, owner),
        topic=None if row[topic] is None else _topic(row, topic, desk),
        conversation=None if row[conversation] is None else take(Conversation, row, conversation),
    )


async def lock(uow: UnitOfWork, chat_id: int) -> None:
    """Hold this client chat until the transaction ends: whoever wants it as well waits."""
    await uow.scalar(select(t.client_chat.c.id).where(t.client_chat.c.id == chat_id).with_for_update())


async def _find(uow: UnitOfWork, *where: ColumnElement[bool]) -> list[ClientChat]:
    return [_read(row) for row in await uow.returning(_VIEW.where(*where).order_by(t.client_chat.c.id))]


async def by_telegram(uow: UnitOfWork, telegram_ids: Iterable[int]) -> dict[int, ClientChat]:
    """The client chats behind these Telegram chats (private chats and groups alike)."""
    found = await _find(uow, t.client_chat.c.telegram_id.in_(list(telegram_ids)))
    return {chat.telegram_id: chat for chat in found if chat.telegram_id is not None}


async def by_ids(uow: UnitOfWork, chat_ids: Iterable[int]) -> dict[int, ClientChat]:
    """The client chats of these ids."""
    return {chat.id: chat for chat in await _find(uow, t.client_chat.c.id.in_(list(chat_ids)))}


async def by_id(uow: UnitOfWork, chat_id: int) -> ClientChat | None:
    """One client chat."""
    return (await by_ids(uow, [chat_id])).get(chat_id)


async def of_client(uow: UnitOfWork, client_id: int) -> list[ClientChat]:
    """All client chats of one client."""
    return await _find(uow, t.client_chat.c.client_id == client_id)


async def owned_by(uow: UnitOfWork, staff_id: int) -> list[ClientChat]:
    """All client chats of the clients this person owns."""
    return await _find(uow, t.client.c.owner_id == staff_id, t.client.c.archived_at.is_(None))


async def by_contact(uow: UnitOfWork, contact_id: int) -> ClientChat | None:
    """The private client chat of a contact who joined."""
    found = await _find(uow, t.client_chat.c.contact_id == contact_id)
    return found[0] if found else None


async def topics_by_thread(uow: UnitOfWork, threads: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Topic]:
    """The topics, retired ones too, behind these (desk group's chat id, thread id) pairs."""
    wanted = set(threads)
    rows = await uow.returning(
        select(*_TOPIC, *columns(t.desk, Desk))
        .join(t.desk, t.desk.c.id == t.topic.c.desk_id)
        .where(
            t.desk.c.chat_id.in_({chat for chat, _ in wanted}),
            t.topic.c.thread_id.in_({thread for _, thread in wanted}),
        )
    )
    found = (_topic(row, 0, len(_TOPIC)) for row in rows)
    return {(topic.desk.chat_id, topic.thread_id): topic for topic in found if topic.thread_id is not None}


async def topic_by_id(uow: UnitOfWork, topic_id: int) -> Topic | None:
    """One topic, current or retired."""
    row = await uow.one(
        select(*_TOPIC, *columns(t.desk, Desk))
        .join(t.desk, t.desk.c.id == t.topic.c.desk_id)
        .where(t.topic.c.id == topic_id)
    )
    return None if row is None else _topic(row, 0, len(_TOPIC))


async def open_chat(uow: UnitOfWork, *, client_id: int, contact_id: int | None, telegram_id: int) -> int:
    """A new dedicated chat: private with a contact, or a client's group when there is no contact. Its id."""
    kind = "group" if contact_id is None else "private"
    uow.touch_places()
    return await uow.insert(
        t.client_chat,
        client_id=client_id,
        contact_id=contact_id,
        telegram_id=telegram_id,
        kind=kind,
        created_at=uow.now,
    )


async def change(uow: UnitOfWork, chat_id: int, **values: Any) -> None:
    """Overwrite columns of one client chat."""
    await uow.execute(update(t.client_chat).where(t.client_chat.c.id == chat_id).values(**values))
    uow.touch_places()


async def open_topic(uow: UnitOfWork, chat_id: int, desk_id: int) -> int:
    """The chat's new current topic in a desk; any earlier one is retired first.

    Telegram's thread comes later. Its id.
    """
    await uow.execute(
        update(t.topic).where(t.topic.c.chat_id == chat_id, t.topic.c.retired_at.is_(None)).values(retired_at=uow.now)
    )
    uow.touch_places()
    return await uow.insert(t.topic, chat_id=chat_id, desk_id=desk_id, created_at=uow.now)


async def change_topic(uow: UnitOfWork, topic_id: int, **values: Any) -> None:
    """Overwrite columns of one topic: its thread, its card."""
    await uow.execute(update(t.topic).where(t.topic.c.id == topic_id).values(**values))
    uow.touch_places()
