"""A Bot API server that costs almost nothing, so that a benchmark measures the bot and not its Telegram.

Raw asyncio, no web framework. It hands out messages of `CHATS` people by `getUpdates` and answers every other method
with a plausible result. Two modes, started by `/control/flood?count=N` and `/control/steady?rate=R&seconds=S`;
`/control/report` says how many sends came back, how long it took, and the delays from "handed out" to "sent".
"""

import asyncio
import re
import statistics
import sys
import time
from collections.abc import Coroutine
from typing import Any

import orjson
import uvloop

CHATS = 50
FIRST_PERSON = 1000
DESK = -1001234567890

_OFFSET = re.compile(rb'offset"?(?:\r\n\r\n|:|=)\s*(\d+)')
_SEQUENCE = re.compile(rb"seq-(\d+)")
_TIMEOUT = re.compile(rb'timeout"?(?:\r\n\r\n|:|=)\s*(\d+)')

ME = {"id": 7000000001, "is_bot": True, "first_name": "Care", "username": "care_bot"}
BOT_MESSAGE = {
    "message_id": 0,
    "date": 0,
    "chat": {"id": DESK, "type": "supergroup", "title": "Desk", "is_forum": True},
    "from": ME,
}


class World:
    """What is still to be handed out, and what came back."""

    def __init__(self) -> None:
        self.pending: list[tuple[int, bytes]] = []
        self.next_update = 1
        self.next_message = 1
        self.handed: dict[int, float] = {}
        self.delays: list[float] = []
        self.expected = 0
        self.done = 0
        self.first = self.last = 0.0
        self.news = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()

    def write(self, sequence: int) -> None:
        """One more message of somebody."""
        person = FIRST_PERSON + sequence % CHATS
        user = {"id": person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
        update = {
            "update_id": self.next_update,
            "message": {
                "message_id": 10_000 + self.next_update,
                "date": int(time.time()),
                "chat": {"id": person, "type": "private", "first_name": user["first_name"]},
                "from": user,
                "text": f"seq-{sequence} good morning, could you have a look at our last order please?",
            },
        }
        self.pending.append((self.next_update, orjson.dumps(update)))
        self.next_update += 1
        self.news.set()

    def hold(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it in the background and keep it from being collected."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def expect(self, count: int) -> None:
        self.expected, self.done, self.delays, self.handed = count, 0, [], {}
        self.first = self.last = 0.0

    def hand_out(self, offset: int) -> bytes:
        self.pending = [item for item in self.pending if item[0] >= offset]
        batch = self.pending[:100]
        now = time.perf_counter()
        if batch and not self.first:
            self.first = now
        for _, raw in batch:
            found = _SEQUENCE.search(raw)
            assert found is not None
            self.handed.setdefault(int(found[1]), now)
        return b"[" + b",".join(raw for _, raw in batch) + b"]"

    def took(self, body: bytes) -> None:
        now = time.perf_counter()
        for found in _SEQUENCE.findall(body):
            handed = self.handed.pop(int(found), None)
            if handed is not None:
                self.delays.append(now - handed)
                self.done += 1
                self.last = now

    def report(self) -> bytes:
        delays = sorted(self.delays)
        return orjson.dumps(
            {
                "expected": self.expected,
                "done": self.done,
                "seconds": self.last - self.first,
                "p50": statistics.median(delays) if delays else 0,
                "p99": delays[int(len(delays) * 0.99)] if delays else 0,
            }
        )

    def answer(self, body: bytes) -> bytes:
        self.next_message += 1
        return orjson.dumps(BOT_MESSAGE | {"message_id": self.next_message, "date": int(time.time()), "text": "x"})


class Connection(asyncio.Protocol):
    """One keep-alive HTTP connection; requests on it come one after another."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            found = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            size = int(found[1]) if found else 0
            if len(self.buffer) < end + 4 + size:
                return
            body, self.buffer = self.buffer[end + 4 : end + 4 + size], self.buffer[end + 4 + size :]
            self.handle(head.split(b" ", 2)[1], body)

    def reply(self, result: bytes) -> None:
        whole = b'{"ok":true,"result":' + result + b"}"
        self.transport.write(  # type: ignore[attr-defined]
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(whole), whole)
        )

    def handle(self, path: bytes, body: bytes) -> None:
        world = self.world
        method = path.rsplit(b"/", 1)[-1].lower()
        if method == b"getupdates":
            self.world.hold(self.get_updates(body))
        elif method in {b"sendmessage", b"copymessage"}:
            world.took(body)
            self.reply(world.answer(body))
        elif method == b"getme":
            self.reply(orjson.dumps(ME))
        elif method == b"createforumtopic":
            world.next_message += 1
            self.reply(orjson.dumps({"message_thread_id": world.next_message, "name": "x", "icon_color": 7322096}))
        elif method.startswith(b"flood"):
            count = int(path.rsplit(b"=", 1)[-1])
            world.expect(count)
            for sequence in range(count):
                world.write(sequence)
            self.reply(b"true")
        elif method.startswith(b"steady"):
            rate, seconds = (int(found) for found in re.findall(rb"=(\d+)", path))
            world.expect(rate * seconds)
            self.world.hold(self.steady(rate, rate * seconds))
            self.reply(b"true")
        elif method == b"report":
            self.reply(world.report())
        elif method == b"getwebhookinfo":
            self.reply(b'{"url":"","has_custom_certificate":false,"pending_update_count":0}')
        else:
            self.reply(b"true")

    async def steady(self, rate: int, count: int) -> None:
        start = time.perf_counter()
        for sequence in range(count):
            await asyncio.sleep(max(0.0, start + sequence / rate - time.perf_counter()))
            self.world.write(sequence)

    async def get_updates(self, body: bytes) -> None:
        found = _OFFSET.search(body)
        offset = int(found[1]) if found else 0
        wanted = _TIMEOUT.search(body)
        until = time.perf_counter() + (int(wanted[1]) if wanted else 0)
        while (batch := self.world.hand_out(offset)) == b"[]" and time.perf_counter() < until:
            self.world.news.clear()
            try:
                await asyncio.wait_for(self.world.news.wait(), max(0.01, until - time.perf_counter()))
            except TimeoutError:
                break
        self.reply(batch)


async def main(port: int) -> None:
    world = World()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(world), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
