"""The SQLite driver of our own: one visit to the thread per statement, and SQLAlchemy notices no difference."""

import asyncio
import gc
import threading

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage.dialects import open_engines

_META = MetaData()
_THING = Table("thing", _META, Column("id", Integer, primary_key=True), Column("name", Text, unique=True))


@pytest.fixture
async def engine(tmp_path):
    writer, reader = open_engines(f"sqlite+aiosqlite:///{tmp_path / 'small.db'}")
    async with writer.begin() as connection:
        await connection.run_sync(_META.create_all)
    yield writer
    await writer.dispose()
    await reader.dispose()


async def test_a_broken_rule_surfaces_as_sqlalchemys_error(engine):
    with pytest.raises(IntegrityError, match="UNIQUE"):
        async with engine.begin() as connection:
            await connection.execute(insert(_THING), [{"name": "a"}, {"name": "a"}])


async def test_a_wrong_statement_surfaces_as_sqlalchemys_error(engine):
    with pytest.raises(OperationalError, match="no such table"):
        async with engine.begin() as connection:
            await connection.execute(text("SELECT * FROM nowhere"))


async def test_a_closed_connection_surfaces_as_sqlalchemys_error(engine):
    with pytest.raises((ProgrammingError, OperationalError, ValueError)):
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.close()
            await connection.execute(text("SELECT 1"))


async def test_an_update_tells_how_many_rows_it_touched(engine):
    async with engine.begin() as connection:
        await connection.execute(insert(_THING), [{"name": name} for name in "abc"])
        touched = await connection.execute(update(_THING).where(_THING.c.id > 1).values(name=_THING.c.name + "!"))
        assert touched.rowcount == 2
        none = await connection.execute(update(_THING).where(_THING.c.id > 9).values(name="x"))
        assert none.rowcount == 0


async def test_a_bulk_of_updates_tells_how_many_rows_it_touched(engine):
    from sqlalchemy import bindparam

    async with engine.begin() as connection:
        await connection.execute(insert(_THING), [{"name": name} for name in "abc"])
        rename = update(_THING).where(_THING.c.id == bindparam("of")).values(name=bindparam("new"))
        touched = await connection.execute(
            rename, [{"of": 1, "new": "x"}, {"of": 2, "new": "y"}, {"of": 9, "new": "z"}]
        )
        assert touched.rowcount == 2


async def test_an_insert_tells_its_new_key(engine):
    async with engine.begin() as connection:
        first = await connection.execute(_THING.insert().values(name="a"))
        second = await connection.execute(_THING.insert().values(name="b"))
        assert (first.inserted_primary_key[0], second.inserted_primary_key[0]) == (1, 2)


async def test_a_write_with_returning_gives_its_rows_and_their_number(engine):
    async with engine.begin() as connection:
        await connection.execute(insert(_THING), [{"name": name} for name in "abc"])
        result = await connection.execute(update(_THING).values(name=_THING.c.name + "!").returning(_THING.c.name))
        assert sorted(row[0] for row in result) == ["a!", "b!", "c!"]


async def test_a_bulk_insert_with_returning_gives_every_row(engine):
    async with engine.begin() as connection:
        many = [{"name": f"name {number}"} for number in range(2500)]
        result = await connection.execute(insert(_THING).returning(_THING.c.id), many)
        assert len(result.all()) == 2500


async def test_a_result_can_be_read_bit_by_bit(engine):
    async with engine.begin() as connection:
        await connection.execute(insert(_THING), [{"name": name} for name in "abcd"])
        result = await connection.execute(select(_THING.c.name).order_by(_THING.c.id))
        assert result.fetchone()[0] == "a"
        assert [row[0] for row in result.fetchmany(2)] == ["b", "c"]
        assert [row[0] for row in result] == ["d"]


async def test_a_statement_takes_one_visit_to_the_thread(engine):
    visits = 0
    async with engine.begin() as connection:
        await connection.execute(insert(_THING), [{"name": name} for name in "abc"])
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        before = driver._execute

        async def counting(*arguments, **named):
            nonlocal visits
            visits += 1
            return await before(*arguments, **named)

        driver._execute = counting
        assert len((await connection.execute(select(_THING))).all()) == 3
        driver._execute = before
    assert visits == 1


async def test_closing_ends_the_thread_and_warns_of_nothing(tmp_path):
    """An unclosed connection would be a ResourceWarning, which the settings of pytest make an error."""
    before = set(threading.enumerate())
    writer, _ = open_engines(f"sqlite+aiosqlite:///{tmp_path / 'closed.db'}")
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE x (y)"))
    opened = set(threading.enumerate()) - before
    assert opened
    await writer.dispose()
    for thread in opened:
        await asyncio.to_thread(thread.join, 2)
    assert not any(thread.is_alive() for thread in opened)
    gc.collect()


async def test_a_file_that_cannot_be_opened_says_so(tmp_path):
    writer, _ = open_engines(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    with pytest.raises(OperationalError, match="unable to open database file"):
        async with writer.begin():
            pass
    await writer.dispose()


async def test_a_new_file_is_for_its_owner_only(tmp_path):
    """Clients' names are in it."""
    path = tmp_path / "new.db"
    writer, _ = open_engines(f"sqlite+aiosqlite:///{path}")
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE x (y)"))
    await writer.dispose()
    assert path.stat().st_mode & 0o077 == 0
