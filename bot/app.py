"""The composition root: the parts of a running bot, put together the same way for run, demo and tests."""

import asyncio
import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from bot.clock import Clock
from bot.delivery import LEASE, Delivery
from bot.health import Health
from bot.intake import Intake
from bot.menu import show_commands
from bot.pacing import Pacer, Rate
from bot.reading_bot import reading_bot
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.tasks import Tasks
from bot.telegram import Telegram, TelegramError
from conversations import links, upkeep
from conversations.care import looks
from conversations.days import estimates
from conversations.summary import digest
from conversations.surveys import rounds
from handlers.root import build_dispatcher
from storage import facts, leases
from storage.chance import holder
from storage.dialects import is_trouble
from storage.unit import Store

log = structlog.get_logger(__name__)

LEASE_SECONDS = 6.0
"""How long a lease lasts without renewal: after a crash, this is the longest wait until another process goes on."""

RENEW_EVERY = 2.0


def settle_memory() -> None:
    """What is loaded by now stays for good: from here on the garbage collector need not look at it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@dataclass(slots=True)
class App:
    """A bot, ready to run. `run` returns when `stop` was called, or raises when it cannot go on.

    `settle` is called once everything is loaded; in a process that many bots come and go in, it should do nothing.
    """

    settings: Settings
    clock: Clock
    store: Store
    telegram: Telegram
    tasks: Tasks
    delivery: Delivery
    scheduler: Scheduler
    health: Health
    stopping: asyncio.Event
    settle: Callable[[], None] = settle_memory
    intake: Intake | None = None

    async def run(self) -> None:
        """Wait for the lease, then work until stopped or until the lease is lost; then wait again."""
        if self.settings.health_port:
            await self.health.serve(self.settings.health_port)
        try:
            username = await self._introduce()
            while username is not None and not self.stopping.is_set():
                await self._lead(username)
        finally:
            await self.close()

    def stop(self) -> None:
        """Finish what is under way and end."""
        self.stopping.set()
        self.delivery.stir()
        self.scheduler.stir()

    async def close(self) -> None:
        """Let go of everything."""
        await self.tasks.stop()
        await self.health.close()
        await self.telegram.close()
        await self.store.close()

    async def _introduce(self) -> str | None:
        """Ask Telegram who we are, for as long as it takes, and note it; the username, None when stopped meanwhile."""
        pause = 1.0
        stopped = self.tasks.start(self.stopping.wait(), "stop", quiet=True)
        while True:
            asking = self.tasks.start(self.telegram.call("getMe"), "getMe", quiet=True)
            await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                asking.cancel()
                return None
            try:
                me: dict[str, Any] = asking.result()
                break
            except TelegramError as error:
                if getattr(error, "code", 0) in {401, 404}:
                    raise
                log.warning("telegram not reached", again_in=pause, error=str(error))
                await asyncio.wait({stopped}, timeout=pause)
                pause = min(pause * 2, 30.0)
        stopped.cancel()
        username = str(me["username"])
        async with self.store.unit() as uow:
            await facts.put(uow, links.USERNAME, username)
            upkeep.plan(uow)
            await digest.plan_all(uow)
            await looks.ensure(uow)
            estimates.plan(uow)
            rounds.plan(uow)
        _ = self.tasks.start(show_commands(self.telegram), "show commands")
        return username

    async def _lead(self, username: str) -> None:
        """One term as the leader of this bot."""
        name = holder()
        fence = await self._acquire(name)
        if fence is None:
            return
        log.info("working", bot=username, fence=fence)
        self.health.leading = True
        ended = asyncio.Event()
        bot = reading_bot(self.settings.required_token())
        self.intake = Intake(self.store, self.telegram, build_dispatcher(username), bot, self.tasks, self.health)
        parts = [
            self.tasks.start(self.delivery.run(fence, ended), "delivery", quiet=True),
            self.tasks.start(self.scheduler.run(ended), "scheduler", quiet=True),
            self.tasks.start(self.intake.run(ended), "intake", quiet=True),
            self.tasks.start(self._renew(name, fence, ended), "lease", quiet=True),
            self.tasks.start(self.stopping.wait(), "stop", quiet=True),
        ]
        self.settle()
        done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        ended.set()
        self.delivery.stir()
        self.scheduler.stir()
        await asyncio.wait(parts[:3], timeout=20)
        for part in parts:
            part.cancel()
        self.health.leading = False
        with contextlib.suppress(Exception):
            async with self.store.unit() as uow:
                await leases.release(uow, LEASE, name)
        for part in done:
            error = part.exception()
            if isinstance(error, leases.LeaseLostError):
                log.warning("another process took over; standing by")
            elif error is not None:
                raise error

    async def _acquire(self, name: str) -> int | None:
        """Wait until the lease is ours; None when stopped meanwhile."""
        waiting = False
        while not self.stopping.is_set():
            fence, reached = None, True
            try:
                async with self.store.unit() as uow:
                    fence = await leases.acquire(uow, LEASE, name, LEASE_SECONDS)
            except Exception as error:
                if not is_trouble(error):
                    raise
                log.warning("the database does not answer, the lease waits", error=type(error).__name__)
                reached = False
            if fence is not None:
                return fence
            if reached and not waiting:
                log.info("another process works or has just ended; standing by")
                waiting = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), 0.5)
        return None

    async def _renew(self, name: str, fence: int, ended: asyncio.Event) -> None:
        """Keep the lease; raises `LeaseLostError` when it could not be renewed in time."""
        renewed = self.clock.elapsed()
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), RENEW_EVERY)
            try:
                async with self.store.unit() as uow:
                    held = await leases.acquire(uow, LEASE, name, LEASE_SECONDS)
            except Exception as error:
                log.warning("lease not renewed", error=type(error).__name__)
                held = fence if self.clock.elapsed() - renewed < LEASE_SECONDS else None
            else:
                renewed = self.clock.elapsed()
            if held != fence:
                raise leases.LeaseLostError("the lease could not be kept")


def build(settings: Settings, clock: Clock, *, hurry: float = 1.0) -> App:
    """Put a bot together. Nothing is opened yet but the database's pool; call `App.run`.

    `hurry` makes Telegram's limits and time-outs pass that many times faster, for a test against a server that hurries
    as much.
    """
    tasks = Tasks()
    store = Store(settings.database_url, clock, settings.defaults, one_writer=True)
    telegram = Telegram(
        settings.required_token(), settings.api_url, timeout=30.0 / hurry, connections=settings.in_flight + 8
    )
    pacer = limits(clock, settings.limit_overall, settings.limit_per_chat, settings.limit_per_group, hurry=hurry)
    delivery = Delivery(store, telegram, pacer, clock, tasks, settings.in_flight)
    return App(
        settings=settings,
        clock=clock,
        store=store,
        telegram=telegram,
        tasks=tasks,
        delivery=delivery,
        scheduler=Scheduler(store, clock),
        health=Health(store, clock),
        stopping=asyncio.Event(),
    )


def limits(clock: Clock, overall: float, per_chat: float, per_group: float, *, hurry: float = 1.0) -> Pacer:
    """Telegram's limits: so many a second over all, a second in a chat, a minute in a group; 0 lifts one."""
    return Pacer(
        overall=_rate(overall, 1.0 / hurry),
        per_chat=_rate(per_chat, 1.0 / hurry),
        per_group=_rate(per_group, 60.0 / hurry),
        elapsed=clock.elapsed,
    )


def _rate(count: float, seconds: float) -> Rate:
    """So many in so many seconds; less than one becomes one in a longer time, and nothing lifts the limit."""
    if count == 0:
        return Rate(0, seconds)
    return Rate(int(count), seconds) if count >= 1 else Rate(1, seconds / count)
