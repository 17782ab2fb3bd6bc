"""What a client can ask the bot, and in whose language it answers."""

import datetime as dt

import pytest

from conversations import client_admin, upkeep
from conversations.client_admin import ClientDetails
from storage import clients
from tests.support.house import House
from tests.support.talk import Talk


@pytest.fixture
async def talk(house: House) -> Talk:
    """Anna of ACME has joined; she reads English here."""
    await house.anna.starts(house.bot, house.links["anna"])
    made = Talk(house)
    await made.at_client("Your manager is")
    await house.quiet()
    return made


def _cyrillic(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum("а" <= char.lower() <= "я" or char.lower() in "іїєґё" for char in letters) > len(letters) / 2


async def test_manager_says_who_and_when(talk: Talk):
    await talk.client("/manager")
    answer = await talk.at_client("Your manager is Olena.")
    assert "Mon–Fri 09:00–18:00" in answer.text


async def test_manager_s_hours_stand_in_the_client_s_time_zone(talk: Talk):
    async with talk.house.store.unit() as uow:
        contact = (await clients.contacts(uow, talk.house.client.id))[0]
        await clients.change_contact(uow, contact.id, timezone="Asia/Tokyo")
    await talk.client("/manager")
    answer = await talk.at_client("(your time)")
    assert "18:00" not in answer.text.split("–")[0]


async def test_help_names_the_manager_and_every_command(talk: Talk):
    await talk.client("/help")
    answer = await talk.at_client("/privacy –")
    for said in ("Olena", "/manager", "/language"):
        assert said in answer.text


async def test_privacy_says_what_is_stored_and_who_reads_it(talk: Talk):
    await talk.client("/privacy")
    answer = await talk.at_client("What is stored")
    assert "Who reads it" in answer.text and "Olena" in answer.text


async def test_privacy_names_what_the_team_remembers_and_how_long_planned_texts_are_kept(talk: Talk):
    await talk.client("/privacy")
    answer = await talk.at_client("What is stored")
    assert "dates that matter to you or your company" in answer.text
    assert "worth remembering about you" in answer.text
    assert f"planned for you: the text for {upkeep.WORDS_KEPT.days} days" in answer.text
    assert "what a conversation was about" in answer.text


async def test_privacy_names_the_birthday_and_the_holidays_whoever_told_the_team(talk: Talk):
    await talk.client("/privacy")
    assert "your birthday and the holidays you keep, if we know them" in (await talk.at_client("What is stored")).text


@pytest.mark.parametrize("command", ["/manager", "/help", "/privacy", "/language"])
async def test_a_command_is_answered_and_does_not_bother_the_manager(talk: Talk, command: str):
    before = len(await talk.all_at_client())
    await talk.client(command)
    await talk.at_client(after=(await talk.all_at_client())[0])
    assert len(await talk.all_at_client()) == before + 1
    assert await talk.topic_heard(command) == 0
    assert (await talk.row()).conversation is None


async def test_language_is_chosen_by_button_and_counts_at_once(talk: Talk):
    await talk.client("/language")
    picker = await talk.at_client("Which language")
    assert picker.labels == ["English", "Українська", "Русский"]
    pressed = await talk.house.anna.presses(picker, "Українська")
    assert _cyrillic(pressed.text)
    await talk.client("/manager")
    await talk.client_sees(lambda message: _cyrillic(message.text))
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("Українська")


async def test_the_welcome_is_in_the_contact_s_language_and_the_topic_in_the_desk_s(house: House):
    iryna = await house.box.person("Iryna", language="en")
    await house.joins(iryna, "Globex", language="uk")
    await house.box.receives(iryna.id, where=lambda message: _cyrillic(message.text))
    assert "joined" in (await house.in_topic("Globex · Iryna", "👋")).text


async def test_without_a_language_on_the_invitation_telegram_s_counts(house: House):
    async with house.store.unit() as uow:
        await client_admin.add_client(uow, "test", "Globex", house.olena.id, ClientDetails())
    iryna = await house.box.person("Iryna", language="ru")
    await house.joins(iryna, "Globex")
    await house.box.receives(iryna.id, where=lambda message: _cyrillic(message.text))


async def test_a_language_we_do_not_speak_becomes_the_default_one(house: House):
    jean = await house.box.person("Jean", language="fr")
    await house.joins(jean, "Globex")
    await house.box.receives(jean.id, "Your manager is")


async def test_a_lead_reads_their_own_language_whoever_caused_the_text(house: House):
    await house.lead.sends(house.lead.id, "/language")
    picker = await house.box.receives(house.lead.id, "Which language")
    await house.lead.presses(picker, "Русский")
    eve = await house.box.person("Eve", language="en")
    await eve.starts(house.bot)
    await eve.presses(await house.box.receives(eve.id), "Ask for access")
    assert _cyrillic((await house.box.receives(house.lead.id, "🚪")).text)
