"""The two tables of an export, one row a rating and one row a conversation: columns, and rows in pages."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from conversations.figures import times
from conversations.summary import labels
from conversations.summary.collecting import Calendars
from conversations.surveys import comments
from locales import Phrase, Wording
from locales.ordering import order_key
from storage import figures
from storage.figures import RatingRow, Span, Stretch
from storage.unit import UnitOfWork

Kind = Literal["text", "whole", "moment", "minutes", "hours"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in the reader's language, what stands in it, and how wide that is in characters."""

    heading: str
    kind: Kind
    width: int = 12


@dataclass(frozen=True, slots=True)
class Book:
    """What ids mean, and the reader's language and zone. Moments become wall-clock times of that zone."""

    say: Wording
    zone: ZoneInfo
    staff: Mapping[int, str]
    clients: Mapping[int, str]
    contacts: Mapping[int, str]
    titles: Mapping[str, str]
    questions: Mapping[tuple[str, str], str]
    tags: Mapping[int, str]
    joined: dict[tuple[int, ...], str] = field(default_factory=dict)
    """What `tagged` has made: few combinations of tags stand in many rows."""

    def local(self, moment: dt.datetime | None) -> dt.datetime | None:
        return None if moment is None else moment.astimezone(self.zone)

    def comment(self, kept: str | None) -> str | None:
        """A comment as the reader reads it."""
        told = None if kept is None else comments.said(kept)
        return self.say.plain(told) if isinstance(told, Phrase) else told

    def tagged(self, tags: Sequence[int]) -> str:
        """The tags of a row as they are called today, each once."""
        key = tuple(tags)
        if key not in self.joined:
            self.joined[key] = ", ".join(sorted({self.tags[one] for one in tags}, key=order_key))
        return self.joined[key]


async def book(uow: UnitOfWork, span: Span, say: Wording, zone: ZoneInfo) -> Book:
    """Read the names once; there are few of them beside the rows."""
    people, companies = await figures.names(uow)
    definitions = await figures.definitions(uow, span)
    titles = {kind: labels.said_text(one["title"], say) for kind, one in definitions.items()}
    questions = {
        (kind, asked["key"]): labels.said_text(asked["text"], say)
        for kind, one in definitions.items()
        for asked in (*one["questions"], *([one["open"]] if one["open"] else []))
    }
    tags = {key: name for key, (_, name) in (await figures.tags_of_today(uow)).items()}
    return Book(say, zone, people, companies, await figures.contact_names(uow), titles, questions, tags)


def rating_columns(say: Wording) -> list[Column]:
    """What stands in a row of `ratings`."""
    return [
        Column(say.text("Delivered"), "moment", 17),
        Column(say.text("Rated"), "moment", 17),
        Column(say.text("Client"), "text", 30),
        Column(say.text("Contact"), "text", 20),
        Column(say.text("Manager"), "text", 26),
        Column(say.text("Cover"), "text", 16),
        Column(say.text("Country"), "text", 9),
        Column(say.text("Tags"), "text", 22),
        Column(say.text("Survey"), "text", 22),
        Column(say.text("Question"), "text", 40),
        Column(say.text("Rating"), "whole", 9),
        Column(say.text("By the client (/rate)"), "text", 12),
        Column(say.text("Answer in words"), "text", 40),
        Column(say.text("Comment"), "text", 60),
        Column(say.text("Language"), "text", 10),
        Column(say.text("Survey number"), "whole", 13),
        Column(say.text("Conversation number"), "whole", 13),
    ]


async def ratings(uow: UnitOfWork, span: Span, names: Book) -> AsyncIterator[list[Sequence[Any]]]:
    """Every rating of the surveys delivered in the span; a skipped question has an empty rating."""
    async for page in figures.rating_rows(uow, span):
        yield [_rating(row, names) for row in page]


def _rating(row: RatingRow, names: Book) -> Sequence[Any]:
    say = names.say
    return (
        names.local(row.delivered_at),
        names.local(row.rated_at),
        names.clients[row.client_id],
        names.contacts.get(row.contact_id or 0),
        names.staff[row.manager_id],
        names.staff.get(row.cover_id or 0),
        row.country,
        names.tagged(row.tags),
        names.titles.get(row.kind, row.kind),
        names.questions.get((row.kind, row.question), row.question),
        row.value,
        say.text("yes") if row.spontaneous else say.text("no"),
        names.comment(row.words),
        names.comment(row.comment),
        row.language,
        row.survey_id,
        row.conversation_id,
    )


def conversation_columns(say: Wording) -> list[Column]:
    """What stands in a row of `conversations`."""
    return [
        Column(say.text("Opened"), "moment", 17),
        Column(say.text("Client"), "text", 30),
        Column(say.text("Manager"), "text", 26),
        Column(say.text("Country"), "text", 9),
        Column(say.text("Tags"), "text", 22),
        Column(say.text("First answer"), "moment", 17),
        Column(say.text("Minutes to the first answer"), "minutes", 16),
        Column(say.text("Working minutes to the first answer"), "minutes", 16),
        Column(say.text("Waiting since"), "moment", 17),
        Column(say.text("First close"), "moment", 17),
        Column(say.text("Hours to the first close"), "hours", 16),
        Column(say.text("Last close"), "moment", 17),
        Column(say.text("Hours to the last close"), "hours", 16),
        Column(say.text("Reopened"), "moment", 17),
        Column(say.text("Conversation number"), "whole", 13),
    ]


async def conversations(uow: UnitOfWork, span: Span, names: Book) -> AsyncIterator[list[Sequence[Any]]]:
    """Every conversation opened in the span."""
    calendars = Calendars(uow, span.start)
    async for page in figures.conversations(uow, span):
        tags = await figures.conversation_tags(uow, page[0].opened_at, page[-1].opened_at)
        await calendars.learn(row.manager_id for row in page)
        yield [
            _conversation(
                row,
                names,
                tags.get(row.id, []),
                calendars.first_answer(row.manager_id, _micros(row.first_waited_since), _micros(row.first_answer_at)),
            )
            for row in page
        ]


def _conversation(row: Stretch, names: Book, tags: list[int], answer: tuple[float, float] | None) -> Sequence[Any]:
    return (
        names.local(row.opened_at),
        names.clients[row.client_id],
        names.staff[row.manager_id],
        row.country,
        names.tagged(tags),
        names.local(row.first_answer_at),
        None if answer is None else answer[0] / 60,
        None if answer is None else answer[1] / 60,
        names.local(row.waiting_since),
        names.local(row.first_closed_at),
        _hours(row.opened_at, row.first_closed_at),
        names.local(row.closed_at),
        _hours(row.opened_at, row.closed_at),
        names.local(row.reopened_at),
        row.id,
    )


def _micros(moment: dt.datetime | None) -> int | None:
    return None if moment is None else times.micros(moment)


def _hours(start: dt.datetime, end: dt.datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds() / 3600
