"""One worker of the chaos year: a process of its own that runs jobs, sends, and can be killed at any instruction.

It hears commands and speaks with Telegram over one socket, in lines of JSON; the time stands in a file that all
processes share.
"""

import asyncio
import contextlib
import datetime as dt
import faulthandler
import mmap
import random
import signal
import struct
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog

from bot.scheduler import Scheduler
from bot.telegram import Refusal, Unreachable
from storage.dialects import is_trouble
from storage.records import Parcel
from tests.year.clockwork import Odds, ShakyStore, YearClock, no_power_cuts
from tests.year.machine import DEFAULTS, slow_down
from tests.year.sender import Sender, let_sleep_pass
from tests.year.wire import CARRYING

LONGEST_LINE = 2**22


class SharedClock(YearClock):
    """The year's clock in a file of eight bytes, microseconds since 1970: every process sees it move."""

    def __init__(self, path: Path, at: dt.datetime | None = None) -> None:
        if at is not None:
            path.write_bytes(_packed(at))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 8)
        super().__init__(self.now())

    def now(self) -> dt.datetime:
        (stands,) = struct.unpack("q", self._shared[:8])
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=stands)

    def epoch(self) -> float:
        return self.now().timestamp()

    def elapsed(self) -> float:
        return self.epoch()

    def move_to(self, at: dt.datetime) -> None:
        self._shared[:8] = _packed(max(at, self.now()))

    def move_by(self, seconds: float) -> None:
        self.move_to(self.now() + dt.timedelta(seconds=seconds))


def _packed(at: dt.datetime) -> bytes:
    return struct.pack("q", (at - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1))


class RemoteWire:
    """Telegram, at the other end of the socket."""

    hung = 0

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.commands: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def on_death(self) -> None:
        """Nobody dies here but by a signal."""

    def say(self, **words: Any) -> None:
        self._writer.write(orjson.dumps(words) + b"\n")

    async def listen(self) -> None:
        """Take commands and answers until the socket is closed."""
        while line := await self._reader.readline():
            heard = orjson.loads(line)
            if "answer" in heard:
                waiting = self._waiting.pop(heard["answer"])
                if not waiting.cancelled():  # whoever called may have lost the lease meanwhile
                    waiting.set_result(heard)
            else:
                self.commands.put_nowait(heard)
        self.commands.put_nowait(None)

    def note_trouble(self, parcel: Parcel | None) -> None:
        if parcel is not None and parcel.op == "care":
            self.say(trouble=int(parcel.payload["care"]))

    async def call(self, method: str, params: dict[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        key = next(self._ids)
        parcel = CARRYING.get()
        carried = None if parcel is None else [parcel.id, parcel.op, parcel.once, parcel.payload.get("care")]
        self._waiting[key] = asyncio.get_running_loop().create_future()
        self.say(call=key, method=method, params=params or {}, parcel=carried)
        answer = await self._waiting[key]
        if "refused" in answer:
            raise Refusal(*answer["refused"])
        if "lost" in answer:
            raise Unreachable(answer["lost"])
        return answer["result"]


def main(url: str, socket: str, clock: str, seed: int) -> None:
    """One life."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with _prepared() as monkeypatch:
        asyncio.run(_live(url, socket, SharedClock(Path(clock)), random.Random(seed), monkeypatch))


@contextlib.contextmanager
def _prepared() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        slow_down(monkeypatch)
        no_power_cuts(monkeypatch)
        yield monkeypatch


async def _live(url: str, socket: str, clock: SharedClock, dice: random.Random, patch: pytest.MonkeyPatch) -> None:
    let_sleep_pass(patch, clock)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _say_what_we_do)
    faulthandler.register(signal.SIGUSR1, chain=True)
    reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
    wire = RemoteWire(reader, writer)
    odds = Odds(rollback=0.01, unanswered=0.01)
    working, sending = (ShakyStore(url, clock, DEFAULTS, dice, odds, None) for _ in range(2))
    sender = Sender(sending, wire, clock)  # type: ignore[arg-type]
    for store in (working, sending):
        store.subscribe(sender.hear)
    scheduler = Scheduler(working, clock)
    sender.news = False
    listening = asyncio.create_task(wire.listen())
    while (command := await wire.commands.get()) is not None:
        if command["sends"]:
            sender.news = sender.news or command["news"]
            await asyncio.gather(_jobs(scheduler), sender.work())
            while sender.news:
                await asyncio.gather(_jobs(scheduler), sender.work())
            wire.say(done=True, posted=False)
        else:
            await _jobs(scheduler)
            wire.say(done=True, posted=sender.news)
            sender.news = False
    listening.cancel()
    await sender.close()
    for store in (working, sending):
        await store.close()


def _say_what_we_do() -> None:
    """For whoever has to find out why this life does not come to an end."""
    for task in asyncio.all_tasks():
        print(task.get_name(), file=sys.stderr)
        awaited: Any = task.get_coro()
        while (frame := getattr(awaited, "cr_frame", None)) is not None:
            print(f"    {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}", file=sys.stderr)
            awaited = awaited.cr_await


async def _jobs(scheduler: Scheduler) -> None:
    while True:
        try:
            if not await scheduler.run_one():
                return
        except Exception as error:
            if not is_trouble(error):
                raise
