"""What keeps a message back at the moment when it is to go out, whoever wants it sent. Pure rules."""

import datetime as dt

from conversations.calendar import windows
from conversations.calendar.personal import FACT
from conversations.calendar.plan import GREETING
from conversations.care.moments import awake
from conversations.care.subjects import Subject
from locales import Phrase, phrase
from storage.care_records import CareMessage

GONE = phrase("not sent: the contact has left")


def refusal(subject: Subject, row: CareMessage, now: dt.datetime) -> Phrase | None:
    """Why this must not go out now; None when it may. The day is that of the contact's clock.

    What a person wrote for a reminder is their own message: a quiet day does not hold it.
    """
    today = now.astimezone(subject.zone).date()
    if subject.person.unreachable is not None:
        return subject.person.unreachable
    if row.template == FACT:
        return None
    if subject.case:
        return phrase("not sent: a recovery case is open")
    quiet = subject.person.quiet_days()
    found = quiet.on(today) or (quiet.on(row.on_day) if row.kind == GREETING else None)
    if found is not None:
        return phrase("not sent: {reason}", reason=found.why)
    if row.kind == GREETING and windows.too_late(row.on_day, subject.zone, now):
        return phrase("not sent: it is too late for it")
    if not awake(now, subject.zone):
        return phrase("not sent: it is night at the client")
    return None


def not_before(subject: Subject, now: dt.datetime) -> dt.datetime:
    """`now`, or the end of the minutes of silence in which it falls."""
    return windows.after_silence(now, subject.person.silence_of)
