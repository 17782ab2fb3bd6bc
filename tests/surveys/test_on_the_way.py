"""A survey that waits in the outbox, since Telegram asks to wait, obeys what has changed meanwhile."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app import limits
from conversations.surveys import asking, showing
from locales import Phrase, phrase
from storage import jobs, recoveries, surveys
from storage import tables as t
from storage.records import Survey
from storage.rows import columns, take
from storage.unit import Store
from tests.support.cases import open_case
from tests.support.talk import Talk
from tests.surveys.flow import QUESTION, Asked

KYIV = ZoneInfo("Europe/Kyiv")
OFFICE = pytest.mark.parametrize("house", [{"team_hours": "Mon-Sun 09:00-18:00"}], indirect=True)


@asynccontextmanager
async def held(talk: Talk) -> AsyncIterator[None]:
    """What is done inside brings a survey into the outbox while Telegram takes nothing for Anna."""
    house = talk.house
    pacer = limits(house.app.clock, 0, 0, 0)
    house.app.delivery.keep_limits(pacer)
    await house.told_to_wait(house.anna.id, 600)
    yield

    async def waits() -> bool | None:
        now = house.app.clock.elapsed()
        return pacer.ready_at(house.anna.id, now) > now or None

    await house.box.until(waits, 30.0, what="Telegram asking to wait")


async def hold_up(talk: Talk, words: str = "/done") -> None:
    """Olena's words bring a survey into the outbox, and there it stays."""
    async with held(talk):
        await talk.team(words)


async def let_go(talk: Talk) -> None:
    """Telegram takes messages for Anna again."""
    talk.house.app.delivery.keep_limits(limits(talk.house.app.clock, 0, 0, 0))
    async with talk.house.store.unit() as uow:
        uow.signals.add("desks")
    await talk.house.quiet()


async def move_to(talk: Talk, days: int, hour: int, minute: int = 0) -> None:
    """Move the clock to a time in Kyiv, so many days from today."""
    now = talk.house.app.clock.now().astimezone(KYIV)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0) + dt.timedelta(days=days)
    await talk.house.clock_to(then)


async def rows(talk: Talk) -> list[Survey]:
    async with talk.house.store.reading() as uow:
        found = await uow.returning(select(*columns(t.survey, Survey)).order_by(t.survey.c.id))
    return [take(Survey, row) for row in found]


async def states(talk: Talk) -> list[str]:
    return [one.state for one in await rows(talk)]


async def pause(talk: Talk) -> None:
    await talk.team("/pause")
    await talk.in_topic("⏸ Pause")


async def resume(talk: Talk) -> None:
    await talk.team("/resume")
    await talk.in_topic("▶️")


async def test_a_pause_stops_it_and_its_end_lets_it_go_once(talk: Talk):
    await hold_up(talk)
    await pause(talk)
    await let_go(talk)
    assert await talk.client_heard(QUESTION) == 0
    assert await states(talk) == ["withdrawn"]
    await resume(talk)
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1
    assert await states(talk) == ["withdrawn", "open"]


async def test_one_that_was_stopped_does_not_count_as_asked(talk: Talk):
    await hold_up(talk)
    await pause(talk)
    await let_go(talk)
    chat = await talk.row()
    async with talk.house.store.reading() as uow:
        assert await surveys.last_sent(uow, chat.id) is None


async def test_whoever_closed_the_conversation_hears_that_it_waits_after_all(talk: Talk):
    await hold_up(talk)
    await pause(talk)
    await let_go(talk)
    await talk.in_topic("📝 The survey waits: a pause for the client.")


async def test_of_one_that_closed_by_itself_nobody_hears_that_it_waits(talk: Talk):
    async with held(talk):
        await talk.house.move_clock(dt.timedelta(days=3, hours=1))
    await pause(talk)
    await let_go(talk)
    assert await states(talk) == ["withdrawn"]
    assert await talk.topic_heard("📝") == await talk.topic_heard("🔕") == 0


async def test_a_quiet_day_stops_it_until_the_next_day(talk: Talk, quiet_days: dict[dt.date, Phrase]):
    await hold_up(talk)
    quiet_days[talk.house.app.clock.now().astimezone(KYIV).date()] = phrase("the day is quiet")
    await let_go(talk)
    assert await talk.client_heard(QUESTION) == 0
    await talk.house.move_clock(dt.timedelta(days=1))
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1


async def test_the_minute_of_silence_stops_it_until_its_end(talk: Talk):
    await hold_up(talk)
    await move_to(talk, 1, 8, 56)
    await let_go(talk)
    assert await talk.client_heard(QUESTION) == 0
    assert "09:05" in (await talk.in_topic("📝 The survey goes out")).text
    await move_to(talk, 0, 9, 5)
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1


@OFFICE
async def test_the_night_stops_it_until_the_morning(talk: Talk):
    await hold_up(talk)
    await move_to(talk, 0, 22)
    await let_go(talk)
    assert await talk.client_heard(QUESTION) == 0
    await move_to(talk, 1, 9, 5)
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1


async def test_a_case_that_was_opened_meanwhile_refuses_it_with_one_quiet_line(talk: Talk):
    await hold_up(talk)
    async with talk.house.store.unit() as uow:
        case = await open_case(uow, talk.house.client.id)
    await let_go(talk)
    await talk.in_topic("🔕 No survey: a low rating is being followed up.")
    async with talk.house.store.unit() as uow:
        await recoveries.change(uow, case, closed_at=uow.now)
    await talk.house.move_clock(dt.timedelta(days=2))
    assert await talk.client_heard(QUESTION) == 0
    assert await talk.topic_heard("🔕") == 1


async def test_a_survey_by_hand_that_a_case_refuses_on_the_way_says_so_too(talk: Talk):
    await hold_up(talk, "/survey")
    async with talk.house.store.unit() as uow:
        await open_case(uow, talk.house.client.id)
    await let_go(talk)
    await talk.in_topic("🔕 No survey: a low rating is being followed up.")
    assert await talk.client_heard(QUESTION) == 0


async def test_a_periodic_survey_that_a_case_refused_on_the_way_comes_when_it_may(talk: Talk):
    await talk.house.move_clock(dt.timedelta(days=85))
    await talk.client("A question")
    await talk.in_topic("A question")
    await talk.team("An answer")
    await talk.at_client("An answer")
    await talk.team("/done quiet")
    await talk.house.quiet()
    async with held(talk):
        await talk.house.move_clock(dt.timedelta(days=6))
    async with talk.house.store.unit() as uow:
        case = await open_case(uow, talk.house.client.id)
    await let_go(talk)
    await talk.in_topic("🔕 No survey: a low rating is being followed up.")
    assert await talk.client_heard("Question 1 of 3") == 0
    async with talk.house.store.unit() as uow:
        await recoveries.change(uow, case, closed_at=uow.now)
    await talk.house.move_clock(dt.timedelta(days=1, hours=1))
    await Asked(talk).question()
    assert await talk.client_heard("Question 1 of 3") == 1


async def test_one_that_was_on_the_way_for_a_week_is_not_sent_and_says_so(talk: Talk):
    await hold_up(talk)
    await talk.house.move_clock(dt.timedelta(days=7, minutes=1))
    await let_go(talk)
    await talk.in_topic("🔕 No survey: it would come too late.")
    assert await talk.client_heard(QUESTION) == 0
    assert await talk.topic_heard("🔕") == 1


async def test_what_the_client_wants_to_rate_is_stopped_by_nothing(talk: Talk):
    async with held(talk):
        await talk.client("/rate")
    await pause(talk)
    await let_go(talk)
    await Asked(talk).question()


async def test_one_that_was_stopped_is_forgotten_when_the_conversation_goes_on(talk: Talk):
    await hold_up(talk)
    await pause(talk)
    await let_go(talk)
    await talk.client("Wait, one more problem")
    await talk.in_topic("one more problem")
    await resume(talk)
    assert await talk.client_heard(QUESTION) == 0
    assert await states(talk) == ["withdrawn"]
    assert await talk.topic_heard("🔕") == 0


async def test_one_that_waits_in_the_outbox_in_a_pause_is_taken_back_when_the_conversation_goes_on(talk: Talk):
    await hold_up(talk)
    await pause(talk)
    await talk.client("Wait, one more problem")
    await talk.in_topic("one more problem")
    await let_go(talk)
    await resume(talk)
    assert await talk.client_heard(QUESTION) == 0
    assert await talk.topic_heard("📝") == await talk.topic_heard("🔕") == 0


async def test_send_again_waits_for_the_end_of_a_pause_too(talk: Talk):
    await talk.house.box.fault("reset_before", "sendMessage", chat_id=talk.house.anna.id, times=1)
    await talk.team("/done")
    ask = await talk.in_topic("Telegram may or may not")
    await pause(talk)
    await talk.house.olena.presses(ask, "Send again")
    await talk.in_topic("📝 The survey waits: a pause for the client.")
    assert await talk.client_heard(QUESTION) == 0
    await resume(talk)
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1


async def test_one_that_may_go_again_when_it_is_stopped_goes_at_once(talk: Talk):
    """The pause ends between the courier's last look and its record of it."""
    await hold_up(talk)
    house = talk.house
    survey = await Asked(talk).survey()
    async with house.store.unit() as uow:
        await asking.stopped(uow, {"survey": survey.id})
    await let_go(talk)
    assert await talk.client_heard(QUESTION) == 1
    assert await states(talk) == ["withdrawn", "open"]


async def test_a_stop_whose_record_is_lost_is_made_again_without_a_double(talk: Talk):
    """The process dies after the courier's last look; whoever comes next looks again."""
    await hold_up(talk)
    await pause(talk)
    survey = await Asked(talk).survey()
    house = talk.house
    with pytest.raises(RuntimeError, match="power cut"):
        async with house.store.unit() as uow:
            await asking.stopped(uow, {"survey": survey.id})
            raise RuntimeError("power cut")
    assert await states(talk) == ["posted"]
    async with house.store.reading() as uow:
        assert await showing.to_send(uow, {"survey": survey.id}) is None
    for _ in range(2):
        async with house.store.unit() as uow:
            await asking.stopped(uow, {"survey": survey.id})
    async with house.store.reading() as uow:
        assert await jobs.keys(uow, asking.JOB) == {f"{survey.chat_id}:after_conversation"}
    await let_go(talk)
    await resume(talk)
    await Asked(talk).question()
    assert await talk.client_heard(QUESTION) == 1
    assert await states(talk) == ["withdrawn", "open"]


async def test_a_client_who_writes_in_the_moment_of_the_stop_ends_the_wait(talk: Talk):
    """Another process takes the client's word while delivery records that the survey waits."""
    await hold_up(talk)
    await pause(talk)
    house, survey = talk.house, await Asked(talk).survey()
    elsewhere = Store(house.store.url, house.app.clock, house.store.defaults)
    stopping = asyncio.Event()

    async def stops() -> None:
        async with house.store.unit() as uow:
            await asking.stopped(uow, {"survey": survey.id})
            await jobs.keys(uow, asking.JOB)
            stopping.set()
            await asyncio.sleep(0.3)

    async def writes() -> None:
        await stopping.wait()
        async with elsewhere.unit() as uow:
            assert survey.conversation_id is not None
            await asking.conversation_reopened(uow, survey.conversation_id)

    await asyncio.gather(stops(), writes())
    await elsewhere.close()
    async with house.store.reading() as uow:
        assert await jobs.keys(uow, asking.JOB) == set()
    assert await states(talk) == ["withdrawn"]
