"""The row of a planned message: begun from a line of the calendar, kept as the calendar sees it, its words drafted.

A row is begun when its preview is to be shown, not before: until then the calendar itself is the plan.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from conversations.calendar import windows
from conversations.calendar.personal import FACT
from conversations.calendar.plan import CHECK_IN, Cause, Entry
from conversations.care import drafts, previews
from conversations.care.subjects import AUTO, REVIEW, Subject
from storage import care, care_messages
from storage.care_records import CareMessage
from storage.unit import UnitOfWork

ONE_MINUTE = dt.timedelta(minutes=1)

A_GLANCE = dt.timedelta(minutes=15)
"""What falls due with no preview before it is shown so long before it goes out."""

SAME_WORDS = dt.timedelta(days=2)
"""A check-in that moves so far keeps its words; what was written for a day still fits the next one or two."""


async def begin(uow: UnitOfWork, subject: Subject, entry: Entry) -> CareMessage | None:
    """A row for a line of the calendar; None when its slot had its turn this year.

    One that was for a wrong date and reached nobody begins anew.
    """
    known = await care_messages.of_slot(uow, subject.contact.id, entry.slot, entry.year)
    anew = known is not None and known.on_day != entry.day
    if known is not None and known.state != "withdrawn" and not (anew and known.state in care.NEVER_SENT):
        return None
    due, day = _time_to_see(subject, entry, uow.now)
    values: dict[str, Any] = {
        "chat_id": subject.chat.id,
        "occasion": entry.occasion,
        "title": entry.title,
        "on_day": day,
        "due_at": due,
        "mode": _mode(subject, entry),
        "state": "planned",
        "postponed": due != entry.at or (entry.kind == CHECK_IN and subject.person.put_off is not None),
    }
    if known is None:
        values |= {"kind": entry.kind, "contact_id": subject.contact.id, "slot": entry.slot, "year": entry.year}
        row = await care_messages.add(uow, **values)
    else:
        if known.state != "withdrawn" or (entry.kind == CHECK_IN and entry.day - known.on_day > SAME_WORDS):
            values |= care_messages.ANEW
        await care_messages.change(uow, known.id, **values)
        row = replace(known, **values)
    return await _drafted(uow, subject, entry, row)


def _time_to_see(subject: Subject, entry: Entry, now: dt.datetime) -> tuple[dt.datetime, dt.date]:
    """When it goes out, in UTC, and on which day: at its moment; if nobody could look at it yet, when they could."""
    if entry.at > now or not (entry.sends or entry.cause is Cause.REMINDER):
        return entry.at.astimezone(dt.UTC), entry.day
    return time_left(subject, entry.kind, entry.day, now, _mode(subject, entry))


def time_left(subject: Subject, kind: str, day: dt.date, now: dt.datetime, mode: str) -> tuple[dt.datetime, dt.date]:
    """A moment, in UTC, that leaves people time: some minutes, or the rest of the day to approve or to write it.

    Its day on the contact's clock is `day`, but for a check-in whose window leaves no time: that goes out in the next.
    """
    soon = now + A_GLANCE
    if kind == CHECK_IN:
        opens = windows.check_in_at(
            soon, subject.zone, subject.person.silence_of, subject.person.days_for_check_ins()
        ) or soon.astimezone(subject.zone)
        last = windows.moment(opens.date(), windows.CHECK_IN_UNTIL, subject.zone) - ONE_MINUTE
        at_once = mode == AUTO or opens.date() > now.astimezone(subject.zone).date()
        return (opens if at_once else last).astimezone(dt.UTC), opens.date()
    last = windows.moment(day, windows.GREETING_UNTIL, subject.zone) - ONE_MINUTE
    due = min(last, soon) if mode == AUTO else last
    return max(due.astimezone(dt.UTC), now), day


def _mode(subject: Subject, entry: Entry) -> str:
    return REVIEW if entry.group == FACT else subject.mode


async def _drafted(uow: UnitOfWork, subject: Subject, entry: Entry, row: CareMessage) -> CareMessage:
    """The row with its words as they would be written now, unless a person wrote them."""
    if row.edited_by is not None:
        return row
    if entry.group == FACT:
        return await changed(uow, row, template=FACT)
    variant = row.variant if row.words is not None else None
    draft = await drafts.write(uow, subject, entry, row.id, variant)
    return await changed(
        uow, row, words=draft.words.data(), language=draft.language, template=draft.template, variant=draft.variant
    )


async def refreshed(uow: UnitOfWork, subject: Subject, entry: Entry, row: CareMessage) -> CareMessage:
    """The row as the calendar sees it now: another zone, another day, another manager."""
    values: dict[str, Any] = {"mode": _mode(subject, entry), "chat_id": subject.chat.id}
    if entry.sends:
        # Of an eve and its feast the other one may be greeted now.
        values |= {"occasion": entry.occasion, "title": entry.title}
    reached = row.due_at <= uow.now and entry.at <= uow.now
    overdue = row.due_at < uow.now - A_GLANCE and entry.sends and not entry.estimated
    # A moment that a person chose stays, unless it is past its day or out of its window: the contact has moved. A wish
    # has only one day: when that was wrong, the moment was, too.
    its_day = entry.day <= row.on_day if entry.kind == CHECK_IN else entry.day == row.on_day
    chosen = (row.postponed and its_day and _in_its_window(subject, row)) or sent_by_hand(row)
    waits = entry.cause in {Cause.QUIET, Cause.UNREACHABLE} and entry.kind == CHECK_IN and row.on_day <= entry.day
    if reached and overdue and row.decided_by is None:
        # It was held, or nothing ran: whoever saw it then may want to look again.
        mode = AUTO if row.state == "approved" else row.mode
        due, day = time_left(subject, row.kind, entry.day, uow.now, mode)
        values |= {"due_at": due, "on_day": day, "postponed": True}
    elif not (reached or chosen or waits):
        # Put off, it is not before that day, even if it has to move on from there.
        later = row.postponed and entry.kind == CHECK_IN and entry.day >= row.on_day
        values |= {"due_at": entry.at.astimezone(dt.UTC), "on_day": entry.day, "postponed": later}
    return await _drafted(uow, subject, entry, await changed(uow, row, **values))


def sent_by_hand(row: CareMessage) -> bool:
    """True for what somebody wants sent at once, and which waits for a few minutes: the window is not for it."""
    soon = row.decided_at is not None and dt.timedelta() <= row.due_at - row.decided_at <= A_GLANCE
    return soon and row.state == "approved"


def _in_its_window(subject: Subject, row: CareMessage) -> bool:
    time = row.due_at.astimezone(subject.zone).time()
    if row.kind == CHECK_IN:
        return windows.CHECK_IN_FROM <= time < windows.CHECK_IN_UNTIL
    return windows.GREETING_AT <= time < windows.GREETING_UNTIL


def moved_far(entry: Entry, row: CareMessage) -> bool:
    """True for a check-in that the calendar moves to a day for which its words were not meant."""
    if entry.kind != CHECK_IN or row.state == "posted" or sent_by_hand(row):
        return False
    return entry.day - row.on_day > SAME_WORDS


async def moved_check_in(uow: UnitOfWork, entry: Entry, rows: dict[tuple[str, int], CareMessage]) -> CareMessage | None:
    """The check-in that was planned for another day, when a rhythm or a zone moved it: its text stays with it."""
    if entry.kind != CHECK_IN:
        return None
    known = [
        one for one in rows.values() if one.kind == CHECK_IN and one.state != "posted" and not previews.by_hand(one)
    ]
    taken = await care_messages.of_slot(uow, known[0].contact_id, entry.slot, entry.year) if known else None
    if not known or taken is not None:
        return None
    row = rows.pop((known[0].slot, known[0].year))
    return await changed(uow, row, slot=entry.slot, year=entry.year)


async def changed(uow: UnitOfWork, row: CareMessage, **values: Any) -> CareMessage:
    """The row with these columns overwritten; nothing is written when they are so already."""
    if any(getattr(row, name) != value for name, value in values.items()):
        await care_messages.change(uow, row.id, **values)
    return replace(row, **values)
