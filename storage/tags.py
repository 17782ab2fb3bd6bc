"""Tags: the team's list, and which conversations carry which. Names are unique without regard to case and space."""

from sqlalchemy import delete, func, literal, select, update

from storage import tables as t
from storage.clients import name_key
from storage.dialects import inserting
from storage.records import Tag
from storage.rows import columns, take
from storage.types import Moment
from storage.unit import UnitOfWork

_TAG = columns(t.tag, Tag)


async def by_id(uow: UnitOfWork, tag_id: int) -> Tag | None:
    """One tag, also a retired one."""
    row = await uow.one(select(*_TAG).where(t.tag.c.id == tag_id))
    return None if row is None else take(Tag, row)


async def by_name(uow: UnitOfWork, name: str) -> Tag | None:
    """The tag of this name, also a retired or merged one."""
    row = await uow.one(select(*_TAG).where(t.tag.c.name_key == name_key(name)))
    return None if row is None else take(Tag, row)


async def in_use(uow: UnitOfWork) -> list[Tag]:
    """The tags that can be set, by name."""
    rows = await uow.returning(select(*_TAG).where(t.tag.c.retired_at.is_(None)).order_by(t.tag.c.name_key))
    return [take(Tag, row) for row in rows]


async def with_counts(uow: UnitOfWork) -> list[tuple[Tag, int]]:
    """(tag, how many conversations carry it): those in use by name, then the retired ones; without the merged ones."""
    rows = await uow.returning(
        select(*_TAG, func.count(t.conversation_tag.c.conversation_id))
        .outerjoin(t.conversation_tag, t.conversation_tag.c.tag_id == t.tag.c.id)
        .where(t.tag.c.merged_into.is_(None))
        .group_by(t.tag.c.id)
        .order_by(t.tag.c.retired_at.is_not(None), t.tag.c.name_key)
    )
    return [(take(Tag, row), int(row[len(_TAG)])) for row in rows]


async def carried_by(uow: UnitOfWork, tag_id: int) -> int:
    """How many conversations carry this tag."""
    return int(
        await uow.scalar(
            select(func.count()).select_from(t.conversation_tag).where(t.conversation_tag.c.tag_id == tag_id)
        )
    )


async def of_conversation(uow: UnitOfWork, conversation_id: int) -> list[Tag]:
    """The tags that a conversation carries, by name; retired ones too."""
    rows = await uow.returning(
        select(*_TAG)
        .join(t.conversation_tag, t.conversation_tag.c.tag_id == t.tag.c.id)
        .where(t.conversation_tag.c.conversation_id == conversation_id)
        .order_by(t.tag.c.name_key)
    )
    return [take(Tag, row) for row in rows]


async def add(uow: UnitOfWork, name: str) -> Tag:
    """A new tag of the list. The name must be free (see `by_name`)."""
    key = await uow.insert(t.tag, name=name, name_key=name_key(name), created_at=uow.now)
    return Tag(key, name, None, None)


async def rename(uow: UnitOfWork, tag_id: int, name: str) -> None:
    """Another name for a tag, everywhere at once. The name must be free."""
    await uow.execute(update(t.tag).where(t.tag.c.id == tag_id).values(name=name, name_key=name_key(name)))


async def retire(uow: UnitOfWork, tag_id: int) -> None:
    """It can no longer be set; conversations that carry it keep it."""
    await uow.execute(update(t.tag).where(t.tag.c.id == tag_id).values(retired_at=uow.now))


async def revive(uow: UnitOfWork, tag_id: int) -> None:
    """It can be set again. The name of one that was merged away goes to a new tag; the old one stays part of its heir.

    Surveys that froze the old one are counted with the heir for ever, as the conversations that carried it are.
    """
    merged = await by_id(uow, tag_id)
    if merged is None or merged.merged_into is None:
        await uow.execute(update(t.tag).where(t.tag.c.id == tag_id).values(retired_at=None))
        return
    # No name's key begins with a space, so this one is in nobody's way.
    await uow.execute(update(t.tag).where(t.tag.c.id == tag_id).values(name_key=f" {tag_id}"))
    await add(uow, merged.name)


async def merge(uow: UnitOfWork, tag_id: int, heir_id: int) -> None:
    """What carried the one carries the heir now, once; the name of the one means the heir from now on."""
    carries = t.conversation_tag.c
    moved = select(carries.conversation_id, literal(heir_id), carries.tagged_at).where(carries.tag_id == tag_id)
    await uow.execute(
        inserting(uow.dialect, t.conversation_tag)
        .from_select(["conversation_id", "tag_id", "tagged_at"], moved)
        .on_conflict_do_nothing()
    )
    await uow.execute(delete(t.conversation_tag).where(carries.tag_id == tag_id))
    await uow.execute(update(t.tag).where(t.tag.c.merged_into == tag_id).values(merged_into=heir_id))
    await uow.execute(
        update(t.tag)
        .where(t.tag.c.id == tag_id)
        .values(retired_at=func.coalesce(t.tag.c.retired_at, literal(uow.now, Moment())), merged_into=heir_id)
    )


async def put(uow: UnitOfWork, conversation_id: int, tag_id: int) -> bool:
    """Set a tag on a conversation; False when it stood there already."""
    row = {"conversation_id": conversation_id, "tag_id": tag_id, "tagged_at": uow.now}
    return await uow.execute(uow.insert_or_skip(t.conversation_tag, "conversation_id", "tag_id"), row) > 0


async def take_off(uow: UnitOfWork, conversation_id: int, tag_id: int) -> bool:
    """Take a tag off a conversation; False when it was not there."""
    carries = t.conversation_tag.c
    off = delete(t.conversation_tag).where(carries.conversation_id == conversation_id, carries.tag_id == tag_id)
    return await uow.execute(off) > 0


async def shown_in(uow: UnitOfWork, tag_id: int) -> list[int]:
    """The client chats whose open conversation carries this tag: their cards show its name."""
    rows = await uow.returning(
        select(t.conversation.c.chat_id)
        .join(t.conversation_tag, t.conversation_tag.c.conversation_id == t.conversation.c.id)
        .where(t.conversation_tag.c.tag_id == tag_id, t.conversation.c.closed_at.is_(None))
        .order_by(t.conversation.c.chat_id)
    )
    return [int(row[0]) for row in rows]
