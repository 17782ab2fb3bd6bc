"""Everything that the calendar would do for one contact in a span of days: what goes out, when and why, or why not.

`of` is pure: it takes a `Person` (see `reading.person`) and a moment, and answers the same for the same facts, whatever
day it is asked from. Whoever sends asks again when the moment has come.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from zoneinfo import ZoneInfo

from conversations.calendar import cadence, library, names, occasions, personal, windows
from conversations.calendar.cadence import Touch
from conversations.calendar.choices import Choices, Pause
from conversations.calendar.occasions import CALM, Occasion
from conversations.calendar.personal import BIRTHDAY, FACT, OWN, OwnDate, PersonalDay
from conversations.calendar.quiet import MIDNIGHT, QuietDay, QuietDays
from conversations.calendar.reasons import not_sent
from locales import Phrase, phrase

GREETING = "greeting"
CHECK_IN = "check_in"
QUIET_DAY = "quiet_day"

HOLIDAYS_APART = dt.timedelta(days=14)
"""A contact who wants less contact gets no holiday greeting so soon after another one."""

_DONE: Mapping[str, Phrase] = {
    "sent": phrase("sent already"),
    "posted": phrase("on its way already"),
    "skipped": phrase("not sent: skipped by the team"),
    "unclear": phrase("not again: Telegram may have delivered it, the manager was asked"),
}

_LOOK_BACK = dt.timedelta(days=70)
"""Far enough to know which holiday greeting came before the first one of the span."""


class Cause(Enum):
    """Why an entry does not send, for whoever must act on it: `Entry.reason` says the same to people.

    QUIET: a quiet day. UNWANTED: the contact chose not to, or less contact. NOT_GREETED: no day for wishes to them.
    REMINDER: the manager's own to write. DONE: it had its turn. UNREACHABLE: nobody to send it to. LATE: the day is
    nearly over. IN_TOUCH and SILENT: a check-in that is needless, or no longer enough.
    """

    QUIET = auto()
    UNWANTED = auto()
    NOT_GREETED = auto()
    REMINDER = auto()
    DONE = auto()
    UNREACHABLE = auto()
    LATE = auto()
    IN_TOUCH = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a slot in a year. One that reached nobody stands in the way of its own day only (`only_on`)."""

    state: str
    only_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """All that the calendar knows of a contact.

    `country`, `zone`, `pace` and so on as they hold for this person; `client_country` decides about the minute of
    silence and calm words together with theirs. `facts`: those worth remembering that have a date. `unreachable`: why
    nothing can be sent, or None. `done`: what became of (slot, year) already. `put_off`: not before this moment the
    next check-in, since somebody chose it. `written`: days on which words go out that somebody wrote for a fact.
    """

    contact: str
    zone: ZoneInfo
    country: str | None = None
    client_country: str | None = None
    tradition: str | None = None
    birthday: str | None = None
    pace: str = "normal"
    no_holiday_greetings: bool = False
    no_birthday: bool = False
    joined: bool = True
    unreachable: Phrase | None = None
    since: dt.date | None = None
    own_dates: Sequence[OwnDate] = ()
    facts: Sequence[OwnDate] = ()
    check_in_days: int | None = None
    begins: dt.datetime | None = None
    put_off: dt.datetime | None = None
    touch: Touch = field(default_factory=Touch)
    pauses: Sequence[Pause] = ()
    choices: Choices = field(default_factory=Choices)
    done: Mapping[tuple[str, int], Done] = field(default_factory=dict)
    written: frozenset[dt.date] = frozenset()

    @property
    def calm(self) -> bool:
        """True when only calm words fit: somebody in a country at war, or of a client there."""
        return bool(CALM & {self.country, self.client_country})

    @property
    def silence_of(self) -> str | None:
        """The country whose minutes of silence are kept."""
        return next((one for one in (self.country, self.client_country) if one in windows.COUNTRY_CLOCKS), None)

    def works(self, day: dt.date) -> bool:
        """True when people in the contact's country are at work on this day."""
        return library.is_working_day(self.country, day)

    def days_for_check_ins(self) -> Callable[[dt.date], bool]:
        """Says of a day whether a check-in may go out on it: a working day that is not quiet."""
        quiet = self.quiet_days()
        return lambda day: self.works(day) and quiet.on(day) is None

    def quiet_days(self) -> QuietDays:
        return QuietDays(self.country, self.tradition, self.zone, self.pauses, self.choices)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar.

    `at` is aware, in the contact's zone; for a quiet day its beginning. `sends`: what the calendar decides, whether or
    not the contact has joined yet; `cause`: why it does not, else None. `slot` and `year`: what is sent at most once.
    `group` finds the wording, with `occasion` before it. `estimated`: a person must confirm the date before it is sent;
    `listed` is the day by which they do. `title` is English, or as somebody typed it; `name` says it to people.
    """

    at: dt.datetime
    kind: str
    occasion: str
    title: str
    contact: str
    joined: bool
    sends: bool
    reason: Phrase
    cause: Cause | None = None
    slot: str = ""
    year: int = 0
    group: str = ""
    years: int = 0
    calm: bool = False
    estimated: bool = False
    listed: dt.date | None = None
    name: Phrase = field(default_factory=lambda: names.as_typed(""))

    @property
    def day(self) -> dt.date:
        """The day on the contact's wall clock."""
        return self.at.date()


def of(person: Person, now: dt.datetime, days: int) -> list[Entry]:
    """What happens in `days` days from today on the contact's clock, in order. `now` is aware."""
    now = now.replace(microsecond=0)
    today = now.astimezone(person.zone).date()
    end = today + dt.timedelta(days=days)
    quiet = person.quiet_days()
    greetings = list(_greetings(person, quiet, now, today, end))
    # Also once it went out: a check-in that gave way to a greeting must not come back on the same day.
    greeted = {entry.day for entry in greetings if entry.sends or entry.cause is Cause.DONE} | person.written
    found = [*_quiet_days(person, quiet, today, end), *greetings]
    found += _check_ins(person, greeted, now, end)
    return sorted(found, key=lambda entry: (entry.at, entry.kind != QUIET_DAY, entry.occasion))


def greetings(person: Person, now: dt.datetime, days: int) -> list[Entry]:
    """The greetings alone, in order: of holidays and personal dates, with those that are not sent."""
    now = now.replace(microsecond=0)
    today = now.astimezone(person.zone).date()
    return list(_greetings(person, person.quiet_days(), now, today, today + dt.timedelta(days=days)))


def _entry(person: Person, at: dt.datetime, kind: str, occasion: str, title: str, why: Phrase, *, sends: bool) -> Entry:
    name = names.as_typed(title) if occasion in {OWN, FACT} else names.day(title)
    return Entry(at, kind, occasion, title, person.contact, person.joined, sends, why, calm=person.calm, name=name)


def _quiet_days(person: Person, quiet: QuietDays, today: dt.date, end: dt.date) -> Iterator[Entry]:
    """Each solemn day, and each stretch of a pause once."""
    paused_before: str | None = None
    for ahead in range((end - today).days):
        day = today + dt.timedelta(days=ahead)
        at = windows.moment(day, MIDNIGHT, person.zone)
        pause, solemn = quiet.paused(day), quiet.solemn(day)
        if pause is not None and pause.id != paused_before:
            yield _quiet(person, at, pause)
        paused_before = None if pause is None else pause.id
        if solemn is not None:
            yield _quiet(person, at, solemn)


def _quiet(person: Person, at: dt.datetime, day: QuietDay) -> Entry:
    return replace(_entry(person, at, QUIET_DAY, day.id, day.title, day.why, sends=False), name=day.name)


def _greetings(person: Person, quiet: QuietDays, now: dt.datetime, today: dt.date, end: dt.date) -> Iterator[Entry]:
    first = today - _LOOK_BACK
    candidates: list[tuple[dt.date, Occasion | PersonalDay]] = []
    for year in range(first.year, end.year + 1):
        holidays = occasions.of_year(person.country, person.tradition, year, person.choices)
        candidates += [(one.send_on, one) for one in holidays]
        dates = personal.of_year(person.birthday, person.since, person.own_dates, year, person.facts)
        candidates += [(one.day, one) for one in dates]
    last_holiday: dt.date | None = None
    for day, one in sorted(candidates, key=lambda found: (found[0], found[1].id)):
        if not first <= day < end:
            continue
        if isinstance(one, PersonalDay):
            entry = _personal(person, quiet, one)
        else:
            entry = _holiday(person, quiet, one, last_holiday)
            last_holiday = day if entry.sends and not _reached_nobody(person, entry) else last_holiday
        if day >= today:
            yield _as_it_stands(person, entry, now)


def _reached_nobody(person: Person, entry: Entry) -> bool:
    """True for a greeting that the calendar would send and that is known not to have come, or not to be coming."""
    done = person.done.get((entry.slot, entry.year))
    before = person.begins is not None and entry.at < person.begins
    return before or (done is not None and done.only_on == entry.day)


def _personal(person: Person, quiet: QuietDays, one: PersonalDay) -> Entry:
    """A fact is the manager's to act on: it never sends, and neither a quiet day nor an opt-out hides it."""
    why: Phrase | None = None
    cause: Cause | None = None
    blocked = quiet.on(one.day)
    if one.id == FACT:
        why, cause = one.reason, Cause.REMINDER
    elif one.id == BIRTHDAY and person.no_birthday:
        why, cause = not_sent(phrase("the contact wants no birthday wishes")), Cause.UNWANTED
    elif blocked is not None:
        why, cause = not_sent(blocked.why), Cause.QUIET
    at = windows.greeting_at(one.day, person.zone, person.silence_of)
    entry = _entry(person, at, GREETING, one.id, one.title, why or one.reason, sends=why is None)
    return replace(entry, cause=cause, slot=one.slot, year=one.day.year, group=one.id, years=one.years)


def _holiday(person: Person, quiet: QuietDays, one: Occasion, last_holiday: dt.date | None) -> Entry:
    why = one.why_not
    cause = None if why is None else Cause.NOT_GREETED
    blocked = quiet.on(one.send_on) or quiet.on(one.day)
    if why is None and person.no_holiday_greetings:
        why, cause = not_sent(phrase("the contact wants no holiday greetings")), Cause.UNWANTED
    if why is None and blocked is not None:
        why, cause = not_sent(blocked.why), Cause.QUIET
    if why is None and person.pace == "less" and last_holiday and one.send_on - last_holiday < HOLIDAYS_APART:
        why = not_sent(phrase("the contact wants less contact, and there was a greeting a few days before"))
        cause = Cause.UNWANTED
    at = windows.greeting_at(one.send_on, person.zone, person.silence_of)
    entry = _entry(person, at, GREETING, one.id, one.title, why or _because(one), sends=why is None)
    return replace(
        entry,
        cause=cause,
        slot=one.group,
        year=one.send_on.year,
        group=one.group,
        estimated=one.estimated and why is None,
        listed=one.listed,
    )


def _because(one: Occasion) -> Phrase:
    name = names.day(one.title)
    if one.estimated:
        return phrase("holiday: {title}; the date is an estimate, a lead must confirm it first", title=name)
    if one.send_on < one.day:
        return phrase("holiday: {title}, which begins that evening", title=name)
    return phrase("holiday: {title}", title=name)


def dealt_with(state: str) -> Phrase:
    """Why something in this state is not sent again."""
    return _DONE.get(state, phrase("not again: this greeting was dealt with"))


def _as_it_stands(person: Person, entry: Entry, now: dt.datetime) -> Entry:
    """What is not sent in any case: a second time, to somebody who cannot be reached, or too late."""
    if not entry.sends:
        return entry
    done = person.done.get((entry.slot, entry.year))
    if done is not None and done.only_on in {None, entry.day}:
        return replace(entry, sends=False, reason=dealt_with(done.state), cause=Cause.DONE)
    if person.unreachable is not None:
        return replace(entry, sends=False, reason=person.unreachable, cause=Cause.UNREACHABLE)
    at = max(entry.at, windows.after_silence(now.astimezone(person.zone), person.silence_of))
    if windows.too_late(entry.day, person.zone, at):
        return replace(entry, sends=False, reason=not_sent(phrase("the day is nearly over")), cause=Cause.LATE)
    return replace(entry, at=at)


def _check_ins(person: Person, greeted: set[dt.date], now: dt.datetime, end: dt.date) -> Iterator[Entry]:
    """The check-ins of the span, as if the contact answered each; a silence is judged by what is known today."""
    every = cadence.interval(person.check_in_days, person.pace)
    rhythm = phrase("every {days} days", days=every.days)
    open_days = person.days_for_check_ins()

    def allowed(day: dt.date) -> bool:
        return day not in greeted and open_days(day)

    base = person.touch.last_check_in or person.begins or now
    earliest = max(now, person.put_off or now)
    while True:
        due = (base + every).astimezone(person.zone).date()
        day = max(due, earliest.astimezone(person.zone).date())
        if day >= end:
            return
        not_before = max(windows.moment(day, MIDNIGHT, person.zone), earliest)
        at = windows.check_in_at(not_before, person.zone, person.silence_of, allowed)
        if at is None:
            why = not_sent(phrase("no day without a pause in the next {days} days", days=windows.FARTHEST))
            yield _check_in(person, windows.moment(day, windows.CHECK_IN_FROM, person.zone), due, why, Cause.QUIET)
            return
        if at.date() >= end:
            return
        silence = cadence.silent(at, person.touch, every) if _is_silent(person, now, every) else None
        refused = (
            (person.unreachable, Cause.UNREACHABLE),
            (silence, Cause.SILENT),
            (cadence.in_touch(at, person.touch), Cause.IN_TOUCH),
        )
        said = [(reason, cause) for reason, cause in refused if reason is not None]
        reason, cause = said[0] if said else (rhythm, None)
        yield _check_in(person, at, due, reason, cause)
        if person.unreachable is not None or silence is not None:
            return
        base = at


def _is_silent(person: Person, now: dt.datetime, every: dt.timedelta) -> bool:
    return person.joined and cadence.silent(now, person.touch, every) is not None


def _check_in(person: Person, at: dt.datetime, due: dt.date, why: Phrase, cause: Cause | None) -> Entry:
    """Its slot is the day on which it fell due, not the one to which it was moved: so it stays one check-in."""
    entry = _entry(person, at, CHECK_IN, CHECK_IN, "Check-in", why, sends=cause is None)
    return replace(entry, cause=cause, slot=f"{CHECK_IN}:{due.isoformat()}", year=due.year, group=CHECK_IN)
