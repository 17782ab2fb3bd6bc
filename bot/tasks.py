"""The one door for background tasks: each is held, named, and its failure is never lost."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

R = TypeVar("R")

log = structlog.get_logger(__name__)


class Tasks:
    """The running background tasks of a program.

    `start` runs one and holds it until it ends; its exception is logged with the task's name, unless it is `quiet`
    because whoever started it looks at the result.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, R], name: str, *, quiet: bool = False) -> asyncio.Task[R]:
        """Run `work` in the background."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard if quiet else self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("task failed", task=task.get_name(), exc_info=error)

    async def stop(self) -> None:
        """Cancel everything that still runs and wait for it."""
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
