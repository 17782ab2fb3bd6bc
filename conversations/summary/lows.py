"""The low ratings of a period, one by one, with what the client wrote and a link to the topic."""

from html import escape

from conversations import post, schedule
from conversations.buttons import button
from conversations.errors import RefusedError
from conversations.figures.periods import Period
from conversations.figures.promoters import DETRACTS_TO
from conversations.summary import labels
from conversations.summary.access import Access
from conversations.surveys import comments
from conversations.tongue import staff_wording
from locales import Phrase, Wording, phrase
from locales.wording import Html
from storage import figures
from storage.figures import Low, Span
from storage.records import Staff
from storage.unit import UnitOfWork

A_PAGE = 8
_LONGEST_COMMENT = 280
"""Characters of a comment in the list; eight of them fit a message, and the topic has the whole."""


async def show(uow: UnitOfWork, person: Staff, access: Access, period: Period, skip: int) -> None:
    """Send a page of them to the asker's private chat. Raises `RefusedError` for who may not see single ratings."""
    if not access.singly:
        raise RefusedError(phrase("Your team does not show single ratings to managers."))
    assert person.telegram_id is not None
    say = staff_wording(uow, person)
    zone = schedule.staff_zone(uow, person)
    start, end = period.moments(zone)
    span = Span(start, end, access.owner_id)
    definitions = await figures.definitions(uow, span)
    tens = [
        (kind, str(question["key"]))
        for kind, definition in definitions.items()
        for question in definition["questions"]
        if question["highest"] > 5
    ]
    total, found = await figures.lows(
        uow, span, uow.defaults.low_rating, DETRACTS_TO, tens=tens, limit=A_PAGE, skip=skip
    )
    title = say.text("<b>Low ratings</b> · {period}", period=labels.period(period, say))
    if not found:
        post.say_directly(uow, person.telegram_id, f"{title}\n{say.text('There are none.')}")
        return
    lines = [f"{title} · {total}" if total <= A_PAGE else f"{title} · {skip + 1}–{skip + len(found)} / {total}"]
    lines += ["\n" + _entry(low, say, say.moment(low.delivered_at, zone)) for low in found]
    keyboard = None
    if skip + len(found) < total:
        keyboard = [[button(say.text("Show more"), "lows", period.code, skip + A_PAGE)]]
    post.say_directly(uow, person.telegram_id, "\n".join(lines), keyboard)


def _entry(low: Low, say: Wording, time: str) -> str:
    name = escape(f"{low.client} · {low.contact}" if low.contact else low.client)
    if low.group_id is not None and low.thread_id is not None:
        name = f'<a href="https://t.me/c/{str(low.group_id).removeprefix("-100")}/{low.thread_id}">{name}</a>'
    line = say.text(
        "<b>{value}</b> · {chat} · {time} · {manager}", value=low.value, chat=Html(name), time=time, manager=low.manager
    )
    if not low.comment:
        return line
    told = comments.said(low.comment)
    words = say.plain(told) if isinstance(told, Phrase) else told
    words = words if len(words) <= _LONGEST_COMMENT else words[: _LONGEST_COMMENT - 1] + "…"
    return f"{line}\n<blockquote>{escape(words, quote=False)}</blockquote>"
