"""What a call costs: our lean client (`bot.telegram`) against aiogram's, in one run against one fast local server.

    python benchmarks/client.py [--calls 3000]

Each sends the same text, sixteen calls in flight, in turns; the ratio is aiogram's CPU time over ours.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.relay import fast_server  # noqa: E402

TOKEN = "7000000001:benchmark"
TEXT = "good morning, could you have a look at our last order please?"
IN_FLIGHT = 16
ROUNDS = 5


async def cpu_per_call(send: Callable[[], Awaitable[object]], calls: int) -> float:
    """CPU microseconds of this process per call."""
    left = iter(range(calls))

    async def sender() -> None:
        for _ in left:
            await send()

    before = time.process_time()
    await asyncio.gather(*(sender() for _ in range(IN_FLIGHT)))
    return (time.process_time() - before) / calls * 1e6


async def main(url: str, calls: int) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    from bot.telegram import Telegram

    theirs = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    ours = Telegram(TOKEN, url)
    found: dict[str, list[float]] = {"ours": [], "aiogram": []}
    for _ in range(ROUNDS):
        ours_cost = await cpu_per_call(lambda: ours.call("sendMessage", {"chat_id": 1, "text": TEXT}), calls)
        their_cost = await cpu_per_call(lambda: theirs.send_message(1, TEXT), calls)
        found["ours"].append(ours_cost)
        found["aiogram"].append(their_cost)
    await ours.close()
    await theirs.session.close()
    median = {name: statistics.median(costs) for name, costs in found.items()}
    for name, cost in median.items():
        print(f"{name:<8} {cost:6.0f} µs of CPU a call")
    print(f"ratio    {median['aiogram'] / median['ours']:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=3000)
    with fast_server() as address:
        asyncio.run(main(address, parser.parse_args().calls))
