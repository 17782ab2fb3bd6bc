"""aiosqlite with one visit to its thread per statement.

aiosqlite keeps each connection in a thread and walks over to it for every step: make a cursor, execute, fetch, close.
Each walk costs more than the statement itself when the event loop is busy, and SQLAlchemy always takes all four. Here
they are one.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

PATIENCE = 20.0
"""Seconds to wait for another program that has the file."""


class _Cursor:
    """What SQLAlchemy needs of a cursor: execute, then everything there is to know, already fetched."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        return await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))

    async def _run(self, work: Callable[[sqlite3.Cursor], Any]) -> "_Cursor":
        await self._connection.visit(lambda raw: self._do(raw.cursor(), work))
        return self

    def _do(self, cursor: sqlite3.Cursor, work: Callable[[sqlite3.Cursor], Any]) -> None:
        try:
            work(cursor)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
            if cursor.description:
                self.rowcount = cursor.rowcount
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Closed already, in the visit that executed."""


class Connection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors make one visit a statement."""

    def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self)

    async def visit(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        """Run `work` in the connection's thread."""
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]


def _set(raw: sqlite3.Connection, pragma: str) -> None:
    """Set a pragma. The first change to WAL mode minds no busy timeout: it fails at once while the file is in use."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            raw.execute(f"PRAGMA {pragma}").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


async def connect(path: str, pragmas: Sequence[str]) -> Connection:
    """Open a database file, with these pragmas set; transactions are begun and ended by SQLAlchemy."""

    def open_file() -> sqlite3.Connection:
        if path != ":memory:":
            # Clients' names are in it: nobody else on this machine is to read it. What keeps it from being made, SQLite
            # says in a moment, as an error that everybody above knows.
            with contextlib.suppress(OSError):
                Path(path).touch(mode=0o600)
        raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            for pragma in pragmas:
                _set(raw, pragma)
        except BaseException:
            raw.close()
            raise
        return raw

    connection = Connection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True
    try:
        return await connection  # type: ignore[return-value]
    except Exception:
        # aiosqlite sends its thread home without waiting: a program that ends now would see it fail on the closed loop.
        await asyncio.to_thread(connection._thread.join)
        raise
