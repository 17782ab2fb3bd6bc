"""`/healthz`: right figures, an honest status, and no names."""

import datetime as dt

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.health import SILENT_AFTER, STUCK_AFTER, Health
from storage import inbox, jobs, outbox
from storage import tables as t
from storage.unit import Store, UnitOfWork


@pytest.fixture
async def health(store: Store):
    made = Health(store, Clock())
    yield made
    await made.close()


def _post(uow: UnitOfWork, text: str = "hello") -> None:
    outbox.post(uow, lane="direct:424242", urgency=1, op="say", payload={"html": text}, target_id=424242)


async def _aged(store: Store, seconds: float) -> None:
    async with store.unit() as uow:
        _post(uow)
        await uow.flush()
        await uow.execute(t.outbox.update().values(posted_epoch=uow.epoch - seconds))


async def test_a_quiet_bot_is_well(health: Health):
    health.leading = True
    well, figures = await health.look()
    assert well
    assert figures == {
        "status": "ok",
        "leading": True,
        "telegram": {"seconds_since_answer": figures["telegram"]["seconds_since_answer"]},
        "outbox": {"waiting": 0, "oldest_seconds": 0.0},
        "jobs": {"due": 0, "failing": 0},
        "quarantined": 0,
    }


async def test_the_figures_are_those_of_the_store(health: Health, store: Store):
    await _aged(store, 100)
    async with store.unit() as uow:
        _post(uow)
        jobs.plan(uow, "card", "1", uow.now)
        jobs.plan(uow, "card", "2", uow.now + dt.timedelta(hours=1))
        await inbox.set_aside(uow, 1, "{}", "KeyError")
    _, figures = await health.look()
    assert figures["outbox"]["waiting"] == 2
    assert 100 <= figures["outbox"]["oldest_seconds"] < 105
    assert (figures["jobs"]["due"], figures["quarantined"]) == (1, 1)


async def test_a_leader_whose_outbox_is_stuck_is_not_well(health: Health, store: Store):
    health.leading = True
    await _aged(store, STUCK_AFTER - 10)
    assert (await health.look())[0]
    await _aged(store, STUCK_AFTER + 1)
    assert not (await health.look())[0]


async def test_a_leader_that_telegram_does_not_answer_is_not_well(health: Health, store: Store):
    health.leading = True
    health.last_answer_epoch = store.clock.epoch() - SILENT_AFTER + 10
    assert (await health.look())[0]
    health.last_answer_epoch = store.clock.epoch() - SILENT_AFTER - 1
    assert not (await health.look())[0]


async def test_a_standby_is_well_whatever_waits(health: Health, store: Store):
    await _aged(store, STUCK_AFTER + 1)
    health.last_answer_epoch = 0.0
    assert (await health.look())[0]


async def test_moving_the_product_clock_makes_nobody_ill(health: Health, store: Store):
    health.leading = True
    await _aged(store, 1)
    store.clock.run_ahead(dt.timedelta(days=30))  # type: ignore[attr-defined]
    assert (await health.look())[0]


async def test_a_database_that_does_not_answer_is_not_well_and_no_error(health: Health, monkeypatch):
    async def failing(uow):
        raise OperationalError("x", None, Exception("gone"))

    monkeypatch.setattr(outbox, "depth", failing)
    assert await health.look() == (False, {"status": "unwell", "leading": False, "database": "no answer"})


async def _get(health: Health) -> tuple[int, str]:
    await health.serve(0, "127.0.0.1")
    assert health._runner is not None
    port = health._runner.addresses[0][1]
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/healthz") as answer:
        return answer.status, await answer.text()


async def test_it_answers_200_when_well(health: Health):
    status, text = await _get(health)
    assert (status, '"status": "ok"' in text) == (200, True)


async def test_it_answers_503_when_not_well_and_names_nobody(health: Health, store: Store, new_chat):
    await new_chat("ACME", 424242)
    health.leading = True
    await _aged(store, STUCK_AFTER + 1)
    status, text = await _get(health)
    assert status == 503
    assert not any(word in text for word in ("ACME", "Anna", "Olena", "hello", "424242"))
