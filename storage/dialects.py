"""Everything SQLite and PostgreSQL do differently, in one file."""

from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, ColumnElement, Insert, Integer, Table, cast, event, extract, func, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SqlTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import sqlite_thread

SQLITE_DRIVER = "sqlite+aiosqlite"
POSTGRESQL_DRIVER = "postgresql+asyncpg"

_JSON: dict[str, Any] = {
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


class UnsupportedDatabaseError(ValueError):
    """The database URL names a database or driver that Carebot does not run on."""


_PASSING_CLASSES = {"08", "40", "53", "55", "57", "58"}
"""Classes of PostgreSQL's SQLSTATE that pass: connection, deadlock, resources, lock, shutdown or start, disk."""

_SQLITE_ERROR = 1
"""SQLite's code for a statement that is wrong and stays wrong; a locked, full or broken file has others."""


def is_trouble(error: BaseException) -> bool:
    """True when the database itself failed (locked, gone, out of space), so that the same work may succeed later.

    False for what would fail again for ever: a wrong statement, a value that does not fit.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, SqlTimeoutError | OSError)
    if error.connection_invalidated or str(getattr(error.orig, "sqlstate", None))[:2] in _PASSING_CLASSES:
        return True
    if isinstance(error, InterfaceError):
        # asyncpg says InterfaceError for a closed connection and for a value that does not fit its column.
        return not isinstance(getattr(error.orig, "__cause__", None), ValueError)
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(error, OperationalError) and (code is None or code & 0xFF != _SQLITE_ERROR)


def parse_url(url: str) -> URL:
    """The URL with its driver checked. Raises `UnsupportedDatabaseError`, with an example, for any other driver."""
    parsed = make_url(url)
    if parsed.drivername not in {SQLITE_DRIVER, POSTGRESQL_DRIVER}:
        raise UnsupportedDatabaseError(
            f"{parsed.drivername} is not supported; use {SQLITE_DRIVER}:///carebot.db "
            f"or {POSTGRESQL_DRIVER}://user:password@host/database"
        )
    return parsed


def is_embedded(url: str) -> bool:
    """True for SQLite: the file belongs to this program, so it may migrate it by itself."""
    return parse_url(url).drivername == SQLITE_DRIVER


def open_engines(url: str, *, one_writer: bool = False) -> tuple[AsyncEngine, AsyncEngine]:
    """(writer, reader). SQLite has one writing connection, since concurrent writers only wait for each other there.

    `one_writer`: on PostgreSQL too, so that the parts of one program cannot lock each other out.
    """
    parsed = parse_url(url)
    if parsed.drivername == SQLITE_DRIVER:
        return (
            _sqlite(parsed, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0),
            _sqlite(parsed, "BEGIN", pool_size=2, max_overflow=2),
        )
    common = {"pool_pre_ping": True, "hide_parameters": True, **_JSON}
    engine = create_async_engine(parsed, pool_size=4, max_overflow=4, **common)
    if not one_writer:
        return engine, engine
    return create_async_engine(parsed, pool_size=1, max_overflow=0, pool_timeout=60, **common), engine


_PRAGMAS = (
    f"busy_timeout={sqlite_thread.PATIENCE * 1000:.0f}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
)
"""Durable: a commit is on the disk before it returns."""


def _sqlite(url: URL, begin: str, *, pool_size: int, max_overflow: int) -> AsyncEngine:
    """An engine for a SQLite file, with the wanted BEGIN.

    BEGIN IMMEDIATE for writers: a plain BEGIN that reads first and writes later fails with "database is locked" as soon
    as another process wrote in between, whatever the busy timeout. Nothing is rolled back when a connection returns to
    the pool: a transaction is always ended by whoever began it.
    """
    engine = create_async_engine(
        url,
        async_creator=lambda: sqlite_thread.connect(url.database or ":memory:", _PRAGMAS),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=60,
        pool_reset_on_return=None,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def inserting(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def insert_or_skip(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    """INSERT that leaves an existing row with the same `unique` columns alone."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=unique)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=unique)


@cache
def upsert(dialect: str, table: Table, unique: tuple[str, ...], update: tuple[str, ...]) -> Insert:
    """INSERT that overwrites the `update` columns of an existing row with the same `unique` columns."""
    if dialect == "postgresql":
        pg = postgresql.insert(table)
        return pg.on_conflict_do_update(index_elements=unique, set_={c: pg.excluded[c] for c in update})
    lite = sqlite.insert(table)
    return lite.on_conflict_do_update(index_elements=unique, set_={c: lite.excluded[c] for c in update})


def microseconds(dialect: str, moment: ColumnElement[Any]) -> ColumnElement[int]:
    """A `Moment` as microseconds since 1970, a whole number: a tenth of the time that a datetime takes to be read."""
    if dialect == "postgresql":
        return cast(extract("epoch", moment) * 1_000_000, BigInteger)
    # SQLAlchemy writes "YYYY-MM-DD HH:MM:SS.ffffff", which SQLite would round, .9999 up to the next second.
    seconds = cast(func.strftime("%s", func.substr(moment, 1, 19)), Integer)
    return type_coerce(seconds * 1_000_000 + cast(func.substr(moment, 21, 6), Integer), Integer)
