"""Telegram's limits, kept without being told, and obeyed when told.

About 30 messages a second over all, one a second in a chat, 20 a minute in a group (Bot API FAQ, "My bot is hitting
limits"). No library counts this way: the usual leaky bucket lets 20 pass at once and 20 more drip through in the same
minute.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_LOOK_AGAIN = 0.05
"""Seconds until a gate that is full of calls under way is looked at again."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` calls in any `seconds`; a count of 0 lifts the limit."""

    count: int
    seconds: float


class Gate:
    """One limit for one key: a window that slides.

    A call counts from its start until `seconds` after its answer, because when in between Telegram counted it is not
    known. So the server sees no more than `count` in any window, however the network stretches the calls.
    """

    __slots__ = ("_answered", "_flying", "_rate")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._answered: deque[float] = deque()
        self._flying = 0

    def ready_at(self, now: float, weight: int) -> float:
        """When `weight` more calls may start; `now` when they may at once."""
        self._forget(now)
        free = self._rate.count - self._flying - len(self._answered)
        weight = min(weight, self._rate.count)
        if weight <= free:
            return now
        if weight - free > len(self._answered):
            return now + _LOOK_AGAIN
        return self._answered[weight - free - 1] + self._rate.seconds

    def start(self, weight: int) -> None:
        self._flying += min(weight, self._rate.count)

    def finish(self, now: float, weight: int) -> None:
        counted = min(weight, self._rate.count)
        self._flying -= counted
        self._answered.extend([now] * counted)

    def idle(self, now: float) -> bool:
        """True when nothing counts any more, so that the gate can be dropped."""
        self._forget(now)
        return not self._answered and not self._flying

    def _forget(self, now: float) -> None:
        while self._answered and self._answered[0] + self._rate.seconds <= now:
            self._answered.popleft()


class Pacer:
    """All limits of one bot.

    Ask `ready_at`, then `start` and, when the answer is there, `finish` a call. `hold` stops a chat for as long as a
    429 says. Times are of the clock that never jumps, in seconds.
    """

    def __init__(self, overall: Rate, per_chat: Rate, per_group: Rate, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._overall = Gate(overall) if overall.count else None
        self._per_chat = per_chat
        self._per_group = per_group
        self._gates: dict[tuple[str, int], Gate] = {}
        self._held: dict[int, float] = {}

    def _of(self, chat_id: int) -> list[Gate]:
        gates = [self._overall] if self._overall is not None else []
        if self._per_chat.count:
            gates.append(self._gate("chat", chat_id, self._per_chat))
        if chat_id < 0 and self._per_group.count:
            gates.append(self._gate("group", chat_id, self._per_group))
        return gates

    def _gate(self, kind: str, chat_id: int, rate: Rate) -> Gate:
        key = (kind, chat_id)
        if key not in self._gates:
            self._gates[key] = Gate(rate)
        return self._gates[key]

    def ready_at(self, chat_id: int, now: float, weight: int = 1) -> float:
        """When a call of this weight to this chat may start; exactly `now` when it may at once."""
        held = self._held.get(chat_id, 0.0)
        if held and held <= now:
            del self._held[chat_id]
        return max([held, now, *(gate.ready_at(now, weight) for gate in self._of(chat_id))])

    def crowded(self, chat_id: int, now: float) -> bool:
        """True when the group's own limit makes the next call wait: a backlog forms."""
        gate = self._gates.get(("group", chat_id))
        return gate is not None and gate.ready_at(now, 1) > now

    def start(self, chat_id: int, weight: int = 1) -> None:
        for gate in self._of(chat_id):
            gate.start(weight)

    def finish(self, chat_id: int, weight: int = 1) -> None:
        now = self._elapsed()
        for gate in self._of(chat_id):
            gate.finish(now, weight)

    def hold(self, chat_id: int, seconds: float) -> None:
        """Telegram said: not before `seconds` from now."""
        self._held[chat_id] = max(self._held.get(chat_id, 0.0), self._elapsed() + seconds)

    def tidy(self) -> None:
        """Drop the gates that hold nothing, so that a bot with many chats does not grow."""
        now = self._elapsed()
        for key in [key for key, gate in self._gates.items() if gate.idle(now)]:
            del self._gates[key]
