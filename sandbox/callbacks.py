"""Presses of inline buttons that wait for the bot's answer."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sandbox.accounts import BotAccount, Person
from sandbox.messages import Message

# Telegram keeps a query for a quarter of an hour at most; the sandbox clock decides.
LIFETIME = 15 * 60


@dataclass(slots=True)
class CallbackQuery:
    """One press. `answer` is set once by answerCallbackQuery."""

    id: str
    bot: BotAccount
    person: Person
    message: Message
    date: float
    answer: asyncio.Future[dict[str, Any]]
