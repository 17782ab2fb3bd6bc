"""The client card: the pinned message on top of a topic that says who this is and how things stand."""

import datetime as dt
from html import escape
from typing import Any

from conversations import post, schedule
from conversations.buttons import button
from conversations.days import coming
from conversations.surveys import visibility
from conversations.tongue import client_wording, desk_wording
from locales import LANGUAGES, Wording, phrase
from locales.wording import Html
from storage import chats, jobs, recoveries, staff, surveys, talks
from storage.outbox import Urgency
from storage.records import ClientChat, Contact, Talk, Topic
from storage.unit import UnitOfWork

JOB = "card"

LAST_RATINGS = 3

LATENCY = dt.timedelta(seconds=5)
"""Card edits count against the desk's limit, so several changes within this time make one edit."""


def plan(uow: UnitOfWork, chat_id: int, delay: dt.timedelta = LATENCY) -> None:
    """Bring the chat's card up to date soon; a refresh that is already planned stands for this one too."""
    jobs.plan(uow, JOB, str(chat_id), uow.now + delay, chat_id=chat_id)


async def plan_all(uow: UnitOfWork, client_id: int) -> None:
    """The same for every chat of a client."""
    for chat in await chats.of_client(uow, client_id):
        if chat.topic is not None:
            plan(uow, chat.id)


async def refresh(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: post the card if it says something else than the one in the topic."""
    chat = await chats.by_id(uow, int(payload["chat_id"]))
    if chat is None or chat.topic is None or chat.topic.thread_id is None:
        return
    await show(uow, chat, chat.topic)


async def show(uow: UnitOfWork, chat: ClientChat, topic: Topic) -> bool:
    """Post the card of this chat; False when the topic shows exactly this already."""
    say = desk_wording(uow, chat)
    siblings = [other for other in await chats.of_client(uow, chat.client.id) if other.id != chat.id]
    standing = [*await _standing(uow, chat, say), *await _rated(uow, chat, say), *await coming.on_card(uow, chat, say)]
    html = text(uow, chat, siblings, say, standing)
    if html == topic.card_text:
        return False
    keyboard = [[button(say.text("↻ Refresh"), "card", chat.id)]]
    post.to_topic(uow, chat.id, "card", {"html": html, "keyboard": keyboard}, urgency=Urgency.UPKEEP)
    return True


def text(uow: UnitOfWork, chat: ClientChat, siblings: list[ClientChat], say: Wording, standing: list[str]) -> str:
    """The card as Telegram HTML; `standing` is what it says of the conversation and of days."""
    zone = schedule.zone_of(uow, chat)
    lines = [f"<b>{escape(chat.title)}</b>"]
    if chat.contact is not None:
        lines.append(_person(chat, say))
    lines.append(
        say.text("🕒 {time} at the client ({zone})", time=say.moment(uow.now, zone), zone=zone.key.replace("_", " "))
    )
    lines.append(say.text("🗣 {language}", language=LANGUAGES[client_wording(uow, chat).language]))
    owner_hours = schedule.in_words(schedule.working_hours(uow, chat.owner), say)
    lines.append(say.text("👤 Owner: {name}, {hours}", name=chat.owner.name, hours=owner_hours))
    lines.extend(standing)
    if chat.client.renewal_on is not None:
        lines.append(say.text("📄 Renewal: {date}", date=say.day(chat.client.renewal_on)))
    if siblings:
        lines.append(say.text("💬 Also: {chats}", chats=Html(", ".join(_sibling(other, say) for other in siblings))))
    return "\n".join(lines)


async def _rated(uow: UnitOfWork, chat: ClientChat, say: Wording) -> list[str]:
    """The last ratings and the open case, where managers see ratings singly: everybody at the desk reads the card."""
    lines = []
    if visibility.singly(uow):
        last = await surveys.last_numbers(uow, chat.id, LAST_RATINGS)
        if last:
            numbers = ", ".join(f"{value}/{highest}" for value, highest in last)
            lines.append(say.text("⭐ Last ratings: {numbers}", numbers=numbers))
        case = await recoveries.open_of_client(uow, chat.client.id)
        if case is not None:
            due = say.moment(case.due_at, schedule.staff_zone(uow, chat.owner))
            lines.append(say.text("🚨 Case {case} is open, due {time}", case=case.id, time=due))
    return lines


def _person(chat: ClientChat, say: Wording) -> str:
    contact = chat.contact
    assert contact is not None
    manner = say.text("formal") if contact.register == "formal" else say.text("warm")
    parts = [part for part in (contact.role, _salutation(contact, say), manner) if part]
    pace = {"less": say.text("wants less contact"), "more": say.text("welcomes more contact")}.get(contact.pace)
    return say.text("🙂 {about}", about=", ".join([*parts, *([pace] if pace else [])]))


def _salutation(contact: Contact, say: Wording) -> str | None:
    """How to address them, in the quotes of the reader's language."""
    return say.plain(phrase("“{name}”", name=contact.salutation)) if contact.salutation else None


async def _standing(uow: UnitOfWork, chat: ClientChat, say: Wording) -> list[str]:
    """How the latest conversation stands, and its tags; whether the client can be reached at all comes first."""
    lines = []
    if chat.state == "blocked":
        lines.append(say.text("⛔ Has blocked the bot"))
    if chat.state == "left":
        lines.append(say.text("⛔ This chat has ended"))
    talk = await talks.last(uow, chat.id)
    if talk is None:
        return lines or [say.text("⚪ No open conversation")]
    if talk.closed_at is None:
        lines += [_waiting(uow, chat, talk, say), _since(uow, chat, talk, say)]
    else:
        lines.append(await _closed(uow, chat, talk, talk.closed_at, say))
    if tags := await talks.tags(uow, talk.id):
        lines.append(say.text("🏷 {tags}", tags=", ".join(tags)))
    return lines


def _since(uow: UnitOfWork, chat: ClientChat, talk: Talk, say: Wording) -> str:
    zone = schedule.staff_zone(uow, chat.owner)
    opened = say.moment(talk.opened_at, zone)
    if talk.reopened_at is None:
        return say.text("📂 Open since {time}", time=opened)
    return say.text("📂 Open since {time}, again since {again}", time=opened, again=say.moment(talk.reopened_at, zone))


async def _closed(uow: UnitOfWork, chat: ClientChat, talk: Talk, at: dt.datetime, say: Wording) -> str:
    closed = say.moment(at, schedule.staff_zone(uow, chat.owner))
    closer = None if talk.closed_by is None else await staff.by_id(uow, talk.closed_by)
    if closer is not None:
        return say.text("⚪ Closed {time} by {name}", time=closed, name=closer.name)
    return say.text("⚪ Closed by itself {time}: all was quiet", time=closed)


def _waiting(uow: UnitOfWork, chat: ClientChat, talk: Talk, say: Wording) -> str:
    owner_zone = schedule.staff_zone(uow, chat.owner)
    if talk.waiting_since is not None:
        return say.text("🟡 Waiting for an answer since {time}", time=say.moment(talk.waiting_since, owner_zone))
    if talk.last_team_at is None:
        return say.text("🟢 No answer needed")
    return say.text("🟢 Answered {time}", time=say.moment(talk.last_team_at, owner_zone))


def _sibling(other: ClientChat, say: Wording) -> str:
    name = other.contact.name if other.contact else say.text("group")
    if other.topic is None or other.topic.thread_id is None:
        return escape(name)
    return f'<a href="{topic_link(other.topic)}">{escape(name)}</a>'


def topic_link(topic: Topic) -> str:
    """The address of a topic, for members of its desk: https://t.me/c/<group id without -100>/<thread id>."""
    return f"https://t.me/c/{str(topic.desk.chat_id).removeprefix('-100')}/{topic.thread_id}"
