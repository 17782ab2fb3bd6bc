"""Who is in the calendar of all, and what is known of them."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import update

from conversations import contact_admin
from conversations.contact_admin import ContactDetails
from conversations.days import everyone
from storage import care, clients
from storage import tables as t
from tests.support.house import House
from tests.support.talk import Talk


async def members(house: House):
    async with house.store.reading() as uow:
        return {one.name: one for one in await everyone.members(uow)}


async def basia(house: House, **details) -> int:
    """Another contact of ACME's; her id."""
    async with house.store.unit() as uow:
        of = await clients.by_name(uow, "ACME")
        assert of is not None
        made, _ = await contact_admin.invite_contact(uow, "test", of, "Basia", ContactDetails(**details))
    return made.id


async def test_who_is_invited_is_in_it_as_well_as_who_joined(joined: Talk):
    await basia(joined.house)
    found = await members(joined.house)
    assert {name: one.person.joined for name, one in found.items()} == {"Anna": True, "Basia": False}


async def test_who_was_revoked_and_who_is_of_an_archived_client_is_not(house: House):
    number = await basia(house)
    async with house.store.unit() as uow:
        await clients.change_contact(uow, number, revoked_at=uow.now)
    assert set(await members(house)) == {"Anna"}
    async with house.store.unit() as uow:
        await clients.change(uow, house.client.id, archived_at=uow.now)
    assert await members(house) == {}


async def test_country_and_zone_are_the_contact_s_own_else_the_client_s(house: House):
    await basia(house, country="PL", timezone="Europe/Warsaw")
    found = await members(house)
    assert (found["Anna"].person.country, found["Anna"].person.zone) == ("UA", ZoneInfo("Europe/Kyiv"))
    assert (found["Basia"].person.country, found["Basia"].person.zone) == ("PL", ZoneInfo("Europe/Warsaw"))
    assert {one.person.client_country for one in found.values()} == {"UA"}


async def test_a_pause_of_the_client_s_country_holds_for_a_contact_abroad(house: House):
    await basia(house, country="PL")
    async with house.store.unit() as uow:
        await care.pause(uow, "country", country="UA", until=dt.date(2030, 1, 1))
    assert [len(one.person.pauses) for one in (await members(house)).values()] == [1, 1]
    async with house.store.unit() as uow:
        await care.resume(uow, "country", country="UA")
        await care.pause(uow, "country", country="PL")
    found = await members(house)
    assert [one.ended is None for one in found["Anna"].person.pauses] == [False]
    assert [one.ended is None for one in found["Basia"].person.pauses] == [False, True]


async def test_dates_of_the_client_are_everybody_s_and_dates_of_a_contact_their_own(house: House):
    number = await basia(house)
    async with house.store.unit() as uow:
        await care.add_own_date(uow, client_id=house.client.id, on_day="--05-12", title="company day")
        await care.add_own_date(uow, contact_id=number, on_day="--06-01", title="name day")
    found = await members(house)
    assert [one.title for one in found["Anna"].person.own_dates] == ["company day"]
    assert [one.title for one in found["Basia"].person.own_dates] == ["company day", "name day"]


async def test_who_blocked_the_bot_gets_nothing(joined: Talk):
    house = joined.house
    async with house.store.unit() as uow:
        await uow.execute(update(t.client_chat).values(state="blocked"))
    assert (await members(house))["Anna"].person.unreachable is not None
