"""aiogram's idea of the bot: it reads what comes in, and calls nothing.

What goes out waits in the outbox and is called by `bot/telegram.py`. So this bot needs no HTTP client of its own, which
would cost every start the reading of all certificates, and a handler that called Telegram would be found out at once.
"""

from collections.abc import AsyncGenerator
from typing import Any, NoReturn

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod


class CallsNothing(BaseSession):
    """Refuses every call."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> NoReturn:
        raise RuntimeError(f"{type(method).__name__}: handlers put what goes out into the outbox")

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("files stay at Telegram: they are passed on by their file_id")
        yield b""

    async def close(self) -> None:
        """There is nothing to let go of."""


def reading_bot(token: str) -> Bot:
    """The bot that handlers are given."""
    return Bot(token, session=CallsNothing())
