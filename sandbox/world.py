"""The world: everybody and everything there is, and the one way in which a message comes into being."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from sandbox.accounts import Account, BotAccount, Person
from sandbox.audience import hears
from sandbox.callbacks import CallbackQuery
from sandbox.calls import CallLog
from sandbox.chats import Chat, Group, PrivateChat
from sandbox.clock import SandboxClock
from sandbox.errors import Refused
from sandbox.events import EventLog
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.limits import Limits
from sandbox.messages import Message
from sandbox.webhook import Webhook

FIRST_PERSON_ID = 1001
FIRST_SUPERGROUP_ID = -1001000000001
FIRST_BASIC_GROUP_ID = -4001


class World:
    """All state of a sandbox.

    Everything happens in one event loop and each act is done without waiting, so an act is seen whole or not at all.
    """

    def __init__(self) -> None:
        self.events = EventLog()
        self.clock = SandboxClock()
        self.limits = Limits()
        self.faults = Faults()
        self.calls = CallLog()
        self.webhooks: dict[int, Webhook] = {}
        self._empty()

    def _empty(self) -> None:
        self.files = FileStore()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, BotAccount] = {}
        self.bots_by_token: dict[str, BotAccount] = {}
        self.groups: dict[int, Group] = {}
        self.private: dict[tuple[int, int], PrivateChat] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.notes: Any = {}
        self._person_ids = count(FIRST_PERSON_ID)
        self._supergroup_ids = count(FIRST_SUPERGROUP_ID, -1)
        self._basic_ids = count(FIRST_BASIC_GROUP_ID, -1)
        self._albums = count(13_000_000_000_000_001)
        self._queries = count(4_000_000_000_000_000_001)

    def reset(self) -> None:
        """Empty everything and return to real time. Event numbers go on, so that streams stay in order."""
        self.stop_webhooks()
        self._empty()
        self.clock.offset = 0.0
        self.limits.configure({})
        self.faults.replace([])
        self.calls.clear()
        self.events.note("reset", dict)

    def stop_webhooks(self) -> None:
        """End all deliveries by webhook."""
        for hook in self.webhooks.values():
            hook.stop()
        self.webhooks.clear()

    # -- finding ------------------------------------------------------------------------------------------------

    def person(self, person_id: int) -> Person:
        """The person, or a 404."""
        found = self.people.get(person_id)
        if found is None:
            raise Refused(404, f"no person {person_id}")
        return found

    def bot(self, bot_id: int | None) -> BotAccount:
        """The bot; without an id the first one registered."""
        found = next(iter(self.bots.values()), None) if bot_id is None else self.bots.get(bot_id)
        if found is None:
            raise Refused(404, "no bot is registered" if bot_id is None else f"no bot {bot_id}")
        return found

    def account(self, user_id: int) -> Account:
        """A person or a bot, or a 404."""
        found = self.people.get(user_id) or self.bots.get(user_id)
        if found is None:
            raise Refused(404, f"no person or bot {user_id}")
        return found

    def group(self, chat_id: int) -> Group:
        """The group, or a 404."""
        found = self.groups.get(chat_id)
        if found is None or found.deleted:
            raise Refused(404, f"no group {chat_id}")
        return found

    def private_chat(self, bot: BotAccount, person: Person) -> PrivateChat:
        """The private chat of the two, made when first asked for."""
        key = (bot.id, person.id)
        chat = self.private.get(key)
        if chat is None:
            chat = self.private[key] = PrivateChat(bot, person)
        return chat

    def chat(self, chat_id: int, bot_id: int | None = None) -> Chat:
        """Any chat by the id that the control API uses."""
        if chat_id > 0:
            return self.private_chat(self.bot(bot_id), self.person(chat_id))
        return self.group(chat_id)

    def chats(self) -> Iterator[Chat]:
        """All chats: private ones that were started, and groups that exist."""
        yield from (chat for chat in self.private.values() if chat.messages or chat.started)
        yield from (group for group in self.groups.values() if not group.deleted)

    # -- numbers ------------------------------------------------------------------------------------------------

    def new_person_id(self) -> int:
        """The next free person id."""
        return next(number for number in self._person_ids if number not in self.people)

    def new_group_id(self, kind: str) -> int:
        """The next chat id of a group of this kind."""
        return next(self._supergroup_ids if kind == "supergroup" else self._basic_ids)

    def new_album(self) -> str:
        """A media_group_id."""
        return str(next(self._albums))

    def new_query_id(self) -> str:
        """An id of a callback query."""
        return str(next(self._queries))

    # -- messages -----------------------------------------------------------------------------------------------

    def post(self, message: Message) -> Message:
        """Give the message its id and date, put it into its chat, and tell bots and listeners."""
        chat = message.chat
        message.id = chat.next_id
        chat.next_id += 1
        message.date = self.clock.date()
        chat.messages[message.id] = message
        chat.last = message
        if isinstance(chat, Group):
            if message.kind == "service" and "forum_topic_created" in message.content:
                message.thread_id = message.id
            topic = chat.topics.get(message.thread_id) if message.thread_id is not None else None
            if topic is not None:
                topic.last = message
            if message.sender.is_bot and message.kind != "service":
                chat.last_bot = message.sender.id
        self.tell_bots(message, "message")
        self.events.note("message", message.view)
        return message

    def tell_bots(self, message: Message, kind: str) -> None:
        """Queue the update about a new or edited message for every bot that may hear of it."""
        body: dict[str, Any] | None = None
        for bot in hears(message):
            if bot.updates.wants(kind):
                body = message.as_json() if body is None else body
                bot.updates.put_object(kind, body)

    def edited(self, message: Message, by_bot: bool, mark: bool = True) -> None:
        """Note that the content or the buttons of a message changed; `mark` sets the date of the edit."""
        if mark:
            message.edit_date = self.clock.date()
        if not by_bot:
            self.tell_bots(message, "edited_message")
        self.events.note("message_edited", message.view)

    def delete(self, message: Message) -> None:
        """Take a message away. No bot hears of it."""
        message.deleted = True
        message.pinned = False
        chat = message.chat
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.events.note("message_deleted", message.view)
