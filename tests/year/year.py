"""A simulated year: what people do and what the bot does, from one due moment to the next."""

import datetime as dt
import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import func, select

from conversations import client_admin, contact_admin, onboarding, team_admin, upkeep
from conversations.calendar import reading
from conversations.calendar.choices import Pause
from conversations.care import looks
from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.errors import RefusedError
from conversations.onboarding import Account
from conversations.team_admin import StaffDetails
from storage import care, care_messages, chats, clients, facts, jobs, staff
from storage import tables as t
from storage.care_records import CareMessage
from storage.dialects import is_trouble
from storage.records import Staff
from storage.unit import Store, UnitOfWork
from tests.year.clockwork import YearClock
from tests.year.judge import A_MOMENT, Judge
from tests.year.machine import DEFAULTS, Machine
from tests.year.souls import Days, Firm, Soul, cast
from tests.year.verdict import Evidence, by_number
from tests.year.wire import DESK, Arrival, Post, Wire

R = TypeVar("R")

BEGINS = dt.datetime(2026, 12, 28, 6, 0, tzinfo=dt.UTC)

OLENA, PETRO, LARYSA = 101, 102, 103


COMPARED = (
    "zone",
    "country",
    "client_country",
    "tradition",
    "birthday",
    "pace",
    "no_holiday_greetings",
    "no_birthday",
    "since",
    "own_dates",
    "facts",
    "check_in_days",
)


class Year:
    """Everything of one year. `plan` what people do, then `run`, then ask for the `evidence`."""

    def __init__(self, url: str, seed: int, clock: YearClock, wire: Wire, *, contacts: int, firms: int) -> None:
        self.dice = random.Random(f"{seed}:people")
        self.clock = clock
        self.days = Days()
        self.souls = cast(random.Random(f"{seed}:souls"), contacts, firms)
        self.judge = Judge(self.souls, self.days)
        self.wire = wire
        self.wire.on_arrival = self._arrived
        self.plain = Store(url, clock, DEFAULTS)
        self.touched: dict[int, set[str]] = defaultdict(set)
        self.refused: Counter[str] = Counter()
        self.ids = count(10_000_000)
        self.dies_for: dt.timedelta | None = None
        self._machine: Machine | None = None
        self._coming: list[tuple[dt.datetime, int, Callable[[], Awaitable[None]]]] = []
        self._order = count()
        self._waiting: list[Callable[[], Awaitable[None]]] = []
        self._by_telegram = by_number(self.souls)

    @property
    def machine(self) -> Machine:
        assert self._machine is not None, "open the year first"
        return self._machine

    # ---- the stage ----

    async def open(self, machine: Machine) -> None:
        """A desk, a team, and the clients; nobody has joined yet. From now on `machine` works."""
        self._machine = machine
        async with self.plain.unit() as uow:
            await facts.put(uow, "bot_username", "care_bot")
            await team_admin.add_desk(uow, "test", DESK, "Desk", "en")
            for telegram_id, name, role, hours, zone in (
                (OLENA, "Olena", "manager", None, None),
                (PETRO, "Petro", "manager", "Mon-Thu 08:00-16:00", "America/New_York"),
                (LARYSA, "Larysa", "lead", None, None),
            ):
                details = StaffDetails(role=role, language="en", desk="Desk", hours=hours, timezone=zone)
                member = await team_admin.add_staff(uow, "test", telegram_id, name, details)
                await staff.change(uow, member.id, started_at=uow.now)
            upkeep.plan(uow)
        async with self.plain.unit() as uow:
            for firm in {soul.firm.number: soul.firm for soul in self.souls}.values():
                await self._open_firm(uow, firm)
        self.judge.begin(self.clock.now())

    async def _open_firm(self, uow: UnitOfWork, firm: Firm) -> None:
        details = ClientDetails(
            country=firm.country,
            timezone=firm.zone,
            since=None if firm.since is None else firm.since.isoformat(),
            check_in_days=None if firm.check_in_days is None else str(firm.check_in_days),
            greetings=firm.mode,
        )
        owner = OLENA if firm.number % 3 else PETRO
        client = await client_admin.add_client(uow, "test", firm.name, owner, details)
        # Greetings know more languages than the bot, and nobody can type those in yet.
        await clients.change(uow, client.id, language=firm.language)
        firm.id = client.id

    async def join(self, soul: Soul) -> None:
        """The contact opens a personal link."""

        async def invited(uow: UnitOfWork) -> None:
            client = await clients.by_id(uow, soul.firm.id)
            assert client is not None
            details = ContactDetails(
                country=soul.country,
                timezone=soul.zone_name,
                register=soul.register,
                salutation=soul.salutation,
                tradition=soul.tradition,
                birthday=soul.birthday,
                pace=soul.pace,
                no_holiday_greetings=soul.no_holiday_greetings,
                no_birthday=soul.no_birthday,
            )
            contact, token = await contact_admin.invite_contact(uow, "test", client, soul.name, details)
            await onboarding.open_link(uow, Account(soul.telegram_id, soul.name, None, None), token)
            await clients.change_contact(uow, contact.id, language=soul.language)
            chat = await chats.by_contact(uow, contact.id)
            assert chat is not None
            soul.id, soul.chat_id = contact.id, chat.id

        await self.do(invited)
        soul.joined_at = self.clock.now()
        self.changed(soul)

    # ---- what people do ----

    def plan(self, at: dt.datetime, act: Callable[[], Awaitable[None]]) -> None:
        """Something that people do at a moment; while nothing runs they wait until it does."""
        heapq.heappush(self._coming, (at, next(self._order), act))

    async def do(self, act: Callable[[UnitOfWork], Awaitable[R]]) -> R:
        """One transaction on somebody's behalf, tried until it stands. Raises `RefusedError` when it is refused."""
        while True:
            try:
                async with self.machine.people.unit() as uow:
                    return await act(uow)
            except Exception as error:
                if not is_trouble(error):
                    raise

    async def may(self, act: Callable[[UnitOfWork], Awaitable[Any]]) -> bool:
        """The same; False when it was refused."""
        try:
            await self.do(act)
        except RefusedError as error:
            self.refused[error.phrase.text] += 1
            return False
        return True

    def changed(self, *souls: Soul) -> None:
        """Facts of these contacts changed at this moment."""
        for soul in souls:
            soul.version += 1
            self.judge.changed(soul, self.clock.now())

    def changed_for_all(self) -> None:
        """Leads decided something about days."""
        self.days.changed()
        for soul in self.souls:
            self.judge.changed(soul, self.clock.now())

    def paused(self, pause: Pause, country: str | None, firm: int | None) -> None:
        """A pause began, in place of one of the same."""
        self._end_pause(pause.scope, country, firm)
        self.days.pauses.append((pause, country, firm))
        self.changed_for_all()

    def resumed(self, scope: str, country: str | None, firm: int | None) -> None:
        """A pause was ended."""
        self._end_pause(scope, country, firm)
        self.changed_for_all()

    def _end_pause(self, scope: str, country: str | None, firm: int | None) -> None:
        now = self.clock.now()
        self.days.pauses = [
            (replace(one, ended=now), where, whose)
            if (one.scope, where, whose) == (scope, country, firm) and one.ended is None
            else (one, where, whose)
            for one, where, whose in self.days.pauses
        ]

    async def member(self, uow: UnitOfWork, telegram_id: int) -> Staff:
        return (await staff.by_telegram(uow, {telegram_id}))[telegram_id]

    def _arrived(self, arrival: Arrival) -> None:
        self.judge.arrived(arrival, self._by_telegram[arrival.telegram_id])

    # ---- how time goes by ----

    async def stop(self) -> None:
        """From now on nothing runs."""
        self.judge.stop(self.clock.now())

    async def start(self) -> None:
        """It runs again, as after a restart."""
        self.judge.start(self.clock.now())

        async def introduced(uow: UnitOfWork) -> None:
            upkeep.plan(uow)
            await looks.ensure(uow)

        await self.do(introduced)
        await self.machine.restart()
        for act in self._waiting:
            self.plan(self.clock.now() + dt.timedelta(minutes=1), act)
        self._waiting.clear()

    async def run(self, until: dt.datetime) -> None:
        """Jump from one due moment to the next."""
        while (at := await self._next()) < until:
            # Whatever falls due within one minute comes together, so that the two workers have to share it.
            at = max(self.clock.now(), at + dt.timedelta(seconds=-at.timestamp() % 60))
            self.judge.doing = "time"
            self.judge.pass_until(at)
            self.clock.move_to(at)
            while self._coming and self._coming[0][0] <= at:
                _, _, act = heapq.heappop(self._coming)
                if self.judge.running or act == self.start:
                    self.judge.doing = getattr(act, "func", act).__name__
                    await act()
                else:
                    self._waiting.append(act)
            self.judge.doing = "the bot"
            while self.judge.running and await self.machine.work():
                await self._died()
            if self.clock.now() - at > A_MOMENT:
                self.judge.leaps.append(f"from {at} to {self.clock.now()} while the bot worked")

    async def _died(self) -> None:
        """The sender died. When that death was meant to be a longer one, everything stops."""
        if self.dies_for is not None and not self.wire.dies_next:
            away, self.dies_for = self.dies_for, None
            await self.stop()
            self.plan(self.clock.now() + away, self.start)

    async def _next(self) -> dt.datetime:
        coming = self._coming[0][0] if self._coming else dt.datetime.max.replace(tzinfo=dt.UTC)
        if not self.judge.running:
            return coming
        async with self.plain.reading() as uow:
            wait = await jobs.seconds_until_next(uow)
        return coming if wait is None else min(coming, self.clock.now() + dt.timedelta(seconds=wait))

    # ---- afterwards ----

    async def evidence(self) -> Evidence:
        """All that is known when the year is over."""
        rows: dict[int, CareMessage] = {}
        topics: dict[int, list[Post]] = {}
        async with self.plain.reading() as uow:
            for soul in self.souls:
                if not soul.id:
                    continue
                rows |= {row.id: row for row in await care_messages.of_contact(uow, soul.id)}
                chat = await chats.by_id(uow, soul.chat_id)
                assert chat is not None and chat.topic is not None
                thread = chat.topic.thread_id
                topics[soul.number] = [one for one in self.wire.posts.values() if one.thread_id == thread]
        return Evidence(self.judge, rows, topics, dict(self.touched), self.wire.troubled, self.clock.now())

    async def misjudged(self) -> list[str]:
        """Where the judge's facts are not the program's: then the judge proves nothing."""
        found = []
        async with self.plain.reading() as uow:
            for soul in self.souls:
                client, contact = await clients.by_id(uow, soul.firm.id), await clients.contact_by_id(uow, soul.id)
                if client is None or contact is None or soul.left:
                    continue
                ours, theirs = soul.person(self.days), await reading.person(uow, client, contact)
                for name in COMPARED:
                    if getattr(ours, name) != getattr(theirs, name):
                        found.append(f"{name} of {soul.title}: {getattr(ours, name)}, not {getattr(theirs, name)}")
                if (ours.unreachable is None) != (theirs.unreachable is None):
                    found.append(f"{soul.title} can be reached, or cannot")
        return found

    async def left_behind(self) -> list[str]:
        """What no transaction may leave behind: stuck parcels, failing jobs, contacts without a look."""
        found = []
        async with self.plain.reading() as uow:
            old = t.outbox.c.posted_epoch < uow.epoch - 4 * 86400
            stuck = select(t.outbox.c.op, t.outbox.c.state, func.count()).where(old, t.outbox.c.state != "failed")
            for op, state, number in await uow.returning(stuck.group_by(t.outbox.c.op, t.outbox.c.state)):
                found.append(f"{number} parcels ({op}) are left {state}")
            for row in await uow.returning(select(t.job.c.kind, t.job.c.failure).where(t.job.c.attempts > 3)):
                found.append(f"a job {row.kind} keeps failing: {row.failure}")
            planned = await jobs.keys(uow, "care")
            found += [
                f"contact {contact_id} is never looked at again"
                for contact_id in await care.contacts_joined(uow)
                if str(contact_id) not in planned
            ]
        return found

    async def close(self) -> None:
        """Let go of everything."""
        await self.machine.close()
        await self.plain.close()
