"""Order: within a chat, across restarts, and when everybody writes at once."""

import asyncio

from storage.records import Conversation
from tests.support.house import House
from tests.support.talk import Talk


async def test_five_messages_at_once_arrive_in_order(joined: Talk):
    written = await asyncio.gather(*(joined.client(f"message {number}") for number in range(5)))
    await joined.in_topic("message 4")
    in_order = [message.text for message in sorted(written, key=lambda message: message.id)]
    arrived = [message.text.removeprefix("🔔 Olena\n") for message in await joined.all_in_topic()]
    assert [text for text in arrived if text.startswith("message")] == in_order


async def test_messages_of_different_kinds_keep_their_order(talk: Talk):
    kinds = ["text", "photo", "sticker", "voice", "dice", "text", "location"]
    for number, kind in enumerate(kinds):
        await talk.client(f"text {number}" if kind == "text" else None, kind=kind)
    await talk.topic_sees(lambda message: message.kind == "location")
    assert [message.kind for message in await talk.all_in_topic()][-len(kinds) :] == kinds


async def test_two_first_messages_at_once_make_one_topic(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await asyncio.gather(*(house.anna.sends(house.anna.id, text) for text in ("hello", "hello?")))
    await house.in_topic("ACME · Anna", "hello?")
    await house.quiet()
    assert len(await house.topics("ACME · Anna")) == 1


async def test_two_clients_who_write_at_once_each_have_their_own_topic(house: House):
    bohdan = await house.box.person("Bohdan")
    await house.anna.starts(house.bot, house.links["anna"])
    await house.joins(bohdan, "Globex", language="en")
    await asyncio.gather(house.anna.sends(house.anna.id, "from Anna"), bohdan.sends(bohdan.id, "from Bohdan"))
    await house.in_topic("ACME · Anna", "from Anna")
    await house.in_topic("Globex · Bohdan", "from Bohdan")


async def test_what_was_written_while_the_bot_was_away_is_delivered_in_order_after_it_is_back(talk: Talk):
    await talk.house.stop()
    for number in range(5):
        await talk.client(f"while away {number}")
    await talk.team("we are here")
    await talk.client("and after")
    await talk.house.start()
    await talk.in_topic("and after")
    await talk.at_client("we are here")
    assert [message.text for message in (await talk.all_in_topic())[-6:]] == [
        *(f"while away {number}" for number in range(5)),
        "and after",
    ]


async def test_buttons_pressed_while_the_bot_was_away_still_work(talk: Talk):
    await talk.team("/assign")
    picker = await talk.in_topic("Who looks after")
    await talk.house.stop()
    await talk.house.olena.presses(picker, "Petro", timeout=0)
    await talk.house.start()
    await talk.at_client("Petro")


async def _conversation(talk: Talk) -> Conversation:
    await talk.house.quiet()
    found = (await talk.row()).conversation
    assert found is not None
    return found


async def test_the_waiting_clock_follows_the_last_word_when_both_sides_wrote_while_the_bot_was_away(talk: Talk):
    await talk.house.stop()
    await talk.client("a question")
    await talk.team("an answer")
    await talk.client("another question")
    await talk.house.start()
    await talk.in_topic("another question")
    assert (await _conversation(talk)).waiting_since is not None


async def test_an_answer_counts_when_other_chats_were_busy_in_the_same_moment(talk: Talk):
    house = talk.house
    bohdan = await house.box.person("Bohdan")
    await house.joins(bohdan, "Globex", language="en")
    globex = Talk(house, "Globex · Bohdan")
    await globex.in_topic("joined")
    await house.stop()
    await talk.team("for Anna")
    await bohdan.sends(bohdan.id, "hello")
    await globex.team("hello Bohdan")
    await house.start()
    await house.box.receives(bohdan.id, "hello Bohdan")
    await house.quiet()
    async with house.store.reading() as uow:
        from storage import chats

        row = (await chats.by_telegram(uow, [bohdan.id]))[bohdan.id]
    assert row.conversation is not None
    assert row.conversation.waiting_since is None
    assert row.conversation.first_answer_at is not None
