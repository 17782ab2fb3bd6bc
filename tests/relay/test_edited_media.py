"""Edits that people make to what a message shows: another picture, a live location that moves.

The sandbox's people edit words only, so these updates are handed to the intake as Telegram would write them.
"""

import itertools
from typing import Any

from sandbox.client import Message
from tests.support.talk import Talk

_number = itertools.count(9_000_000)


async def _edited(talk: Talk, message: Message, **changes: Any) -> None:
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take(
        [{"update_id": next(_number), "edited_message": message.raw | {"edit_date": message.date + 1} | changes}]
    )


async def test_a_picture_that_the_client_replaces_is_replaced_in_the_topic(talk: Talk):
    written = await talk.client("the first", kind="photo")
    twin = await talk.in_topic("the first")
    other = await talk.client("another", kind="photo", width=321, height=123)
    await talk.in_topic("another")
    await _edited(talk, written, photo=other.raw["photo"], caption="the second")
    changed = await talk.in_topic("the second")
    assert changed.id == twin.id
    assert changed.raw["photo"][-1]["file_unique_id"] == other.raw["photo"][-1]["file_unique_id"]


async def test_a_picture_that_staff_replace_is_replaced_at_the_client(talk: Talk):
    written = await talk.team("the first", kind="photo")
    copy = await talk.at_client("the first")
    other = await talk.team("another", kind="photo", width=321, height=123)
    await talk.at_client("another")
    await _edited(talk, written, photo=other.raw["photo"], caption="the second")
    changed = await talk.at_client("the second")
    assert changed.id == copy.id
    assert changed.raw["photo"][-1]["file_unique_id"] == other.raw["photo"][-1]["file_unique_id"]


async def test_a_client_s_live_location_that_moves_is_said_once(talk: Talk):
    written = await talk.client(kind="location", latitude=50.0, longitude=30.0, live_period=900)
    await talk.topic_sees(lambda message: message.kind == "location")
    for step in range(1, 4):
        await _edited(talk, written, location=written.raw["location"] | {"latitude": 50.0 + step})
    assert await talk.topic_heard("📍") == 1


async def test_a_live_location_of_staff_that_moves_is_said_once_and_fails_nothing(talk: Talk):
    written = await talk.team(kind="location", latitude=50.0, longitude=30.0, live_period=900)
    await talk.client_sees(lambda message: message.kind == "location")
    for step in range(1, 4):
        await _edited(talk, written, location=written.raw["location"] | {"latitude": 50.0 + step})
    assert (await talk.topic_heard("📍"), await talk.topic_heard("❌")) == (1, 0)
