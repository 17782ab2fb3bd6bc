"""What is sent arrives whole, in both directions, for every kind."""

from typing import Any

import aiogram.types
import pytest
import telegram

from sandbox.client import BotHandle, Group, Person, Sandbox
from tests.sandbox.clients import Api

KINDS: dict[str, dict[str, Any]] = {
    "text": {"text": "with <b>bold</b> and https://example.org", "html": True},
    "photo": {"text": "caption", "has_spoiler": True},
    "video": {},
    "animation": {},
    "audio": {"performer": "Somebody", "title": "Something"},
    "voice": {"duration": 7},
    "video_note": {},
    "document": {"file_name": "offer.pdf", "mime_type": "application/pdf"},
    "sticker": {},
    "location": {"latitude": 52.5, "longitude": 13.4},
    "venue": {"title": "Office"},
    "contact": {"phone_number": "+49301234567", "first_name": "Eva"},
    "dice": {"emoji": "🎯", "value": 4},
    "poll": {"question": "When?", "options": ["Today", "Tomorrow"]},
    "invoice": {},
    "paid_media": {},
    "giveaway": {},
    "story": {},
}


async def updates(call: Any, offset: int = 0) -> list[dict[str, Any]]:
    answer = await call("getUpdates", offset=offset)
    assert answer["ok"], answer
    result: list[dict[str, Any]] = answer["result"]
    return result


def unknown_to_aiogram(value: Any, path: str = "") -> list[str]:
    """Fields that aiogram's models do not have, anywhere inside."""
    found: list[str] = []
    if isinstance(value, aiogram.types.TelegramObject):
        found += [f"{path}.{name}" for name in value.model_extra or {}]
        for name in type(value).model_fields:
            found += unknown_to_aiogram(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            found += unknown_to_aiogram(item, path)
    return found


def unknown_to_ptb(value: Any, path: str = "") -> list[str]:
    """Fields that python-telegram-bot's classes do not have, anywhere inside."""
    found: list[str] = []
    if isinstance(value, telegram.TelegramObject):
        found += [f"{path}.{name}" for name in value.api_kwargs]
        for name in value._get_attrs(recursive=False):
            found += unknown_to_ptb(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            found += unknown_to_ptb(item, path)
    return found


# Newer than the Bot API that python-telegram-bot 22.8 knows, or left out by it on purpose.
NOT_IN_PTB = {"members_only", "allows_revoting", "persistent_id"}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_a_person_sends_is_known_to_both_clients(call, anna: Person, kind: str) -> None:
    sent = await anna.sends(anna.chat, kind=kind, **KINDS[kind])
    update = (await updates(call))[-1]
    assert update["message"]["message_id"] == sent.id
    assert kind in update["message"]
    parsed = aiogram.types.Update.model_validate(update)
    assert unknown_to_aiogram(parsed) == []
    assert parsed.message is not None
    other = telegram.Update.de_json(update, None)
    assert [path for path in unknown_to_ptb(other) if path.rpartition(".")[2] not in NOT_IN_PTB] == []
    assert other.message is not None
    assert parsed.message.content_type.replace("ContentType.", "").lower() == kind


async def test_text_arrives_with_entities_in_utf16_units(call, anna: Person) -> None:
    await anna.sends(anna.chat, "🙂 <b>жирний</b> /help", html=True)
    message = (await updates(call))[-1]["message"]
    assert message["text"] == "🙂 жирний /help"
    assert message["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "bot_command", "offset": 10, "length": 5},
    ]


async def test_a_bots_text_comes_back_with_its_entities(api: Api, box: Sandbox, anna: Person) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="🙂 <i>hello</i> &amp; bye", parse_mode="HTML")
    assert sent.text == "🙂 hello & bye"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("italic", 3, 5)]
    assert (await box.message(anna.chat, sent.message_id)).text == "🙂 hello & bye"


async def test_explicit_entities_are_kept_and_checked(call, anna: Person) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org/"}
    answer = await call("sendMessage", chat_id=anna.id, text="🙂", entities=[entity])
    assert answer["result"]["entities"] == [entity]
    answer = await call("sendMessage", chat_id=anna.id, text="🙂", entities=[{**entity, "length": 3}])
    assert answer["error_code"] == 400
    answer = await call(
        "sendMessage", chat_id=anna.id, text="🙂", entities=[{"type": "glow", "offset": 0, "length": 1}]
    )
    assert "unsupported type" in answer["description"]


async def test_a_reply_carries_the_message_it_answers(api: Api, anna: Person) -> None:
    question = await anna.sends(anna.chat, "when?")
    answer = await api.do("send_message", chat_id=anna.id, text="tomorrow", reply_to_message_id=question.id)
    assert answer.reply_to_message.message_id == question.id
    assert answer.reply_to_message.text == "when?"


async def test_a_message_in_a_topic_says_so_and_replies_to_the_topics_first_message(
    call, api: Api, desk: Group, olena: Person
) -> None:
    topic = await olena.creates_topic(desk, "ACME")
    await olena.sends(desk, "hello", thread=topic)
    message = (await updates(call))[-1]["message"]
    assert message["message_thread_id"] == topic.id
    assert message["is_topic_message"] is True
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "ACME"
    sent = await api.do("send_message", chat_id=desk.id, message_thread_id=topic.id, text="here")
    assert sent.is_topic_message is True


async def test_an_album_arrives_as_separate_messages_of_one_group(call, anna: Person) -> None:
    sent = await anna.sends_album(anna.chat, [{"kind": "photo", "caption": "one"}, "photo", "video"])
    messages = [update["message"] for update in (await updates(call))[-3:]]
    assert [m["message_id"] for m in messages] == [m.id for m in sent]
    assert len({m["media_group_id"] for m in messages}) == 1
    assert messages[0]["caption"] == "one"


async def test_a_bots_album_is_one_album(api: Api, box: Sandbox, anna: Person) -> None:
    file_id = (await anna.sends(anna.chat, kind="photo")).raw["file"]["file_id"]
    media = [api.types.InputMediaPhoto(media=file_id, caption="<b>a</b>", parse_mode="HTML") for _ in range(3)]
    sent = await api.do("send_media_group", chat_id=anna.id, media=media)
    assert len({m.media_group_id for m in sent}) == 1
    assert [m.caption for m in sent] == ["a", "a", "a"]


async def test_an_album_mixes_only_pictures_and_videos(call, anna: Person) -> None:
    photo = (await anna.sends(anna.chat, kind="photo")).raw["file"]["file_id"]
    document = (await anna.sends(anna.chat, kind="document")).raw["file"]["file_id"]
    media = [{"type": "photo", "media": photo}, {"type": "document", "media": document}]
    answer = await call("sendMediaGroup", chat_id=anna.id, media=media)
    assert "can't use the media of the specified type in the album" in answer["description"]


@pytest.mark.parametrize("encoding", ["json", "form", "query"])
async def test_parameters_may_come_in_any_form(box: Sandbox, bot: BotHandle, anna: Person, encoding: str) -> None:
    url = f"{box.url}/bot{bot.token}/sendMessage"
    keyboard = '{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}'
    given = {"chat_id": str(anna.id), "text": "hi", "reply_markup": keyboard, "protect_content": "true"}
    how: dict[str, Any] = {"json": {"json": given}, "form": {"data": given}, "query": {"params": given}}[encoding]
    async with box.session.request("GET" if encoding == "query" else "POST", url, **how) as answer:
        result = (await answer.json())["result"]
    assert result["has_protected_content"] is True
    assert result["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "go"


async def test_forwarded_messages_say_where_they_come_from(call, box: Sandbox, anna: Person) -> None:
    boris = await box.person("Boris")
    for source, kind in ((boris.id, "user"), ({"hidden_user": "X"}, "hidden_user"), ({"channel": "News"}, "channel")):
        await anna.sends(anna.chat, "look", forward_from=source)
        update = (await updates(call))[-1]
        assert update["message"]["forward_origin"]["type"] == kind
        assert unknown_to_aiogram(aiogram.types.Update.model_validate(update)) == []


async def test_an_anonymous_administrator_writes_as_the_group(call, desk: Group, olena: Person) -> None:
    await olena.sends(desk, "nobody", as_group=True)
    message = (await updates(call))[-1]["message"]
    assert message["sender_chat"]["id"] == desk.id
    assert message["from"]["username"] == "GroupAnonymousBot"


async def test_service_messages_are_known_to_both_clients(
    call, api: Api, desk: Group, olena: Person, box: Sandbox
) -> None:
    topic = await olena.creates_topic(desk, "ACME")
    await olena.renames_topic(desk, topic, "ACME Ltd")
    await olena.closes_topic(desk, topic)
    await olena.reopens_topic(desk, topic)
    await olena.pins(await olena.sends(desk, "card", thread=topic))
    await desk.add(await box.person("Petro"))
    await desk.change(title="The desk")
    seen: set[str] = set()
    for update in await updates(call):
        assert unknown_to_aiogram(aiogram.types.Update.model_validate(update)) == []
        telegram.Update.de_json(update, None)
        seen.update(update.get("message", {}))
    assert seen >= {
        "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "pinned_message",
        "new_chat_members", "new_chat_title",
    }  # fmt: skip


async def test_a_mention_by_id_carries_the_person_and_one_of_a_stranger_is_plain(call, anna: Person) -> None:
    text = f'<a href="tg://user?id={anna.id}">you</a> <a href="tg://user?id=5">nobody</a> <tg-time unix="0">x</tg-time>'
    answer = await call("sendMessage", chat_id=anna.id, text=text, parse_mode="HTML")
    first, moment = answer["result"]["entities"]
    assert first["user"]["first_name"] == "Anna"
    assert moment["type"] == "date_time"
    assert unknown_to_aiogram(aiogram.types.Message.model_validate(answer["result"])) == []
