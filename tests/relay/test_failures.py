"""What could not be delivered is said where people look, with a way to try again."""

import pytest

from tests.support.talk import Talk


async def _reports(talk: Talk) -> int:
    return await talk.topic_heard("❌")


async def test_a_failed_delivery_is_answered_at_the_message_with_the_reason_and_a_button(talk: Talk):
    await talk.house.anna.blocks(talk.house.bot)
    written = await talk.team("are you there?")
    report = await talk.in_topic("❌")
    assert report.reply_to == written.id
    assert "blocked the bot" in report.text
    assert report.labels == ["Try again"]


async def test_try_again_delivers_what_failed(talk: Talk):
    await talk.house.anna.blocks(talk.house.bot)
    await talk.team("are you there?")
    report = await talk.in_topic("❌")
    await talk.house.anna.unblocks(talk.house.bot)
    pressed = await talk.house.olena.presses(report, "Try again")
    assert pressed.text == "Trying again."
    await talk.at_client("are you there?")


async def test_try_again_that_fails_again_says_so_again(talk: Talk):
    await talk.house.anna.blocks(talk.house.bot)
    await talk.team("are you there?")
    report = await talk.in_topic("❌")
    await talk.house.olena.presses(report, "Try again")
    await talk.in_topic("❌", after=report)


async def test_what_was_delivered_after_all_is_not_sent_twice(talk: Talk):
    await talk.house.anna.blocks(talk.house.bot)
    await talk.team("are you there?")
    report = await talk.in_topic("❌")
    await talk.house.anna.unblocks(talk.house.bot)
    await talk.house.olena.presses(report, "Try again")
    await talk.at_client("are you there?")
    second = await talk.house.olena.presses(report, "Try again")
    assert second.alert
    assert await talk.client_heard("are you there?") == 1


async def test_a_message_behind_a_failed_one_still_goes_out(talk: Talk):
    await talk.house.box.fault("error", "copyMessage", code=400, description="Bad Request: file is too big", times=1)
    await talk.team("the film", kind="video")
    await talk.team("did you see it?")
    await talk.at_client("did you see it?")
    assert "too large" in (await talk.in_topic("❌")).text


@pytest.mark.parametrize(
    ("description", "plain"),
    [
        ("Forbidden: user is deactivated", "no longer exists"),
        ("Bad Request: chat not found", "no longer exists"),
        ("Bad Request: file is too big", "too large"),
        ("Bad Request: something new", "“Bad Request: something new”"),
    ],
)
async def test_the_reason_is_said_in_plain_words(talk: Talk, description: str, plain: str):
    code = 403 if description.startswith("Forbidden") else 400
    await talk.house.box.fault("error", "sendMessage", code=code, description=description, times=1)
    await talk.team("hello?")
    assert plain in (await talk.in_topic("❌")).text


async def test_a_passing_error_is_tried_again_without_a_word(talk: Talk):
    await talk.house.box.fault("status", "sendMessage", code=502, times=1)
    await talk.team("hello?")
    await talk.at_client("hello?")
    assert await _reports(talk) == 0


async def test_a_reaction_that_telegram_refuses_does_not_hold_up_the_next_message(talk: Talk):
    twin = await talk.twin_in_topic("look")
    await talk.house.box.fault("error", "setMessageReaction", code=400, description="Bad Request: REACTION_INVALID")
    await talk.house.olena.reacts(twin, "👍")
    await talk.team("nice")
    await talk.at_client("nice")


async def test_what_a_client_deleted_before_it_was_carried_is_reported_in_the_topic(talk: Talk):
    await talk.house.stop()
    await talk.house.anna.deletes(await talk.client(kind="photo"))
    await talk.house.start()
    assert "deleted" in (await talk.in_topic("⚠️")).text


async def test_a_topic_that_refuses_everything_is_reported_to_the_leads_and_not_for_ever(talk: Talk):
    house = talk.house
    await house.box.fault("error", chat_id=house.desk.id, code=400, description="Bad Request: TOPIC_SOMETHING")
    await talk.client("hello?")
    await house.box.receives(house.lead.id, "ACME · Anna", timeout=60)
    await house.quiet()
    assert len([call for call in await house.box.calls("sendMessage", chat=house.desk) if call.status == 400]) < 5


async def test_a_client_who_blocks_and_unblocks_is_noticed_once_each(talk: Talk):
    await talk.house.anna.blocks(talk.house.bot)
    await talk.in_topic("⛔")
    await talk.team("are you there?")
    await talk.in_topic("❌")
    await talk.house.anna.unblocks(talk.house.bot)
    await talk.in_topic("✅")
    assert (await talk.topic_heard("⛔"), await talk.topic_heard("✅")) == (1, 1)


async def test_a_blocked_bot_stands_on_the_card(talk: Talk):
    import datetime as dt

    await talk.card()
    await talk.house.anna.blocks(talk.house.bot)
    await talk.in_topic("⛔")
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("⛔")
