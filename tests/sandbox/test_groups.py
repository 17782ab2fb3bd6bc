"""Topics, members, privacy mode, migration."""

from typing import Any

from sandbox.client import BotHandle, Group, Person, Sandbox
from tests.sandbox.clients import Api, fails
from tests.sandbox.test_sending import updates


async def heard(call: Any, kind: str) -> list[dict[str, Any]]:
    return [update[kind] for update in await updates(call) if kind in update]


async def test_a_topic_begins_with_its_service_message_which_the_bot_hears(api: Api, call, desk: Group) -> None:
    topic = await api.do("create_forum_topic", chat_id=desk.id, name="ACME · Anna", icon_color=7322096)
    assert (topic.name, topic.icon_color) == ("ACME · Anna", 7322096)
    created = (await heard(call, "message"))[-1]
    assert created["message_id"] == created["message_thread_id"] == topic.message_thread_id
    assert created["forum_topic_created"] == {"name": "ACME · Anna", "icon_color": 7322096}


async def test_topics_are_renamed_closed_reopened_deleted(api: Api, desk: Group) -> None:
    created = await api.do("create_forum_topic", chat_id=desk.id, name="one")
    where = {"chat_id": desk.id, "message_thread_id": created.message_thread_id}
    assert await api.do("edit_forum_topic", name="two", **where)
    assert (await desk.topic("two")).id == created.message_thread_id
    assert "topic_not_modified" in (await fails(api, "edit_forum_topic", name="two", **where)).text
    assert await api.do("close_forum_topic", **where)
    assert "topic_not_modified" in (await fails(api, "close_forum_topic", **where)).text
    assert await api.do("reopen_forum_topic", **where)
    assert await api.do("delete_forum_topic", **where)
    assert "topic_id_invalid" in (await fails(api, "delete_forum_topic", **where)).text
    assert await desk.topics() == []


async def test_a_topics_name_has_1_to_128_characters(call, desk: Group) -> None:
    assert (await call("createForumTopic", chat_id=desk.id, name=" "))["error_code"] == 400
    assert (await call("createForumTopic", chat_id=desk.id, name="x" * 129))["error_code"] == 400
    assert (await call("createForumTopic", chat_id=desk.id, name="я" * 128))["ok"]


async def test_topic_icons_come_from_the_list_of_free_ones(api: Api, desk: Group) -> None:
    icons = await api.do("get_forum_topic_icon_stickers")
    topic = await api.do("create_forum_topic", chat_id=desk.id, name="x", icon_custom_emoji_id=icons[0].custom_emoji_id)
    assert topic.icon_custom_emoji_id == icons[0].custom_emoji_id


async def test_privacy_mode_hides_ordinary_messages_from_an_ordinary_member(
    call, api: Api, box: Sandbox, bot: BotHandle, olena: Person
) -> None:
    group = await box.group("Client", olena)
    await group.add_bot(bot, admin=False)
    mine = await api.do("send_message", chat_id=group.id, text="from the bot")
    await olena.sends(group, "not for the bot")
    await olena.sends(group, "/help")
    await olena.sends(group, "/help@care_bot")
    await olena.sends(group, "/help@other_bot")
    await olena.sends(group, "an answer", reply_to=mine.message_id)
    texts = [m["text"] for m in await heard(call, "message") if "text" in m]
    assert texts == ["/help", "/help@care_bot", "an answer"]


async def test_an_administrator_or_a_bot_without_privacy_hears_everything(
    call, box: Sandbox, bot: BotHandle, olena: Person, desk: Group
) -> None:
    await olena.sends(desk, "to the desk")
    await box.bot(bot.token, bot.username, privacy_mode=False)
    group = await box.group("Client", olena)
    await group.add_bot(bot, admin=False)
    await olena.sends(group, "to the group")
    assert [m["text"] for m in await heard(call, "message") if "text" in m] == ["to the desk", "to the group"]


async def test_the_bot_hears_of_its_own_standing(call, bot: BotHandle, desk: Group) -> None:
    await desk.demote(bot)
    await desk.remove(bot, kicked=True)
    changes = await heard(call, "my_chat_member")
    standings = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
    assert standings == [("left", "administrator"), ("administrator", "member"), ("member", "kicked")]


async def test_blocking_and_unblocking_is_told_once_each(call, anna: Person) -> None:
    await anna.blocks()
    await anna.blocks()
    await anna.unblocks()
    changes = await heard(call, "my_chat_member")
    assert [c["new_chat_member"]["status"] for c in changes] == ["kicked", "member"]
    assert changes[0]["chat"]["type"] == "private"


async def test_chat_member_comes_only_on_request_and_to_administrators(call, box: Sandbox, desk: Group) -> None:
    await desk.add(await box.person("Petro"))
    assert await heard(call, "chat_member") == []
    await call("getUpdates", allowed_updates=["chat_member"])
    await desk.add(await box.person("Ivan"))
    changes = await heard(call, "chat_member")
    assert [c["new_chat_member"]["user"]["first_name"] for c in changes] == ["Ivan"]


async def test_a_migrated_group_names_its_new_id(call, api: Api, box: Sandbox, bot: BotHandle, olena: Person) -> None:
    group = await box.group("Client", olena, kind="basic")
    await group.add_bot(bot)
    old_id = group.id
    new_id = await group.migrates()
    failure = await fails(api, "send_message", chat_id=old_id, text="hi")
    assert failure.migrate_to == new_id
    assert (await api.do("send_message", chat_id=new_id, text="hi")).chat.type == "supergroup"
    messages = await heard(call, "message")
    assert [m["migrate_to_chat_id"] for m in messages if "migrate_to_chat_id" in m] == [new_id]
    assert [m["migrate_from_chat_id"] for m in messages if "migrate_from_chat_id" in m] == [old_id]


async def test_members_and_administrators_are_listed(
    api: Api, bot: BotHandle, desk: Group, olena: Person, box: Sandbox
) -> None:
    me = await api.do("get_chat_member", chat_id=desk.id, user_id=bot.id)
    assert me.status == "administrator"
    assert me.can_manage_topics
    assert not me.can_promote_members
    stranger = await box.person("Stranger")
    assert (await api.do("get_chat_member", chat_id=desk.id, user_id=stranger.id)).status == "left"
    administrators = await api.do("get_chat_administrators", chat_id=desk.id)
    assert {member.user.id for member in administrators} == {olena.id, bot.id}
    chat = await api.do("get_chat", chat_id=desk.id)
    assert chat.is_forum
    assert chat.permissions.can_send_messages


async def test_a_bot_that_may_not_join_groups_is_not_added(box: Sandbox, bot: BotHandle, olena: Person) -> None:
    await box.bot(bot.token, bot.username, can_join_groups=False)
    group = await box.group("Client", olena)
    try:
        await group.add_bot(bot)
    except Exception as problem:
        assert "cannot be added" in str(problem)
    else:
        raise AssertionError("the bot was added")


async def test_startgroup_adds_the_bot_and_sends_the_payload(call, box: Sandbox, bot: BotHandle, olena: Person) -> None:
    group = await box.group("Client", olena)
    await olena.opens("https://t.me/care_bot?startgroup=token-1", group)
    assert (await heard(call, "message"))[-1]["text"] == "/start@care_bot token-1"
    assert (await heard(call, "my_chat_member"))[-1]["new_chat_member"]["status"] == "member"


async def test_pinning_leaves_a_service_message_and_shows_in_the_chat(api: Api, box: Sandbox, desk: Group) -> None:
    sent = await api.do("send_message", chat_id=desk.id, text="card")
    await api.do("pin_chat_message", chat_id=desk.id, message_id=sent.message_id, disable_notification=True)
    assert (await box.chat(desk))["pinned"] == [sent.message_id]
    assert (await box.messages(desk))[-1].raw["pinned_message"]["text"] == "card"
    await api.do("unpin_chat_message", chat_id=desk.id, message_id=sent.message_id)
    assert (await box.chat(desk))["pinned"] == []
