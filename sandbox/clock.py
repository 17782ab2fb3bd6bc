"""The sandbox's clock: real time plus an offset that the control API moves."""

import time
from datetime import UTC, datetime
from typing import Any


class SandboxClock:
    """Tells the date of messages. Limits, polls, and latency use `time.monotonic` and never see the offset."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since the epoch, offset included."""
        return time.time() + self.offset

    def date(self) -> int:
        """Whole seconds since the epoch, as the Bot API writes dates."""
        return int(time.time() + self.offset)

    def as_json(self) -> dict[str, Any]:
        """The answer of ``GET /control/clock``."""
        now = datetime.fromtimestamp(self.now(), UTC)
        return {"offset_seconds": self.offset, "now": now.isoformat(), "frozen": False}
