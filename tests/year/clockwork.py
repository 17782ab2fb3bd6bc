"""A clock that the year moves, and a store whose transactions fail at random."""

import asyncio
import contextlib
import datetime as dt
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from storage import dialects
from storage.records import Defaults
from storage.sqlite_thread import Connection
from storage.unit import Store, UnitOfWork


class YearClock(Clock):
    """Stands still until it is moved. A year really passes here, so backoff and leases see it go by as well."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__()
        self._at = at

    def now(self) -> dt.datetime:
        return self._at

    def epoch(self) -> float:
        return self._at.timestamp()

    def elapsed(self) -> float:
        return self._at.timestamp()

    def move_to(self, at: dt.datetime) -> None:
        """Let it become `at`; never back."""
        assert at >= self._at, "time goes forward"
        self._at = at

    def move_by(self, seconds: float) -> None:
        self._at += dt.timedelta(seconds=seconds)


class MishapError(RuntimeError):
    """Something in our own program broke, for once."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How often what goes wrong.

    `rollback` and `unanswered`: of transactions, those that the database does not take, and those that stand although
    it did not say so. `mishap`: of looks, those that break in the middle. `lost`, `refused`, `death`: of calls to a
    client's chat, those whose answer is lost (half of them were taken), those that Telegram asks to repeat, and those
    during which the sender dies (half of them were taken).
    """

    rollback: float = 0.05
    unanswered: float = 0.02
    mishap: float = 0.03
    lost: float = 0.04
    refused: float = 0.04
    death: float = 0.03


NO_FAULTS = Odds(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class ShakyStore(Store):
    """A store whose writing transactions fail at the end: some are rolled back, some stand and only look so.

    `turn`: what the stores of one SQLite file wait for, where `without_threads` took the file's own waiting away.
    """

    def __init__(
        self, url: str, clock: Clock, defaults: Defaults, dice: random.Random, odds: Odds, turn: asyncio.Lock | None
    ) -> None:
        super().__init__(url, clock, defaults, one_writer=True)
        self._dice = dice
        self._odds = odds
        self._turn = turn or contextlib.nullcontext()
        self.faults = 0

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self._turn, super().unit() as uow:
            yield uow
            await uow.flush()
            if self._dice.random() < self._odds.rollback:
                self.faults += 1
                raise _trouble("the disk is busy")
        if self._dice.random() < self._odds.unanswered:
            self.faults += 1
            raise _trouble("the connection was lost during COMMIT")


def without_threads(monkeypatch: pytest.MonkeyPatch) -> asyncio.Lock:
    """Use SQLite files in the thread of the loop.

    A year has half a million statements, and each visit to a thread costs more than the statement. Writers must then
    wait for each other before they ask the file: they hold the lock meanwhile.
    """

    async def at_once(self: Connection, work: Any, *given: Any, **more: Any) -> Any:
        return work(*given, **more)

    async def opened_at_once(self: Connection) -> Connection:
        self._connection = self._connection or self._connector()
        return self

    monkeypatch.setattr(Connection, "_execute", at_once)
    monkeypatch.setattr(Connection, "_connect", opened_at_once)
    no_power_cuts(monkeypatch)
    return asyncio.Lock()


def no_power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the tests' PostgreSQL, SQLite files need not survive a power cut; a process that is killed harms neither."""
    pragmas = tuple(one for one in dialects._PRAGMAS if not one.startswith("synchronous"))
    monkeypatch.setattr(dialects, "_PRAGMAS", (*pragmas, "synchronous=OFF"))


def _trouble(why: str) -> OperationalError:
    return OperationalError("COMMIT", None, Exception(why))
