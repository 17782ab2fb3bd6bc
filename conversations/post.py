"""What can be put into the outbox.

A parcel has a place (a client chat's client side, its topic, or a Telegram chat addressed directly), an operation and a
payload. Ids in a payload are those of the *source* side, where the message was written; delivery finds the twin when it
sends, so a reply or an edit may be posted before its target was delivered.
"""

from collections.abc import Sequence
from typing import Any

from conversations.text import Formatted
from storage import outbox
from storage.outbox import Urgency
from storage.unit import UnitOfWork

Keyboard = Sequence[Sequence[dict[str, Any]]]
"""Rows of inline buttons, as Bot API data."""

ALBUM_WAIT = 1.0
"""Real seconds to wait for the rest of an album: Telegram delivers its items as separate messages, a moment apart."""


def client_lane(chat_id: int) -> str:
    """The lane towards the client side of a chat."""
    return f"client:{chat_id}"


def topic_lane(chat_id: int) -> str:
    """The lane towards a chat's topic."""
    return f"topic:{chat_id}"


def to_client(
    uow: UnitOfWork, chat_id: int, op: str, payload: dict[str, Any], album: str | None = None, *, once: bool = False
) -> None:
    """Queue something for the client; `once` for what must never come twice (see `storage.outbox.post`)."""
    outbox.post(
        uow,
        lane=client_lane(chat_id),
        urgency=Urgency.CLIENT,
        op=op,
        payload=payload,
        chat_id=chat_id,
        album=album,
        delay=ALBUM_WAIT if album else 0.0,
        once=once,
    )


def to_topic(
    uow: UnitOfWork,
    chat_id: int,
    op: str,
    payload: dict[str, Any],
    album: str | None = None,
    urgency: int = Urgency.TEAM,
) -> None:
    """Queue something for the chat's topic; a missing topic is made on the way."""
    outbox.post(
        uow,
        lane=topic_lane(chat_id),
        urgency=urgency,
        op=op,
        payload=payload,
        chat_id=chat_id,
        album=album,
        delay=ALBUM_WAIT if album else 0.0,
    )


def _say(html: str, keyboard: Keyboard | None) -> dict[str, Any]:
    return {"html": html, "keyboard": [list(row) for row in keyboard]} if keyboard else {"html": html}


def say_to_client(uow: UnitOfWork, chat_id: int, html: str, keyboard: Keyboard | None = None) -> None:
    """A text of the bot's own for the client."""
    to_client(uow, chat_id, "say", _say(html, keyboard))


def say_in_topic(
    uow: UnitOfWork, chat_id: int, html: str, keyboard: Keyboard | None = None, reply_to: int | None = None
) -> None:
    """A text of the bot's own in the topic; `reply_to` is a message id of the topic itself."""
    payload = _say(html, keyboard)
    if reply_to is not None:
        payload["here"] = reply_to
    to_topic(uow, chat_id, "say", payload)


def say_directly(
    uow: UnitOfWork,
    telegram_id: int,
    html: str,
    keyboard: Keyboard | None = None,
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    urgency: int = Urgency.TEAM,
) -> None:
    """A text of the bot's own for a Telegram chat that is no client chat.

    A staff member, a stranger, a desk's General.
    """
    payload = _say(html, keyboard)
    if reply_to is not None:
        payload["here"] = reply_to
    if thread_id is not None:
        payload["thread"] = thread_id
    outbox.post(uow, lane=f"direct:{telegram_id}", urgency=urgency, op="say", payload=payload, target_id=telegram_id)


def show_directly(uow: UnitOfWork, telegram_id: int, from_chat: int, message_id: int) -> None:
    """A copy of somebody's message for a Telegram chat that is no client chat; nothing is linked to it."""
    payload = {"from": from_chat, "source": message_id}
    outbox.post(
        uow, lane=f"direct:{telegram_id}", urgency=Urgency.TEAM, op="show", payload=payload, target_id=telegram_id
    )


def redraw(uow: UnitOfWork, telegram_id: int, message_id: int, html: str, keyboard: Keyboard | None = None) -> None:
    """Change a text of the bot's own where it stands; no `keyboard` takes its buttons away.

    One that is gone stays gone.
    """
    payload = _say(html, keyboard) | {"message": message_id}
    outbox.post(
        uow, lane=f"direct:{telegram_id}", urgency=Urgency.TEAM, op="redraw", payload=payload, target_id=telegram_id
    )


def text_payload(words: Formatted, opening: Formatted | None, source: int, reply_to: int | None) -> dict[str, Any]:
    """A person's text, carried with its entities; `opening` stands in front of it."""
    payload: dict[str, Any] = {"source": source, "words": words.data()}
    if opening is not None:
        payload["opening"] = opening.data()
    if reply_to is not None:
        payload["reply"] = reply_to
    return payload
