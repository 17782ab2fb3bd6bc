"""Handing a message to the outbox, and what Telegram made of it.

At most once: the row becomes `posted` in the transaction that puts its parcel into the outbox, and the parcel is sent
once only. Between the two anything may happen, so the courier asks `to_send` in the last moment.
"""

import datetime as dt
from typing import Any

import structlog

from conversations import card, post, schedule
from conversations.care import gates, previews, soon, subjects, titles
from conversations.care.subjects import Subject
from conversations.text import Formatted, read
from conversations.tongue import desk_wording
from locales import Phrase, phrase, wording
from storage import care_messages, chats, messages
from storage.care_messages import UNDECIDED
from storage.care_records import CareMessage
from storage.records import ClientChat
from storage.unit import UnitOfWork

log = structlog.get_logger(__name__)


async def go(uow: UnitOfWork, subject: Subject, row: CareMessage) -> bool:
    """Put a message into the outbox; False when it is not undecided any more."""
    if not await care_messages.change(uow, row.id, UNDECIDED, state="posted", posted_at=uow.now):
        return False
    what = desk_wording(uow, subject.chat).plain(titles.of(row))
    post.to_client(uow, subject.chat.id, "care", {"care": row.id, "what": what}, once=True)
    log.info("care posted", message=row.id, kind=row.kind, occasion=row.occasion)
    return True


async def drop(
    uow: UnitOfWork, chat: ClientChat, row: CareMessage, why: Phrase, *, state: str = "dropped", loud: bool = False
) -> None:
    """It does not go out. The preview says why, if there is one; `loud` says it in a new line of the topic."""
    await care_messages.change(uow, row.id, state=state, reason=wording("en").plain(why), decided_at=uow.now)
    log.info("care dropped", message=row.id, kind=row.kind, occasion=row.occasion, state=state)
    say = desk_wording(uow, chat)
    if row.previewed_at is not None:
        said = say.say(why)
        await previews.settle(uow, chat, row, f"🔕 {said[:1].upper()}{said[1:]}")
    if loud:
        post.say_in_topic(uow, chat.id, f"🔕 {previews.line(row, say, say.say(why))}")
    card.plan(uow, chat.id)


async def put_aside(uow: UnitOfWork, subject: Subject, row: CareMessage) -> None:
    """A check-in whose day has moved far: it is shown anew before it goes out, with new words.

    What somebody wrote or approved was for the day as it was; they hear that it is not used.
    """
    decided = row.edited_by is not None or row.state == "approved"
    await care_messages.change(uow, row.id, state="withdrawn", **care_messages.ANEW)
    log.info("care put aside", message=row.id, kind=row.kind, occasion=row.occasion)
    chat, say = subject.chat, desk_wording(uow, subject.chat)
    told = say.say(_why_aside(subject, row))
    if row.edited_by is not None:
        told += " " + say.text("The text written for that day is not used.")
    if chat.topic is not None and row.preview_topic_id == chat.topic.id and row.preview_message_id is not None:
        post.redraw(uow, chat.topic.desk.chat_id, row.preview_message_id, previews.closed(row, say, f"🔕 {told}"))
    if decided:
        post.say_in_topic(uow, chat.id, f"🔕 {previews.line(row, say, told)}")
    card.plan(uow, chat.id)


def _why_aside(subject: Subject, row: CareMessage) -> Phrase:
    quiet = subject.person.quiet_days().on(row.on_day)
    if quiet is None:
        return phrase("Not on that day. The next check-in is shown before it goes out.")
    return phrase("Not on that day: {reason}. The next check-in is shown before it goes out.", reason=quiet.why)


async def to_send(uow: UnitOfWork, message_id: int) -> Formatted | None:
    """What to send, asked in the last moment; None when it must not go out now (then call `stopped`)."""
    row = await care_messages.by_id(uow, message_id)
    subject = None if row is None else await subjects.of(uow, row.contact_id)
    if row is None or subject is None or row.state != "posted" or row.words is None:
        return None
    if gates.refusal(subject, row, uow.now) is not None or gates.not_before(subject, row, uow.now) > uow.now:
        return None
    return read(row.words)


async def stopped(uow: UnitOfWork, message_id: int) -> None:
    """It was not sent in the last moment: it waits for a moment when it may be, or is dropped."""
    row = await care_messages.locked(uow, message_id)
    chat = None if row is None or row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if row is None or chat is None or row.state != "posted":
        return
    subject = await subjects.of(uow, row.contact_id)
    why = None if subject is None else gates.refusal(subject, row, uow.now)
    if subject is not None and why is None:
        due = gates.not_before(subject, row, uow.now)
        await care_messages.change(
            uow, row.id, state="approved", due_at=due, on_day=due.astimezone(subject.zone).date()
        )
        soon.look(uow, row.contact_id)
    else:
        await drop(uow, chat, row, why or gates.GONE, loud=True)


async def delivered(uow: UnitOfWork, message_id: int, client_message_id: int) -> None:
    """Telegram took it: its copy in the topic becomes its twin, so that replies and reactions find each other."""
    row = await care_messages.locked(uow, message_id)
    if row is None or row.chat_id is None:
        return
    await care_messages.change(uow, row.id, state="sent", sent_at=uow.now, client_message_id=client_message_id)
    log.info("care sent", message=row.id, kind=row.kind, occasion=row.occasion)
    chat = await chats.by_id(uow, row.chat_id)
    if chat is None:
        return
    messages.from_us(uow, chat.id, client_message_id, uow.now)
    if row.preview_message_id is not None and row.preview_topic_id is not None:
        await _twins(uow, chat, client_message_id, row.preview_topic_id, row.preview_message_id)
    await _say_sent(uow, chat, row, uow.now)


async def _twins(uow: UnitOfWork, chat: ClientChat, at_client: int, topic_id: int, in_topic: int) -> None:
    if chat.topic is not None and chat.topic.id == topic_id:
        await messages.stand_in_topic(uow, chat.id, chat.topic.desk.id, {at_client: in_topic})


async def _say_sent(uow: UnitOfWork, chat: ClientChat, row: CareMessage, at: dt.datetime) -> None:
    say = desk_wording(uow, chat)
    when = say.moment(at, schedule.zone_of(uow, chat))
    await previews.settle(uow, chat, row, say.text("✅ Sent {time} (the client's time)", time=when))
    card.plan(uow, chat.id)


async def previewed(uow: UnitOfWork, message_id: int, topic_id: int, topic_message_id: int) -> None:
    """The preview, or the copy of what was sent without one, stands in the topic."""
    row = await care_messages.locked(uow, message_id)
    if row is None:
        return
    values: dict[str, Any] = {"preview_topic_id": topic_id, "preview_message_id": topic_message_id}
    if row.preview_topic_id != topic_id:
        # Message ids of another topic mean other messages here.
        values["edit_message_id"] = None
    await care_messages.change(uow, row.id, **values)
    chat = None if row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if chat is not None and row.client_message_id is not None:
        await _twins(uow, chat, row.client_message_id, topic_id, topic_message_id)


async def not_shown(uow: UnitOfWork, message_id: int, why: Phrase) -> None:
    """Telegram refuses the preview: a line says so, and the next look tries again."""
    row = await care_messages.locked(uow, message_id)
    chat = None if row is None or row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if row is None or chat is None:
        return
    await care_messages.change(uow, row.id, shown=None)
    say = desk_wording(uow, chat)
    what = say.text("⚠️ I cannot show here what is planned: {reason}.", reason=why)
    post.say_in_topic(uow, chat.id, previews.line(row, say, what))


async def failed(uow: UnitOfWork, message_id: int, why: Phrase) -> None:
    """Telegram refused it for good."""
    row = await care_messages.locked(uow, message_id)
    chat = None if row is None or row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if row is not None and chat is not None and row.state == "posted":
        await drop(uow, chat, row, why, state="failed", loud=True)


async def unclear(uow: UnitOfWork, message_id: int) -> None:
    """Nobody knows whether it arrived, also when a pause came between; people are asked (`conversations.failures`)."""
    row = await care_messages.locked(uow, message_id)
    chat = None if row is None or row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if row is None or chat is None or row.state not in {"posted", "dropped"}:
        return
    await care_messages.change(uow, row.id, state="unclear")
    say = desk_wording(uow, chat)
    await previews.settle(uow, chat, row, say.text("❓ Nobody knows whether it arrived: see the question below."))


async def seen(uow: UnitOfWork, message_id: int) -> None:
    """A person saw it at the client."""
    row = await care_messages.locked(uow, message_id)
    chat = None if row is None or row.chat_id is None else await chats.by_id(uow, row.chat_id)
    if row is None or chat is None or row.state != "unclear":
        return
    await care_messages.change(uow, row.id, state="sent", sent_at=row.posted_at)
    await _say_sent(uow, chat, row, row.posted_at or uow.now)


async def again(uow: UnitOfWork, message_id: int) -> None:
    """A person wants what was unclear sent again; the courier still asks whether it may go out."""
    await care_messages.change(uow, message_id, ("unclear", "failed"), state="posted")
