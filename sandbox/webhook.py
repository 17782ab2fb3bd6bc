"""Delivery of updates by webhook."""

import asyncio
from typing import Any

import aiohttp

from sandbox.clock import SandboxClock
from sandbox.updates import Lane, UpdateQueue

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
ANSWER_WITHIN = 60.0


class Webhook:
    """Posts the updates of one bot to its address.

    How it works: up to `connections` updates are on their way at once, but only one of a lane (a kind of update in one
    chat), so the messages of a chat keep their order, as at Telegram. Each is forgotten only after a 2xx, anything else
    is tried again after a growing pause.
    """

    def __init__(self, queue: UpdateQueue, url: str, secret: str, connections: int, clock: SandboxClock) -> None:
        self.url = url
        self.connections = connections
        self.last_error: tuple[int, str] | None = None
        self._queue = queue
        self._secret = secret
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """End; what was not answered with 2xx stays pending."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        queue = self._queue
        under_way: dict[Lane, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN)) as session:
            try:
                while True:
                    queue.changed.clear()
                    for update_id, body, lane in list(queue.pending):
                        if len(under_way) >= self.connections:
                            break
                        if lane not in under_way:
                            under_way[lane] = asyncio.create_task(self._deliver(session, update_id, body))
                    waiters: list[asyncio.Task[Any]] = [*under_way.values(), asyncio.create_task(queue.changed.wait())]
                    await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
                    waiters[-1].cancel()
                    under_way = {lane: task for lane, task in under_way.items() if not task.done()}
            finally:
                for task in under_way.values():
                    task.cancel()

    async def _deliver(self, session: aiohttp.ClientSession, update_id: int, body: bytes) -> None:
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._secret
        pause = FIRST_PAUSE
        while any(item[0] == update_id for item in self._queue.pending):
            problem = await self._post(session, body, headers)
            if problem is None:
                remaining = [item for item in self._queue.pending if item[0] != update_id]
                self._queue.pending.clear()
                self._queue.pending.extend(remaining)
                return
            self.last_error = (self._clock.date(), problem)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _post(self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]) -> str | None:
        """None when it was taken, else what went wrong in Telegram's words."""
        try:
            async with session.post(self.url, data=body, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as problem:
            return f"Connection failed: {type(problem).__name__}"
