"""The claimed parcels in memory: one queue a destination, and which of them may go next."""

import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from storage.records import Parcel


@dataclass(slots=True, eq=False)
class Lane:
    """The parcels for one destination, in order. While `busy`, one of them is under way and no other may start.

    `crowded` remembers that the destination's limit made the head wait, which allows texts to be merged. `attempts`
    counts how often the head failed in passing, `server_errors` how often of these Telegram itself said so.
    """

    name: str
    parcels: deque[Parcel] = field(default_factory=deque)
    busy: bool = False
    crowded: bool = False
    attempts: int = 0
    server_errors: int = 0


class Lanes:
    """All lanes.

    How it works: a lane with parcels and nobody under way stands in one of two heaps: `_waiting` by the time it may
    be looked at, `_ready` by urgency and age. `next_ready` moves what is due from the first to the second and takes
    the best of it; whoever took a lane gives it back with `release` (done, or again at a later time).
    """

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._waiting: list[tuple[float, int, Lane]] = []
        self._ready: list[tuple[int, int, int, Lane]] = []
        self._ticket = count()
        self.held = 0

    def add(self, parcel: Parcel, at: float) -> None:
        """Queue a claimed parcel, to be looked at from time `at`."""
        lane = self._lanes.get(parcel.lane)
        if lane is None:
            lane = self._lanes[parcel.lane] = Lane(parcel.lane)
        lane.parcels.append(parcel)
        self.held += 1
        if not lane.busy and len(lane.parcels) == 1:
            self._wait(lane, at)

    def _wait(self, lane: Lane, at: float) -> None:
        heapq.heappush(self._waiting, (at, next(self._ticket), lane))

    def next_ready(self, now: float) -> Lane | None:
        """The most urgent lane that is due, marked busy; None when there is none."""
        while self._waiting and self._waiting[0][0] <= now:
            _, _, lane = heapq.heappop(self._waiting)
            head = lane.parcels[0]
            heapq.heappush(self._ready, (head.urgency, head.id, next(self._ticket), lane))
        if not self._ready:
            return None
        lane = heapq.heappop(self._ready)[3]
        lane.busy = True
        return lane

    def next_time(self) -> float | None:
        """When the next waiting lane is due."""
        return self._waiting[0][0] if self._waiting else None

    def release(self, lane: Lane, at: float, *, done: int = 0) -> None:
        """The lane's first `done` parcels are out; the rest is to be looked at from time `at`."""
        for _ in range(done):
            lane.parcels.popleft()
        self.held -= done
        lane.busy = False
        if done:
            lane.attempts, lane.server_errors, lane.crowded = 0, 0, False
        if lane.parcels:
            self._wait(lane, at)
        else:
            self._lanes.pop(lane.name, None)

    def hurry(self) -> None:
        """Look at every waiting lane now: what they waited for may be over."""
        self._waiting = [(0.0, ticket, lane) for _, ticket, lane in self._waiting]
        heapq.heapify(self._waiting)

    def __iter__(self) -> Iterator[Lane]:
        return iter(self._lanes.values())
