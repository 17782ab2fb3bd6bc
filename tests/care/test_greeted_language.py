"""Greetings speak more languages than the bot: a contact reads theirs in Polish, though everything else is English."""

import datetime as dt

from tests.care.planned import KYIV, Birthday
from tests.support.house import House


async def test_a_contact_whose_language_is_polish_is_wished_a_happy_birthday_in_polish(house: House):
    async with house.store.reading() as uow:
        day = uow.now.astimezone(KYIV).date() + dt.timedelta(days=5)
    ewa = await house.box.person("Ewa", language="pl")
    await house.joins(ewa, "Globex", salutation="Ewa", language="pl", birthday=f"1990-{day:%m-%d}")
    contact = Birthday(house, ewa, day)
    await house.topic_of(contact.topic)
    await contact.reach(contact.due)
    assert len(await contact.got("Your manager is")) == 1
    assert len(await contact.got("urodzin")) == 1
