"""Two worker processes that are killed again and again, and the pretend Telegram that they speak with."""

import asyncio
import multiprocessing
import os
import random
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import orjson

from bot.telegram import Refusal, Unreachable
from storage.records import Parcel
from storage.unit import Signal
from tests.chaos import worker
from tests.chaos.worker import LONGEST_LINE, SharedClock
from tests.year.clockwork import Odds, ShakyStore
from tests.year.machine import DEFAULTS
from tests.year.sender import LEASE_SECONDS
from tests.year.wire import CARRYING, Wire

KILLS = 0.03
"""Of the moments at which both work, those at which one of them is killed."""

LONGEST_LIFE = 0.05
"""Seconds into its work at which it is killed at the latest."""

PATIENCE = 120.0
"""Seconds for a piece of work, however busy the machine is."""


class _Cell:
    """One worker process and its socket."""

    def __init__(self, process: ForkServerProcess) -> None:
        self.process = process
        self.writer: asyncio.StreamWriter | None = None
        self.connected = asyncio.Event()
        self.idle = asyncio.Event()
        self.dead = False

    def tell(self, **words: Any) -> None:
        assert self.writer is not None
        if not self.dead:
            self.writer.write(orjson.dumps(words) + b"\n")


class Colony:
    """Both workers run jobs side by side; the first is the one sender, until it dies and the other takes over."""

    def __init__(self, url: str, folder: Path, clock: SharedClock, wire: Wire, dice: random.Random) -> None:
        self._url = url
        self._socket = str(folder / "wire")
        self._clock_path = str(folder / "clock")
        self._clock = clock
        self._wire = wire
        self._dice = dice
        self._cells: list[_Cell] = []
        self._unmet: asyncio.Queue[_Cell] = asyncio.Queue()
        self._server: asyncio.Server | None = None
        self._calling: _Cell | None = None
        self._broken: Exception | None = None
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.chaos.worker", "tests.chaos.warm"])
        self.people = ShakyStore(url, clock, DEFAULTS, dice, Odds(rollback=0.0, unanswered=0.0), None)
        self.people.subscribe(self._hear)
        self.kills = self.killed_sending = 0
        self._news = True
        wire.on_death = self._dies_sending

    async def open(self) -> None:
        """Bring both to life."""
        self._server = await asyncio.start_unix_server(self._met, self._socket, limit=LONGEST_LINE)
        for _ in range(2):
            self._cells.append(await self._born())

    async def _born(self) -> _Cell:
        given = (self._url, self._socket, self._clock_path, self._dice.randrange(2**32))
        process = self._context.Process(target=worker.main, args=given, daemon=True)
        cell = _Cell(process)
        self._unmet.put_nowait(cell)
        process.start()
        async with asyncio.timeout(PATIENCE):
            await cell.connected.wait()
        return cell

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cell = self._unmet.get_nowait()
        cell.writer = writer
        cell.connected.set()
        answering: set[asyncio.Task[None]] = set()
        try:
            while line := await reader.readline():
                heard = orjson.loads(line)
                if "call" in heard:
                    task = asyncio.create_task(self._answer(cell, heard))
                    answering.add(task)
                    task.add_done_callback(answering.discard)
                elif "trouble" in heard:
                    self._wire.troubled.add(heard["trouble"])
                else:
                    self._news = self._news or heard["posted"]
                    cell.idle.set()
        except ConnectionError:
            pass  # it was killed in the middle of a word
        finally:
            cell.dead = True
            cell.idle.set()
            for task in answering:
                task.cancel()
            writer.close()

    async def _answer(self, cell: _Cell, heard: dict[str, Any]) -> None:
        CARRYING.set(None if heard["parcel"] is None else _parcel(*heard["parcel"]))
        self._calling = cell
        try:
            cell.tell(answer=heard["call"], result=await self._wire.call(heard["method"], heard["params"]))
        except Refusal as refusal:
            told = [refusal.code, refusal.description, refusal.retry_after, refusal.migrate_to]
            cell.tell(answer=heard["call"], refused=told)
        except Unreachable as unreachable:
            cell.tell(answer=heard["call"], lost=str(unreachable))
        except Exception as error:
            self._broken = error
            self._kill(cell)

    def _dies_sending(self) -> None:
        """Telegram has the call in its hands, and whoever made it is gone."""
        assert self._calling is not None
        self.killed_sending += 1
        self._kill(self._calling)

    def _kill(self, cell: _Cell) -> None:
        if not cell.dead:
            self.kills += 1
            cell.dead = True
            cell.process.kill()

    async def work(self) -> bool:
        """Have both do what is due; often one of them is killed meanwhile. True when one died."""
        await self._all_work(self._cells, may_die=True)
        while self._news and not self._somebody_died:
            await self._all_work(self._cells[:1], may_die=False)
        if not self._somebody_died:
            return False
        await self._bury()
        return True

    async def _all_work(self, cells: list[_Cell], *, may_die: bool) -> None:
        news, self._news = self._news, False
        for cell in cells:
            cell.idle.clear()
            cell.tell(sends=cell is self._cells[0], news=news)
        if may_die and self._dice.random() < KILLS:
            await asyncio.sleep(self._dice.uniform(0.0, LONGEST_LIFE))
            self._kill(self._dice.choice(cells))
        try:
            async with asyncio.timeout(PATIENCE):
                for cell in cells:
                    await cell.idle.wait()
        except TimeoutError:
            await self._ask_what_they_do(cells)
            raise
        if self._broken is not None:
            raise self._broken

    async def _ask_what_they_do(self, cells: list[_Cell]) -> None:
        """Have those who do not come to an end print what they wait for."""
        for cell in cells:
            if not cell.idle.is_set():
                assert cell.process.pid is not None
                os.kill(cell.process.pid, signal.SIGUSR1)
        await asyncio.sleep(1.0)

    @property
    def _somebody_died(self) -> bool:
        return any(cell.dead for cell in self._cells)

    def _hear(self, signals: set[Signal]) -> None:
        self._news = self._news or "outbox" in signals

    async def _bury(self) -> None:
        """Replace the dead. A new sender has to wait until the lease of the old one runs out."""
        self._news = True
        if self._cells[0].dead:
            self._clock.move_by(LEASE_SECONDS + 1)
        living = [cell for cell in self._cells if not cell.dead]
        for cell in self._cells:
            if cell.dead:
                await asyncio.to_thread(cell.process.join)
                assert cell.process.exitcode == -signal.SIGKILL, "a worker ended by itself"
        while len(living) < 2:
            living.append(await self._born())
        self._cells = living

    async def restart(self) -> None:
        """All of them were off."""
        for cell in self._cells:
            self._kill(cell)
        await self._bury()

    async def close(self) -> None:
        for cell in self._cells:
            if cell.writer is not None:
                cell.writer.close()
            await asyncio.to_thread(cell.process.join)
        if self._server is not None:
            self._server.close()
        await self.people.close()

    def summary(self) -> str:
        return f"{self.kills} kills, {self.killed_sending} of them while Telegram had the message"


def _parcel(key: int, op: str, once: bool, care: int | None) -> Parcel:
    """What the wire has to know of a parcel."""
    payload = {} if care is None else {"care": care}
    return Parcel(key, "", 0, op, None, None, payload, None, once, 0.0, 0.0)
