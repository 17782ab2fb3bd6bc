"""`/invite` in a desk: a client, a contact and a link in one line."""

import pytest

from sandbox.client import Message, Person
from storage import clients
from tests.support.house import House


async def _asks(house: House, words: str, text: str, by: Person | None = None) -> Message:
    asked = await (by or house.olena).sends(house.desk, words)
    return await house.box.receives(house.desk, text, thread="general", after=asked, timeout=60)


def _link(message: Message) -> str:
    return next(word for word in message.text.split() if word.startswith("https://"))


async def test_a_new_client_is_made_with_a_contact_and_a_link_that_works(house: House):
    answer = await _asks(house, "/invite Globex, Bohdan", "https://t.me/care_bot?start=")
    assert "Bohdan" in answer.text and "Globex" in answer.text and "14 days" in answer.text
    bohdan = await house.box.person("Bo", language="en")
    await bohdan.opens(_link(answer))
    await house.box.receives(bohdan.id, "Your manager is Olena")
    await house.topic_of("Globex · Bohdan")


async def test_the_answer_replies_to_the_command(house: House):
    written = await house.olena.sends(house.desk, "/invite Globex, Bohdan")
    answer = await house.box.receives(house.desk, "https://t.me/", thread="general")
    assert answer.reply_to == written.id


async def test_whoever_invites_a_new_client_owns_it(house: House):
    await _asks(house, "/invite Globex, Bohdan", "https://t.me/", by=house.petro)
    async with house.store.reading() as uow:
        client = await clients.by_name(uow, "Globex")
    assert client is not None and client.owner_id == (await house.staff_row(house.petro)).id


async def test_a_second_contact_joins_the_client_that_exists(house: House):
    await _asks(house, "/invite acme, Bohdan", "https://t.me/")
    async with house.store.reading() as uow:
        names = [contact.name for contact in await clients.contacts(uow, house.client.id)]
        assert len(await clients.listed(uow)) == 1
    assert names == ["Anna", "Bohdan"]


async def test_the_language_on_the_invitation_is_the_contact_s(house: House):
    answer = await _asks(house, "/invite Globex, Bohdan, uk", "https://t.me/")
    bohdan = await house.box.person("Bo", language="en")
    await bohdan.opens(_link(answer))
    welcome = await house.box.receives(bohdan.id)
    assert "Your manager" not in welcome.text and "Olena" in welcome.text


async def test_a_group_gets_a_link_that_adds_the_bot(house: House):
    answer = await _asks(house, "/invite ACME, group", "https://t.me/care_bot?startgroup=")
    group = await house.box.group("ACME & us", house.anna)
    await house.anna.opens(_link(answer), group)
    await house.box.receives(group, "Your manager is")
    await house.topic_of("ACME")


@pytest.mark.parametrize("words", ["/invite", "/invite Globex", "/invite Globex, ", "/invite a, b, uk, d"])
async def test_an_invitation_written_wrong_says_how_to_write_it(house: House, words: str):
    await _asks(house, words, "/invite ACME, Anna")
    async with house.store.reading() as uow:
        assert len(await clients.listed(uow)) == 1


async def test_a_language_that_we_do_not_speak_is_refused_and_nothing_is_made(house: House):
    await _asks(house, "/invite Globex, Bohdan, xx", "xx")
    async with house.store.reading() as uow:
        assert await clients.by_name(uow, "Globex") is None


async def test_a_contact_who_has_joined_needs_no_link(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    await _asks(house, "/invite ACME, Anna", "has joined already")


async def test_a_colleague_s_client_is_not_for_another_manager_but_for_a_lead(house: House):
    await _asks(house, "/invite ACME, Bohdan", "colleague", by=house.petro)
    await _asks(house, "/invite ACME, Bohdan", "https://t.me/", by=house.lead)


async def test_an_invitation_asked_for_in_a_topic_is_answered_there(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.in_topic("ACME · Anna", "joined")
    await house.olena.sends(house.desk, "/invite ACME, Bohdan", thread=await house.topic_of("ACME · Anna"))
    await house.in_topic("ACME · Anna", "https://t.me/")
