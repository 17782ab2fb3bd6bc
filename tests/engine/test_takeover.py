"""One bot at a time: of two processes on one database one works, and the other takes over when it is gone."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot import app as composing
from bot.app import App, build
from bot.clock import Clock
from bot.delivery import LEASE
from storage import leases
from storage import tables as t
from tests.support.house import House


@pytest.fixture(autouse=True)
def short_leases(monkeypatch):
    monkeypatch.setattr(composing, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(composing, "RENEW_EVERY", 0.2)


@pytest.fixture
async def standby(house: House) -> AsyncIterator[App]:
    """A second bot on the same database, with the same token."""
    await house.box.until(lambda: _leads(house.app), what="the first at work")
    second = build(house.app.settings, Clock())
    running = asyncio.create_task(second.run())
    yield second
    second.stop()
    await asyncio.wait_for(running, 10)


async def _leads(app: App) -> bool:
    await asyncio.sleep(0.05)
    return app.health.leading


async def _fence(house: House) -> int:
    async with house.store.reading() as uow:
        return int(await uow.scalar(select(t.lease.c.fence)))


async def test_only_one_of_two_polls(house: House, standby: App):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    await asyncio.sleep(0.5)
    assert (house.app.health.leading, standby.health.leading) == (True, False)
    assert all(call.status == 200 for call in await house.box.calls("getUpdates"))


async def test_when_the_one_is_stopped_the_other_goes_on_at_once_with_a_higher_fence(house: House, standby: App):
    before = await _fence(house)
    await house.stop()
    async with asyncio.timeout(10):
        while not standby.health.leading:  # noqa: ASYNC110 - leading is no event
            await asyncio.sleep(0.02)
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    async with standby.store.reading() as uow:
        assert int(await uow.scalar(select(t.lease.c.fence))) == before + 1


async def test_when_the_one_hangs_its_lease_runs_out_and_the_other_goes_on(house: House, standby: App, monkeypatch):
    before, leading = leases.acquire, house.app

    async def hanging(uow, name, holder, seconds):
        if leading.health.leading and asyncio.current_task().get_name() == "lease":  # type: ignore[union-attr]
            await asyncio.sleep(3600)
        return await before(uow, name, holder, seconds)

    fence = await _fence(house)
    if house.store.url.startswith("sqlite"):
        pytest.skip("a process that hangs inside a transaction on an SQLite file holds the file too")
    monkeypatch.setattr(leases, "acquire", hanging)
    async with asyncio.timeout(10):
        while not standby.health.leading:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await _fence(house) == fence + 1
    monkeypatch.setattr(leases, "acquire", before)


async def test_the_one_that_lost_its_lease_stands_by_and_can_lead_again(house: House):
    await house.box.until(lambda: _leads(house.app), what="the first at work")
    async with house.store.unit() as uow:
        await uow.execute(t.lease.update().values(holder="somebody else", fence=77, expires_epoch=uow.epoch + 1.5))
    async with asyncio.timeout(10):
        while house.app.health.leading:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        while not house.app.health.leading:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert await _fence(house) == 78
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")


async def test_what_depends_on_a_lost_lease_is_refused(house: House):
    await house.box.until(lambda: _leads(house.app), what="the first at work")
    fence = await _fence(house)
    await house.stop()
    async with house.store.unit() as uow:
        await leases.acquire(uow, LEASE, "the next", 60.0)
        with pytest.raises(leases.LeaseLostError):
            await leases.check(uow, LEASE, fence)


async def test_a_lease_survives_a_short_silence_of_the_database(house: House, monkeypatch):
    await house.box.until(lambda: _leads(house.app), what="the first at work")
    fence = await _fence(house)
    before, troubles = leases.acquire, iter([OSError("gone")] * 2)

    async def failing(*arguments):
        if (error := next(troubles, None)) is not None:
            raise error
        return await before(*arguments)

    monkeypatch.setattr(leases, "acquire", failing)
    await asyncio.sleep(1.5)
    assert next(troubles, None) is None
    assert house.app.health.leading
    assert await _fence(house) == fence
