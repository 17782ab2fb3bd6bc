"""The one door for time."""

import datetime as dt
import time
from collections.abc import Callable


class Clock:
    """The two times of the house.

    `now` is product time: what people see, what dates and due times are decided by. A demo or a test may move it
    forward with `run_ahead`; whoever sleeps until a product moment subscribes with `when_moved` to hear of it. `epoch`
    and `elapsed` are real: leases, backoff, pacing and time-outs never see the product clock.
    """

    def __init__(self) -> None:
        self._offset = dt.timedelta()
        self._subscribers: list[Callable[[], None]] = []

    def now(self) -> dt.datetime:
        """Product time, aware, UTC."""
        return dt.datetime.now(dt.UTC) + self._offset

    def epoch(self) -> float:
        """Real seconds since 1970, the same for every process of this machine."""
        return time.time()

    def elapsed(self) -> float:
        """Real seconds of a clock that never jumps, of this process only."""
        return time.monotonic()

    def run_ahead(self, offset: dt.timedelta) -> None:
        """Let product time run `offset` ahead of real time, and tell those who wait for a moment."""
        if offset != self._offset:
            self._offset = offset
            for subscriber in self._subscribers:
                subscriber()

    def when_moved(self, subscriber: Callable[[], None]) -> None:
        """Call `subscriber` whenever the product clock is moved."""
        self._subscribers.append(subscriber)
