"""`/staff`: who is on the team, inviting and removing."""

import pytest

from conversations import team_admin
from conversations.team_admin import StaffDetails
from sandbox.client import Message, Person
from storage import staff
from tests.support.house import House


@pytest.fixture
async def boss(house: House) -> Person:
    """An admin."""
    person = await house.box.person("Boss")
    await house.desk.add(person)
    async with house.store.unit() as uow:
        member = await team_admin.add_staff(uow, "test", person.id, "Boss", StaffDetails(role="admin", language="en"))
        await staff.change(uow, member.id, started_at=uow.now)
    await person.starts(house.bot)
    await house.box.receives(person.id, "on the team as admin")
    return person


async def _asks(house: House, person: Person, words: str, text: str) -> Message:
    asked = await person.sends(person.id, words)
    return await house.box.receives(person.id, text, after=asked, timeout=60)


async def test_the_team_is_listed_with_roles_and_how_many_clients_each_has(house: House):
    listed = await _asks(house, house.olena, "/staff", "The team")
    assert "Olena · manager · 1 client" in listed.text
    assert "Larysa · team lead · 0 clients" in listed.text
    assert listed.labels == [], "a manager removes nobody"


async def test_asked_in_the_desk_the_answer_comes_in_private(house: House):
    await house.olena.sends(house.desk, "/staff")
    await house.box.receives(house.olena.id, "The team")
    await house.quiet()
    assert not [m for m in await house.box.messages(house.desk, service=False) if m.by_bot]


async def test_who_never_pressed_start_is_asked_to(house: House):
    taras = await house.box.person("Taras")
    await house.desk.add(taras)
    async with house.store.unit() as uow:
        await team_admin.add_staff(uow, "test", taras.id, "Taras", StaffDetails(role="manager"))
    await taras.sends(house.desk, "/staff")
    await house.box.receives(house.desk, "press Start", thread="general")


async def test_a_lead_invites_a_manager_with_a_link_that_works(house: House):
    answer = await _asks(house, house.lead, "/staff invite manager Taras Shevchenko", "https://t.me/")
    taras = await house.box.person("Taras")
    await taras.opens(next(word for word in answer.text.split() if word.startswith("https://")))
    await house.box.receives(taras.id, "on the team as manager")
    assert (await house.staff_row(taras)).name == "Taras Shevchenko"


async def test_a_manager_invites_nobody(house: House):
    await _asks(house, house.olena, "/staff invite manager Taras", "Only team leads")


async def test_a_lead_makes_nobody_an_admin(house: House):
    await _asks(house, house.lead, "/staff invite admin Taras", "Only an admin")


@pytest.mark.parametrize("words", ["/staff invite", "/staff invite Taras", "/staff invite king Taras"])
async def test_an_invitation_written_wrong_says_how_to_write_it(house: House, words: str):
    await _asks(house, house.lead, words, "/staff invite manager Olena")


async def test_an_admin_removes_a_colleague_by_name_or_by_button(house: House, boss: Person):
    await _asks(house, boss, "/staff remove Petro", "Petro is no longer on the team")
    listed = await _asks(house, boss, "/staff", "The team")
    assert "Petro" not in listed.text
    pressed = await boss.presses(listed, "Remove Larysa")
    assert "Larysa is no longer on the team" in pressed.text


async def test_the_owner_of_clients_is_not_removed_before_they_have_another(house: House, boss: Person):
    answer = await _asks(house, boss, "/staff remove Olena", "ACME")
    assert "/assign" in answer.text
    listed = await _asks(house, boss, "/staff", "The team")
    assert "Olena" in listed.text
    pressed = await boss.presses(listed, "Remove Olena")
    assert pressed.alert and "ACME" in pressed.text
    assert (await house.staff_row(house.olena)).removed_at is None


async def test_a_lead_removes_nobody(house: House):
    await _asks(house, house.lead, "/staff remove Petro", "Only an admin")


async def test_a_name_that_nobody_has_is_said(house: House, boss: Person):
    await _asks(house, boss, "/staff remove Pedro", "Petro")


async def test_somebody_removed_becomes_a_stranger(house: House, boss: Person):
    await _asks(house, boss, "/staff remove Petro", "no longer on the team")
    asked = await house.petro.sends(house.petro.id, "/staff")
    await house.box.receives(house.petro.id, "private line", after=asked)


async def test_a_word_in_private_is_answered_with_where_to_write(house: House):
    await _asks(house, house.olena, "hello Anna", "topics")


@pytest.mark.parametrize("words", ["/help", "/nonsense"])
async def test_private_help_and_unknown_commands_are_answered(house: House, words: str):
    await _asks(house, house.lead, words, "/staff" if words == "/help" else "/nonsense")
