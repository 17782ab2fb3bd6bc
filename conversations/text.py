"""Formatted text as Telegram sees it.

Characters plus entities whose offsets count UTF-16 code units (Bot API, MessageEntity).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST = 4096
"""The longest text of one message, in UTF-16 code units after entities are parsed (Bot API, sendMessage)."""

MOST_CAPTION = 1024
"""The longest caption (Bot API, copyMessage)."""


def units(text: str) -> int:
    """The length of a text in UTF-16 code units: an emoji outside the basic plane counts two."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, as plain Bot API data."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def __add__(self, other: "Formatted") -> "Formatted":
        shift = units(self.text)
        moved = tuple({**entity, "offset": entity["offset"] + shift} for entity in other.entities)
        return Formatted(self.text + other.text, self.entities + moved)

    @property
    def units(self) -> int:
        return units(self.text)

    def data(self) -> dict[str, Any]:
        """As JSON, for the store and for Telegram."""
        return {"text": self.text, "entities": list(self.entities)} if self.entities else {"text": self.text}


def read(data: dict[str, Any] | None) -> Formatted:
    """The other way round; nothing gives an empty text."""
    return Formatted("") if data is None else Formatted(data["text"], tuple(data.get("entities", ())))


def bold(text: str) -> Formatted:
    """A text in bold."""
    return Formatted(text, ({"type": "bold", "offset": 0, "length": units(text)},))


def mention(name: str, telegram_id: int) -> Formatted:
    """A name that notifies the person, also one without a username."""
    who = {"id": telegram_id, "is_bot": False, "first_name": name}
    return Formatted(name, ({"type": "text_mention", "offset": 0, "length": units(name), "user": who},))


def fitting(most: int, *choices: Formatted) -> Formatted:
    """The first choice that is no longer than `most` units; the last one when none is."""
    return next((choice for choice in choices if choice.units <= most), choices[-1])


def join(parts: Iterable[Formatted], between: str = "\n") -> Formatted:
    """The parts one after another."""
    whole = Formatted("")
    for number, part in enumerate(parts):
        whole = part if number == 0 else whole + Formatted(between) + part
    return whole
