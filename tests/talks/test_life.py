"""The life of a conversation against a simple model: whatever is said in whatever order, both agree.

No Telegram here: the use cases write to a real store, under a clock that the test moves. Several words are handled in
one unit of work, as intake does with a batch.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from conversations import changes, client_admin, closing, relay, team_admin
from conversations.agenda import AGENDA
from conversations.client_admin import ClientDetails
from conversations.errors import RefusedError
from conversations.relay import Incoming
from conversations.team_admin import StaffDetails
from conversations.text import Formatted
from storage import chats, clients, directory, jobs, staff, talks
from storage import tables as t
from storage.records import ClientChat, Staff
from storage.unit import Store, UnitOfWork

START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
QUIET = dt.timedelta(days=3)
_number = count(1)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> dt.datetime:
        return self.moment

    def epoch(self) -> float:
        return self.moment.timestamp()


@dataclass
class Modelled:
    """One conversation as people understand it. `still`: since when all is quiet; a reaction breaks that too."""

    opened: dt.datetime
    waiting: dt.datetime | None
    last: dt.datetime
    still: dt.datetime
    answered: dt.datetime | None = None
    team_spoke: bool = False
    first_closed: dt.datetime | None = None
    closed: dt.datetime | None = None
    by_hand: bool = False
    reopened: dt.datetime | None = None


@dataclass
class Model:
    """The whole life of a client chat; `pings` counts how often the owner was called."""

    talks: list[Modelled] = field(default_factory=list)
    pings: int = 0

    def client(self, at: dt.datetime, *, thanks: bool = False, empty: bool = False) -> None:
        """A client's word: `thanks` are bare thanks, `empty` is a sticker, an emoji or a farewell."""
        talk = self.talks[-1] if self.talks else None
        if talk is not None and talk.closed is None:
            talk.last = talk.still = at
            if talk.waiting is None and not (thanks and talk.team_spoke):
                talk.waiting = at
            return
        if talk is not None and (thanks or empty):
            return
        self.pings += 1
        if talk is not None and talk.closed is not None and at - talk.closed <= QUIET:
            talk.closed, talk.by_hand, talk.reopened = None, False, at
            talk.waiting = talk.last = talk.still = at
        else:
            self.talks.append(Modelled(at, at, at, at))

    def team(self, at: dt.datetime) -> None:
        if self.talks and self.talks[-1].closed is None:
            talk = self.talks[-1]
            talk.waiting, talk.team_spoke, talk.answered = None, True, talk.answered or at
            talk.last = talk.still = at

    def reaction(self, at: dt.datetime) -> None:
        if self.talks and self.talks[-1].waiting is not None:
            self.talks[-1].waiting, self.talks[-1].still = None, at

    def done(self, at: dt.datetime) -> bool:
        if not self.talks or self.talks[-1].closed is not None:
            return False
        self._close(at, by_hand=True)
        return True

    def _close(self, at: dt.datetime, *, by_hand: bool) -> None:
        talk = self.talks[-1]
        talk.closed, talk.waiting, talk.by_hand = at, None, by_hand
        talk.first_closed = talk.first_closed or at

    def told(self) -> list[tuple[Any, ...]]:
        return [
            (one.opened, one.waiting, one.last, one.answered, one.first_closed, one.closed, one.by_hand, one.reopened)
            for one in self.talks
        ]


@dataclass
class Life:
    """A client chat of its own in a real store, and the model beside it."""

    store: Store
    hands: Hands
    chat_id: int
    olena: Staff
    model: Model = field(default_factory=Model)
    message: int = 100

    async def chat(self, uow: UnitOfWork) -> ClientChat:
        return await directory.chat(uow, self.chat_id)

    def incoming(self, kind: str, text: str) -> Incoming:
        self.message += 1
        how: relay.How = "text" if kind == "text" else "copy"
        return Incoming(self.message, 7, self.hands.moment, kind, how, Formatted(text))

    async def client(self, uow: UnitOfWork, kind: str, text: str, **sense: bool) -> None:
        await relay.client_wrote(uow, await self.chat(uow), self.incoming(kind, text))
        self.model.client(self.hands.moment, **sense)

    async def team(self, uow: UnitOfWork) -> None:
        chat = await self.chat(uow)
        assert chat.topic is not None
        await relay.team_wrote(uow, chat, chat.topic, self.olena, self.incoming("text", "an answer"))
        self.model.team(self.hands.moment)

    async def reaction(self, uow: UnitOfWork) -> None:
        """Olena reacts to the client's last word, which has arrived in the topic by now."""
        chat = await self.chat(uow)
        row = await uow.one(
            select(t.message.c.id)
            .where(t.message.c.chat_id == chat.id, t.message.c.direction == "in")
            .order_by(t.message.c.id.desc())
            .limit(1)
        )
        if row is None or chat.topic is None:
            return
        place = 1_000_000 + row[0]
        await uow.execute(
            t.message.update()
            .where(t.message.c.id == row[0])
            .values(desk_id=chat.topic.desk.id, topic_message_id=place)
        )
        await changes.team_reacted(uow, chat, chat.topic, place, ["👍"], False)
        self.model.reaction(self.hands.moment)

    async def done(self, uow: UnitOfWork) -> None:
        try:
            await closing.done(uow, await self.chat(uow), self.olena, "quiet", 1)
            closed = True
        except RefusedError:
            closed = False
        assert closed is self.model.done(self.hands.moment)

    async def later(self, by: dt.timedelta) -> None:
        """Time passes, and what was planned happens at its moment."""
        end = self.hands.moment + by
        while (due := await self._next_job()) is not None and due <= end:
            self.hands.moment = max(due, self.hands.moment)
            async with self.store.unit() as uow:
                job = await jobs.take_due(uow)
                assert job is not None
                if job.kind == closing.JOB:
                    await AGENDA[job.kind](uow, job.payload)
            self._model_quiet()
        self.hands.moment = end
        self._model_quiet()

    def _model_quiet(self) -> None:
        """A look at this moment: the model closes what was quiet for so long, at the moment when it became so."""
        talk = self.model.talks[-1] if self.model.talks else None
        if talk is None or talk.closed is not None or talk.waiting is not None:
            return
        if talk.still + QUIET <= self.hands.moment:
            self.model._close(self.hands.moment, by_hand=False)

    async def _next_job(self) -> dt.datetime | None:
        async with self.store.reading() as uow:
            found: dt.datetime | None = await uow.scalar(select(t.job.c.run_at).order_by(t.job.c.run_at).limit(1))
            return found

    async def check(self) -> None:
        """The store tells the same life as the model."""
        async with self.store.reading() as uow:
            ids = await uow.returning(
                select(t.conversation.c.id)
                .where(t.conversation.c.chat_id == self.chat_id)
                .order_by(t.conversation.c.id)
            )
            found = [await talks.by_id(uow, row[0]) for row in ids]
            told = [
                (
                    one.opened_at,
                    one.waiting_since,
                    max(one.last_client_at, one.last_team_at or one.last_client_at),
                    one.first_answer_at,
                    one.first_closed_at,
                    one.closed_at,
                    one.closed_by is not None,
                    one.reopened_at,
                )
                for one in found
                if one is not None
            ]
            assert told == self.model.told()
            assert all(one is not None and one.owner_id == self.olena.id for one in found)
            payloads = await uow.returning(select(t.outbox.c.payload).where(t.outbox.c.chat_id == self.chat_id))
            calls = sum("🔔" in str(row[0].get("opening", "")) + str(row[0].get("words", "")) for row in payloads)
            assert calls == self.model.pings
            chat = await chats.by_id(uow, self.chat_id)
            assert chat is not None
            open_now = self.model.talks and self.model.talks[-1].closed is None
            assert (chat.conversation is not None) is bool(open_now)


Deed = Callable[[Life, UnitOfWork], Coroutine[Any, Any, None]]

DEEDS: dict[str, Deed] = {
    "question": lambda life, uow: life.client(uow, "text", "When will it come?"),
    "photo": lambda life, uow: life.client(uow, "photo", "thanks"),
    "thanks": lambda life, uow: life.client(uow, "text", "Дякую!", thanks=True),
    "ok": lambda life, uow: life.client(uow, "text", "ok 👌", empty=True),
    "emoji": lambda life, uow: life.client(uow, "text", "👍👍", empty=True),
    "sticker": lambda life, uow: life.client(uow, "sticker", "", empty=True),
    "answer": lambda life, uow: life.team(uow),
    "reaction": lambda life, uow: life.reaction(uow),
    "done": lambda life, uow: life.done(uow),
}

BATCHES = st.lists(st.sampled_from(sorted(DEEDS)), min_size=1, max_size=4)
PAUSES = st.sampled_from(
    [
        dt.timedelta(seconds=1),
        dt.timedelta(hours=5),
        dt.timedelta(days=1, hours=12),
        QUIET - dt.timedelta(seconds=1),
        QUIET,
        QUIET + dt.timedelta(seconds=1),
        dt.timedelta(days=10),
    ]
)


REACTION_AFTER_AN_EARLIER_ANSWER = [
    (["question", "answer"], dt.timedelta(days=1, hours=12)),
    (["question"], dt.timedelta(hours=5)),
    (["reaction"], dt.timedelta(days=10)),
]
"""The look that the answer had planned comes too early for the quiet days that the reaction began."""


async def begin(store: Store, hands: Hands) -> Life:
    """A new client with one contact, who has joined; owned by Olena. What earlier lives planned is forgotten."""
    number = next(_number)
    async with store.unit() as uow:
        await uow.execute(delete(t.job))
        if not await staff.desks(uow):
            await team_admin.add_desk(uow, "test", -1001, "Desk", "en")
            await team_admin.add_staff(uow, "test", 11, "Olena", StaffDetails(role="manager", language="en"))
        (desk,) = await staff.desks(uow)
        olena = (await staff.by_telegram(uow, {11}))[11]
        client = await client_admin.add_client(uow, "test", f"Client {number}", 11, ClientDetails())
        anna = await clients.add_contact(uow, client.id, "Anna", telegram_id=1000 + number)
        chat_id = await chats.open_chat(uow, client_id=client.id, contact_id=anna.id, telegram_id=1000 + number)
        topic_id = await chats.open_topic(uow, chat_id, desk.id)
        await chats.change_topic(uow, topic_id, thread_id=number)
    return Life(store, hands, chat_id, olena)


def test_any_order_of_words_closings_and_pauses_lives_as_the_model_says(database_url: str) -> None:
    hands = Hands()
    store = Store(database_url, hands)
    with asyncio.Runner() as runner:

        async def live(story: list[tuple[list[str], dt.timedelta]]) -> None:
            life = await begin(store, hands)
            for batch, pause in story:
                async with store.unit() as uow:
                    for deed in batch:
                        await DEEDS[deed](life, uow)
                await life.check()
                await life.later(pause)
                await life.check()

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.tuples(BATCHES, PAUSES), min_size=1, max_size=8))
        @example(REACTION_AFTER_AN_EARLIER_ANSWER)
        def any_story(story: list[tuple[list[str], dt.timedelta]]) -> None:
            runner.run(live(story))

        try:
            any_story()
        finally:
            runner.run(store.close())
