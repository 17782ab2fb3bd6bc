"""Leases: one process at a time does a thing, and one that lost its lease without noticing changes nothing.

A lease is a row with an expiry in real time and a fencing number that grows with each new holder. The holder renews it
in good time; whoever comes after an expired one gets a higher fence. Writes that depend on the lease check the fence in
their own transaction.
"""

from sqlalchemy import select, update

from storage import tables as t
from storage.unit import UnitOfWork


class LeaseLostError(RuntimeError):
    """Another process holds the lease now."""


async def acquire(uow: UnitOfWork, name: str, holder: str, seconds: float) -> int | None:
    """The fence if the lease was free, expired or already ours (then it is renewed); None while another holds it."""
    row = await uow.one(
        select(t.lease.c.holder, t.lease.c.fence, t.lease.c.expires_epoch)
        .where(t.lease.c.name == name)
        .with_for_update()
    )
    until = uow.epoch + seconds
    if row is None:
        added = await uow.execute(
            uow.insert_or_skip(t.lease, "name"), {"name": name, "holder": holder, "fence": 1, "expires_epoch": until}
        )
        return 1 if added else None
    if row.holder == holder:
        await uow.execute(update(t.lease).where(t.lease.c.name == name).values(expires_epoch=until))
        return int(row.fence)
    if row.expires_epoch > uow.epoch:
        return None
    fence = int(row.fence) + 1
    await uow.execute(
        update(t.lease).where(t.lease.c.name == name).values(holder=holder, fence=fence, expires_epoch=until)
    )
    return fence


async def check(uow: UnitOfWork, name: str, fence: int) -> None:
    """Raises `LeaseLostError` unless this fence still is the lease's, and keeps it so until the transaction ends."""
    held = await uow.scalar(select(t.lease.c.fence).where(t.lease.c.name == name).with_for_update(read=True))
    if held != fence:
        raise LeaseLostError(f"lease {name!r} was taken over: ours was {fence}, now {held}")


async def release(uow: UnitOfWork, name: str, holder: str) -> None:
    """Give the lease back at once instead of letting it expire."""
    await uow.execute(
        update(t.lease).where(t.lease.c.name == name, t.lease.c.holder == holder).values(expires_epoch=0.0)
    )
