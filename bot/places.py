"""Where a parcel goes: a lane's name turned into a Telegram address."""

from dataclasses import dataclass, replace
from typing import Any

from storage.records import ClientChat, Parcel, Topic


@dataclass(frozen=True, slots=True)
class Place:
    """One destination as it stands now.

    `chat` is the client chat concerned, None for a chat addressed directly. `in_topic` tells its two sides apart.
    """

    telegram_id: int
    chat: ClientChat | None = None
    in_topic: bool = False
    thread_id: int | None = None

    @property
    def topic(self) -> Topic | None:
        return self.chat.topic if self.chat is not None and self.in_topic else None

    @property
    def needs_topic(self) -> bool:
        return self.in_topic and self.thread_id is None

    @property
    def address(self) -> dict[str, Any]:
        """The address parameters of a Bot API call."""
        if self.thread_id is None:
            return {"chat_id": self.telegram_id}
        return {"chat_id": self.telegram_id, "message_thread_id": self.thread_id}

    @property
    def without_thread(self) -> "Place":
        """The same chat for calls that name a message: those take no thread."""
        return replace(self, thread_id=None)


class NowhereError(Exception):
    """There is no address for this parcel any more."""


def of(parcel: Parcel, chat: ClientChat | None) -> Place:
    """Where a parcel goes. Raises `NowhereError` when its chat, contact or topic is gone."""
    if parcel.target_id is not None:
        return Place(parcel.target_id)
    if chat is None:
        raise NowhereError("the client chat is gone")
    if parcel.lane.startswith("client:"):
        if chat.telegram_id is None:
            raise NowhereError("the contact's access was revoked")
        return Place(chat.telegram_id, chat)
    if chat.topic is None:
        raise NowhereError("the client chat has no topic")
    return Place(chat.topic.desk.chat_id, chat, in_topic=True, thread_id=chat.topic.thread_id)
