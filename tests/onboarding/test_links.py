"""Personal links: whom they let in, once, and what they tell everybody else."""

import datetime as dt

import pytest
from sqlalchemy import select

from conversations import client_admin, contact_admin, team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Person
from storage import clients, staff
from storage import tables as t
from storage.records import Contact
from tests.support.house import House


async def _contact(house: House, name: str = "Anna") -> Contact:
    async with house.store.reading() as uow:
        client = await clients.by_name(uow, "ACME")
        assert client is not None
        found = await clients.contact_by_name(uow, client.id, name)
    assert found is not None
    return found


@pytest.fixture
async def carol(house: House) -> Person:
    """Somebody who reads English and is not known yet."""
    return await house.box.person("Carol", language="en", username="carol_c")


async def test_a_contact_is_welcomed_by_name_and_told_who_reads_what(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    welcome = await house.box.receives(house.anna.id, "Your manager is")
    for said in ("Hello, Anna!", "Olena", "ACME", "Mon–Fri 09:00–18:00", "/privacy", "can read this chat"):
        assert said in welcome.text


async def test_the_topic_says_who_joined(house: House, carol: Person):
    await carol.starts(house.bot, house.links["anna"])
    assert "Carol (@carol_c)" in (await house.in_topic("ACME · Anna", "👋")).text


async def test_joining_stands_in_the_audit_trail(house: House, carol: Person):
    await carol.starts(house.bot, house.links["anna"])
    await house.in_topic("ACME · Anna", "👋")
    async with house.store.reading() as uow:
        rows = await uow.returning(
            select(t.audit.c.actor, t.audit.c.subject).where(t.audit.c.action == "contact.joined")
        )
    assert [tuple(row) for row in rows] == [("Carol (@carol_c)", "ACME · Anna")]


async def test_a_link_opens_the_door_once(house: House, carol: Person):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    await carol.starts(house.bot, house.links["anna"])
    await house.box.receives(carol.id, "works once")
    assert (await _contact(house)).telegram_id == house.anna.id


async def test_two_people_who_open_one_link_at_once_are_one_contact(house: House, carol: Person):
    await house.stop()
    await carol.starts(house.bot, house.links["anna"])
    await house.anna.starts(house.bot, house.links["anna"])
    await house.start()
    await house.box.receives(carol.id, "Your manager is")
    await house.box.receives(house.anna.id)
    await house.quiet()
    assert (await _contact(house)).telegram_id == carol.id
    assert len(await house.topics("ACME · Anna")) == 1


async def test_an_expired_link_says_so(house: House, carol: Person):
    await house.move_clock(dt.timedelta(days=14, minutes=1))
    await carol.starts(house.bot, house.links["anna"])
    await house.box.receives(carol.id, "no longer valid")


async def test_a_link_lives_for_fourteen_days(house: House):
    await house.move_clock(dt.timedelta(days=13, hours=23))
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")


async def test_a_link_that_was_replaced_by_a_new_one_is_dead(house: House, carol: Person):
    async with house.store.unit() as uow:
        _, token = await contact_admin.invite_contact(uow, "test", house.client, "Anna")
    await carol.starts(house.bot, house.links["anna"])
    await house.box.receives(carol.id, "no longer valid")
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "Your manager is")


@pytest.mark.parametrize("token", ["nonsense", "x" * 64])
async def test_a_made_up_link_reveals_nothing(house: House, carol: Person, token: str):
    await carol.starts(house.bot, token)
    answer = await house.box.receives(carol.id)
    assert "no longer valid" in answer.text
    assert "ACME" not in answer.text


async def test_a_link_of_an_archived_client_is_dead(house: House, carol: Person):
    async with house.store.unit() as uow:
        await client_admin.archive_client(uow, "test", house.client)
    await carol.starts(house.bot, house.links["anna"])
    await house.box.receives(carol.id, "no longer valid")


async def test_a_second_account_does_not_get_in_on_the_first_one_s_name(house: House, carol: Person):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    await carol.starts(house.bot)
    await house.box.receives(carol.id, "private line")


async def test_staff_who_open_a_client_s_link_are_refused_and_the_link_stays_good(house: House):
    await house.olena.starts(house.bot, house.links["anna"])
    await house.box.receives(house.olena.id, "cannot join as a client")
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")


async def test_a_contact_who_opens_a_link_of_another_client_is_refused_and_it_stays_good(house: House, carol: Person):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    async with house.store.unit() as uow:
        globex = await client_admin.add_client(uow, "test", "Globex", house.olena.id)
        _, token = await contact_admin.invite_contact(uow, "test", globex, "Carol")
    await house.anna.starts(house.bot, token)
    await house.box.receives(house.anna.id, "already")
    assert (await _contact(house)).client_id == house.client.id
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "Globex")


async def test_a_contact_who_opens_a_staff_link_is_refused_and_stays_a_contact(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    async with house.store.unit() as uow:
        _, token = await team_admin.invite_staff(uow, "test", "Anna", StaffDetails(role="manager"))
    await house.anna.starts(house.bot, token)
    await house.box.receives(house.anna.id, "another account for work")
    async with house.store.reading() as uow:
        assert house.anna.id not in await staff.by_telegram(uow, {house.anna.id})


async def test_a_contact_who_opens_their_own_link_again_is_helped(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "Your manager is")
    await house.anna.starts(house.bot, house.links["anna"])
    await house.box.receives(house.anna.id, "/manager –")


async def test_a_contact_who_comes_back_with_another_account_keeps_the_topic(house: House, carol: Person):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.anna.sends(house.anna.id, "hello from the old phone")
    await house.in_topic("ACME · Anna", "hello from the old phone")
    async with house.store.unit() as uow:
        client, contact = await contact_admin.find_contact(uow, "ACME", "Anna")
        await contact_admin.revoke_contact(uow, "test", client, contact)
        _, token = await contact_admin.invite_contact(uow, "test", client, "Anna")
    await carol.starts(house.bot, token)
    await carol.sends(carol.id, "hello from the new phone")
    await house.in_topic("ACME · Anna", "hello from the new phone")
    assert len(await house.topics("ACME · Anna")) == 1
    await house.anna.sends(house.anna.id, "is this still on?")
    await house.quiet()
    await house.olena.sends(house.desk, "welcome back", thread=await house.topic_of("ACME · Anna"))
    await house.box.receives(carol.id, "welcome back")
    heard = [
        message.text for message in await house.box.messages(house.desk, thread=await house.topic_of("ACME · Anna"))
    ]
    assert not any("still on" in text for text in heard), "a revoked account is a stranger"


async def test_staff_join_by_link_and_are_told_their_role(house: House, carol: Person):
    async with house.store.unit() as uow:
        _, token = await team_admin.invite_staff(uow, "test", "Carol", StaffDetails(role="lead"))
    await carol.starts(house.bot, token)
    greeting = await house.box.receives(carol.id, "on the team as")
    assert "team lead" in greeting.text
    assert (await house.staff_row(carol)).started_at is not None


async def test_a_staff_link_works_once(house: House, carol: Person):
    async with house.store.unit() as uow:
        _, token = await team_admin.invite_staff(uow, "test", "Carol", StaffDetails(role="lead"))
    dave = await house.box.person("Dave", language="en")
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "on the team as")
    await dave.starts(house.bot, token)
    await house.box.receives(dave.id, "works once")


async def test_a_removed_colleague_s_link_is_dead(house: House, carol: Person):
    async with house.store.unit() as uow:
        member, token = await team_admin.invite_staff(uow, "test", "Carol", StaffDetails(role="lead"))
        await team_admin.remove_staff(uow, "test", member)
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "no longer valid")


async def test_staff_who_are_on_the_team_already_leave_the_link_unused(house: House, carol: Person):
    async with house.store.unit() as uow:
        _, token = await team_admin.invite_staff(uow, "test", "Carol", StaffDetails(role="lead"))
    await house.olena.starts(house.bot, token)
    await house.box.receives(house.olena.id, "on the team already")
    await carol.starts(house.bot, token)
    await house.box.receives(carol.id, "on the team as")
