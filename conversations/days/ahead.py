"""`/calendar`: what the coming days hold for all clients; leads strike and restore occasions, set dates and tones.

It is answered in private, since it spans clients. A press changes what its message showed, or nothing (see
`ahead_buttons`).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from conversations import buttons, post, schedule
from conversations.buttons import Press
from conversations.calendar.together import Coming, Member, PersonalDate
from conversations.calendar.tones import Tone
from conversations.days import ahead_buttons, ahead_showing, everyone, marking, paused
from conversations.days.ahead_buttons import KEEP, LIST, RESTORE, SEE, STRIKE, TONE
from conversations.days.ahead_showing import View
from conversations.errors import RefusedError
from conversations.tongue import staff_wording
from locales import Phrase, Wording, phrase
from storage.records import Staff
from storage.unit import UnitOfWork

DAYS = 30
"""How far `/calendar` looks."""


@dataclass(slots=True)
class _Ahead:
    """The coming days, as one lead sees them."""

    everybody: list[Member]
    first: dt.date
    end: dt.date
    occasions: list[Coming]
    dates: list[PersonalDate]

    @property
    def lines(self) -> list[Coming | PersonalDate]:
        return ahead_showing.in_order([*self.occasions, *self.dates])


async def command(uow: UnitOfWork, actor: Staff) -> None:
    """`/calendar`, answered in the actor's private chat.

    Raises `RefusedError` when the actor is no lead, or never opened the private chat.
    """
    _only_leads(actor)
    if actor.started_at is None or actor.telegram_id is None:
        raise RefusedError(phrase("I answer this in private: open a chat with me, press Start, and ask again."))
    view = await _page(uow, await _look(uow, actor), 0, staff_wording(uow, actor))
    post.say_directly(uow, actor.telegram_id, *view)


async def pressed(uow: UnitOfWork, actor: Staff, press: Press) -> None:
    """A button under the list or under one occasion. Raises `RefusedError` when the actor may not (any more)."""
    _only_leads(actor)
    say = staff_wording(uow, actor)
    try:
        what, page = press.args[0], max(0, press.number(1))
        if what == LIST:
            view, told, alert = await _page(uow, await _look(uow, actor), page, say), None, False
        else:
            view, told, alert = await _occasion(uow, actor, press, what, page, say)
    except (IndexError, ValueError):
        raise RefusedError(phrase("This button is no longer in use.")) from None
    if press.message_id is not None and actor.telegram_id is not None:
        post.redraw(uow, actor.telegram_id, press.message_id, *view)
    buttons.answer(uow, press, None if told is None else say.plain(told), alert=alert)


def _only_leads(actor: Staff) -> None:
    if not actor.role.leads:
        raise RefusedError(
            phrase("Team leads keep the calendar. In a topic, /care shows what is planned for that client.")
        )


async def _look(uow: UnitOfWork, actor: Staff) -> _Ahead:
    first = uow.now.astimezone(schedule.staff_zone(uow, actor)).date()
    end = first + dt.timedelta(days=DAYS)
    everybody = await everyone.members(uow)
    occasions = await everyone.occasions(uow, everybody, first, end)
    return _Ahead(everybody, first, end, occasions, everyone.dates(uow, everybody, first, end))


async def _page(uow: UnitOfWork, ahead: _Ahead, page: int, say: Wording) -> View:
    pauses = await paused.in_words(uow, await paused.running(uow, ahead.first), say) if page == 0 else []
    return ahead_showing.listed(ahead.lines, pauses, DAYS, page, say)


async def _occasion(
    uow: UnitOfWork, actor: Staff, press: Press, what: str, page: int, say: Wording
) -> tuple[View, Phrase | None, bool]:
    """A press about one occasion: (what the message shows now, what to answer, whether as an alert)."""
    ahead = await _look(uow, actor)
    apart = await everyone.occasions(uow, ahead.everybody, ahead.first, ahead.end, apart=True)
    one = ahead_buttons.find([*ahead.occasions, *apart], press.args[2], press.args[3])
    if one is None:
        changed = phrase("The calendar has changed since. Nothing was decided; this is how it stands now.")
        return await _page(uow, ahead, page, say), changed, True
    if what == SEE:
        return ahead_showing.about(one, _parts(one, apart), page, say), None, False
    if press.args[4] != ahead_buttons.state(one):
        changed = phrase("Somebody has decided about this since. Nothing was changed; this is how it stands now.")
        return ahead_showing.about(one, _parts(one, apart), page, say), changed, True
    done = await _decide(uow, actor, one, what, press.args[5])
    ahead = await _look(uow, actor)
    apart = await everyone.occasions(uow, ahead.everybody, ahead.first, ahead.end, apart=True)
    now = ahead_buttons.find([*ahead.occasions, *apart], press.args[2], press.args[3])
    if now is None:
        return await _page(uow, ahead, page, say), done, False
    return ahead_showing.about(now, _parts(now, apart), page, say), done, False


def _parts(one: Coming, apart: Sequence[Coming]) -> list[Coming]:
    return [single for single in apart if single.listed == one.listed and single.ids[0] in one.ids]


async def _decide(uow: UnitOfWork, actor: Staff, one: Coming, what: str, how: str) -> Phrase:
    """Do what a button says; what to answer. Raises `ValueError` for data that is not ours."""
    if what == STRIKE:
        await marking.strike(uow, actor, one.title, one.ids, one.listed)
        return phrase("Struck: nobody is greeted, and the day is not quiet.")
    if what == RESTORE:
        await marking.restore(uow, actor, one.title, one.ids, one.listed)
        return phrase("Restored.")
    if what == KEEP:
        kept_on = one.listed + dt.timedelta(days=int(how))
        await marking.keep(uow, actor, one.title, one.ids, one.listed, kept_on)
        return phrase("Confirmed: {day}.", day=kept_on)
    if what != TONE:
        raise ValueError(f"{what} is nothing to do")
    tone = None if how == ahead_showing.AS_LISTED else Tone(how)
    await marking.give_tone(uow, actor, one.title, one.ids, tone)
    return phrase("The tone is set, for every year.")
