"""Who and where: the people and chats behind Telegram's ids, read once per unit of work.

`load` fetches everything a batch of updates needs in a handful of queries; the lookups then answer from memory, and
fetch by themselves what was not loaded. What a use case changed in a chat's conversation is put back with `know`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from storage import chats, staff
from storage.records import ClientChat, Desk, Staff, Topic
from storage.unit import UnitOfWork

Thread = tuple[int, int]
"""(chat id of the desk's group, thread id)."""


@dataclass(slots=True)
class _Known:
    staff: dict[int, Staff | None] = field(default_factory=dict)
    desks: dict[int, Desk | None] = field(default_factory=dict)
    topics: dict[Thread, Topic | None] = field(default_factory=dict)
    chats: dict[int, ClientChat | None] = field(default_factory=dict)
    by_telegram: dict[int, int | None] = field(default_factory=dict)


def _known(uow: UnitOfWork) -> _Known:
    known = uow.cache.get("directory")
    if known is None:
        known = uow.cache["directory"] = _Known()
    assert isinstance(known, _Known)
    return known


async def load(
    uow: UnitOfWork, *, users: Collection[int], chat_ids: Collection[int], threads: Collection[Thread]
) -> None:
    """Fetch the staff among `users`, the chats and desks among `chat_ids`, the topics of `threads` with their chats."""
    known = _known(uow)
    if wanted := set(users) - known.staff.keys():
        found_staff = await staff.by_telegram(uow, wanted)
        known.staff.update((key, found_staff.get(key)) for key in wanted)
    if groups := {key for key in chat_ids if key < 0} - known.desks.keys():
        found_desks = await staff.desks_by_chat(uow, groups)
        known.desks.update((key, found_desks.get(key)) for key in groups)
    if wanted := {key for key in chat_ids if known.desks.get(key) is None} - known.by_telegram.keys():
        found_chats = await chats.by_telegram(uow, wanted)
        for key in wanted:
            chat = found_chats.get(key)
            known.by_telegram[key] = None if chat is None else chat.id
            if chat is not None:
                known.chats[chat.id] = chat
    if missing := set(threads) - known.topics.keys():
        found_topics = await chats.topics_by_thread(uow, missing)
        known.topics.update((key, found_topics.get(key)) for key in missing)
        if ids := {topic.chat_id for topic in found_topics.values()} - known.chats.keys():
            known.chats.update(await chats.by_ids(uow, ids))


async def staff_member(uow: UnitOfWork, telegram_id: int) -> Staff | None:
    """The present staff member with this Telegram account."""
    await load(uow, users=(telegram_id,), chat_ids=(), threads=())
    return _known(uow).staff[telegram_id]


async def desk(uow: UnitOfWork, chat_id: int) -> Desk | None:
    """The desk in this group."""
    await load(uow, users=(), chat_ids=(chat_id,), threads=())
    return _known(uow).desks.get(chat_id)


async def chat_at(uow: UnitOfWork, telegram_id: int) -> ClientChat | None:
    """The client chat in this Telegram chat."""
    await load(uow, users=(), chat_ids=(telegram_id,), threads=())
    key = _known(uow).by_telegram.get(telegram_id)
    return None if key is None else _known(uow).chats[key]


async def topic(uow: UnitOfWork, chat_id: int, thread_id: int) -> Topic | None:
    """The topic, current or retired, in this thread of a desk's group."""
    await load(uow, users=(), chat_ids=(), threads=((chat_id, thread_id),))
    return _known(uow).topics[(chat_id, thread_id)]


async def chat(uow: UnitOfWork, key: int) -> ClientChat:
    """The client chat with this id of ours. Raises `LookupError` when there is none."""
    known = _known(uow)
    if known.chats.get(key) is None:
        known.chats.update(await chats.by_ids(uow, [key]))
    found = known.chats.get(key)
    if found is None:
        raise LookupError(f"no client chat {key}")
    return found


def know(uow: UnitOfWork, chat: ClientChat) -> None:
    """Remember how a chat stands now, for the rest of the unit of work."""
    _known(uow).chats[chat.id] = chat
