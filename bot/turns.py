"""A turn: the right to make calls now, one after another, within Telegram's limits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.pacing import Pacer


class Turn:
    """What delivery gives a courier with a parcel.

    The first call was reserved when the turn was given, so it goes at once; a further one (a topic to be created, a
    card to be pinned) waits for room. Close the turn when the parcel is through.
    """

    def __init__(self, pacer: Pacer, elapsed: Callable[[], float], telegram_id: int, weight: int) -> None:
        self._pacer = pacer
        self._elapsed = elapsed
        self._reserved: tuple[int, int] | None = (telegram_id, weight)
        pacer.start(telegram_id, weight)

    @asynccontextmanager
    async def call(self, telegram_id: int, weight: int = 1) -> AsyncIterator[None]:
        """Make one call to a chat inside this."""
        if self._reserved is not None:
            (reserved_id, reserved_weight), self._reserved = self._reserved, None
            if (reserved_id, reserved_weight) != (telegram_id, weight):
                self._pacer.finish(reserved_id, reserved_weight)
                await self._wait(telegram_id, weight)
        else:
            await self._wait(telegram_id, weight)
        try:
            yield
        finally:
            self._pacer.finish(telegram_id, weight)

    async def _wait(self, telegram_id: int, weight: int) -> None:
        now = self._elapsed()
        while (at := self._pacer.ready_at(telegram_id, now, weight)) > now:
            await asyncio.sleep(at - now)
            now = self._elapsed()
        self._pacer.start(telegram_id, weight)

    def close(self) -> None:
        if self._reserved is not None:
            self._pacer.finish(*self._reserved)
            self._reserved = None
