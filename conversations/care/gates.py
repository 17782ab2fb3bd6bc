"""What keeps a message back at the moment when it is to go out, whoever wants it sent. Pure rules."""

import datetime as dt

from conversations.calendar import plan, windows
from conversations.calendar.personal import ANNIVERSARY, BIRTHDAY, FACT, OWN
from conversations.calendar.plan import CHECK_IN, GREETING, Cause
from conversations.calendar.reasons import not_sent
from conversations.care.moments import awake
from conversations.care.subjects import Subject
from locales import Phrase, phrase
from storage.care_records import CareMessage

GONE = phrase("not sent: the contact or the client is no longer here")

LATE = not_sent(phrase("it is too late for it"))

ESTIMATED = phrase("the date is an estimate; a lead must confirm it first (/calendar)")

PERSONAL = frozenset({BIRTHDAY, ANNIVERSARY, OWN, FACT})
"""The occasions that are a person's own: whoever wants no holiday greetings may want these."""


def refusal(subject: Subject, row: CareMessage, now: dt.datetime) -> Phrase | None:
    """Why this must not go out now; None when it may. The day is that of the contact's clock."""
    person, today = subject.person, now.astimezone(subject.zone).date()
    if person.unreachable is not None:
        return person.unreachable
    if row.kind == GREETING and windows.too_late(row.on_day, subject.zone, now):
        return LATE
    if not awake(now, subject.zone):
        return not_sent(phrase("it is night at the client"))
    if row.occasion == BIRTHDAY and person.no_birthday:
        return not_sent(phrase("the contact wants no birthday wishes"))
    if row.kind == GREETING and row.occasion not in PERSONAL and person.no_holiday_greetings:
        return not_sent(phrase("the contact wants no holiday greetings"))
    return held(subject, row, today) or _not_greeted(subject, row, now)


def _not_greeted(subject: Subject, row: CareMessage, now: dt.datetime) -> Phrase | None:
    """What the calendar says against a holiday since it was shown: struck, of another tone, not confirmed yet."""
    if row.kind != GREETING or row.occasion in PERSONAL:
        return None
    ahead = max(0, (row.on_day - now.astimezone(subject.zone).date()).days)
    found = [
        one
        for one in plan.greetings(subject.person, now, ahead + 1)
        if (one.slot, one.year, one.day) == (row.slot, row.year, row.on_day)
    ]
    if any(one.estimated for one in found):
        return ESTIMATED
    # Another day of the group may stand on the same date and be none for wishes.
    refused = [one.reason for one in found if one.cause is Cause.NOT_GREETED]
    return refused[0] if refused and len(refused) == len(found) else None


def held(subject: Subject, row: CareMessage, today: dt.date) -> Phrase | None:
    """What holds it on this day, even if a person wrote it: they may have done so before they heard of a death.

    Nor is anybody wished anything while somebody still owes them an answer to a low rating.
    """
    if subject.case is not None:
        return subject.case
    quiet = subject.person.quiet_days()
    found = quiet.on(today) or (quiet.on(row.on_day) if row.kind == GREETING else None)
    return None if found is None else not_sent(found.why)


def not_before(subject: Subject, row: CareMessage, now: dt.datetime) -> dt.datetime:
    """`now`, or when it may go out: after a minute of silence, and for a check-in in its window of a working day.

    A person who chose the moment chose it against the window, not against the silence.
    """
    person = subject.person
    if row.kind == CHECK_IN and not row.postponed:
        at = windows.check_in_at(now, subject.zone, person.silence_of, person.days_for_check_ins())
        return now if at is None else at.astimezone(dt.UTC)
    return windows.after_silence(now, person.silence_of)
