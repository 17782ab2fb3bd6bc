"""aiosqlite with one visit to its thread per statement.

aiosqlite keeps each connection in a thread and walks over to it for every step: make a cursor, execute, fetch, close. Each walk costs
more than the statement itself when the event loop is busy, and SQLAlchemy always takes all four. Here they are one.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import aiosqlite


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


async def connect(path: str, pragmas: Sequence[str]) -> Connection:
    """Open a database file, with these pragmas set; transactions are begun and ended by SQLAlchemy."""

    def open_file() -> sqlite3.Connection:
        raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}").close()
        return raw

    connection = Connection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True
    return await connection  # type: ignore[return-value]
