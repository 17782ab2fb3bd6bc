"""Asking the leads about days that depend on the moon: the calendar can only guess them.

Two days before such a day, when somebody would be greeted, every lead is asked once; the first answer counts. What
nobody confirms is not sent; confirmed on the day itself, it still is while the contact's day lasts. What was asked is
kept, so that a button means the occasions that it was drawn for.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from conversations import buttons, leads, post
from conversations.buttons import Press, button
from conversations.calendar import names, occasions, reading, windows
from conversations.calendar.choices import STRUCK
from conversations.calendar.together import Coming
from conversations.days import ahead_buttons, ahead_showing, everyone, marking
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.tongue import staff_wording
from locales import Phrase, Wording, numbers, phrase, plural_phrase
from storage import care, facts, jobs, staff
from storage.care_records import OccasionMark
from storage.records import Staff
from storage.unit import UnitOfWork

JOB = "estimates"

ACTION = "moon"
"""The action of the buttons under a question. Their arguments: what to do, which question."""

STRIKE = "strike"
KEEP = {"asis": 0, "earlier": -1, "later": 1}
"""What the other buttons do: on how many days from the guess it is kept."""

AHEAD = dt.timedelta(days=2)
"""So long before the day that is greeted the leads are asked."""

AT = dt.time(9)
"""When the question comes, on the installation's clock: there is one question for all leads, wherever they are."""

REMEMBERED = dt.timedelta(days=60)
"""How long what was asked is kept after its day."""

FARTHEST_OFF = marking.FARTHEST + 1
"""Days between the day that the calendar lists and the one that is greeted, at most: it may be greeted on its eve."""

A_MINUTE = dt.timedelta(minutes=1)
"""What nobody has confirmed is dropped so long before it would be too late."""

_ASKED = "estimates asked"


@dataclass(frozen=True, slots=True)
class _Question:
    """What the leads were asked: about these occasions on the day that the calendar lists."""

    token: str
    ids: tuple[str, ...]
    title: str
    listed: dt.date

    def data(self) -> dict[str, Any]:
        return {"token": self.token, "ids": list(self.ids), "title": self.title, "listed": self.listed.isoformat()}


def plan(uow: UnitOfWork) -> None:
    """Look at the next 9 o'clock; one that is planned already stays."""
    zone = ZoneInfo(uow.defaults.timezone)
    today = uow.now.astimezone(zone).date()
    at = dt.datetime.combine(today, AT, zone)
    if at <= uow.now:
        at = dt.datetime.combine(today + dt.timedelta(days=1), AT, zone)
    jobs.plan(uow, JOB, "daily", at.astimezone(dt.UTC))


async def look(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: ask about what is two days ahead or nearer and was not asked yet; with nobody to ask, again tomorrow."""
    plan(uow)
    today = uow.now.astimezone(ZoneInfo(uow.defaults.timezone)).date()
    asked = [one for one in await _asked(uow) if one.listed > today - REMEMBERED]
    known = {(key, one.listed) for one in asked for key in one.ids}
    everybody = await everyone.members(uow)
    for one in await everyone.occasions(uow, everybody, today, today + AHEAD + dt.timedelta(days=1)):
        if not one.estimated or not one.greeted or {(key, one.listed) for key in one.ids} <= known:
            continue
        question = _Question(ahead_buttons.token(one.ids, one.listed), one.ids, one.title, one.listed)
        if await _ask(uow, question, one):
            asked.append(question)
    await facts.put(uow, _ASKED, [one.data() for one in asked])


async def _ask(uow: UnitOfWork, question: _Question, one: Coming) -> int:
    """Ask every lead; how many."""
    found = await leads.reachable(uow)
    for person in found:
        if person.telegram_id is not None:
            say = staff_wording(uow, person)
            post.say_directly(uow, person.telegram_id, _words(question, one, say), _keyboard(question, say))
    return len(found)


def _words(question: _Question, one: Coming, say: Wording) -> str:
    return "\n".join(
        [
            say.text(
                "🌙 <b>{name}</b> ({where}): expected on {day}. The moon decides, so it may be a day off.",
                name=names.day(question.title),
                where=ahead_showing.where(one, say),
                day=say.date(question.listed),
            ),
            say.say(
                plural_phrase(
                    "{count} contact would get a greeting. Until somebody here confirms the day, nothing goes out.",
                    "{count} contacts would get a greeting. Until somebody here confirms the day, nothing goes out.",
                    len(one.greeted),
                )
            ),
        ]
    )


def _keyboard(question: _Question, say: Wording) -> Keyboard:
    def ask(label: Phrase, what: str, style: str | None = None) -> dict[str, Any]:
        return button(say.plain(label), ACTION, what, question.token, style=style)

    day = numbers.short_day(say.language, question.listed)
    earlier, later = (ahead_showing.a_day_off(question.listed, by, say) for by in (-1, 1))
    return [
        [ask(phrase("Confirm {day}", day=day), "asis", "primary")],
        [ask(earlier, "earlier"), ask(later, "later")],
        [ask(phrase("Strike this date"), STRIKE)],
    ]


async def pressed(uow: UnitOfWork, actor: Staff, press: Press) -> None:
    """An answer to a question. The first one counts; whoever comes later is told what was decided.

    Raises `RefusedError` when the actor is no lead (any more), or the question is too old.
    """
    if not actor.role.leads:
        raise RefusedError(phrase("Team leads keep the calendar."))
    question = next((one for one in await _asked(uow) if press.args[1:2] == (one.token,)), None)
    if question is None or (press.args[0] != STRIKE and press.args[0] not in KEEP):
        raise RefusedError(phrase("This question is closed. /calendar shows the coming days."))
    marks = await _marks(uow, question)
    undecided = [key for key in question.ids if key not in marks]
    if undecided:
        await _decide(uow, actor, question, undecided, press.args[0])
        marks = await _marks(uow, question)
    mark = marks[undecided[0] if undecided else question.ids[0]]
    late = bool(undecided) and mark.state != STRUCK and await _too_late(uow, question)
    settled = await _outcome(uow, mark, late=late)
    say = staff_wording(uow, actor)
    if press.message_id is not None and actor.telegram_id is not None:
        name = say.text("🌙 <b>{name}</b>", name=names.day(question.title))
        post.redraw(uow, actor.telegram_id, press.message_id, f"{name}\n{say.say(settled)}")
    buttons.answer(uow, press, say.plain(settled), alert=not undecided)


async def _decide(uow: UnitOfWork, actor: Staff, question: _Question, ids: list[str], what: str) -> None:
    if what == STRIKE:
        await marking.strike(uow, actor, question.title, ids, question.listed)
        return
    kept_on = question.listed + dt.timedelta(days=KEEP[what])
    await marking.keep(uow, actor, question.title, ids, question.listed, kept_on)


async def _marks(uow: UnitOfWork, question: _Question) -> dict[str, OccasionMark]:
    """What leads have decided about its occasions already."""
    return {
        one.occasion: one
        for one in await care.marks(uow)
        if one.on_day == question.listed and one.occasion in question.ids
    }


async def _too_late(uow: UnitOfWork, question: _Question) -> bool:
    """True when the time for wishes on its day, as it is decided now, is over for everybody who would get one."""
    choices = await reading.choices(uow)
    years = {(question.listed + dt.timedelta(days=off)).year for off in (-FARTHEST_OFF, FARTHEST_OFF)}
    last = [
        windows.too_late(one.send_on, member.person.zone, uow.now + A_MINUTE)
        for member in await everyone.members(uow)
        if not member.person.no_holiday_greetings and member.person.unreachable is None
        for year in years
        for one in occasions.of_year(member.person.country, member.person.tradition, year, choices)
        if one.why_not is None and one.listed == question.listed and one.id in question.ids
    ]
    return bool(last) and all(last)


async def _outcome(uow: UnitOfWork, mark: OccasionMark, *, late: bool) -> Phrase:
    """What was decided, and by whom; `late`: so late that nobody is greeted any more."""
    who = None if mark.staff_id is None else await staff.by_id(uow, mark.staff_id)
    name = "–" if who is None else who.name
    if mark.state == STRUCK:
        return phrase("{name} struck this date: nobody is greeted.", name=name)
    day = mark.kept_on or mark.on_day
    if late:
        return phrase(
            "{name} confirmed: it is kept on {day}. It is too late for wishes: nobody is greeted any more.",
            name=name,
            day=day,
        )
    return phrase("{name} confirmed: it is kept on {day}.", name=name, day=day)


async def _asked(uow: UnitOfWork) -> list[_Question]:
    """What was asked lately."""
    return [
        _Question(one["token"], tuple(one["ids"]), one["title"], dt.date.fromisoformat(one["listed"]))
        for one in await facts.get(uow, _ASKED) or ()
    ]
