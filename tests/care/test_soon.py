"""Whoever changes what the calendar reads has the calendar of those concerned looked at at once.

The bot is stopped, so that the planned look stays to be seen.
"""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from conversations import client_admin, client_care, contact_admin, handover, presence, team_admin
from conversations.buttons import Press
from conversations.care import soon
from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.days import dates, pace, pauses, remembering, rhythm
from conversations.team_admin import StaffDetails
from storage import care, chats, clients, staff
from storage import tables as t
from storage.records import Client, ClientChat, Contact, Staff
from storage.unit import UnitOfWork
from tests.support.talk import Talk

FAR = dt.timedelta(days=30)


class Room:
    """A transaction with Anna's chat, contact and client, and who acts, while her look is far away."""

    def __init__(self, uow: UnitOfWork, chat: ClientChat, lead: Staff) -> None:
        self.uow, self.chat, self.lead = uow, chat, lead

    @property
    def anna(self) -> Contact:
        assert self.chat.contact is not None
        return self.chat.contact

    @property
    def acme(self) -> Client:
        return self.chat.client

    @property
    def olena(self) -> Staff:
        return self.chat.owner

    async def run_at(self) -> dt.datetime:
        """When Anna's calendar is looked at next."""
        key = f"{soon.JOB}:{self.anna.id}"
        found: dt.datetime = await self.uow.scalar(select(t.job.c.run_at).where(t.job.c.dedupe_key == key))
        return found


@pytest.fixture
async def room(joined: Talk) -> AsyncIterator[Room]:
    await joined.house.quiet()
    row = await joined.row()
    lead = await joined.house.staff_row(joined.house.lead)
    await joined.house.stop()
    async with joined.house.store.unit() as uow:
        chat = await chats.by_id(uow, row.id)
        assert chat is not None
        made = Room(uow, chat, lead)
        await uow.execute(update(t.job).where(t.job.c.kind == soon.JOB).values(run_at=uow.now + FAR))
        assert await made.run_at() == uow.now + FAR
        yield made


async def contact_changed(room: Room, **details) -> None:
    await contact_admin.change_contact(room.uow, "test", room.acme, room.anna, ContactDetails(**details))


async def client_changed(room: Room, **details) -> None:
    await client_admin.change_client(room.uow, "test", room.acme, details=ClientDetails(**details))


async def a_date_of_the_client(room: Room) -> None:
    group = await chats.open_chat(room.uow, client_id=room.acme.id, contact_id=None, telegram_id=-5)
    await chats.open_topic(room.uow, group, 1)
    chat = await chats.by_id(room.uow, group)
    assert chat is not None
    await dates.date(room.uow, chat, room.olena, "12.05 company day", 1)


async def date_removed(room: Room) -> None:
    one = await care.add_own_date(room.uow, contact_id=room.anna.id, on_day="--05-12", title="a day")
    await dates.pressed(room.uow, room.chat, room.olena, Press("date", ("off", str(one), "0"), "1"))


async def fact_forgotten(room: Room) -> None:
    one = await care.remember(room.uow, room.anna.id, "her dog died", "--05-12")
    await remembering.pressed(room.uow, room.chat, room.olena, Press("fact", ("off", str(one), "0"), "1"))


async def reassigned(room: Room) -> None:
    petro = next(one for one in await staff.present(room.uow) if one.name == "Petro")
    await handover.assign(room.uow, "test", room.acme.id, petro.id)


async def restored(room: Room) -> None:
    await clients.change(room.uow, room.acme.id, archived_at=room.uow.now)
    acme = await clients.by_id(room.uow, room.acme.id)
    assert acme is not None
    await client_admin.restore_client(room.uow, "test", acme)


CHANGES = {
    "birthday": lambda room: contact_changed(room, birthday="05-12"),
    "tradition": lambda room: contact_changed(room, tradition="jewish"),
    "opt-out": lambda room: contact_changed(room, no_holiday_greetings=True),
    "zone": lambda room: contact_changed(room, timezone="Asia/Tokyo"),
    "country": lambda room: client_changed(room, country="PL"),
    "rhythm": lambda room: client_changed(room, check_in_days="45"),
    "mode": lambda room: client_changed(room, greetings="review"),
    "since": lambda room: client_changed(room, since="2021-05-03"),
    "revoked": lambda room: contact_admin.revoke_contact(room.uow, "test", room.acme, room.anna),
    "archived": lambda room: client_admin.archive_client(room.uow, "test", room.acme),
    "restored": restored,
    "another owner": reassigned,
    "owner's hours": lambda room: team_admin.change_staff(
        room.uow, "test", room.olena, StaffDetails(hours="Mon-Wed 10:00-12:00")
    ),
    "language": lambda room: client_care.choose_language(room.uow, room.chat, "ru"),
    "blocked": lambda room: presence.client_blocked(room.uow, room.chat, blocked=True),
    "pace": lambda room: pace.pressed(room.uow, room.chat, Press("pace", ("set", "less"), "1")),
    "pause here": lambda room: pauses.pause_here(room.uow, room.chat, room.olena, "", 1),
    "pause of the country": lambda room: pauses.pause(room.uow, room.lead, "UA"),
    "pause of everybody": lambda room: pauses.pause(room.uow, room.lead, "all"),
    "date": lambda room: dates.date(room.uow, room.chat, room.olena, "12.05 a day", 1),
    "date of the client": a_date_of_the_client,
    "date removed": date_removed,
    "fact": lambda room: remembering.remember(room.uow, room.chat, room.olena, "her dog died 12.05", 1),
    "fact forgotten": fact_forgotten,
    "button": lambda room: rhythm.pressed(room.uow, room.chat, room.olena, Press("care", ("rhythm", "60"), "1")),
    "typed": lambda room: rhythm.panel(room.uow, room.chat, room.olena, "birthday 12.05", 1),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_a_change_has_the_calendar_looked_at_at_once(room: Room, what: str):
    await CHANGES[what](room)
    assert await room.run_at() == room.uow.now


async def test_ending_a_pause_has_the_calendar_looked_at_at_once(room: Room):
    await pauses.pause_here(room.uow, room.chat, room.olena, "", 1)
    await room.uow.flush()
    await room.uow.execute(update(t.job).where(t.job.c.kind == soon.JOB).values(run_at=room.uow.now + FAR))
    await pauses.resume_here(room.uow, room.chat, room.olena, "", 1)
    assert await room.run_at() == room.uow.now


async def test_a_pause_elsewhere_leaves_this_calendar_alone(room: Room):
    await pauses.pause(room.uow, room.lead, "PL")
    assert await room.run_at() == room.uow.now + FAR


async def test_looking_at_a_list_or_a_panel_changes_nothing(room: Room):
    await dates.date(room.uow, room.chat, room.olena, "", 1)
    await remembering.remember(room.uow, room.chat, room.olena, "", 1)
    await rhythm.panel(room.uow, room.chat, room.olena, "", 1)
    await pauses.pause(room.uow, room.lead, "")
    assert await room.run_at() == room.uow.now + FAR
