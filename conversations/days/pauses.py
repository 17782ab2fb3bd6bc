"""`/pause` and `/resume`: nothing cheerful goes out to a client, a country or anybody, until a day or until resumed.

In a topic anybody of the team does it for this client, since whoever hears of a death must act at once. For a country,
a client by name or everybody, leads do it; they are answered in private, since that is about several clients.
"""

import datetime as dt

from conversations import buttons, card, paging, post, schedule
from conversations.buttons import Press, button
from conversations.calendar import reading
from conversations.care import soon
from conversations.days import paused, typed_days
from conversations.days.paused import Whom
from conversations.days.typed_days import TypedDay
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.surveys import asking
from conversations.tongue import desk_wording, staff_wording
from locales import Wording, phrase
from locales.wording import Html
from storage import audit, care, clients, concerned
from storage.care_records import PauseRow
from storage.concerned import Concerned
from storage.records import ClientChat, Staff
from storage.unit import UnitOfWork

ACTION = "pause"
"""The action of the buttons under the list; the first argument says which."""

_UNTIL = frozenset({"until", "till", "до"})


async def pause_here(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/pause [last day]` in a topic: for this client. Raises `RefusedError` for a day that is past or none."""
    subject = _this_client(chat)
    words = " ".join(word for word in typed.split() if word.casefold() not in _UNTIL)
    if words and not typed_days.looks_like_day(words):
        raise _only_this_client(subject)
    say = desk_wording(uow, chat)
    today = uow.now.astimezone(schedule.zone_of(uow, chat)).date()
    until = _last_day(typed_days.read(words) if words else None, today)
    whom = await _begin(uow, actor, subject, until)
    lines = [*_begun(subject, until, whom, say), say.text("/resume ends it.")]
    post.say_in_topic(uow, chat.id, "\n".join(lines), reply_to=reply_to)


async def resume_here(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/resume` in a topic. Raises `RefusedError` when this client has no pause of its own."""
    subject = _this_client(chat)
    if typed:
        raise _only_this_client(subject)
    say = desk_wording(uow, chat)
    holding = await paused.holding(uow, chat)
    others = [one for one in holding if one.scope != paused.CLIENT]
    if len(others) == len(holding):
        if not others:
            raise RefusedError(phrase("No pause is running here."))
        raise RefusedError(
            phrase(
                "This client has no pause of its own. Team leads end the one that holds here: {pauses}",
                pauses=Html(", ".join(await paused.in_words(uow, others, say))),
            )
        )
    await _end(uow, actor, subject)
    lines = [_ended(subject, say)]
    if others:
        lines += [say.text("What still holds here:"), *await paused.in_words(uow, others, say)]
    post.say_in_topic(uow, chat.id, "\n".join(lines), reply_to=reply_to)


def _this_client(chat: ClientChat) -> Whom:
    if chat.client.archived_at is not None:
        raise RefusedError(
            phrase("{client} is in the archive: nothing goes out to it anyway.", client=chat.client.name)
        )
    return Whom(paused.CLIENT, client=chat.client)


def _only_this_client(subject: Whom) -> RefusedError:
    return RefusedError(
        phrase(
            "Here it is about {client} alone: /pause, /pause 15.12 with the last day, /resume. "
            "For a country or for everybody team leads write to me in private: /pause UA 15.12",
            client=subject.title,
        )
    )


async def pause(uow: UnitOfWork, actor: Staff, typed: str) -> None:
    """`/pause` of a lead: with nothing behind it the list of pauses, else who and until when.

    Raises `RefusedError` when the actor may not or has not opened the private chat, or it is not clear who or when.
    """
    say, telegram_id = _lead(uow, actor)
    if not typed:
        html, keyboard = await _listed(uow, actor, 0, say)
        post.say_directly(uow, telegram_id, html, keyboard)
        return
    words, day = await _read(uow, typed)
    subject = await paused.subject(uow, words)
    until = _last_day(day, _today(uow, actor))
    whom = await _begin(uow, actor, subject, until)
    lines = [*_begun(subject, until, whom, say), say.text("/pause shows all pauses, with a button to end each.")]
    post.say_directly(uow, telegram_id, "\n".join(lines))


async def resume(uow: UnitOfWork, actor: Staff, typed: str) -> None:
    """`/resume` of a lead: with nothing behind it the list, else who. Raises `RefusedError` like `pause`."""
    if not typed:
        await pause(uow, actor, "")
        return
    say, telegram_id = _lead(uow, actor)
    subject = await paused.subject(uow, typed)
    if not any(_is_of(one, subject) for one in await paused.running(uow, _today(uow, actor))):
        raise RefusedError(
            phrase("There is no such pause: {whom}. /pause shows those that run.", whom=subject.name(say))
        )
    await _end(uow, actor, subject)
    post.say_directly(uow, telegram_id, _ended(subject, say))


async def pressed(uow: UnitOfWork, actor: Staff, press: Press) -> None:
    """A button under the list. Raises `RefusedError` when the actor may not (any more)."""
    say, telegram_id = _lead(uow, actor)
    page, answer = press.number(1), None
    if press.args[0] == "end":
        page = press.number(2)
        found = [one for one in await paused.running(uow, _today(uow, actor)) if one.id == press.number(1)]
        if found:
            subject = await paused.subject_of(uow, found[0])
            await _end(uow, actor, subject)
            answer = say.plain(phrase("Pause ended: {whom}", whom=subject.name(say)))
        else:
            answer = say.plain(phrase("That pause is over already."))
    if press.message_id is not None:
        post.redraw(uow, telegram_id, press.message_id, *await _listed(uow, actor, page, say))
    buttons.answer(uow, press, answer)


def _lead(uow: UnitOfWork, actor: Staff) -> tuple[Wording, int]:
    if not actor.role.leads:
        raise RefusedError(
            phrase("Team leads pause a country, a client by name or everybody. For one client: /pause in its topic.")
        )
    if actor.started_at is None or actor.telegram_id is None:
        raise RefusedError(phrase("I answer this in private: open a chat with me, press Start, and ask again."))
    return staff_wording(uow, actor), actor.telegram_id


def _today(uow: UnitOfWork, actor: Staff) -> dt.date:
    return uow.now.astimezone(schedule.staff_zone(uow, actor)).date()


async def _read(uow: UnitOfWork, typed: str) -> tuple[str, TypedDay | None]:
    """(who, the last day): a day at the end is the last one, unless a client is called so."""
    tidy = " ".join(typed.split())
    if await clients.by_name(uow, tidy) is not None:
        return tidy, None
    words, day = typed_days.at_end(tidy)
    before, _, last = words.rpartition(" ")
    if day is not None and last.casefold() in _UNTIL:
        words = before
    if not words:
        raise RefusedError(phrase("For whom? Write it like this: /pause UA 15.12, /pause ACME or /pause all"))
    return words, day


def _last_day(day: TypedDay | None, today: dt.date) -> dt.date | None:
    """The last day of a pause. Raises `RefusedError` for one that is past."""
    if day is None:
        return None
    until = day.coming(today)
    if until < today:
        raise RefusedError(phrase("{day} is past. Write the last day of the pause.", day=until))
    return until


async def _begin(uow: UnitOfWork, actor: Staff, subject: Whom, until: dt.date | None) -> list[Concerned]:
    """The pause, in place of a running one of the same; whom it concerns."""
    await care.pause(
        uow,
        subject.scope,
        country=subject.country,
        client_id=subject.client_id,
        until=until,
        staff_id=actor.id,
    )
    last = None if until is None else until.isoformat()
    audit.record(uow, actor.name, "care.paused", subject.title, scope=subject.scope, until=last)
    return await _tell_calendar(uow, subject)


async def _end(uow: UnitOfWork, actor: Staff, subject: Whom) -> None:
    await care.resume(uow, subject.scope, country=subject.country, client_id=subject.client_id)
    audit.record(uow, actor.name, "care.resumed", subject.title, scope=subject.scope)
    found = await _tell_calendar(uow, subject)
    await asking.pause_over(uow, [one.chat_id for one in found])


async def _tell_calendar(uow: UnitOfWork, subject: Whom) -> list[Concerned]:
    """Have everything looked at anew that this concerns: the calendar of each contact, and each card."""
    reading.forget_choices(uow)
    found = await concerned.by(uow, country=subject.country, client_id=subject.client_id)
    for one in found:
        card.plan(uow, one.chat_id)
        if one.contact_id is not None:
            soon.look(uow, one.contact_id)
    return found


def _is_of(row: PauseRow, subject: Whom) -> bool:
    return (row.scope, row.country, row.client_id) == (subject.scope, subject.country, subject.client_id)


def _begun(subject: Whom, until: dt.date | None, whom: list[Concerned], say: Wording) -> list[str]:
    """What has begun, whom it concerns, and what becomes of what would go out meanwhile."""
    return [
        say.text("⏸ Pause: {whom}, {end}", whom=subject.name(say), end=paused.end(until)),
        _whom(whom, say),
        say.text(
            "No greeting, check-in or survey goes out by itself in that time. Greetings of these days are left out, "
            "check-ins and surveys wait. What people write is delivered as always."
        ),
    ]


def _whom(found: list[Concerned], say: Wording) -> str:
    groups = sum(one.contact_id is None for one in found)
    parts = []
    if contacts := len(found) - groups:
        parts.append(say.plural("{count} contact", "{count} contacts", contacts))
    if groups:
        parts.append(say.plural("{count} group", "{count} groups", groups))
    if not parts:
        return say.text("Nobody is concerned yet.")
    return say.text("Concerned: {whom}.", whom=", ".join(parts))


def _ended(subject: Whom, say: Wording) -> str:
    return say.text("▶️ The pause is over: {whom}. What waited goes out when its time comes.", whom=subject.name(say))


async def _listed(uow: UnitOfWork, actor: Staff, page: int, say: Wording) -> tuple[str, Keyboard]:
    """The running pauses with a button to end each; those of archived clients are left out."""
    found = []
    for row in await paused.running(uow, _today(uow, actor)):
        subject = await paused.subject_of(uow, row)
        if subject.client is None or subject.client.archived_at is None:
            found.append((row, subject))
    how = say.text("To begin one: /pause UA 15.12 · /pause ACME · /pause all")
    if not found:
        return f"{say.text('No pause is running.')}\n{how}", []
    page = paging.within(page, len(found))
    lines, keyboard = [say.text("<b>Pauses</b>")], []
    zone = schedule.staff_zone(uow, actor)
    for row, subject in paging.on(page, found):
        whom = await concerned.by(uow, country=subject.country, client_id=subject.client_id)
        begun = row.started_at.astimezone(zone).date()
        lines.append(
            say.text("⏸ Pause: {whom}, {end}", whom=subject.name(say), end=paused.end(row.until))
            + " · "
            + say.text("since {day}", day=begun)
        )
        lines.append(_whom(whom, say))
        label = say.plain(phrase("Resume: {whom}", whom=subject.name(say)))
        keyboard.append([button(label, ACTION, "end", row.id, page)])
    keyboard += paging.turn(page, len(found), lambda label, to: button(label, ACTION, "list", to))
    return "\n".join([*lines, "", how]), keyboard
