"""`/remember` in a topic: what is worth remembering about a contact, with a day if it has one.

It stands on the card and beside the drafts of wishes. A dated fact reminds the manager of its day and sends nothing by
itself: a loss has a date too. One of a day that is past reminds nobody; it is still worth knowing.
"""

import datetime as dt

from conversations import buttons, card, post, schedule, text
from conversations.buttons import Press
from conversations.calendar import windows
from conversations.care import soon
from conversations.days import kept, typed_days
from conversations.days.kept import Kept
from conversations.days.typed_days import TypedDay
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.tongue import desk_wording
from locales import Wording, phrase
from storage import audit, care
from storage.clients import name_key
from storage.records import ClientChat, Contact, Staff
from storage.unit import UnitOfWork

ACTION = "fact"
"""The action of the buttons under the list; the first argument says which."""

LONGEST = 300
"""Characters of a fact, as Telegram counts them: a page of eight fits into one message."""


async def remember(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/remember` shows the list, `/remember daughter Lily starts school 01.09` adds to it.

    Raises `RefusedError` in a group's topic, for what is too long, or there already.
    """
    contact = _contact(chat)
    say = desk_wording(uow, chat)
    if not typed:
        html, keyboard = await _listed(uow, contact, 0, say)
        post.say_in_topic(uow, chat.id, html, keyboard, reply_to)
        return
    words, day = typed_days.at_end(typed)
    if not words:
        raise RefusedError(phrase("What is on that day? Write it like this: /remember daughter starts school 01.09"))
    if text.units(words) > LONGEST:
        raise RefusedError(phrase("Say it in {most} characters: it stands on the card.", most=LONGEST))
    known = await _kept(uow, contact)
    on_day = None if day is None else day.stored
    if any((one.on_day, name_key(one.words)) == (on_day, name_key(words)) for one in known):
        raise RefusedError(phrase("That is remembered already. /remember shows everything."))
    kept.refuse_too_many(known)
    await care.remember(uow, contact.id, words, on_day, actor.id)
    _changed(uow, chat, contact, actor, "care.remembered")
    if day is None:
        answer = say.text("🧠 Remembered: {words}", words=words)
    else:
        said = typed_days.in_words(day.stored, say)
        answer = say.text("🧠 Remembered for {day}: {words}", day=said, words=words)
        answer += f"\n{_what_follows(day, uow.now.astimezone(schedule.zone_of(uow, chat)), say)}"
    post.say_in_topic(uow, chat.id, answer, reply_to=reply_to)


def _what_follows(day: TypedDay, now: dt.datetime, say: Wording) -> str:
    """Whether a reminder comes, and when; `now` on the contact's clock."""
    today = now.date()
    coming = day.coming(today)
    if coming < today:
        return say.text(
            "That day is past, so nothing reminds you of it. For a reminder every year write it without the year."
        )
    if coming == today and now.time() >= windows.GREETING_UNTIL:
        return say.text("That day is nearly over, so nothing reminds you of it this time.")
    if coming == today:
        return say.text("That day is today: I remind you today; nothing goes out by itself.")
    return say.text("I remind you the working day before; nothing goes out by itself.")


async def pressed(uow: UnitOfWork, chat: ClientChat, actor: Staff, press: Press) -> None:
    """A button under the list. What was removed meanwhile, or is another contact's, stays as it is."""
    contact = _contact(chat)
    say = desk_wording(uow, chat)
    answer = None
    if press.args[0] == "off":
        found = [one for one in await care.remembered(uow, contact.id) if one.id == press.number(1)]
        if found and await care.forget(uow, found[0].id):
            _changed(uow, chat, contact, actor, "care.forgotten")
            answer = say.plain(phrase("Forgotten."))
        else:
            answer = say.plain(phrase("That is no longer there."))
    kept.redraw(uow, chat, press, *await _listed(uow, contact, press.number(2), say))
    buttons.answer(uow, press, answer)


def _contact(chat: ClientChat) -> Contact:
    if chat.contact is None:
        raise RefusedError(
            phrase(
                "What is worth remembering is about one person: write it in the topic of their own chat. "
                "/date keeps dates of the whole client here."
            )
        )
    return chat.contact


def _changed(uow: UnitOfWork, chat: ClientChat, contact: Contact, actor: Staff, action: str) -> None:
    """That something is remembered, not what: a trail is never forgotten."""
    audit.record(uow, actor.name, action, chat.title)
    soon.look(uow, contact.id)
    card.plan(uow, chat.id)


async def _kept(uow: UnitOfWork, contact: Contact) -> list[Kept]:
    """The facts, newest first."""
    return [Kept(one.id, one.words, one.on_day) for one in reversed(await care.remembered(uow, contact.id))]


async def _listed(uow: UnitOfWork, contact: Contact, page: int, say: Wording) -> tuple[str, Keyboard]:
    found = await _kept(uow, contact)
    how = say.text("To add something: /remember daughter starts school 01.09 (the day is optional)")
    if not found:
        return f"{say.text('Nothing is remembered about {name} yet.', name=contact.name)}\n{how}", []
    return kept.view(ACTION, say.text("<b>Worth remembering</b>"), found, page, how, say)
