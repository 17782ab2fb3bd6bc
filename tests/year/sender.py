"""The real delivery in a time that passes when it would sleep, and the one sender's lives and deaths."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from bot import delivery as delivering
from bot import turns
from bot.courier import Courier
from bot.delivery import LEASE, Delivery
from bot.pacing import Pacer, Rate
from bot.places import Place
from bot.sent import Sent
from bot.tasks import Tasks
from bot.turns import Turn
from storage import leases
from storage.chance import holder
from storage.dialects import is_trouble
from storage.records import Parcel
from storage.unit import Signal, Store
from tests.year.clockwork import YearClock
from tests.year.wire import CARRYING, DeathError, Wire

LEASE_SECONDS = 60.0

_FREE = Rate(0, 1.0)


class _NotingCourier(Courier):
    """Says what it carries, so that the judge can tell arrivals apart."""

    async def carry(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        CARRYING.set(batch[0])
        return await super().carry(batch, place, turn)


class _YearDelivery(Delivery):
    """A delivery that ends when nothing is left to send; where it would wait for a moment, the moment comes."""

    def __init__(self, store: Store, wire: Wire, clock: YearClock, tasks: Tasks) -> None:
        pacer = Pacer(_FREE, _FREE, _FREE, clock.elapsed)
        super().__init__(store, wire, pacer, clock, tasks)  # type: ignore[arg-type]
        self._courier = _NotingCourier(wire, store)  # type: ignore[arg-type]
        self._wire = wire
        self._moves = clock
        self._done = asyncio.Event()
        wire.on_death = self.stir

    async def until_empty(self, fence: int) -> None:
        """Send everything. Raises `DeathError` and `LeaseLostError`."""
        self._done = asyncio.Event()
        await self.run(fence, self._done)

    async def _rest(self) -> None:
        if self._wire.hung and self._flying == self._wire.hung:
            raise DeathError
        if self._news or self._flying:
            await super()._rest()
        elif (due := self._lanes.next_time()) is not None:
            self._moves.move_by(max(0.001, due - self._moves.elapsed()))
        else:
            self._done.set()

    async def _may_send_once(self, parcel: Parcel, fence: int) -> bool:
        try:
            return await super()._may_send_once(parcel, fence)
        except Exception:
            self._wire.note_trouble(parcel)
            raise


def let_sleep_pass(monkeypatch: pytest.MonkeyPatch, clock: YearClock) -> None:
    """Whoever sleeps in delivery lets the year's clock pass."""

    async def sleep(seconds: float) -> None:
        clock.move_by(seconds)
        await asyncio.sleep(0)

    for sleeping in (delivering, turns):
        monkeypatch.setattr(sleeping, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))


class Sender:
    """One life after another of the one sender. `work` sends everything that waits."""

    def __init__(self, store: Store, wire: Wire, clock: YearClock) -> None:
        self._store = store
        self._wire = wire
        self._clock = clock
        self._tasks = Tasks()
        self._delivery = _YearDelivery(store, wire, clock, self._tasks)
        self._name = holder()
        self.news = True
        self.deaths = 0

    def hear(self, signals: set[Signal]) -> None:
        """Somebody's transaction stands."""
        self.news = self.news or "outbox" in signals
        self._delivery._hear(signals)

    async def die(self) -> None:
        """As a power cut would: what was in memory is gone, the lease runs out by itself."""
        self.deaths += 1
        await self._tasks.stop()
        self._wire.hung = 0
        self._clock.move_by(LEASE_SECONDS + 1)
        self._name = holder()
        self.news = True

    async def work(self) -> None:
        """Send until nothing waits. Passes `DeathError` on."""
        while self.news:
            self.news = False
            try:
                async with self._store.unit() as uow:
                    fence = await leases.acquire(uow, LEASE, self._name, LEASE_SECONDS)
                if fence is None:
                    # The life before this one holds the lease still. It is dead, so it will run out.
                    self._clock.move_by(LEASE_SECONDS)
                    self.news = True
                else:
                    await self._delivery.until_empty(fence)
            except leases.LeaseLostError:
                await self.die()
            except Exception as error:
                if not is_trouble(error):
                    raise
                self.news = True

    async def close(self) -> None:
        await self._tasks.stop()
