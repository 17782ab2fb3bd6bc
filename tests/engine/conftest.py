"""What the tests of the engine share: a store without a bot, and a team in it."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import Clock
from conversations import client_admin, contact_admin, team_admin
from conversations.client_admin import ClientDetails
from conversations.team_admin import StaffDetails
from storage import chats, facts, staff
from storage.records import ClientChat
from storage.unit import Store

DESK, OTHER_DESK, OLENA, LARYSA = -1001, -1002, 101, 103


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store with a desk, the manager Olena and the lead Larysa; no bot runs on it."""
    opened = Store(database_url, Clock())
    async with opened.unit() as uow:
        await facts.put(uow, "bot_username", "care_bot")
        await team_admin.add_desk(uow, "test", DESK, "Desk", "en")
        for telegram_id, name, role in ((OLENA, "Olena", "manager"), (LARYSA, "Larysa", "lead")):
            member = await team_admin.add_staff(
                uow, "test", telegram_id, name, StaffDetails(role=role, language="en", desk="Desk")
            )
            await staff.change(uow, member.id, started_at=uow.now)
    yield opened
    await opened.close()


@pytest.fixture
def new_chat(store: Store):
    """Makes a client with one contact, whose dedicated chat has a topic."""

    async def make(name: str, telegram_id: int, *, thread: int | None = 7, desk: int = DESK) -> ClientChat:
        async with store.unit() as uow:
            client = await client_admin.add_client(uow, "test", name, OLENA, ClientDetails())
            contact, _ = await contact_admin.invite_contact(uow, "test", client, "Anna")
            key = await chats.open_chat(uow, client_id=client.id, contact_id=contact.id, telegram_id=telegram_id)
            there = await staff.desks_by_chat(uow, {desk})
            topic = await chats.open_topic(uow, key, there[desk].id)
            await chats.change_topic(uow, topic, thread_id=thread)
        async with store.reading() as uow:
            found = await chats.by_id(uow, key)
        assert found is not None
        return found

    return make
