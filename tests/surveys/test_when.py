"""When a survey goes out: the gates at work, waiting for working hours, and the quarterly round."""

import asyncio
import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from conversations.errors import RefusedError
from conversations.surveys import asking
from locales import Phrase, phrase
from sandbox.client import Message
from storage import clients, recoveries, tags, talks
from storage import tables as t
from storage.records import Recovery
from storage.unit import Store, UnitOfWork
from tests.support.cases import open_case
from tests.support.talk import Talk
from tests.surveys.flow import QUESTION, Asked

KYIV = ZoneInfo("Europe/Kyiv")
OFFICE = pytest.mark.parametrize("house", [{"team_hours": "Mon-Fri 09:00-18:00"}], indirect=True)


async def move_to(talk: Talk, weekday: int, hour: int, minute: int = 0) -> None:
    """Move the clock to the next such weekday (0 is Monday) and time in Kyiv."""
    now = talk.house.app.clock.now().astimezone(KYIV)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    then += dt.timedelta(days=(weekday - now.weekday()) % 7)
    await talk.house.clock_to(then if then > now else then + dt.timedelta(days=7))


async def question(talk: Talk) -> Message:
    return await Asked(talk).question()


async def has_spoken(talk: Talk) -> None:
    """Client and team say a word each."""
    await talk.client("A question")
    await talk.in_topic("A question")
    await talk.team("An answer")
    await talk.at_client("An answer")
    await talk.house.quiet()


@OFFICE
async def test_at_the_weekend_it_waits_for_monday_morning(talk: Talk):
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/done")
    await talk.house.quiet()
    assert await talk.client_heard(QUESTION) == 0
    await move_to(talk, 0, 9, 5)
    await question(talk)


@OFFICE
async def test_in_ukraine_the_morning_begins_after_the_minute_of_silence(talk: Talk):
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/done")
    assert re.search("Mon .*09:05", (await talk.in_topic("📝 The survey goes out")).text)
    await move_to(talk, 0, 9)
    assert await talk.client_heard(QUESTION) == 0
    await move_to(talk, 0, 9, 5)
    await question(talk)


@OFFICE
async def test_elsewhere_the_morning_begins_at_nine(talk: Talk):
    async with talk.house.store.unit() as uow:
        await clients.change(uow, talk.house.client.id, country="PL")
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/done")
    assert re.search("Mon .*09:00", (await talk.in_topic("📝 The survey goes out")).text)
    await move_to(talk, 0, 9)
    await question(talk)


@OFFICE
async def test_a_contact_abroad_of_a_client_in_ukraine_keeps_the_silence_too(talk: Talk):
    row = await talk.row()
    async with talk.house.store.unit() as uow:
        assert row.contact is not None
        await clients.change_contact(uow, row.contact.id, country="PL", timezone="Europe/Kyiv")
    await move_to(talk, 0, 9)
    await has_spoken(talk)
    await talk.team("/survey")
    assert re.search("Mon .*09:05", (await talk.in_topic("📝 The survey goes out")).text)


async def test_in_the_silence_a_survey_by_hand_waits_for_its_end(talk: Talk):
    await move_to(talk, 1, 8, 57)
    await talk.team("/survey")
    assert "09:05" in (await talk.in_topic("📝 The survey goes out")).text
    assert await talk.client_heard(QUESTION) == 0
    await move_to(talk, 1, 9, 5)
    await question(talk)


async def test_in_the_silence_the_client_s_own_wish_to_rate_is_met(talk: Talk):
    await move_to(talk, 1, 9)
    await talk.client("/rate")
    await question(talk)


async def test_a_pause_that_ends_in_the_silence_lets_the_survey_go_after_it(talk: Talk):
    await talk.team("/pause")
    await talk.in_topic("⏸ Pause")
    await talk.team("/done")
    await talk.in_topic("📝 The survey waits")
    await move_to(talk, (talk.house.app.clock.now().weekday() + 1) % 7, 8, 58)
    await talk.team("/resume")
    await talk.in_topic("▶️")
    assert await talk.client_heard(QUESTION) == 0
    await talk.house.move_clock(dt.timedelta(minutes=7))
    await question(talk)


async def test_a_survey_by_hand_that_waited_and_is_refused_then_says_why(talk: Talk, quiet_days: dict[dt.date, Phrase]):
    today = talk.house.app.clock.now().astimezone(KYIV).date()
    quiet_days[today] = phrase("the day is quiet")
    await talk.team("/survey")
    await talk.in_topic("📝 The survey goes out")
    async with talk.house.store.unit() as uow:
        await open_case(uow, talk.house.client.id)
    await talk.house.move_clock(dt.timedelta(days=1))
    await talk.in_topic("🔕 No survey: a low rating is being followed up.")
    assert await talk.client_heard(QUESTION) == 0


@OFFICE
async def test_whoever_closes_the_conversation_hears_when_the_question_waits(talk: Talk):
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/done")
    await talk.in_topic("📝 The survey goes out Mon")


async def test_on_a_quiet_day_it_waits_for_the_next_day(talk: Talk, quiet_days: dict[dt.date, Phrase]):
    today = talk.house.app.clock.now().astimezone(KYIV).date()
    quiet_days[today] = phrase("the day is quiet")
    await talk.team("/survey")
    await talk.in_topic("📝 The survey goes out")
    assert await talk.client_heard(QUESTION) == 0
    await talk.house.move_clock(dt.timedelta(days=1))
    await question(talk)


@OFFICE
async def test_what_waits_is_dropped_when_the_conversation_goes_on(talk: Talk):
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/done")
    await talk.house.quiet()
    await talk.client("One more thing, it is urgent")
    await move_to(talk, 0, 10)
    await talk.house.quiet()
    assert await talk.client_heard(QUESTION) == 0


@OFFICE
async def test_a_survey_by_hand_says_when_it_goes_out(talk: Talk):
    await move_to(talk, 5, 12)
    await has_spoken(talk)
    await talk.team("/survey")
    assert "Mon" in (await talk.in_topic("📝 The survey goes out")).text
    await move_to(talk, 0, 9, 5)
    await question(talk)


async def test_a_second_survey_within_fourteen_days_is_one_quiet_line(asked: Asked):
    await asked.taps("5")
    await asked.talk.house.move_clock(dt.timedelta(days=6))
    await has_spoken(asked.talk)
    await asked.talk.team("/done")
    await asked.talk.in_topic("🔕 No survey: asked 6 days ago.")
    assert await asked.count() == 1


async def test_by_hand_the_same_gates_say_no(asked: Asked):
    await asked.talk.team("/survey")
    await asked.talk.in_topic("🔕 No survey: asked today.")
    assert await asked.count() == 1


async def test_a_contact_who_wants_less_is_asked_less_often(asked: Asked):
    await asked.taps("5")
    row = await asked.talk.row()
    async with asked.talk.house.store.unit() as uow:
        assert row.contact is not None
        await clients.change_contact(uow, row.contact.id, pace="less")
    await asked.talk.house.move_clock(dt.timedelta(days=15))
    await has_spoken(asked.talk)
    await asked.talk.team("/done")
    await asked.talk.in_topic("🔕 No survey: asked 15 days ago.")


async def test_a_conversation_that_nobody_answered_asks_nothing(joined: Talk):
    await joined.client("Hello?")
    await joined.in_topic("Hello?")
    await joined.team("/done")
    await joined.in_topic("🔕 No survey: only one side has written.")


async def test_done_quiet_asks_nothing(talk: Talk):
    await talk.team("/done quiet")
    await talk.in_topic("Closed, without a survey.")
    assert await Asked(talk).survey_or_none() is None


async def test_a_conversation_that_closed_itself_is_asked_about_too(talk: Talk):
    await talk.house.move_clock(dt.timedelta(days=3, hours=1))
    await question(talk)


async def test_an_unknown_kind_is_answered_with_those_there_are(talk: Talk):
    await talk.team("/survey happiness")
    await talk.in_topic("Write /survey and one of these: after_conversation, relationship.")


async def test_the_quarterly_survey_comes_by_itself(talk: Talk):
    await talk.house.move_clock(dt.timedelta(days=85))
    await has_spoken(talk)
    await talk.team("/done quiet")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(days=6))
    message = await question(talk)
    assert "Question 1 of 3" in message.text
    await talk.house.quiet()
    assert (await Asked(talk).survey()).kind == "relationship"


async def test_while_it_is_due_soon_the_small_one_waits_for_it(talk: Talk):
    await talk.house.move_clock(dt.timedelta(days=80))
    await has_spoken(talk)
    await talk.team("/done")
    await talk.in_topic("🔕 No survey: the quarterly survey is due soon and goes first.")


async def test_a_refused_quarterly_survey_says_so_once_and_comes_when_it_may(talk: Talk):
    await talk.house.move_clock(dt.timedelta(days=70))
    await has_spoken(talk)
    await talk.team("/done")
    await question(talk)
    await talk.house.quiet()
    await Asked(talk).taps("5")
    for _ in range(3):
        await talk.house.move_clock(dt.timedelta(days=4, hours=1))
        await talk.house.quiet()
    assert (await Asked(talk).survey()).kind == "after_conversation"
    await talk.house.move_clock(dt.timedelta(days=8, hours=1))
    await talk.house.quiet()
    assert (await Asked(talk).survey()).kind == "relationship"
    assert await talk.topic_heard("🔕") <= 1


async def test_nobody_who_has_not_spoken_for_a_quarter_is_asked_and_the_topic_hears_it_once(joined: Talk):
    await joined.house.move_clock(dt.timedelta(days=91))
    await joined.in_topic("🔕 No survey: only one side has written.")
    for _ in range(3):
        await joined.house.move_clock(dt.timedelta(days=1, hours=1))
        await joined.house.quiet()
    assert await joined.topic_heard("🔕 No survey") == 1


async def test_manager_country_tags_and_wording_are_frozen_when_it_is_sent(talk: Talk):
    await talk.team("/tag billing")
    await talk.in_topic("billing")
    await talk.team("/done")
    await question(talk)
    survey = await Asked(talk).survey()
    await talk.team("/assign Petro")
    await talk.house.quiet()
    after = await Asked(talk).survey()
    assert after.manager_id == survey.manager_id == (await talk.house.staff_row(talk.house.olena)).id
    async with talk.house.store.reading() as uow:
        billing = await tags.by_name(uow, "billing")
    assert billing is not None and after.tags == [billing.id]
    assert (after.language, after.definition["key"]) == ("en", "after_conversation")


async def test_a_question_that_waits_is_about_the_latest_conversation(talk: Talk, quiet_days: dict[dt.date, Phrase]):
    today = talk.house.app.clock.now().astimezone(KYIV).date()
    for ahead in range(6):
        quiet_days[today + dt.timedelta(days=ahead)] = phrase("the day is quiet")
    await talk.team("/done")
    await talk.in_topic("📝 The survey goes out")
    await talk.house.move_clock(dt.timedelta(days=4))
    await has_spoken(talk)
    await talk.team("/tag delivery")
    await talk.in_topic("New in the team's list: delivery")
    await talk.team("/done")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(days=2))
    await question(talk)
    survey = await Asked(talk).survey()
    async with talk.house.store.reading() as uow:
        delivery = await tags.by_name(uow, "delivery")
        last = await talks.last(uow, survey.chat_id)
    assert delivery is not None and last is not None
    assert (survey.conversation_id, survey.tags) == (last.id, [delivery.id])


async def test_two_who_ask_in_the_same_moment_ask_once(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    """A manager with `/survey` and another process with a round that falls due: each looks before it asks."""
    looked = recoveries.open_of_client

    async def slowly(uow: UnitOfWork, client_id: int) -> Recovery | None:
        found = await looked(uow, client_id)
        await asyncio.sleep(0.3)
        return found

    await has_spoken(talk)
    monkeypatch.setattr(recoveries, "open_of_client", slowly)
    chat = await talk.row()
    house = talk.house
    elsewhere = Store(house.store.url, house.app.clock, house.store.defaults)

    async def asks(store: Store) -> None:
        try:
            async with store.unit() as uow:
                await asking.by_hand(uow, chat, "")
        except RefusedError:
            pass  # asked today

    await asyncio.gather(asks(house.store), asks(elsewhere))
    await elsewhere.close()
    await house.quiet()
    async with house.store.reading() as uow:
        assert await uow.scalar(select(func.count()).select_from(t.survey)) == 1
