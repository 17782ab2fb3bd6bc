"""Check-ins in a client's rhythm: when, in what words, and when a person should write instead."""

import datetime as dt
from itertools import pairwise

from conversations.care import soon
from storage import care
from tests.care.planned import Birthday, check_in_due


async def test_a_check_in_is_shown_before_and_goes_out_in_the_rhythm(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    assert "Check-in" in preview.text
    await steady.move_to(at)
    assert len(await steady.got("regards, Olena")) == 1


async def test_it_is_left_out_while_people_talk_and_nobody_is_bothered_with_that(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(days=6))
    await steady.says("Hello there")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert await steady.got("regards") == []
    assert [(row.state, row.kind) for row in await steady.rows()] == [("dropped", "check_in")]
    assert "in touch" in ((await steady.rows())[0].reason or "")
    lines = await steady.house.box.messages(steady.house.desk, thread=await steady.house.topic_of(steady.topic))
    assert not [one for one in lines if "in touch" in one.text]


async def test_the_same_text_is_never_said_twice_running(steady: Birthday):
    for number in range(4):
        await steady.reach(await check_in_due(steady) + dt.timedelta(minutes=1))
        await steady.says(f"answer {number}")
    texts = [one.text for one in await steady.got("regards, Olena")]
    assert len(texts) == 4
    assert all(one != other for one, other in pairwise(texts))


async def test_a_long_silence_is_put_to_the_manager_instead_of_another_template(steady: Birthday):
    await steady.reach(await check_in_due(steady))
    for _ in range(2):
        await steady.reach(await check_in_due(steady) + dt.timedelta(minutes=1))
    assert len(await steady.got("regards, Olena")) == 1
    await steady.house.in_topic(steady.topic, "worth a personal message")


async def test_what_a_person_wrote_for_a_check_in_is_the_personal_message_and_goes_out(steady: Birthday):
    """The silence grows too long between the preview and its moment."""
    await steady.reach(await check_in_due(steady))
    at = await check_in_due(steady) + dt.timedelta(minutes=1)
    await steady.change(joined_at=at - dt.timedelta(days=28, hours=1))
    await steady.move_to(at - dt.timedelta(hours=25))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days", where=lambda one: "Edit" in one.labels)
    await steady.team("I have been thinking of your launch, Nina.", reply_to=preview)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    await steady.move_to(at)
    assert len(await steady.got("thinking of your launch")) == 1


async def test_a_check_in_gives_way_to_what_the_team_wrote_for_the_same_day(steady: Birthday):
    """“Thinking of you and Rex” and “just a short hello” in one minute would come from a machine."""
    at = await check_in_due(steady)
    async with steady.house.store.unit() as uow:
        contact = await steady.contact(uow)
        await care.remember(uow, contact.id, "her dog Rex died", f"--{at:%m-%d}")
        soon.look(uow, contact.id)
    await steady.move_to(at - dt.timedelta(hours=2))
    reminder = await steady.house.in_topic(steady.topic, "Nothing goes out by itself")
    await steady.team("Thinking of you and Rex.", reply_to=reminder)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert len(await steady.got("Thinking of you and Rex")) == 1
    assert await steady.got("regards, Olena") == []
    for days in (1, 2, 3):
        await steady.move_to(at + dt.timedelta(days=days))
    assert len(await steady.got("regards, Olena")) == 1


async def test_later_moves_a_check_in_to_another_day(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.house.olena.presses(preview, "Later")
    offered = await steady.now(preview)
    await steady.house.olena.presses(offered, offered.labels[1])
    await steady.move_to(at + dt.timedelta(hours=3))
    assert await steady.got("regards") == []
    for days in (1, 2, 3, 4):
        await steady.move_to(at + dt.timedelta(days=days))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_asked_for_takes_the_place_of_the_next_one(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(days=2))
    await steady.team("/checkin")
    preview = await steady.house.in_topic(steady.topic, "asked for with /checkin")
    await steady.house.olena.presses(preview, "Send now")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_thank_you_is_a_word_of_the_client(steady: Birthday):
    """It opens no conversation after one was closed, and yet nobody is silent who says it."""
    await steady.says("Good morning")
    await steady.team("Good morning, Nina")
    await steady.team("/done quiet")
    for _ in range(2):
        await steady.reach(await check_in_due(steady) + dt.timedelta(minutes=1))
        await steady.nina.sends(steady.nina, "Thanks!")
        await steady.house.quiet()
    await steady.reach(await check_in_due(steady) + dt.timedelta(minutes=1))
    assert len(await steady.got("regards, Olena")) == 3


async def test_a_check_in_that_was_shown_waits_for_the_end_of_a_pause(steady: Birthday):
    """`/pause` without a last day promises that check-ins wait; after it the team gets a glance before it goes out."""
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.team("/pause")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert "✋ Held" in (await steady.now(preview)).text
    await steady.team("/resume")
    await steady.house.quiet()
    assert await steady.got("regards, Olena") == []
    await steady.move_to(at + dt.timedelta(hours=1, minutes=20))
    assert len(await steady.got("regards, Olena")) == 1
