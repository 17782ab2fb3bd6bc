"""`/pace`: what a contact wants to hear from us."""

import datetime as dt

import pytest

from conversations import buttons
from conversations.days import pace
from sandbox.client import Message
from storage import clients
from storage.records import Contact
from tests.care.stage import asked, group_of_acme, trail
from tests.support.talk import Talk


async def anna(talk: Talk) -> Contact:
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        found = await clients.contact_by_telegram(uow, talk.house.anna.id)
    assert found is not None
    return found


async def shown(talk: Talk) -> Message:
    await talk.client("/pace")
    return await talk.at_client("How often would you like to hear from us?")


async def marked(talk: Talk, message: Message, label: str) -> Message:
    """The message once this button stands there."""
    return await talk.client_sees(lambda one: one.id == message.id and label in one.labels)


async def test_the_present_choice_is_marked_and_what_it_changes_is_explained(talk: Talk):
    message = await shown(talk)
    assert message.buttons == [
        ["– Less often", "✓ As usual", "– More often"],
        ["✓ Holiday greetings"],
        ["✓ Birthday wishes"],
    ]
    assert "questions about our work, a friendly word now and then, greetings" in message.text


@pytest.mark.parametrize(("label", "wish"), [("Less often", "less"), ("More often", "more")])
async def test_a_pace_is_chosen_and_stands_on_the_card(talk: Talk, label: str, wish: str):
    message = await shown(talk)
    assert (await talk.house.anna.presses(message, f"– {label}")).text == "Thank you, I will keep to it."
    await marked(talk, message, f"✓ {label}")
    assert (await anna(talk)).pace == wish
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("wants less contact" if wish == "less" else "welcomes more contact")


@pytest.mark.parametrize(
    ("label", "field", "on_card"),
    [
        ("Holiday greetings", "no_holiday_greetings", "🚫 no holiday greetings"),
        ("Birthday wishes", "no_birthday", "🚫 no birthday wishes"),
    ],
)
async def test_wishes_are_switched_off_and_on_again(talk: Talk, label: str, field: str, on_card: str):
    message = await shown(talk)
    await talk.house.anna.presses(message, f"✓ {label}")
    message = await marked(talk, message, f"– {label}")
    assert getattr(await anna(talk), field) is True
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card(on_card)
    await talk.house.anna.presses(message, f"– {label}")
    await marked(talk, message, f"✓ {label}")
    assert getattr(await anna(talk), field) is False


async def test_a_button_of_an_older_message_means_what_it_says(talk: Talk):
    await talk.client("/pace")
    await talk.client("/pace")
    older, newer = [one for one in await talk.all_at_client() if "How often" in one.text]
    await talk.house.anna.presses(older, "✓ Holiday greetings")
    await talk.house.anna.presses(newer, "✓ Holiday greetings")
    assert (await anna(talk)).no_holiday_greetings is True
    assert await trail(talk) == [("Anna", "care.pace_set", "ACME · Anna")]


async def test_the_manager_is_not_bothered_and_no_conversation_opens(joined: Talk):
    await shown(joined)
    assert await joined.topic_heard("/pace") == 0
    assert (await joined.row()).conversation is None


async def test_opt_outs_take_the_greetings_off_the_panel(talk: Talk):
    message = await shown(talk)
    await talk.house.anna.presses(message, "✓ Holiday greetings")
    await marked(talk, message, "– Holiday greetings")
    assert "Wants: no holiday greetings" in (await asked(talk, "/care")).text


async def test_help_and_the_menu_list_it(talk: Talk):
    await talk.client("/help")
    assert "/pace –" in (await talk.at_client("/privacy –")).text
    assert "pace" in await talk.house.box.commands(talk.house.anna)


async def test_in_a_group_it_is_everybody_s_own_and_a_button_opens_the_private_chat(talk: Talk):
    house = talk.house
    _, group = await group_of_acme(house)
    boris = await house.box.person("Boris")
    await group.add(boris)
    await boris.sends(group, "/pace@care_bot")
    answer = await house.box.receives(group, "private chat", timeout=5)
    assert answer.button("Open the private chat")["url"] == "https://t.me/care_bot"
    assert answer.labels == ["Open the private chat"]


@pytest.mark.parametrize("data", ["pace:set:never", "pace:no:holidays:2", "pace:no:name:1", "pace:", "pace:set"])
async def test_made_up_buttons_change_nothing(talk: Talk, data: str):
    chat, before = await talk.row(), await anna(talk)
    async with talk.house.store.unit() as uow:
        await pace.pressed(uow, chat, buttons.read(data, "1", 1))
        assert uow.after_commit[0].text == "This button is no longer in use."
        uow.after_commit.clear()
    assert await anna(talk) == before
