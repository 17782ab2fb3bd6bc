"""The store and its unit of work: one transaction, one clock reading, one set of side effects after commit."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from sqlalchemy import Executable, Insert, Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import dialects
from storage.records import Defaults


class Clock(Protocol):
    """The two times of the house (see `bot.clock`)."""

    def now(self) -> dt.datetime:
        """Product time, aware, UTC: decides dates and due times; a demo may move it."""

    def epoch(self) -> float:
        """Real seconds since 1970: leases, backoff and pacing; never moved."""


Signal = str
"""What a committed unit of work tells the rest of the process.

"outbox", "jobs", "places", or "desks" when one can be written to again.
"""


class UnitOfWork:
    """One transaction.

    How it works: `add` collects rows per statement and writes them in bulk, at the latest at commit; every read or
    direct write flushes them first, so a query always sees what was added before it. `cache` holds what was prefetched
    for a batch (see `storage.chats`), `after_commit` what is to be done once the transaction stands.

    Keep in mind: rows of one statement are written together, before rows of a statement first used later. That is right
    for inserts and for idempotent updates; write anything else with `execute`. Nothing of a unit survives an exception.
    """

    def __init__(self, connection: AsyncConnection, now: dt.datetime, epoch: float, defaults: Defaults) -> None:
        self.now = now
        self.epoch = epoch
        self.defaults = defaults
        self.cache: dict[Any, Any] = {}
        self.signals: set[Signal] = set()
        self.after_commit: list[Any] = []
        self._connection = connection
        self._pending: dict[Executable, list[Mapping[str, Any]]] = {}

    @property
    def dialect(self) -> str:
        return self._connection.dialect.name

    def add(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """Write `row` with `statement` at the next flush.

        `statement` must be a module constant: it is the bulk's key.
        """
        self._pending.setdefault(statement, []).append(row)

    def touch_places(self) -> None:
        """Chats, topics, desks or people changed: what is cached of them, here and in the process, no longer holds."""
        self.cache.clear()
        self.signals.add("places")

    async def flush(self) -> None:
        while self._pending:
            pending, self._pending = self._pending, {}
            for statement, rows in pending.items():
                await self._connection.execute(statement, rows)

    async def execute(
        self, statement: Executable, rows: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
    ) -> int:
        """Run a writing statement now; the number of rows it touched."""
        await self.flush()
        result: CursorResult[Any] = await self._connection.execute(statement, rows)
        return result.rowcount

    async def insert(self, table: Table, **values: Any) -> int:
        """Insert one row now; its new integer primary key."""
        await self.flush()
        result: CursorResult[Any] = await self._connection.execute(table.insert().values(**values))
        key = result.inserted_primary_key
        return int(key[0]) if key is not None else 0

    async def returning(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> Sequence[Any]:
        """Run a statement that gives rows back: a SELECT, or a write with RETURNING."""
        await self.flush()
        result: CursorResult[Any] = await self._connection.execute(statement, rows)
        return result.all()

    async def one(self, statement: Executable) -> Any:
        """The first row, or None."""
        rows = await self.returning(statement)
        return rows[0] if rows else None

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        row = await self.one(statement)
        return None if row is None else row[0]

    def insert_or_skip(self, table: Table, *unique: str) -> Insert:
        return dialects.insert_or_skip(self.dialect, table, unique)

    def upsert(self, table: Table, unique: tuple[str, ...], update: tuple[str, ...]) -> Insert:
        return dialects.upsert(self.dialect, table, unique, update)


class Store:
    """The database of one Carebot.

    `unit()` opens a writing transaction, `reading()` one that only reads. Subscribers hear the signals of each
    committed unit; they must be quick and must not raise.
    """

    def __init__(self, url: str, clock: Clock, defaults: Defaults | None = None, *, one_writer: bool = False) -> None:
        self.url = url
        self.defaults = defaults or Defaults()
        self.clock = clock
        self._writer, self._reader = dialects.open_engines(url, one_writer=one_writer)
        self._subscribers: list[Callable[[set[Signal]], None]] = []

    @property
    def writer(self) -> AsyncEngine:
        return self._writer

    def subscribe(self, subscriber: Callable[[set[Signal]], None]) -> None:
        self._subscribers.append(subscriber)

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """One writing transaction: commits on leaving, rolls everything back on an exception."""
        async with self._writer.begin() as connection:
            uow = UnitOfWork(connection, self.clock.now(), self.clock.epoch(), self.defaults)
            yield uow
            await uow.flush()
        if uow.signals:
            for subscriber in self._subscribers:
                subscriber(uow.signals)

    @asynccontextmanager
    async def reading(self, *, steady: bool = False) -> AsyncIterator[UnitOfWork]:
        """One look at the store; must not write.

        `steady`: all queries see the same moment, as a report of many queries needs. SQLite always reads so; PostgreSQL
        then reads in REPEATABLE READ.
        """
        async with self._reader.connect() as connection:
            if steady and connection.dialect.name == "postgresql":
                _ = await connection.execution_options(isolation_level="REPEATABLE READ")
            yield UnitOfWork(connection, self.clock.now(), self.clock.epoch(), self.defaults)

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
