"""Queries about invitations (single-use links) and requests for access."""

import datetime as dt
from typing import Any

from sqlalchemy import select, update

from storage import tables as t
from storage.chance import fingerprint, token
from storage.records import Invitation
from storage.rows import columns, take
from storage.unit import UnitOfWork

_INVITATION = columns(t.invitation, Invitation)


async def issue(uow: UnitOfWork, kind: str, lasts: dt.timedelta, **whom: Any) -> str:
    """A new invitation; its token, which exists nowhere else.

    `whom`: staff_id, contact_id or client_id, and language.
    """
    secret = token()
    await uow.insert(
        t.invitation,
        token_hash=fingerprint(secret),
        kind=kind,
        expires_at=uow.now + lasts,
        created_at=uow.now,
        **whom,
    )
    return secret


async def by_token(uow: UnitOfWork, secret: str) -> Invitation | None:
    """The invitation this token opens, whatever its state."""
    row = await uow.one(select(*_INVITATION).where(t.invitation.c.token_hash == fingerprint(secret)))
    return None if row is None else take(Invitation, row)


async def use(uow: UnitOfWork, invitation_id: int, telegram_id: int) -> bool:
    """Mark it used; False when it already was or was withdrawn."""
    return (
        await uow.execute(
            update(t.invitation)
            .where(
                t.invitation.c.id == invitation_id,
                t.invitation.c.used_at.is_(None),
                t.invitation.c.withdrawn_at.is_(None),
            )
            .values(used_at=uow.now, used_by=telegram_id)
        )
        > 0
    )


async def withdraw(uow: UnitOfWork, **whom: Any) -> int:
    """Withdraw all open invitations of a staff member, contact or client; how many."""
    return await uow.execute(
        update(t.invitation)
        .where(*(t.invitation.c[name] == value for name, value in whom.items()))
        .where(t.invitation.c.used_at.is_(None), t.invitation.c.withdrawn_at.is_(None))
        .values(withdrawn_at=uow.now)
    )


async def ask_for_access(uow: UnitOfWork, telegram_id: int, again_after: dt.timedelta) -> bool:
    """Record that a stranger asks for access; False when the same one asked less than `again_after` ago."""
    asked = await uow.scalar(select(t.access_request.c.asked_at).where(t.access_request.c.telegram_id == telegram_id))
    if asked is not None and uow.now - asked < again_after:
        return False
    await uow.execute(
        uow.upsert(t.access_request, ("telegram_id",), ("asked_at",)), {"telegram_id": telegram_id, "asked_at": uow.now}
    )
    return True
