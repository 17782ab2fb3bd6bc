"""A dedicated chat seen from both ends: what Anna of ACME writes and reads, and what stands in her topic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.client import Message, Person
from storage import chats
from storage.records import ClientChat
from tests.support.house import House

TITLE = "ACME · Anna"


@dataclass
class Talk:
    """Anna's private chat with the bot, and its topic in the desk."""

    house: House
    title: str = TITLE

    async def thread(self) -> int:
        """The topic as it is now."""
        return await self.house.topic_of(self.title)

    async def client(self, text: str | None = None, **how: Any) -> Message:
        """Anna writes."""
        return await self.house.anna.sends(self.house.anna.id, text, **how)

    async def team(self, text: str | None = None, *, by: Person | None = None, **how: Any) -> Message:
        """Olena, or whoever is named, writes in the topic."""
        thread = how.pop("thread", None) or await self.thread()
        return await (by or self.house.olena).sends(self.house.desk, text, thread=thread, **how)

    async def client_album(self, *items: dict[str, Any] | str) -> list[Message]:
        """Anna sends an album."""
        return await self.house.anna.sends_album(self.house.anna.id, list(items))

    async def team_album(self, *items: dict[str, Any] | str) -> list[Message]:
        """Olena sends an album in the topic."""
        return await self.house.olena.sends_album(self.house.desk, list(items), thread=await self.thread())

    async def at_client(self, text: str | None = None, **how: Any) -> Message:
        """The bot's message with this text in Anna's chat, once it is there."""
        return await self.house.box.receives(self.house.anna.id, text, **{"timeout": 5.0} | how)

    async def in_topic(self, text: str | None = None, **how: Any) -> Message:
        """The bot's message with this text in the topic, once it is there."""
        given = {"timeout": 5.0, "thread": await self.thread()} | how
        return await self.house.box.receives(self.house.desk, text, **given)

    async def client_sees(self, where: Callable[[Message], bool], text: str | None = None) -> Message:
        """The bot's message in Anna's chat that fulfils a condition, once there is one."""
        return await self.at_client(text, where=where)

    async def topic_sees(self, where: Callable[[Message], bool], text: str | None = None) -> Message:
        """The bot's message in the topic that fulfils a condition, once there is one."""
        return await self.in_topic(text, where=where)

    async def all_in_topic(self) -> list[Message]:
        """What the bot wrote in the topic, when everything is delivered; without the card."""
        await self.house.quiet()
        found = await self.house.box.messages(self.house.desk, thread=await self.thread(), service=False, deleted=False)
        return [message for message in found if message.by_bot and "↻ Refresh" not in message.labels]

    async def all_at_client(self) -> list[Message]:
        """What the bot wrote to Anna, when everything is delivered."""
        await self.house.quiet()
        found = await self.house.box.messages(self.house.anna.id, service=False, deleted=False)
        return [message for message in found if message.by_bot]

    async def client_heard(self, text: str) -> int:
        """How many of the bot's messages to Anna hold this text, when everything is delivered."""
        return sum(text in message.text for message in await self.all_at_client())

    async def topic_heard(self, text: str) -> int:
        """How many of the bot's messages in the topic hold this text, when everything is delivered."""
        return sum(text in message.text for message in await self.all_in_topic())

    async def twin_in_topic(self, text: str) -> Message:
        """Anna writes this, and here is what stands in the topic."""
        await self.client(text)
        return await self.in_topic(text)

    async def twin_at_client(self, text: str) -> tuple[Message, Message]:
        """Olena writes this: (her message in the topic, the client's copy)."""
        written = await self.team(text)
        return written, await self.at_client(text)

    async def card(self, text: str | None = None, **how: Any) -> Message:
        """The client card, once it says this."""
        return await self.in_topic(text, where=lambda message: "↻ Refresh" in message.labels, **how)

    async def now(self, seen: Message) -> Message:
        """A message as it is now."""
        return await self.house.box.message(seen.chat_id, seen)

    async def row(self) -> ClientChat:
        """The client chat in the store."""
        async with self.house.store.reading() as uow:
            return (await chats.by_telegram(uow, [self.house.anna.id]))[self.house.anna.id]


def mentioned(message: Message) -> list[int]:
    """Whom a message notifies by name."""
    return [int(entity["user"]["id"]) for entity in message.entities if entity["type"] == "text_mention"]


def spans(message: Message) -> list[tuple[str, str]]:
    """(type, the text it covers) of each entity, in UTF-16 as Telegram counts."""
    raw = message.text.encode("utf-16-le")
    return [
        (
            str(entity["type"]),
            raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le"),
        )
        for entity in message.entities
    ]
