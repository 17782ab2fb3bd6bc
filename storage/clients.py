"""Queries about clients and contacts. Names are unique without regard to case and surrounding space."""

from typing import Any

from sqlalchemy import select, update

from storage import tables as t
from storage.records import Client, Contact
from storage.rows import columns, take
from storage.unit import UnitOfWork

_CLIENT = columns(t.client, Client)
_CONTACT = columns(t.contact, Contact)


def name_key(name: str) -> str:
    """The form of a name in which two spellings of the same name are equal."""
    return " ".join(name.split()).casefold()


async def add(uow: UnitOfWork, name: str, **values: Any) -> Client:
    """A new client; `values` are columns of the client table."""
    key = await uow.insert(t.client, name=name, name_key=name_key(name), created_at=uow.now, **values)
    found = await by_id(uow, key)
    assert found is not None
    return found


async def change(uow: UnitOfWork, client_id: int, **values: Any) -> None:
    """Overwrite columns of one client."""
    if "name" in values:
        values["name_key"] = name_key(values["name"])
    await uow.execute(update(t.client).where(t.client.c.id == client_id).values(**values))
    uow.touch_places()


async def by_id(uow: UnitOfWork, client_id: int) -> Client | None:
    """One client, also an archived one."""
    row = await uow.one(select(*_CLIENT).where(t.client.c.id == client_id))
    return None if row is None else take(Client, row)


async def by_name(uow: UnitOfWork, name: str) -> Client | None:
    """The client of this name, also an archived one."""
    row = await uow.one(select(*_CLIENT).where(t.client.c.name_key == name_key(name)))
    return None if row is None else take(Client, row)


async def listed(uow: UnitOfWork, *, archived: bool = False) -> list[Client]:
    """The clients by name: those looked after, or the archived ones."""
    there = t.client.c.archived_at.is_not(None) if archived else t.client.c.archived_at.is_(None)
    return [
        take(Client, row) for row in await uow.returning(select(*_CLIENT).where(there).order_by(t.client.c.name_key))
    ]


async def owned_by(uow: UnitOfWork, staff_id: int) -> list[Client]:
    """The clients, not archived, that this person owns, by name."""
    rows = await uow.returning(
        select(*_CLIENT)
        .where(t.client.c.owner_id == staff_id, t.client.c.archived_at.is_(None))
        .order_by(t.client.c.name_key)
    )
    return [take(Client, row) for row in rows]


async def add_contact(uow: UnitOfWork, client_id: int, name: str, **values: Any) -> Contact:
    """A new contact of a client; `values` are columns of the contact table."""
    key = await uow.insert(
        t.contact, client_id=client_id, name=name, name_key=name_key(name), created_at=uow.now, **values
    )
    found = await contact_by_id(uow, key)
    assert found is not None
    return found


async def change_contact(uow: UnitOfWork, contact_id: int, **values: Any) -> None:
    """Overwrite columns of one contact."""
    if "name" in values:
        values["name_key"] = name_key(values["name"])
    await uow.execute(update(t.contact).where(t.contact.c.id == contact_id).values(**values))
    uow.touch_places()


async def contact_by_id(uow: UnitOfWork, contact_id: int) -> Contact | None:
    """One contact, also a revoked one."""
    row = await uow.one(select(*_CONTACT).where(t.contact.c.id == contact_id))
    return None if row is None else take(Contact, row)


async def contact_by_name(uow: UnitOfWork, client_id: int, name: str) -> Contact | None:
    """The client's contact of this name."""
    row = await uow.one(
        select(*_CONTACT).where(t.contact.c.client_id == client_id, t.contact.c.name_key == name_key(name))
    )
    return None if row is None else take(Contact, row)


async def contact_by_telegram(uow: UnitOfWork, telegram_id: int) -> Contact | None:
    """The contact who uses this Telegram account."""
    row = await uow.one(select(*_CONTACT).where(t.contact.c.telegram_id == telegram_id))
    return None if row is None else take(Contact, row)


async def contacts(uow: UnitOfWork, client_id: int) -> list[Contact]:
    """The contacts of a client who are not revoked, by name."""
    rows = await uow.returning(
        select(*_CONTACT)
        .where(t.contact.c.client_id == client_id, t.contact.c.revoked_at.is_(None))
        .order_by(t.contact.c.name_key)
    )
    return [take(Contact, row) for row in rows]
