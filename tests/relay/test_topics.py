"""Topics that were deleted or closed, desks that were lost: noticed, mended, and nothing is lost."""

from tests.support.house import House
from tests.support.talk import TITLE, Talk


async def _current(talk: Talk, old: int) -> int:
    async def look() -> int | None:
        return next(
            (topic.id for topic in await talk.house.desk.topics() if topic.name == TITLE and topic.id != old), None
        )

    found = await talk.house.box.until(look, 5, "a new topic")
    assert found is not None
    return found


async def test_a_deleted_topic_is_made_again_and_the_message_is_delivered(talk: Talk):
    old = await talk.thread()
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    await talk.client("hello again")
    await _current(talk, old)
    await talk.in_topic("hello again")
    await talk.house.quiet()
    assert len([topic for topic in await talk.house.desk.topics() if topic.name == TITLE]) == 1


async def test_several_messages_into_a_deleted_topic_make_one_new_topic_and_keep_their_order(talk: Talk):
    old = await talk.thread()
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    for number in range(5):
        await talk.client(f"message {number}")
    await _current(talk, old)
    await talk.in_topic("message 4")
    arrived = [message.text for message in await talk.all_in_topic() if message.forward_origin is None]
    assert [text for text in arrived if text.startswith("message")] == [f"message {number}" for number in range(5)]
    assert len([topic for topic in await talk.house.desk.topics() if topic.name == TITLE]) == 1


async def test_the_new_topic_holds_the_last_messages_and_says_who_wrote_them(talk: Talk):
    old = await talk.thread()
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    await talk.client("hello again")
    await _current(talk, old)
    await talk.in_topic("This topic was deleted")
    history = [message for message in await talk.all_in_topic() if message.forward_origin]
    assert [message.text for message in history] == ["Good morning", "Olena\nHello Anna"]
    assert history[0].forward_origin and history[0].forward_origin["sender_user"]["id"] == talk.house.anna.id


async def test_a_reply_to_an_old_message_finds_its_new_place(talk: Talk):
    old = await talk.thread()
    answer = await talk.at_client("Hello Anna")
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    await talk.client("hello again")
    await _current(talk, old)
    await talk.in_topic("This topic was deleted")
    await talk.house.quiet()
    await talk.client("about that", reply_to=answer)
    place = await talk.topic_sees(lambda message: message.forward_origin is not None, "Hello Anna")
    assert (await talk.in_topic("about that")).reply_to == place.id


async def test_a_reply_of_staff_to_an_old_message_finds_the_client_s_own(talk: Talk):
    old = await talk.thread()
    written = await talk.client("See page 4")
    await talk.in_topic("See page 4")
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    await talk.client("hello again")
    await _current(talk, old)
    place = await talk.topic_sees(lambda message: message.forward_origin is not None, "See page 4")
    await talk.house.quiet()
    await talk.team("I see", reply_to=place)
    assert (await talk.at_client("I see")).reply_to == written.id


async def test_the_new_topic_gets_a_pinned_card_at_once(talk: Talk):
    old = await talk.thread()
    await talk.card()
    await talk.house.olena.deletes_topic(talk.house.desk, old)
    await talk.client("hello again")
    await _current(talk, old)
    card = await talk.card(timeout=60)
    await talk.house.quiet()
    assert (await talk.now(card)).pinned


async def test_a_closed_topic_still_gets_what_the_client_writes(talk: Talk):
    await talk.house.olena.closes_topic(talk.house.desk, await talk.thread())
    await talk.client("hello again")
    await talk.in_topic("hello again")


async def test_a_renamed_topic_stays_the_client_s(talk: Talk):
    thread = await talk.thread()
    await talk.house.olena.renames_topic(talk.house.desk, thread, "VIP!")
    await talk.client("hello again")
    await talk.house.box.receives(talk.house.desk, "hello again", thread=thread)


# -- the desk ----------------------------------------------------------------------------------------------------------


async def _warnings(house: House) -> int:
    await house.box.silence(0.2)
    return sum("⚠️" in message.text for message in await house.box.messages(house.lead.id) if message.by_bot)


async def test_a_demoted_bot_is_reported_to_the_leads_once_and_what_waited_arrives_when_it_is_mended(talk: Talk):
    house = talk.house
    old = await talk.thread()
    await house.olena.deletes_topic(house.desk, old)
    await house.desk.demote(house.bot)
    await house.box.receives(house.lead.id, "⚠️")
    await talk.client("is anybody there?")
    await talk.client("hello?")
    await house.box.silence(0.2)
    assert await _warnings(house) == 1
    await house.desk.promote(house.bot)
    await _current(talk, old)
    await talk.in_topic("is anybody there?", timeout=60)
    await talk.in_topic("hello?")
    await house.box.receives(house.lead.id, "✅")


async def test_a_bot_that_was_thrown_out_of_the_desk_delivers_everything_when_it_is_back(talk: Talk):
    house = talk.house
    await house.desk.remove(house.bot, kicked=True)
    await house.box.receives(house.lead.id, "⚠️")
    await talk.client("is anybody there?")
    await house.box.silence(0.2)
    assert await _warnings(house) == 1
    await house.desk.add_bot(house.bot)
    await talk.in_topic("is anybody there?", timeout=60)


async def test_without_the_right_to_pin_the_client_s_words_arrive_and_the_card_stands_once(house: House):
    rights = {
        "can_manage_topics": True,
        "can_delete_messages": True,
        "can_manage_chat": True,
        "can_pin_messages": False,
    }
    await house.desk.promote(house.bot, rights)
    await house.anna.starts(house.bot, house.links["anna"])
    talk = Talk(house)
    await talk.card()
    await talk.client("hello")
    await talk.in_topic("hello")
    await house.quiet()
    found = await house.box.messages(house.desk, thread=await talk.thread())
    assert sum("↻ Refresh" in message.labels for message in found) == 1
