"""`/assign`: a client gets another manager, in the same desk or in another one."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from conversations import team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Group, Message, Person
from storage import staff
from storage import tables as t
from tests.support.talk import TITLE, Talk, mentioned


async def test_a_picker_offers_everybody_but_the_owner(talk: Talk):
    written = await talk.team("/assign")
    picker = await talk.in_topic("Who looks after ACME")
    assert picker.reply_to == written.id
    assert picker.labels == ["Larysa", "Petro"]


async def test_the_picker_hands_the_client_over(talk: Talk):
    await talk.team("/assign")
    picker = await talk.in_topic("Who looks after ACME")
    pressed = await talk.house.olena.presses(picker, "Petro")
    assert "Petro" in pressed.text
    assert (await talk.row()).owner.name == "Petro"


async def test_a_name_hands_the_client_over_without_a_picker(talk: Talk):
    await talk.team("/assign petro")
    await talk.in_topic("Handover")
    assert (await talk.row()).owner.name == "Petro"


async def test_the_new_manager_is_pinged_and_briefed_in_the_topic(talk: Talk):
    await talk.client("still waiting")
    await talk.in_topic("still waiting")
    await talk.team("/assign Petro")
    brief = await talk.in_topic("Handover: ACME · Anna")
    assert "From Olena to Petro, by Olena." in brief.text
    assert "since" in brief.text
    ping = (await talk.all_in_topic())[-2]
    assert (ping.text, mentioned(ping)) == ("🔔 Petro", [talk.house.petro.id])


async def test_the_client_is_told_who_looks_after_them_now(talk: Talk):
    await talk.team("/assign Petro")
    await talk.at_client("From now on Petro looks after you")
    await talk.client("/manager")
    await talk.at_client("Your manager is Petro.")


async def test_the_new_manager_s_name_stands_on_their_first_word(talk: Talk):
    await talk.team("/assign Petro")
    await talk.at_client("From now on Petro")
    await talk.team("Nice to meet you", by=talk.house.petro)
    assert (await talk.at_client("Nice to meet you")).text == "Petro\nNice to meet you"


async def test_a_new_manager_whom_the_client_knows_already_is_named_again(talk: Talk):
    await talk.team("I step in", by=talk.house.petro)
    await talk.at_client("I step in")
    await talk.team("/assign Petro")
    await talk.at_client("From now on Petro")
    await talk.team("And here I am", by=talk.house.petro)
    assert (await talk.at_client("And here I am")).text == "Petro\nAnd here I am"


async def test_the_next_conversation_pings_the_new_manager(joined: Talk):
    await joined.team("/assign Petro")
    await joined.at_client("From now on Petro")
    await joined.client("hello?")
    assert mentioned(await joined.in_topic("hello?")) == [joined.house.petro.id]


async def test_a_handover_stands_in_the_audit_trail(talk: Talk):
    await talk.team("/assign Petro", by=talk.house.lead)
    await talk.in_topic("Handover")
    async with talk.house.store.reading() as uow:
        rows = await uow.returning(
            select(t.audit.c.actor, t.audit.c.detail).where(t.audit.c.action == "client.assigned")
        )
    assert [tuple(row) for row in rows] == [("Larysa", {"before": "Olena", "after": "Petro"})]


async def test_an_unknown_name_is_answered_with_the_nearest_one(talk: Talk):
    await talk.team("/assign Pedro")
    assert "Petro" in (await talk.in_topic("Pedro")).text
    assert (await talk.row()).owner.name == "Olena"


async def test_the_owner_cannot_be_assigned_once_more(talk: Talk):
    await talk.team("/assign Olena")
    await talk.in_topic("already")
    assert await talk.client_heard("From now on") == 0


async def test_an_old_picker_that_would_change_nothing_says_so(talk: Talk):
    await talk.team("/assign")
    picker = await talk.in_topic("Who looks after ACME")
    await talk.house.olena.presses(picker, "Petro")
    pressed = await talk.house.olena.presses(picker, "Petro")
    assert pressed.alert and "already" in pressed.text


async def test_a_stranger_cannot_press_the_picker(talk: Talk):
    mallory = await talk.house.box.person("Mallory")
    await talk.house.desk.add(mallory)
    await talk.team("/assign")
    pressed = await mallory.presses(await talk.in_topic("Who looks after ACME"), "Petro")
    assert pressed.alert
    assert (await talk.row()).owner.name == "Olena"


# -- to another desk ---------------------------------------------------------------------------------------------------


@dataclass
class Move:
    """Twenty-two messages were written, then ACME went to Taras, who works at another desk."""

    talk: Talk
    desk: Group
    taras: Person
    old_thread: int

    async def messages(self) -> list[Message]:
        await self.talk.house.quiet()
        topic = await self.desk.topic(TITLE)
        found = await self.talk.house.box.messages(self.desk, thread=topic, service=False)
        return [message for message in found if "↻ Refresh" not in message.labels]

    async def receives(self, text: str) -> Message:
        topic = await self.desk.topic(TITLE)
        return await self.talk.house.box.receives(self.desk, text, thread=topic, timeout=60)

    async def in_old_topic(self) -> list[Message]:
        await self.talk.house.quiet()
        return await self.talk.house.box.messages(self.talk.house.desk, thread=self.old_thread, service=False)


@pytest.fixture
async def move(talk: Talk) -> Move:
    house = talk.house
    taras = await house.box.person("Taras")
    second = await house.box.group("Second desk", taras, is_forum=True)
    await second.add_bot(house.bot)
    async with house.store.unit() as uow:
        await team_admin.add_desk(uow, "test", second.id, "Second desk", "en")
        member = await team_admin.add_staff(
            uow, "test", taras.id, "Taras", StaffDetails(role="manager", language="en", desk="Second desk")
        )
        await staff.change(uow, member.id, started_at=uow.now)
    for number in range(10):
        await talk.client(f"question {number}")
        await talk.team(f"answer {number}")
        await talk.at_client(f"answer {number}")
    await house.quiet()
    old = await talk.thread()
    await talk.team("/assign Taras")
    await house.box.until(second.topics, 5, "a topic in the second desk")
    await house.quiet()
    return Move(talk, second, taras, old)


async def test_in_another_desk_a_new_topic_begins_with_ping_and_brief_and_the_last_twenty_messages(move: Move):
    ping, brief, *history = await move.messages()
    assert ping.text == "🔔 Taras"
    assert brief.text.startswith("Handover: ACME · Anna")
    wanted = [f"{who} {number}" for number in range(10) for who in ("question", "answer")]
    assert [message.text for message in history] == wanted


async def test_the_old_topic_is_closed_with_a_link_to_the_new_one(move: Move):
    topics = {topic.id: topic for topic in await move.talk.house.desk.topics()}
    assert topics[move.old_thread].closed
    new = await move.desk.topic(TITLE)
    last = (await move.in_old_topic())[-1]
    assert f"https://t.me/c/{str(move.desk.id).removeprefix('-100')}/{new.id}" in last.text


async def test_after_the_move_the_client_s_words_go_to_the_new_topic(move: Move):
    await move.talk.client("hello there")
    await move.receives("hello there")
    assert not [message for message in await move.in_old_topic() if "hello there" in message.text]


async def test_after_the_move_the_new_manager_s_words_reach_the_client(move: Move):
    await move.taras.sends(move.desk, "Hello from Taras", thread=await move.desk.topic(TITLE))
    assert (await move.talk.at_client("Hello from Taras")).text == "Taras\nHello from Taras"


async def test_a_reply_to_a_carried_message_finds_its_original(move: Move):
    original = next(m for m in await move.talk.house.box.messages(move.talk.house.anna.id) if m.text == "question 7")
    place = next(m for m in await move.messages() if m.text == "question 7")
    await move.taras.sends(move.desk, "about this", thread=await move.desk.topic(TITLE), reply_to=place)
    assert (await move.talk.at_client("about this")).reply_to == original.id


@pytest.mark.parametrize("words", ["one more thing", "/assign Petro", "/unsend"])
async def test_the_old_topic_takes_nothing_any_more_and_says_so(move: Move, words: str):
    written = await move.talk.team(words, thread=move.old_thread)
    answer = await move.talk.house.box.receives(move.talk.house.desk, "This topic is closed", thread=move.old_thread)
    assert answer.reply_to == written.id
    assert await move.talk.client_heard("one more thing") == 0
    assert (await move.talk.row()).owner.name == "Taras"


async def test_an_edit_in_the_old_topic_changes_nothing_at_the_client(move: Move):
    old = next(message for message in await move.in_old_topic() if message.text == "answer 3")
    await move.talk.house.olena.edits(old, "another answer")
    assert await move.talk.client_heard("another answer") == 0


async def test_the_new_topic_has_its_own_pinned_card(move: Move):
    topic = await move.desk.topic(TITLE)
    card = await move.talk.house.box.receives(
        move.desk, thread=topic, where=lambda message: "↻ Refresh" in message.labels
    )
    await move.talk.house.quiet()
    assert (await move.talk.house.box.message(move.desk, card)).pinned
    assert "Owner: Taras" in card.text


async def test_a_client_can_be_moved_back_and_gets_a_fresh_topic(move: Move):
    await move.taras.sends(move.desk, "/assign Olena", thread=await move.desk.topic(TITLE))

    async def back() -> bool:
        return any(topic.name == TITLE and topic.id != move.old_thread for topic in await move.talk.house.desk.topics())

    await move.talk.house.box.until(back, 5)
    await move.talk.house.quiet()
    await move.talk.client("still here")
    new = next(topic for topic in await move.talk.house.desk.topics() if topic.name == TITLE and not topic.closed)
    await move.talk.house.box.receives(move.talk.house.desk, "still here", thread=new)
