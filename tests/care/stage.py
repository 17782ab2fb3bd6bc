"""What several tests of care do in Anna's topic."""

import datetime as dt
from typing import Any

from conversations import contact_admin
from conversations.calendar import reading
from sandbox.client import Group, Message
from storage import audit
from tests.support.house import House
from tests.support.talk import Talk


async def asked(talk: Talk, text: str, **how: Any) -> Message:
    """The bot's answer to a command of Olena's in the topic."""
    written = await talk.team(text, **how)
    return await talk.topic_sees(lambda message: message.reply_to == written.id)


async def now_says(talk: Talk, message: Message, text: str) -> Message:
    """A message of the bot's in the topic, once it says this."""
    return await talk.topic_sees(lambda one: one.id == message.id and text in one.text)


async def plain_day(talk: Talk) -> dt.date:
    """The first day from tomorrow that is no quiet day for Anna."""
    chat = await talk.row()
    async with talk.house.store.reading() as uow:
        quiet = await reading.quiet_days(uow, chat)
        coming = (uow.now.date() + dt.timedelta(days=ahead) for ahead in range(1, 30))
        return next(day for day in coming if quiet.on(day) is None)


async def trail(talk: Talk) -> list[tuple[str, str, str]]:
    """(who, what, to whom) of the audit trail of care, oldest first."""
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        entries = [entry for entry in await audit.latest(uow) if entry["action"].startswith("care.")]
    return [(entry["actor"], entry["action"], entry["subject"]) for entry in reversed(entries)]


async def group_of_acme(house: House) -> tuple[Talk, Group]:
    """A group of ACME's as its client chat, with Bohdan in it."""
    bohdan = await house.box.person("Bohdan")
    group = await house.box.group("ACME & us", bohdan, kind="supergroup")
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    await bohdan.opens(f"https://t.me/{house.bot.username}?startgroup={token}", group)
    await house.box.receives(group, "Your manager is", timeout=5)
    await group.promote(house.bot)
    await house.topic_of("ACME")
    await house.quiet()
    return Talk(house, "ACME"), group
