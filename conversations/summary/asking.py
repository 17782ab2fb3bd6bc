"""Asking for a summary, an export or the low ratings: from a command or a button to an order in the outbox."""

import datetime as dt
from typing import Any

from conversations import buttons, post, schedule
from conversations.buttons import Press, button
from conversations.errors import RefusedError
from conversations.figures import periods, promoters
from conversations.figures.periods import EXAMPLE, Kind, Period
from conversations.summary import access, lows, sheet
from conversations.summary.collecting import Figures, Summary
from conversations.tongue import staff_wording
from locales import Wording, phrase
from storage import outbox
from storage.figures import Grouping
from storage.outbox import Urgency
from storage.records import Staff
from storage.unit import UnitOfWork

SUMMARY, LOWS, EXPORT, OTHER = "sum", "lows", "export", "sumother"
"""The actions of the buttons under a summary."""

ACTIONS = frozenset({SUMMARY, LOWS, EXPORT, OTHER})

FORMATS = ("xlsx", "csv")
GROUPINGS: tuple[Grouping, ...] = ("manager", "client", "tag", "country")
_LETTERS: dict[str, Grouping] = {one[0] + one[1]: one for one in GROUPINGS}
_WORDS: dict[str, Grouping] = {
    "manager": "manager",
    "managers": "manager",
    "менеджер": "manager",
    "менеджерами": "manager",
    "менеджерам": "manager",
    "client": "client",
    "clients": "client",
    "клієнтами": "client",
    "клиентам": "client",
    "tag": "tag",
    "tags": "tag",
    "мітками": "tag",
    "меткам": "tag",
    "country": "country",
    "countries": "country",
    "країнами": "country",
    "странам": "country",
}
_BY = frozenset({"by", "за", "по"})
_FOR_TOO = "за"
"""“за менеджерами” groups, “за тиждень” and “за неделю” name the period."""


def today_of(uow: UnitOfWork, person: Staff) -> dt.date:
    """The day that this person has now."""
    return uow.now.astimezone(schedule.staff_zone(uow, person)).date()


def _reachable(person: Staff) -> int:
    if person.started_at is None or person.telegram_id is None:
        raise RefusedError(phrase("I answer this in private: open a chat with me, press Start, and ask again."))
    return person.telegram_id


async def summary(uow: UnitOfWork, person: Staff, typed: str) -> None:
    """`/summary [period] [by manager|client|tag|country]`, to the asker's private chat. Raises `RefusedError`."""
    allowed = access.of(uow, person)
    text, by = _split(typed)
    if by is None and not text and allowed.everything:
        by = "manager"
    today = today_of(uow, person)
    period = access.latest_settled(today) if allowed.averages and not text else periods.parse(text, today)
    allowed.check(period, by, today)
    order(uow, person, period, by)


def _split(typed: str) -> tuple[str, Grouping | None]:
    """(the period as typed, what to group by). Raises `RefusedError` for a grouping that there is none of."""
    words = typed.split()
    for at, word in enumerate(words):
        if word.lower() not in _BY:
            continue
        by = _WORDS.get(" ".join(words[at + 1 : at + 2]).lower())
        if by is not None:
            return " ".join(words[:at] + words[at + 2 :]), by
        if word.lower() != _FOR_TOO:
            raise RefusedError(phrase("I can group by manager, client, tag or country."))
    return typed, None


def order(
    uow: UnitOfWork,
    person: Staff,
    period: Period,
    by: Grouping | None,
    page: int = 0,
    message_id: int | None = None,
    *,
    digest: bool = False,
) -> None:
    """Have a summary made and sent to somebody, in place of `message_id` where there is one."""
    wanted: dict[str, Any] = {"what": "summary", "viewer": person.id, "period": period.code, "by": by, "page": page}
    if message_id is not None:
        wanted["message"] = message_id
    if digest:
        wanted["digest"] = True
    _post(uow, _reachable(person), wanted)


def _post(uow: UnitOfWork, telegram_id: int, wanted: dict[str, Any]) -> None:
    """Two lanes of their own: a report takes seconds, and an alert to the same person must not wait for it."""
    outbox.post(
        uow,
        lane=f"report:{wanted['what']}",
        urgency=Urgency.TEAM,
        op="report",
        payload=wanted,
        target_id=telegram_id,
    )


async def export(uow: UnitOfWork, person: Staff, typed: str) -> str:
    """`/export [period] [xlsx|csv]`; what to say until the file comes. Raises `RefusedError`."""
    words = typed.split()
    kind = next((word.lower() for word in words if word.lower() in FORMATS), FORMATS[0])
    text = " ".join(word for word in words if word.lower() not in FORMATS)
    period = periods.parse(text, today_of(uow, person))
    return order_export(uow, person, period, kind)


def order_export(uow: UnitOfWork, person: Staff, period: Period, kind: str) -> str:
    """Have a file made and sent; what to say meanwhile. Raises `RefusedError` for who may not see single ratings."""
    allowed = access.of(uow, person)
    if not allowed.singly:
        raise RefusedError(phrase("The export holds single ratings, which your team does not show to managers."))
    if kind not in FORMATS:
        raise RefusedError(phrase("This button is no longer in use."))
    _post(uow, _reachable(person), {"what": "export", "viewer": person.id, "period": period.code, "format": kind})
    return staff_wording(uow, person).text("I am preparing the file; it comes here in a moment.")


async def pressed(uow: UnitOfWork, person: Staff, press: Press) -> None:
    """A button under a summary. Raises `RefusedError`."""
    say = staff_wording(uow, person)
    allowed = access.of(uow, person)
    if press.action == OTHER:
        post.say_directly(uow, _reachable(person), _how_to_ask(say))
        buttons.answer(uow, press)
        return
    try:
        period = periods.from_code(press.args[0])
        by = _LETTERS.get(press.args[1]) if press.action == SUMMARY else None
        number = press.number(2) if press.action == SUMMARY else press.number(1) if press.action == LOWS else 0
        kind = press.args[1] if press.action == EXPORT else ""
    except (ValueError, IndexError, OverflowError):
        raise RefusedError(phrase("This button is no longer in use.")) from None
    if press.action == SUMMARY:
        allowed.check(period, by, today_of(uow, person))
        order(uow, person, period, by, max(0, number), press.message_id)
        buttons.answer(uow, press)
    elif press.action == LOWS:
        await lows.show(uow, person, allowed, period, max(0, number))
        buttons.answer(uow, press)
    else:
        buttons.answer(uow, press, order_export(uow, person, period, kind))


def _how_to_ask(say: Wording) -> str:
    return "\n".join(
        [
            say.text("Write the period you want, for example:"),
            f"<code>/summary {EXAMPLE}</code>",
            "<code>/summary 2026-11 by client</code>",
            "<code>/summary last quarter by tag</code>",
            f"<code>/export {EXAMPLE} csv</code>",
        ]
    )


def keyboard(uow: UnitOfWork, found: Summary, page: int, say: Wording, person: Staff) -> list[list[dict[str, Any]]]:
    """The buttons under a summary: another period, another grouping, the low ratings, the export."""
    period, by = found.period, found.by
    today = today_of(uow, person)
    kinds: list[tuple[Kind, str]] = [
        ("week", say.text("Week")),
        ("month", say.text("Month")),
        ("quarter", say.text("Quarter")),
    ]
    rows = []
    if not found.access.averages:
        rows.append(
            [_button(_marked(label, kind == period.kind), periods.around(kind, today), by) for kind, label in kinds]
        )
    walk = [_button(say.text("◂ Earlier"), period.earlier(), by)]
    if found.access.shows(period.later(), today):
        walk.append(_button(say.text("Later ▸"), period.later(), by))
    if not found.access.averages:
        walk.append(button(say.text("Other…"), OTHER))
    rows.append(walk)
    names: dict[Grouping, str] = {
        "manager": say.text("Managers"),
        "client": say.text("Clients"),
        "tag": say.text("Tags"),
        "country": say.text("Countries"),
    }
    offered = [one for one in GROUPINGS if found.access.everything or one != "manager"]
    if found.access.averages:
        offered = ["client"]
    groupings = [_button(_marked(names[one], one == by), period, None if one == by else one) for one in offered]
    # Four in a row are too narrow for their words on a phone.
    rows += [groupings[at : at + 2] for at in range(0, len(groupings), 2)]
    if (of := sheet.pages(found)) > 1:
        before, after = (page - 1) % of, (page + 1) % of
        rows.append([_button("◂", period, by, before), _button(f"{page + 1}/{of} ▸", period, by, after)])
    if found.access.singly:
        low = low_count(uow, found.whole)
        if low:
            label = say.plain(phrase("Low ratings: {count}", count=low))
            rows.append([button(label, LOWS, period.code, 0)])
        rows.append([button(kind.upper(), EXPORT, period.code, kind) for kind in FORMATS])
    return rows


def low_count(uow: UnitOfWork, figures: Figures) -> int:
    """How many low ratings there are among these, of surveys and of /rate."""
    most = uow.defaults.low_rating
    return sum(
        promoters.of(tally).detractors
        if question.scale.promoting
        else sum(count for value, count in tally.counts.items() if value <= most)
        for asked in (figures.asked, figures.told)
        for question, tally in asked.items()
    )


def _marked(label: str, chosen: bool) -> str:
    return f"• {label}" if chosen else label


def _button(label: str, period: Period, by: Grouping | None, page: int = 0) -> dict[str, Any]:
    return button(label, SUMMARY, period.code, by[:2] if by else "-", page)
