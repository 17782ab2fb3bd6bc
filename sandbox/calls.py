"""The log of Bot API calls, for assertions; and cheap counters."""

import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any

KEPT = 100_000


@dataclass(slots=True)
class LoggedCall:
    """One finished call. `at` is monotonic, `date` is the sandbox clock."""

    seq: int
    bot_id: int
    method: str
    chat_id: int | None
    thread_id: int | None
    at: float
    date: float
    status: int
    error: str | None
    fault: str | None
    applied: bool
    message_ids: list[int]

    def as_json(self) -> dict[str, Any]:
        """The `Call` of the control API."""
        result: dict[str, Any] = {
            "seq": self.seq,
            "bot_id": self.bot_id,
            "method": self.method,
            "at": self.at,
            "date": self.date,
            "status": self.status,
            "applied": self.applied,
            "message_ids": self.message_ids,
        }
        optional = {
            "chat_id": self.chat_id,
            "message_thread_id": self.thread_id,
            "error": self.error,
            "fault": self.fault,
        }
        result.update({key: value for key, value in optional.items() if value is not None})
        return result


class CallLog:
    """The last calls in order, and how often each method answered which status."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=KEPT)
        self._seq = 0
        self._counts: Counter[tuple[str, int]] = Counter()

    def add(
        self,
        bot_id: int,
        method: str,
        chat_id: int | None,
        thread_id: int | None,
        date: float,
        status: int,
        error: str | None,
        fault: str | None,
        applied: bool,
        message_ids: list[int],
    ) -> None:
        """Write down a finished call. getUpdates is only counted."""
        self._counts[method, status] += 1
        if method == "getUpdates":
            return
        self._seq += 1
        self._calls.append(
            LoggedCall(
                self._seq,
                bot_id,
                method,
                chat_id,
                thread_id,
                time.monotonic(),
                date,
                status,
                error,
                fault,
                applied,
                message_ids,
            )
        )

    def since(self, seq: int, method: str | None, chat_id: int | None, limit: int) -> dict[str, Any]:
        """Calls after `seq`, oldest first."""
        found: list[dict[str, Any]] = []
        for call in self._calls:
            if call.seq <= seq or (method is not None and call.method != method):
                continue
            if chat_id is not None and call.chat_id != chat_id:
                continue
            found.append(call.as_json())
            if len(found) >= limit:
                break
        return {"calls": found, "last": self._seq}

    def counts(self) -> dict[str, dict[str, int]]:
        """Method -> status -> number of calls."""
        result: dict[str, dict[str, int]] = {}
        for (method, status), number in sorted(self._counts.items()):
            result.setdefault(method, {})[str(status)] = number
        return result

    def clear(self) -> None:
        """Forget all; the sequence numbers go on."""
        self._calls.clear()
        self._counts.clear()
