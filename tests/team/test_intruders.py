"""People in a desk who are not of the team."""

import datetime as dt

import pytest

from sandbox.client import Person
from tests.support.talk import Talk


@pytest.fixture
async def mallory(talk: Talk) -> Person:
    """A member of the desk's group who is not registered; her coming was reported already."""
    person = await talk.house.box.person("Mallory", username="mal")
    await person.joins(talk.house.desk)
    await talk.house.quiet()
    return person


async def _reports(talk: Talk) -> list[str]:
    await talk.house.quiet()
    return [m.text for m in await talk.house.box.messages(talk.house.lead.id) if m.by_bot and "“Desk”" in m.text]


async def test_somebody_who_is_not_of_the_team_is_told_at_once_that_nothing_was_sent(talk: Talk, mallory: Person):
    written = await talk.team("hello client", by=mallory)
    answer = await talk.in_topic("Nothing was sent")
    assert answer.reply_to == written.id
    assert await talk.client_heard("hello client") == 0


async def test_an_anonymous_administrator_is_told_at_once_that_nothing_was_sent(talk: Talk):
    await talk.house.desk.promote(talk.house.petro, {"is_anonymous": True})
    written = await talk.team("hello client", by=talk.house.petro, as_group=True)
    answer = await talk.in_topic("Remain anonymous")
    assert answer.reply_to == written.id
    assert await talk.client_heard("hello client") == 0


async def test_a_stranger_who_comes_into_the_desk_is_reported_to_the_leads(talk: Talk, mallory: Person):
    reports = await _reports(talk)
    assert len(reports) == 1
    assert "Mallory (@mal)" in reports[0] and "“Desk”" in reports[0]


async def test_a_stranger_who_writes_again_is_reported_once_a_day(talk: Talk, mallory: Person):
    for text in ("one", "two"):
        await talk.team(text, by=mallory)
    await mallory.sends(talk.house.desk, "three, in General")
    assert len(await _reports(talk)) == 1
    await talk.house.move_clock(dt.timedelta(hours=24, minutes=1))
    await mallory.sends(talk.house.desk, "four, in General")
    assert len(await _reports(talk)) == 2


@pytest.mark.parametrize("command", ["/staff", "/invite Globex, Eve", "/desk", "/help"])
async def test_a_stranger_s_commands_in_the_desk_are_not_answered(talk: Talk, mallory: Person, command: str):
    await mallory.sends(talk.house.desk, command)
    await talk.house.quiet()
    assert not [m for m in await talk.house.box.messages(talk.house.desk, thread="general", service=False) if m.by_bot]


async def test_a_stranger_s_commands_in_a_topic_do_nothing(talk: Talk, mallory: Person):
    written, copy = await talk.twin_at_client("keep this")
    await talk.team("/unsend", by=mallory, reply_to=written)
    await talk.in_topic("Nothing was sent")
    await talk.team("/assign Petro", by=mallory)
    await talk.house.quiet()
    assert not (await talk.now(copy)).deleted
    assert (await talk.row()).owner.name == "Olena"


async def test_a_stranger_s_edit_reaches_nobody(talk: Talk, mallory: Person):
    written = await talk.team("hello client", by=mallory)
    await mallory.edits(written, "hello, dear client")
    await talk.house.quiet()
    assert await talk.client_heard("dear client") == 0


async def test_an_anonymous_command_in_general_is_told_why_nothing_happens(talk: Talk):
    await talk.house.desk.promote(talk.house.petro, {"is_anonymous": True})
    written = await talk.house.petro.sends(talk.house.desk, "/staff", as_group=True)
    answer = await talk.house.box.receives(talk.house.desk, "Remain anonymous", thread="general")
    assert answer.reply_to == written.id


async def test_somebody_who_was_removed_from_the_team_can_no_longer_write_to_clients(talk: Talk):
    from conversations import team_admin

    async with talk.house.store.unit() as uow:
        await team_admin.remove_staff(uow, "test", await talk.house.staff_row(talk.house.petro))
    await talk.team("one last word", by=talk.house.petro)
    await talk.in_topic("Nothing was sent")
    assert await talk.client_heard("one last word") == 0


async def test_talk_among_staff_in_general_bothers_nobody(talk: Talk):
    await talk.house.olena.sends(talk.house.desk, "lunch?")
    await talk.house.quiet()
    assert await _reports(talk) == []
    assert not [m for m in await talk.house.box.messages(talk.house.desk, thread="general", service=False) if m.by_bot]
