"""Telegram's words for what a bot may not do, as both clients hear them."""

import pytest

from sandbox.client import BotHandle, Group, Person, Sandbox
from tests.sandbox.clients import Api, fails


async def test_a_chat_nobody_knows_is_not_found(api: Api) -> None:
    assert "chat not found" in (await fails(api, "send_message", chat_id=424242, text="hi")).text


async def test_a_group_the_bot_was_never_in_is_not_found(api: Api, box: Sandbox, olena: Person) -> None:
    group = await box.group("Elsewhere", olena)
    assert "chat not found" in (await fails(api, "send_message", chat_id=group.id, text="hi")).text


async def test_a_person_who_never_pressed_start_but_shares_a_group_cannot_be_written_to(
    api: Api, desk: Group, olena: Person
) -> None:
    failure = await fails(api, "send_message", chat_id=olena.id, text="hi")
    assert "bot can't initiate conversation with a user" in failure.text


async def test_a_person_who_blocked_the_bot_is_out_of_reach(api: Api, anna: Person) -> None:
    await anna.blocks()
    assert "bot was blocked by the user" in (await fails(api, "send_message", chat_id=anna.id, text="hi")).text
    await anna.unblocks()
    assert (await api.do("send_message", chat_id=anna.id, text="hi again")).text == "hi again"


async def test_a_kicked_bot_hears_so(api: Api, box: Sandbox, bot: BotHandle, desk: Group) -> None:
    await desk.remove(bot, kicked=True)
    failure = await fails(api, "send_message", chat_id=desk.id, text="hi")
    assert "bot was kicked from the supergroup chat" in failure.text


async def test_a_bot_that_left_is_not_a_member(api: Api, desk: Group) -> None:
    await api.do("leave_chat", chat_id=desk.id)
    failure = await fails(api, "send_message", chat_id=desk.id, text="hi")
    assert "bot is not a member of the supergroup chat" in failure.text


async def test_a_deleted_group_says_so(api: Api, desk: Group) -> None:
    await desk.delete()
    failure = await fails(api, "send_message", chat_id=desk.id, text="hi")
    assert "the supergroup chat was deleted" in failure.text


async def test_a_deleted_topic_answers_message_thread_not_found(api: Api, desk: Group, olena: Person) -> None:
    topic = await olena.creates_topic(desk, "ACME")
    await olena.deletes_topic(desk, topic)
    failure = await fails(api, "send_message", chat_id=desk.id, message_thread_id=topic.id, text="hi")
    assert "message thread not found" in failure.text


async def test_general_is_addressed_without_a_thread_id(api: Api, desk: Group) -> None:
    failure = await fails(api, "send_message", chat_id=desk.id, message_thread_id=1, text="hi")
    assert "message thread not found" in failure.text
    sent = await api.do("send_message", chat_id=desk.id, text="hi")
    assert sent.message_thread_id is None
    assert not sent.is_topic_message


async def test_a_closed_topic_refuses_a_bot_without_the_right(
    api: Api, box: Sandbox, bot: BotHandle, desk: Group, olena: Person
) -> None:
    topic = await olena.creates_topic(desk, "ACME")
    await olena.closes_topic(desk, topic)
    assert await api.do("send_message", chat_id=desk.id, message_thread_id=topic.id, text="as administrator")
    await desk.demote(bot)
    failure = await fails(api, "send_message", chat_id=desk.id, message_thread_id=topic.id, text="hi")
    assert "topic_closed" in failure.text


async def test_a_reply_to_a_message_that_is_gone_is_refused(api: Api, anna: Person) -> None:
    gone = await anna.sends(anna.chat, "forget it")
    await anna.deletes(gone)
    failure = await fails(api, "send_message", chat_id=anna.id, text="hi", reply_to_message_id=gone.id)
    assert "message to be replied not found" in failure.text


async def test_allow_sending_without_reply_sends_without_it(api: Api, anna: Person) -> None:
    parameters = api.types.ReplyParameters(message_id=999, allow_sending_without_reply=True)
    sent = await api.do("send_message", chat_id=anna.id, text="hi", reply_parameters=parameters)
    assert sent.reply_to_message is None


async def test_an_empty_text_and_a_text_of_blanks_are_refused(call, anna: Person) -> None:
    for text in ("", "  \n "):
        answer = await call("sendMessage", chat_id=anna.id, text=text)
        assert answer["description"] == "Bad Request: message text is empty"


async def test_a_text_is_at_most_4096_utf16_units(api: Api, anna: Person) -> None:
    assert await api.do("send_message", chat_id=anna.id, text="x" * 4096)
    assert "message is too long" in (await fails(api, "send_message", chat_id=anna.id, text="x" * 4097)).text
    assert "message is too long" in (await fails(api, "send_message", chat_id=anna.id, text="🙂" * 2049)).text


async def test_a_caption_is_at_most_1024_units(api: Api, anna: Person, box: Sandbox) -> None:
    file_id = (await anna.sends(anna.chat, kind="photo")).raw["file"]["file_id"]
    assert await api.do("send_photo", chat_id=anna.id, photo=file_id, caption="x" * 1024)
    failure = await fails(api, "send_photo", chat_id=anna.id, photo=file_id, caption="x" * 1025)
    assert "message caption is too long" in failure.text


async def test_editing_to_the_same_is_not_modified(api: Api, anna: Person) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="same")
    failure = await fails(api, "edit_message_text", chat_id=anna.id, message_id=sent.message_id, text="same")
    assert "message is not modified: specified new message content and reply markup are exactly" in failure.text


async def test_editing_what_is_not_there_or_not_ones_own_is_refused(api: Api, anna: Person) -> None:
    theirs = await anna.sends(anna.chat, "mine")
    failure = await fails(api, "edit_message_text", chat_id=anna.id, message_id=999, text="x")
    assert "message to edit not found" in failure.text
    failure = await fails(api, "edit_message_text", chat_id=anna.id, message_id=theirs.id, text="x")
    assert "message can't be edited" in failure.text


async def test_a_text_has_no_caption_and_a_photo_no_text(api: Api, anna: Person) -> None:
    text = await api.do("send_message", chat_id=anna.id, text="words")
    photo = (
        await api.do("send_photo", chat_id=anna.id, photo=b"\x89PNG\r\n\x1a\n" + b"0" * 30)
        if api.name != ("aiogram")
        else await api.do("send_photo", chat_id=anna.id, photo=api.types.BufferedInputFile(b"picture", "p.png"))
    )
    failure = await fails(api, "edit_message_caption", chat_id=anna.id, message_id=text.message_id, caption="x")
    assert "there is no caption in the message to edit" in failure.text
    failure = await fails(api, "edit_message_text", chat_id=anna.id, message_id=photo.message_id, text="x")
    assert "there is no text in the message to edit" in failure.text


async def test_deleting_works_for_48_hours_of_the_sandbox_clock(api: Api, box: Sandbox, anna: Person) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="soon gone")
    late = await api.do("send_message", chat_id=anna.id, text="here to stay")
    assert await api.do("delete_message", chat_id=anna.id, message_id=sent.message_id)
    await box.advance(48 * 3600 + 1)
    failure = await fails(api, "delete_message", chat_id=anna.id, message_id=late.message_id)
    assert "message can't be deleted for everyone" in failure.text
    failure = await fails(api, "delete_message", chat_id=anna.id, message_id=sent.message_id)
    assert "message to delete not found" in failure.text


async def test_a_topics_first_message_cannot_be_deleted(api: Api, desk: Group) -> None:
    topic = await api.do("create_forum_topic", chat_id=desk.id, name="ACME")
    failure = await fails(api, "delete_message", chat_id=desk.id, message_id=topic.message_thread_id)
    assert "message can't be deleted" in failure.text


async def test_deleting_others_messages_in_a_group_needs_the_right(
    api: Api, bot: BotHandle, desk: Group, olena: Person
) -> None:
    words = await olena.sends(desk, "words")
    await desk.promote(bot, {"can_manage_topics": True})
    failure = await fails(api, "delete_message", chat_id=desk.id, message_id=words.id)
    assert "message can't be deleted" in failure.text


@pytest.mark.parametrize("data", ["x" * 65, "я" * 33])
async def test_callback_data_over_64_bytes_is_invalid(api: Api, anna: Person, data: str) -> None:
    button = (
        api.types.InlineKeyboardButton(text="Go", callback_data=data)
        if api.name == "aiogram"
        else api.types.InlineKeyboardButton("Go", callback_data=data)
    )
    markup = api.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
    failure = await fails(api, "send_message", chat_id=anna.id, text="hi", reply_markup=markup)
    assert "button_data_invalid" in failure.text


async def test_buttons_without_an_action_or_with_an_odd_address_are_refused(call, anna: Person) -> None:
    async def sent(button: dict) -> str:
        answer = await call("sendMessage", chat_id=anna.id, text="x", reply_markup={"inline_keyboard": [[button]]})
        return answer.get("description", "sent")

    assert "Text buttons are unallowed" in await sent({"text": "plain"})
    assert "is invalid: Unsupported URL protocol" in await sent({"text": "odd", "url": "ftp://x"})
    assert await sent({"text": "empty", "callback_data": ""}) == "Bad Request: BUTTON_DATA_INVALID"
    assert await sent({"text": "fine", "url": "https://example.org", "style": "primary"}) == "sent"


async def test_topics_need_a_forum_and_the_right(api: Api, box: Sandbox, bot: BotHandle, olena: Person) -> None:
    plain = await box.group("Plain", olena)
    await plain.add_bot(bot)
    assert "the chat is not a forum" in (await fails(api, "create_forum_topic", chat_id=plain.id, name="x")).text
    forum = await box.group("Forum", olena, is_forum=True)
    await forum.add_bot(bot, {"can_pin_messages": True})
    failure = await fails(api, "create_forum_topic", chat_id=forum.id, name="x")
    assert "not enough rights to create a topic" in failure.text


async def test_pinning_needs_the_right(api: Api, bot: BotHandle, desk: Group) -> None:
    sent = await api.do("send_message", chat_id=desk.id, text="card")
    await desk.promote(bot, {"can_manage_topics": True})
    failure = await fails(api, "pin_chat_message", chat_id=desk.id, message_id=sent.message_id)
    assert "not enough rights to manage pinned messages in the chat" in failure.text


async def test_a_restricted_bot_cannot_send(api: Api, bot: BotHandle, desk: Group) -> None:
    await desk.restrict(bot, can_send_messages=False)
    failure = await fails(api, "send_message", chat_id=desk.id, text="hi")
    assert "not enough rights to send text messages to the chat" in failure.text


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(call, bot: BotHandle) -> None:
    answer = await call("getMe", token="700001:other")
    assert (answer["error_code"], answer["description"]) == (401, "Unauthorized")
    answer = await call("getTea")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found")


async def test_other_parse_modes_than_html_are_refused_loudly(call, anna: Person) -> None:
    answer = await call("sendMessage", chat_id=anna.id, text="*x*", parse_mode="MarkdownV2")
    assert answer["description"] == "Bad Request: unsupported parse_mode"
