"""A contact who is greeted in a language that the bot itself does not speak: Polish or German."""

import pytest

from conversations import client_admin, contact_admin
from conversations.client_admin import ClientDetails
from sandbox.client import Person
from storage import clients
from storage.records import Contact
from tests.support.house import House

POLSKA = "Polska"


@pytest.fixture
async def jan(house: House) -> Person:
    """Jan, whose Telegram speaks Polish."""
    return await house.box.person("Jan", language="pl")


async def contact_of(house: House, client: str = POLSKA) -> Contact:
    await house.quiet()
    async with house.store.reading() as uow:
        found = await clients.by_name(uow, client)
        assert found is not None
        [contact] = await clients.contacts(uow, found.id)
    return contact


@pytest.mark.parametrize("language", ["pl", "de"])
async def test_the_language_on_the_invitation_stays_when_they_join(house: House, jan: Person, language: str):
    await house.joins(jan, POLSKA, language=language)
    await house.box.receives(jan.id, "Your manager is")
    assert (await contact_of(house)).language == language


async def test_what_the_bot_says_to_them_is_in_their_client_s_language(house: House, jan: Person):
    async with house.store.unit() as uow:
        await client_admin.add_client(uow, "test", POLSKA, house.olena.id, ClientDetails(language="uk"))
    await house.joins(jan, POLSKA, language="pl")
    await house.box.receives(jan.id, "Ваш менеджер")
    assert (await contact_of(house)).language == "pl"


async def test_it_is_still_theirs_when_they_come_back_with_another_account(house: House, jan: Person):
    await house.joins(jan, POLSKA, language="de")
    await house.box.receives(jan.id, "Your manager is")
    async with house.store.unit() as uow:
        client, contact = await contact_admin.find_contact(uow, POLSKA, "Jan")
        await contact_admin.revoke_contact(uow, "test", client, contact)
        _, token = await contact_admin.invite_contact(uow, "test", client, "Jan")
    again = await house.box.person("Jan", language="en")
    await again.starts(house.bot, token)
    await house.box.receives(again.id, "Your manager is")
    assert (await contact_of(house)).language == "de"


async def test_without_a_stored_language_one_that_the_bot_speaks_is_written(house: House, jan: Person):
    await house.joins(jan, POLSKA)
    await house.box.receives(jan.id, "Your manager is")
    assert (await contact_of(house)).language == "en"
