"""What is asked again in the very last moment, and what happens when nobody knows whether Telegram took it."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from sandbox.client import Message
from storage import clients
from storage import tables as t
from tests.care.planned import KYIV, TEAM_HOURS, Birthday, check_in_due
from tests.care.test_sending import lose_answer

ASKED = "Telegram may or may not have delivered this"


async def choose(nina: Birthday, **values: object) -> None:
    """Nina's row says something else now, and no look has told anybody."""
    async with nina.house.store.unit() as uow:
        await clients.change_contact(uow, (await nina.contact(uow)).id, **values)


async def fails(nina: Birthday, code: int, *, taken: bool) -> None:
    """A gateway answers for Telegram, which has taken the next message, or has not."""
    await nina.house.box.fault("status", "sendMessage", chat_id=nina.nina.id, times=1, code=code, apply=taken)


@pytest.mark.parametrize("code", [500, 502])
async def test_a_gateway_that_fails_after_telegram_took_it_asks_people_and_sends_no_second_one(
    nina: Birthday, code: int
):
    await nina.preview()
    await fails(nina, code, taken=True)
    await nina.move_to(nina.due)
    ask = await nina.house.in_topic(nina.topic, ASKED)
    assert ask.labels == ["It arrived", "Send again"]
    await nina.move_to(nina.due + dt.timedelta(hours=2))
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_gateway_that_fails_before_telegram_took_it_asks_people_too(nina: Birthday):
    await nina.preview()
    await fails(nina, 502, taken=False)
    await nina.move_to(nina.due)
    ask = await nina.house.in_topic(nina.topic, ASKED)
    assert await nina.got("regards") == []
    await nina.house.olena.presses(ask, "Send again")
    assert len(await nina.got("regards, Olena")) == 1


async def test_while_nobody_knows_the_preview_has_no_buttons_and_points_to_the_question(nina: Birthday):
    preview = await nina.preview()
    await lose_answer(nina, "reset_before")
    await nina.move_to(nina.due)
    await nina.house.in_topic(nina.topic, ASKED)
    shown = await nina.now(preview)
    assert "Nobody knows whether it arrived" in shown.text
    assert shown.labels == []


async def test_while_nobody_knows_a_reply_to_the_preview_sends_nothing(nina: Birthday):
    preview = await nina.preview()
    await lose_answer(nina, "reset_before")
    await nina.move_to(nina.due)
    await nina.house.in_topic(nina.topic, ASKED)
    mine = await nina.team("Happy birthday from me!", reply_to=preview)
    answer = (await nina.lines())[-1]
    assert answer.by_bot
    assert answer.reply_to == mine.id
    assert await nina.got("birthday") == []


async def test_an_opt_out_counts_for_what_waits_in_the_outbox_already(nina: Birthday):
    preview = await nina.preview()
    await nina.hold_up(nina.due)
    await choose(nina, no_birthday=True)
    await nina.let_go()
    assert await nina.got("regards") == []
    assert "wants no birthday wishes" in (await nina.now(preview)).text
    assert [row.state for row in await nina.rows()] == ["dropped"]


async def test_an_opt_out_is_heard_by_a_look_before_the_outbox_moves(nina: Birthday):
    await nina.preview()
    await nina.hold_up(nina.due)
    await nina.change(no_birthday=True)
    await nina.let_go()
    assert await nina.got("regards") == []
    await nina.house.in_topic(nina.topic, "wants no birthday wishes")


async def test_after_an_opt_out_send_now_is_refused_with_the_reason(nina: Birthday):
    preview = await nina.preview()
    await choose(nina, no_birthday=True)
    pressed = await nina.house.olena.presses(preview, "Send now")
    assert "wants no birthday wishes" in pressed.text
    assert await nina.got("regards") == []


async def test_a_date_that_is_removed_stops_what_waits_in_the_outbox(nina: Birthday):
    preview = await nina.preview()
    await nina.hold_up(nina.due)
    await nina.change(birthday=None)
    await nina.let_go()
    assert await nina.got("regards") == []
    assert "no longer in the calendar" in (await nina.now(preview)).text


async def test_a_greeting_held_up_until_the_evening_is_dropped_and_the_manager_told(nina: Birthday):
    await nina.preview()
    await nina.hold_up(nina.due)
    await nina.house.move_clock(dt.timedelta(hours=10, minutes=5))
    await nina.let_go()
    assert await nina.got("regards") == []
    await nina.house.in_topic(nina.topic, "it is too late for it")


async def test_a_greeting_held_up_for_an_hour_goes_out_an_hour_later(nina: Birthday):
    await nina.preview()
    await nina.hold_up(nina.due)
    await nina.house.move_clock(dt.timedelta(hours=1))
    await nina.let_go()
    assert len(await nina.got("regards, Olena")) == 1


async def held_check_in(steady: Birthday, until: dt.timedelta) -> tuple[dt.datetime, Message]:
    """When a check-in was due, and its preview; Telegram took nothing for so long after that."""
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=1))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.hold_up(at)
    await steady.house.move_clock(until)
    await steady.let_go()
    return at, preview


def next_working_morning(after: dt.datetime) -> dt.datetime:
    """Ten o'clock in Kyiv on the first working day after this one."""
    day = after.astimezone(KYIV).date() + dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(10), KYIV)


async def test_a_check_in_held_up_until_the_evening_waits_for_the_next_working_day(steady: Birthday):
    at, preview = await held_check_in(steady, dt.timedelta(hours=9, minutes=30))
    assert await steady.got("regards") == []
    assert "10:00" in (await steady.now(preview)).text
    await steady.move_to(next_working_morning(at))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_held_up_until_saturday_waits_for_monday(steady: Birthday):
    at = await check_in_due(steady)
    saturday = dt.timedelta(days=5 - at.weekday(), hours=1)
    await held_check_in(steady, saturday)
    assert await steady.got("regards") == []
    await steady.move_to(next_working_morning(at + saturday))
    assert len(await steady.got("regards, Olena")) == 1


async def in_flight(nina: Birthday) -> None:
    """The greeting is on its way, its answer takes a second, and then it is lost: Telegram has not taken it."""
    await nina.house.box.fault("latency", "sendMessage", chat_id=nina.nina.id, times=1, seconds=1.0)
    await lose_answer(nina, "reset_before")
    async with nina.house.store.reading() as uow:
        ahead = nina.due - uow.now
    await nina.house.move_clock(ahead + dt.timedelta(seconds=1))

    async def sending() -> bool | None:
        async with nina.house.store.reading() as uow:
            found = await uow.scalar(
                select(t.outbox.c.id).where(t.outbox.c.op == "care", t.outbox.c.state == "sending")
            )
        return found is not None or None

    await nina.house.box.until(sending, 10.0, what="a greeting in flight")
    await asyncio.sleep(0.3)


async def test_a_pause_while_it_is_in_flight_and_lost_still_asks_people(nina: Birthday):
    await nina.preview()
    await in_flight(nina)
    await nina.pause()
    await nina.house.in_topic(nina.topic, ASKED)
    await nina.house.quiet()
    assert [row.state for row in await nina.rows()] == ["unclear"]


async def test_send_again_in_that_pause_sends_nothing_and_says_why(nina: Birthday):
    await nina.preview()
    await in_flight(nina)
    await nina.pause()
    ask = await nina.house.in_topic(nina.topic, ASKED)
    await nina.house.quiet()
    told = len([one for one in await nina.lines() if "a pause for the client" in one.text])
    await nina.house.olena.presses(ask, "Send again")
    assert await nina.got("regards") == []
    assert len([one for one in await nina.lines() if "a pause for the client" in one.text]) > told


async def test_send_again_after_that_pause_sends_it_once(nina: Birthday):
    await nina.preview()
    await in_flight(nina)
    await nina.pause()
    ask = await nina.house.in_topic(nina.topic, ASKED)
    await nina.house.quiet()
    await nina.resume()
    await nina.house.olena.presses(ask, "Send again")
    assert len(await nina.got("regards, Olena")) == 1


async def test_at_night_what_a_manager_wrote_for_a_reminder_is_not_sent_at_once_either(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    await reminder.team("Thinking of Rex.", reply_to=shown)
    await reminder.house.in_topic(reminder.topic, "✏️ Changed")
    await reminder.move_to(reminder.due - dt.timedelta(hours=7))
    pressed = await reminder.house.olena.presses(await reminder.now(shown), "Send now")
    assert "night at the client" in pressed.text
    assert await reminder.got("Rex") == []


async def rates_low(nina: Birthday) -> None:
    """A conversation ends, and Nina is not content."""
    await nina.says("Where is my order?")
    await nina.team("On its way")
    await nina.team("/done")
    question = await nina.house.box.receives(nina.nina.id, where=lambda one: "2" in one.labels)
    await nina.nina.presses(question, "2")


async def held_because(nina: Birthday, reason: str) -> str:
    """After a low rating preview and Send now say why, and nothing arrives; what the preview said."""
    preview = await nina.preview()
    await rates_low(nina)
    held = await nina.now(preview)
    assert reason in held.text
    pressed = await nina.house.olena.presses(held, "Send now")
    assert reason in pressed.text
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    return held.text


async def test_a_low_rating_holds_what_is_shown_and_send_now_says_why(nina: Birthday):
    """Somebody owes her an answer first."""
    await held_because(nina, "a recovery case is open")
    await nina.team("/care")
    panel = await nina.house.in_topic(nina.topic, "✋ Nothing goes out by itself now: a recovery case is open")
    assert "Rhythm of check-ins" in panel.text


@pytest.mark.parametrize("house", [{"team_hours": TEAM_HOURS, "ratings_visible": "hidden"}], indirect=True)
async def test_where_managers_see_no_ratings_the_reason_gives_none_away(nina: Birthday):
    """Everybody at the desk reads the topic, and only a low rating opens a case."""
    said = await held_because(nina, "the team leads know why")
    assert "✋ Held (not now, the team leads know why)" in said
    assert not [one for one in await nina.lines() if "recovery case" in one.text]
