"""The scheduler: runs each job when its moment of product time has come."""

import asyncio
import contextlib

import structlog

from bot.clock import Clock
from conversations import leads
from conversations.agenda import AGENDA
from locales import phrase
from storage import jobs
from storage.chance import jittered
from storage.dialects import is_trouble
from storage.records import Job
from storage.unit import Signal, Store

log = structlog.get_logger(__name__)

LOOK = 30.0
"""Seconds between looks at the table when nobody says that there is something new: other processes plan jobs, too."""

BUSY = 0.2
"""Seconds until a due job that another process has locked is looked at again."""

LONGEST_PAUSE = 3600.0
"""Seconds; the pause of a job that fails doubles from 5 s up to this, so a poison job never spins."""

REPORT_AT = 5
"""At this many failures of one job the leads are told, once."""


class Scheduler:
    """Runs due jobs, one after another, each in the transaction that deletes it: whoever crashes, none runs twice.

    Several processes may run one; a job that another has locked is passed over.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._wake = asyncio.Event()
        store.subscribe(self._hear)
        clock.when_moved(self.stir)

    def _hear(self, signals: set[Signal]) -> None:
        if "jobs" in signals:
            self._wake.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Run jobs until `stopping` is set."""
        while not stopping.is_set():
            self._wake.clear()
            try:
                wait = await self._until_next()
                while wait <= 0 and not stopping.is_set():
                    # Due and not ours: another scheduler runs it at this moment.
                    wait = await self._until_next() if await self._run_due() else BUSY
            except Exception as error:
                if not is_trouble(error):
                    raise
                log.warning("the database does not answer, the scheduler waits", error=type(error).__name__)
                wait = 5.0
            await self._sleep(wait)

    def stir(self) -> None:
        """Look again now: the clock was moved, or the program stops."""
        self._wake.set()

    async def run_one(self) -> bool:
        """Run the job that has been due longest; False when none is due."""
        return await self._until_next() <= 0 and await self._run_due()

    async def _run_due(self) -> bool:
        job: Job | None = None
        try:
            async with self._store.unit() as uow:
                job = await jobs.take_due(uow)
                if job is None:
                    return False
                await AGENDA[job.kind](uow, job.payload)
        except Exception as error:
            if job is None or is_trouble(error):
                raise
            await self._failed(job, error)
        return True

    async def _failed(self, job: Job, error: Exception) -> None:
        pause = jittered(min(LONGEST_PAUSE, 5.0 * 2 ** min(job.attempts, 10)))
        log.error("job failed", kind=job.kind, job=job.id, attempt=job.attempts + 1, again_in=pause, exc_info=error)
        async with self._store.unit() as uow:
            attempts = await jobs.hold(uow, job.id, uow.epoch + pause, f"{type(error).__name__}: {error}")
            if attempts == REPORT_AT:
                await leads.tell(
                    uow,
                    phrase(
                        "⚠️ Something I planned keeps failing ({kind}, number {id}). I keep trying; please tell "
                        "whoever runs me.",
                        kind=job.kind,
                        id=job.id,
                    ),
                )

    async def _until_next(self) -> float:
        """Seconds until the next job may run; 0 when one may now, at most `LOOK`."""
        async with self._store.reading() as uow:
            wait = await jobs.seconds_until_next(uow)
        return LOOK if wait is None else min(LOOK, wait)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until a job is planned or the product clock is moved."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
