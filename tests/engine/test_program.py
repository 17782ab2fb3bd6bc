"""`carebot run` as a program of its own: how it starts, how it ends, and what it says then."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.intake import POLL
from conversations import team_admin
from sandbox.client import BotHandle, Person, Sandbox
from sandbox.server import start
from storage.migrate import scripts
from storage.unit import Store
from tests.support.house import TOKEN

pytestmark = pytest.mark.slow


class Program:
    """One `carebot run` against a pretend Telegram."""

    def __init__(self, url: str, database_url: str, folder: Path) -> None:
        self._environment = {
            "CAREBOT_TOKEN": TOKEN,
            "CAREBOT_API_URL": url,
            "CAREBOT_DATABASE_URL": database_url,
            "CAREBOT_LOG_FORMAT": "json",
            "CAREBOT_LIMIT_OVERALL": "0",
        }
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._said = b""

    async def starts(self, **settings: str) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self._folder,
            env=os.environ | {"PYTHONPATH": str(scripts().parent)} | self._environment | settings,
            stderr=asyncio.subprocess.PIPE,
        )

    async def says(self, what: str, timeout: float = 120.0) -> None:
        """Wait until it has said this."""
        assert self._process is not None and self._process.stderr is not None
        async with asyncio.timeout(timeout):
            while what.encode() not in self._said:
                line = await self._process.stderr.readline()
                assert line, f"it ended: {self._said.decode()}"
                self._said += line

    async def ends(self, how: signal.Signals | None = None, timeout: float = 120.0) -> tuple[int, str, float]:
        """Its exit code, all it said, and how many seconds it took."""
        assert self._process is not None and self._process.stderr is not None
        began = time.monotonic()
        if how is not None:
            self._process.send_signal(how)
        async with asyncio.timeout(timeout):
            self._said += await self._process.stderr.read()
            code = await self._process.wait()
        return code, self._said.decode(), time.monotonic() - began

    async def dies(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    async with await start() as server, Sandbox(server.url) as opened:
        yield opened


@pytest.fixture
async def bot(box: Sandbox) -> BotHandle:
    return await box.bot(TOKEN, "care_bot", "Care")


@pytest.fixture
async def program(box: Sandbox, database_url: str, tmp_path: Path) -> AsyncIterator[Program]:
    made = Program(box.url, database_url, tmp_path)
    yield made
    await made.dies()


@pytest.fixture
async def lead(box: Sandbox, bot: BotHandle, database_url: str) -> Person:
    """Somebody whom the bot answers."""
    from bot.clock import Clock

    person = await box.person("Larysa")
    store = Store(database_url, Clock())
    async with store.unit() as uow:
        await team_admin.add_staff(uow, "test", person.id, "Larysa", team_admin.StaffDetails(role="lead"))
    await store.close()
    return person


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_token_that_telegram_does_not_know_ends_it_with_a_clear_word(program: Program):
    await program.starts()
    code, said, _ = await program.ends()
    assert code == 1
    assert "Telegram does not know this token. Ask @BotFather" in said
    assert "Traceback" not in said
    assert TOKEN not in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_token_that_was_revoked_while_it_worked_ends_it_too(program: Program, box: Sandbox, bot: BotHandle):
    await program.starts()
    await program.says("working")
    await box.fault("error", "getUpdates", code=401, description="Unauthorized")
    person = await box.person("Somebody")
    await person.starts(bot)
    code, said, _ = await program.ends()
    assert (code, "Telegram does not know this token" in said) == (1, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_an_idle_bot_stops_without_waiting_for_its_long_poll(program: Program, bot: BotHandle, how):
    await program.starts()
    await program.says("working")
    await asyncio.sleep(0.3)
    code, said, took = await program.ends(how)
    assert (code, "Traceback" in said) == (0, False)
    assert took < POLL / 2


async def test_a_bot_that_stops_finishes_what_is_under_way(
    program: Program, box: Sandbox, bot: BotHandle, lead: Person
):
    await program.starts()
    await program.says("working")
    await box.fault("latency", "sendMessage", seconds=6.0)
    await lead.starts(bot)
    await asyncio.sleep(3.0)
    code, _, _ = await program.ends(signal.SIGTERM)
    assert code == 0
    assert len([call for call in await box.calls("sendMessage") if call.status == 200]) == 1
    await box.no_faults()
    await program.starts()
    await program.says("working")
    await asyncio.sleep(1.0)
    assert len(await box.calls("sendMessage")) == 1, "what was delivered is not repeated by the next life"


async def test_a_bot_that_stopped_lets_the_next_begin_at_once(
    program: Program, bot: BotHandle, box, tmp_path, database_url
):
    await program.starts()
    await program.says("working")
    await program.ends(signal.SIGTERM)
    following = Program(box.url, database_url, tmp_path)
    await following.starts()
    try:
        await following.says("working")
        _, said, _ = await following.ends(signal.SIGTERM)
    finally:
        await following.dies()
    assert "standing by" not in said
    fences = [line["fence"] for line in map(json.loads, said.splitlines()) if line["event"] == "working"]
    assert fences == [2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_that_cannot_reach_telegram_waits_and_can_be_stopped(program: Program):
    await program.starts(CAREBOT_API_URL="http://127.0.0.1:9")
    await program.says("telegram not reached")
    code, said, took = await program.ends(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert took < POLL / 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bot_whose_telegram_hangs_at_the_start_can_be_stopped(program: Program, box: Sandbox, bot: BotHandle):
    await box.fault("hang", "getMe")
    await program.starts()
    async with asyncio.timeout(120):
        while not await box.calls("getMe"):  # noqa: ASYNC110 - calls are no events
            await asyncio.sleep(0.05)
    code, _, took = await program.ends(signal.SIGTERM)
    assert code == 0
    assert took < POLL / 2
