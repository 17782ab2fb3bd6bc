"""A sandbox per test, and two independent Bot API clients over real HTTP: aiogram and python-telegram-bot."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.client import BotHandle, Group, Person, Sandbox
from sandbox.server import RunningServer, start
from tests.sandbox.clients import TOKEN, AiogramApi, Api, PtbApi


@pytest.fixture
async def server() -> AsyncIterator[RunningServer]:
    async with await start() as running:
        yield running


@pytest.fixture
async def box(server: RunningServer) -> AsyncIterator[Sandbox]:
    async with Sandbox(server.url) as client:
        yield client


@pytest.fixture
async def bot(box: Sandbox) -> BotHandle:
    return await box.bot(TOKEN, "care_bot", "Care")


@pytest.fixture(params=[AiogramApi, PtbApi], ids=["aiogram", "ptb"])
async def api(
    request: pytest.FixtureRequest, server: RunningServer, bot: BotHandle, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Api]:
    # python-telegram-bot's coming way of telling times; the old one warns.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    client: Api = request.param(server.url)
    yield client
    await client.close()


@pytest.fixture
async def call(server: RunningServer, box: Sandbox, bot: BotHandle) -> Any:
    """A bare call: ``await call("sendMessage", chat_id=…)`` answers the whole JSON."""

    async def bare(method: str, token: str = TOKEN, **params: Any) -> dict[str, Any]:
        async with box.session.post(f"{server.url}/bot{token}/{method}", json=params) as answer:
            result: dict[str, Any] = await answer.json()
            return result

    return bare


@pytest.fixture
async def anna(box: Sandbox, bot: BotHandle) -> Person:
    """A client who pressed Start."""
    person = await box.person("Anna", language="uk")
    await person.starts(bot)
    return person


@pytest.fixture
async def olena(box: Sandbox) -> Person:
    """A manager."""
    return await box.person("Olena")


@pytest.fixture
async def desk(box: Sandbox, bot: BotHandle, olena: Person) -> Group:
    """A forum in which the bot is administrator and manages topics."""
    group = await box.group("Desk", olena, is_forum=True)
    await group.add_bot(bot)
    return group
