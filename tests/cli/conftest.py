"""What the tests of the command line share: an installation in an empty folder, where commands are typed."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import Clock
from bot.settings import names
from conversations import links
from storage import facts, migrate
from storage.unit import Store, UnitOfWork

T = TypeVar("T")


@dataclass
class Answer:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class Installation:
    """A folder with an SQLite database of its own; commands run in this process, and in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite+aiosqlite:///{folder / 'carebot.db'}"

    def types(self, *arguments: str) -> Answer:
        """Run a command, whatever comes of it."""
        result = CliRunner().invoke(app, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def gets(self, *arguments: str) -> Any:
        """Run a command that must succeed, with --json; its document."""
        answer = self.types(*arguments, "--json")
        assert answer.code == 0, answer.out + answer.err
        return answer.data

    def refused(self, *arguments: str) -> str:
        """Run a command that must be refused; what it says."""
        answer = self.types(*arguments)
        assert answer.code == 1, answer.out + answer.err
        assert answer.out == ""
        return answer.err

    def unit(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Do something in the installation's store."""

        async def done() -> T:
            store = Store(self.url, Clock())
            try:
                async with store.unit() as uow:
                    return await work(uow)
            finally:
                await store.close()

        return asyncio.run(done())


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with all migrations, to be copied: migrating anew for each test would take most of the time."""
    path = tmp_path_factory.mktemp("database") / "carebot.db"
    asyncio.run(migrate.upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_database: Path) -> Installation:
    """An empty installation without settings, whose bot is called care_bot."""
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    installation = Installation(tmp_path)
    shutil.copy(fresh_database, tmp_path / "carebot.db")
    installation.unit(lambda uow: facts.put(uow, links.USERNAME, "care_bot"))
    return installation


@pytest.fixture
def team(house: Installation) -> Installation:
    """An installation with a manager, Olena (Telegram id 101), and a lead, Petro (102)."""
    house.gets("staff", "add", "--telegram-id", "101", "--name", "Olena", "--role", "manager")
    house.gets("staff", "add", "--telegram-id", "102", "--name", "Petro", "--role", "lead")
    return house
