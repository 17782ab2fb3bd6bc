"""The audit trail: everything a person did that changes who owns, sees or gets what."""

from typing import Any

from sqlalchemy import insert, select

from storage import tables as t
from storage.unit import UnitOfWork

_INSERT = insert(t.audit)


def record(uow: UnitOfWork, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Note that `actor` did `action` to `subject`. No message texts, no tokens."""
    uow.add(_INSERT, {"at": uow.now, "actor": actor, "action": action, "subject": subject, "detail": detail})


async def latest(uow: UnitOfWork, limit: int = 50) -> list[dict[str, Any]]:
    """The last entries, newest first."""
    rows = await uow.returning(
        select(t.audit.c.at, t.audit.c.actor, t.audit.c.action, t.audit.c.subject, t.audit.c.detail)
        .order_by(t.audit.c.id.desc())
        .limit(limit)
    )
    return [dict(row._mapping) for row in rows]
