"""Telegram's limits are kept without being told, and what fails in passing is tried again."""

import asyncio
import itertools

import pytest

from bot.app import limits
from tests.support import crowd as crowds
from tests.support.house import House, open_house

HURRY = 10
"""Limits and time-outs run this many times faster, in the sandbox and in the bot alike."""

CLIENTS = 10


@pytest.fixture
async def crowded(house_in_a_hurry: House):
    """Ten clients whose topics exist, and a desk that has been quiet for a minute."""
    house = house_in_a_hurry
    crowd = await crowds.gather(house.box, house.store, house.desk, house.olena.id, house.bot, CLIENTS)
    for number in range(CLIENTS):
        await house.topic_of(f"Client {number} · Person{number}")
    await house.quiet()
    return house, crowd


async def test_sixty_texts_in_a_minute_reach_one_desk_without_a_429_within_three_minutes(crowded):
    house, crowd = crowded
    await house.box.limits(telegram=True, scale=HURRY)
    await asyncio.sleep(60 / HURRY)
    house.app.delivery.keep_limits(limits(house.app.clock, 30, 1, 20, hurry=HURRY))
    await house.box.forget_calls()
    started = asyncio.get_running_loop().time()
    for number in range(60):
        await crowd.write(number % CLIENTS)
        await asyncio.sleep(max(0.0, started + (number + 1) / HURRY - asyncio.get_running_loop().time()))

    async def all_there() -> bool:
        return crowd.missing(await crowd.arrived()) == []

    await house.box.until(all_there, timeout=180 / HURRY, what="the last text in its topic")
    took = (asyncio.get_running_loop().time() - started) * HURRY
    arrived = await crowd.arrived()
    calls = await house.box.calls()
    assert took <= 180
    assert [call.method for call in calls if call.status == 429] == []
    assert crowd.repeats(arrived) == 0
    assert crowd.in_order(arrived)
    assert len([call for call in calls if call.method == "sendMessage"]) < 60, "texts were merged"


async def test_nothing_is_merged_while_there_is_no_backlog(house: House):
    crowd = await crowds.gather(house.box, house.store, house.desk, house.olena.id, house.bot, 3)
    for number in range(12):
        await crowd.write(number % 3)
    await house.quiet()
    posts = [message.text for message in await house.box.messages(house.desk, limit=200) if "message" in message.text]
    assert len(posts) == 12


async def test_a_429_is_obeyed_and_nothing_is_lost(house: House):
    crowd = await crowds.gather(house.box, house.store, house.desk, house.olena.id, house.bot, 2)
    await house.quiet()
    await house.box.fault(
        "error",
        "sendMessage",
        times=1,
        code=429,
        description="Too Many Requests: retry after 1",
        parameters={"retry_after": 1},
    )
    await house.box.forget_calls()
    for number in range(6):
        await crowd.write(number % 2)
    await house.quiet()
    arrived = await crowd.arrived()
    assert crowd.missing(arrived) == []
    assert crowd.repeats(arrived) == 0
    calls = await house.box.calls("sendMessage")
    refused = next(call for call in calls if call.status == 429)
    later = [
        call for call in calls if call.seq > refused.seq and call.chat_id == refused.chat_id and call.status == 200
    ]
    assert min(call.at for call in later) - refused.at >= 1.0


@pytest.mark.parametrize("seed", [1, 2])
async def test_with_every_fifth_call_failing_nothing_is_lost_and_order_is_kept(house_in_a_hurry: House, seed: int):
    house = house_in_a_hurry
    crowd = await crowds.gather(house.box, house.store, house.desk, house.olena.id, house.bot, 5)
    await house.quiet()
    kinds = [
        {"kind": "status", "code": 500, "share": 0.05},
        {"kind": "hang", "share": 0.03},
        {"kind": "reset_before", "share": 0.06},
        {"kind": "reset_after", "share": 0.06},
    ]
    polls = [{"kind": "reset_before", "share": 0.2, "methods": ["getUpdates"]}]
    await house.box.faults(kinds + polls, seed=seed)
    for number in range(60):
        await crowd.write(number % 5)

    async def all_there() -> bool:
        return crowd.missing(await crowd.arrived()) == []

    await house.box.until(all_there, timeout=60, what="every message in its topic")
    await house.box.no_faults()
    await house.quiet(timeout=60)
    arrived = await crowd.arrived()
    assert crowd.missing(arrived) == []
    assert crowd.in_order(arrived)
    statuses = [call.status for call in await house.box.calls()]
    assert sum(status != 200 for status in statuses) > len(statuses) * 0.1, "the faults did strike"


@pytest.fixture
async def house_in_a_hurry(database_url: str):
    async with open_house(database_url, hurry=HURRY) as opened:
        yield opened


def test_the_crowd_notices_what_it_should():
    """The measuring stick itself: a loss, a repeat and a swap are seen."""
    crowd = crowds.Crowd(None, None)  # type: ignore[arg-type]
    crowd.written[0] = 3
    assert crowd.missing({0: [1, 3]}) == [(0, 2)]
    assert crowd.repeats({0: [1, 2, 2, 3]}) == 1
    orders = {order: crowd.in_order({0: list(order)}) for order in itertools.permutations((1, 2, 3))}
    assert [order for order, kept in orders.items() if kept] == [(1, 2, 3)]
