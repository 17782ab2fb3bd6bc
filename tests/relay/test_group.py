"""A client's group as a client chat: several people, one topic."""

from dataclasses import dataclass
from typing import Any

import pytest

from conversations import contact_admin
from sandbox.client import Group, Message, Person
from storage import chats
from tests.support.house import House
from tests.support.talk import spans


@dataclass
class GroupTalk:
    """ACME's group with Anna and Bohdan, and its topic."""

    house: House
    group: Group
    bohdan: Person

    async def in_topic(self, text: str | None = None, **how: Any) -> Message:
        return await self.house.in_topic("ACME", text or "", timeout=60, **how)

    async def team(self, text: str, **how: Any) -> Message:
        return await self.house.olena.sends(self.house.desk, text, thread=await self.house.topic_of("ACME"), **how)

    async def all_in_topic(self) -> list[Message]:
        await self.house.quiet()
        thread = await self.house.topic_of("ACME")
        found = await self.house.box.messages(self.house.desk, thread=thread, service=False, deleted=False)
        return [message for message in found if message.by_bot and "↻ Refresh" not in message.labels]


async def _opened(house: House, kind: str) -> GroupTalk:
    bohdan = await house.box.person("Bohdan", last_name="Kovalenko")
    group = await house.box.group("ACME & us", house.anna, kind=kind, members=[bohdan])
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    await house.anna.opens(f"https://t.me/{house.bot.username}?startgroup={token}", group)
    await house.box.receives(group, "Your manager is", timeout=60)
    await group.promote(house.bot)
    await house.topic_of("ACME")
    await house.quiet()
    return GroupTalk(house, group, bohdan)


@pytest.fixture
async def talk(house: House) -> GroupTalk:
    return await _opened(house, "supergroup")


async def test_the_topic_is_named_after_the_client_and_says_which_group_joined(talk: GroupTalk):
    assert "ACME & us" in (await talk.in_topic("👋")).text


async def test_what_members_write_carries_their_names(talk: GroupTalk):
    await talk.house.anna.sends(talk.group, "good morning")
    await talk.bohdan.sends(talk.group, "hi <b>all</b>", html=True)
    assert (await talk.in_topic("good morning")).text == "🔔 Olena\nAnna\ngood morning"
    second = await talk.in_topic("hi all")
    assert second.text == "Bohdan Kovalenko\nhi all"
    assert spans(second) == [("bold", "Bohdan Kovalenko"), ("bold", "all")]


async def test_a_caption_carries_the_name_and_a_sticker_has_it_before_it(talk: GroupTalk):
    await talk.house.anna.sends(talk.group, "first")
    await talk.in_topic("first")
    await talk.house.anna.sends(talk.group, "look", kind="photo")
    assert (await talk.in_topic("look")).text == "Anna\nlook"
    await talk.bohdan.sends(talk.group, kind="sticker")
    await talk.in_topic(where=lambda message: message.kind == "sticker")
    name, sticker = (await talk.all_in_topic())[-2:]
    assert (name.text, sticker.kind) == ("Bohdan Kovalenko", "sticker")


async def test_an_album_of_a_member_stays_one_album_behind_one_name(talk: GroupTalk):
    await talk.house.anna.sends(talk.group, "first")
    await talk.in_topic("first")
    await talk.bohdan.sends_album(talk.group, ["photo", "photo", "photo"])
    await talk.in_topic(where=lambda message: message.album is not None)
    name, *items = (await talk.all_in_topic())[-4:]
    assert name.text == "Bohdan Kovalenko"
    assert len(items) == 3 and len({item.album for item in items}) == 1 and items[0].album


async def test_the_team_s_words_replies_and_edits_reach_the_group(talk: GroupTalk):
    written = await talk.house.anna.sends(talk.group, "which day?")
    twin = await talk.in_topic("which day?")
    answer = await talk.team("Friday", reply_to=twin)
    copy = await talk.house.box.receives(talk.group, "Friday")
    assert (copy.text, copy.reply_to) == ("Olena\nFriday", written.id)
    await talk.house.olena.edits(answer, "Monday")
    assert (await talk.house.box.receives(talk.group, "Monday")).id == copy.id


async def test_a_member_s_edit_keeps_the_name_in_front(talk: GroupTalk):
    written = await talk.house.anna.sends(talk.group, "which dya?")
    await talk.in_topic("which dya?")
    await talk.house.anna.edits(written, "which day?")
    assert (await talk.in_topic("which day?")).text == "🔔 Olena\nAnna\nwhich day?\n✏️ edited"


async def test_a_member_s_reaction_reaches_the_topic(talk: GroupTalk):
    answer = await talk.team("Friday")
    copy = await talk.house.box.receives(talk.group, "Friday")
    await talk.bohdan.reacts(copy, "👍")

    async def reacted() -> bool:
        return "👍" in (await talk.house.box.message(talk.house.desk, answer)).reactions

    await talk.house.box.until(reacted, 5)


async def test_commands_for_another_bot_are_not_ours(talk: GroupTalk):
    await talk.house.anna.sends(talk.group, "/manager@other_bot")
    await talk.house.anna.sends(talk.group, "/manager@care_bot")
    answer = await talk.house.box.receives(talk.group, "Your manager is Olena.")
    await talk.house.quiet()
    heard = await talk.house.box.messages(talk.group)
    assert [message.id for message in heard if "Your manager is Olena." in message.text] == [answer.id]


async def test_a_bot_that_is_removed_from_the_group_says_so_in_the_topic_and_again_when_it_is_back(talk: GroupTalk):
    await talk.group.remove(talk.house.bot)
    await talk.in_topic("⛔")
    await talk.team("anybody there?")
    assert "removed" in (await talk.in_topic("❌")).text
    await talk.group.add_bot(talk.house.bot)
    await talk.in_topic("✅")


async def test_a_basic_group_that_becomes_a_supergroup_is_followed_both_ways(house: House):
    talk = await _opened(house, "basic")
    before = await house.anna.sends(talk.group, "before")
    twin = await talk.in_topic("before")
    await talk.group.migrates()
    after = await house.anna.sends(talk.group, "the first after")
    while after.id <= before.id:
        after = await house.anna.sends(talk.group, "another after")
    await house.anna.sends(talk.group, "the last after")
    await talk.in_topic("the first after")
    await talk.in_topic("the last after")
    await talk.team("we followed you", reply_to=twin)
    copy = await house.box.receives(talk.group, "we followed you", timeout=60)
    assert copy.reply_to is None, "numbers start over: the old one names something else now"


async def test_a_migration_that_is_learned_from_a_refusal_is_followed_too(house: House):
    talk = await _opened(house, "basic")
    await house.stop()
    old = talk.group.id
    await talk.group.migrates()
    await talk.team("we followed you")
    await house.start()
    await house.box.receives(talk.group, "we followed you", timeout=60)
    assert old != talk.group.id


async def test_a_group_link_is_refused_in_private_and_a_personal_one_in_a_group(house: House):
    carol = await house.box.person("Carol", language="en")
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "for a group")
    group = await house.box.group("ACME & us", carol)
    await carol.opens(f"https://t.me/{house.bot.username}?startgroup={house.links['anna']}", group)
    await house.box.receives(group, "personal")


async def test_a_group_link_works_once(house: House):
    carol = await house.box.person("Carol", language="en")
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    first, second = await house.box.group("one", carol), await house.box.group("two", carol)
    for group in (first, second):
        await carol.opens(f"https://t.me/{house.bot.username}?startgroup={token}", group)
    await house.box.receives(first, "Your manager is")
    await house.box.receives(second, "works once")
    assert len(await house.topics("ACME")) == 1


async def test_a_colleague_who_writes_in_the_group_speaks_for_the_team(talk: GroupTalk):
    await talk.group.add(talk.house.olena)
    await talk.house.anna.sends(talk.group, "is anybody there?")
    await talk.in_topic("is anybody there?")
    await talk.house.olena.sends(talk.group, "I am, hello")
    assert (await talk.in_topic("I am, hello")).text == "Olena\nI am, hello"
    async with talk.house.store.reading() as uow:
        chat = (await chats.by_telegram(uow, {talk.group.id}))[talk.group.id]
    assert chat.conversation is not None
    assert chat.conversation.waiting_since is None, "somebody of the team answered"


async def test_a_colleague_who_writes_first_in_the_group_opens_no_conversation(talk: GroupTalk):
    await talk.group.add(talk.house.olena)
    await talk.house.olena.sends(talk.group, "welcome, everybody")
    assert (await talk.in_topic("welcome, everybody")).text == "Olena\nwelcome, everybody"
    async with talk.house.store.reading() as uow:
        chat = (await chats.by_telegram(uow, {talk.group.id}))[talk.group.id]
    assert chat.conversation is None
