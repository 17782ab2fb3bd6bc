"""What happens to a topic itself: made, lost and made again, and what is said in it then."""

import datetime as dt

from conversations import card, handover, post
from conversations.care import soon
from conversations.tongue import desk_wording
from storage import care_messages, chats, facts
from storage.unit import UnitOfWork


async def created(uow: UnitOfWork, chat_id: int, topic_id: int, thread_id: int) -> None:
    """Telegram made the thread: remember it and pin a card.

    One that replaces a deleted topic gets the last messages.
    """
    before = await chats.by_id(uow, chat_id)
    again = before is not None and bool(await facts.get(uow, _lost_mark(topic_id)))
    await chats.change_topic(uow, topic_id, thread_id=thread_id)
    card.plan(uow, chat_id, dt.timedelta())
    if before is not None and before.topic is not None and again:
        await facts.put(uow, _lost_mark(topic_id), False)
        say = desk_wording(uow, before)
        post.say_in_topic(
            uow, chat_id, say.text("This topic was deleted, so here is a new one, with the last messages.")
        )
        await handover.send_history(uow, before, before.topic.desk.id)
        if before.contact is not None:
            soon.look(uow, before.contact.id)


async def lost(uow: UnitOfWork, topic_id: int) -> None:
    """The thread is gone: the next parcel makes a new one."""
    await chats.change_topic(uow, topic_id, thread_id=None, card_message_id=None, card_text=None)
    await care_messages.previews_lost(uow, topic_id)
    await facts.put(uow, _lost_mark(topic_id), True)


def _lost_mark(topic_id: int) -> str:
    return f"topic-lost:{topic_id}"


async def unsent(uow: UnitOfWork, chat_id: int, source: int) -> None:
    """Confirm at the message that the client no longer has it."""
    chat = await chats.by_id(uow, chat_id)
    if chat is not None:
        say = desk_wording(uow, chat)
        post.say_in_topic(uow, chat_id, say.text("Taken back: the client no longer sees it."), reply_to=source)
