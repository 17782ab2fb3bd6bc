"""Delivery: takes parcels from the outbox and brings them where they belong, in order, within Telegram's limits.

How it works: parcels are claimed in bulk with the fence of our lease and queued in lanes (`bot.lanes`). Up to `in_flight` couriers
are under way at once, one a lane. What they bring back is settled in bulk: one transaction deletes the delivered parcels and
records their message ids. A lane goes on only when its last parcel is settled, so a crash can repeat what was under way, at most
`in_flight` parcels, and never changes the order.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import structlog

from bot import batches, places, verdicts
from bot.clock import Clock
from bot.courier import Courier
from bot.lanes import Lane, Lanes
from bot.pacing import Pacer
from bot.tasks import Tasks
from bot.telegram import Telegram
from bot.turns import Turn
from bot.verdicts import Verdict
from storage import chats, leases, outbox
from storage.dialects import is_trouble
from storage.outbox import Urgency
from storage.records import ClientChat, Parcel
from storage.unit import Signal, Store

log = structlog.get_logger(__name__)

LEASE = "bot"
CLAIM = 500
"""Parcels to claim at once, and to hold before team-bound ones are left in the store; client-bound ones are always claimed."""

LOOK = 1.0
"""Seconds between looks at the outbox when nobody says that there is something new: other processes post, too."""

COMPANY = 0.001
"""Seconds that the first courier back waits for others, when most are still under way: a commit costs the same for all."""

PLACES_LAST = 2.0
"""Seconds until what is cached of chats and topics is read again: other processes change them, too."""


@dataclass(slots=True)
class _Flight:
    """A courier under way, or back with its verdict."""

    lane: Lane
    batch: Sequence[Parcel]
    verdict: Verdict | None = None


class Delivery:
    """The one sender of a bot. Run it only while the lease is held; `LeaseLostError` ends it."""

    def __init__(
        self, store: Store, telegram: Telegram, pacer: Pacer, clock: Clock, tasks: Tasks, in_flight: int = 16
    ) -> None:
        self._store = store
        self._pacer = pacer
        self._clock = clock
        self._tasks = tasks
        self._courier = Courier(telegram, store)
        self._permits = in_flight
        self._flying = 0
        self._lanes = Lanes()
        self._places: dict[int, ClientChat] = {}
        self._places_read = 0.0
        self._wake = asyncio.Event()
        self._back: list[_Flight] = []
        self._someone_back = asyncio.Event()
        self._news = True
        self._more = False
        store.subscribe(self._hear)

    def keep_limits(self, pacer: Pacer) -> None:
        """From now on keep these limits."""
        self._pacer = pacer

    def _hear(self, signals: set[Signal]) -> None:
        if "places" in signals:
            self._places.clear()
        if "desks" in signals:
            self._lanes.hurry()
        if signals & {"outbox", "desks"}:
            self._news = True
            self._wake.set()

    async def run(self, fence: int, stopping: asyncio.Event) -> None:
        """Deliver until `stopping` is set; what is under way then is finished and settled.

        Raises `LeaseLostError` when another process holds the lease.
        """
        self._lanes, self._news, self._flying = Lanes(), True, 0
        settling = self._tasks.start(self._settle(fence), "settle")
        looked = 0.0
        try:
            while not stopping.is_set() and not settling.done():
                now = self._clock.elapsed()
                if self._news or now - looked >= LOOK or (self._more and self._lanes.held < CLAIM // 2):
                    looked = now
                    await self._claim(fence)
                    self._pacer.tidy()
                await self._launch()
                await self._rest()
            while self._flying and not settling.done():
                self._wake.clear()
                await self._wake.wait()
        finally:
            settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await settling

    def stir(self) -> None:
        """Look again now: the lease was lost or the program stops."""
        self._wake.set()

    async def _claim(self, fence: int) -> None:
        """Take waiting parcels; never more than `CLAIM` in memory but for client-bound ones, which must not wait behind others."""
        self._news = False
        most = Urgency.UPKEEP if self._lanes.held < CLAIM else Urgency.CLIENT
        async with self._store.unit() as uow:
            await leases.check(uow, LEASE, fence)
            claimed = await outbox.claim(uow, fence, CLAIM, most)
        now, epoch = self._clock.elapsed(), self._clock.epoch()
        for parcel in claimed:
            self._lanes.add(parcel, now + max(0.0, parcel.due_epoch - epoch))
        self._more = len(claimed) == CLAIM or most == Urgency.CLIENT

    async def _launch(self) -> None:
        """Send off couriers for the lanes that may go now, as many as there are permits."""
        while self._flying < self._permits:
            now = self._clock.elapsed()
            lane = self._lanes.next_ready(now)
            if lane is None:
                return
            batch = batches.next_batch(lane)
            due = max(parcel.due_epoch for parcel in batch) - self._clock.epoch()
            if due > 0:
                self._lanes.release(lane, now + due)
                continue
            try:
                place = places.of(batch[0], await self._chat(batch[0].chat_id))
            except places.NowhereError as nowhere:
                self._flying += 1
                self._land(_Flight(lane, batch, verdicts.nowhere(batch, str(nowhere))))
                continue
            weight = batches.weight(batch)
            at = self._pacer.ready_at(place.telegram_id, now, weight)
            if at > now:
                lane.crowded = lane.crowded or self._pacer.crowded(place.telegram_id, now)
                self._lanes.release(lane, at)
                continue
            if lane.crowded:
                batch = batches.next_batch(lane)
            turn = Turn(self._pacer, self._clock.elapsed, place.telegram_id, weight)
            self._flying += 1
            _ = self._tasks.start(self._deliver(_Flight(lane, batch), place, turn), "courier")

    async def _chat(self, chat_id: int | None) -> ClientChat | None:
        """A client chat, from the cache; a miss reads all chats that the lanes' heads need."""
        if chat_id is None:
            return None
        now = self._clock.elapsed()
        if now - self._places_read > PLACES_LAST:
            self._places.clear()
        if chat_id not in self._places:
            heads = (lane.parcels[0].chat_id for lane in islice(self._lanes, CLAIM) if lane.parcels)
            wanted = {chat_id, *(key for key in heads if key is not None)} - self._places.keys()
            async with self._store.reading() as uow:
                found = await chats.by_ids(uow, wanted)
            self._places |= found
            self._places_read = now
            return found.get(chat_id)
        return self._places[chat_id]

    async def _deliver(self, flight: _Flight, place: places.Place, turn: Turn) -> None:
        try:
            sent = await self._courier.carry(flight.batch, place, turn)
            flight.verdict = verdicts.delivered(sent)
        except Exception as error:
            flight.verdict = verdicts.judge(error, flight.batch, place, flight.lane.attempts)
        finally:
            turn.close()
        self._land(flight)

    def _land(self, flight: _Flight) -> None:
        self._back.append(flight)
        self._someone_back.set()

    async def _settle(self, fence: int) -> None:
        """Record what the couriers brought back, all that are back at once in one transaction."""
        while True:
            await self._someone_back.wait()
            if len(self._back) * 2 < self._flying:
                await asyncio.sleep(COMPANY)
            self._someone_back.clear()
            back, self._back = self._back, []
            await self._record(fence, back)
            now = self._clock.elapsed()
            for flight in back:
                verdict = flight.verdict
                assert verdict is not None
                self._flying -= 1
                if verdict.hold is not None:
                    self._pacer.hold(*verdict.hold)
                if verdict.finished:
                    self._lanes.release(flight.lane, now, done=len(flight.batch))
                else:
                    flight.lane.attempts += verdict.counts
                    self._lanes.release(flight.lane, now + verdict.again_in)
            self._wake.set()

    async def _record(self, fence: int, back: Sequence[_Flight]) -> None:
        """The transaction of `_settle`. Telegram has answered, so this is tried until the database takes it."""
        writing = [flight for flight in back if flight.verdict is not None and flight.verdict.writes]
        pause = 0.1
        while writing:
            try:
                await self._write(fence, writing)
            except leases.LeaseLostError:
                raise
            except Exception as error:
                if is_trouble(error):
                    log.warning("the database does not take it, trying again", error=type(error).__name__)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 5.0)
                    continue
                await self._one_by_one(fence, writing)
            return

    async def _write(self, fence: int, flights: Sequence[_Flight]) -> None:
        async with self._store.unit() as uow:
            done: list[int] = []
            for flight in flights:
                assert flight.verdict is not None
                done += await flight.verdict.record(uow)
            if done:
                await outbox.done(uow, done, fence)
            else:
                await leases.check(uow, LEASE, fence)

    async def _one_by_one(self, fence: int, flights: Sequence[_Flight]) -> None:
        """Something in one of these cannot be recorded: find it, keep the others, and let no fault of ours hold up the rest."""
        for flight in flights:
            try:
                await self._write(fence, [flight])
            except leases.LeaseLostError:
                raise
            except Exception:
                log.exception("could not record what was delivered", lane=flight.lane.name, op=flight.batch[0].op)
                assert flight.verdict is not None
                if flight.verdict.finished:
                    flight.verdict = verdicts.given_up(flight.batch)
                    await self._write(fence, [flight])

    async def _rest(self) -> None:
        """Sleep until something is posted or back, a lane is due, or it is time to look."""
        if self._news and self._flying < self._permits:
            return
        now = self._clock.elapsed()
        due = self._lanes.next_time() if self._flying < self._permits else None
        wait = LOOK if due is None else min(LOOK, max(0.0, due - now))
        self._wake.clear()
        if wait > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)
        else:
            await asyncio.sleep(0)
