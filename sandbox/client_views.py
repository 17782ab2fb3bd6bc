"""What the control client answers: messages, topics, and calls as read-only objects over their JSON."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """A message as people see it; `raw` is the whole `MessageView`."""

    raw: Json

    @property
    def id(self) -> int:
        """message_id, unique within the chat."""
        return int(self.raw["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat, as the bot knows it."""
        return int(self.raw["chat"]["id"])

    @property
    def thread_id(self) -> int | None:
        """The topic; None in General and outside forums."""
        return self.raw.get("message_thread_id")

    @property
    def kind(self) -> str:
        """text, photo, …, service."""
        return str(self.raw["kind"])

    @property
    def text(self) -> str:
        """Text or caption; empty when there is none."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        """Entities of the text or caption."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def sender_id(self) -> int:
        """Who wrote it."""
        return int(self.raw["from"]["id"])

    @property
    def by_bot(self) -> bool:
        """Whether a bot wrote it."""
        return bool(self.raw["by_bot"])

    @property
    def date(self) -> int:
        """When, in Unix seconds of the sandbox clock."""
        return int(self.raw["date"])

    @property
    def edited(self) -> bool:
        """Whether the content was edited."""
        return "edit_date" in self.raw

    @property
    def deleted(self) -> bool:
        """Whether it was deleted."""
        return bool(self.raw["deleted"])

    @property
    def pinned(self) -> bool:
        """Whether it is pinned."""
        return bool(self.raw["is_pinned"])

    @property
    def reply_to(self) -> int | None:
        """The message it answers; not the topic's first message, which Telegram reports for all others."""
        reply = self.raw.get("reply_to_message")
        if reply is None or reply["message_id"] == self.thread_id:
            return None
        return int(reply["message_id"])

    @property
    def album(self) -> str | None:
        """media_group_id."""
        return self.raw.get("media_group_id")

    @property
    def forward_origin(self) -> Json | None:
        """Where it was forwarded from."""
        return self.raw.get("forward_origin")

    @property
    def reactions(self) -> dict[str, list[int]]:
        """Emoji -> ids of those who reacted with it."""
        return {
            str(item.get("emoji") or item.get("custom_emoji_id")): [int(user["id"]) for user in item["users"]]
            for item in self.raw["reactions"]
        }

    @property
    def buttons(self) -> list[list[str]]:
        """Labels of the inline buttons, row by row."""
        rows = (self.raw.get("reply_markup") or {}).get("inline_keyboard") or []
        return [[str(button["text"]) for button in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """Labels of all inline buttons."""
        return [label for row in self.buttons for label in row]

    def button(self, label: str) -> Json:
        """The whole button with this label; KeyError when there is none."""
        rows = (self.raw.get("reply_markup") or {}).get("inline_keyboard") or []
        for row in rows:
            for button in row:
                if button["text"] == label:
                    return dict(button)
        raise KeyError(label)

    def __str__(self) -> str:
        return f"[{self.chat_id}/{self.id}] {self.kind}: {self.text or '-'}"


@dataclass(frozen=True)
class Topic:
    """A forum topic; `raw` is the whole `TopicView`."""

    raw: Json

    @property
    def id(self) -> int:
        """message_thread_id."""
        return int(self.raw["message_thread_id"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.raw["name"])

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return bool(self.raw["is_closed"])

    @property
    def deleted(self) -> bool:
        """Whether it was deleted."""
        return bool(self.raw["is_deleted"])


@dataclass(frozen=True)
class Pressed:
    """What came of pressing a button."""

    answered: bool
    query_id: str
    text: str
    alert: bool
    url: str | None


@dataclass(frozen=True)
class BotCall:
    """One Bot API call of the log."""

    raw: Json

    @property
    def seq(self) -> int:
        """Its number; ask for calls since it."""
        return int(self.raw["seq"])

    @property
    def method(self) -> str:
        """E.g. sendMessage."""
        return str(self.raw["method"])

    @property
    def chat_id(self) -> int | None:
        """The chat it went to."""
        return self.raw.get("chat_id")

    @property
    def thread_id(self) -> int | None:
        """The topic it went to."""
        return self.raw.get("message_thread_id")

    @property
    def at(self) -> float:
        """When it ended, in monotonic seconds of the server."""
        return float(self.raw["at"])

    @property
    def status(self) -> int:
        """HTTP status; 0 when the connection was cut or left hanging."""
        return int(self.raw["status"])

    @property
    def error(self) -> str | None:
        """The description of the error, if there was one."""
        return self.raw.get("error")

    @property
    def applied(self) -> bool:
        """Whether it took effect, whatever the caller was told."""
        return bool(self.raw["applied"])

    @property
    def message_ids(self) -> list[int]:
        """Messages that were sent, edited, or deleted."""
        return list(self.raw["message_ids"])
