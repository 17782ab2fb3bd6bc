"""Jobs and the inbox: planned once, taken once; seen once, kept when set aside."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from storage import inbox, jobs
from storage import tables as t
from storage.unit import Store, UnitOfWork


def _in(clock, minutes: float) -> dt.datetime:
    return clock.product + dt.timedelta(minutes=minutes)


async def _take(store: Store):
    async with store.unit() as uow:
        return await jobs.take_due(uow)


async def test_jobs_planned_twice_stay_one(store: Store, clock):
    for _ in range(2):
        async with store.unit() as uow:
            jobs.plan(uow, "card", "1", uow.now)
            jobs.plan(uow, "card", "1", uow.now)
    assert await _take(store) is not None
    assert await _take(store) is None


async def test_a_job_planned_again_comes_at_the_sooner_of_both_times(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", _in(clock, 30))
        jobs.plan(uow, "card", "1", _in(clock, 10))
        jobs.plan(uow, "card", "1", _in(clock, 20))
        assert await jobs.seconds_until_next(uow) == 600.0


async def test_jobs_of_another_kind_or_key_stand_beside_each_other(store: Store):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", uow.now)
        jobs.plan(uow, "card", "2", uow.now)
        jobs.plan(uow, "upkeep", "1", uow.now)
    assert {(await _take(store)).kind for _ in range(3)} == {"card", "upkeep"}


async def test_a_job_is_not_taken_before_its_time(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", _in(clock, 1))
    assert await _take(store) is None
    clock.passes(60)
    assert await _take(store) is not None


async def test_the_job_that_has_been_due_longest_comes_first(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "late", "1", _in(clock, -1), number=2)
        jobs.plan(uow, "late", "2", _in(clock, -2), number=1)
    assert [(await _take(store)).payload["number"] for _ in range(2)] == [1, 2]


async def test_a_job_taken_in_a_unit_that_fails_is_still_there(store: Store):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", uow.now)
    with pytest.raises(ZeroDivisionError):
        async with store.unit() as uow:
            assert await jobs.take_due(uow) is not None
            raise ZeroDivisionError
    assert await _take(store) is not None


async def test_two_who_take_at_the_same_moment_do_not_get_the_same_job(store: Store):
    async with store.unit() as uow:
        for number in range(10):
            jobs.plan(uow, "card", str(number), uow.now, number=number)
    taken = await asyncio.gather(*(_take(store) for _ in range(10)))
    numbers = [job.payload["number"] for job in taken if job is not None]
    while (job := await _take(store)) is not None:
        numbers.append(job.payload["number"])
    assert sorted(numbers) == list(range(10))


async def _id_of(uow: UnitOfWork, kind: str) -> int:
    return int(await uow.scalar(select(t.job.c.id).where(t.job.c.kind == kind)))


async def test_a_held_job_is_passed_over_until_its_time(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", uow.now)
        key = await _id_of(uow, "card")
        assert await jobs.hold(uow, key, clock.real + 5, "KeyError") == 1
        assert await jobs.hold(uow, key, clock.real + 5, "KeyError") == 2
    assert await _take(store) is None
    clock.passes(5)
    assert (await _take(store)).attempts == 2


async def test_the_wait_for_a_held_job_is_not_hidden_by_one_that_comes_later(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "poison", "1", uow.now)
        jobs.plan(uow, "far", "1", _in(clock, 60))
        await jobs.hold(uow, await _id_of(uow, "poison"), clock.real + 5, "KeyError")
        assert await jobs.seconds_until_next(uow) == 5.0


async def test_holding_a_job_that_is_gone_counts_nothing(store: Store):
    async with store.unit() as uow:
        assert await jobs.hold(uow, 99, 0.0, "KeyError") == 0


async def test_a_cancelled_job_does_not_come(store: Store):
    async with store.unit() as uow:
        jobs.plan(uow, "card", "1", uow.now)
        assert await jobs.cancel(uow, "card", "1")
        assert not await jobs.cancel(uow, "card", "1")
    assert await _take(store) is None


async def test_with_nothing_planned_there_is_nothing_to_wait_for(store: Store):
    async with store.reading() as uow:
        assert await jobs.seconds_until_next(uow) is None


async def test_the_depth_counts_jobs_due_and_jobs_that_failed(store: Store, clock):
    async with store.unit() as uow:
        jobs.plan(uow, "due", "1", uow.now)
        jobs.plan(uow, "later", "1", _in(clock, 1))
        await jobs.hold(uow, await _id_of(uow, "due"), 0.0, "KeyError")
    async with store.reading() as uow:
        assert await jobs.depth(uow) == (1, 1)


# -- the inbox ---------------------------------------------------------------------------------------------------------


async def test_an_update_is_new_once(store: Store):
    async with store.unit() as uow:
        assert await inbox.remember(uow, [1, 2, 2]) == {1, 2}
    async with store.unit() as uow:
        assert await inbox.remember(uow, [2, 3]) == {3}


async def test_an_update_remembered_in_a_unit_that_fails_is_new_again(store: Store):
    with pytest.raises(ZeroDivisionError):
        async with store.unit() as uow:
            await inbox.remember(uow, [1])
            raise ZeroDivisionError
    async with store.unit() as uow:
        assert await inbox.remember(uow, [1]) == {1}


async def test_a_full_batch_of_updates_is_remembered(store: Store):
    async with store.unit() as uow:
        assert len(await inbox.remember(uow, list(range(2**40, 2**40 + 100)))) == 100


async def test_only_updates_seen_long_ago_are_forgotten(store: Store, clock):
    async with store.unit() as uow:
        await inbox.remember(uow, [1])
    clock.passes(100)
    async with store.unit() as uow:
        await inbox.remember(uow, [2])
        assert await inbox.forget(uow, clock.real - 50) == 1
        assert await inbox.remember(uow, [1, 2]) == {1}


async def test_what_is_set_aside_keeps_its_payload_until_it_was_replayed(store: Store):
    async with store.unit() as uow:
        first = await inbox.set_aside(uow, 7, '{"update_id": 7}', "KeyError")
        await inbox.set_aside(uow, 8, '{"update_id": 8}', "KeyError")
    async with store.unit() as uow:
        assert [one.payload for one in await inbox.quarantined(uow)] == ['{"update_id": 7}', '{"update_id": 8}']
        await inbox.replayed(uow, first)
        assert [one.update_id for one in await inbox.quarantined(uow)] == [8]
        assert await inbox.quarantine_depth(uow) == 1


def test_what_is_set_aside_does_not_show_its_payload_when_printed():
    from storage.records import Quarantined

    shown = repr(Quarantined(1, 7, "what Anna wrote", "KeyError", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), None))
    assert "Anna" not in shown
