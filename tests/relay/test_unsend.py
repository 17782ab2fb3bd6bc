"""`/unsend` takes a message back from the client."""

import datetime as dt

from tests.support.talk import Talk


async def test_unsend_deletes_the_client_s_copy_and_says_so(talk: Talk):
    written, copy = await talk.twin_at_client("wrong client, sorry")
    await talk.team("/unsend", reply_to=written)
    answer = await talk.in_topic("Taken back")
    assert answer.reply_to == written.id
    assert (await talk.now(copy)).deleted


async def test_unsend_of_a_message_that_is_still_on_its_way_deletes_it_too(talk: Talk):
    await talk.house.box.fault("latency", "sendMessage", seconds=0.3)
    written = await talk.team("wrong client, sorry")
    await talk.team("/unsend", reply_to=written)
    await talk.in_topic("Taken back")
    assert await talk.client_heard("wrong client") == 0


async def test_unsend_needs_a_message_to_take_back(talk: Talk):
    await talk.team("/unsend")
    await talk.in_topic("Reply with /unsend")


async def test_what_the_client_wrote_cannot_be_taken_back(talk: Talk):
    twin = await talk.twin_in_topic("my own words")
    await talk.team("/unsend", reply_to=twin)
    await talk.in_topic("cannot be taken back")


async def test_a_message_is_taken_back_once(talk: Talk):
    written, _ = await talk.twin_at_client("wrong client, sorry")
    await talk.team("/unsend", reply_to=written)
    await talk.in_topic("Taken back")
    await talk.team("/unsend", reply_to=written)
    await talk.in_topic("taken back already")


async def test_after_48_hours_telegram_no_longer_lets_us(talk: Talk):
    written, copy = await talk.twin_at_client("wrong client, sorry")
    await talk.house.move_clock(dt.timedelta(hours=48, minutes=1))
    await talk.team("/unsend", reply_to=written)
    await talk.in_topic("48 hours")
    assert not (await talk.now(copy)).deleted


async def test_an_edit_of_a_message_that_was_taken_back_goes_nowhere_and_says_so(talk: Talk):
    written, _ = await talk.twin_at_client("wrong client, sorry")
    await talk.team("/unsend", reply_to=written)
    await talk.in_topic("Taken back")
    await talk.house.olena.edits(written, "right client")
    answer = await talk.in_topic("not sent")
    assert answer.reply_to == written.id
    assert await talk.topic_heard("❌") == 0
