"""The weekly digest."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from conversations.summary import digest
from sandbox.client import Message
from storage import staff
from storage import tables as t
from storage.unit import Store
from tests.figures.test_summary import fill
from tests.support.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """As in `tests/conftest.py`, with the weekly digest as teams have it."""
    async with open_house(database_url, digest="Mon 09:00") as opened:
        yield opened


async def planned(store: Store) -> list[dict]:
    """The digests that are planned, once there are any: the bot plans them when it has said hello to Telegram."""
    async with asyncio.timeout(20):
        while True:
            async with store.reading() as uow:
                rows = await uow.returning(select(t.job.c.payload, t.job.c.run_at).where(t.job.c.kind == digest.JOB))
            if rows:
                return [{**row[0], "run_at": row[1]} for row in rows]
            await asyncio.sleep(0.05)


async def test_each_lead_gets_last_weeks_summary_on_monday_at_nine(house: House):
    await fill(house)
    [job] = await planned(house.store)
    async with house.store.reading() as uow:
        now = uow.now
    await house.move_clock(job["run_at"] - now + dt.timedelta(seconds=2))
    sent = await house.box.receives(house.lead, "Weekly digest: Week", timeout=60)
    assert sent.kind == "photo"
    for person in (house.olena, house.petro):
        assert not [one for one in await house.box.messages(person) if "Weekly digest" in one.text]
    [following] = await planned(house.store)
    assert dt.timedelta(days=6) < following["run_at"] - job["run_at"] < dt.timedelta(days=8)


async def test_a_digest_that_is_days_late_is_left_out(house: House):
    await fill(house)
    [job] = await planned(house.store)
    async with house.store.reading() as uow:
        now = uow.now
    await house.stop()
    await house.box.advance((job["run_at"] - now + dt.timedelta(days=5)).total_seconds())
    await house.start()
    house.app.clock.run_ahead(job["run_at"] - now + dt.timedelta(days=5))
    await house.quiet()
    assert not [one for one in await house.box.messages(house.lead) if "Weekly digest" in one.text]
    [following] = await planned(house.store)
    assert following["run_at"] > job["run_at"]


async def test_the_hour_is_that_of_the_leads_own_zone(house: House):
    [kyiv] = await planned(house.store)
    person = await house.staff_row(house.lead)
    async with house.store.unit() as uow:
        await staff.change(uow, person.id, timezone="America/New_York")
    async with house.store.unit() as uow:
        await digest.plan_all(uow)
    zones = {job["zone"]: job["run_at"].astimezone(dt.UTC).hour for job in await planned(house.store)}
    assert zones["America/New_York"] in {13, 14}
    assert zones["Europe/Kyiv"] == kyiv["run_at"].hour in {6, 7}


async def test_a_job_of_an_earlier_zone_sends_nothing(house: House):
    await fill(house)
    [job] = await planned(house.store)
    person = await house.staff_row(house.lead)
    async with house.store.unit() as uow:
        await staff.change(uow, person.id, timezone="Asia/Tokyo")
        uow.now = job["run_at"]
        await digest.send(uow, job)
    await house.quiet()
    assert not [one for one in await house.box.messages(house.lead) if "Weekly digest" in one.text]


@pytest.mark.parametrize("role", ["manager", None], ids=["demoted", "gone"])
async def test_who_leads_no_more_gets_no_digest(house: House, role: str | None):
    [job] = await planned(house.store)
    person = await house.staff_row(house.lead)
    async with house.store.unit() as uow:
        changed = {"role": role} if role else {"removed_at": uow.now}
        await staff.change(uow, person.id, **changed)
        await digest.send(uow, job)
    await house.quiet()
    found: list[Message] = await house.box.messages(house.lead)
    assert not [one for one in found if "Weekly digest" in one.text]
