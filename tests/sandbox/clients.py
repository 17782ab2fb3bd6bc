"""Two independent Bot API clients in one form, so that the same fact is checked with both."""

from datetime import timedelta
from types import ModuleType
from typing import Any

import aiogram
import aiogram.types
import pytest
import telegram
import telegram.error
import telegram.request
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat, TelegramRetryAfter

TOKEN = "700001:sandbox-token"


class Failure(Exception):
    """What a client said went wrong, in one form for both."""

    def __init__(self, text: str, retry_after: float | None = None, migrate_to: int | None = None) -> None:
        super().__init__(text)
        self.text = text.lower()
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class Api:
    """A Bot API client; methods have the same names and parameters in both libraries."""

    name: str
    types: ModuleType

    async def do(self, method: str, **params: Any) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError


class AiogramApi(Api):
    name = "aiogram"
    types = aiogram.types

    def __init__(self, url: str) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=10)
        self.bot = aiogram.Bot(TOKEN, session=session)

    async def do(self, method: str, **params: Any) -> Any:
        try:
            return await getattr(self.bot, method)(**params)
        except TelegramRetryAfter as problem:
            raise Failure(problem.message, retry_after=problem.retry_after) from None
        except TelegramMigrateToChat as problem:
            raise Failure(problem.message, migrate_to=problem.migrate_to_chat_id) from None
        except TelegramAPIError as problem:
            raise Failure(f"{problem.label if hasattr(problem, 'label') else ''} {problem.message}") from None

    async def close(self) -> None:
        # Not session.close(): it sleeps a quarter of a second for the sake of TLS, which there is none of here.
        session = self.bot.session
        if isinstance(session, AiohttpSession) and session._session is not None:
            await session._session.close()


class PtbApi(Api):
    name = "python-telegram-bot"
    types = telegram

    def __init__(self, url: str) -> None:
        self.ready = False
        request = telegram.request.HTTPXRequest(read_timeout=10, media_write_timeout=20)
        other = telegram.request.HTTPXRequest(read_timeout=10)
        self.bot = telegram.Bot(
            TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request, get_updates_request=other
        )

    async def do(self, method: str, **params: Any) -> Any:
        if not self.ready:
            await self.bot.initialize()
            self.ready = True
        try:
            return await getattr(self.bot, method)(**params)
        except telegram.error.RetryAfter as problem:
            after = problem.retry_after
            assert isinstance(after, timedelta), "PTB_TIMEDELTA is set by the fixture"
            raise Failure(problem.message, retry_after=after.total_seconds()) from None
        except telegram.error.ChatMigrated as problem:
            raise Failure(problem.message, migrate_to=problem.new_chat_id) from None
        except telegram.error.TelegramError as problem:
            raise Failure(problem.message) from None

    async def close(self) -> None:
        await self.bot.shutdown()


async def fails(api: Api, method: str, **params: Any) -> Failure:
    """Call a method that must fail; the failure."""
    with pytest.raises(Failure) as caught:
        await api.do(method, **params)
    return caught.value
