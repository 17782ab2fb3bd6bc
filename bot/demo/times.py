"""The demo's time: one for the sandbox and the bot. The story sets it; afterwards the buttons of the page do."""

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.demo import cast
from sandbox.client import Sandbox

BREATH = 0.1
"""Seconds between looks at the sandbox's clock while much is happening."""

SATURDAY = 5


def last_working_day(today: dt.date) -> dt.date:
    """The last day from Monday to Friday before `today`."""
    day = today - dt.timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= dt.timedelta(days=1)
    return day


class StoryTime:
    """Sets the sandbox's clock and the bot's together, so that what was said yesterday carries yesterday's date.

    Moments must be told in order: no clock of the demo ever goes back. The story ends with `come_back`.
    """

    def __init__(self, box: Sandbox, clock: Clock) -> None:
        self._box = box
        self._clock = clock
        self._zone = ZoneInfo(cast.ZONE)
        self.today = self._real().astimezone(self._zone).date()
        self.day = last_working_day(self.today)
        """The day of the story."""

    def _real(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._clock.epoch(), dt.UTC)

    async def begin(self) -> None:
        """Go to where everything begins: nothing in the demo may be older."""
        await self.at(8, 55)

    async def at(self, hour: int, minute: int) -> None:
        """Go to this time of the story's day, on the desk's wall clock."""
        moment = dt.datetime.combine(self.day, dt.time(hour, minute), self._zone)
        await self._run_ahead(moment.astimezone(dt.UTC) - self._real())

    async def ago(self, minutes: int) -> None:
        """Go to so many minutes before the real time."""
        await self._run_ahead(dt.timedelta(minutes=-minutes))

    async def come_back(self) -> None:
        """Return to the real time."""
        await self._run_ahead(dt.timedelta())

    async def _run_ahead(self, offset: dt.timedelta) -> None:
        await self._box.request("POST", "/control/clock", {"offset": offset.total_seconds()})
        self._clock.run_ahead(offset)


async def follow_clock(box: Sandbox, clock: Clock) -> None:
    """Keep the bot's product clock with the sandbox's, which the page moves; for ever. It lags by `BREATH` at most."""
    position = 0
    while True:
        news = await box.request("GET", f"/control/events/last?after={position}&wait=30")
        position = news["last"]
        clock.run_ahead(dt.timedelta(seconds=(await box.clock())["offset_seconds"]))
        await asyncio.sleep(BREATH)
