"""A recovery case as a test needs one: open, without the conversation and the low rating that lead to it."""

import datetime as dt

from storage import chats, recoveries
from storage import tables as t
from storage.unit import UnitOfWork


async def open_case(uow: UnitOfWork, client_id: int, chat_id: int | None = None) -> int:
    """A case of this client, as if a rating by `/rate` in this chat, else in the client's first, had been low. Its id.

    A survey that nobody was asked for keeps no other one back.
    """
    chat = (await chats.of_client(uow, client_id))[0] if chat_id is None else await chats.by_id(uow, chat_id)
    assert chat is not None
    rated = await uow.insert(
        t.survey,
        kind="after_conversation",
        spontaneous=True,
        chat_id=chat.id,
        client_id=client_id,
        manager_id=chat.owner.id,
        definition={},
        language="en",
        state="answered",
        posted_at=uow.now,
        expires_at=uow.now,
        tags=[],
    )
    due = uow.now + dt.timedelta(days=2)
    made = await recoveries.open_case(
        uow, survey_id=rated, client_id=client_id, chat_id=chat.id, owner_id=chat.owner.id, due_at=due
    )
    assert made is not None
    return made
