"""A Bot API call in the hands of its method, and the table of methods."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.accounts import BotAccount
from sandbox.bot_api.params import Params
from sandbox.chats import Chat, Group
from sandbox.messages import Message
from sandbox.world import World


class RawJson(bytes):
    """A result that is JSON already."""


class Call:
    """What a method gets: who calls, with what, and in which world.

    `message_ids` is what the call log shows: the ids of messages that were sent, edited, or deleted.
    """

    __slots__ = ("bot", "message_ids", "params", "world")

    def __init__(self, world: World, bot: BotAccount, params: Params) -> None:
        self.world = world
        self.bot = bot
        self.params = params
        self.message_ids: list[int] = []

    def charge(self, chat: Chat, count: int = 1) -> None:
        """Spend of the sending limits, the last thing before the call is applied."""
        limits = self.world.limits
        if limits.active:
            limits.charge(self.bot.id, chat.id, isinstance(chat, Group), count)

    def post(self, message: Message) -> Message:
        """Send a message in the bot's name."""
        self.world.post(message)
        self.message_ids.append(message.id)
        return message


Result = Any
Method = Callable[[Call], Result]
AsyncMethod = Callable[[Call], Awaitable[Result]]

# lower-case name -> (name as Telegram writes it, function); names are found in any case, as at Telegram.
METHODS: dict[str, tuple[str, Method]] = {}
ASYNC_METHODS: dict[str, tuple[str, AsyncMethod]] = {}


def method(*names: str) -> Callable[[Method], Method]:
    """Register a method under its names."""

    def register(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = (name, function)
        return function

    return register


def async_method(name: str) -> Callable[[AsyncMethod], AsyncMethod]:
    """Register a method that waits."""

    def register(function: AsyncMethod) -> AsyncMethod:
        ASYNC_METHODS[name.lower()] = (name, function)
        return function

    return register
