"""Making, recreating and closing topics while parcels are on their way to them."""

from dataclasses import replace
from typing import Any

from bot.places import Place
from bot.telegram import Refusal, Telegram
from bot.turns import Turn
from conversations import topic_life
from conversations.card import topic_link
from storage import chats
from storage.records import Parcel
from storage.unit import Store

_LOST = ("message thread not found", "topic_deleted", "topic_id_invalid")

NAME_LIMIT = 128
"""The longest name of a topic (Bot API, createForumTopic)."""


class TopicLostError(Exception):
    """The topic was deleted in Telegram, or aged out of a very old forum."""


def is_lost(refusal: Refusal) -> bool:
    """True when this refusal means that the thread no longer exists."""
    said = refusal.description.lower()
    return any(words in said for words in _LOST)


async def create(telegram: Telegram, store: Store, place: Place, turn: Turn) -> Place:
    """Make the chat's topic in its desk and remember it at once: only a crash in between could make a second one."""
    assert place.chat is not None and place.topic is not None
    topic = place.topic
    params = {"chat_id": place.telegram_id, "name": place.chat.title[:NAME_LIMIT]}
    async with turn.call(place.telegram_id):
        made: dict[str, Any] = await telegram.call("createForumTopic", params)
    thread_id = int(made["message_thread_id"])
    async with store.unit() as uow:
        await topic_life.created(uow, place.chat.id, topic.id, thread_id)
    chat = replace(place.chat, topic=replace(topic, thread_id=thread_id))
    return replace(place, chat=chat, thread_id=thread_id)


async def close_moved(telegram: Telegram, store: Store, parcel: Parcel, place: Place, turn: Turn) -> None:
    """Leave a link to the new topic in the retired one and close it; one that is gone by now needs neither."""
    async with store.reading() as uow:
        former = await chats.topic_by_id(uow, int(parcel.payload["topic"]))
    if former is None or former.thread_id is None or place.topic is None:
        return
    at = {"chat_id": former.desk.chat_id, "message_thread_id": former.thread_id}
    html = parcel.payload["html"].format(link=topic_link(replace(place.topic, thread_id=place.thread_id)))
    try:
        async with turn.call(former.desk.chat_id):
            await telegram.call("sendMessage", at | {"text": html, "parse_mode": "HTML"})
        async with turn.call(former.desk.chat_id):
            await telegram.call("closeForumTopic", at)
    except Refusal as refusal:
        if not is_lost(refusal):
            raise
