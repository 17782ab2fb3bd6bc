"""One client chat under a harsh sky, for the property tests: every update through the real handlers, every survey
through the real courier, and a judge beside it who knows only the rules.

Updates are fed as intake feeds them (remembered by id, so a second delivery is the same as the first), restarts open
the store anew, Telegram's answer may be lost, time jumps. The judge keeps its own account of who may answer and which
message must be whose comment, and compares after every step.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aiogram import Bot
from sqlalchemy import delete, select

from bot import places, verdicts
from bot.app import limits
from bot.courier import Courier
from bot.intake import feed
from bot.scheduler import Scheduler
from bot.telegram import Unreachable
from bot.turns import Turn
from conversations import client_admin, contact_admin, failures, team_admin
from conversations.errors import RefusedError
from conversations.team_admin import StaffDetails
from handlers.root import build_dispatcher
from storage import chats, clients, inbox, staff, surveys
from storage import tables as t
from storage.records import Defaults, Parcel, Rating, Survey
from storage.rows import columns, take
from storage.unit import Store

BOT = "care_bot"
TOKEN = "7000000001:a-token-for-tests-only"
OLENA, ANNA, BOHDAN, LARYSA = 11, 21, 22, 12
DESK, GROUP, THREAD = -1001, -1002, 7
DEFAULTS = Defaults(hours="Mon-Sun 00:00-24:00")

CHANGE = dt.timedelta(days=14)
COMMENT = dt.timedelta(minutes=15)
BETWEEN = dt.timedelta(days=14)


class StillClock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at

    def epoch(self) -> float:
        return self.at.timestamp()

    def elapsed(self) -> float:
        return self.at.timestamp()

    def when_moved(self, subscriber: Any) -> None:
        """It tells nobody: the world runs the jobs itself."""


@dataclass
class Wire:
    """Telegram as far as the courier needs it: numbers messages, and loses an answer when asked to."""

    last_id: int = 1000
    lose: str = ""
    sent: Counter[int] = field(default_factory=Counter)
    shows: dict[int, list[str]] = field(default_factory=dict)

    async def call(self, method: str, params: dict[str, Any], timeout: float | None = None) -> Any:
        if self.lose == "before":
            raise Unreachable("the call was lost")
        rows = params["reply_markup"]["inline_keyboard"]
        data = [button["callback_data"] for row in rows for button in row]
        if method == "sendMessage":
            self.last_id += 1
            self.sent[int(data[0].split(":")[1])] += 1
            self.shows[self.last_id] = data
            message_id = self.last_id
        else:
            assert method == "editMessageText"
            message_id = params["message_id"]
            self.shows[message_id] = data
        if self.lose == "after":
            raise Unreachable("the answer was lost")
        return {"message_id": message_id}


@dataclass
class Awaiting:
    """What the judge holds: this survey waits for a comment, of this person, until then."""

    survey: int
    person: int
    until: dt.datetime


class World:
    """One example's world. `kind` is "private" or "group"."""

    def __init__(self, url: str, kind: str) -> None:
        self.url, self.kind = url, kind
        self.clock = StillClock()
        self.store = Store(url, self.clock, DEFAULTS)
        self.wire = Wire()
        self.updates: list[dict[str, Any]] = []
        self.message_id = 100
        self.chat_id = 0
        self.awaiting: Awaiting | None = None
        self.asked_for_words: set[int] = set()
        self.comments: dict[int, str] = {}
        self.written: list[str] = []
        self.carried: Counter[str] = Counter()
        self.sent_again: Counter[int] = Counter()
        self.paused = False

    async def begin(self) -> None:
        """An empty house with one client chat in which both sides have written."""
        async with self.store.unit() as uow:
            for table in reversed(t.metadata.sorted_tables):
                await uow.execute(delete(table))
            await team_admin.add_desk(uow, "test", DESK, "Desk", "en")
            for account, name, role in ((OLENA, "Olena", "manager"), (LARYSA, "Larysa", "lead")):
                member = await team_admin.add_staff(uow, "test", account, name, StaffDetails(role=role))
                await staff.change(uow, member.id, started_at=uow.now)
            client = await client_admin.add_client(uow, "test", "ACME", OLENA)
            contact, _ = await contact_admin.invite_contact(uow, "test", client, "Anna")
            private = self.kind == "private"
            if private:
                await clients.change_contact(uow, contact.id, telegram_id=ANNA)
            self.chat_id = await chats.open_chat(
                uow,
                client_id=client.id,
                contact_id=contact.id if private else None,
                telegram_id=ANNA if private else GROUP,
            )
            desk = (await staff.desks(uow))[0]
            topic = await chats.open_topic(uow, self.chat_id, desk.id)
            await chats.change_topic(uow, topic, thread_id=THREAD)
        await self.writes(ANNA, "good morning, I have a question")
        await self.team("good morning")

    async def end(self) -> None:
        await self.store.close()

    async def restart(self) -> None:
        """All memory is gone; the database stays."""
        await self.store.close()
        self.store = Store(self.url, self.clock, DEFAULTS)

    # -- updates ---------------------------------------------------------------------------------------------------

    async def take(self, body: dict[str, Any]) -> None:
        """A new update, as intake takes it."""
        self.updates.append({"update_id": len(self.updates) + 1, **body})
        await self._handle(self.updates[-1])

    async def _handle(self, raw: dict[str, Any]) -> None:
        async with self.store.unit() as uow:
            if await inbox.remember(uow, [raw["update_id"]]):
                await feed(uow, build_dispatcher(BOT), Bot(TOKEN), [raw])
        await self._post_office()

    async def again(self, which: int) -> None:
        """Telegram delivers an old update a second time: nothing may change."""
        before = await self.everything()
        await self._handle(self.updates[which % len(self.updates)])
        assert await self.everything() == before, "a second delivery changed something"

    def _chat(self) -> dict[str, Any]:
        if self.kind == "private":
            return {"id": ANNA, "type": "private", "first_name": "Anna"}
        return {"id": GROUP, "type": "supergroup", "title": "ACME & us"}

    @staticmethod
    def _person(account: int) -> dict[str, Any]:
        return {"id": account, "is_bot": False, "first_name": f"Person {account}"}

    async def writes(self, account: int, text: str) -> None:
        """Somebody of the client's side writes; the judge says whose comment it must be."""
        self.message_id += 1
        waiting = self.awaiting
        if waiting is not None and account == waiting.person and self.clock.at <= waiting.until:
            self.comments[waiting.survey] = text
            self.awaiting = None
        self.written.append(text)
        message = {"message_id": self.message_id, "date": int(self.clock.at.timestamp()), "chat": self._chat()}
        await self.take({"message": message | {"from": self._person(account), "text": text}})
        await self.check()

    async def commands(self, account: int, text: str) -> None:
        """Somebody of the client's side gives a command."""
        self.message_id += 1
        message = {"message_id": self.message_id, "date": int(self.clock.at.timestamp()), "chat": self._chat()}
        await self.take({"message": message | {"from": self._person(account), "text": text}})
        await self.check()

    async def team(self, text: str) -> None:
        """Olena writes in the topic."""
        self.message_id += 1
        chat = {"id": DESK, "type": "supergroup", "title": "Desk", "is_forum": True}
        where = {"message_thread_id": THREAD, "is_topic_message": True, "chat": chat}
        message = {"message_id": self.message_id, "date": int(self.clock.at.timestamp()), **where}
        await self.take({"message": message | {"from": self._person(OLENA), "text": text}})
        await self.check()

    async def pauses(self, on: bool) -> None:
        """Olena learns of a mourning, or it is over."""
        self.paused = on
        await self.team("/pause" if on else "/resume")

    async def _press(self, account: int, data: str) -> None:
        message = {"message_id": self.wire.last_id, "date": 1, "chat": self._chat()}
        query = {"id": "1", "from": self._person(account), "chat_instance": "1", "data": data, "message": message}
        await self.take({"callback_query": query})

    async def taps(self, account: int, survey: Survey, number: int, value: str) -> None:
        """Somebody taps a number of a survey that came, shown or long gone; the judge says whether it counts."""
        if survey.id not in self.wire.sent:
            return
        questions = survey.definition["questions"]
        key = questions[number % len(questions)]["key"]
        ratings = await self.ratings()
        counts = self._may(account, survey)
        await self._press(account, f"sv:{survey.id}:{number % len(questions)}:{value}")
        after = await self.ratings()
        expected = None if value == "s" else int(value)
        for one, before in ratings.items():
            if one == survey.id and counts:
                assert after[one][key].value == expected, "a tap in time by the right person was lost"
                assert {k: v for k, v in after[one].items() if k != key} == {
                    k: v for k, v in before.items() if k != key
                }
            else:
                assert after[one] == before, "a tap changed what it may not change"
        if counts:
            self._judge_words(account, survey, after[survey.id])
        await self.check()

    def _may(self, account: int, survey: Survey) -> bool:
        if account == OLENA or survey.state in {"expired", "withdrawn", "undeliverable"}:
            return False
        if self.kind == "group" and survey.answerer_id not in {None, account}:
            return False
        if survey.answered_at is not None:
            return self.clock.at < survey.answered_at + CHANGE
        return self.clock.at < survey.expires_at

    def _judge_words(self, account: int, survey: Survey, ratings: dict[str, Rating]) -> None:
        """Words are asked for once, when every question has an answer and one of them is a number."""
        finished = all(question["key"] in ratings for question in survey.definition["questions"])
        a_number = any(one.value is not None for one in ratings.values())
        if finished and a_number and survey.id not in self.asked_for_words:
            self.asked_for_words.add(survey.id)
            self.awaiting = Awaiting(survey.id, survey.answerer_id or account, self.clock.at + COMMENT)

    async def goes_back(self, account: int, survey: Survey, number: int) -> None:
        """Somebody wants to see a question again; that alone changes no rating."""
        before = await self.ratings()
        await self._press(account, f"svback:{survey.id}:{number % len(survey.definition['questions'])}")
        assert await self.ratings() == before
        await self.check()

    async def skips_words(self, account: int, survey: Survey) -> None:
        """*Skip* at the comment."""
        waiting = self.awaiting
        may = account != OLENA and (self.kind == "private" or survey.answerer_id == account)
        if waiting is not None and waiting.survey == survey.id and may:
            self.awaiting = None
        await self._press(account, f"svmute:{survey.id}")
        await self.check()

    # -- delivery --------------------------------------------------------------------------------------------------

    async def _post_office(self) -> None:
        """Everything but surveys is taken out of the outbox; what goes into the topic is noted."""
        async with self.store.unit() as uow:
            rows = await uow.returning(select(*columns(t.outbox, Parcel)).where(t.outbox.c.state == "waiting"))
            for parcel in (take(Parcel, row) for row in rows):
                if parcel.op in {"survey", "survey-view"}:
                    continue
                if parcel.lane.startswith("topic:") and "words" in parcel.payload and "source" in parcel.payload:
                    self.carried[parcel.payload["words"]["text"]] += 1
                await uow.execute(delete(t.outbox).where(t.outbox.c.id == parcel.id))

    async def deliver(self, lose: str = "") -> None:
        """Send the surveys that wait, in order; `lose` one call "before" Telegram took it, or its answer "after"."""
        while True:
            async with self.store.reading() as uow:
                row = await uow.one(
                    select(*columns(t.outbox, Parcel)).where(t.outbox.c.state == "waiting").order_by(t.outbox.c.id)
                )
                parcel = None if row is None else take(Parcel, row)
                chat = await chats.by_id(uow, self.chat_id)
            if parcel is None:
                return
            self.wire.lose, lose = lose, ""
            before = Counter(self.wire.sent)
            await self._carry(parcel, places.of(parcel, chat))
            self.wire.lose = ""
            sent = self.wire.sent - before
            asked = [one.id for one in await self.surveys() if one.id in sent and not one.spontaneous]
            assert not (self.paused and asked), f"in a pause the client was asked: {asked}"
            await self._post_office()
            await self.check()

    async def _carry(self, parcel: Parcel, place: places.Place) -> None:
        turn = Turn(limits(self.clock, 0, 0, 0), self.clock.elapsed, place.telegram_id, 1)  # type: ignore[arg-type]
        try:
            courier = Courier(self.wire, self.store)  # type: ignore[arg-type]
            verdict = verdicts.delivered(await courier.carry([parcel], place, turn))
        except Unreachable as error:
            verdict = verdicts.judge(error, [parcel], place, 0, 0)
        finally:
            turn.close()
        async with self.store.unit() as uow:
            for done in await verdict.record(uow):
                await uow.execute(delete(t.outbox).where(t.outbox.c.id == done))

    async def settles_doubt(self, again: bool) -> None:
        """Olena is asked whether an unclear survey arrived, and answers."""
        async with self.store.unit() as uow:
            row = await uow.one(select(*columns(t.outbox, Parcel)).where(t.outbox.c.state == "unclear"))
            if row is None:
                return
            parcel = take(Parcel, row)
            if again:
                self.sent_again[int(parcel.payload["survey"])] += 1
                await failures.try_again(uow, parcel.id)
            else:
                try:
                    await failures.it_arrived(uow, parcel.id)
                except RefusedError:
                    raise AssertionError("an unclear parcel was settled behind our back") from None
        await self.check()

    async def wait(self, time: dt.timedelta) -> None:
        """Time passes and the jobs that fell due run."""
        self.clock.at += time
        scheduler = Scheduler(self.store, self.clock)  # type: ignore[arg-type]
        while await scheduler.run_one():
            pass
        await self._post_office()
        await self.check()

    # -- the judge -------------------------------------------------------------------------------------------------

    async def surveys(self) -> list[Survey]:
        async with self.store.reading() as uow:
            rows = await uow.returning(select(*columns(t.survey, Survey)).order_by(t.survey.c.id))
        return [take(Survey, row) for row in rows]

    async def ratings(self) -> dict[int, dict[str, Rating]]:
        async with self.store.reading() as uow:
            keys = await uow.returning(select(t.survey.c.id))
            return {int(row[0]): await surveys.ratings(uow, int(row[0])) for row in keys}

    async def everything(self) -> list[Any]:
        """All rows that an update could change."""
        async with self.store.reading() as uow:
            tables = (t.survey, t.rating, t.rating_change, t.recovery, t.message, t.conversation, t.outbox, t.job)
            return [tuple(row) for table in tables for row in await uow.returning(select(table))]

    async def check(self) -> None:
        """What must hold after every step."""
        async with self.store.reading() as uow:
            rows = await uow.returning(select(t.rating.c.survey_id, t.rating.c.question))
            jobs_failing = await uow.returning(select(t.job.c.failure).where(t.job.c.attempts > 0))
        assert not jobs_failing, jobs_failing
        assert len(rows) == len({tuple(row) for row in rows}), "two ratings for one question of one survey"
        for survey in await self.surveys():
            words = await self._words(survey)
            assert words == self.comments.get(survey.id), f"survey {survey.id} has {words!r} as its comment"
            assert self.wire.sent[survey.id] <= 1 + self.sent_again[survey.id], "a survey came twice by itself"
        asked = [one.posted_at for one in await self.surveys() if one.delivered_at and not one.spontaneous]
        assert all(later - sooner >= BETWEEN for sooner, later in pairwise(asked)), "asked twice in two weeks"
        lost = [text for text in self.written if self._carried(text) != 1]
        assert not lost, f"what the client wrote is not in the topic exactly once: {lost}"

    async def _words(self, survey: Survey) -> str | None:
        if survey.definition["open"] is None:
            return survey.comment
        async with self.store.reading() as uow:
            given = await surveys.ratings(uow, survey.id)
        wish = given.get(survey.definition["open"]["key"])
        return None if wish is None else wish.words

    def _carried(self, text: str) -> int:
        return sum(count for found, count in self.carried.items() if found == text)
