"""`/date` in a topic: days that are kept for a contact or a whole client, every year or once.

A private chat's topic is about its contact, a group's about the client. Such a day is wished for like a birthday.
"""

import datetime as dt

from conversations import buttons, card, checks, post, schedule
from conversations.buttons import Press
from conversations.calendar import windows
from conversations.care import soon
from conversations.days import kept, typed_days
from conversations.days.kept import Kept
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.tongue import desk_wording
from locales import Wording, phrase
from storage import audit, care
from storage.clients import name_key
from storage.records import ClientChat, Staff
from storage.unit import UnitOfWork

ACTION = "date"
"""The action of the buttons under the list; the first argument says which."""


async def date(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/date` shows the list, `/date 12.05 company day` adds one, with a year once.

    Raises `RefusedError` for what is no day or past, without words, or there already.
    """
    say = desk_wording(uow, chat)
    if not typed:
        html, keyboard = await _listed(uow, chat, 0, say)
        post.say_in_topic(uow, chat.id, html, keyboard, reply_to)
        return
    day, words = typed_days.at_start(typed)
    if not words:
        raise RefusedError(phrase("What is on that day? Write it like this: /date 12.05 company day"))
    title = checks.name("title", words)
    today = uow.now.astimezone(schedule.zone_of(uow, chat)).date()
    coming = day.coming(today)
    if coming < today:
        raise RefusedError(
            phrase("{day} is past. For every year write it without the year.", day=typed_days.in_words(day.stored, say))
        )
    known = await _kept(uow, chat, say)
    if any((one.on_day, name_key(one.words)) == (day.stored, name_key(title)) for one in known):
        raise RefusedError(phrase("That date is there already. /date shows them all."))
    kept.refuse_too_many(known)
    whose = {"client_id": chat.client.id} if chat.contact is None else {"contact_id": chat.contact.id}
    await care.add_own_date(uow, **whose, on_day=day.stored, title=title, staff_id=actor.id)
    await _changed(uow, chat, actor, "care.date_added", whole_client=chat.contact is None)
    said = typed_days.in_words(day.stored, say)
    if day.year is None:
        answer = say.text("📅 Kept for every year: {day}, {title}", day=said, title=title)
    else:
        answer = say.text("📅 Kept: {day}, {title}", day=said, title=title)
    post.say_in_topic(uow, chat.id, f"{answer}\n{_what_follows(uow, chat, coming, say)}", reply_to=reply_to)


def _what_follows(uow: UnitOfWork, chat: ClientChat, coming: dt.date, say: Wording) -> str:
    """When the wish of this day goes out, and where it is seen before."""
    zone = schedule.zone_of(uow, chat)
    if coming > uow.now.astimezone(zone).date():
        if chat.contact is None:
            return say.text(
                "Each contact of the client gets a wish in their own chat; you see it the working day before."
            )
        return say.text("A wish goes out on that day; you see it the working day before.")
    if windows.too_late(coming, zone, uow.now):
        return say.text("For today it is too late: nothing goes out after 20:00 there.")
    if chat.contact is None:
        return say.text("That day is today: each wish is shown in the contact's own topic before it goes out.")
    return say.text("That day is today: you see the wish here before it goes out.")


async def pressed(uow: UnitOfWork, chat: ClientChat, actor: Staff, press: Press) -> None:
    """A button under the list. One that was removed meanwhile, or is another chat's, changes nothing."""
    say = desk_wording(uow, chat)
    answer = None
    if press.args[0] == "off":
        found = [one for one in await care.own_dates(uow, chat.client.id, _contact(chat)) if one.id == press.number(1)]
        if found and await care.remove_own_date(uow, found[0].id):
            whole_client = found[0].client_id is not None
            await _changed(uow, chat, actor, "care.date_removed", whole_client=whole_client)
            answer = say.plain(phrase("Removed: {words}", words=found[0].title))
        else:
            answer = say.plain(phrase("That is no longer there."))
    kept.redraw(uow, chat, press, *await _listed(uow, chat, press.number(2), say))
    buttons.answer(uow, press, answer)


async def _changed(uow: UnitOfWork, chat: ClientChat, actor: Staff, action: str, *, whole_client: bool) -> None:
    """That a date changed, not what is on it: a trail is never forgotten."""
    audit.record(uow, actor.name, action, chat.client.name if whole_client else chat.title)
    if whole_client or chat.contact is None:
        await soon.client(uow, chat.client.id)
        await card.plan_all(uow, chat.client.id)
    else:
        soon.look(uow, chat.contact.id)
        card.plan(uow, chat.id)


def _contact(chat: ClientChat) -> int | None:
    return None if chat.contact is None else chat.contact.id


async def _kept(uow: UnitOfWork, chat: ClientChat, say: Wording) -> list[Kept]:
    """The dates that hold here, by month and day; those of the client are marked in a contact's topic."""
    found = [
        Kept(
            one.id,
            one.title,
            one.on_day,
            say.text("for the whole client") if chat.contact is not None and one.client_id is not None else "",
        )
        for one in await care.own_dates(uow, chat.client.id, _contact(chat))
    ]
    return sorted(found, key=lambda one: (one.on_day or "")[-5:])


async def _listed(uow: UnitOfWork, chat: ClientChat, page: int, say: Wording) -> tuple[str, Keyboard]:
    found = await _kept(uow, chat, say)
    how = say.text("To add one: /date 12.05 company day · once: /date 12.05.2027 audit")
    if not found:
        return f"{say.text('No dates are kept here yet.')}\n{how}", []
    return kept.view(ACTION, say.text("<b>Dates</b>"), found, page, how, say)
