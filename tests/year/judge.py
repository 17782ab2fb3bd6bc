"""Who says what should have happened: worked out from the world's facts, day by day, before it is known what did.

Greetings are expected at ten o'clock of each contact's day, from the calendar under the facts of that very moment.
Check-ins are reckoned by a rhythm of its own. Nothing here reads what the program wrote down about its messages.
"""

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from itertools import count
from zoneinfo import ZoneInfo

import holidays

from conversations.calendar import cadence, plan
from conversations.calendar.personal import BIRTHDAY, FACT
from conversations.calendar.plan import CHECK_IN, Cause, Entry
from conversations.calendar.religious import DAYS
from conversations.calendar.tones import Tone
from locales import wording
from tests.calendar.test_properties import solemn
from tests.year.souls import Days, Soul
from tests.year.wire import Arrival

TEN, FIVE, EIGHT = dt.time(10), dt.time(17), dt.time(20)
MORNING = dt.time(8)

KYIV = ZoneInfo("Europe/Kyiv")

AHEAD = 30
"""Days of the calendar that are worked out at once."""

IN_TIME = dt.timedelta(minutes=30)
"""So long may failing transactions keep a greeting back, and the look at it that managers are given."""


A_MOMENT = dt.timedelta(minutes=10)

A_MINUTE = dt.timedelta(minutes=1)
"""What falls due within one comes together."""

SHOWN_FIRST = dt.timedelta(minutes=15)
"""What falls due in the middle of a day goes out so much later."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a contact should get at a moment, or should not. `why_not`: the calendar's own word, if any.

    `sure`: nothing but a person or Telegram can keep it back. `told`: if it does not arrive, the topic must say so.
    """

    soul: Soul
    slot: str
    year: int
    title: str
    at: dt.datetime
    sends: bool
    sure: bool
    told: bool

    def __str__(self) -> str:
        return f"{self.title} of {self.soul.title} on {self.at.astimezone(self.soul.zone):%d.%m. %H:%M %Z}"


@dataclass(frozen=True, slots=True)
class Received:
    """An arrival with the facts of its moment: what was due around that day, and all that should have kept it back."""

    arrival: Arrival
    soul: Soul
    local: dt.datetime
    allowed: Mapping[tuple[str, int], Entry]
    wrong: tuple[str, ...]
    works: bool
    in_touch: bool
    silent: bool
    every: dt.timedelta


@dataclass
class Judge:
    """Watches the year go by. `running`: whether anything of the bot runs at this moment.

    `doing`: what somebody does just now. `diary`: what moved the rhythm of each contact's check-ins, line by line.
    `leaps`: when time went on a good while although nobody waited for anything.
    """

    souls: list[Soul]
    days: Days
    running: bool = True
    doing: str = ""
    diary: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    leaps: list[str] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    _tens: list[tuple[dt.datetime, int, Soul, str]] = field(default_factory=list)
    _count: count = field(default_factory=count)
    _known: dict[int, tuple[object, dt.date, dict[dt.date, list[Entry]]]] = field(default_factory=dict)
    _turns: dict[int, list[dt.datetime]] = field(default_factory=lambda: defaultdict(list))
    _unsure: set[int] = field(default_factory=set)

    def begin(self, now: dt.datetime) -> None:
        for soul in self.souls:
            self._next_ten(soul, now)

    def stop(self, now: dt.datetime) -> None:
        """Nothing of the bot runs from now on; what falls due at this very moment may have been missed already."""
        self.running = False
        for soul in self.souls:
            self._note(soul, now, "off")
            if any(turn >= now - A_MOMENT for turn in self._turns[soul.number]):
                # It may have its turn later, also one that was left out without a word.
                self._unsure.add(soul.number)
        for at, due in enumerate(self.due):
            if due.at >= now - A_MOMENT:
                self.due[at] = replace(due, sure=False)
                self._unsure.add(due.soul.number)

    def start(self, now: dt.datetime) -> None:
        """It runs again."""
        self.running = True
        for soul in self.souls:
            self._note(soul, now, "on again")
            self.beat(soul, now)

    def blocked(self, soul: Soul, now: dt.datetime) -> None:
        """The bot has learned that this contact blocked it: what is due at this moment cannot arrive.

        That they did stands in the topic.
        """
        for at, due in enumerate(self.due):
            if due.soul is soul and due.at >= now - A_MOMENT:
                self.due[at] = replace(due, sure=False, told=False)

    def changed(self, soul: Soul, now: dt.datetime) -> None:
        """Facts of this contact changed: what fell due in this very moment is seen as they are now, or as they were."""
        last = len(self.due)
        while last and self.due[last - 1].at > now - A_MINUTE:
            last -= 1
        self.due[last:] = [due for due in self.due[last:] if due.soul is not soul]
        self._note(soul, now, f"changed, {soul.firm.mode}, every {soul.firm.check_in_days} days, {soul.pace}")
        last, turns = len(self.due), self._turns[soul.number]
        just_now = bool(turns) and turns[-1] > now - A_MINUTE
        if just_now:
            turns.pop()
        self.beat(soul, now)
        if just_now:
            self.due[last:] = [replace(due, sure=False, told=False) for due in self.due[last:]]
            if not turns or turns[-1] != now:
                self._unsure.add(soul.number)

    def written_to(self, soul: Soul) -> None:
        """Somebody writes words for a day of theirs: a check-in gives way, and the next ones move with it."""
        self._unsure.add(soul.number)

    def _note(self, soul: Soul, now: dt.datetime, what: str) -> None:
        self.diary[soul.number].append(f"{now.astimezone(soul.zone):%d.%m. %H:%M:%S %Z} {self.doing}: {what}")

    def moved(self, soul: Soul, now: dt.datetime) -> None:
        """This contact's clock is another one from now on."""
        self._next_ten(soul, now)

    def _next_ten(self, soul: Soul, now: dt.datetime) -> None:
        zone = soul.zone
        day = now.astimezone(zone).date()
        at = dt.datetime.combine(day, TEN, zone).astimezone(dt.UTC)
        if at <= now:
            at = dt.datetime.combine(day + dt.timedelta(days=1), TEN, zone).astimezone(dt.UTC)
        heapq.heappush(self._tens, (at, next(self._count), soul, zone.key))

    def pass_until(self, until: dt.datetime) -> None:
        """Time goes by up to `until`, and no fact changes meanwhile."""
        while self._tens and self._tens[0][0] <= until:
            at, _, soul, zone = heapq.heappop(self._tens)
            if zone == soul.zone.key:
                self._ten_o_clock(soul, at)
                self._next_ten(soul, at)

    def _ten_o_clock(self, soul: Soul, at: dt.datetime) -> None:
        if not soul.here or soul.joined_at is None or soul.joined_at > at:
            return
        for entry in self._entries(soul, at.astimezone(soul.zone).date()):
            if entry.sends:
                sure = self.running and not entry.estimated and soul.firm.case is None and soul.firm.mode == "auto"
                self._expect(soul, entry, at, sends=True, sure=sure, told=True)
            elif entry.cause is Cause.QUIET and entry.slot.split(":")[0] in (BIRTHDAY, "anniversary", "own_date"):
                self._expect(soul, entry, at, sends=False, sure=False, told=self.running)
        self.beat(soul, at)

    def _expect(self, soul: Soul, entry: Entry, at: dt.datetime, *, sends: bool, sure: bool, told: bool) -> None:
        title = wording("en").plain(entry.name)
        self.due.append(Due(soul, entry.slot, entry.year, title, at, sends, sure, told))

    def _entries(self, soul: Soul, day: dt.date) -> list[Entry]:
        """The calendar's greetings of a day under today's facts, with those that are not sent."""
        version = (soul.version, self.days.version, soul.zone.key, soul.blocked)
        known = self._known.get(soul.number)
        if known is None or known[0] != version or not known[1] <= day < known[1] + dt.timedelta(days=AHEAD - 15):
            first = dt.datetime.combine(day, dt.time(), soul.zone)
            by_day: dict[dt.date, list[Entry]] = defaultdict(list)
            for entry in plan.greetings(soul.person(self.days), first, AHEAD):
                by_day[entry.day].append(entry)
            known = self._known[soul.number] = (version, day, by_day)
        return known[2].get(day, [])

    # ---- check-ins ----

    def beat(self, soul: Soul, now: dt.datetime) -> None:
        """See whether a check-in of this contact is due at this moment, and let it have its turn."""
        if not soul.here or soul.blocked or soul.joined_at is None:
            return
        every = cadence.interval(soul.firm.check_in_days, soul.pace)
        local = now.astimezone(soul.zone)
        turns = self._turns[soul.number]
        due = ((turns[-1] if turns else soul.joined_at) + every).astimezone(soul.zone).date()
        if local.date() < due or not TEN <= local.time() < FIVE:
            return
        greeted = any(entry.sends for entry in self._entries(soul, local.date()))
        if greeted or not _works(soul.lives_in, local.date()) or self.quiet(soul, local.date()):
            return
        if not self.running:
            # Later it may keep the old day or the new: from here on the rhythm is no longer known exactly.
            self._unsure.add(soul.number)
            self._note(soul, now, "a check-in falls due, and nothing runs")
            return
        if local.time() > TEN and (soul.firm.mode == "review" or (local + SHOWN_FIRST).time() >= FIVE):
            # It is shown now, and waits for somebody to approve it, or for the next working day.
            self._unsure.add(soul.number)
        turns.append(now)
        self._note(soul, now, f"the check-in of {due:%d.%m.} has its turn")
        silent = self._silent(soul, now, every)
        if self._in_touch(soul, now) and not silent:
            return
        clear = not silent and soul.firm.case is None
        slot = f"{CHECK_IN}:{due.isoformat()}"
        known = soul.hands_off and soul.number not in self._unsure
        sure = clear and known and soul.firm.mode == "auto"
        self.due.append(Due(soul, slot, due.year, "Check-in", now, clear, sure, told=known))

    @staticmethod
    def _in_touch(soul: Soul, now: dt.datetime) -> bool:
        return soul.last_word is not None and now - soul.last_word < dt.timedelta(days=10)

    def _silent(self, soul: Soul, now: dt.datetime, every: dt.timedelta) -> bool:
        ends = []
        for pause in soul.holding(self.days):
            over = [now] + ([pause.ended] if pause.ended else [])
            if pause.until is not None:
                after = dt.datetime.combine(pause.until + dt.timedelta(days=1), dt.time(), soul.zone)
                over.append(after.astimezone(dt.UTC))
            ends.append(min(over))
        words = [one for one in (soul.last_client_word, soul.joined_at) if one is not None]
        return now - max([*words, *ends]) >= 2 * every

    # ---- what arrives ----

    def arrived(self, arrival: Arrival, soul: Soul) -> None:
        """Something is on a contact's phone: hold it against the facts of this moment."""
        local = arrival.at.astimezone(soul.zone)
        today = local.date()
        allowed = {
            (entry.slot, entry.year): entry
            for ahead in range(14)
            for entry in self._entries(soul, today + dt.timedelta(days=ahead))
            if entry.sends or entry.slot.startswith(FACT) or _after_one_that_never_came(soul, entry)
        }
        every = cadence.interval(soul.firm.check_in_days, soul.pace)
        self.received.append(
            Received(
                arrival,
                soul,
                local,
                allowed,
                tuple(self._wrong(soul, local)),
                _works(soul.lives_in, today),
                self._in_touch(soul, arrival.at),
                self._silent(soul, arrival.at, every),
                every,
            )
        )

    def _wrong(self, soul: Soul, local: dt.datetime) -> Iterable[str]:
        if not soul.here:
            yield "the contact has left"
        if soul.firm.case is not None:
            yield "a recovery case is open"
        if not MORNING <= local.time() < EIGHT:
            yield f"it is {local:%H:%M} there"
        if self.quiet(soul, local.date()):
            yield "it is a quiet day"
        if soul.in_ukraine and dt.time(8, 55) <= local.astimezone(KYIV).time() < dt.time(9, 5):
            yield "Ukraine keeps silent"

    def quiet(self, soul: Soul, day: dt.date) -> bool:
        """A solemn day or a pause, worked out a second time from the tables and the library alone."""
        for pause in soul.holding(self.days):
            begins = pause.since.astimezone(soul.zone).date()
            over = pause.ended is not None and pause.ended.astimezone(soul.zone).date() <= day
            if begins <= day and not over and (pause.until is None or day <= pause.until):
                return True
        if any(tone is Tone.SOLEMN for tone in self.days.tones.values()):
            raise AssertionError("this judge knows no tones of the team's own that make a day solemn")
        ours = f"{soul.lives_in.lower()}."
        struck = {listed for (key, listed), mark in self.days.marks.items() if mark.state == "struck" and ours in key}
        if day in solemn(soul.lives_in, day.year) and day not in struck:
            return True
        return day in _solemn_by_faith(soul.tradition, day.year)


def _after_one_that_never_came(soul: Soul, entry: Entry) -> bool:
    """True for what somebody who wants less contact may get after all: only the program knows what was skipped."""
    return soul.pace == "less" and not soul.no_holiday_greetings and entry.cause is Cause.UNWANTED


def _works(country: str, day: dt.date) -> bool:
    return bool(getattr(holidays, country)(years=day.year).is_working_day(day))


def _solemn_by_faith(tradition: str | None, year: int) -> set[dt.date]:
    found = (one for one in DAYS.get(tradition or "", ()) if one.tone is Tone.SOLEMN)
    return {kept.day for one in found for kept in one.kept(year)}


def mentions(text: str, title: str) -> bool:
    """True when a text of the topic says that something of this title was not sent."""
    return ("🔕" in text or "⏭" in text) and escape(title, quote=False) in text
