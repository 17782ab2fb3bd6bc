"""The durable queue of everything that is to be sent.

A row is posted in the transaction that decided on it and deleted in the transaction that records Telegram's answer. One
sender at a time works on the queue (see `storage.leases`): it claims rows by writing its fencing number on them, so
rows of a sender that died are simply unclaimed for the next.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage import tables as t
from storage.leases import LeaseLostError
from storage.records import Parcel
from storage.rows import columns, take
from storage.unit import UnitOfWork

_PARCEL = columns(t.outbox, Parcel)
_INSERT = insert(t.outbox)
_UNCLEAR = update(t.outbox).where(t.outbox.c.id == bindparam("of_id")).values(state="unclear")
_FAIL = update(t.outbox).where(t.outbox.c.id == bindparam("of_id")).values(state="failed", failure=bindparam("why"))


class Urgency:
    """Which parcels go first when there is not room for all: what a client waits for, what staff wait for, upkeep."""

    CLIENT = 0
    TEAM = 1
    UPKEEP = 2


def post(
    uow: UnitOfWork,
    *,
    lane: str,
    urgency: int,
    op: str,
    payload: dict[str, Any],
    chat_id: int | None = None,
    target_id: int | None = None,
    album: str | None = None,
    delay: float = 0.0,
    once: bool = False,
) -> None:
    """Queue one parcel, not to be sent before `delay` real seconds from now.

    `once` is for what must never come twice (surveys, greetings): a crash or a lost answer puts it to people instead.
    """
    uow.add(
        _INSERT,
        {
            "lane": lane,
            "urgency": urgency,
            "op": op,
            "chat_id": chat_id,
            "target_id": target_id,
            "payload": payload,
            "album": album,
            "once": once,
            "due_epoch": uow.epoch + delay,
            "posted_epoch": uow.epoch,
        },
    )
    uow.signals.add("outbox")


async def claim(uow: UnitOfWork, fence: int, limit: int, full_lanes: Collection[str] = ()) -> list[Parcel]:
    """Take up to `limit` unclaimed waiting parcels for the sender with this fence, in order.

    Of `full_lanes`, of which the sender holds enough, only what a client waits for.
    """
    there = [t.outbox.c.state == "waiting", t.outbox.c.fence != fence]
    if full_lanes:
        there.append((t.outbox.c.urgency == Urgency.CLIENT) | t.outbox.c.lane.not_in(full_lanes))
    wanted = (
        select(t.outbox.c.id).where(*there).order_by(t.outbox.c.urgency, t.outbox.c.id).limit(limit).scalar_subquery()
    )
    rows = await uow.returning(
        update(t.outbox).where(t.outbox.c.id.in_(wanted)).values(fence=fence).returning(*_PARCEL)
    )
    return _in_order(rows)


async def claimed(uow: UnitOfWork, fence: int) -> list[Parcel]:
    """The waiting parcels that the sender with this fence has claimed, in order."""
    return _in_order(
        await uow.returning(select(*_PARCEL).where(t.outbox.c.state == "waiting", t.outbox.c.fence == fence))
    )


def _in_order(rows: Sequence[Any]) -> list[Parcel]:
    return sorted((take(Parcel, row) for row in rows), key=lambda parcel: (parcel.urgency, parcel.id))


async def done(uow: UnitOfWork, ids: Sequence[int], fence: int) -> None:
    """Telegram's answer to these is recorded: they are out.

    Raises `LeaseLostError` when they belong to another sender now.
    """
    count = await uow.execute(delete(t.outbox).where(t.outbox.c.id.in_(ids), t.outbox.c.fence == fence))
    if count != len(ids):
        raise LeaseLostError(f"{len(ids) - count} of {len(ids)} parcels were claimed by another sender")


async def mark_sending(uow: UnitOfWork, parcel_id: int, fence: int) -> bool:
    """A parcel that must not be repeated is about to be sent.

    False when it was taken back or belongs to another sender.
    """
    return (
        await uow.execute(
            update(t.outbox)
            .where(t.outbox.c.id == parcel_id, t.outbox.c.fence == fence, t.outbox.c.state.in_(("waiting", "sending")))
            .values(state="sending")
        )
        > 0
    )


async def abandoned(uow: UnitOfWork, fence: int) -> list[Parcel]:
    """Once-only parcels that a sender before us was sending when it died.

    Whether they arrived is unclear, and so marked.
    """
    rows = await uow.returning(
        update(t.outbox)
        .where(t.outbox.c.state == "sending", t.outbox.c.fence != fence)
        .values(state="unclear")
        .returning(*_PARCEL)
    )
    return [take(Parcel, row) for row in rows]


def leave_unclear(uow: UnitOfWork, parcel_id: int) -> None:
    """No answer came: a person is asked whether it arrived."""
    uow.add(_UNCLEAR, {"of_id": parcel_id})


async def drop_unclear(uow: UnitOfWork, parcel_id: int) -> bool:
    """A person says that it arrived; False when that was settled already."""
    return await uow.execute(delete(t.outbox).where(t.outbox.c.id == parcel_id, t.outbox.c.state == "unclear")) > 0


async def withdraw(uow: UnitOfWork, parcel_id: int) -> bool:
    """Take back a parcel that is not under way yet; False when it is too late."""
    return await uow.execute(delete(t.outbox).where(t.outbox.c.id == parcel_id, t.outbox.c.state == "waiting")) > 0


def fail(uow: UnitOfWork, parcel_id: int, why: str) -> None:
    """Telegram refused for good; kept so that a person can try again."""
    uow.add(_FAIL, {"of_id": parcel_id, "why": why})


async def retry(uow: UnitOfWork, parcel: Parcel) -> bool:
    """Put a failed or unclear parcel back into its lane, an album whole.

    False when it is no longer there or neither.
    """
    album = (t.outbox.c.lane == parcel.lane) & (t.outbox.c.album == parcel.album)
    count = await uow.execute(
        update(t.outbox)
        .where(
            t.outbox.c.state.in_(("failed", "unclear")), t.outbox.c.id == parcel.id if parcel.album is None else album
        )
        .values(state="waiting", fence=0, due_epoch=uow.epoch)
    )
    uow.signals.add("outbox")
    return count > 0


async def holds_album(uow: UnitOfWork, lane: str, album: str) -> bool:
    """True when an item of this album is in the lane already."""
    found = await uow.one(select(t.outbox.c.id).where(t.outbox.c.lane == lane, t.outbox.c.album == album).limit(1))
    return found is not None


async def failed(uow: UnitOfWork, parcel_id: int) -> Parcel | None:
    """A parcel that failed or of which nobody knows whether it arrived."""
    row = await uow.one(select(*_PARCEL).where(t.outbox.c.id == parcel_id, t.outbox.c.state.in_(("failed", "unclear"))))
    return None if row is None else take(Parcel, row)


async def forget_failed(uow: UnitOfWork, before_epoch: float) -> int:
    """Drop failed parcels posted before this real time; how many."""
    return await uow.execute(
        delete(t.outbox).where(t.outbox.c.state == "failed", t.outbox.c.posted_epoch < before_epoch)
    )


async def depth(uow: UnitOfWork) -> tuple[int, float]:
    """How many parcels wait, and for how many real seconds the oldest does (0.0 when none)."""
    row = await uow.one(
        select(func.count(), func.min(t.outbox.c.posted_epoch))
        .select_from(t.outbox)
        .where(t.outbox.c.state == "waiting")
    )
    count, oldest = (0, None) if row is None else row
    return int(count), 0.0 if oldest is None else max(0.0, uow.epoch - float(oldest))
