"""A whole Carebot in a pretend Telegram: the sandbox, a running bot, a desk, a team and a client."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.app import App, build
from bot.clock import Clock
from bot.settings import Settings
from conversations import client_admin, contact_admin, team_admin
from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.team_admin import StaffDetails
from sandbox.client import BotHandle, Group, Message, Person, Sandbox
from sandbox.server import RunningServer, start
from storage import facts, staff
from storage.records import Client, Staff
from storage.unit import Store

TOKEN = "7000000001:a-token-for-tests-only"


@dataclass
class House:
    """What a test holds. `desk` is the group; people are the sandbox's, records the store's."""

    server: RunningServer
    box: Sandbox
    bot: BotHandle
    app: App
    running: asyncio.Task[None] | None
    desk: Group
    olena: Person
    petro: Person
    lead: Person
    anna: Person
    client: Client
    links: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.app.store

    async def staff_row(self, person: Person) -> Staff:
        async with self.store.reading() as uow:
            return (await staff.by_telegram(uow, {person.id}))[person.id]

    async def joins(self, person: Person, client: str, **details: Any) -> None:
        """Invite a person as a contact of a client (made when new, owned by Olena) and let them open the link."""
        async with self.store.unit() as uow:
            from storage import clients

            found = await clients.by_name(uow, client) or await client_admin.add_client(
                uow, "test", client, self.olena.id, ClientDetails()
            )
            _, token = await contact_admin.invite_contact(uow, "test", found, person.name, ContactDetails(**details))
        await person.starts(self.bot, token)

    async def topic_of(self, name: str, *, timeout: float = 60.0) -> int:
        """The thread id of the topic with this name, once it exists."""

        async def look() -> int | None:
            for topic in await self.box.request("GET", f"/control/chats/{self.desk.id}/topics"):
                if topic["name"] == name and not topic["is_deleted"]:
                    return int(topic["message_thread_id"])
            return None

        found = await self.box.until(look, timeout, what=f"a topic named {name}")
        assert found is not None
        return found

    async def in_topic(self, name: str, text: str, **how: Any) -> Message:
        """The bot's message in a topic that holds this text, once it is there."""
        return await self.box.receives(self.desk, text, thread=await self.topic_of(name), **how)

    async def topics(self, name: str) -> list[dict[str, Any]]:
        """All topics of this name, deleted ones too."""
        found = await self.box.request("GET", f"/control/chats/{self.desk.id}/topics")
        return [topic for topic in found if topic["name"] == name]

    async def quiet(self, timeout: float = 60.0) -> None:
        """Wait until the bot has nothing left to handle or to send."""
        from sqlalchemy import exists, or_, select

        from storage import tables as t

        async def look() -> bool:
            if await self.box.pending_updates(self.bot):
                return False
            async with self.store.reading() as uow:
                unsent = exists().where(t.outbox.c.state.in_(("waiting", "sending")))
                due = exists().where(t.job.c.run_at <= uow.now)
                return not await uow.scalar(select(or_(unsent, due)))

        steady = 0
        async with asyncio.timeout(timeout):
            while steady < 3:
                steady = steady + 1 if await look() else 0
                await asyncio.sleep(0.02)

    async def told_to_wait(self, chat_id: int, seconds: int) -> None:
        """The next message to a chat is not taken: Telegram asks to come back after so many seconds."""
        await self.box.fault(
            "error",
            "sendMessage",
            chat_id=chat_id,
            times=1,
            code=429,
            description="Too Many Requests",
            parameters={"retry_after": seconds},
        )

    async def stop(self) -> None:
        """Stop the bot, as SIGTERM does."""
        if self.running is not None:
            self.app.stop()
            await self.running
            self.running = None

    async def start(self) -> None:
        """Start a bot on the same database, as after a restart."""
        await self.store.close()
        self.app = build(self.app.settings, Clock())
        self.app.settle = _nothing
        self.running = asyncio.create_task(self.app.run())

    async def clock_to(self, at: dt.datetime) -> None:
        """Let it become this moment; between two times of one wall clock summer may begin or end."""
        await self.move_clock(dt.timedelta(seconds=at.timestamp() - self.app.clock.now().timestamp()))

    async def move_clock(self, by: dt.timedelta) -> None:
        """Move Telegram's and the bot's clock forward."""
        answer = await self.box.advance(by.total_seconds())
        self.app.clock.run_ahead(dt.timedelta(seconds=answer["offset_seconds"]))


def _nothing() -> None:
    """Memory is not settled for good in a process where many bots come and go."""


@asynccontextmanager
async def open_house(database_url: str, *, hurry: float = 1.0, **settings: Any) -> AsyncIterator[House]:
    """Open a house; `settings` are those of the bot (limits are lifted unless said otherwise)."""
    async with await start() as server, Sandbox(server.url) as box:
        bot = await box.bot(TOKEN, "care_bot", "Care")
        olena, petro = await box.person("Olena"), await box.person("Petro")
        lead, anna = await box.person("Larysa"), await box.person("Anna", language="uk")
        desk = await box.group("Desk", olena, is_forum=True, members=[petro, lead])
        await desk.add_bot(bot)
        given: dict[str, Any] = {
            "limit_overall": 0,
            "limit_per_chat": 0,
            "limit_per_group": 0,
            "timezone": "Europe/Kyiv",
            # A picture takes a second of the machine; the tests of the digest ask for one.
            "digest": "off",
        } | settings
        app = build(
            Settings(token=TOKEN, api_url=server.url, database_url=database_url, _env_file=None, **given),
            Clock(),
            hurry=hurry,
        )
        app.settle = _nothing
        async with app.store.unit() as uow:
            await facts.put(uow, "bot_username", bot.username)
            await team_admin.add_desk(uow, "test", desk.id, "Desk", "en")
            for person, role in ((olena, "manager"), (petro, "manager"), (lead, "lead")):
                member = await team_admin.add_staff(
                    uow, "test", person.id, person.name, StaffDetails(role=role, language="en")
                )
                await staff.change(uow, member.id, started_at=uow.now)
            client = await client_admin.add_client(
                uow, "test", "ACME", olena.id, ClientDetails(country="UA", language="en")
            )
            _, token = await contact_admin.invite_contact(
                uow, "test", client, "Anna", ContactDetails(salutation="Anna")
            )
        for person in (olena, petro, lead):
            await person.starts(bot)
        running = asyncio.create_task(app.run())
        opened = House(server, box, bot, app, running, desk, olena, petro, lead, anna, client, {"anna": token})
        try:
            yield opened
        finally:
            await opened.stop()
            # Whoever looked into the store after the bot had stopped opened it once more.
            await opened.store.close()
