"""Which updates were seen, so that a second delivery is a no-op, and those set aside because they kept failing."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from storage import tables as t
from storage.records import Quarantined
from storage.rows import columns, take
from storage.unit import UnitOfWork

_QUARANTINED = columns(t.quarantine, Quarantined)


async def remember(uow: UnitOfWork, update_ids: Sequence[int]) -> set[int]:
    """Record these update ids; those of them that were new."""
    known = {
        row[0]
        for row in await uow.returning(
            select(t.seen_update.c.update_id).where(t.seen_update.c.update_id.in_(update_ids))
        )
    }
    fresh = [key for key in dict.fromkeys(update_ids) if key not in known]
    if not fresh:
        return set()
    rows = await uow.returning(
        uow.insert_or_skip(t.seen_update, "update_id").returning(t.seen_update.c.update_id),
        [{"update_id": key, "seen_epoch": uow.epoch} for key in fresh],
    )
    return {row[0] for row in rows}


async def forget(uow: UnitOfWork, before_epoch: float) -> int:
    """Drop update ids seen before this real time; how many."""
    return await uow.execute(delete(t.seen_update).where(t.seen_update.c.seen_epoch < before_epoch))


async def set_aside(uow: UnitOfWork, update_id: int, payload: str, error: str) -> int:
    """Quarantine an update with its payload; the new row's id."""
    return await uow.insert(t.quarantine, update_id=update_id, payload=payload, error=error, quarantined_at=uow.now)


async def quarantined(uow: UnitOfWork) -> list[Quarantined]:
    """The updates set aside and not yet replayed, oldest first."""
    rows = await uow.returning(
        select(*_QUARANTINED).where(t.quarantine.c.replayed_at.is_(None)).order_by(t.quarantine.c.id)
    )
    return [take(Quarantined, row) for row in rows]


async def replayed(uow: UnitOfWork, quarantine_id: int) -> None:
    """This one was handled after all; its payload is no longer needed."""
    await uow.execute(
        update(t.quarantine).where(t.quarantine.c.id == quarantine_id).values(replayed_at=uow.now, payload="")
    )


async def quarantine_depth(uow: UnitOfWork) -> int:
    """How many updates are set aside."""
    return int(
        await uow.scalar(select(func.count()).select_from(t.quarantine).where(t.quarantine.c.replayed_at.is_(None)))
    )
