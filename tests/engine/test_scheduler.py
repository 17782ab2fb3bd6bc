"""The scheduler: every job once and in time, a poison one kept apart; and what the daily upkeep forgets."""

import asyncio
import datetime as dt
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import scheduler as scheduling
from bot.clock import Clock
from bot.scheduler import Scheduler
from conversations import upkeep
from storage import facts, inbox, jobs, messages, outbox
from storage import tables as t
from storage.unit import Store
from tests.engine.conftest import LARYSA


@pytest.fixture
def ran(monkeypatch) -> list[str]:
    """The names of the jobs that ran; "poison" never does."""
    names: list[str] = []

    async def note(uow, payload) -> None:
        if payload["name"] == "poison":
            raise KeyError("my secret")
        names.append(payload["name"])

    monkeypatch.setattr(scheduling, "AGENDA", {"note": note, upkeep.JOB: upkeep.tidy})
    return names


def _scheduler(store: Store) -> Scheduler:
    assert isinstance(store.clock, Clock)
    return Scheduler(store, store.clock)


async def _plan(store: Store, *names: str, at: dt.datetime | None = None) -> None:
    async with store.unit() as uow:
        for name in names:
            jobs.plan(uow, "note", name, at or uow.now, name=name)


@asynccontextmanager
async def _running(*schedulers: Scheduler):
    stopping = asyncio.Event()
    tasks = [asyncio.create_task(one.run(stopping)) for one in schedulers]
    try:
        yield tasks
    finally:
        stopping.set()
        for one in schedulers:
            one.stir()
        await asyncio.wait_for(asyncio.gather(*tasks), 10)


async def _until(condition, timeout: float = 60.0) -> None:
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - what a job did is no event
            await asyncio.sleep(0.01)


async def test_every_job_runs_once_although_two_schedulers_run(store: Store, ran):
    names = [f"job {number}" for number in range(20)]
    await _plan(store, *names)
    other = Store(store.url, Clock())
    async with _running(_scheduler(store), _scheduler(other)):
        await _until(lambda: len(ran) >= 20)
        await asyncio.sleep(0.1)
    await other.close()
    assert sorted(ran) == sorted(names)


async def test_a_job_planned_while_the_scheduler_sleeps_runs_at_once(store: Store, ran):
    async with _running(_scheduler(store)):
        await asyncio.sleep(0.1)
        await _plan(store, "now")
        await _until(lambda: ran == ["now"], 2)


async def test_a_job_of_a_unit_that_failed_never_runs(store: Store, ran):
    async with _running(_scheduler(store)):
        with pytest.raises(ZeroDivisionError):
            async with store.unit() as uow:
                jobs.plan(uow, "note", "never", uow.now, name="never")
                raise ZeroDivisionError
        await asyncio.sleep(0.2)
    assert ran == []


async def test_moving_the_clock_makes_tomorrows_job_due_now(store: Store, ran):
    await _plan(store, "tomorrow", at=store.clock.now() + dt.timedelta(days=1))
    async with _running(_scheduler(store)):
        await asyncio.sleep(0.1)
        assert ran == []
        assert isinstance(store.clock, Clock)
        store.clock.run_ahead(dt.timedelta(days=1, seconds=1))
        await _until(lambda: ran == ["tomorrow"], 2)


async def test_what_a_failing_job_did_is_undone(store: Store, monkeypatch):
    async def half(uow, payload) -> None:
        await facts.put(uow, "half", True)
        raise KeyError

    monkeypatch.setattr(scheduling, "AGENDA", {"note": half})
    await _plan(store, "half")
    assert await _scheduler(store).run_one()
    async with store.reading() as uow:
        assert await facts.get(uow, "half") is None


async def test_a_poison_job_is_held_and_the_others_go_on(store: Store, ran):
    await _plan(store, "poison")
    await _plan(store, "good")
    async with _running(_scheduler(store)):
        await _until(lambda: ran == ["good"])
    async with store.reading() as uow:
        row = await uow.one(select(t.job.c.attempts, t.job.c.held_until_epoch - uow.epoch))
    assert row[0] == 1
    assert 2.0 < row[1] <= 5.0


async def test_the_pauses_of_a_poison_job_grow_up_to_an_hour(store: Store, ran):
    await _plan(store, "poison")
    running, pauses = _scheduler(store), []
    for _ in range(14):
        assert await running.run_one()
        async with store.unit() as uow:
            pauses.append(await uow.scalar(select(t.job.c.held_until_epoch - uow.epoch)))
            await uow.execute(t.job.update().values(held_until_epoch=0.0))
    assert 1800 - 1 <= pauses[-1] <= 3600
    assert pauses[0] <= 5.0 < pauses[4] < pauses[8] < 3600


async def test_the_leads_hear_of_a_poison_job_once_at_its_fifth_failure(store: Store, ran):
    await _plan(store, "poison")
    running, told = _scheduler(store), []
    for _ in range(7):
        await running.run_one()
        async with store.unit() as uow:
            told.append(await uow.returning(select(t.outbox.c.target_id, t.outbox.c.payload)))
            await uow.execute(t.job.update().values(held_until_epoch=0.0))
    assert [len(rows) for rows in told] == [0, 0, 0, 0, 1, 1, 1]
    assert told[-1][0][0] == LARYSA
    assert "my secret" not in str(told[-1][0][1])


async def test_a_job_of_an_unknown_kind_is_kept(store: Store, ran):
    """A newer program planned it; when that comes back, it runs."""
    async with store.unit() as uow:
        jobs.plan(uow, "unheard of", "1", uow.now)
    assert await _scheduler(store).run_one()
    async with store.reading() as uow:
        assert await jobs.depth(uow) == (1, 1)


async def test_the_scheduler_survives_a_database_that_does_not_answer(store: Store, ran, monkeypatch):
    before, troubles = jobs.take_due, iter([OperationalError("BEGIN", None, Exception("locked"))])

    async def failing(uow):
        if (error := next(troubles, None)) is not None:
            raise error
        return await before(uow)

    monkeypatch.setattr(jobs, "take_due", failing)
    running = _scheduler(store)
    async with _running(running):
        await _plan(store, "waits")
        await asyncio.sleep(0.2)
        running.stir()
        await _until(lambda: ran == ["waits"])


async def test_a_job_that_another_has_locked_is_waited_for_without_spinning(store: Store, ran, monkeypatch):
    looks = 0

    async def locked(uow):
        nonlocal looks
        looks += 1

    monkeypatch.setattr(jobs, "take_due", locked)
    await _plan(store, "theirs")
    async with _running(_scheduler(store)):
        await asyncio.sleep(0.5)
    assert 1 <= looks <= 4


# -- upkeep ------------------------------------------------------------------------------------------------------------


async def test_the_upkeep_forgets_what_is_old_keeps_the_rest_and_plans_itself_again(store: Store, new_chat):
    chat = await new_chat("ACME", 200)
    day, words = 86400.0, {"text": "a part"}
    async with store.unit() as uow:
        await inbox.remember(uow, [1, 2])
        await uow.execute(t.seen_update.update().where(t.seen_update.c.update_id == 1).values(seen_epoch=0.0))
        for key, age in ((1, 3.0), (2, 1.0)):
            messages.from_client(uow, chat.id, key, "text", uow.now - dt.timedelta(days=age))
            messages.arrived_in_topic(uow, chat.id, source=key, desk_id=1, sent=key, part=words)
        for lane, age in (("direct:1", 31.0), ("direct:2", 29.0), ("direct:3", 31.0)):
            outbox.post(uow, lane=lane, urgency=1, op="say", payload={"html": lane}, target_id=1)
            await uow.flush()
            await uow.execute(
                t.outbox.update()
                .where(t.outbox.c.lane == lane)
                .values(posted_epoch=uow.epoch - age * day, state="waiting" if lane == "direct:3" else "failed")
            )
        await upkeep.tidy(uow, {})
    async with store.reading() as uow:
        assert [row[0] for row in await uow.returning(select(t.seen_update.c.update_id))] == [2]
        kept = await messages.by_client_ids(uow, [(chat.id, 1), (chat.id, 2)])
        assert [kept[(chat.id, key)].part for key in (1, 2)] == [None, words]
        assert sorted(row[0] for row in await uow.returning(select(t.outbox.c.lane))) == ["direct:2", "direct:3"]
        jobs_due = await uow.returning(select(t.job.c.kind, t.job.c.run_at))
        planned = {row[0]: (row[1] - uow.now).total_seconds() for row in jobs_due}
    # It plans itself for tomorrow, and gives a contact who has none a look at their calendar now.
    assert 86000 < planned["upkeep"] <= 86400
    assert planned["care"] <= 0


async def test_the_upkeep_is_planned_once_however_often_a_program_starts(store: Store):
    for _ in range(3):
        async with store.unit() as uow:
            upkeep.plan(uow)
    async with store.reading() as uow:
        assert len(await uow.returning(select(t.job.c.id).where(t.job.c.kind == upkeep.JOB))) == 1
