"""What all who do something in the year have in common."""

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

from conversations.relay import Incoming
from conversations.text import Formatted
from storage import chats
from storage.records import ClientChat
from storage.unit import UnitOfWork
from tests.year.souls import Soul
from tests.year.year import BEGINS, Year

END = dt.datetime(2028, 1, 3, tzinfo=dt.UTC)

DAY = dt.timedelta(days=1)


class Doings:
    """Things that people do in a year, drawn from its dice."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.dice = year.dice

    def at(self, at: dt.datetime, what: Callable[..., Awaitable[None]], whom: object) -> None:
        self.year.plan(at, partial(what, whom))

    def moment(self, after: dt.datetime = BEGINS + 3 * DAY, before: dt.datetime = END - 20 * DAY) -> dt.datetime:
        """Some moment, never at a quarter of an hour, where other things fall due."""
        days = self.dice.randrange((before - after).days)
        minute = self.dice.choice((3, 7, 17, 23, 37, 41, 52))
        return (after + days * DAY).replace(hour=self.dice.randrange(24), minute=minute, second=11)

    async def chat(self, uow: UnitOfWork, soul: Soul) -> ClientChat:
        chat = await chats.by_id(uow, soul.chat_id)
        assert chat is not None
        return chat

    def incoming(self, chat_id: int, words: str, reply_to: int | None = None) -> Incoming:
        message_id = next(self.year.ids)
        now = self.year.clock.now()
        return Incoming(message_id, chat_id, now, "text", "text", Formatted(words), reply_to=reply_to)
