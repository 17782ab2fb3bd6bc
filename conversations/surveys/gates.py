"""The gates: rules that keep a survey back. Pure: each takes the facts and gives why not, or None.

A `Block` without `until` refuses. One with `until` only says that it is too early: the survey waits until then and
the gates look again. They are asked in the order of `GATES`, refusals before waits, and the first one speaks. At the
moment of sending those of `ON_THE_WAY` are asked once more.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from conversations.calendar import windows
from conversations.hours import WorkingHours
from locales import Phrase, phrase, plural_phrase

BETWEEN_ANY = dt.timedelta(days=14)
"""At most one survey per contact in this time, over all kinds, counted from sending (product, section 5)."""

GOES_FIRST_WITHIN = dt.timedelta(days=14)
"""A survey that goes first holds the others back when it falls due within this time."""

TOO_LATE = dt.timedelta(days=7)
"""A survey about a conversation that could not go out for so long asks about something forgotten."""

LATE = phrase("it would come too late")

A_MOMENT = dt.timedelta(seconds=1)

_OPENINGS = 8
"""So many are looked at to find one out of the silence: each day of a week, and the day on which the clocks change."""

PACE: Mapping[str, float] = {"less": 1.5, "normal": 1.0, "more": 0.7}
"""How a contact's pace stretches every interval."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gates judge by. Moments are aware.

    `zone` and `week` are the contact's time zone and the working hours there. `last_any` and `last_same`: when a
    survey (of this kind) was sent last; `every`: the interval of a periodic kind; `since`: when it was decided to
    ask; `first_due`: when the survey that goes first falls due; `quiet`: the reason of today's quiet day; `clear`:
    the first moment after that quiet day, and the ones that follow it; `silence_of`: the country whose minute of
    silence is kept.
    """

    now: dt.datetime
    zone: ZoneInfo
    week: WorkingHours
    since: dt.datetime
    reachable: bool = True
    both_wrote: bool = True
    reopened: bool = False
    open_case: bool = False
    discreet: bool = False
    pace: str = "normal"
    every: dt.timedelta | None = None
    last_any: dt.datetime | None = None
    last_same: dt.datetime | None = None
    first_due: dt.datetime | None = None
    quiet: Phrase | None = None
    clear: dt.datetime | None = None
    silence_of: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Why not: `name` for the log, `why` for people.

    `until`: not now, look again then. `last`: if this reason holds beyond this moment, as it does now, it will be too
    late. `free_at`: for a periodic survey, when this refusal will have passed by itself.
    """

    name: str
    why: Phrase
    until: dt.datetime | None = None
    last: dt.datetime | None = None
    free_at: dt.datetime | None = None


def scaled(interval: dt.timedelta, pace: str) -> dt.timedelta:
    """An interval at a contact's pace."""
    return interval * PACE.get(pace, 1.0)


def reachable(facts: Facts) -> Block | None:
    """A blocked bot or an ended chat."""
    return None if facts.reachable else Block("unreachable", phrase("the client cannot be reached"))


def both_sides_wrote(facts: Facts) -> Block | None:
    """There must have been a conversation."""
    return None if facts.both_wrote else Block("one_sided", phrase("only one side has written"))


def not_reopened(facts: Facts) -> Block | None:
    """Nobody is asked how it was while it goes on."""
    return Block("reopened", phrase("the conversation goes on")) if facts.reopened else None


def no_open_case(facts: Facts) -> Block | None:
    """Somebody we have disappointed is talked to, not asked again.

    Where ratings are not for everybody in the desk, the reason is not either.
    """
    if not facts.open_case:
        return None
    why = phrase("not now, the team leads know why") if facts.discreet else phrase("a low rating is being followed up")
    return Block("open_case", why)


def not_too_late(facts: Facts) -> Block | None:
    """A question about a conversation must come while it is remembered."""
    if facts.every is not None or facts.now - facts.since <= TOO_LATE:
        return None
    return Block("too_late", LATE)


def once_in_a_while(facts: Facts) -> Block | None:
    """One survey in 14 days, whatever its kind, at the contact's pace."""
    return _too_soon("asked_lately", facts, facts.last_any, BETWEEN_ANY)


def period_over(facts: Facts) -> Block | None:
    """One periodic survey of a kind in its period, at the contact's pace."""
    return None if facts.every is None else _too_soon("asked_this_period", facts, facts.last_same, facts.every)


def _too_soon(name: str, facts: Facts, last: dt.datetime | None, interval: dt.timedelta) -> Block | None:
    if last is None:
        return None
    free_at = last + scaled(interval, facts.pace)
    if facts.now >= free_at:
        return None
    days = (facts.now.astimezone(facts.zone).date() - last.astimezone(facts.zone).date()).days
    why = plural_phrase("asked {count} day ago", "asked {count} days ago", days) if days else phrase("asked today")
    return Block(name, why, free_at=free_at)


def bigger_one_first(facts: Facts) -> Block | None:
    """Frequent small surveys never crowd out the quarterly one."""
    if facts.first_due is None or facts.first_due > facts.now + GOES_FIRST_WITHIN:
        return None
    return Block("goes_first", phrase("the quarterly survey is due soon and goes first"))


def no_quiet_day(facts: Facts) -> Block | None:
    """Nothing is asked on a solemn day or in a pause; it waits until that is over."""
    if facts.quiet is None:
        return None
    after = facts.clear or facts.now + dt.timedelta(days=1)
    until = _next_moment(facts, after)
    last = facts.since + TOO_LATE
    if facts.every is None and until > last:
        # It may be over sooner than it looks; when it is not, people hear that nothing was asked without a long wait.
        return Block("quiet_day", facts.quiet, until=last + A_MOMENT, last=last)
    return Block("quiet_day", facts.quiet, until=until)


def working_hours(facts: Facts) -> Block | None:
    """It is asked in the contact's local working hours; until then it waits."""
    if facts.week.is_open(facts.now, facts.zone):
        return None
    return Block(
        "closed_hours", phrase("it is outside the client's working hours"), until=_next_moment(facts, facts.now)
    )


def no_silence(facts: Facts) -> Block | None:
    """Nothing is asked around the daily minute of silence of a country that keeps one; it waits for its end."""
    if windows.after_silence(facts.now, facts.silence_of) <= facts.now:
        return None
    return Block("silence", phrase("a minute of silence is kept there"), until=_next_moment(facts, facts.now))


def _next_moment(facts: Facts, after: dt.datetime) -> dt.datetime:
    """The first moment from `after` in the contact's working hours and out of the silence."""
    at = facts.week.next_opening(after, facts.zone)
    for _ in range(_OPENINGS):
        heard = windows.after_silence(at, facts.silence_of)
        if heard <= at:
            break
        # Work may end while the silence lasts.
        at = facts.week.next_opening(heard, facts.zone)
    return at


Gate = Callable[[Facts], Block | None]

GATES: tuple[Gate, ...] = (
    reachable,
    both_sides_wrote,
    not_reopened,
    no_open_case,
    not_too_late,
    once_in_a_while,
    period_over,
    bigger_one_first,
    no_quiet_day,
    working_hours,
    no_silence,
)

ON_THE_WAY: tuple[Gate, ...] = (no_open_case, not_too_late, no_quiet_day, working_hours, no_silence)
"""What may shut while a survey waits in the outbox. The others judge the past, or would count the survey itself."""


def check(facts: Facts, asked: Sequence[Gate] = GATES) -> Block | None:
    """The first of the gates asked that is shut; None when the survey may go out now."""
    return next((block for gate in asked if (block := gate(facts)) is not None), None)
