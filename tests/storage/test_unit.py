"""The unit of work: what is written when, what survives, and who hears of it."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.exc import StatementError

from storage import audit, facts
from storage import tables as t
from storage.dialects import is_trouble
from storage.unit import Store

_ADD = insert(t.audit)


def _row(number: int) -> dict[str, object]:
    return {"at": _AT, "actor": "test", "action": "count", "subject": str(number), "detail": {"number": number}}


_AT = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


async def _subjects(store: Store) -> list[str]:
    async with store.reading() as uow:
        return [row[0] for row in await uow.returning(select(t.audit.c.subject).order_by(t.audit.c.id))]


@pytest.fixture
def statements(store: Store):
    """(statement, number of rows) of everything the writer runs from here on."""
    seen: list[tuple[str, int]] = []

    @event.listens_for(store.writer.sync_engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, executemany):
        seen.append((statement.split()[0].upper(), len(parameters) if executemany else 1))

    return seen


async def test_a_read_sees_what_was_added_before_it(store: Store):
    async with store.unit() as uow:
        uow.add(_ADD, _row(1))
        assert await uow.scalar(select(func.count()).select_from(t.audit)) == 1


async def test_adds_of_one_statement_are_written_together_at_commit(store: Store, statements):
    async with store.unit() as uow:
        for number in range(50):
            uow.add(_ADD, _row(number))
    assert [rows for verb, rows in statements if verb == "INSERT"] == [50]


async def test_adds_keep_their_order(store: Store):
    async with store.unit() as uow:
        for number in range(5):
            uow.add(_ADD, _row(number))
        await uow.returning(select(t.audit.c.id))
        for number in range(5, 10):
            uow.add(_ADD, _row(number))
    assert await _subjects(store) == [str(number) for number in range(10)]


async def test_what_was_added_is_written_before_a_direct_write(store: Store):
    async with store.unit() as uow:
        uow.add(_ADD, _row(1))
        assert await uow.execute(delete(t.audit)) == 1
    assert await _subjects(store) == []


async def test_an_exception_leaves_nothing(store: Store):
    with pytest.raises(ZeroDivisionError):
        async with store.unit() as uow:
            await facts.put(uow, "written", True)
            uow.add(_ADD, _row(1))
            raise ZeroDivisionError
    async with store.reading() as uow:
        assert await facts.get(uow, "written") is None
    assert await _subjects(store) == []


async def test_a_row_that_cannot_be_written_leaves_nothing_of_the_others(store: Store):
    with pytest.raises(StatementError):
        async with store.unit() as uow:
            await facts.put(uow, "written", True)
            uow.add(_ADD, _row(1))
            uow.add(_ADD, _row(2) | {"actor": None})
    async with store.reading() as uow:
        assert await facts.get(uow, "written") is None
    assert await _subjects(store) == []


async def test_the_store_works_on_after_an_exception(store: Store):
    with pytest.raises(ZeroDivisionError):
        async with store.unit():
            raise ZeroDivisionError
    async with store.unit() as uow:
        audit.record(uow, "test", "works", "again")
    assert await _subjects(store) == ["again"]


async def test_a_moment_without_a_time_zone_is_refused(store: Store):
    with pytest.raises(StatementError, match="has no time zone"):
        async with store.unit() as uow:
            uow.add(_ADD, _row(1) | {"at": dt.datetime(2026, 3, 2, 12, 0)})  # noqa: DTZ001 - the mistake itself


async def test_a_moment_of_another_zone_comes_back_as_the_same_instant_in_utc(store: Store):
    kyiv = dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    async with store.unit() as uow:
        uow.add(_ADD, _row(1) | {"at": kyiv})
        back = await uow.scalar(select(t.audit.c.at))
    assert (back, back.tzinfo) == (kyiv, dt.UTC)


@pytest.mark.parametrize("value", [{"a": [1, None, "ї"]}, [1], "text", 7, False, 0, ""])
async def test_data_comes_back_as_it_was_given(store: Store, value):
    async with store.unit() as uow:
        await facts.put(uow, "given", value)
    async with store.reading() as uow:
        assert await facts.get(uow, "given") == value


async def test_signals_are_heard_only_after_the_commit(store: Store):
    heard: list[set[str]] = []
    store.subscribe(heard.append)
    async with store.unit() as uow:
        uow.signals.add("outbox")
        await facts.put(uow, "written", True)
        assert heard == []
    assert heard == [{"outbox"}]


async def test_a_unit_that_fails_signals_nothing(store: Store):
    heard: list[set[str]] = []
    store.subscribe(heard.append)
    with pytest.raises(ZeroDivisionError):
        async with store.unit() as uow:
            uow.signals.add("outbox")
            raise ZeroDivisionError
    assert heard == []


async def test_a_unit_with_nothing_to_say_wakes_nobody(store: Store):
    heard: list[set[str]] = []
    store.subscribe(heard.append)
    async with store.unit() as uow:
        await facts.put(uow, "quiet", True)
    assert heard == []


async def test_touching_places_empties_the_cache_and_tells_the_process(store: Store):
    async with store.unit() as uow:
        uow.cache["directory"] = "as it was"
        uow.touch_places()
        assert uow.cache == {}
        assert uow.signals == {"places"}


async def test_one_unit_has_one_clock_reading(store: Store, clock):
    async with store.unit() as uow:
        before = (uow.now, uow.epoch)
        clock.passes(60)
        assert (uow.now, uow.epoch) == before


async def test_a_unit_cancelled_in_the_middle_leaves_nothing_and_blocks_nobody(store: Store):
    inside = asyncio.Event()

    async def slow() -> None:
        async with store.unit() as uow:
            await facts.put(uow, "written", True)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(slow())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10), store.unit() as uow:
        assert await facts.get(uow, "written") is None


async def test_units_cancelled_at_any_moment_block_nobody(store: Store):
    async def write() -> None:
        async with store.unit() as uow:
            for number in range(5):
                await facts.put(uow, f"fact {number}", number)

    for moment in range(12):
        task = asyncio.create_task(write())
        for _ in range(moment):
            await asyncio.sleep(0)
        await asyncio.sleep(moment * 0.0003)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(10), store.unit() as uow:
            await facts.put(uow, "after", moment)


async def test_a_wrong_statement_is_no_trouble_of_the_database(store: Store):
    from sqlalchemy import text

    with pytest.raises(StatementError) as raised:
        async with store.unit() as uow:
            await uow.execute(text("SELECT * FROM nothing_of_this_name"))
    assert not is_trouble(raised.value)


async def test_a_value_that_fits_no_column_is_no_trouble_of_the_database(store: Store):
    """It would fail for ever: an update that brings one is set aside, not tried until the end of time."""
    with pytest.raises((StatementError, OverflowError)) as raised:
        async with store.unit() as uow:
            await uow.execute(insert(t.seen_update), {"update_id": 2**70, "seen_epoch": 0.0})
    assert not is_trouble(raised.value)


async def test_an_error_does_not_repeat_what_people_wrote(store: Store):
    with pytest.raises(StatementError) as raised:
        async with store.unit() as uow:
            uow.add(_ADD, _row(1) | {"actor": None, "detail": {"text": "my secret"}})
    if store.url.startswith("sqlite"):
        assert "my secret" not in str(raised.value)
    assert "[parameters" not in str(raised.value) and "hidden" in str(raised.value).lower()
