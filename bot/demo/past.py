"""The half year before the demo's story, written into the store at once: talks, ratings, comments, tags, settled cases.

A lead's summary needs more than a day of history, and the next check-in is counted from the last one. Nothing of it
stands in the pretend Telegram.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.demo import cast, days
from bot.demo.times import SATURDAY
from conversations import recovery, schedule
from conversations.calendar import windows
from conversations.calendar.plan import CHECK_IN
from conversations.surveys import definitions
from conversations.surveys.asking import EXPIRES_AFTER
from conversations.surveys.definitions import Definition
from conversations.tongue import client_wording
from storage import care_messages, chats, clients, recoveries, surveys, tags
from storage import tables as t
from storage.records import ClientChat
from storage.unit import Store, UnitOfWork

EVERY = dt.timedelta(days=14)
"""Nobody is asked more often."""

_TAGS = ("delivery", "invoice", "price", "printing")
_QUARTERLY = (4, 5, 4)
_NOTE = "Talked on the phone and put it right. They were kind about it."


@dataclass(frozen=True, slots=True)
class Past:
    """The ratings of one client chat, the oldest first.

    A number is a rating, `-` a survey that nobody answered, `s` one that was skipped, `q` the quarterly one. The last
    went out `ended` days before the story. `tags` are those of the talks, over and over again.
    """

    ratings: str
    ended: int
    tags: tuple[tuple[str, ...], ...]
    comments: Mapping[int, str] = field(default_factory=dict)
    """By the number of the survey, from 0; that of the quarterly one answers its open question."""


PASTS = {
    ("Tidewick Tea", "Priya"): Past(
        "45-3455-25q54",
        # More than the 14 days between two surveys: the newcomer must be able to ask her.
        16,
        (("delivery",), ("invoice",), ("price", "delivery"), ()),
        {
            3: "The invoice had our old address on it again.",
            8: "Nobody told us that the lorry was late.",
            10: "Tell us of a delay before we notice it.",
            12: "A straight answer, and quickly.",
        },
    ),
    ("Harbour Oats", "Ruth"): Past(
        "5455-45s54q4-",
        # More than the 10 days within which a talk makes a check-in needless.
        19,
        (("delivery",), (), ("printing",), ("price",)),
        {1: "The new sleeves look lovely on the shelf.", 9: "Samples we can hold before we order."},
    ),
    ("Соняшник", "Анна"): Past(
        "554-545s55q45",
        5,
        (("printing",), ("price",), (), ("printing", "delivery")),
        {0: "Дуже гарний друк, дякую!", 5: "Відповіли за п’ять хвилин.", 10: "Більше зразків друку."},
    ),
    ("Соняшник", "Богдан"): Past(
        "343-4-54-q545", 9, (("invoice",), ("invoice", "price"), ("delivery",)), {2: "Акт довелося просити двічі."}
    ),
    ("Белый Керуен", None): Past(
        "-4-5-3-q-4--5", 12, (("delivery",), ("delivery", "printing"), ()), {5: "Паллета пришла на день позже."}
    ),
}
"""By client and contact; a group has no contact."""


async def write(store: Store, story: dt.date, today: dt.date) -> None:
    """Write it, up to some days before the day of the story. The client chats must be there."""
    async with store.unit() as uow:
        known = {name: (await tags.add(uow, name)).id for name in _TAGS}
        for (company, person), past in PASTS.items():
            chat = await _chat(uow, company, person)
            last = story - dt.timedelta(days=past.ended)
            first = last - EVERY * (len(past.ratings) - 1)
            await chats.change(uow, chat.id, created_at=_at(uow, chat, first - EVERY, 9, 0))
            for number, rating in enumerate(past.ratings):
                day = first + EVERY * number
                carried = [known[name] for name in past.tags[number % len(past.tags)]]
                await _talk(uow, chat, day - EVERY / 2, 2 * number, carried)
                talk, closed_at = await _talk(uow, chat, day, 2 * number + 1, carried)
                uow.now = closed_at
                await _survey(uow, chat, talk, carried, rating, past.comments.get(number))
        ruth = await _chat(uow, cast.OATS.name, cast.RUTH.name)
        await _check_in(uow, ruth, days.of_ruth(today).last_check_in)


async def _chat(uow: UnitOfWork, company: str, person: str | None) -> ClientChat:
    client = await clients.by_name(uow, company)
    assert client is not None
    found = await chats.of_client(uow, client.id)
    return next(one for one in found if (one.contact.name if one.contact else None) == person)


def _at(uow: UnitOfWork, chat: ClientChat, day: dt.date, hour: int, minute: int) -> dt.datetime:
    """This time on the client's clock, on that day or the last working day before it."""
    while day.weekday() >= SATURDAY:
        day -= dt.timedelta(days=1)
    local = dt.datetime.combine(day, dt.time(hour, minute), schedule.zone_of(uow, chat))
    return local.astimezone(dt.UTC)


async def _talk(
    uow: UnitOfWork, chat: ClientChat, day: dt.date, number: int, carried: list[int]
) -> tuple[int, dt.datetime]:
    """A conversation that was answered and closed; (its id, when it was closed)."""
    opened = _at(uow, chat, day, 11, number * 7 % 60)
    answered = opened + dt.timedelta(minutes=3 + number * 17 % 48)
    closed = answered + dt.timedelta(minutes=40 + number * 31 % 90)
    talk = await uow.insert(
        t.conversation,
        chat_id=chat.id,
        opened_at=opened,
        first_waited_since=opened,
        first_answer_at=answered,
        last_client_at=opened,
        last_team_at=answered,
        owner_id=chat.owner.id,
        first_closed_at=closed,
        closed_at=closed,
        closed_by=chat.owner.id,
    )
    uow.now = opened
    for tag in carried:
        await tags.put(uow, talk, tag)
    return talk, closed


async def _survey(
    uow: UnitOfWork, chat: ClientChat, talk: int, carried: list[int], rating: str, comment: str | None
) -> None:
    """A survey sent now (the unit's time), and what became of it."""
    quarterly = rating == "q"
    definition = definitions.load(None)["relationship" if quarterly else definitions.AFTER_CONVERSATION]
    asked = uow.now
    survey = await surveys.add(
        uow,
        kind=definition.key,
        spontaneous=False,
        chat_id=chat.id,
        client_id=chat.client.id,
        contact_id=chat.contact.id if chat.contact else None,
        conversation_id=None if quarterly else talk,
        manager_id=chat.owner.id,
        country=chat.country,
        tags=[] if quarterly else carried,
        definition=definition.data(),
        language=client_wording(uow, chat).language,
        delivered_at=asked,
        expires_at=asked + EXPIRES_AFTER,
    )
    uow.now = asked + dt.timedelta(minutes=25)
    if rating == "-":
        await surveys.change(uow, survey, state="expired")
        return
    values = _QUARTERLY if quarterly else (None if rating == "s" else int(rating),)
    for question, value in zip(definition.questions, values, strict=True):
        await surveys.rate(uow, survey, question.key, value)
    answered = {"state": "skipped"} if rating == "s" else {"state": "answered", "answered_at": uow.now}
    await surveys.change(uow, survey, step=len(definition.questions), **answered)
    if comment is not None:
        await _comment(uow, survey, definition, comment)
    if values[0] is not None and recovery.is_low(uow, definition.questions[0], values[0]):
        await _settled_case(uow, chat, survey)


async def _check_in(uow: UnitOfWork, chat: ClientChat, day: dt.date) -> None:
    """A check-in that went out; the calendar must be looked at again after it."""
    assert chat.contact is not None
    uow.now = windows.moment(day, windows.CHECK_IN_FROM, schedule.zone_of(uow, chat)).astimezone(dt.UTC)
    await care_messages.add(
        uow,
        kind=CHECK_IN,
        contact_id=chat.contact.id,
        chat_id=chat.id,
        occasion=CHECK_IN,
        slot=f"{CHECK_IN}:{day.isoformat()}",
        year=day.year,
        title="Check-in",
        on_day=day,
        due_at=uow.now,
        mode="auto",
        state="sent",
        sent_at=uow.now,
        template=CHECK_IN,
        variant=1,
    )


async def _comment(uow: UnitOfWork, survey: int, definition: Definition, comment: str) -> None:
    if definition.open is not None:
        await surveys.rate(uow, survey, definition.open.key, None, comment)
        await surveys.change(uow, survey, comment_at=uow.now)
    else:
        await surveys.change(uow, survey, comment=comment, comment_at=uow.now)


async def _settled_case(uow: UnitOfWork, chat: ClientChat, survey: int) -> None:
    case = await recoveries.open_case(
        uow,
        survey_id=survey,
        client_id=chat.client.id,
        chat_id=chat.id,
        owner_id=chat.owner.id,
        due_at=uow.now + recovery.WITHIN,
    )
    assert case is not None
    taken = uow.now + dt.timedelta(minutes=35)
    closed = taken + dt.timedelta(hours=3)
    await recoveries.change(
        uow, case, taken_at=taken, talked_at=closed, closed_at=closed, told_client_at=closed, note=_NOTE
    )
