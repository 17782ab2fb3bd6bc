"""The weekly digest: last week's summary for each lead and admin, on their own clock."""

import datetime as dt
from typing import Any

from conversations import schedule
from conversations.figures import periods, weekly
from conversations.summary import asking
from storage import jobs, staff
from storage.records import Staff
from storage.unit import UnitOfWork

JOB = "digest"

TOO_LATE = dt.timedelta(days=3)
"""After this long the next digest is nearer than the last, so a bot that was off sends none."""


async def plan_all(uow: UnitOfWork) -> None:
    """Plan the next digest of every lead and admin who has none planned: at the start, and daily for newcomers."""
    for person in await staff.present(uow):
        if person.role.leads:
            _plan(uow, person)


def _plan(uow: UnitOfWork, person: Staff) -> None:
    """The key holds setting and zone: once one of them changed, what was planned before finds that it is void."""
    when, zone = weekly.parse(uow.defaults.digest), schedule.staff_zone(uow, person)
    if when is None:
        return
    run_at = when.after(uow.now, zone)
    key = f"{person.id}:{when.text}:{zone.key}"
    jobs.plan(uow, JOB, key, run_at, staff_id=person.id, when=when.text, zone=zone.key, due=run_at.isoformat())


async def send(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: order last week's summary, and plan the next."""
    person = await staff.by_id(uow, int(payload["staff_id"]))
    if person is None or person.removed_at is not None or not person.role.leads:
        return
    zone = schedule.staff_zone(uow, person)
    if (payload["when"], payload["zone"]) != (uow.defaults.digest, zone.key):
        _plan(uow, person)
        return
    due = dt.datetime.fromisoformat(payload["due"])
    if uow.now - due <= TOO_LATE and person.started_at is not None:
        today = due.astimezone(zone).date()
        # On a Sunday the week that ends is this one; from Monday on it is the one before.
        this_week = periods.around("week", today)
        period = this_week if today == this_week.last else this_week.earlier()
        asking.order(uow, person, period, "manager", digest=True)
    _plan(uow, person)
