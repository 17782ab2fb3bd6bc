"""Queries about staff and desks."""

from typing import Any

from sqlalchemy import func, select, update

from storage import tables as t
from storage.records import Desk, Role, Staff
from storage.rows import columns, take
from storage.unit import UnitOfWork

_STAFF = columns(t.staff, Staff)
_DESK = columns(t.desk, Desk)


def read(row: Any, start: int = 0) -> Staff:
    """A staff record from a row that selected `columns(staff, Staff)` at `start`."""
    fields = list(row[start : start + len(_STAFF)])
    fields[3] = Role(fields[3])
    return Staff(*fields)


async def add(uow: UnitOfWork, **values: Any) -> Staff:
    """A new staff member; `values` are columns of the staff table."""
    key = await uow.insert(t.staff, created_at=uow.now, **values)
    uow.touch_places()
    found = await by_id(uow, key)
    assert found is not None
    return found


async def change(uow: UnitOfWork, staff_id: int, **values: Any) -> None:
    """Overwrite columns of one staff member."""
    await uow.execute(update(t.staff).where(t.staff.c.id == staff_id).values(**values))
    uow.touch_places()


async def by_id(uow: UnitOfWork, staff_id: int) -> Staff | None:
    """One staff member, also a removed one."""
    row = await uow.one(select(*_STAFF).where(t.staff.c.id == staff_id))
    return None if row is None else read(row)


async def by_telegram(uow: UnitOfWork, telegram_ids: set[int]) -> dict[int, Staff]:
    """The present staff among these Telegram accounts."""
    rows = await uow.returning(
        select(*_STAFF).where(t.staff.c.telegram_id.in_(telegram_ids), t.staff.c.removed_at.is_(None))
    )
    return {found.telegram_id: found for found in map(read, rows) if found.telegram_id is not None}


async def present(uow: UnitOfWork) -> list[Staff]:
    """All present staff, by name."""
    rows = await uow.returning(
        select(*_STAFF).where(t.staff.c.removed_at.is_(None)).order_by(t.staff.c.name, t.staff.c.id)
    )
    return [read(row) for row in rows]


async def clients_owned(uow: UnitOfWork, staff_id: int) -> int:
    """How many clients that are not archived this person owns."""
    return int(
        await uow.scalar(
            select(func.count())
            .select_from(t.client)
            .where(t.client.c.owner_id == staff_id, t.client.c.archived_at.is_(None))
        )
    )


async def add_desk(uow: UnitOfWork, chat_id: int, name: str, language: str) -> Desk:
    """Register a forum group as a desk."""
    key = await uow.insert(t.desk, chat_id=chat_id, name=name, language=language, created_at=uow.now)
    uow.touch_places()
    return Desk(key, chat_id, name, language)


async def change_desk(uow: UnitOfWork, desk_id: int, **values: Any) -> None:
    """Overwrite columns of one desk: its name, language, or the id of its group after a migration."""
    await uow.execute(update(t.desk).where(t.desk.c.id == desk_id).values(**values))
    uow.touch_places()


async def desks(uow: UnitOfWork) -> list[Desk]:
    """All desks, oldest first."""
    return [take(Desk, row) for row in await uow.returning(select(*_DESK).order_by(t.desk.c.id))]


async def desks_by_chat(uow: UnitOfWork, chat_ids: set[int]) -> dict[int, Desk]:
    """The desks among these Telegram groups, by chat id."""
    rows = await uow.returning(select(*_DESK).where(t.desk.c.chat_id.in_(chat_ids)))
    return {desk.chat_id: desk for desk in (take(Desk, row) for row in rows)}
