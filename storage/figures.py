"""What the figures are made of: counts of ratings and surveys, and the rows behind them, for one stretch of time.

Counting is done by the database, where it is exact; rows come in pages, so that memory stays the same however many
there are. Ratings and delivered surveys belong to the moment of delivery, conversations to the moment they were
opened.
"""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select, tuple_

from storage import tables as t
from storage.dialects import microseconds
from storage.unit import UnitOfWork

Grouping = Literal["manager", "client", "tag", "country"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

PAGE = 2000
"""Rows fetched at once."""

_SURVEY, _RATING, _TALK = t.survey.c, t.rating.c, t.conversation.c
_COUNTRY = func.coalesce(t.contact.c.country, t.client.c.country)
_SURVEY_GROUPS: dict[Grouping, ColumnElement[Any]] = {
    "manager": _SURVEY.manager_id,
    "client": _SURVEY.client_id,
    "tag": _SURVEY.tags,
    "country": _SURVEY.country,
}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`; of `owner_id` alone, only the clients that this person owns today.

    Of `sent_for` alone, only the surveys that were sent while this person was the client's manager.
    """

    start: dt.datetime
    end: dt.datetime
    owner_id: int | None = None
    sent_for: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """So many ratings of one value.

    `group` is what was grouped by, as it was frozen on the survey: a staff or client id, a country, or the list of
    tag ids; None without grouping. `bucket` counts the cuts at or before the delivery.
    """

    bucket: int
    kind: str
    spontaneous: bool
    question: str
    value: int
    count: int
    group: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """So many surveys that ended in one state. `in_time`: answered before they expired."""

    kind: str
    state: str
    in_time: bool
    count: int
    group: Any = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The times of one conversation; see the table for what each means. `country` is the client side's today."""

    id: int
    chat_id: int
    client_id: int
    manager_id: int
    country: str | None
    opened_at: dt.datetime
    waiting_since: dt.datetime | None
    first_waited_since: dt.datetime | None
    first_answer_at: dt.datetime | None
    first_closed_at: dt.datetime | None
    closed_at: dt.datetime | None
    reopened_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating with its survey. `value` is None for a skipped question and for one answered in words."""

    survey_id: int
    question: str
    value: int | None
    words: str | None
    rated_at: dt.datetime
    kind: str
    spontaneous: bool
    state: str
    delivered_at: dt.datetime
    conversation_id: int | None
    client_id: int
    contact_id: int | None
    chat_id: int
    manager_id: int
    cover_id: int | None
    country: str | None
    tags: list[int]
    language: str
    comment: str | None


def _column(name: str) -> ColumnElement[Any]:
    return _RATING[name] if name in _RATING else _SURVEY[name]


def _of_owner(column: ColumnElement[Any], span: Span) -> list[ColumnElement[bool]]:
    if span.owner_id is None:
        return []
    return [column.in_(select(t.client.c.id).where(t.client.c.owner_id == span.owner_id))]


def _surveys_of(span: Span) -> list[ColumnElement[bool]]:
    frozen = [] if span.sent_for is None else [_SURVEY.manager_id == span.sent_for]
    return [*_of_owner(_SURVEY.client_id, span), *frozen]


def _delivered(span: Span) -> list[ColumnElement[bool]]:
    return [_SURVEY.delivered_at >= span.start, _SURVEY.delivered_at < span.end, *_surveys_of(span)]


async def ratings(
    uow: UnitOfWork, span: Span, cuts: Sequence[dt.datetime] = (), by: Grouping | None = None
) -> list[Counted]:
    """How often each value was given, by the question, by the bucket between `cuts` (in order), and by `by`."""
    bucket: ColumnElement[int] = literal_column("0")
    if cuts:
        whens: list[tuple[ColumnElement[bool], Any]] = [
            (_SURVEY.delivered_at < cut, literal_column(str(n))) for n, cut in enumerate(cuts)
        ]
        bucket = case(*whens, else_=literal_column(str(len(cuts))))
    keys: list[ColumnElement[Any]] = [bucket.label("bucket")]
    keys += [_SURVEY.kind, _SURVEY.spontaneous, _RATING.question, _RATING.value]
    names = ["bucket", "kind", "spontaneous", "question", "value"]
    group = [] if by is None else [_SURVEY_GROUPS[by].label("of_group")]
    counted = (
        select(*keys, func.count(), *group)
        .select_from(t.survey.join(t.rating, _RATING.survey_id == _SURVEY.id))
        .where(*_delivered(span), _RATING.value.is_not(None))
        .group_by("bucket", *(keys[at] for at in range(1, len(names))), *(["of_group"] if group else []))
    )
    return [Counted(*row) for row in await uow.returning(counted)]


async def outcomes(uow: UnitOfWork, span: Span, by: Grouping | None = None) -> list[Outcome]:
    """What became of the surveys: delivered ones by their delivery, undeliverable ones by when they were posted.

    Those the client began are left out.
    """
    in_time = case((_SURVEY.answered_at < _SURVEY.expires_at, literal_column("1")), else_=literal_column("0"))
    group = [] if by is None else [_SURVEY_GROUPS[by].label("of_group")]
    counted = select(_SURVEY.kind, _SURVEY.state, in_time.label("in_time"), func.count(), *group).group_by(
        _SURVEY.kind, _SURVEY.state, "in_time", *(["of_group"] if group else [])
    )
    never = (
        _SURVEY.delivered_at.is_(None),
        _SURVEY.state == "undeliverable",
        _SURVEY.posted_at >= span.start,
        _SURVEY.posted_at < span.end,
        *_surveys_of(span),
    )
    asked = _SURVEY.spontaneous.is_(False)
    rows = [*await uow.returning(counted.where(*_delivered(span), asked))]
    rows += await uow.returning(counted.where(*never, asked))
    return [Outcome(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]


async def times(uow: UnitOfWork, span: Span) -> AsyncIterator[Sequence[Any]]:
    """The conversations opened in the span as bare rows in pages, oldest first, for counting many of them.

    A row is (id, chat id, manager id or None, opened, first waited since, first answer, first close, close, waiting
    since); moments are microseconds since 1970 (`storage.dialects.microseconds`), None where there is none.
    """
    moments = (
        _TALK.opened_at,
        _TALK.first_waited_since,
        _TALK.first_answer_at,
        _TALK.first_closed_at,
        _TALK.closed_at,
        _TALK.waiting_since,
    )
    bare = select(_TALK.id, _TALK.chat_id, _TALK.owner_id, *(microseconds(uow.dialect, one) for one in moments))
    if span.owner_id is not None:
        chats = select(t.client_chat.c.id).join(t.client, t.client.c.id == t.client_chat.c.client_id)
        bare = bare.where(_TALK.chat_id.in_(chats.where(t.client.c.owner_id == span.owner_id)))
    async for rows in _paged(
        uow,
        span,
        lambda part: bare.where(_TALK.opened_at >= part.start, _TALK.opened_at < part.end),
        (_TALK.opened_at, _TALK.id),
        lambda row: (_EPOCH + dt.timedelta(microseconds=row[3]), row[0]),
    ):
        yield rows


@dataclass(frozen=True, slots=True)
class ChatSide:
    """Whose a client chat is: the client, its owner of today, and the country of the client side."""

    client_id: int
    owner_id: int
    country: str | None


async def chat_sides(uow: UnitOfWork) -> dict[int, ChatSide]:
    """Every client chat, by its id."""
    rows = await uow.returning(
        select(t.client_chat.c.id, t.client.c.id, t.client.c.owner_id, _COUNTRY)
        .join(t.client, t.client.c.id == t.client_chat.c.client_id)
        .outerjoin(t.contact, t.contact.c.id == t.client_chat.c.contact_id)
    )
    return {row[0]: ChatSide(*row[1:]) for row in rows}


async def _paged(
    uow: UnitOfWork,
    span: Span,
    found: Callable[[Span], Select[Any]],
    key: tuple[ColumnElement[Any], ...],
    place: Callable[[Any], tuple[Any, ...]],
) -> AsyncIterator[Sequence[Any]]:
    """The rows of `found` in the order of `key`, whose first part is what the span is about; `place` is a row's key.

    Each page is a query of its own that begins where the last one ended; with the whole span in it, SQLite would pass
    over all earlier pages again.
    """
    page = found(span).order_by(*key).limit(PAGE)
    while True:
        rows = await uow.returning(page)
        if rows:
            yield rows
        if len(rows) < PAGE:
            return
        after = place(rows[-1])
        rest = found(replace(span, start=after[0])).where(tuple_(*key) > tuple_(*after))
        page = rest.order_by(*key).limit(PAGE)


def _talks(span: Span) -> Select[Any]:
    columns = {
        "chat_id": _TALK.chat_id,
        "client_id": t.client_chat.c.client_id,
        "manager_id": func.coalesce(_TALK.owner_id, t.client.c.owner_id),
        "country": _COUNTRY,
    }
    return (
        select(*((columns[f.name] if f.name in columns else _TALK[f.name]).label(f.name) for f in fields(Stretch)))
        .select_from(t.conversation)
        .join(t.client_chat, t.client_chat.c.id == _TALK.chat_id)
        .join(t.client, t.client.c.id == t.client_chat.c.client_id)
        .outerjoin(t.contact, t.contact.c.id == t.client_chat.c.contact_id)
        .where(_TALK.opened_at >= span.start, _TALK.opened_at < span.end, *_of_owner(t.client_chat.c.client_id, span))
    )


async def conversations(uow: UnitOfWork, span: Span) -> AsyncIterator[list[Stretch]]:
    """The conversations opened in the span, oldest first, in pages."""
    key = (_TALK.opened_at, _TALK.id)
    async for rows in _paged(uow, span, _talks, key, lambda row: (row.opened_at, row.id)):
        yield [Stretch(*row) for row in rows]


async def conversation_tags(uow: UnitOfWork, first: dt.datetime, last: dt.datetime) -> dict[int, list[int]]:
    """The tag ids of the conversations opened from `first` to `last` that have any, by conversation.

    For a page at a time: over years this would be too much to hold.
    """
    rows = await uow.returning(
        select(_TALK.id, t.conversation_tag.c.tag_id)
        .join(t.conversation_tag, t.conversation_tag.c.conversation_id == _TALK.id)
        .where(_TALK.opened_at >= first, _TALK.opened_at <= last)
    )
    found: dict[int, list[int]] = {}
    for conversation_id, tag_id in rows:
        found.setdefault(conversation_id, []).append(tag_id)
    return found


async def tags_of_today(uow: UnitOfWork) -> dict[int, tuple[int, str]]:
    """(the tag that it is today, that one's name) for every tag there ever was: itself, or what it was merged into."""
    heir = t.tag.alias("heir")
    rows = await uow.returning(
        select(t.tag.c.id, heir.c.id, heir.c.name).join(
            heir, heir.c.id == func.coalesce(t.tag.c.merged_into, t.tag.c.id)
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def rating_rows(uow: UnitOfWork, span: Span) -> AsyncIterator[list[RatingRow]]:
    """Every rating of the surveys delivered in the span, in the order of delivery, in pages."""
    source = t.survey.join(t.rating, _RATING.survey_id == _SURVEY.id)
    wanted = select(_RATING.id, *(_column(f.name) for f in fields(RatingRow))).select_from(source)
    async for rows in _paged(
        uow,
        span,
        lambda part: wanted.where(*_delivered(part)),
        (_SURVEY.delivered_at, _SURVEY.id, _RATING.id),
        lambda row: (row.delivered_at, row.survey_id, row.id),
    ):
        yield [RatingRow(*row[1:]) for row in rows]


async def row_counts(uow: UnitOfWork, span: Span) -> tuple[int, int]:
    """(ratings, conversations) that the rows of this span have."""
    given = await uow.scalar(
        select(func.count())
        .select_from(t.survey.join(t.rating, _RATING.survey_id == _SURVEY.id))
        .where(*_delivered(span))
    )
    talks = await uow.scalar(select(func.count()).select_from(_talks(span).subquery()))
    return int(given), int(talks)


async def definitions(uow: UnitOfWork, span: Span) -> dict[str, dict[str, Any]]:
    """The definition of each kind of survey delivered in the span, as it was frozen last."""
    latest = select(func.max(_SURVEY.id)).where(*_delivered(span)).group_by(_SURVEY.kind)
    rows = await uow.returning(select(_SURVEY.kind, _SURVEY.definition).where(_SURVEY.id.in_(latest)))
    return {row[0]: row[1] for row in rows}


async def names(uow: UnitOfWork) -> tuple[dict[int, str], dict[int, str]]:
    """(names of all staff, names of all clients) by id, past ones too."""
    people = await uow.returning(select(t.staff.c.id, t.staff.c.name))
    companies = await uow.returning(select(t.client.c.id, t.client.c.name))
    return {row[0]: row[1] for row in people}, {row[0]: row[1] for row in companies}


async def contact_names(uow: UnitOfWork) -> dict[int, str]:
    """The names of all contacts by id."""
    return {row[0]: row[1] for row in await uow.returning(select(t.contact.c.id, t.contact.c.name))}


@dataclass(frozen=True, slots=True)
class Low:
    """A low rating, with what a lead needs to look into it.

    `comment` is what was written about it, or the answer to the survey's open question. `thread_id` is None when the
    chat has no topic now.
    """

    survey_id: int
    question: str
    value: int
    kind: str
    delivered_at: dt.datetime
    comment: str | None
    client: str
    contact: str | None
    manager: str
    group_id: int | None
    thread_id: int | None


async def lows(
    uow: UnitOfWork, span: Span, most: int, most_of_ten: int, *, tens: Sequence[tuple[str, str]], limit: int, skip: int
) -> tuple[int, list[Low]]:
    """(how many low ratings there are, a page of them, the latest first).

    Low is at most `most`; for the (kind, question) pairs in `tens`, which go from 0 to 10, at most `most_of_ten`.
    """
    ten = tuple_(_SURVEY.kind, _RATING.question).in_(list(tens)) if tens else literal_column("1") == literal_column("0")
    low = case((ten, _RATING.value <= most_of_ten), else_=_RATING.value <= most)
    source = t.survey.join(t.rating, _RATING.survey_id == _SURVEY.id)
    where = [*_delivered(span), _RATING.value.is_not(None), low]
    total = await uow.scalar(select(func.count()).select_from(source).where(*where))
    other = t.rating.alias("other")
    words = (
        select(other.c.words).where(other.c.survey_id == _SURVEY.id, other.c.words.is_not(None)).limit(1)
    ).scalar_subquery()
    columns = {
        "comment": func.coalesce(_SURVEY.comment, words),
        "client": t.client.c.name,
        "contact": t.contact.c.name,
        "manager": t.staff.c.name,
        "group_id": t.desk.c.chat_id,
        "thread_id": t.topic.c.thread_id,
    }
    found = (
        select(*(columns[f.name] if f.name in columns else _column(f.name) for f in fields(Low)))
        .select_from(source)
        .join(t.client, t.client.c.id == _SURVEY.client_id)
        .join(t.staff, t.staff.c.id == _SURVEY.manager_id)
        .outerjoin(t.contact, t.contact.c.id == _SURVEY.contact_id)
        .outerjoin(t.topic, (t.topic.c.chat_id == _SURVEY.chat_id) & t.topic.c.retired_at.is_(None))
        .outerjoin(t.desk, t.desk.c.id == t.topic.c.desk_id)
        .where(*where)
        .order_by(_SURVEY.delivered_at.desc(), _RATING.id.desc())
        .limit(limit)
        .offset(skip)
    )
    return int(total), [Low(*row) for row in await uow.returning(found)]
