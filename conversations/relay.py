"""The relay: a client's words go to the topic, the team's words to the client."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

from conversations import card, closing, kinds, pleasantries, post, text
from conversations.pleasantries import Sense
from conversations.text import Formatted
from conversations.tongue import desk_wording, spoken
from storage import chats, directory, messages, outbox, talks
from storage.records import ClientChat, Staff, Topic
from storage.unit import UnitOfWork

INTERNAL = "//"
"""A topic message that starts with this stays among staff."""

NEW_STRETCH = dt.timedelta(hours=12)
"""After this long without a word from the team, the next one begins a new stretch and says the manager's name again."""

How = Literal["text", "copy", "forward", "refuse"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that somebody wrote, reduced to what carrying it needs.

    `chat_telegram_id` is where it stands, `how` the way to carry it: as text, as a copy, as a forward (which keeps an
    origin, a poll or the roll of a dice), or not at all. `words` is its text or caption; `author` is who wrote it in a
    client's group.
    """

    message_id: int
    chat_telegram_id: int
    at: dt.datetime
    kind: str
    how: How
    words: Formatted
    has_caption: bool = False
    album: str | None = None
    reply_to: int | None = None
    author: str | None = None
    media: dict[str, Any] | None = None


async def client_wrote(uow: UnitOfWork, chat: ClientChat, incoming: Incoming) -> None:
    """Carry a message of the client side into the topic, and open or reopen a conversation when none is open.

    The owner is pinged by the first message of a conversation only, also of one that is reopened; the waiting clock
    starts with the oldest message that nobody answered. A pleasantry after closing opens nothing and pings nobody,
    whenever it comes: it may answer a greeting weeks later. Bare thanks for an answer keep nobody waiting either.
    """
    messages.from_client(uow, chat.id, incoming.message_id, incoming.kind, incoming.at)
    before = chat.conversation
    waits = True
    if before is None:
        last = await talks.last(uow, chat.id)
        if last is not None:
            if _pleasantry(chat, incoming) is not None:
                _carry(uow, chat, incoming, _opening(chat, incoming, ping=False), to_client=False)
                return
            chat = await closing.reopen(uow, chat, last, incoming.at)
    elif before.waiting_since is None and before.last_team_at is not None:
        waits = _pleasantry(chat, incoming) is not Sense.THANKS
    chat = messages.client_wrote(uow, chat, incoming.at, waits=waits)
    opening = _opening(chat, incoming, ping=before is None)
    if incoming.album is not None and await outbox.holds_album(uow, post.topic_lane(chat.id), incoming.album):
        opening = None
    directory.know(uow, chat)
    if incoming.how == "refuse":
        if before is None:
            post.to_topic(uow, chat.id, "line", {"words": _ping(chat).data()})
        say = desk_wording(uow, chat)
        post.say_in_topic(
            uow,
            chat.id,
            say.text(
                "⚠️ {name} sent something that Telegram does not let a bot carry ({kind}). Please ask them to "
                "send it another way.",
                name=incoming.author or chat.title,
                kind=kinds.in_words(incoming.kind),
            ),
        )
    else:
        _carry(uow, chat, incoming, opening, to_client=False)
    if waits and (before is None or before.waiting_since is None):
        card.plan(uow, chat.id)


def client_commented(uow: UnitOfWork, chat: ClientChat, incoming: Incoming, mark: Formatted | None) -> None:
    """Carry a client's comment on a rating into the topic, marked as one; without `mark` the topic may not see it.

    It opens no conversation and keeps nobody waiting: it answers us.
    """
    messages.from_client(uow, chat.id, incoming.message_id, incoming.kind, incoming.at)
    if mark is None:
        return
    author = _opening(chat, incoming, ping=False)
    opening = mark + Formatted("\n")
    _carry(uow, chat, incoming, opening if author is None else opening + author, to_client=False)


def comment_goes_on(uow: UnitOfWork, chat: ClientChat, incoming: Incoming, *, in_topic: bool) -> None:
    """A further picture of the album that is a client's comment on a rating."""
    messages.from_client(uow, chat.id, incoming.message_id, incoming.kind, incoming.at)
    if in_topic:
        _carry(uow, chat, incoming, None, to_client=False)


def _pleasantry(chat: ClientChat, incoming: Incoming) -> Sense | None:
    """What the message says if it asks for nothing.

    What somebody forwards is no word of their own; a dice is always carried as a forward.
    """
    if incoming.how == "forward" and incoming.kind != "dice":
        return None
    return pleasantries.sense(incoming.kind, incoming.words.text, (chat.owner.name,))


async def colleague_wrote(uow: UnitOfWork, chat: ClientChat, incoming: Incoming) -> None:
    """Staff who write in a client's group speak for the team: the topic shows it, and nobody waits any more."""
    messages.from_client(uow, chat.id, incoming.message_id, incoming.kind, incoming.at)
    if incoming.how != "refuse":
        _carry(uow, chat, incoming, _opening(chat, incoming, ping=False), to_client=False)
    waited = chat.conversation is not None and chat.conversation.waiting_since is not None
    directory.know(uow, messages.team_wrote(uow, chat, incoming.at))
    if waited:
        closing.plan(uow, chat.id, incoming.at)
        card.plan(uow, chat.id)


def _opening(chat: ClientChat, incoming: Incoming, *, ping: bool) -> Formatted | None:
    """What stands in front of a client's message in the topic: a ping for a new conversation, the author in a group."""
    lines = [_ping(chat)] if ping else []
    if chat.kind == "group" and incoming.author:
        lines.append(text.bold(incoming.author))
    return text.join(lines) + Formatted("\n") if lines else None


def _ping(chat: ClientChat) -> Formatted:
    owner = chat.owner
    name = text.mention(owner.name, owner.telegram_id) if owner.telegram_id else text.bold(owner.name)
    return Formatted("🔔 ") + name


def _carry(
    uow: UnitOfWork, chat: ClientChat, incoming: Incoming, opening: Formatted | None, *, to_client: bool
) -> None:
    payload: dict[str, Any]
    if incoming.how == "text" and (opening is None or opening.units + incoming.words.units <= text.MOST):
        op = "text"
        payload = post.text_payload(incoming.words, opening, incoming.message_id, incoming.reply_to)
        opening = None
    else:
        op = "forward" if incoming.how == "forward" else "copy"
        payload = {"source": incoming.message_id, "from": incoming.chat_telegram_id}
        if incoming.reply_to is not None:
            payload["reply"] = incoming.reply_to
        if opening is not None and _fits_in_caption(incoming, opening):
            payload["opening"], payload["words"] = opening.data(), incoming.words.data()
            opening = None
    if to_client:
        post.to_client(uow, chat.id, op, payload, incoming.album)
        return
    if opening is not None:
        words = Formatted(opening.text.rstrip("\n"), opening.entities)
        post.to_topic(uow, chat.id, "line", {"words": words.data()})
    post.to_topic(uow, chat.id, op, payload, incoming.album)


def _fits_in_caption(incoming: Incoming, opening: Formatted) -> bool:
    return (
        incoming.how == "copy"
        and incoming.has_caption
        and incoming.album is None
        and opening.units + incoming.words.units <= text.MOST_CAPTION
    )


async def team_wrote(uow: UnitOfWork, chat: ClientChat, topic: Topic, author: Staff, incoming: Incoming) -> None:
    """Carry a message that staff wrote in the topic to the client; what starts with `//` stays there.

    The author's name stands in front where the voice changes: with the first message of a stretch, or when another
    colleague speaks. A kind that has no room for a name is carried without one, and the next that has says it.
    """
    say = desk_wording(uow, chat)
    if incoming.words.text.startswith(INTERNAL):
        return
    if topic.retired_at is not None:
        topic_is_closed(uow, topic, incoming.message_id)
        return
    if chat.state == "left" or chat.telegram_id is None:
        post.say_in_topic(
            uow,
            chat.id,
            say.text("This chat has ended. Nothing was sent. Invite the contact again with /invite."),
            reply_to=incoming.message_id,
        )
        return
    if incoming.how == "refuse":
        post.say_in_topic(
            uow,
            chat.id,
            say.text(
                "⚠️ Telegram does not let a bot carry this ({kind}). Nothing was sent.",
                kind=kinds.in_words(incoming.kind),
            ),
            reply_to=incoming.message_id,
        )
        return
    opening = await _voice(uow, chat, author, incoming)
    waited = chat.conversation is not None and chat.conversation.waiting_since is not None
    messages.from_team(uow, chat.id, topic.desk.id, incoming.message_id, incoming.kind, incoming.at, author.id)
    _carry(uow, chat, incoming, opening, to_client=True)
    chat = messages.team_wrote(uow, chat, incoming.at)
    if opening is not None:
        await chats.change(uow, chat.id, voice_id=author.id)
        chat = replace(chat, voice_id=author.id)
    directory.know(uow, chat)
    if waited:
        closing.plan(uow, chat.id, incoming.at)
        card.plan(uow, chat.id)


def topic_is_closed(uow: UnitOfWork, topic: Topic, message_id: int) -> None:
    """Somebody wrote in a topic that was left behind when the client moved to another desk."""
    say = spoken(uow, topic.desk.language)
    post.say_directly(
        uow,
        topic.desk.chat_id,
        say.text("This topic is closed: the client has a new one now. Nothing was sent."),
        thread_id=topic.thread_id,
        reply_to=message_id,
    )


async def _voice(uow: UnitOfWork, chat: ClientChat, author: Staff, incoming: Incoming) -> Formatted | None:
    if chat.voice_id == author.id:
        talk = chat.conversation
        last = await messages.last_of_team(uow, chat.id) if talk is None else talk.last_team_at
        if last is not None and incoming.at - last < NEW_STRETCH:
            return None
    opening = text.bold(author.name) + Formatted("\n")
    fits = incoming.how == "text" and opening.units + incoming.words.units <= text.MOST
    return opening if fits or _fits_in_caption(incoming, opening) else None
