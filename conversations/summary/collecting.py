"""Reads the figures of a period: one pass over the counts and one over the conversations, whole and by group."""

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from conversations import schedule
from conversations.figures import periods, times
from conversations.figures.answering import Answering
from conversations.figures.periods import Bucket, Period
from conversations.figures.satisfaction import FEWEST, Scale, Tally
from conversations.figures.times import Times, WorkCalendar
from conversations.summary.access import Access
from storage import figures, staff
from storage.figures import Counted, Grouping, Outcome, Span
from storage.unit import UnitOfWork

WAITING_LISTED = 3
"""Conversations without any answer that are named, those who wait longest first; the others are counted."""

Key = Hashable
"""What a group is known by: a staff, client or tag id, a country code; None for "without one"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the latest survey of its kind asked it, the `place`th from 0."""

    kind: str
    key: str
    place: int
    title: Any
    text: Any
    scale: Scale
    after_conversation: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation without any answer yet, and since when somebody waits for one."""

    chat_id: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period, of everybody or of one group.

    `asked` holds the ratings that surveys brought, `told` those that clients gave by themselves (/rate): those stand
    apart and are in nothing else. `headline` is the question asked after conversations. Of the conversations opened
    in the period: `calendar` and `working` are the times to the first human answer, `unanswered` still wait for one,
    `dropped` were closed without one; `to_first_close` and `to_last_close` are the times from opening, `still_open`
    have no last close yet.
    """

    headline: Question | None
    asked: Mapping[Question, Tally]
    told: Mapping[Question, Tally]
    answering: Answering
    conversations: int
    calendar: Times
    working: Times
    unanswered: int
    dropped: int
    to_first_close: Times
    to_last_close: Times
    still_open: int

    @property
    def satisfaction(self) -> Tally:
        """The ratings of the headline."""
        return self.asked.get(self.headline, Tally({})) if self.headline else Tally({})


@dataclass(frozen=True, slots=True)
class Summary:
    """What `collect` found. `groups` are in no order; `trend` is that of the headline; `waiting` wait longest.

    For whoever sees averages only, groups and trend are empty when a part of them has too few ratings.
    """

    period: Period
    zone: ZoneInfo
    by: Grouping | None
    access: Access
    whole: Figures
    groups: Mapping[Key, Figures]
    trend: list[tuple[Bucket, Tally]]
    waiting: list[Waiting]
    staff: Mapping[int, str]
    clients: Mapping[int, str]
    tags: Mapping[int, str]


def _seconds() -> "array[float]":
    """A list of durations that takes eight bytes each: five years hold a million of them, several times over."""
    return array("d")


@dataclass(slots=True)
class _Gathered:
    """The makings of `Figures`, while rows come in."""

    ratings: dict[tuple[Question, bool], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    surveys: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    calendar: "array[float]" = field(default_factory=_seconds)
    working: "array[float]" = field(default_factory=_seconds)
    first_close: "array[float]" = field(default_factory=_seconds)
    last_close: "array[float]" = field(default_factory=_seconds)
    conversations: int = 0
    unanswered: int = 0
    dropped: int = 0
    still_open: int = 0

    def rated(self, question: Question, row: Counted) -> None:
        counts = self.ratings[question, row.spontaneous]
        counts[row.value] = counts.get(row.value, 0) + row.count

    def outcome(self, row: Outcome) -> None:
        state = row.state
        if state == "answered" and not row.in_time:
            state = "expired"
        self.surveys["open" if state == "posted" else state] += row.count

    def talk(self, row: Any, answer: tuple[float, float] | None) -> None:
        """One conversation, as `storage.figures.times` gives it."""
        _, _, _, opened, _, answered, first_closed, closed, waiting = row
        self.conversations += 1
        if answer is not None:
            self.calendar.append(answer[0])
            self.working.append(answer[1])
        elif answered is None and closed is not None:
            self.dropped += 1
        elif answered is None and waiting is not None:
            self.unanswered += 1
        if first_closed is not None:
            self.first_close.append((first_closed - opened) / 1_000_000)
        if closed is None:
            self.still_open += 1
        else:
            self.last_close.append((closed - opened) / 1_000_000)

    def done(self, headline: Question | None) -> Figures:
        tallies = {key: Tally(counts, key[0].scale) for key, counts in self.ratings.items()}
        return Figures(
            headline=headline,
            asked={question: tally for (question, told), tally in tallies.items() if not told},
            told={question: tally for (question, told), tally in tallies.items() if told},
            answering=Answering(**self.surveys),
            conversations=self.conversations,
            calendar=times.of(self.calendar),
            working=times.of(self.working),
            unanswered=self.unanswered,
            dropped=self.dropped,
            to_first_close=times.of(self.first_close),
            to_last_close=times.of(self.last_close),
            still_open=self.still_open,
        )


async def collect(uow: UnitOfWork, period: Period, zone: ZoneInfo, by: Grouping | None, access: Access) -> Summary:
    """The figures of a period, cut in `zone`, of what `access` allows to see."""
    start, end = period.moments(zone)
    buckets = _begun(periods.trend(period, zone), uow.now)
    span = reach = Span(start, end, access.owner_id)
    whole, groups = _Gathered(), defaultdict[Key, _Gathered](_Gathered)
    tags = await figures.tags_of_today(uow)
    headline, trend = None, [dict[int, int]() for _ in buckets]
    if access.ratings != "hidden":
        told = _of_ratings(span, access)
        reach = replace(told, start=min(start, buckets[0].start))
        asked = _Questions(await figures.definitions(uow, reach))
        counted = await figures.ratings(uow, reach, [one.end for one in buckets[:-1]], by)
        headline = asked.headline(counted)
        first = next(at for at, one in enumerate(buckets) if one.end > start)
        for row in counted:
            question = asked.find(row.kind, row.question)
            if question == headline and not row.spontaneous:
                trend[row.bucket][row.value] = trend[row.bucket].get(row.value, 0) + row.count
            if row.bucket < first:
                continue
            whole.rated(question, row)
            for key in _keys(row.group, by, tags):
                groups[key].rated(question, row)
        for outcome in await figures.outcomes(uow, told, by):
            whole.outcome(outcome)
            for key in _keys(outcome.group, by, tags):
                groups[key].outcome(outcome)
    waiting = await _talks(uow, span, by, whole, groups)
    people, companies = await figures.names(uow)
    shown = [(bucket, Tally(counts)) for bucket, counts in zip(buckets, trend, strict=True)]
    if headline and not any(tally.enough for _, tally in shown):
        shown = await _coarser(uow, period, zone, reach, buckets, headline) or shown
    if access.ratings == "average":
        if _tells_single_ratings(gathered.done(headline).satisfaction for gathered in groups.values()):
            groups.clear()
        if _tells_single_ratings(tally for _, tally in shown):
            shown = []
    return Summary(
        period=period,
        zone=zone,
        by=by,
        access=access,
        whole=whole.done(headline),
        groups={key: gathered.done(headline) for key, gathered in groups.items()},
        trend=shown,
        waiting=waiting,
        staff=people,
        clients=companies,
        tags=dict(tags.values()),
    )


def _begun(buckets: list[Bucket], now: dt.datetime) -> list[Bucket]:
    return [one for one in buckets if one.start <= now] or buckets[:1]


async def _coarser(
    uow: UnitOfWork, period: Period, zone: ZoneInfo, reach: Span, before: list[Bucket], headline: Question
) -> list[tuple[Bucket, Tally]]:
    """The trend in larger steps, for a small team that has too few ratings in each; empty when that is no help."""
    buckets = periods.coarser(period, before, zone)
    if not buckets:
        return []
    buckets = _begun(buckets, uow.now)
    trend = [dict[int, int]() for _ in buckets]
    for row in await figures.ratings(uow, reach, [one.end for one in buckets[:-1]]):
        if (row.kind, row.question) == (headline.kind, headline.key) and not row.spontaneous:
            trend[row.bucket][row.value] = row.count
    return [(bucket, Tally(counts)) for bucket, counts in zip(buckets, trend, strict=True)]


def _of_ratings(span: Span, access: Access) -> Span:
    """The surveys of a span that somebody may see: for averages those of their own time with a client.

    Else a client who is handed over would carry ratings from one average into another.
    """
    return replace(span, owner_id=None, sent_for=access.owner_id) if access.averages else span


def _tells_single_ratings(parts: Iterable[Tally]) -> bool:
    """True when a part is too small to be shown: the whole minus the other parts would give it away."""
    return any(0 < tally.n < FEWEST for tally in parts)


async def _talks(
    uow: UnitOfWork, span: Span, by: Grouping | None, whole: _Gathered, groups: Mapping[Key, _Gathered]
) -> list[Waiting]:
    tags: dict[int, list[int]] = {}
    sides = await figures.chat_sides(uow)
    calendars = Calendars(uow, span.start)
    waiting: list[Waiting] = []
    async for page in figures.times(uow, span):
        await calendars.learn({row[2] or sides[row[1]].owner_id for row in page})
        if by == "tag":
            tags = await figures.conversation_tags(uow, times.moment(page[0][3]), times.moment(page[-1][3]))
        for row in page:
            side = sides[row[1]]
            manager_id = row[2] or side.owner_id
            answer = calendars.first_answer(manager_id, row[4], row[5])
            whole.talk(row, answer)
            if by == "manager":
                groups[manager_id].talk(row, answer)
            elif by == "client":
                groups[side.client_id].talk(row, answer)
            elif by == "country":
                groups[side.country].talk(row, answer)
            elif by == "tag":
                for key in tags.get(row[0], _UNTAGGED):
                    groups[key].talk(row, answer)
            if row[5] is None and row[7] is None and row[8] is not None:
                waiting.append(Waiting(row[1], times.moment(row[8])))
        waiting = sorted(waiting, key=lambda one: one.since)[:WAITING_LISTED]
    return waiting


_UNTAGGED = (None,)


def _keys(group: Any, by: Grouping | None, tags: Mapping[int, tuple[int, str]]) -> Iterable[Key]:
    """The groups that something belongs to: none without grouping, several for several tags."""
    if by is None:
        return ()
    if by == "tag":
        # Two tags that were merged since are one.
        return {tags[one][0] for one in group} or (None,)
    return (group,)


class Calendars:
    """Working time to the first answer, on the hours of the person the conversation belonged to when it was opened."""

    def __init__(self, uow: UnitOfWork, start: dt.datetime) -> None:
        self._uow = uow
        self._first = start.date()
        self._by_person: dict[int, WorkCalendar] = {}

    async def learn(self, people: Iterable[int]) -> None:
        """Read the hours of these people, past ones too."""
        for person_id in set(people) - self._by_person.keys():
            person = await staff.by_id(self._uow, person_id)
            assert person is not None
            zone = schedule.staff_zone(self._uow, person)
            self._by_person[person_id] = WorkCalendar(schedule.working_hours(self._uow, person), zone, self._first)

    def first_answer(self, person_id: int, waited: int | None, answered: int | None) -> tuple[float, float] | None:
        """(calendar seconds, working seconds) from the oldest unanswered message to the first human answer.

        Both moments in microseconds. None without an answer, or when nobody waited for one.
        """
        if waited is None or answered is None:
            return None
        worked = self._by_person[person_id].between(waited, answered)
        return max(0, answered - waited) / 1_000_000, worked / 1_000_000


class _Questions:
    """The questions behind (kind, question) pairs, from the definitions that surveys froze."""

    def __init__(self, definitions: Mapping[str, Mapping[str, Any]]) -> None:
        self._known = {
            (kind, one["key"]): Question(
                kind=kind,
                key=one["key"],
                place=place,
                title=_hashable(definition["title"]),
                text=_hashable(one["text"]),
                scale=Scale(one["lowest"], one["highest"]),
                after_conversation=definition["occasion"] == "conversation",
            )
            for kind, definition in definitions.items()
            for place, one in enumerate(definition["questions"])
        }

    def find(self, kind: str, key: str) -> Question:
        """A question; one that the latest definition no longer asks keeps its key for a name."""
        found = self._known.get((kind, key))
        if found is None:
            found = self._known[kind, key] = Question(kind, key, 99, kind, key, Scale(), after_conversation=False)
        return found

    def headline(self, counted: Iterable[Counted]) -> Question | None:
        """The first question of what is asked after conversations; of several such kinds, the one answered most."""
        firsts: dict[str, Question] = {}
        for (kind, _), question in self._known.items():
            if question.after_conversation and not question.scale.promoting:
                firsts.setdefault(kind, question)
        answers: dict[str, int] = defaultdict(int)
        for row in counted:
            answers[row.kind] += row.count
        return max(firsts.values(), key=lambda question: answers[question.kind], default=None)


def _hashable(text: Any) -> Any:
    """A text, or a table of texts by language as pairs."""
    return tuple(sorted(text.items())) if isinstance(text, dict) else text
