"""Small facts the installation learned, by name: the bot's username, when something was last reported."""

from typing import Any

from sqlalchemy import select

from storage import tables as t
from storage.unit import UnitOfWork


async def get(uow: UnitOfWork, name: str) -> Any:
    """The fact, or None."""
    return await uow.scalar(select(t.fact.c.value).where(t.fact.c.name == name))


async def put(uow: UnitOfWork, name: str, value: Any) -> None:
    """Remember or overwrite a fact; `value` is anything JSON can say."""
    await uow.execute(uow.upsert(t.fact, ("name",), ("value",)), {"name": name, "value": value})
