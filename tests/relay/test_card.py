"""The pinned client card."""

import datetime as dt

from tests.support.house import House
from tests.support.talk import Talk


async def test_a_new_topic_begins_with_one_pinned_card(joined: Talk):
    card = await joined.card("ACME · Anna")
    await joined.house.quiet()
    assert (await joined.now(card)).pinned
    assert "Owner: Olena" in card.text


async def test_the_card_follows_the_conversation_in_the_same_message(joined: Talk):
    first = await joined.card("No open conversation")
    await joined.client("a question")
    await joined.house.quiet()
    await joined.house.move_clock(dt.timedelta(seconds=10))
    waiting = await joined.card("🟡")
    await joined.team("an answer")
    await joined.at_client("an answer")
    await joined.house.move_clock(dt.timedelta(seconds=10))
    answered = await joined.card("🟢")
    assert first.id == waiting.id == answered.id


async def test_many_changes_in_a_moment_make_one_edit(joined: Talk):
    await joined.card()
    await joined.house.quiet()
    await joined.house.box.forget_calls()
    for number in range(5):
        await joined.client(f"question {number}")
        await joined.team(f"answer {number}")
    await joined.at_client("answer 4")
    await joined.house.move_clock(dt.timedelta(seconds=10))
    await joined.card("🟢")
    await joined.house.quiet()
    assert len(await joined.house.box.calls("editMessageText", chat=joined.house.desk)) == 1


async def test_the_refresh_button_brings_the_card_up_to_date(joined: Talk):
    card = await joined.card()
    await joined.house.quiet()
    await joined.house.move_clock(dt.timedelta(hours=1))
    pressed = await joined.house.olena.presses(card, "↻ Refresh")
    assert pressed.answered and not pressed.text
    await joined.topic_sees(lambda message: message.id == card.id and message.edited)


async def test_a_fresh_card_says_that_it_is_up_to_date(joined: Talk):
    card = await joined.card()
    await joined.house.quiet()
    await joined.house.move_clock(dt.timedelta(hours=1))
    await joined.house.olena.presses(card, "↻ Refresh")
    await joined.house.quiet()
    assert (await joined.house.olena.presses(card, "↻ Refresh")).text == "The card is up to date."


async def test_a_deleted_card_comes_back_pinned(joined: Talk):
    card = await joined.card()
    await joined.house.quiet()
    await joined.house.olena.deletes(card)
    await joined.house.move_clock(dt.timedelta(hours=1))
    await joined.team("/card")
    await joined.house.quiet()
    await joined.house.move_clock(dt.timedelta(seconds=10))
    again = await joined.card()
    await joined.house.quiet()
    assert again.id != card.id
    assert (await joined.now(again)).pinned


async def test_a_stranger_in_the_desk_cannot_press_the_card_s_button(joined: Talk):
    house = joined.house
    mallory = await house.box.person("Mallory")
    await house.desk.add(mallory)
    pressed = await mallory.presses(await joined.card(), "↻ Refresh")
    assert pressed.alert and "team" in pressed.text


async def test_contacts_of_one_client_see_each_other_s_topic_on_the_card(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    bohdan = await house.box.person("Bohdan")
    await house.topic_of("ACME · Anna")
    await house.quiet()
    await house.joins(bohdan, "ACME")
    talk = Talk(house, "ACME · Bohdan")
    card = await talk.card("Anna")
    links = [entity["url"] for entity in card.entities if entity["type"] == "text_link"]
    assert links == [f"https://t.me/c/{str(house.desk.id).removeprefix('-100')}/{await house.topic_of('ACME · Anna')}"]
