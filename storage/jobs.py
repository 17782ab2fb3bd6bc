"""Jobs: things planned for a moment of product time. A job runs in the transaction that deletes it, so never twice."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Insert, case, delete, func, select, update

from storage import tables as t
from storage.dialects import inserting
from storage.records import Job
from storage.rows import columns, take
from storage.unit import UnitOfWork

_JOB = columns(t.job, Job)


@cache
def _plan(dialect: str) -> Insert:
    """A job, or the sooner of the planned time and this one."""
    wanted = inserting(dialect, t.job)
    sooner = case((wanted.excluded.run_at < t.job.c.run_at, wanted.excluded.run_at), else_=t.job.c.run_at)
    return wanted.on_conflict_do_update(index_elements=["dedupe_key"], set_={"run_at": sooner})


def plan(uow: UnitOfWork, kind: str, key: str, run_at: dt.datetime, **payload: Any) -> None:
    """Plan a job.

    One with the same kind and key that is already planned stays, and comes sooner when this one would.
    """
    uow.add(
        _plan(uow.dialect),
        {"kind": kind, "dedupe_key": f"{kind}:{key}", "payload": payload, "run_at": run_at},
    )
    uow.signals.add("jobs")


async def hasten(uow: UnitOfWork, kind: str, keys: Iterable[str]) -> None:
    """Have those of these jobs that are planned for later run now."""
    wanted = [f"{kind}:{key}" for key in keys]
    later = update(t.job).where(t.job.c.dedupe_key.in_(wanted), t.job.c.run_at > uow.now)
    await uow.execute(later.values(run_at=uow.now))
    uow.signals.add("jobs")


async def cancel(uow: UnitOfWork, kind: str, key: str) -> bool:
    """Forget a planned job; False when there was none."""
    return await uow.execute(delete(t.job).where(t.job.c.dedupe_key == f"{kind}:{key}")) > 0


async def take_due(uow: UnitOfWork) -> Job | None:
    """The job that has been due longest, locked until the transaction ends and already deleted in it."""
    row = await uow.one(
        select(*_JOB)
        .where(t.job.c.run_at <= uow.now, t.job.c.held_until_epoch <= uow.epoch)
        .order_by(t.job.c.run_at, t.job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    job = take(Job, row)
    await uow.execute(delete(t.job).where(t.job.c.id == job.id))
    return job


async def hold(uow: UnitOfWork, job_id: int, until_epoch: float, why: str) -> int:
    """Put a job that failed off until a real time; how often it has failed now."""
    attempts = t.job.c.attempts + 1
    rows = await uow.returning(
        update(t.job)
        .where(t.job.c.id == job_id)
        .values(attempts=attempts, held_until_epoch=until_epoch, failure=why)
        .returning(t.job.c.attempts)
    )
    return int(rows[0][0]) if rows else 0


async def seconds_until_next(uow: UnitOfWork) -> float | None:
    """Seconds until the next job may run: 0.0 when one may now, None when nothing is planned."""
    run_at, held_until = t.job.c.run_at, t.job.c.held_until_epoch
    first = select(func.min(run_at)).where(held_until <= uow.epoch).scalar_subquery()
    first_held = select(func.min(held_until)).where(held_until > uow.epoch).scalar_subquery()
    [(free, held)] = await uow.returning(select(first, first_held))
    waits = [] if free is None else [max(0.0, (free - uow.now).total_seconds())]
    if held is not None:
        waits.append(float(held) - uow.epoch)
    return min(waits, default=None)


async def depth(uow: UnitOfWork) -> tuple[int, int]:
    """How many jobs are due now, and how many of all planned ones have failed at least once."""
    due = await uow.scalar(select(func.count()).select_from(t.job).where(t.job.c.run_at <= uow.now))
    failing = await uow.scalar(select(func.count()).select_from(t.job).where(t.job.c.attempts > 0))
    return int(due), int(failing)


async def keys(uow: UnitOfWork, kind: str) -> set[str]:
    """The keys of all planned jobs of a kind."""
    rows = await uow.returning(select(t.job.c.dedupe_key).where(t.job.c.kind == kind))
    return {str(one[0]).removeprefix(f"{kind}:") for one in rows}
