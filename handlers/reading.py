"""Reads aiogram's messages into what the relay understands."""

from collections.abc import Iterator
from typing import Any

from aiogram.types import Message, MessageEntity, ReactionTypeEmoji, ReactionTypeUnion

from conversations import buttons
from conversations.buttons import Press
from conversations.relay import How, Incoming
from conversations.text import Formatted

_HOW: dict[str, How] = {
    "text": "text",
    "photo": "copy",
    "video": "copy",
    "animation": "copy",
    "audio": "copy",
    "voice": "copy",
    "document": "copy",
    "video_note": "copy",
    "sticker": "copy",
    "location": "copy",
    "venue": "copy",
    "contact": "copy",
    "dice": "forward",
    "poll": "forward",
    "story": "refuse",
    "invoice": "refuse",
    "successful_payment": "refuse",
    "game": "refuse",
    "paid_media": "refuse",
    "giveaway": "refuse",
    "giveaway_winners": "refuse",
    "checklist": "refuse",
    "live_photo": "copy",
}
"""How each kind is carried.

A copy loses an origin, splits a poll's votes and rolls dice again, so those are forwarded; what is not listed is a
service message and carries no words of anybody.
"""

_CAPTIONED = frozenset({"photo", "video", "animation", "audio", "voice", "document"})
_REPLACEABLE = frozenset({"photo", "video", "animation", "audio", "document"})


def kind(message: Message) -> str | None:
    """The kind of a message; None for a service message."""
    found = str(message.content_type.value if hasattr(message.content_type, "value") else message.content_type)
    if found in _HOW:
        return found
    return "unsupported" if found == "unknown" else None


def incoming(message: Message, found: str) -> Incoming:
    """A message of this kind, as the relay takes it."""
    how = _HOW.get(found, "refuse")
    if message.forward_origin is not None and how != "refuse":
        how = "forward"
    return Incoming(
        message_id=message.message_id,
        chat_telegram_id=message.chat.id,
        at=message.date,
        kind=found,
        how=how,
        words=words(message),
        has_caption=found in _CAPTIONED,
        album=message.media_group_id,
        reply_to=replied_to(message),
        author=_author(message),
        media=_media(message, found),
    )


def words(message: Message) -> Formatted:
    """The text or caption with its entities."""
    text = message.text if message.text is not None else message.caption
    if text is None:
        return Formatted("")
    entities = message.entities if message.text is not None else message.caption_entities
    return Formatted(text, tuple(_entity(entity) for entity in entities)) if entities else Formatted(text)


def _entity(entity: MessageEntity) -> dict[str, Any]:
    return entity.model_dump(mode="json", exclude_none=True)


def replied_to(message: Message) -> int | None:
    """The message replied to; a message in a topic that replies to nobody replies to the topic's first one."""
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created is not None:
        return None
    return reply.message_id


def _author(message: Message) -> str | None:
    if message.sender_chat is not None:
        return message.sender_chat.title
    return message.from_user.full_name if message.from_user else None


def _media(message: Message, found: str) -> dict[str, Any] | None:
    """For an edit: the file that may have been replaced, as the Bot API's InputMedia names it."""
    if found not in _REPLACEABLE:
        return None
    held = getattr(message, found)
    file_id = held[-1].file_id if found == "photo" else held.file_id
    return {"type": found, "media": file_id}


def emoji(reactions: list[ReactionTypeUnion]) -> tuple[list[str], bool]:
    """(the plain emoji, whether there is a reaction that a bot cannot set)."""
    plain = [one.emoji for one in reactions if isinstance(one, ReactionTypeEmoji)]
    return plain, len(plain) < len(reactions)


def for_another_bot(message: Message, username: str) -> bool:
    """True for a command that names another bot (`/start@other_bot`)."""
    head = (message.text or "").split(maxsplit=1)[:1]
    if not head or not head[0].startswith("/") or head[0].startswith("//"):
        return False
    _, _, addressee = head[0].partition("@")
    return bool(addressee) and addressee.lower() != username.lower()


def command(message: Message, username: str) -> tuple[str, str] | None:
    """(the command without its slash, in lower case; the rest of the text), or None when this is none of ours.

    A command that names another bot (`/start@other_bot`) is not ours.
    """
    text = message.text
    if text is None or not text.startswith("/") or text.startswith("//"):
        return None
    head, _, rest = text[1:].partition(" ")
    head, _, more = head.partition("\n")
    name, _, addressee = head.partition("@")
    if not name or (addressee and addressee.lower() != username.lower()):
        return None
    return name.lower(), f"{more} {rest}".strip() if more else rest.strip()


def replied_buttons(message: Message, username: str) -> Iterator[Press]:
    """The buttons under the message of ours that this one replies to: they say what it was about."""
    reply = message.reply_to_message
    if reply is None or reply.from_user is None or reply.from_user.username != username or reply.reply_markup is None:
        return
    for row in reply.reply_markup.inline_keyboard:
        for one in row:
            if one.callback_data:
                yield buttons.read(one.callback_data, "")
