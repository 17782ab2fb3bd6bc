"""`/care` in a topic: a panel that shows what comes for this contact and sets how the client is cared for.

The panel is one message, drawn anew in place by its buttons. What no button can say is typed: `/care birthday 12.05`.
A group's topic has only what belongs to the client.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from conversations import buttons, client_admin, contact_admin, paging, post
from conversations.buttons import Press, button
from conversations.calendar import cadence, names, plan, reading
from conversations.checks import GREETING_MODES, TRADITIONS
from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.days import coming, paused, typed_days
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.tongue import desk_wording
from locales import Phrase, Wording, phrase
from storage import care, chats
from storage.care_records import ClientCare
from storage.records import ClientChat, Contact, Staff
from storage.unit import UnitOfWork

ACTION = "care"
"""The action of the panel's buttons; the first argument says which."""

AHEAD = 120
"""Days that the panel looks ahead."""

OCCASIONS = 5

OFFERED = (14, 30, 60, 90)
"""Days of the rhythms that have a button."""

_NOTHING = frozenset({"-", "–", "—"})
"""Typed in place of a value: forget it."""


async def panel(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/care`, alone or with something to set. Raises `RefusedError` for what cannot be set so."""
    if typed:
        await _set_typed(uow, chat, actor, typed)
    post.say_in_topic(uow, chat.id, *await _drawn(uow, chat.id), reply_to)


async def pressed(uow: UnitOfWork, chat: ClientChat, actor: Staff, press: Press) -> None:
    """A button of the panel. Raises `RefusedError` for one that is not ours."""
    assert chat.topic is not None
    what, value = press.args[0], press.args[1]
    draw = _drawn
    if what == "traditions":
        draw = _traditions
    elif what == "rhythm":
        await _change_client(uow, chat, actor, ClientDetails(check_in_days=value))
    elif what == "mode":
        await _change_client(uow, chat, actor, ClientDetails(greetings=value))
    elif what == "tradition":
        await _change_contact(uow, chat, actor, ContactDetails(tradition=value))
    elif what != "panel":
        raise RefusedError(phrase("This button is no longer in use."))
    if press.message_id is not None:
        post.redraw(uow, chat.topic.desk.chat_id, press.message_id, *await draw(uow, chat.id))
    buttons.answer(uow, press)


async def _change_client(uow: UnitOfWork, chat: ClientChat, actor: Staff, details: ClientDetails) -> None:
    await client_admin.change_client(uow, actor.name, chat.client, details=details)


async def _change_contact(uow: UnitOfWork, chat: ClientChat, actor: Staff, details: ContactDetails) -> None:
    await contact_admin.change_contact(uow, actor.name, chat.client, _contact(chat), details)


def _contact(chat: ClientChat) -> Contact:
    if chat.contact is None:
        raise RefusedError(phrase("That belongs to one person: set it in the topic of their own chat."))
    return chat.contact


_Setter = Callable[[UnitOfWork, ClientChat, Staff, str], Awaitable[None]]


async def _set_typed(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str) -> None:
    field, _, value = typed.partition(" ")
    setter = _SETTERS.get(field.casefold())
    if setter is None or not value.strip():
        raise RefusedError(
            phrase(
                "Write it like this: /care birthday 12.05 or 12.05.1980 · /care salutation Olena · "
                "/care since 2021-05-03 · /care rhythm 45 · /care mode review. A dash forgets: /care birthday -"
            )
        )
    await setter(uow, chat, actor, "" if value.strip() in _NOTHING else value.strip())


async def _birthday(uow: UnitOfWork, chat: ClientChat, actor: Staff, value: str) -> None:
    if value:
        day = typed_days.read(value)
        if day.year is not None and day.coming(uow.now.date()) > uow.now.date():
            raise RefusedError(phrase("Nobody is born in the future: {value}.", value=value))
        value = day.stored
    await _change_contact(uow, chat, actor, ContactDetails(birthday=value))


async def _salutation(uow: UnitOfWork, chat: ClientChat, actor: Staff, value: str) -> None:
    await _change_contact(uow, chat, actor, ContactDetails(salutation=value))


async def _since(uow: UnitOfWork, chat: ClientChat, actor: Staff, value: str) -> None:
    if value:
        day = typed_days.read(value)
        if day.year is None:
            raise RefusedError(phrase("The year is needed here: /care since 2021-05-03"))
        value = day.stored
    await _change_client(uow, chat, actor, ClientDetails(since=value))


async def _rhythm(uow: UnitOfWork, chat: ClientChat, actor: Staff, value: str) -> None:
    await _change_client(uow, chat, actor, ClientDetails(check_in_days=value or "default"))


async def _mode(uow: UnitOfWork, chat: ClientChat, actor: Staff, value: str) -> None:
    await _change_client(uow, chat, actor, ClientDetails(greetings=value or "auto"))


_SETTERS: Mapping[str, _Setter] = {
    "birthday": _birthday,
    "salutation": _salutation,
    "since": _since,
    "rhythm": _rhythm,
    "mode": _mode,
}


async def _drawn(uow: UnitOfWork, chat_id: int) -> tuple[str, Keyboard]:
    """The panel as things stand: read anew, since a button or a word may just have changed them."""
    chat = await chats.by_id(uow, chat_id)
    assert chat is not None
    say = desk_wording(uow, chat)
    kept = await care.of_client(uow, chat.client.id)
    lines = [say.text("<b>Check-ins and greetings: {title}</b>", title=chat.title)]
    lines += await paused.in_words(uow, await paused.holding(uow, chat), say)
    if chat.contact is not None:
        lines += [*await _ahead(uow, chat, chat.contact, say), ""]
    else:
        lines += [say.text("Each contact gets them in their own chat; what comes for them stands in its topic."), ""]
    lines += _of_client(kept, chat.contact, say)
    if chat.contact is not None:
        lines += _of_contact(chat.contact, say)
    return "\n".join(lines), _keyboard(kept, chat.contact, say)


async def _ahead(uow: UnitOfWork, chat: ClientChat, contact: Contact, say: Wording) -> list[str]:
    person = await reading.person(uow, chat.client, contact)
    entries = plan.of(person, uow.now, AHEAD)
    found = coming.occasions(entries)[:OCCASIONS]
    lines = [*await coming.held(uow, chat, say), coming.check_in(person, entries, say)]
    if found:
        lines += [say.text("🎉 What comes:"), *(coming.line(one, say) for one in found)]
    else:
        lines.append(say.text("🎉 No occasion in the next {days} days", days=AHEAD))
    return lines


def _of_client(kept: ClientCare, contact: Contact | None, say: Wording) -> list[str]:
    days = kept.check_in_days or cadence.EVERY
    rhythm = say.plural("every {count} day", "every {count} days", days)
    if kept.check_in_days is None:
        rhythm = say.text("{rhythm}, as usual", rhythm=rhythm)
    lines = [say.text("Rhythm of check-ins: {rhythm}", rhythm=rhythm)]
    if contact is not None and contact.pace != "normal":
        theirs = cadence.interval(kept.check_in_days, contact.pace).days
        why = {"less": phrase("wants less contact"), "more": phrase("welcomes more contact")}[contact.pace]
        every = say.plural("every {count} day", "every {count} days", theirs)
        lines.append(say.text("{name} {wish}: {rhythm}", name=contact.name, wish=why, rhythm=every))
    lines.append(say.text("They go out: {mode}", mode=_MODES[kept.greeting_mode]))
    since = phrase("not known") if kept.since is None else kept.since
    lines.append(say.text("Working together since: {day}", day=since))
    return lines


_MODES: Mapping[str, Phrase] = {
    "auto": phrase("by themselves, unless somebody skips them"),
    "review": phrase("only after somebody approves them"),
}


def _of_contact(contact: Contact, say: Wording) -> list[str]:
    not_known = phrase("not known")
    birthday = typed_days.in_words(contact.birthday, say) if contact.birthday else not_known
    lines = [
        say.text("Salutation: {salutation}", salutation=contact.salutation or phrase("none")),
        say.text("Birthday: {day}", day=birthday),
        say.text("Tradition: {tradition}", tradition=names.tradition(contact.tradition)),
    ]
    if unwanted := coming.opt_outs(contact):
        lines.append(say.text("Wants: {wishes}", wishes=tuple(unwanted)))
    return lines


def _keyboard(kept: ClientCare, contact: Contact | None, say: Wording) -> Keyboard:
    now = kept.check_in_days or cadence.EVERY
    rows = [[_marked(str(days), days == now, "rhythm", str(days)) for days in OFFERED]]
    if kept.check_in_days is not None:
        label = say.plain(phrase("The usual rhythm ({days} days)", days=cadence.EVERY))
        rows.append([button(label, ACTION, "rhythm", "default")])
    labels = {"auto": say.plain(phrase("By themselves")), "review": say.plain(phrase("After approval"))}
    rows.append([_marked(labels[mode], mode == kept.greeting_mode, "mode", mode) for mode in GREETING_MODES])
    if contact is not None:
        rows.append([button(say.plain(phrase("Tradition …")), ACTION, "traditions", "")])
    return rows


def _marked(label: str, on: bool, *args: str) -> dict[str, Any]:
    return button(f"✓ {label}" if on else label, ACTION, *args)


async def _traditions(uow: UnitOfWork, chat_id: int) -> tuple[str, Keyboard]:
    """The picker of a tradition, in the place of the panel."""
    chat = await chats.by_id(uow, chat_id)
    assert chat is not None
    contact, say = _contact(chat), desk_wording(uow, chat)
    chosen = contact.tradition or "none"
    rows = paging.rows(
        [_marked(say.plain(names.tradition(key)), key == chosen, "tradition", key) for key in TRADITIONS]
    )
    words = say.text(
        "Which tradition does {name} keep? Only choose what they told you: until then no religious day is greeted.",
        name=contact.name,
    )
    return words, [*rows, [button(say.plain(phrase("‹ Back")), ACTION, "panel", "")]]
