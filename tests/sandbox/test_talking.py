"""Edits, reactions, buttons, commands, deep links."""

import asyncio

import pytest

from sandbox.client import BotHandle, Group, Person, Sandbox, SandboxRefused
from tests.sandbox.clients import Api, fails
from tests.sandbox.test_groups import heard
from tests.sandbox.test_sending import updates


async def test_an_edit_by_a_person_is_told_and_a_deletion_is_not(call, anna: Person) -> None:
    sent = await anna.sends(anna.chat, "frist")
    await anna.edits(sent, "first")
    await anna.deletes(sent)
    last = (await updates(call))[-1]
    assert last["edited_message"]["text"] == "first"
    assert last["edited_message"]["edit_date"] >= sent.date


async def test_an_edit_by_the_bot_is_seen_and_not_told(api: Api, call, box: Sandbox, anna: Person) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="one")
    await api.do("edit_message_text", chat_id=anna.id, message_id=sent.message_id, text="two")
    shown = await box.message(anna.chat, sent.message_id)
    assert (shown.text, shown.edited) == ("two", True)
    assert await heard(call, "edited_message") == []


async def test_editing_without_buttons_takes_them_away(call, box: Sandbox, anna: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = (await call("sendMessage", chat_id=anna.id, text="one", reply_markup=keyboard))["result"]
    await call("editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="two")
    assert (await box.message(anna.chat, sent["message_id"])).labels == []


async def test_reactions_come_only_when_asked_for(call, anna: Person) -> None:
    sent = await anna.sends(anna.chat, "hello")
    await anna.reacts(sent, "👍")
    assert await heard(call, "message_reaction") == []
    await call("getUpdates", allowed_updates=["message", "message_reaction"])
    await anna.reacts(sent, "🔥")
    await anna.reacts(sent, None)
    changes = await heard(call, "message_reaction")
    assert changes[0]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert changes[0]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]
    assert changes[1]["new_reaction"] == []
    assert changes[0]["user"]["id"] == anna.id


async def test_reactions_in_a_group_come_only_to_administrators(
    call, bot: BotHandle, desk: Group, olena: Person
) -> None:
    await call("getUpdates", allowed_updates=["message_reaction"])
    sent = await olena.sends(desk, "hello")
    await olena.reacts(sent, "👍")
    assert len(await heard(call, "message_reaction")) == 1
    await desk.demote(bot)
    await olena.reacts(sent, "🔥")
    assert len(await heard(call, "message_reaction")) == 1


async def test_a_bot_sets_one_reaction_of_the_fixed_list_and_hears_nothing_of_it(
    api: Api, call, box: Sandbox, bot: BotHandle, anna: Person
) -> None:
    await call("getUpdates", allowed_updates=["message_reaction"])
    sent = await anna.sends(anna.chat, "hello")
    emoji = api.types.ReactionTypeEmoji
    where = {"chat_id": anna.id, "message_id": sent.id}
    assert await api.do("set_message_reaction", reaction=[emoji(emoji="👍")], **where)
    assert (await box.message(anna.chat, sent)).reactions == {"👍": [bot.id]}
    assert await api.do("set_message_reaction", reaction=[], **where)
    assert (await box.message(anna.chat, sent)).reactions == {}
    assert "reaction_invalid" in (await fails(api, "set_message_reaction", reaction=[emoji(emoji="🦖")], **where)).text
    both = [emoji(emoji="👍"), emoji(emoji="🔥")]
    assert "reactions_too_many" in (await fails(api, "set_message_reaction", reaction=both, **where)).text
    custom = [api.types.ReactionTypeCustomEmoji(custom_emoji_id="5434144690511290129")]
    assert "reaction_invalid" in (await fails(api, "set_message_reaction", reaction=custom, **where)).text
    assert await heard(call, "message_reaction") == []


async def test_a_pressed_button_is_answered_once(api: Api, call, box: Sandbox, anna: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}
    sent = (await call("sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard))["result"]
    question = await box.message(anna.chat, sent["message_id"])
    pressing = asyncio.create_task(anna.presses(question, "No"))
    query = (await call("getUpdates", offset=-1, timeout=5, allowed_updates=["callback_query"]))["result"][-1]
    while "callback_query" not in query:
        query = (await call("getUpdates", offset=query["update_id"] + 1, timeout=5))["result"][-1]
    pressed = query["callback_query"]
    assert (pressed["data"], pressed["from"]["id"]) == ("n", anna.id)
    assert pressed["message"]["message_id"] == question.id
    assert await api.do("answer_callback_query", callback_query_id=pressed["id"], text="Noted", show_alert=True)
    answer = await pressing
    assert (answer.answered, answer.text, answer.alert) == (True, "Noted", True)
    failure = await fails(api, "answer_callback_query", callback_query_id=pressed["id"])
    assert "query is too old and response timeout expired or query id is invalid" in failure.text


async def test_a_press_is_too_old_after_a_quarter_of_an_hour(call, box: Sandbox, anna: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = (await call("sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard))["result"]
    question = await box.message(anna.chat, sent["message_id"])
    pressed = await anna.presses(question, "Yes", timeout=0)
    assert not pressed.answered
    await box.advance(16 * 60)
    answer = await call("answerCallbackQuery", callback_query_id=pressed.query_id)
    assert "query is too old" in answer["description"]


async def test_pressing_a_button_that_is_not_there_names_those_that_are(call, box: Sandbox, anna: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = (await call("sendMessage", chat_id=anna.id, text="?", reply_markup=keyboard))["result"]
    question = await box.message(anna.chat, sent["message_id"])
    with pytest.raises(SandboxRefused, match="there are: Yes"):
        await anna.presses(question, "Maybe")


async def test_a_deep_link_sends_start_with_its_payload(call, box: Sandbox, bot: BotHandle) -> None:
    boris = await box.person("Boris")
    await boris.opens(bot.link("abc-DEF_1"))
    assert (await heard(call, "message"))[-1]["text"] == "/start abc-DEF_1"
    with pytest.raises(SandboxRefused, match="1 to 64 characters"):
        await boris.opens(bot.link("x" * 65))


async def test_a_person_cannot_write_to_a_bot_they_blocked_nor_into_others_chats(
    box: Sandbox, anna: Person, olena: Person, desk: Group
) -> None:
    with pytest.raises(SandboxRefused, match="not in Desk"):
        await anna.sends(desk, "hi")
    with pytest.raises(SandboxRefused, match="own private chat"):
        await olena.sends(anna.chat, "hi")
    await anna.blocks()
    with pytest.raises(SandboxRefused, match="blocked"):
        await anna.sends(anna.chat, "hi")


async def test_people_edit_only_their_own_messages(api: Api, box: Sandbox, anna: Person) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="from the bot")
    with pytest.raises(SandboxRefused, match="one's own"):
        await anna.edits(await box.message(anna.chat, sent.message_id), "changed")


async def test_commands_follow_scope_and_language(api: Api, box: Sandbox, anna: Person, desk: Group, olena) -> None:
    command, scope = api.types.BotCommand, api.types.BotCommandScopeAllPrivateChats()
    await api.do("set_my_commands", commands=[command(command="help", description="Help")])
    await api.do("set_my_commands", commands=[command(command="manager", description="Who")], scope=scope)
    await api.do(
        "set_my_commands", commands=[command(command="dovidka", description="Довідка")], scope=scope, language_code="uk"
    )
    assert await box.commands(anna) == ["dovidka"]
    assert await box.commands(olena, desk) == ["help"]
    assert [c.command for c in await api.do("get_my_commands", scope=scope)] == ["manager"]
    failure = await fails(api, "set_my_commands", commands=[command(command="Bad-Name", description="x")])
    assert "bot_command_invalid" in failure.text
