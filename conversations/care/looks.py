"""The job that goes through one contact's calendar: shows what comes, sends what is due, says what was missed.

Every contact who joined has one look ahead of them, at most a day away. A look reads the world anew, so whatever was
changed meanwhile counts, and it can come late: days that went by while nothing ran are reported in one line, not made
up for.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conversations import post
from conversations.calendar import plan
from conversations.calendar.plan import CHECK_IN, GREETING, QUIET_DAY, Cause, Entry
from conversations.care import gates, moments, previews, sending, soon, subjects, titles
from conversations.care import rows as planned
from conversations.care.subjects import AUTO, REVIEW, Subject
from conversations.tongue import desk_wording
from locales import Phrase, Wording, phrase
from locales.wording import Html
from storage import care, care_messages, chats, jobs
from storage.care_records import CareMessage
from storage.unit import UnitOfWork

AHEAD = 15
"""Days to look ahead: farther than a preview ever comes before its day."""

EVERY = dt.timedelta(hours=24)
"""The longest time between two looks: what was changed behind our back counts after it."""

A_MOMENT = dt.timedelta(seconds=5)

WAS_OFF = dt.timedelta(hours=25)
"""After so long without a look nothing was running, and what fell due meanwhile is reported."""

FARTHEST_BACK = dt.timedelta(days=60)

ASKED_FOR = phrase("asked for with /checkin")

_TURNS = frozenset({Cause.IN_TOUCH, Cause.SILENT})


async def ensure(uow: UnitOfWork) -> None:
    """Give every contact who has none a look; a program that starts and the daily upkeep call this."""
    known = await jobs.keys(uow, soon.JOB)
    for contact_id in await care.contacts_joined(uow):
        if str(contact_id) not in known:
            soon.look(uow, contact_id)


async def look(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job."""
    contact_id = int(payload["contact_id"])
    subject = await subjects.of(uow, contact_id)
    rows = {(row.slot, row.year): row for row in await care_messages.open_of(uow, contact_id)}
    if subject is None:
        await _gone(uow, rows.values())
        return
    await _missed(uow, subject, dt.datetime.fromisoformat(payload["since"]), rows)
    later = [uow.now + EVERY]
    for entry in _relevant(subject, uow.now, rows):
        row = _its_row(entry, rows) or await planned.moved_check_in(uow, entry, rows)
        if row is not None and planned.moved_far(entry, row):
            await sending.put_aside(uow, subject, row)
            row = None
        if row is None and entry.kind == CHECK_IN and any(previews.by_hand(one) for one in rows.values()):
            # Somebody has asked for one, which takes its place if it goes out.
            continue
        later.append(await _entry(uow, subject, entry, row))
    for row in rows.values():
        later.append(await _without_entry(uow, subject, row))
    # A look never plans itself for this very moment: what it could do it has done.
    soon.look(uow, contact_id, max(min(later), uow.now + A_MOMENT))


def _relevant(subject: Subject, now: dt.datetime, rows: Mapping[tuple[str, int], CareMessage]) -> list[Entry]:
    """What may concern us of the coming days; of the check-ins the first, since the others hang on it.

    Of days that share one greeting a year, an eve and its feast, only one counts: the one that sends, else the one that
    the message was made for. The eve must not take the feast's message with it.
    """
    put_off = subject.person.put_off
    days = AHEAD if put_off is None else max(AHEAD, (put_off - now).days + AHEAD)
    found = [one for one in plan.of(subject.person, now, days) if one.kind != QUIET_DAY]
    first = next((one for one in found if one.kind == CHECK_IN), None)
    sharing: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for one in found:
        if one.kind == GREETING:
            sharing[one.slot, one.year].append(one)

    def behind(one: Entry) -> tuple[bool, bool, bool]:
        row = rows.get((one.slot, one.year))
        return not one.sends, row is None or row.on_day != one.day, one.cause is Cause.NOT_GREETED

    chosen = [min(days, key=behind) for days in sharing.values()]
    return chosen if first is None else [*chosen, first]


def _its_row(entry: Entry, rows: dict[tuple[str, int], CareMessage]) -> CareMessage | None:
    """The row of a line of the calendar, taken out of `rows`.

    Another day of the same group that is not greeted has nothing to say about a message: its own day went by, or was
    moved to one that is over.
    """
    row = rows.get((entry.slot, entry.year))
    if row is None:
        return None
    if entry.cause is Cause.NOT_GREETED and (row.on_day < entry.day or row.occasion != entry.occasion):
        return None
    return rows.pop((entry.slot, entry.year))


async def _gone(uow: UnitOfWork, rows: Iterable[CareMessage]) -> None:
    """What was planned for somebody who is no longer here comes back if they do."""
    for row in rows:
        chat = None if row.chat_id is None else await chats.by_id(uow, row.chat_id)
        if chat is not None:
            await sending.drop(uow, chat, row, gates.GONE, state="dropped" if row.state == "posted" else "withdrawn")


async def _entry(uow: UnitOfWork, subject: Subject, entry: Entry, row: CareMessage | None) -> dt.datetime:
    """What is to be done about one line of the calendar; when to look at it again."""
    if row is not None and row.state == "posted":
        return await _on_its_way(uow, subject, row)
    if row is None:
        if not _concerns_people(entry, uow.now):
            return max(entry.at, uow.now + EVERY) if entry.cause not in _TURNS else entry.at
        shows = moments.show_at(uow.now, entry.at, *subjects.manager_hours(uow, subject))
        if uow.now < shows:
            return shows
        row = await planned.begin(uow, subject, entry)
        if row is None:
            return uow.now + EVERY
    else:
        row = await planned.refreshed(uow, subject, entry, row)
    if uow.now < row.due_at:
        await previews.show(uow, subject, row, entry.reason, _held(subject, entry, row))
        return row.due_at
    return await _due(uow, subject, entry, row)


def _concerns_people(entry: Entry, now: dt.datetime) -> bool:
    """True when a line that has no row yet gets one: it sends, or people must hear why it does not."""
    if entry.sends or entry.cause is Cause.REMINDER or entry.cause is Cause.LATE:
        return True
    if entry.cause is Cause.QUIET:
        return entry.occasion in gates.PERSONAL
    return entry.cause in _TURNS and entry.at <= now


def _held(subject: Subject, entry: Entry, row: CareMessage) -> Phrase | None:
    """Why a message would not go out if it were due now."""
    if entry.estimated:
        return gates.ESTIMATED
    if not _goes(entry, row):
        return entry.reason
    return gates.held(subject, row, row.on_day)


def _goes(entry: Entry, row: CareMessage) -> bool:
    """True when the calendar lets it go; a check-in that somebody wrote or approved is more than a template."""
    return entry.sends or entry.cause is Cause.REMINDER or (entry.cause in _TURNS and row.state == "approved")


async def _due(uow: UnitOfWork, subject: Subject, entry: Entry, row: CareMessage) -> dt.datetime:
    """Send it, or say why not; when to look at it again."""
    chat = subject.chat
    if entry.kind == CHECK_IN and entry.cause in {Cause.QUIET, Cause.UNREACHABLE}:
        # It waits for the end of a pause that has none yet, or of a block, and people see it again then.
        row = await planned.changed(uow, row, decided_by=None, decided_at=None)
        await previews.show(uow, subject, row, entry.reason, entry.reason)
        return uow.now + EVERY
    if not _goes(entry, row):
        # To be in touch is no news for anybody; what nobody has seen coming is.
        unseen = entry.cause is Cause.QUIET and row.previewed_at is None
        loud = unseen or entry.cause in {Cause.SILENT, Cause.LATE}
        await sending.drop(uow, chat, row, entry.reason, loud=loud)
    elif entry.estimated:
        last, _ = planned.time_left(subject, row.kind, entry.day, uow.now, REVIEW)
        if uow.now < last:
            # The moon is often seen the evening before: whoever confirms it on the day is not too late.
            await previews.show(uow, subject, row, entry.reason, gates.ESTIMATED)
            return last
        await sending.drop(uow, chat, row, phrase("not sent: nobody confirmed the date"), loud=True)
    elif row.words is None or (row.mode != AUTO and row.state != "approved"):
        why = phrase("not sent: nobody wrote a text") if row.words is None else phrase("not sent: nobody approved it")
        await sending.drop(uow, chat, row, why, state="expired", loud=row.previewed_at is None)
    else:
        return await release(uow, subject, row)
    return uow.now + EVERY


async def release(uow: UnitOfWork, subject: Subject, row: CareMessage) -> dt.datetime:
    """Send a message whose moment has come; when to look at it again, if its moment has to move."""
    why = gates.refusal(subject, row, uow.now)
    due = gates.not_before(subject, row, uow.now)
    if why is not None:
        loud = row.previewed_at is None or why == gates.LATE or not moments.awake(uow.now, subject.zone)
        await sending.drop(uow, subject.chat, row, why, loud=loud)
    elif due > uow.now:
        await care_messages.change(uow, row.id, due_at=due)
        return due
    else:
        await sending.go(uow, subject, row)
    return uow.now + EVERY


async def _on_its_way(uow: UnitOfWork, subject: Subject, row: CareMessage) -> dt.datetime:
    """Something in the outbox that must not go out any more is stopped there."""
    why = gates.refusal(subject, row, uow.now)
    if why is not None:
        await sending.drop(uow, subject.chat, row, why, loud=True)
    return uow.now + EVERY


async def _without_entry(uow: UnitOfWork, subject: Subject, row: CareMessage) -> dt.datetime:
    """A message of which the calendar does not speak: asked for by hand, a date removed, a day that went by."""
    if previews.by_hand(row) and row.state != "posted":
        return await _asked_for(uow, subject, row)
    if row.state == "posted" and (row.kind == CHECK_IN or gates.refusal(subject, row, uow.now) is not None):
        return await _on_its_way(uow, subject, row)
    if row.kind == CHECK_IN:
        # It comes later than a look reaches.
        await sending.put_aside(uow, subject, row)
    elif row.on_day < uow.now.astimezone(subject.zone).date():
        await sending.drop(uow, subject.chat, row, gates.LATE, loud=True)
    else:
        state = "dropped" if row.state == "posted" else "withdrawn"
        await sending.drop(uow, subject.chat, row, phrase("not sent: no longer in the calendar"), state=state)
    return uow.now + EVERY


async def _asked_for(uow: UnitOfWork, subject: Subject, row: CareMessage) -> dt.datetime:
    """A check-in that somebody asked for: it waits for them, or for the moment that they chose."""
    if uow.now < row.due_at:
        await previews.show(uow, subject, row, ASKED_FOR, gates.refusal(subject, row, uow.now))
        return row.due_at
    if row.state == "approved":
        return await release(uow, subject, row)
    await sending.drop(uow, subject.chat, row, phrase("not sent: nobody pressed Send now"), state="expired")
    return uow.now + EVERY


async def _missed(
    uow: UnitOfWork, subject: Subject, since: dt.datetime, rows: dict[tuple[str, int], CareMessage]
) -> None:
    """Report the greetings of days on which nothing ran, in one line; none is made up for."""
    if uow.now - since < WAS_OFF:
        return
    since = max(since, uow.now - FARTHEST_BACK)
    today = uow.now.astimezone(subject.zone).date()
    first = since.astimezone(subject.zone).date()
    gone = [
        one
        for one in plan.of(subject.person, since, (today - first).days)
        if one.kind == GREETING and (one.sends or one.cause in {Cause.REMINDER, Cause.LATE})
    ]
    named: list[tuple[Phrase, dt.date]] = []
    for entry in gone:
        row = rows.pop((entry.slot, entry.year), None) or await planned.begin(uow, subject, entry)
        if row is not None and row.state != "posted":
            await sending.drop(uow, subject.chat, row, gates.LATE)
            named.append((titles.of(row), entry.day))
    if named:
        say = desk_wording(uow, subject.chat)
        post.say_in_topic(
            uow, subject.chat.id, say.text("🔕 Not sent, because I was not running: {what}.", what=_listed(named, say))
        )


def _listed(named: Sequence[tuple[Phrase, dt.date]], say: Wording) -> Html:
    return Html(", ".join(f"{say.say(title)} ({say.day(day)})" for title, day in named))
