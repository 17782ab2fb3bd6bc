"""Parcels for tests, and a pretend connection to Telegram."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from storage.records import Parcel

_number = count(1)


def parcel(text: str = "hello", **given: Any) -> Parcel:
    """A parcel with a person's text, as the outbox would give it."""
    payload = given.pop("payload", None) or {"source": 1, "words": {"text": text}} | given.pop("more", {})
    values: dict[str, Any] = {
        "id": next(_number),
        "lane": "topic:1",
        "urgency": 1,
        "op": "text",
        "chat_id": 1,
        "target_id": None,
        "payload": payload,
        "album": None,
        "once": False,
        "due_epoch": 0.0,
        "posted_epoch": 0.0,
    }
    return Parcel(**values | given)


Answer = Callable[[str, dict[str, Any]], Awaitable[Any]]


class FakeTelegram:
    """Notes what is called and answers as told; sendMessage gets message ids of its own when nothing is told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answer: Answer | None = None
        self._ids = count(1000)

    async def call(self, method: str, params: dict[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        self.calls.append((method, params or {}))
        await asyncio.sleep(0)
        if self.answer is not None and (told := await self.answer(method, params or {})) is not None:
            return told
        return {"message_id": next(self._ids), "message_thread_id": next(self._ids)}

    def sent(self) -> list[str]:
        """The texts of all messages, in order."""
        return [params["text"] for method, params in self.calls if method == "sendMessage"]
