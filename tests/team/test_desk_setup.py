"""`/desk`: a group becomes a desk, and the bot says what it lacks."""

import pytest

from conversations import team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Group, Message, Person
from storage import staff
from tests.support.house import House


@pytest.fixture
async def boss(house: House) -> Person:
    """An admin."""
    person = await house.box.person("Boss")
    async with house.store.unit() as uow:
        member = await team_admin.add_staff(uow, "test", person.id, "Boss", StaffDetails(role="admin", language="en"))
        await staff.change(uow, member.id, started_at=uow.now)
    await person.starts(house.bot)
    return person


async def _asks(house: House, person: Person, group: Group, text: str) -> Message:
    asked = await person.sends(group, "/desk")
    return await house.box.receives(group, text, after=asked, timeout=60)


async def _desks(house: House) -> list[str]:
    async with house.store.reading() as uow:
        return [desk.name for desk in await staff.desks(uow)]


async def test_a_forum_where_the_bot_has_its_rights_becomes_a_desk(house: House, boss: Person):
    group = await house.box.group("Desk two", boss, is_forum=True)
    await group.add_bot(house.bot)
    answer = await _asks(house, boss, group, "✅")
    assert "“Desk two”" in answer.text and "/invite" in answer.text
    assert await _desks(house) == ["Desk", "Desk two"]


async def test_a_bot_that_is_no_administrator_says_what_to_do_and_then_it_works(house: House, boss: Person):
    group = await house.box.group("Desk two", boss, is_forum=True)
    await group.add_bot(house.bot, admin=False)
    answer = await _asks(house, boss, group, "cannot be a desk yet")
    assert "administrator" in answer.text
    assert await _desks(house) == ["Desk"]
    await group.promote(house.bot, {"can_pin_messages": True, "can_delete_messages": True})
    assert "Manage topics" in (await _asks(house, boss, group, "cannot be a desk yet")).text
    await group.promote(house.bot)
    await _asks(house, boss, group, "✅")
    assert await _desks(house) == ["Desk", "Desk two"]


async def test_rights_that_are_only_missed_are_named_and_the_desk_works(house: House, boss: Person):
    group = await house.box.group("Desk two", boss, is_forum=True)
    await group.add_bot(house.bot, {"can_manage_topics": True})
    answer = await _asks(house, boss, group, "✅")
    assert "Pin messages" in answer.text and "Delete messages" in answer.text


async def test_a_group_without_topics_is_told_to_turn_them_on(house: House, boss: Person):
    group = await house.box.group("Plain", boss)
    await group.add_bot(house.bot)
    await _asks(house, boss, group, "turn on Topics")
    assert await _desks(house) == ["Desk"]


async def test_a_basic_group_is_told_to_turn_topics_on(house: House, boss: Person):
    group = await house.box.group("Basic", boss, kind="basic")
    await group.add_bot(house.bot)
    await _asks(house, boss, group, "turn on Topics")


@pytest.mark.parametrize("who", ["olena", "lead"])
async def test_only_an_admin_makes_desks(house: House, boss: Person, who: str):
    person = getattr(house, who)
    group = await house.box.group("Desk two", person, is_forum=True)
    await group.add_bot(house.bot)
    await _asks(house, person, group, "Only an admin")
    assert await _desks(house) == ["Desk"]


async def test_a_stranger_makes_no_desk(house: House):
    eve = await house.box.person("Eve", language="en")
    group = await house.box.group("Mine now", eve, is_forum=True)
    await group.add_bot(house.bot)
    await _asks(house, eve, group, "Only an admin")
    assert await _desks(house) == ["Desk"]


async def test_an_anonymous_admin_is_asked_to_show_themselves(house: House, boss: Person):
    group = await house.box.group("Desk two", boss, is_forum=True)
    await group.add_bot(house.bot)
    await boss.sends(group, "/desk", as_group=True)
    await house.box.receives(group, "Remain anonymous")
    assert await _desks(house) == ["Desk"]


async def test_a_client_s_group_becomes_no_desk(house: House, boss: Person):
    from conversations import contact_admin

    group = await house.box.group("ACME", house.anna, members=[boss])
    async with house.store.unit() as uow:
        token = await contact_admin.invite_group(uow, "test", house.client)
    await house.anna.opens(f"https://t.me/{house.bot.username}?startgroup={token}", group)
    await house.box.receives(group, "Your manager is")
    await group.promote(house.bot)
    await boss.sends(group, "/desk")
    await house.quiet()
    assert await _desks(house) == ["Desk"]


async def test_in_a_desk_the_same_command_checks_the_rights_again(house: House, boss: Person):
    await house.desk.add(boss)
    await house.desk.promote(house.bot, {"can_manage_topics": True})
    assert "Pin messages" in (await _asks(house, boss, house.desk, "✅")).text
    assert await _desks(house) == ["Desk"]
