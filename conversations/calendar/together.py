"""The calendar of many contacts at once: every day's occasions, each once, and whom they concern. Pure rules.

How it works: contacts who are alike in everything that decides about holidays (country, tradition, zone, pace, opt-out,
pauses) share one look at the calendar, so the work grows with the kinds of contacts and not with their number.
Occasions of the same name, day and state in several countries are one line. Personal dates are looked up one by one,
for those who have one in the span.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from conversations.calendar import occasions, personal, plan
from conversations.calendar.choices import STRUCK, Choices
from conversations.calendar.occasions import Occasion, Solemn
from conversations.calendar.plan import Entry, Person
from conversations.calendar.tones import Tone
from locales import Phrase
from storage.ahead import Outcome

EVERYWHERE = "all"
"""What ids of days begin with that are kept everywhere."""

_ARRIVED = frozenset({"posted", "sent", "unclear"})


@dataclass(frozen=True, slots=True)
class Member:
    """A contact of the team's, as the calendar of all sees them. `person` holds what decides about their days."""

    id: int
    name: str
    client_id: int
    client: str
    person: Person


@dataclass(frozen=True, slots=True)
class Coming:
    """An occasion of one day, for everybody whom it concerns.

    `ids` are the occasions that share name, day and state, one for each country; `listed` is the day by which they are
    marked. `day` is when it is greeted or quiet, `kept` the day itself. `countries` and `traditions` say whose it is;
    both are empty for a day of everywhere. `contacts`: whom it concerns, `greeted`: who of them gets a greeting.
    `reasons`: why the others do not, each with how many. `changed`: the team gave it a tone of its own.
    """

    ids: tuple[str, ...]
    title: str
    day: dt.date
    kept: dt.date
    listed: dt.date
    tone: Tone | None
    changed: bool
    approximate: bool
    estimated: bool
    struck: bool
    countries: Set[str]
    traditions: Set[str]
    contacts: Set[int]
    greeted: Set[int]
    reasons: tuple[tuple[Phrase, int], ...] = ()

    @property
    def quiet(self) -> bool:
        """True for a day that holds everything, unless it was struck."""
        return self.tone is Tone.SOLEMN


@dataclass(frozen=True, slots=True)
class PersonalDate:
    """A birthday, an anniversary or an own date. `contact` is None where several contacts of a client share it.

    `sends`: whether anybody gets a wish; `why_not`: the reason when nobody does.
    """

    day: dt.date
    name: Phrase
    client: str
    contact: str | None
    years: int
    sends: bool
    why_not: Phrase | None


@dataclass(slots=True)
class _Tally:
    """What is gathered about one line of the calendar."""

    day: dt.date
    kept: dt.date
    ids: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    traditions: set[str] = field(default_factory=set)
    contacts: set[int] = field(default_factory=set)
    greeted: set[int] = field(default_factory=set)
    why: dict[int, Phrase] = field(default_factory=dict)
    slots: set[tuple[str, int]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Line:
    """What makes two occasions one line. `id` is empty but where each country is looked at by itself."""

    id: str
    title: str
    listed: dt.date
    day: dt.date
    tone: Tone | None
    changed: bool
    approximate: bool
    estimated: bool
    struck: bool


def occasions_ahead(
    members: Sequence[Member],
    choices: Choices,
    now: dt.datetime,
    first: dt.date,
    end: dt.date,
    outcomes: Iterable[Outcome] = (),
    *,
    apart: bool = False,
) -> list[Coming]:
    """The occasions and solemn days from `first` to before `end`, by day and name. `now` is aware.

    `outcomes`: what became of greetings in these days already. `apart`: each id is a line of its own.
    """
    lines: dict[_Line, _Tally] = {}
    for person, ids in _kinds(members):
        for one, entry in _greeted(person, choices, now, first, end):
            tally = _note(lines, _line(one, choices, apart), one.send_on, one.day, one.id, one.traditions, person, ids)
            tally.slots.add((entry.slot, entry.year))
            if entry.sends:
                tally.greeted |= ids
            else:
                tally.why.update(dict.fromkeys(ids, entry.reason))
        for quiet in _solemn(person, choices, first, end):
            _note(lines, _quiet_line(quiet, choices, apart), quiet.day, quiet.day, quiet.id, frozenset(), person, ids)
    _settle(lines.values(), outcomes)
    found = [_coming(line, tally) for line, tally in lines.items()]
    return sorted(found, key=lambda one: (one.day, not one.quiet, not one.greeted, one.title, one.ids))


def _kinds(members: Sequence[Member]) -> Iterator[tuple[Person, frozenset[int]]]:
    """Contacts who have the same holidays: one person that stands for all, and their ids."""
    kinds: dict[tuple[object, ...], tuple[Person, set[int]]] = {}
    for member in members:
        one = member.person
        tradition = None if one.tradition == "none" else one.tradition
        reached = None if one.unreachable is None else one.unreachable.text
        key = (one.zone, one.country, one.client_country, tradition, one.pace, one.no_holiday_greetings, reached)
        found = kinds.setdefault((*key, *one.pauses), (one, set()))
        found[1].add(member.id)
    for person, ids in kinds.values():
        yield replace(person, birthday=None, since=None, own_dates=(), facts=(), done={}), frozenset(ids)


def _greeted(
    person: Person, choices: Choices, now: dt.datetime, first: dt.date, end: dt.date
) -> Iterator[tuple[Occasion, Entry]]:
    """The holidays of the span, each with what the calendar decides for this person."""
    known = {
        (one.id, one.listed): one
        for year in range(first.year, end.year + 1)
        for one in occasions.of_year(person.country, person.tradition, year, choices)
        if first <= one.send_on < end
    }
    today = now.astimezone(person.zone).date()
    for entry in plan.greetings(person, now, (end - today).days):
        one = known.get((entry.occasion, entry.listed)) if entry.listed is not None else None
        if one is not None:
            yield one, entry


def _solemn(person: Person, choices: Choices, first: dt.date, end: dt.date) -> Iterator[Solemn]:
    for year in range(first.year - 1, end.year + 2):
        for one in occasions.solemn_listed(person.country, person.tradition, year, choices):
            if first <= one.day < end:
                yield one


def _line(one: Occasion, choices: Choices, apart: bool) -> _Line:
    mark = choices.mark(one.id, one.listed)
    return _Line(
        id=one.id if apart else "",
        title=one.title,
        listed=one.listed,
        day=one.send_on,
        tone=one.tone,
        changed=one.id in choices.tones,
        approximate=one.approximate,
        estimated=one.estimated,
        struck=mark is not None and mark.state == STRUCK,
    )


def _quiet_line(one: Solemn, choices: Choices, apart: bool) -> _Line:
    changed, key = one.id in choices.tones, one.id if apart else ""
    return _Line(key, one.title, one.listed, one.day, Tone.SOLEMN, changed, one.approximate, False, one.struck)


def _note(
    lines: dict[_Line, _Tally],
    line: _Line,
    day: dt.date,
    kept: dt.date,
    key: str,
    traditions: frozenset[str],
    person: Person,
    ids: frozenset[int],
) -> _Tally:
    """Add a kind of contacts to a line of the calendar."""
    tally = lines.setdefault(line, _Tally(day, kept))
    tally.ids.add(key)
    tally.contacts |= ids
    prefix = key.partition(".")[0]
    if person.country is not None and prefix == person.country.lower():
        tally.countries.add(person.country)
        tally.traditions |= traditions
    elif prefix != EVERYWHERE:
        tally.traditions |= traditions or ({person.tradition} if person.tradition else set())
    return tally


def _settle(tallies: Iterable[_Tally], outcomes: Iterable[Outcome]) -> None:
    """Count what went out as greeted, and what was skipped or dropped as not."""
    by_slot: dict[tuple[str, int], list[_Tally]] = defaultdict(list)
    for tally in tallies:
        for slot in tally.slots:
            by_slot[slot].append(tally)
    for outcome in outcomes:
        for tally in by_slot.get((outcome.slot, outcome.year), ()):
            if outcome.contact_id not in tally.contacts or outcome.on_day != tally.day:
                continue
            if outcome.state in _ARRIVED:
                tally.greeted.add(outcome.contact_id)
            elif outcome.contact_id in tally.greeted:
                tally.greeted.discard(outcome.contact_id)
                tally.why[outcome.contact_id] = plan.dealt_with(outcome.state)


def _coming(line: _Line, tally: _Tally) -> Coming:
    why = {contact: reason for contact, reason in tally.why.items() if contact not in tally.greeted}
    counts = Counter((reason.text, str(reason.values)) for reason in why.values())
    words: Mapping[tuple[str, str], Phrase] = {(one.text, str(one.values)): one for one in why.values()}
    return Coming(
        ids=tuple(sorted(tally.ids)),
        title=line.title,
        day=line.day,
        kept=tally.kept,
        listed=line.listed,
        tone=line.tone,
        changed=line.changed,
        approximate=line.approximate,
        estimated=line.estimated,
        struck=line.struck,
        countries=frozenset(tally.countries),
        traditions=frozenset(tally.traditions),
        contacts=frozenset(tally.contacts),
        greeted=frozenset(tally.greeted),
        reasons=tuple((words[key], count) for key, count in counts.most_common()),
    )


def personal_ahead(members: Sequence[Member], now: dt.datetime, first: dt.date, end: dt.date) -> list[PersonalDate]:
    """Birthdays, anniversaries and own dates from `first` to before `end`, by day; a client's date once."""
    found: dict[tuple[dt.date, int, str, int | None], list[tuple[Member, Entry]]] = defaultdict(list)
    for member in members:
        if not _has_date(member.person, first, end):
            continue
        today = now.astimezone(member.person.zone).date()
        for entry in plan.greetings(replace(member.person, facts=()), now, (end - today).days):
            if entry.listed is None and first <= entry.day < end:
                whose = member.id if entry.occasion == personal.BIRTHDAY else None
                found[entry.day, member.client_id, entry.slot, whose].append((member, entry))
    dates = [_date(entries) for entries in found.values()]
    return sorted(dates, key=lambda one: (one.day, one.client, one.contact or ""))


def _has_date(person: Person, first: dt.date, end: dt.date) -> bool:
    return any(
        first <= one.day < end
        for year in range(first.year, end.year + 1)
        for one in personal.of_year(person.birthday, person.since, person.own_dates, year)
    )


def _date(entries: Sequence[tuple[Member, Entry]]) -> PersonalDate:
    member, entry = next(((one, wish) for one, wish in entries if wish.sends), entries[0])
    return PersonalDate(
        day=entry.day,
        name=entry.name,
        client=member.client,
        contact=member.name if len(entries) == 1 else None,
        years=entry.years,
        sends=entry.sends,
        why_not=None if entry.sends else entry.reason,
    )
