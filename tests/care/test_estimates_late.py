"""A lead who answers the question about a day when it is over: nobody is greeted any more, and the answer says so."""

import datetime as dt

from conversations import contact_admin
from conversations.care.rows import A_GLANCE
from conversations.contact_admin import ContactDetails
from sandbox.client import Message
from tests.care.test_ahead import marks
from tests.care.test_estimates import asked, clock_of, eid, morning, said, shown_in_topic
from tests.support.house import House
from tests.support.talk import Talk

__all__ = ["eid"]

TOO_LATE = "It is too late for wishes: nobody is greeted any more."


async def question_of(house: House, eid: dt.date) -> Message:
    await morning(house, eid - dt.timedelta(days=2))
    return await asked(house)


async def answer(house: House, question: Message, label: str) -> str:
    pressed = await house.lead.presses(question, next(one for one in question.labels if label in one))
    await house.quiet()
    return pressed.text


async def test_confirmed_in_the_evening_of_its_day_it_says_that_nobody_is_greeted(
    house: House, joined: Talk, eid: dt.date
):
    question = await question_of(house, eid)
    await clock_of(house, eid, 20)
    told = await answer(house, question, "Confirm")
    assert told == f"Larysa confirmed: it is kept on {eid.day} {eid:%B %Y}. {TOO_LATE}"
    assert TOO_LATE in (await house.box.message(house.lead.id, question)).text
    assert list((await marks(house)).values()) == [("confirmed", None)]
    assert await said(house) == []


async def test_moved_to_a_day_that_is_over_it_says_that_nobody_is_greeted(house: House, joined: Talk, eid: dt.date):
    question = await question_of(house, eid)
    await clock_of(house, eid, 8)
    assert TOO_LATE in await answer(house, question, "earlier")


async def test_confirmed_on_its_day_in_time_it_does_not_say_so(house: House, joined: Talk, eid: dt.date):
    question, _ = await shown_in_topic(house, eid)
    await clock_of(house, eid, 13)
    assert await said(house) == []
    assert "too late" not in await answer(house, question, "Confirm")
    await house.move_clock(A_GLANCE)
    assert len(await said(house)) == 1


async def test_while_the_day_lasts_for_somebody_it_does_not_say_so(house: House, joined: Talk, eid: dt.date):
    """In the evening in Dubai it is noon in New York, where Boris keeps the same feast."""
    async with house.store.unit() as uow:
        details = ContactDetails(country="AE", timezone="America/New_York", tradition="islamic")
        await contact_admin.invite_contact(uow, "test", house.client, "Boris", details)
    question = await question_of(house, eid)
    await clock_of(house, eid, 20)
    assert "too late" not in await answer(house, question, "Confirm")


async def test_struck_it_says_nothing_of_being_late(house: House, joined: Talk, eid: dt.date):
    question = await question_of(house, eid)
    await clock_of(house, eid, 20)
    assert await answer(house, question, "Strike") == "Larysa struck this date: nobody is greeted."
