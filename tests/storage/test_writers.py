"""Several programs write into one database: they wait for each other and none fails."""

import asyncio
import sqlite3
import sys

import pytest
from sqlalchemy import func, select

from storage import facts
from storage import tables as t
from storage.dialects import is_trouble
from storage.migrate import scripts
from storage.unit import Store

_PROGRAM = """
import asyncio, sys
from sqlalchemy import insert, select, func
from bot.clock import Clock
from storage import audit, tables as t
from storage.unit import Store

async def main(url, name):
    store = Store(url, Clock())
    for number in range(40):
        async with store.unit() as uow:
            await uow.scalar(select(func.count()).select_from(t.audit))
            audit.record(uow, name, "wrote", str(number))
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_processes_that_read_and_then_write_wait_and_do_not_fail(store: Store):
    both = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _PROGRAM, store.url, name, cwd=scripts().parent, stderr=asyncio.subprocess.PIPE
        )
        for name in ("one", "two")
    ]
    said = [(await one.communicate())[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    async with store.reading() as uow:
        assert await uow.scalar(select(func.count()).select_from(t.audit)) == 80


async def test_units_of_one_process_follow_one_another_and_lose_no_update(store: Store):
    async with store.unit() as uow:
        await facts.put(uow, "count", 0)

    async def one_more() -> None:
        async with store.unit() as uow:
            await uow.returning(select(t.fact).where(t.fact.c.name == "count").with_for_update())
            await facts.put(uow, "count", await facts.get(uow, "count") + 1)

    await asyncio.gather(*(one_more() for _ in range(20)))
    async with store.reading() as uow:
        assert await facts.get(uow, "count") == 20


async def test_a_reader_sees_nothing_of_a_unit_that_is_not_committed(store: Store):
    async with store.unit() as writing:
        await facts.put(writing, "written", True)
        async with store.reading() as uow:
            assert await facts.get(uow, "written") is None


async def test_a_reader_is_not_held_up_by_a_writer(store: Store):
    async with asyncio.timeout(10), store.unit() as writing:
        await facts.put(writing, "written", True)
        for _ in range(3):
            async with store.reading() as uow:
                await facts.get(uow, "written")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("first", ["opened before", "opened now"])
async def test_a_file_that_somebody_else_holds_is_waited_for(store: Store, tmp_path, first):
    """The very first opening also changes the file's journal mode, which SQLite's own waiting does not cover."""
    if first == "opened before":
        await _put(store)
    other = sqlite3.connect(tmp_path / "carebot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(_put(store))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    async with asyncio.timeout(10):
        await waiting


async def _put(store: Store) -> None:
    async with store.unit() as uow:
        await facts.put(uow, "written", True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_is_written_to_the_disk_before_a_commit_returns(store: Store):
    async with store.unit() as uow:
        from sqlalchemy import text

        found = {
            name: await uow.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_that_the_server_ended_is_trouble_and_the_next_unit_works(store: Store):
    from sqlalchemy import text

    async with store.reading() as other:
        victim = await other.scalar(text("SELECT pg_backend_pid()"))
        async with store.unit() as uow:
            await uow.scalar(text(f"SELECT pg_terminate_backend({victim})"))
        with pytest.raises(Exception) as raised:
            await facts.get(other, "anything")
        assert is_trouble(raised.value)
    await _put(store)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_deadlock_is_trouble_so_that_its_loser_tries_again(store: Store):
    from sqlalchemy import text

    async with store.unit() as uow:
        await facts.put(uow, "a", 0)
        await facts.put(uow, "b", 0)
    first_lock = [asyncio.Event(), asyncio.Event()]

    async def cross(mine: int, names: tuple[str, str]) -> None:
        async with store.unit() as uow:
            await uow.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            await facts.put(uow, names[0], mine)
            first_lock[mine].set()
            await first_lock[1 - mine].wait()
            await facts.put(uow, names[1], mine)

    results = await asyncio.gather(cross(0, ("a", "b")), cross(1, ("b", "a")), return_exceptions=True)
    failed = [result for result in results if result is not None]
    assert len(failed) == 1
    assert is_trouble(failed[0])
