"""Runs the migrations, through the async drivers that the program uses. Imports none of the program's code.

All of them run in one transaction, under a lock: programs that start at the same moment wait for each other, and one
that is killed on the way leaves the database as it was.
"""

import asyncio
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from alembic import context

LOCK = 0x6361726562
"""The key of the advisory lock on PostgreSQL; any number that nobody else uses."""

WAIT = 60
"""Seconds to wait for another program's migration of an SQLite file."""


def _migrate(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=context.config.attributes.get("include_object"),
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()


def _sqlite(url: URL) -> AsyncEngine:
    """An engine whose transactions hold the file from the start; by itself the driver begins none for CREATE TABLE."""
    engine = create_async_engine(url, connect_args={"timeout": WAIT, "isolation_level": None})

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def _run(url: URL) -> None:
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:
        await engine.dispose()


asyncio.run(_run(context.config.attributes["url"]))
