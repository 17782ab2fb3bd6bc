"""A survey in a client's group: it is the answer of the member who answers first; our own people are not asked."""

import datetime as dt

import pytest

from conversations import contact_admin, presence
from sandbox.client import Group, Message, Person
from storage import chats
from tests.support.house import House
from tests.support.talk import Talk
from tests.surveys.flow import Asked


class GroupAsked(Asked):
    """The survey in ACME's group."""

    group: Group
    bohdan: Person

    async def question(self) -> Message:
        return await self.talk.house.box.receives(self.group, where=lambda message: bool(message.labels), timeout=5)


@pytest.fixture
async def asked(house: House) -> GroupAsked:
    flow = GroupAsked(Talk(house, "ACME"))
    flow.bohdan = await house.box.person("Bohdan", last_name="Kovalenko")
    flow.group = await house.box.group("ACME & us", house.anna, kind="supergroup", members=[flow.bohdan])
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    await house.anna.opens(f"https://t.me/{house.bot.username}?startgroup={token}", flow.group)
    await house.box.receives(flow.group, "Your manager is", timeout=5)
    await flow.group.promote(house.bot)
    await house.anna.sends(flow.group, "good morning")
    await flow.talk.in_topic("good morning")
    await flow.talk.team("hello")
    await house.box.receives(flow.group, "hello", timeout=5)
    await flow.talk.team("/done")
    await flow.question()
    await house.quiet()
    return flow


async def test_the_first_member_who_answers_keeps_the_answer(asked: GroupAsked):
    await asked.taps("5")
    pressed = await asked.taps("1", by=asked.bohdan)
    assert pressed.text == "Somebody on your side has answered this already. Thank you all the same."
    assert (await asked.ratings())["satisfaction"].value == 5
    assert (await asked.survey()).answerer_id == asked.talk.house.anna.id


async def test_the_comment_is_of_whoever_answered(asked: GroupAsked):
    await asked.taps("5")
    await asked.bohdan.sends(asked.group, "I had another question")
    await asked.talk.in_topic("I had another question")
    await asked.talk.house.anna.sends(asked.group, "They were quick")
    twin = await asked.talk.in_topic("They were quick")
    assert twin.text == "💬 Comment on the rating\nAnna\nThey were quick"
    assert (await asked.survey()).comment == "They were quick"


async def test_only_whoever_answered_can_skip_the_comment(asked: GroupAsked):
    await asked.taps("5")
    prompt = await asked.talk.house.box.receives(asked.group, "Would you like to add a few words?", timeout=5)
    pressed = await asked.taps("Skip", by=asked.bohdan, on=prompt)
    assert pressed.text == "Only whoever answered can skip this."


async def test_our_own_people_in_the_group_cannot_answer(asked: GroupAsked):
    olena = asked.talk.house.olena
    await asked.group.add(olena)
    pressed = await asked.taps("5", by=olena)
    assert pressed.text == "Only the client's side answers here."
    assert await asked.ratings() == {}


async def test_who_asks_to_rate_in_a_group_is_the_one_who_answers(asked: GroupAsked):
    before = await asked.question()
    await asked.bohdan.sends(asked.group, "/rate")
    message = await asked.talk.house.box.receives(
        asked.group, where=lambda found: found.id > before.id and bool(found.labels)
    )
    await asked.talk.house.quiet()
    pressed = await asked.taps("1", on=message)
    assert "answered this already" in pressed.text
    await asked.taps("4", by=asked.bohdan, on=message)
    assert (await asked.ratings())["satisfaction"].value == 4


async def test_a_conversation_that_a_colleague_answered_in_the_group_closes_itself(asked: GroupAsked):
    house, stage = asked.talk.house, asked.talk
    await asked.group.add(house.olena)
    await house.move_clock(dt.timedelta(days=4))
    await house.anna.sends(asked.group, "a question")
    await stage.in_topic("a question")
    await house.olena.sends(asked.group, "an answer")
    await stage.in_topic("an answer")
    await house.quiet()
    await house.move_clock(dt.timedelta(days=3, minutes=1))
    await house.quiet()
    await house.move_clock(dt.timedelta(seconds=10))
    await stage.card("Closed by itself")


async def test_a_group_that_became_a_supergroup_gives_the_comment_s_number_to_another_message(asked: GroupAsked):
    """Ids begin anew there, so an edit of whatever has the old one now must not change the comment."""
    await asked.taps("5")
    written = await asked.talk.house.anna.sends(asked.group, "They were quick")
    await asked.talk.in_topic("They were quick")
    await asked.talk.house.quiet()
    chat_id = (await asked.survey()).chat_id
    async with asked.talk.house.store.unit() as uow:
        chat = await chats.by_id(uow, chat_id)
        assert chat is not None and chat.telegram_id is not None
        await presence.chat_migrated(uow, chat, chat.telegram_id)
    await asked.talk.house.anna.edits(written, "Something else")
    await asked.talk.in_topic("Something else")
    assert (await asked.survey()).comment == "They were quick"
