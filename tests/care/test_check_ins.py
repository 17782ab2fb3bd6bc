"""Check-ins in a client's rhythm: when, in what words, and when a person should write instead."""

import datetime as dt
from itertools import pairwise

import pytest

from conversations.care import soon
from storage import clients
from tests.care.planned import CLIENT, KYIV, Birthday

DAYS = 14


@pytest.fixture
async def steady(nina: Birthday) -> Birthday:
    """Nina, without a birthday, in a rhythm of two weeks."""
    async with nina.house.store.unit() as uow:
        client = await clients.by_name(uow, CLIENT)
        assert client is not None
        await clients.change(uow, client.id, check_in_days=DAYS)
        contact = (await clients.contacts(uow, client.id))[0]
        await clients.change_contact(uow, contact.id, birthday=None)
        soon.look(uow, contact.id)
    await nina.house.quiet()
    return nina


async def due(nina: Birthday) -> dt.datetime:
    """10:00 on the day of the next check-in: two weeks on, or the working day after it."""
    async with nina.house.store.reading() as uow:
        day = (uow.now + dt.timedelta(days=DAYS)).astimezone(KYIV).date()
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10), KYIV)


async def says(nina: Birthday, text: str) -> None:
    await nina.nina.sends(nina.nina, text)
    await nina.house.in_topic(nina.topic, text)
    await nina.house.quiet()


async def test_a_check_in_is_shown_before_and_goes_out_in_the_rhythm(steady: Birthday):
    at = await due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    assert "Check-in" in preview.text
    await steady.move_to(at)
    assert len(await steady.got("regards, Olena")) == 1


async def test_it_is_left_out_while_people_talk_and_nobody_is_bothered_with_that(steady: Birthday):
    at = await due(steady)
    await steady.move_to(at - dt.timedelta(days=6))
    await says(steady, "Hello there")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert await steady.got("regards") == []
    assert [(row.state, row.kind) for row in await steady.rows()] == [("dropped", "check_in")]
    assert "in touch" in ((await steady.rows())[0].reason or "")
    lines = await steady.house.box.messages(steady.house.desk, thread=await steady.house.topic_of(steady.topic))
    assert not [one for one in lines if "in touch" in one.text]


async def test_the_same_text_is_never_said_twice_running(steady: Birthday):
    for number in range(4):
        await steady.reach(await due(steady) + dt.timedelta(minutes=1))
        await says(steady, f"answer {number}")
    texts = [one.text for one in await steady.got("regards, Olena")]
    assert len(texts) == 4
    assert all(one != other for one, other in pairwise(texts))


async def test_a_long_silence_is_put_to_the_manager_instead_of_another_template(steady: Birthday):
    await steady.reach(await due(steady))
    for _ in range(2):
        await steady.reach(await due(steady) + dt.timedelta(minutes=1))
    assert len(await steady.got("regards, Olena")) == 1
    await steady.house.in_topic(steady.topic, "worth a personal message")


async def test_later_moves_a_check_in_to_another_day(steady: Birthday):
    at = await due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.house.olena.presses(preview, "Later")
    offered = await steady.now(preview)
    await steady.house.olena.presses(offered, offered.labels[1])
    await steady.move_to(at + dt.timedelta(hours=3))
    assert await steady.got("regards") == []
    await steady.move_to(at + dt.timedelta(days=4))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_asked_for_takes_the_place_of_the_next_one(steady: Birthday):
    at = await due(steady)
    await steady.move_to(at - dt.timedelta(days=2))
    await steady.team("/checkin")
    preview = await steady.house.in_topic(steady.topic, "asked for with /checkin")
    await steady.house.olena.presses(preview, "Send now")
    await steady.move_to(at + dt.timedelta(hours=1))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_thank_you_is_a_word_of_the_client(steady: Birthday):
    """It opens no conversation after one was closed, and yet nobody is silent who says it."""
    await says(steady, "Good morning")
    await steady.team("Good morning, Nina")
    await steady.team("/done quiet")
    for _ in range(2):
        await steady.reach(await due(steady) + dt.timedelta(minutes=1))
        await steady.nina.sends(steady.nina, "Thanks!")
        await steady.house.quiet()
    await steady.reach(await due(steady) + dt.timedelta(minutes=1))
    assert len(await steady.got("regards, Olena")) == 3
