"""What is kept about days, as a list in a topic with a button to remove each: dates and facts look alike there."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from conversations import paging, post
from conversations.buttons import Press, button
from conversations.days import typed_days
from conversations.errors import RefusedError
from conversations.post import Keyboard
from locales import Wording, phrase
from storage.records import ClientChat
from storage.unit import UnitOfWork

MOST = 40
"""So many of a kind for one chat: more than anybody reads."""

_ON_A_BUTTON = 24
"""Characters of the words on a button, of which two stand in a row on a phone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing of the list: its words, its stored day if it has one, and a remark behind it, as HTML."""

    id: int
    words: str
    on_day: str | None
    remark: str = ""


def view(action: str, heading: str, found: Sequence[Kept], page: int, how: str, say: Wording) -> tuple[str, Keyboard]:
    """A page of the list as HTML, and its buttons; `heading` and `how` are HTML."""
    page = paging.within(page, len(found))
    here = paging.on(page, found)
    lines = [heading, *(f"• {_line(one, say)}" for one in here), "", how]
    keyboard = paging.rows([button(f"✕ {_short(one.words)}", action, "off", one.id, page) for one in here])
    keyboard += paging.turn(page, len(found), lambda label, to: button(label, action, "list", 0, to))
    return "\n".join(lines), keyboard


def _line(one: Kept, say: Wording) -> str:
    remark = f" ({one.remark})" if one.remark else ""
    words = escape(one.words, quote=False) + remark
    return words if one.on_day is None else f"{typed_days.in_words(one.on_day, say)}: {words}"


def _short(words: str) -> str:
    return words if len(words) <= _ON_A_BUTTON else words[: _ON_A_BUTTON - 1].rstrip() + "…"


def refuse_too_many(found: Sequence[Kept]) -> None:
    """Raises `RefusedError` when nothing more is kept before something was removed."""
    if len(found) >= MOST:
        raise RefusedError(phrase("There are {count} already. Remove what is no longer needed.", count=len(found)))


def redraw(uow: UnitOfWork, chat: ClientChat, press: Press, html: str, keyboard: Keyboard) -> None:
    """Show the list as it is now, where the button stood."""
    assert chat.topic is not None
    if press.message_id is not None:
        post.redraw(uow, chat.topic.desk.chat_id, press.message_id, html, keyboard)
