"""Who speaks, and where: found once per update, before any handler is chosen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Chat, TelegramObject, Update, User

from conversations.onboarding import Account
from storage import directory
from storage.records import ClientChat, Desk, Staff, Topic
from storage.unit import UnitOfWork


class Audience(Enum):
    """The kinds of place an update can come from."""

    CLIENT = auto()
    STAFF = auto()
    STRANGER = auto()
    TOPIC = auto()
    GENERAL = auto()
    GROUP = auto()


@dataclass(frozen=True, slots=True)
class Here:
    """Where an update comes from.

    CLIENT: a client chat (`chat`), private or group. STAFF: the private chat of `staff`. STRANGER: any other private
    chat. TOPIC: a topic of ours in a desk (`desk`, `topic`, `chat`). GENERAL: elsewhere in a desk. GROUP: a group we do
    not know. `staff` is the staff member who acts, wherever it is; None for everybody else, also for somebody who
    writes as the group.
    """

    audience: Audience
    staff: Staff | None = None
    chat: ClientChat | None = None
    desk: Desk | None = None
    topic: Topic | None = None


class At(Filter):
    """Passes updates from one of these places."""

    def __init__(self, *audiences: Audience) -> None:
        self.audiences = frozenset(audiences)

    async def __call__(self, event: TelegramObject, here: Here) -> bool:
        return here.audience in self.audiences


def source(update: Update) -> tuple[Chat | None, User | None, int | None]:
    """(chat, acting user, thread) of an update, whatever its kind. Somebody who writes as a group has no user."""
    if (message := update.message or update.edited_message) is not None:
        thread = message.message_thread_id if message.is_topic_message else None
        return message.chat, None if message.sender_chat else message.from_user, thread
    if (query := update.callback_query) is not None:
        if query.message is None:
            return None, query.from_user, None
        thread = getattr(query.message, "message_thread_id", None)
        return query.message.chat, query.from_user, thread
    if (reaction := update.message_reaction) is not None:
        return reaction.chat, reaction.user, None
    if (member := update.my_chat_member) is not None:
        return member.chat, member.from_user, None
    return None, None, None


async def prefetch(uow: UnitOfWork, updates: list[Update]) -> None:
    """Load everybody and every place that a batch of updates speaks of."""
    users, chat_ids, threads = set(), set(), set()
    for update in updates:
        chat, user, thread = source(update)
        if user is not None:
            users.add(user.id)
        if chat is not None:
            chat_ids.add(chat.id)
            if thread is not None:
                threads.add((chat.id, thread))
    await directory.load(uow, users=users, chat_ids=chat_ids, threads=threads)


async def locate(uow: UnitOfWork, update: Update) -> Here | None:
    """Where this update comes from; None for kinds of update that come from nowhere."""
    chat, user, thread = source(update)
    if chat is None:
        return None
    member = None if user is None else await directory.staff_member(uow, user.id)
    if chat.type == "private":
        if member is not None:
            return Here(Audience.STAFF, member)
        client_chat = await directory.chat_at(uow, chat.id)
        return Here(Audience.STRANGER) if client_chat is None else Here(Audience.CLIENT, None, client_chat)
    desk = await directory.desk(uow, chat.id)
    if desk is not None:
        topic = None if thread is None else await directory.topic(uow, chat.id, thread)
        if topic is None:
            return Here(Audience.GENERAL, member, desk=desk)
        return Here(Audience.TOPIC, member, await directory.chat(uow, topic.chat_id), desk, topic)
    client_chat = await directory.chat_at(uow, chat.id)
    return Here(Audience.GROUP, member) if client_chat is None else Here(Audience.CLIENT, member, client_chat)


async def locating(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    """The middleware that gives every handler its `here`."""
    assert isinstance(event, Update)
    here = await locate(data["uow"], event)
    if here is None:
        return None
    data["here"] = here
    return await handler(event, data)


def account(user: User) -> Account:
    """A Telegram user as the use cases know it."""
    return Account(user.id, user.full_name, user.username, user.language_code)
