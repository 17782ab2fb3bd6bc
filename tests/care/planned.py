"""A contact whose birthday comes, and the steps of the clock around it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.client import Message, Person
from storage import care_messages, clients
from storage.care_records import CareMessage
from tests.support.house import House

KYIV = ZoneInfo("Europe/Kyiv")

TEAM_HOURS = "Mon-Sun 08:00-20:00"

CLIENT = "Globex"


@dataclass
class Birthday:
    """Nina of Globex, a client without a country, so that no holiday comes between. `day` is her birthday."""

    house: House
    nina: Person
    day: dt.date

    @property
    def due(self) -> dt.datetime:
        """10:00 of the day on her clock."""
        return dt.datetime.combine(self.day, dt.time(10), KYIV)

    @property
    def shown(self) -> dt.datetime:
        """When the team begins to work on the day before."""
        return dt.datetime.combine(self.day - dt.timedelta(days=1), dt.time(8), KYIV)

    @property
    def topic(self) -> str:
        return f"{CLIENT} · {self.nina.name}"

    async def move_to(self, at: dt.datetime) -> None:
        """Let the clock reach this moment, and everything that falls due by it happen."""
        await self.house.quiet()
        async with self.house.store.reading() as uow:
            ahead = at - uow.now
        await self.house.move_clock(ahead + dt.timedelta(seconds=1))
        await self.house.quiet()

    async def reach(self, at: dt.datetime) -> None:
        """The same with a stop on the day before, so that the team sees what comes."""
        await self.move_to(at - dt.timedelta(days=1))
        await self.move_to(at)

    async def team(self, text: str | None, **how: Any) -> Message:
        """Olena writes in Nina's topic."""
        thread = await self.house.topic_of(self.topic)
        return await self.house.olena.sends(self.house.desk, text, thread=thread, **how)

    async def preview(self, text: str = "Why: birthday") -> Message:
        """The preview in the topic, once the day before has begun."""
        await self.move_to(self.shown)
        return await self.house.in_topic(self.topic, text)

    async def posted(self) -> None:
        """Wait until something for Nina is in the outbox."""

        async def look() -> bool | None:
            return any(row.state == "posted" for row in await self.rows()) or None

        await self.house.box.until(look, 30.0, what="a message in the outbox")

    async def now(self, message: Message) -> Message:
        """A message as it looks now."""
        await self.house.quiet()
        return await self.house.box.message(self.house.desk, message)

    async def got(self, text: str) -> list[Message]:
        """What Nina has received that holds this text."""
        await self.house.quiet()
        found = await self.house.box.messages(self.nina.chat)
        return [one for one in found if text in (one.text or "")]

    async def rows(self) -> list[CareMessage]:
        """Everything planned for Nina, whatever became of it."""
        async with self.house.store.reading() as uow:
            client = await clients.by_name(uow, CLIENT)
            assert client is not None
            contact = (await clients.contacts(uow, client.id))[0]
            return await care_messages.of_contact(uow, contact.id)

    async def change(self, **values: Any) -> None:
        """Overwrite columns of Nina's row, as the team's commands would."""
        from conversations.care import soon

        async with self.house.store.unit() as uow:
            client = await clients.by_name(uow, CLIENT)
            assert client is not None
            contact = (await clients.contacts(uow, client.id))[0]
            await clients.change_contact(uow, contact.id, **values)
            soon.look(uow, contact.id)


async def birthday(house: House, *, in_days: int = 5) -> Birthday:
    """Nina joins; her birthday comes in so many days."""
    async with house.store.reading() as uow:
        day = uow.now.astimezone(KYIV).date() + dt.timedelta(days=in_days)
    nina = await house.box.person("Nina")
    await house.joins(nina, CLIENT, salutation="Nina", language="en", birthday=f"1990-{day:%m-%d}")
    found = Birthday(house, nina, day)
    await house.topic_of(found.topic)
    return found
