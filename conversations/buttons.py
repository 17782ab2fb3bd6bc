"""The one codec for inline buttons.

A button's data says what is wanted and about which row of ours, in at most 64 bytes (Bot API, callback_data). It proves
nothing: who pressed is known from the update, and every use case checks again whether that person may.
"""

from dataclasses import dataclass
from typing import Any

from storage.unit import UnitOfWork

MOST_BYTES = 64


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button.

    The action, its arguments, where to answer, and the message under which it stands (if Telegram says).
    """

    action: str
    args: tuple[str, ...]
    query_id: str
    message_id: int | None = None

    def number(self, at: int) -> int:
        """The argument at a position as a number. Raises `ValueError` or `IndexError` for data that is not ours."""
        return int(self.args[at])


@dataclass(frozen=True, slots=True)
class ButtonAnswer:
    """What to show to whoever pressed, right after the transaction stands. Lost when the process dies: a courtesy."""

    query_id: str
    text: str | None
    alert: bool = False


def button(label: str, action: str, *args: int | str, style: str | None = None) -> dict[str, Any]:
    """An inline button. Raises `ValueError` when the data would be too long for Telegram."""
    data = ":".join((action, *map(str, args)))
    if len(data.encode()) > MOST_BYTES:
        raise ValueError(f"button data over {MOST_BYTES} bytes: {data}")
    made = {"text": label, "callback_data": data}
    if style is not None:
        made["style"] = style
    return made


def link(label: str, url: str) -> dict[str, Any]:
    """A button that opens an address."""
    return {"text": label, "url": url}


def read(data: str, query_id: str, message_id: int | None = None) -> Press:
    """The press behind a button's data."""
    action, *args = data.split(":")
    return Press(action, tuple(args), query_id, message_id)


def answer(uow: UnitOfWork, press: Press, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a press once the transaction stands; every press wants an answer, or the button keeps spinning."""
    uow.after_commit.append(ButtonAnswer(press.query_id, text, alert))
