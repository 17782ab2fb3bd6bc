"""Telegram's sending limits, enforced on demand: overall, per chat, and per group and minute."""

import math
import time
from collections import deque
from typing import Any

from sandbox.errors import Refused, too_many_requests

TELEGRAM: dict[str, float] = {
    "overall_per_second": 30,
    "per_chat_per_second": 1,
    "per_chat_burst": 3,
    "per_group_per_minute": 20,
    "scale": 1.0,
}


class _Window:
    """A true sliding window: at most `size` in any `span` seconds."""

    __slots__ = ("times",)

    def __init__(self) -> None:
        self.times: deque[float] = deque()

    def wait(self, now: float, span: float, size: int, count: int) -> float:
        """Seconds until `count` more fit; 0 when they fit now."""
        times = self.times
        while times and times[0] <= now - span:
            times.popleft()
        room = size - len(times)
        if count <= room or not times:
            return 0.0
        # A batch larger than the window passes when the window is empty.
        leaving = min(count - room, len(times))
        return times[leaving - 1] + span - now

    def add(self, now: float, count: int) -> None:
        self.times.extend([now] * count)


class _Bucket:
    """Tokens that refill steadily up to a burst."""

    __slots__ = ("at", "tokens")

    def __init__(self, now: float, burst: float) -> None:
        self.tokens = burst
        self.at = now

    def wait(self, now: float, rate: float, burst: float, count: int) -> float:
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now
        needed = min(float(count), burst)
        return 0.0 if self.tokens >= needed - 1e-9 else (needed - self.tokens) / rate

    def add(self, count: int) -> None:
        self.tokens -= count


class Limits:
    """Which limits hold, and what has been spent of them. Without any, `charge` costs next to nothing."""

    def __init__(self) -> None:
        self.overall = 0
        self.per_chat = 0.0
        self.burst = 3.0
        self.per_group = 0
        self.scale = 1.0
        self.active = False
        self._forget()

    def _forget(self) -> None:
        self._overall: dict[int, _Window] = {}
        self._chats: dict[tuple[int, int], _Bucket] = {}
        self._groups: dict[tuple[int, int], _Window] = {}

    def configure(self, wanted: dict[str, Any]) -> None:
        """Replace the limits and forget what was spent.

        Raises:
            Refused: 400 for a key that does not exist, or a value that is no positive number.
        """
        values: dict[str, Any] = dict(TELEGRAM) if wanted.get("telegram") else {}
        values.update({key: value for key, value in wanted.items() if key != "telegram"})
        for key, value in values.items():
            if key not in TELEGRAM:
                raise Refused(400, f"unknown limit: {key}")
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
                raise Refused(400, f"{key} must be a number that is not negative")
        self.overall = int(values.get("overall_per_second") or 0)
        self.per_chat = float(values.get("per_chat_per_second") or 0)
        self.burst = float(values.get("per_chat_burst") or TELEGRAM["per_chat_burst"])
        self.per_group = int(values.get("per_group_per_minute") or 0)
        self.scale = float(values.get("scale") or 1.0)
        self.active = bool(self.overall or self.per_chat or self.per_group)
        self._forget()

    def as_json(self) -> dict[str, float | int | None]:
        """The answer of ``GET /control/limits``."""
        return {
            "overall_per_second": self.overall or None,
            "per_chat_per_second": self.per_chat or None,
            "per_chat_burst": self.burst,
            "per_group_per_minute": self.per_group or None,
            "scale": self.scale,
        }

    def charge(self, bot_id: int, chat_id: int, is_group: bool, count: int = 1) -> None:
        """Spend `count` messages, or refuse all of them.

        Raises:
            ApiError: 429 with the whole seconds after which the same call would pass.
        """
        if not self.active or count <= 0:
            return
        now = time.monotonic()
        key = (bot_id, chat_id)
        wait = 0.0
        overall = bucket = group = None
        if self.overall:
            overall = self._overall.setdefault(bot_id, _Window())
            wait = overall.wait(now, 1 / self.scale, self.overall, count)
        if self.per_chat:
            bucket = self._chats.get(key)
            if bucket is None:
                bucket = self._chats[key] = _Bucket(now, self.burst)
            wait = max(wait, bucket.wait(now, self.per_chat * self.scale, self.burst, count))
        if self.per_group and is_group:
            group = self._groups.setdefault(key, _Window())
            wait = max(wait, group.wait(now, 60 / self.scale, self.per_group, count))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        if overall is not None:
            overall.add(now, count)
        if bucket is not None:
            bucket.add(count)
        if group is not None:
            group.add(now, count)
