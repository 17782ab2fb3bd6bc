"""Queries about recovery cases."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, select, update

from storage import tables as t
from storage.records import Recovery
from storage.rows import columns, take
from storage.unit import UnitOfWork

_RECOVERY = columns(t.recovery, Recovery)


async def _first(uow: UnitOfWork, *where: ColumnElement[bool]) -> Recovery | None:
    row = await uow.one(select(*_RECOVERY).where(*where).order_by(t.recovery.c.id.desc()).limit(1))
    return None if row is None else take(Recovery, row)


async def open_case(
    uow: UnitOfWork, *, survey_id: int, client_id: int, chat_id: int, owner_id: int | None, due_at: dt.datetime
) -> int | None:
    """A case for a survey's low rating; None when that survey has one already."""
    values = {"client_id": client_id, "chat_id": chat_id, "owner_id": owner_id, "due_at": due_at}
    row = values | {"survey_id": survey_id, "opened_at": uow.now}
    if not await uow.execute(uow.insert_or_skip(t.recovery, "survey_id"), row):
        return None
    found = await by_survey(uow, survey_id)
    assert found is not None
    return found.id


async def by_id(uow: UnitOfWork, case_id: int) -> Recovery | None:
    """One case."""
    return await _first(uow, t.recovery.c.id == case_id)


async def by_survey(uow: UnitOfWork, survey_id: int) -> Recovery | None:
    """The case of a survey."""
    return await _first(uow, t.recovery.c.survey_id == survey_id)


async def latest(uow: UnitOfWork, chat_id: int) -> Recovery | None:
    """The latest case of a chat, open or closed."""
    return await _first(uow, t.recovery.c.chat_id == chat_id)


async def open_of_client(uow: UnitOfWork, client_id: int) -> Recovery | None:
    """The latest open case of a client: while there is one, the client gets no survey and no greeting."""
    return await _first(uow, t.recovery.c.client_id == client_id, t.recovery.c.closed_at.is_(None))


async def open_of_owner(uow: UnitOfWork, staff_id: int, client_id: int | None = None) -> list[Recovery]:
    """The open cases that somebody has, of one client or of all, oldest first."""
    of_client = [] if client_id is None else [t.recovery.c.client_id == client_id]
    rows = await uow.returning(
        select(*_RECOVERY)
        .where(t.recovery.c.owner_id == staff_id, t.recovery.c.closed_at.is_(None), *of_client)
        .order_by(t.recovery.c.id)
    )
    return [take(Recovery, row) for row in rows]


async def change(uow: UnitOfWork, case_id: int, *, still_open: bool = False, **values: Any) -> bool:
    """Overwrite columns of one case; with `still_open` only while it is. False when nothing was changed."""
    only_open = [t.recovery.c.closed_at.is_(None)] if still_open else []
    return await uow.execute(update(t.recovery).where(t.recovery.c.id == case_id, *only_open).values(**values)) > 0
