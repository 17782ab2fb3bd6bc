"""A contact whose birthday comes, and the steps of the clock around it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import limits
from conversations.calendar import reading
from conversations.care import soon
from sandbox.client import Message, Person
from storage import care, care_messages, clients
from storage.care_records import CareMessage
from storage.records import Client, Contact
from storage.unit import UnitOfWork
from tests.support.house import House

KYIV = ZoneInfo("Europe/Kyiv")

TEAM_HOURS = "Mon-Sun 08:00-20:00"

CLIENT = "Globex"

CHECK_IN_DAYS = 14

BUTTONS = ["Send now", "Edit", "Skip", "Later"]
"""Under a preview of what goes out by itself."""


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

    async def lines(self) -> list[Message]:
        """Everything that stands in the topic."""
        await self.house.quiet()
        return await self.house.box.messages(self.house.desk, thread=await self.house.topic_of(self.topic))

    async def client(self, uow: UnitOfWork) -> Client:
        found = await clients.by_name(uow, CLIENT)
        assert found is not None
        return found

    async def contact(self, uow: UnitOfWork) -> Contact:
        return (await clients.contacts(uow, (await self.client(uow)).id))[0]

    async def rows(self) -> list[CareMessage]:
        """Everything planned for Nina, whatever became of it."""
        async with self.house.store.reading() as uow:
            return await care_messages.of_contact(uow, (await self.contact(uow)).id)

    async def change(self, **values: Any) -> None:
        """Overwrite columns of Nina's row, as the team's commands would."""
        async with self.house.store.unit() as uow:
            contact = await self.contact(uow)
            await clients.change_contact(uow, contact.id, **values)
            soon.look(uow, contact.id)

    async def review(self) -> None:
        """From now on nothing goes to Nina that nobody approved."""
        async with self.house.store.unit() as uow:
            client = await self.client(uow)
            await clients.change(uow, client.id, greeting_mode="review")
            await soon.client(uow, client.id)

    async def pause(self) -> None:
        """A quiet time begins for her client."""
        async with self.house.store.unit() as uow:
            client = await self.client(uow)
            await care.pause(uow, "client", client_id=client.id)
            reading.forget_choices(uow)
            await soon.client(uow, client.id)

    async def resume(self) -> None:
        """And it is over."""
        async with self.house.store.unit() as uow:
            client = await self.client(uow)
            await care.resume(uow, "client", client_id=client.id)
            reading.forget_choices(uow)
            await soon.client(uow, client.id)

    async def says(self, text: str) -> None:
        """Nina writes to the team."""
        await self.nina.sends(self.nina, text)
        await self.house.in_topic(self.topic, text)
        await self.house.quiet()

    async def hold_up(self, at: dt.datetime) -> None:
        """Let the clock reach a moment while Telegram takes nothing for Nina: what falls due waits in the outbox."""
        house = self.house
        pacer = limits(house.app.clock, 0, 0, 0)
        house.app.delivery.keep_limits(pacer)
        await house.told_to_wait(self.nina.id, 600)
        async with house.store.reading() as uow:
            ahead = at - uow.now
        await house.move_clock(ahead + dt.timedelta(seconds=1))
        await self.posted()

        async def waits() -> bool | None:
            now = house.app.clock.elapsed()
            return pacer.ready_at(self.nina.id, now) > now or None

        await house.box.until(waits, 30.0, what="Telegram asking to wait")

    async def let_go(self) -> None:
        """Telegram takes messages for Nina again."""
        self.house.app.delivery.keep_limits(limits(self.house.app.clock, 0, 0, 0))
        async with self.house.store.unit() as uow:
            uow.signals.add("desks")
        await self.house.quiet()


async def birthday(house: House, *, in_days: int = 5) -> Birthday:
    """Nina joins; her birthday comes in so many days."""
    async with house.store.reading() as uow:
        day = uow.now.astimezone(KYIV).date() + dt.timedelta(days=in_days)
    nina = await house.box.person("Nina")
    await house.joins(nina, CLIENT, salutation="Nina", language="en", birthday=f"1990-{day:%m-%d}")
    found = Birthday(house, nina, day)
    await house.topic_of(found.topic)
    return found


async def check_in_due(nina: Birthday) -> dt.datetime:
    """10:00 on the day of the next check-in: two weeks on, or the working day after it."""
    async with nina.house.store.reading() as uow:
        day = (uow.now + dt.timedelta(days=CHECK_IN_DAYS)).astimezone(KYIV).date()
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10), KYIV)
