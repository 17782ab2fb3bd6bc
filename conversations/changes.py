"""What happens to a message after it was written: edits, reactions, taking it back. Mirrored both ways."""

import datetime as dt
from typing import Any

from conversations import card, closing, post, relay
from conversations.errors import RefusedError
from conversations.relay import Incoming
from conversations.tongue import desk_wording
from locales import phrase
from storage import messages
from storage.records import Carried, ClientChat, Topic
from storage.unit import UnitOfWork

UNSEND_WITHIN = dt.timedelta(hours=48)
"""How long a bot may delete its message (Bot API, deleteMessage)."""


_LIVE = frozenset({"location", "venue"})
"""A copy of a live location stands still: that is said once, and the many moves that follow need no word."""


async def client_edited(uow: UnitOfWork, chat: ClientChat, incoming: Incoming) -> None:
    """Show the client's edit in the topic, marked as one.

    What was never carried before (a command corrected into a sentence) is carried now, as a new message.
    """
    key = (chat.id, incoming.message_id)
    known = (await messages.by_client_ids(uow, [key])).get(key)
    if known is None:
        await relay.client_wrote(uow, chat, incoming)
        return
    say = desk_wording(uow, chat)
    if incoming.kind in _LIVE:
        if known.opening is None:
            await messages.change(uow, known.id, opening={"text": ""})
            post.say_in_topic(
                uow, chat.id, say.text("📍 This is a live location. The copy here shows where it was at the start.")
            )
        return
    payload = _edit(incoming)
    payload["mark"] = say.text("✏️ edited")
    post.to_topic(uow, chat.id, "edit", payload)


def _edit(incoming: Incoming) -> dict[str, Any]:
    payload: dict[str, Any] = {"source": incoming.message_id, "words": incoming.words.data(), "kind": incoming.kind}
    if incoming.media is not None:
        payload["media"] = incoming.media
    return payload


async def team_edited(uow: UnitOfWork, chat: ClientChat, topic: Topic, incoming: Incoming) -> None:
    """Change the client's copy too. What is not with the client stays away from it, and the author hears so."""
    known = await messages.by_topic_id(uow, topic.desk.id, incoming.message_id)
    sent = next((one for one in known if one.direction == "out" and one.unsent_at is None), None)
    internal = incoming.words.text.startswith(relay.INTERNAL)
    say = desk_wording(uow, chat)
    if sent is None:
        if not internal:
            answer = say.text(
                "This message was not sent to the client, so its edit was not either. Write it as a new message."
            )
            post.say_in_topic(uow, chat.id, answer, reply_to=incoming.message_id)
        return
    if internal:
        answer = say.text("The client still has this message as it was. To take it back, reply to it with /unsend.")
        post.say_in_topic(uow, chat.id, answer, reply_to=incoming.message_id)
        return
    if incoming.kind not in _LIVE:
        post.to_client(uow, chat.id, "edit", _edit(incoming))
    elif sent.opening is None:
        await messages.change(uow, sent.id, opening={"text": ""})
        answer = say.text("📍 This is a live location. The client's copy shows where it was at the start.")
        post.say_in_topic(uow, chat.id, answer, reply_to=incoming.message_id)


async def client_reacted(uow: UnitOfWork, chat: ClientChat, message_id: int, emoji: list[str], others: bool) -> None:
    """Show the client's reaction on the twin in the topic.

    `others`: it held one that a bot may not set (a custom one).
    """
    known = (await messages.by_client_ids(uow, [(chat.id, message_id)])).get((chat.id, message_id))
    if known is None:
        return
    post.to_topic(uow, chat.id, "react", {"source": message_id, "emoji": emoji[:1]})
    if others:
        say = desk_wording(uow, chat)
        post.say_in_topic(uow, chat.id, say.text("{name} reacted with a custom emoji.", name=chat.title))


async def team_reacted(
    uow: UnitOfWork, chat: ClientChat, topic: Topic, message_id: int, emoji: list[str], others: bool
) -> None:
    """Show a staff member's reaction at the client, as far as a bot may set it (`others`: it held one that it may not).

    A reaction of any sort to the client's last word stops the waiting clock.
    """
    known = await messages.by_topic_id(uow, topic.desk.id, message_id)
    if not known:
        return
    payload: dict[str, Any] = {"source": message_id, "emoji": emoji[:1]}
    post.to_client(uow, chat.id, "react", payload)
    if others and not emoji:
        say = desk_wording(uow, chat)
        answer = say.text("The client does not see this reaction: a bot can show standard emoji only.")
        post.say_in_topic(uow, chat.id, answer, reply_to=message_id)
    if not (emoji or others) or chat.conversation is None or chat.conversation.waiting_since is None:
        return
    last = await messages.last_of_client(uow, chat.id)
    if last is not None and last.id == known[-1].id:
        await messages.stop_waiting(uow, chat.id)
        uow.touch_places()
        await closing.plan_after_reaction(uow, chat.id)
        card.plan(uow, chat.id)


async def unsend(uow: UnitOfWork, chat: ClientChat, topic: Topic, replied_to: int | None) -> None:
    """Delete the client's copy of the message that `/unsend` replies to. Raises `RefusedError` saying why it cannot."""
    if replied_to is None:
        raise RefusedError(phrase("Reply with /unsend to the message you want to take back."))
    found = [one for one in await messages.by_topic_id(uow, topic.desk.id, replied_to) if one.direction == "out"]
    if not found:
        raise RefusedError(phrase("That message did not go to the client, so it cannot be taken back."))
    carried: Carried = found[0]
    if carried.unsent_at is not None:
        raise RefusedError(phrase("That message was taken back already."))
    if uow.now - carried.at > UNSEND_WITHIN:
        raise RefusedError(phrase("Telegram lets a bot delete a message for 48 hours only; this one is older."))
    await messages.change(uow, carried.id, unsent_at=uow.now)
    post.to_client(uow, chat.id, "unsend", {"source": replied_to})
