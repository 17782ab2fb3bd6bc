"""People without a link: polite words, a request that reaches the leads, and no way in."""

import datetime as dt

import pytest

from conversations import team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Person
from tests.support.house import House


@pytest.fixture
async def eve(house: House) -> Person:
    return await house.box.person("Eve", language="en", username="eve_e")


async def _heard(house: House, person: Person, text: str) -> int:
    await house.quiet()
    return sum(text in message.text for message in await house.box.messages(person.id) if message.by_bot)


@pytest.mark.parametrize("words", ["/start", "hello?", "/invite ACME, Eve", "/staff"])
async def test_a_stranger_gets_a_polite_explanation_that_reveals_nothing(house: House, eve: Person, words: str):
    await eve.starts(house.bot)
    if words != "/start":
        await eve.sends(eve.id, words)
    await house.box.receives(eve.id, "private line")
    await house.quiet()
    answers = [message for message in await house.box.messages(eve.id) if message.by_bot]
    assert all("private line" in answer.text and answer.labels == ["Ask for access"] for answer in answers)
    assert await house.desk.topics() == []


async def test_a_request_for_access_reaches_the_leads_with_who_asks(house: House, eve: Person):
    await eve.starts(house.bot)
    pressed = await eve.presses(await house.box.receives(eve.id), "Ask for access")
    assert pressed.alert and "Thank you" in pressed.text
    await house.box.receives(house.lead.id, "Eve (@eve_e)")
    assert await _heard(house, house.olena, "Eve") == 0, "managers are not asked"


async def test_a_request_reaches_the_leads_once_a_day(house: House, eve: Person):
    await eve.starts(house.bot)
    offer = await house.box.receives(eve.id)
    await eve.presses(offer, "Ask for access")
    again = await eve.presses(offer, "Ask for access")
    assert "already" in again.text
    assert await _heard(house, house.lead, "🚪") == 1
    await house.move_clock(dt.timedelta(hours=24, minutes=1))
    await eve.presses(offer, "Ask for access")
    assert await _heard(house, house.lead, "🚪") == 2


async def test_a_lead_who_never_pressed_start_is_no_trouble(house: House, eve: Person):
    mute = await house.box.person("Mute")
    async with house.store.unit() as uow:
        await team_admin.add_staff(uow, "test", mute.id, "Mute", StaffDetails(role="lead"))
    await eve.starts(house.bot)
    await eve.presses(await house.box.receives(eve.id), "Ask for access")
    await house.box.receives(house.lead.id, "🚪")


async def test_a_stranger_whose_name_looks_like_html_is_shown_as_written(house: House):
    mallory = await house.box.person("<b>Mallory</b>", language="en")
    await mallory.starts(house.bot)
    await mallory.presses(await house.box.receives(mallory.id), "Ask for access")
    assert "<b>Mallory</b>" in (await house.box.receives(house.lead.id, "🚪")).text


async def test_a_bot_that_is_added_to_a_strange_group_stays_silent(house: House, eve: Person):
    group = await house.box.group("Somewhere", eve)
    await group.add_bot(house.bot)
    await eve.sends(group, "hello bot")
    await eve.sends(group, "/help")
    await house.quiet()
    assert not [message for message in await house.box.messages(group, service=False) if message.by_bot]
