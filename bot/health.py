"""`/healthz`: whether the bot does its work, for a supervisor or a load balancer."""

from typing import Any

from aiohttp import web

from bot.clock import Clock
from storage import inbox, jobs, outbox
from storage.dialects import is_trouble
from storage.unit import Store

SILENT_AFTER = 180.0
"""Seconds without any answer from Telegram (a long poll answers within 60) after which the bot is not well."""

STUCK_AFTER = 900.0
"""Seconds that a parcel may wait before the bot is not well: a desk's backlog is over in minutes."""


class Health:
    """Tells how the bot is.

    A standby (another process holds the lease) is well: it is there to take over. No names, no texts, no ids in the
    answer.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.leading = False
        self.last_answer_epoch: float | None = None
        self._started = clock.epoch()
        self._runner: web.AppRunner | None = None

    async def look(self) -> tuple[bool, dict[str, Any]]:
        """(is it well, the figures). Ages are in real seconds."""
        try:
            return await self._figures()
        except Exception as error:
            if not is_trouble(error):
                raise
            return False, {"status": "unwell", "leading": self.leading, "database": "no answer"}

    async def _figures(self) -> tuple[bool, dict[str, Any]]:
        async with self._store.reading() as uow:
            waiting, oldest = await outbox.depth(uow)
            due, failing = await jobs.depth(uow)
            aside = await inbox.quarantine_depth(uow)
        silent = self._clock.epoch() - (self.last_answer_epoch or self._started)
        well = not self.leading or (silent < SILENT_AFTER and oldest < STUCK_AFTER)
        return well, {
            "status": "ok" if well else "unwell",
            "leading": self.leading,
            "telegram": {"seconds_since_answer": round(silent, 1)},
            "outbox": {"waiting": waiting, "oldest_seconds": round(oldest, 1)},
            "jobs": {"due": due, "failing": failing},
            "quarantined": aside,
        }

    async def serve(self, port: int, host: str = "0.0.0.0") -> None:  # noqa: S104 - a container's probe comes from outside
        """Answer on a port until `close`."""
        app = web.Application()
        app.router.add_get("/healthz", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def _answer(self, request: web.Request) -> web.Response:
        well, figures = await self.look()
        return web.json_response(figures, status=200 if well else 503)

    async def close(self) -> None:
        """Stop answering."""
        if self._runner is not None:
            await self._runner.cleanup()
