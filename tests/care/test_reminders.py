"""A fact with a date: the manager is reminded, and nothing goes out unless they write it."""

import datetime as dt

from conversations.care import soon
from storage import care, care_messages
from tests.care.planned import Birthday


async def test_the_reminder_comes_a_day_before_and_has_no_text(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    assert "her dog Rex died" in shown.text
    assert shown.labels == ["Skip"]


async def test_nothing_goes_out_when_nobody_writes(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    await reminder.move_to(reminder.due + dt.timedelta(hours=1))
    assert await reminder.got("Rex") == []
    assert await reminder.got("regards") == []
    assert "nobody wrote a text" in (await reminder.now(shown)).text


async def test_what_the_manager_writes_goes_out_on_the_day(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    await reminder.team("Thinking of you and Rex today.", reply_to=shown)
    await reminder.house.in_topic(reminder.topic, "✏️ Changed. It is planned for")
    await reminder.move_to(reminder.due)
    assert len(await reminder.got("Thinking of you and Rex")) == 1


async def test_a_pause_holds_what_was_written_before_anybody_heard_of_a_death(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    await reminder.team("A year with Rex junior: three cheers!", reply_to=shown)
    await reminder.house.in_topic(reminder.topic, "✏️ Changed")
    await reminder.pause()
    assert "✋ Held (a pause for the client)" in (await reminder.now(shown)).text
    await reminder.move_to(reminder.due + dt.timedelta(hours=1))
    assert await reminder.got("Rex") == []
    assert "Not sent: a pause for the client" in (await reminder.now(shown)).text


async def test_in_a_pause_the_reminder_still_comes_and_whoever_writes_a_text_hears_that_it_is_held(reminder: Birthday):
    await reminder.pause()
    shown = await reminder.preview("Why: a reminder")
    assert "✋ Held (a pause for the client)" in shown.text
    await reminder.team("Thinking of you and Rex today.", reply_to=shown)
    said = await reminder.house.in_topic(reminder.topic, "✏️ Changed")
    assert "it is held (a pause for the client)" in said.text
    await reminder.move_to(reminder.due)
    assert await reminder.got("Thinking of you and Rex") == []


async def test_a_reminder_that_could_not_be_shown_the_day_before_is_shown_on_the_day(reminder: Birthday):
    await reminder.move_to(reminder.due + dt.timedelta(hours=3))
    shown = await reminder.house.in_topic(reminder.topic, "her dog Rex died", where=lambda one: "Skip" in one.labels)
    await reminder.team("Thinking of you today.", reply_to=shown)
    await reminder.move_to(reminder.due + dt.timedelta(hours=3, minutes=16))
    assert len(await reminder.got("Thinking of you")) == 1


async def test_a_fact_that_was_forgotten_leaves_nothing_of_itself_behind(reminder: Birthday):
    """Its words were the title of the reminder, and stood in what was posted."""
    await reminder.preview("Nothing goes out by itself")
    async with reminder.house.store.unit() as uow:
        contact = await reminder.contact(uow)
        for fact in await care.remembered(uow, contact.id):
            await care.forget(uow, fact.id)
        soon.look(uow, contact.id)
    await reminder.move_to(reminder.due + dt.timedelta(days=100))
    async with reminder.house.store.unit() as uow:
        await care_messages.forget_words(uow, uow.now - dt.timedelta(days=90))
    assert "Rex" not in str(await reminder.rows())


async def test_a_reminder_that_nobody_was_shown_is_forgotten_like_the_others(reminder: Birthday):
    """Nothing ran on its day, so there is a row of it, and no preview."""
    house = reminder.house
    await house.stop()
    await house.box.advance((reminder.due - house.app.clock.now() + dt.timedelta(days=3)).total_seconds())
    await house.start()
    house.app.clock.run_ahead(dt.timedelta(seconds=(await house.box.clock())["offset_seconds"]))
    await house.in_topic(reminder.topic, "because I was not running")
    await reminder.move_to(reminder.due + dt.timedelta(days=100))
    async with reminder.house.store.unit() as uow:
        await care_messages.forget_words(uow, uow.now - dt.timedelta(days=90))
    assert "Rex" not in str(await reminder.rows())


async def test_a_fact_that_is_forgotten_takes_its_reminder_with_it(reminder: Birthday):
    shown = await reminder.preview("Nothing goes out by itself")
    async with reminder.house.store.unit() as uow:
        contact = await reminder.contact(uow)
        for fact in await care.remembered(uow, contact.id):
            await care.forget(uow, fact.id)
        soon.look(uow, contact.id)
    assert (await reminder.now(shown)).labels == []
    await reminder.move_to(reminder.due + dt.timedelta(hours=1))
    assert await reminder.got("Rex") == []
