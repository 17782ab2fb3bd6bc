"""Nothing is lost, and nothing changes its order, when the bot is killed again and again while it works."""

import asyncio
import random

import pytest

from bot.clock import Clock
from bot.settings import Settings
from conversations import team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Sandbox
from sandbox.server import start
from storage import facts, outbox
from storage.unit import Store
from tests.support import crowd as crowds
from tests.support.house import TOKEN
from tests.support.mortal import Mortal

MESSAGES, CHATS, KILLS = 1000, 50, 10
IN_FLIGHT = Settings.model_fields["in_flight"].default


@pytest.mark.chaos
@pytest.mark.slow
async def test_a_bot_killed_ten_times_loses_nothing_and_repeats_only_what_was_under_way(database_url, tmp_path):
    dice = random.Random(7)
    async with await start() as server, Sandbox(server.url) as box:
        bot = await box.bot(TOKEN, "care_bot", "Care")
        olena = await box.person("Olena")
        desk = await box.group("Desk", olena, is_forum=True)
        await desk.add_bot(bot)
        store = Store(database_url, Clock())
        async with store.unit() as uow:
            await facts.put(uow, "bot_username", bot.username)
            await team_admin.add_desk(uow, "test", desk.id, "Desk", "en")
            await team_admin.add_staff(uow, "test", olena.id, "Olena", StaffDetails(role="manager"))
        crowd = await crowds.gather(box, store, desk, olena.id, bot, CHATS)
        limits = {f"CAREBOT_LIMIT_{name}": "0" for name in ("OVERALL", "PER_CHAT", "PER_GROUP")}
        mortal = Mortal(
            {"CAREBOT_TOKEN": TOKEN, "CAREBOT_API_URL": server.url, "CAREBOT_DATABASE_URL": database_url, **limits},
            tmp_path / "bot.log",
        )
        await mortal.live()

        async def write_all() -> None:
            for number in range(MESSAGES):
                await crowd.write(dice.randrange(CHATS))
                if number % 10 == 0:
                    await asyncio.sleep(0.05)

        writing = asyncio.create_task(write_all())
        standing: list[int] = []
        for _ in range(KILLS):
            # At work again: something of this life has reached the desk.
            await box.until(lambda: _more(crowd, standing), timeout=60, what="a bot at work")
            await asyncio.sleep(dice.uniform(0.0, 0.25))
            await mortal.kill()
            standing[:] = [sum(map(len, (await crowd.arrived()).values()))]
            await mortal.live()
        await writing

        async def drained() -> bool:
            async with store.reading() as uow:
                waiting, _ = await outbox.depth(uow)
            return waiting == 0 and not await box.pending_updates(bot)

        await box.until(drained, timeout=120, what="an empty outbox")
        arrived = await crowd.arrived()
        await mortal.stop()
        await mortal.bury()
        await store.close()

    assert sum(crowd.written.values()) == MESSAGES
    assert crowd.missing(arrived) == []
    assert crowd.in_order(arrived)
    assert crowd.repeats(arrived) <= KILLS * IN_FLIGHT
    print(f"repeats: {crowd.repeats(arrived)} of {MESSAGES} messages in {KILLS} kills")


async def _more(crowd: crowds.Crowd, standing: list[int]) -> bool:
    now = sum(map(len, (await crowd.arrived()).values()))
    written = sum(crowd.written.values())
    return now > (standing[0] if standing else 0) or now >= written >= MESSAGES
