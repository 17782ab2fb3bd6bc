"""Whom a decision about days concerns: the client chats of a country, of a client, or all of them."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from storage import tables as t
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Concerned:
    """A client chat that stands, and its contact; None for a group."""

    chat_id: int
    contact_id: int | None


async def by(uow: UnitOfWork, *, country: str | None = None, client_id: int | None = None) -> list[Concerned]:
    """The chats of a client, of a country, or with neither all of them; archived clients and ended chats are left out.

    A country's are those of contacts who live there and of clients there, wherever a contact of theirs lives.
    """
    chat = t.client_chat.c
    where = [chat.state != "left", t.client.c.archived_at.is_(None)]
    if client_id is not None:
        where.append(chat.client_id == client_id)
    if country is not None:
        lives_in = func.coalesce(t.contact.c.country, t.client.c.country)
        where.append(or_(lives_in == country, t.client.c.country == country))
    rows = await uow.returning(
        select(chat.id, chat.contact_id)
        .join(t.client, t.client.c.id == chat.client_id)
        .outerjoin(t.contact, t.contact.c.id == chat.contact_id)
        .where(*where)
        .order_by(chat.id)
    )
    return [Concerned(*row) for row in rows]
