"""The preview in the topic: what goes out, when and why, and the buttons with which a manager decides.

One message a planned text, brought up to date where it stands. When the text has gone out it stays as its copy: a
client's reply or reaction to the greeting finds it there.
"""

import datetime as dt
from html import escape

from conversations import post
from conversations.buttons import button
from conversations.calendar.personal import FACT
from conversations.calendar.plan import CHECK_IN
from conversations.calendar.reasons import bare
from conversations.care import titles
from conversations.care.subjects import REVIEW, Subject
from conversations.post import Keyboard
from conversations.text import read, units
from conversations.tongue import desk_wording
from locales import Phrase, Wording
from storage import care, care_messages, staff
from storage.care_records import CareMessage
from storage.records import ClientChat
from storage.unit import UnitOfWork

ACTION = "due"
"""The action of a preview's buttons.

Its arguments: what to do (now, edit, skip, undo, ok, later, back, at), the message, the moment chosen.
"""

MOST_SHOWN = 2000
MOST_OF_A_FACT = 200
"""UTF-16 units of a text and of a fact that a preview quotes: with everything else it stays well under 4,096."""

MOST_FACTS = 5


async def show(
    uow: UnitOfWork,
    subject: Subject,
    row: CareMessage,
    why: Phrase,
    held: Phrase | None = None,
) -> None:
    """Show an undecided message, or bring its preview up to date; nothing is posted when it looks so already.

    `why` it is due; `held`: why it would not go out if it were due now.
    """
    say = desk_wording(uow, subject.chat)
    lines = [_head(row, subject, say)]
    if why != held:
        lines.append(say.text("Why: {reason}", reason=why))
    lines += await _facts(uow, subject, row, say)
    if row.words is not None:
        lines.append(_quoted(row))
    if row.edited_by is not None and (editor := await staff.by_id(uow, row.edited_by)) is not None:
        lines.append(say.text("✏️ Text by {name}", name=editor.name))
    lines.append(
        say.text("✋ Held ({reason})", reason=bare(held)) if held is not None else _what_happens(row, subject, say)
    )
    if row.state == "planned":
        await care_messages.change(uow, row.id, ("planned",), state="previewed")
    await _post(uow, subject.chat, row, "\n".join(lines), _buttons(row, say))


async def offer(uow: UnitOfWork, subject: Subject, row: CareMessage, choices: list[dt.datetime]) -> None:
    """Offer these moments for later under the preview; the next look takes the offer back."""
    say = desk_wording(uow, subject.chat)
    back = [button(say.text("Back"), ACTION, "back", row.id)]
    offered = [[button(say.moment(at, subject.zone), ACTION, "at", row.id, int(at.timestamp()))] for at in choices]
    html = "" if row.shown is None else str(row.shown["html"])
    await _post(uow, subject.chat, row, html or f"<b>{say.say(titles.of(row))}</b>", [back, *offered])


async def settle(uow: UnitOfWork, chat: ClientChat, row: CareMessage, outcome: str, *, again: bool = False) -> None:
    """Say in the preview what became of the message: `outcome` is Telegram HTML; `again` offers to undo a skip.

    A message that went out without a preview gets its copy now.
    """
    say = desk_wording(uow, chat)
    keyboard = [[button(say.text("Undo"), ACTION, "undo", row.id)]] if again else []
    await _post(uow, chat, row, closed(row, say, outcome), keyboard)


def closed(row: CareMessage, say: Wording, outcome: str) -> str:
    """A preview in which nothing is left to decide, as Telegram HTML."""
    lines = [f"<b>{say.say(titles.of(row))}</b>"]
    if row.words is not None:
        lines.append(_quoted(row))
    return "\n".join([*lines, outcome])


async def _post(uow: UnitOfWork, chat: ClientChat, row: CareMessage, html: str, keyboard: Keyboard) -> None:
    shown = {"html": html, "keyboard": [list(line) for line in keyboard]}
    moved = chat.topic is not None and row.preview_topic_id not in {None, chat.topic.id}
    if shown == row.shown and not moved:
        return
    await care_messages.change(uow, row.id, shown=shown, previewed_at=row.previewed_at or uow.now)
    post.to_topic(uow, chat.id, "care-preview", {"care": row.id, **shown})


def _head(row: CareMessage, subject: Subject, say: Wording) -> str:
    icon = "👋" if row.kind == CHECK_IN else "📌" if row.template == FACT else "🎉"
    return say.text(
        "{icon} <b>{title}</b> · {time} (the client's time)",
        icon=icon,
        title=titles.of(row),
        time=say.moment(row.due_at, subject.zone),
    )


def _what_happens(row: CareMessage, subject: Subject, say: Wording) -> str:
    time = say.clock(row.due_at, subject.zone)
    if row.words is None:
        return say.text(
            "Nothing goes out by itself. Reply to this message with a text, and that goes out at {time}.", time=time
        )
    if by_hand(row) and row.state != "approved":
        return say.text(
            "It goes out when you press Send now, until {time}. Reply to this message to change the text.", time=time
        )
    if row.mode == REVIEW and row.state != "approved":
        return say.text("It goes out only if somebody approves it. Reply to this message to change the text.")
    return say.text("It goes out by itself. Reply to this message to change the text.")


def _quoted(row: CareMessage) -> str:
    return f"<blockquote>{escape(_shortened(read(row.words).text, MOST_SHOWN), quote=False)}</blockquote>"


def _shortened(text: str, most: int) -> str:
    """The text, or its beginning: at most so many UTF-16 units."""
    if units(text) <= most:
        return text
    while units(text) >= most:
        text = text[: max(1, len(text) - max(1, (units(text) - most) // 2))]
    return f"{text}…"


async def _facts(uow: UnitOfWork, subject: Subject, row: CareMessage, say: Wording) -> list[str]:
    """What is worth remembering about the contact, newest first."""
    known = [one for one in await care.remembered(uow, subject.contact.id) if row.slot != f"{FACT}:{one.id}"]
    newest = reversed(known[-MOST_FACTS:])
    return [say.text("📌 {fact}", fact=_shortened(one.words, MOST_OF_A_FACT)) for one in newest]


def _buttons(row: CareMessage, say: Wording) -> Keyboard:
    skip = button(say.text("Skip"), ACTION, "skip", row.id)
    if row.words is None:
        return [[skip]]
    approve = [button(say.text("Approve"), ACTION, "ok", row.id, style="success")]
    return [
        *([approve] if row.mode == REVIEW and row.state != "approved" and not by_hand(row) else []),
        [button(say.text("Send now"), ACTION, "now", row.id), button(say.text("Edit"), ACTION, "edit", row.id)],
        [skip, button(say.text("Later"), ACTION, "later", row.id)],
    ]


def by_hand(row: CareMessage) -> bool:
    """True for a check-in that somebody asked for."""
    return row.slot.startswith(f"{care.HAND}:")


def line(row: CareMessage, say: Wording, outcome: str) -> str:
    """What became of a message, as a line of the topic."""
    return f"<b>{say.say(titles.of(row))}</b> · {outcome}"
