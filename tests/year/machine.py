"""What runs the bot's part of the year: two workers and one sender on one database, in this process."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest

from bot.scheduler import Scheduler
from conversations import card
from conversations.agenda import AGENDA
from conversations.care import looks
from storage import chance
from storage.dialects import is_embedded, is_trouble
from storage.records import Defaults
from storage.unit import Signal, UnitOfWork
from tests.year.clockwork import MishapError, Odds, ShakyStore, YearClock, without_threads
from tests.year.sender import Sender, let_sleep_pass
from tests.year.wire import DeathError, Wire

DEFAULTS = Defaults(timezone="Europe/Kyiv", digest="off")

SLOWER = 6
"""Contacts are looked at so many times more seldom than every 24 hours when nothing is known to be due.

Whatever changes has to bring its look forward by itself, and the year passes faster. What counts as having been off
grows alike.
"""


class Machine(Protocol):
    """Whatever does the bot's work when the year has come to a moment."""

    people: ShakyStore
    """The store in which people's doings are written; its signals reach the workers."""

    async def work(self) -> bool:
        """Do everything that is due. True when the sender died on the way: then there may be more to do."""

    async def restart(self) -> None:
        """Come back after having been off."""

    async def close(self) -> None:
        """Let go of everything."""

    def summary(self) -> str:
        """What it went through, in one line."""


def slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what would make the year long and is not care.

    Cards are brought up to date with everything that happens, as much work again; and see `SLOWER`.
    """
    monkeypatch.setattr(card, "plan", lambda *given, **more: None)
    monkeypatch.setattr(looks, "EVERY", looks.EVERY * SLOWER)
    monkeypatch.setattr(looks, "WAS_OFF", looks.WAS_OFF * SLOWER)


class InProcess:
    """Two schedulers and the sender side by side in one loop, with transactions and looks that break at random."""

    def __init__(
        self, url: str, clock: YearClock, wire: Wire, dice: random.Random, odds: Odds, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        turn = without_threads(monkeypatch) if is_embedded(url) else None
        slow_down(monkeypatch)
        monkeypatch.setattr(chance, "random", random.Random("jitter"))
        let_sleep_pass(monkeypatch, clock)
        monkeypatch.setitem(AGENDA, "care", self._stumbling(looks.look))
        self._dice = dice
        self._odds = odds
        only_rollback = Odds(rollback=odds.rollback, unanswered=0.0)
        self.people = ShakyStore(url, clock, DEFAULTS, dice, only_rollback, turn)
        self._stores = [ShakyStore(url, clock, DEFAULTS, dice, odds, turn) for _ in range(3)]
        a, b, sending = self._stores
        self._sender = Sender(sending, wire, clock)
        self._workers = [Scheduler(a, clock), Scheduler(b, clock)]
        self._planned = True
        self._looks = self._mishaps = 0
        for store in (*self._stores, self.people):
            store.subscribe(self._sender.hear)
            store.subscribe(self._hear)

    def _hear(self, signals: set[Signal]) -> None:
        self._planned = self._planned or "jobs" in signals

    async def work(self) -> bool:
        """Both workers and the sender, until none finds anything to do."""
        self._planned = True
        while self._planned or self._sender.news:
            results = await asyncio.gather(*(self._jobs(worker) for worker in self._workers), self._send())
            if results[-1]:
                return True
        return False

    async def _jobs(self, worker: Scheduler) -> None:
        while True:
            try:
                self._planned = False
                if not await worker.run_one():
                    return
            except Exception as error:
                if not is_trouble(error) and not isinstance(error, MishapError):
                    raise

    async def _send(self) -> bool:
        try:
            await self._sender.work()
        except DeathError:
            await self._sender.die()
            return True
        return False

    async def restart(self) -> None:
        await self._sender.die()

    async def close(self) -> None:
        await self._sender.close()
        for store in (*self._stores, self.people):
            await store.close()

    def summary(self) -> str:
        faults = sum(store.faults for store in (*self._stores, self.people))
        return (
            f"{self._looks} looks, {self._mishaps} mishaps, {faults} failed transactions, {self._sender.deaths} deaths"
        )

    def _stumbling(self, look: Callable[[UnitOfWork, dict[str, Any]], Awaitable[None]]) -> Any:
        """A look that breaks now and then, before or after it did its work."""

        async def stumbling(uow: UnitOfWork, payload: dict[str, Any]) -> None:
            self._looks += 1
            chance = self._dice.random()
            if chance < self._odds.mishap / 2:
                self._mishaps += 1
                raise MishapError("before")
            await look(uow, payload)
            if chance > 1 - self._odds.mishap / 2:
                self._mishaps += 1
                raise MishapError("after")

        return stumbling
