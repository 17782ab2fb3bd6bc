"""Delivery: takes parcels from the outbox and brings them where they belong, in order, within Telegram's limits.

How it works: parcels are claimed in bulk with the fence of our lease and queued in lanes (`bot.lanes`). Up to
`in_flight` couriers are under way at once, one a lane. What they bring back is settled in bulk: one transaction deletes
the delivered parcels and records their message ids. A lane goes on only when its last parcel is settled, so a crash can
repeat what was under way, at most `in_flight` parcels, and never changes the order.
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
from conversations import failures
from storage import chats, leases, outbox
from storage.dialects import is_trouble
from storage.records import ClientChat, Parcel
from storage.unit import Signal, Store

log = structlog.get_logger(__name__)

LEASE = "bot"
CLAIM = 500
"""Parcels to claim at once, and to hold in memory before those of lanes with a backlog are left in the store."""

LOOK = 1.0
"""Seconds between looks at the outbox when nobody says that there is something new: other processes post, too."""

COMPANY = 0.001
"""Seconds that the first courier back waits for others, when most are still under way.

A commit costs the same for all.
"""

TROUBLE_PAUSE = 0.5
"""Seconds until the database is asked again after it failed."""

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
        self._couriers: set[asyncio.Task[None]] = set()
        self._lanes = Lanes()
        self._places: dict[int, ClientChat] = {}
        self._places_read = 0.0
        self._wake = asyncio.Event()
        self._back: list[_Flight] = []
        self._someone_back = asyncio.Event()
        self._news = True
        self._more = False
        self._unsure = False
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
        self._lanes, self._back, self._news, self._flying = Lanes(), [], True, 0
        abandoned = True
        settling = self._tasks.start(self._settle(fence), "settle")
        settling.add_done_callback(lambda ended: self._wake.set())
        looked = 0.0
        try:
            while not stopping.is_set() and not settling.done():
                self._wake.clear()
                now = self._clock.elapsed()
                try:
                    if abandoned:
                        await self._ask_about_abandoned(fence)
                        abandoned = False
                    if self._news or now - looked >= LOOK or (self._more and self._lanes.held < CLAIM // 2):
                        looked = now
                        await self._claim(fence)
                        self._pacer.tidy()
                    await self._launch(fence)
                except Exception as error:
                    if not is_trouble(error):
                        raise
                    log.warning("the database does not answer, delivery waits", error=type(error).__name__)
                    self._news = self._unsure = True
                    await asyncio.sleep(TROUBLE_PAUSE)
                await self._rest()
            while self._flying and not settling.done():
                self._wake.clear()
                await self._wake.wait()
        finally:
            # Whoever is still under way belongs to a lease that is lost: what they bring back is not ours to record.
            for one in self._couriers:
                one.cancel()
            settling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await settling

    def stir(self) -> None:
        """Look again now: the lease was lost or the program stops."""
        self._wake.set()

    async def _ask_about_abandoned(self, fence: int) -> None:
        """What a sender before us was sending when it died and must not come twice is put to people."""
        async with self._store.unit() as uow:
            await leases.check(uow, LEASE, fence)
            for parcel in await outbox.abandoned(uow, fence):
                await failures.unclear(uow, parcel)

    async def _claim(self, fence: int) -> None:
        """Take waiting parcels.

        From `CLAIM` in memory on, only those that must not wait behind what is there: client-bound ones, and lanes of
        which nothing is there, so that one desk's backlog does not hold up another desk.
        """
        self._news = False
        full = self._lanes.held >= CLAIM
        async with self._store.unit() as uow:
            await leases.check(uow, LEASE, fence)
            kept = await outbox.claimed(uow, fence) if self._unsure else []
            claimed = await outbox.claim(uow, fence, CLAIM, {lane.name for lane in self._lanes} if full else ())
        # A claim whose commit was not answered may stand: its parcels are ours and in no lane.
        held = {parcel.id for lane in self._lanes for parcel in lane.parcels} if kept else set()
        self._unsure = False
        now, epoch = self._clock.elapsed(), self._clock.epoch()
        for parcel in [*(one for one in kept if one.id not in held), *claimed]:
            self._lanes.add(parcel, now + max(0.0, parcel.due_epoch - epoch))
        self._more = len(claimed) == CLAIM or full

    async def _launch(self, fence: int) -> None:
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
                chat = await self._chat(batch[0].chat_id)
            except Exception:
                self._lanes.release(lane, now)
                raise
            try:
                place = places.of(batch[0], chat)
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
            courier = self._tasks.start(self._deliver(_Flight(lane, batch), place, turn, fence), "courier")
            self._couriers.add(courier)
            courier.add_done_callback(self._couriers.discard)

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

    async def _deliver(self, flight: _Flight, place: places.Place, turn: Turn, fence: int) -> None:
        try:
            if flight.batch[0].once and not await self._may_send_once(flight.batch[0], fence):
                flight.verdict = verdicts.taken_back()
            else:
                flight.verdict = verdicts.delivered(await self._courier.carry(flight.batch, place, turn))
        except Exception as error:
            lane = flight.lane
            flight.verdict = verdicts.judge(error, flight.batch, place, lane.attempts, lane.server_errors)
        finally:
            turn.close()
        self._land(flight)

    async def _may_send_once(self, parcel: Parcel, fence: int) -> bool:
        """Leave a mark that this is being sent, so that after a crash it is not sent again but asked about."""
        async with self._store.unit() as uow:
            return await outbox.mark_sending(uow, parcel.id, fence)

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
                    flight.lane.server_errors += verdict.server_error
                    self._lanes.release(flight.lane, now + verdict.again_in)
            self._wake.set()

    async def _record(self, fence: int, back: Sequence[_Flight]) -> None:
        """The transaction of `_settle`. When it fails, each is recorded by itself, so that none holds up the others."""
        writing = [flight for flight in back if flight.verdict is not None and flight.verdict.writes]
        if writing and not await self._written(fence, writing):
            for flight in writing:
                if not await self._written(fence, [flight]):
                    assert flight.verdict is not None
                    if flight.verdict.finished:
                        once = flight.batch[0].once
                        flight.verdict = (verdicts.unclear if once else verdicts.given_up)(flight.batch)
                        await self._written(fence, [flight])
                    else:
                        flight.verdict = verdicts.Verdict(finished=False, again_in=verdicts.DESK_PAUSE)

    async def _written(self, fence: int, flights: Sequence[_Flight]) -> bool:
        """Write; False when it cannot be. Telegram has answered, so trouble of the database is waited out."""
        pause = 0.1
        while True:
            try:
                await self._write(fence, flights)
            except leases.LeaseLostError:
                raise
            except Exception as error:
                if not is_trouble(error):
                    told = {"lane": flights[0].lane.name, "op": flights[0].batch[0].op, "parcels": len(flights)}
                    log.error("could not record what Telegram answered", **told, exc_info=error)
                    return False
                log.warning("the database does not take it, trying again", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)
            else:
                return True

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

    async def _rest(self) -> None:
        """Sleep until something is posted or back, a lane is due, or it is time to look."""
        if self._news and self._flying < self._permits:
            return
        now = self._clock.elapsed()
        due = self._lanes.next_time() if self._flying < self._permits else None
        wait = LOOK if due is None else min(LOOK, max(0.0, due - now))
        if wait > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), wait)
        else:
            await asyncio.sleep(0)
