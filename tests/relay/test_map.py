"""The message-id map when two desks number their messages alike."""

import datetime as dt

from bot.clock import Clock
from conversations import client_admin, contact_admin, team_admin
from conversations.team_admin import StaffDetails
from storage import chats, messages, staff
from storage.unit import Store
from tests.support.house import House
from tests.support.talk import Talk


async def test_what_arrives_from_a_new_desk_does_not_touch_what_an_old_desk_numbered_alike(database_url: str):
    store = Store(database_url, Clock())
    at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    async with store.unit() as uow:
        old = await team_admin.add_desk(uow, "test", -1001, "Old", "en")
        new = await team_admin.add_desk(uow, "test", -1002, "New", "en")
        olena = await team_admin.add_staff(uow, "test", 1, "Olena", StaffDetails(desk="Old"))
        client = await client_admin.add_client(uow, "test", "ACME", 1)
        contact, _ = await contact_admin.invite_contact(uow, "test", client, "Anna")
        chat = await chats.open_chat(uow, client_id=client.id, contact_id=contact.id, telegram_id=2)
        for desk, sent in ((old, 70), (new, 71)):
            messages.from_team(uow, chat, desk.id, 50, "text", at, olena.id)
            await uow.flush()
            messages.arrived_at_client(uow, chat, source=50, sent=sent)
            await uow.flush()
        numbers = [(await messages.by_topic_id(uow, desk.id, 50))[0].client_message_id for desk in (old, new)]
    await store.close()
    assert numbers == [70, 71]


async def test_an_edit_that_a_handover_overtook_never_changes_a_message_of_another_client(talk: Talk):
    house: House = talk.house
    taras, bohdan = await house.box.person("Taras"), await house.box.person("Bohdan")
    second = await house.box.group("Second desk", taras, is_forum=True)
    await second.add_bot(house.bot)
    async with house.store.unit() as uow:
        await team_admin.add_desk(uow, "test", second.id, "Second desk", "en")
        member = await team_admin.add_staff(uow, "test", taras.id, "Taras", StaffDetails(desk="Second desk"))
        await staff.change(uow, member.id, started_at=uow.now)
        globex = await client_admin.add_client(uow, "test", "Globex", taras.id)
        _, token = await contact_admin.invite_contact(uow, "test", globex, "Bohdan")
    await bohdan.starts(house.bot, token)
    topic = await house.box.until(second.topics, 5)
    await house.quiet()
    written, copy = await talk.twin_at_client("for Anna")
    alike = await taras.sends(second, "for Bohdan", thread=topic[0])
    while alike.id < written.id:
        alike = await taras.sends(second, "for Bohdan", thread=topic[0])
    assert alike.id == written.id
    for number in range(12):
        await talk.team(f"more {number}")
    await talk.at_client("more 11")
    await house.quiet()
    before = [message.text for message in await talk.all_at_client()]
    await house.stop()
    await house.olena.edits(written, "changed")
    await talk.team("/assign Taras")
    await house.start()
    await talk.at_client("From now on Taras")
    after = [message.text for message in await talk.all_at_client()]
    changed = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    assert changed in ([], [(copy.text, "changed")])
