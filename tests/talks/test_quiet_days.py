"""Conversations that nobody closes close themselves, with our word last."""

import datetime as dt

import pytest
from sqlalchemy import select

from conversations import closing
from storage import tables as t
from tests.support.house import open_house
from tests.support.talk import Talk
from tests.talks.test_closing import all_of, close

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


async def test_an_answered_conversation_closes_itself_after_three_quiet_days(talk: Talk):
    await talk.house.move_clock(3 * DAY - MINUTE)
    assert (await all_of(talk))[0].closed_at is None
    await talk.house.move_clock(2 * MINUTE)
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("Closed by itself")
    (one,) = await all_of(talk)
    assert one.closed_at == one.first_closed_at is not None
    assert one.closed_by is None


async def test_a_client_who_waits_keeps_it_open_for_ever(talk: Talk):
    await talk.twin_in_topic("still there?")
    await talk.house.move_clock(30 * DAY)
    (one,) = await all_of(talk)
    assert one.closed_at is None and one.waiting_since is not None


async def test_every_word_of_the_team_begins_the_quiet_days_anew(talk: Talk):
    await talk.house.move_clock(2 * DAY)
    await talk.twin_at_client("one more thing from us")
    await talk.house.move_clock(2 * DAY)
    assert (await all_of(talk))[0].closed_at is None
    await talk.house.move_clock(DAY + MINUTE)
    assert (await all_of(talk))[0].closed_at is not None


async def test_a_client_s_word_in_between_cancels_it_until_the_next_answer_is_old(talk: Talk):
    await talk.house.move_clock(2 * DAY)
    await talk.twin_in_topic("a question")
    await talk.house.move_clock(2 * DAY)
    assert (await all_of(talk))[0].closed_at is None
    await talk.twin_at_client("an answer")
    await talk.house.move_clock(3 * DAY - MINUTE)
    assert (await all_of(talk))[0].closed_at is None
    await talk.house.move_clock(2 * MINUTE)
    assert (await all_of(talk))[0].closed_at is not None


async def test_thanks_are_no_word_that_waits_but_begin_the_quiet_days_anew(talk: Talk):
    await talk.house.move_clock(2 * DAY)
    await talk.twin_in_topic("thank you")
    await talk.house.move_clock(2 * DAY)
    assert (await all_of(talk))[0].closed_at is None
    await talk.house.move_clock(DAY + MINUTE)
    assert (await all_of(talk))[0].closed_at is not None


async def test_a_reaction_that_stops_the_clock_counts_as_our_last_word(talk: Talk):
    twin = await talk.twin_in_topic("all fine here")
    await talk.house.quiet()
    await talk.house.olena.reacts(twin, "👍")
    await talk.house.quiet()
    assert (await all_of(talk))[0].waiting_since is None
    await talk.house.move_clock(3 * DAY + MINUTE)
    assert (await all_of(talk))[0].closed_at is not None


async def test_a_conversation_that_closed_itself_opens_again_by_the_client_s_word(talk: Talk):
    await talk.house.move_clock(3 * DAY + MINUTE)
    assert (await all_of(talk))[0].closed_at is not None
    await talk.twin_in_topic("oh, and")
    (one,) = await all_of(talk)
    assert one.closed_at is None and one.reopened_at is not None


async def test_a_conversation_closed_by_hand_is_not_closed_again(talk: Talk):
    await close(talk)
    (before,) = await all_of(talk)
    await talk.house.move_clock(4 * DAY)
    assert await all_of(talk) == [before]


async def test_what_was_planned_survives_a_restart(talk: Talk):
    await talk.house.stop()
    await talk.house.start()
    await talk.house.move_clock(3 * DAY + MINUTE)
    assert (await all_of(talk))[0].closed_at is not None


async def test_the_team_s_further_words_plan_no_further_looks(talk: Talk):
    looks = select(t.job.c.id, t.job.c.run_at).where(t.job.c.kind == closing.JOB)
    async with talk.house.store.reading() as uow:
        before = await uow.returning(looks)
    for number in range(3):
        await talk.twin_at_client(f"word {number}")
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        assert await uow.returning(looks) == before
    assert len(before) == 1


@pytest.mark.parametrize("days", [1, 7])
async def test_the_number_of_days_is_a_setting(database_url: str, days: int):
    async with open_house(database_url, quiet_days=days) as house:
        await house.anna.starts(house.bot, house.links["anna"])
        talk = Talk(house)
        await talk.twin_in_topic("hello")
        await talk.twin_at_client("hello Anna")
        await house.quiet()
        await house.move_clock(days * DAY - MINUTE)
        assert (await all_of(talk))[0].closed_at is None
        await house.move_clock(2 * MINUTE)
        assert (await all_of(talk))[0].closed_at is not None
