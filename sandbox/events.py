"""What happened, for the chat page: numbered events that listeners follow and may catch up with."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from itertools import takewhile
from typing import Any

import orjson

KEPT = 5_000

# An event's data is made only when somebody listens: with nobody there, noting it costs one tuple.
Maker = Callable[[], Any]


class EventLog:
    """The last events, and whoever listens.

    Keep in mind: the data of a kept event is made when it is read, so a replayed message is shown as it is now.
    """

    def __init__(self) -> None:
        self.last_id = 0
        self._kept: deque[tuple[int, str, Maker]] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Event] = set()
        self.closed = False

    def note(self, name: str, maker: Maker) -> None:
        """Write down an event."""
        self.last_id += 1
        self._kept.append((self.last_id, name, maker))
        for listener in self._listeners:
            listener.set()

    def close(self) -> None:
        """End all streams: the server stops."""
        self.closed = True
        for listener in self._listeners:
            listener.set()

    async def after(self, position: int, seconds: float) -> int:
        """Wait up to `seconds` for an event after `position`; answers the number of the last one."""
        if self.last_id <= position and seconds > 0 and not self.closed:
            news = asyncio.Event()
            self._listeners.add(news)
            try:
                await asyncio.wait_for(news.wait(), seconds)
            except TimeoutError:
                pass
            finally:
                self._listeners.discard(news)
        return self.last_id

    def _since(self, position: int) -> list[tuple[int, str, Maker]]:
        newest_first = takewhile(lambda event: event[0] > position, reversed(self._kept))
        return list(newest_first)[::-1]

    async def follow(self, after: int | None, idle: float = 15.0) -> AsyncIterator[bytes]:
        """Server-Sent Events after `after` (None: from now on); a comment line after `idle` quiet seconds."""
        position = self.last_id if after is None else min(after, self.last_id)
        news = asyncio.Event()
        self._listeners.add(news)
        try:
            if self._kept and position < self._kept[0][0] - 1 and after != 0:
                position = self.last_id
                yield _frame(position, "reset", {})
            while not self.closed:
                news.clear()
                pending = self._since(position)
                if pending:
                    yield b"".join([_frame(number, name, maker()) for number, name, maker in pending])
                    position = pending[-1][0]
                    continue
                try:
                    await asyncio.wait_for(news.wait(), idle)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self._listeners.discard(news)


def _frame(number: int, name: str, data: Any) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (number, name.encode(), orjson.dumps(data))
