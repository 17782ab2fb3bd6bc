"""`/calendar`, as Larysa, the lead, has it in her private chat."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from conversations import contact_admin
from conversations.calendar import reading
from conversations.calendar.tones import Tone
from conversations.care import soon
from conversations.contact_admin import ContactDetails
from conversations.days import marking
from conversations.errors import RefusedError
from sandbox.client import Message
from storage import care, clients
from storage import tables as t
from tests.support.house import House
from tests.support.talk import Talk

KYIV = ZoneInfo("Europe/Kyiv")


async def moved_to(house: House, month: int, day: int, hour: int = 12) -> dt.date:
    """Bring the house to the next such day, on Kyiv's clock."""
    now = house.app.clock.now().astimezone(KYIV)
    at = dt.datetime(now.year, month, day, hour, tzinfo=KYIV)
    if at <= now:
        at = at.replace(year=now.year + 1)
    await house.move_clock(at - now)
    await house.quiet()
    return at.date()


@pytest.fixture
async def december(house: House) -> dt.date:
    """20 December: New Year is ahead."""
    return await moved_to(house, 12, 20)


@pytest.fixture
async def warsaw(house: House, december: dt.date) -> None:
    """Basia of ACME lives in Poland."""
    async with house.store.unit() as uow:
        of = await clients.by_name(uow, "ACME")
        assert of is not None
        await contact_admin.invite_contact(uow, "test", of, "Basia", ContactDetails(country="PL"))


async def ask(house: House) -> Message:
    written = await house.lead.sends(house.lead.id, "/calendar")
    return await house.box.receives(house.lead.id, "The coming 30 days", after=written)


async def shows(house: House, seen: Message, text: str) -> Message:
    """The same message, once it says this."""
    return await house.box.receives(
        house.lead.id, text, where=lambda message: message.id == seen.id and text in message.text
    )


async def opened(house: House, title: str) -> Message:
    """The view of the occasion in whose line this stands."""
    seen = await ask(house)
    while not (found := [line for line in seen.text.splitlines() if title in line and line[:1].isdigit()]):
        await house.lead.presses(seen, "›")
        seen = await turned(house, seen)
    await house.lead.presses(seen, found[0].split(".")[0])
    return await shows(house, seen, "Tone:")


async def turned(house: House, seen: Message) -> Message:
    """The same message once it shows another page."""

    def other(message: Message) -> bool:
        return message.id == seen.id and message.labels != seen.labels

    return await house.box.receives(house.lead.id, where=other)


async def marks(house: House) -> dict[str, tuple[str, dt.date | None]]:
    async with house.store.reading() as uow:
        return {one.occasion: (one.state, one.kept_on) for one in await care.marks(uow)}


async def team_tones(house: House) -> dict[str, str]:
    async with house.store.reading() as uow:
        return await care.tones(uow)


async def trail(house: House) -> list[tuple[str, str, str]]:
    async with house.store.reading() as uow:
        rows = await uow.returning(
            select(t.audit.c.actor, t.audit.c.action, t.audit.c.subject)
            .where(t.audit.c.action.like("care.%"))
            .order_by(t.audit.c.id)
        )
    return [tuple(row) for row in rows]


async def test_it_shows_occasions_by_day_with_how_many_get_a_greeting(house: House, warsaw):
    shown = await ask(house)
    [line] = [line for line in shown.text.splitlines() if "New Year's Day" in line]
    assert line.endswith("🎉 New Year's Day · Poland, Ukraine: 2 of 2 contacts get a greeting")
    assert any(line.endswith(", 1 January") for line in shown.text.splitlines())
    [line] = [line for line in shown.text.splitlines() if "Christmas Eve" in line]
    assert "only for contacts who chose the tradition Christian (Western)" in line


async def test_it_says_all_that_in_the_reader_s_language(house: House, december):
    async with house.store.unit() as uow:
        await uow.execute(t.staff.update().where(t.staff.c.name == "Larysa").values(language="uk"))
        uow.touch_places()
    written = await house.lead.sends(house.lead.id, "/calendar")
    shown = await house.box.receives(house.lead.id, "30 днів", after=written)
    assert "Новий рік · Україна: " in shown.text


async def test_a_birthday_and_a_pause_stand_in_it(house: House, december):
    async with house.store.unit() as uow:
        [anna] = await clients.contacts(uow, house.client.id)
        await clients.change_contact(uow, anna.id, birthday="--01-05")
        await care.pause(uow, "country", country="PL", until=december + dt.timedelta(days=40))
    shown = await ask(house)
    assert "🎂 Birthday: Anna · ACME" in shown.text
    assert shown.text.splitlines()[1].startswith("⏸ Pause: Poland, until the end of ")


async def test_a_solemn_day_is_a_quiet_day_for_its_contacts(house: House):
    await moved_to(house, 2, 20, 9)
    shown = await ask(house)
    [line] = [line for line in shown.text.splitlines() if "full-scale invasion" in line]
    assert line.endswith("🕯 Anniversary of the full-scale invasion · Ukraine: quiet for 1 contact")


async def test_an_occasion_is_struck_and_restored(house: House, december):
    one = await opened(house, "New Year's Day")
    pressed = await house.lead.presses(one, "Strike this date")
    assert pressed.text == "Struck: nobody is greeted, and the day is not quiet."
    assert await marks(house) == {"ua.new_year": ("struck", None)}
    struck = await shows(house, one, "Struck")
    await house.lead.presses(struck, "Restore")
    await house.quiet()
    assert await marks(house) == {}
    assert await trail(house) == [
        ("Larysa", "care.struck", "New Year's Day"),
        ("Larysa", "care.restored", "New Year's Day"),
    ]


async def test_what_is_decided_for_a_line_holds_for_each_of_its_countries(house: House, warsaw):
    one = await opened(house, "New Year's Day")
    await house.lead.presses(one, "Strike this date")
    await house.quiet()
    assert set(await marks(house)) == {"ua.new_year", "pl.new_year"}


async def test_one_country_of_a_line_can_be_decided_about_alone(house: House, warsaw):
    one = await opened(house, "New Year's Day")
    await house.lead.presses(one, "Poland")
    alone = await house.box.receives(
        house.lead.id, "Tone:", where=lambda each: each.id == one.id and "Ukraine" not in each.text
    )
    await house.lead.presses(alone, "Strike this date")
    await house.quiet()
    assert set(await marks(house)) == {"pl.new_year"}
    listed = await ask(house)
    assert {line.split(". ")[1] for line in listed.text.splitlines() if "New Year's Day" in line} == {
        "🎉 New Year's Day · Ukraine: 1 of 1 contact gets a greeting",
        "✖️ New Year's Day · Poland: struck",
    }


async def test_a_tone_is_set_for_every_year_and_taken_back(house: House, december):
    one = await opened(house, "New Year's Day")
    assert "• festive" in one.labels
    await house.lead.presses(one, "neutral")
    neutral = await shows(house, one, "set by the team")
    assert await team_tones(house) == {"ua.new_year": "neutral"}
    assert "as listed" in neutral.labels and "• neutral" in neutral.labels
    await house.lead.presses(neutral, "as listed")
    await house.quiet()
    assert await team_tones(house) == {}
    assert [action for _, action, _ in await trail(house)] == ["care.tone", "care.tone"]


async def test_a_decision_has_every_contact_s_calendar_looked_at(house: House, talk: Talk):
    await moved_to(house, 12, 20)
    one = await opened(house, "New Year's Day")
    async with house.store.unit() as uow:
        await uow.execute(t.job.delete().where(t.job.c.kind == soon.JOB))
    await house.lead.presses(one, "Strike this date")
    await house.quiet()
    async with house.store.reading() as uow:
        assert len(await uow.returning(select(t.job.c.id).where(t.job.c.kind == soon.JOB))) == 1


async def test_a_button_of_a_day_that_is_no_longer_there_changes_nothing_and_says_so(house: House, december):
    one = await opened(house, "New Year's Day")
    async with house.store.unit() as uow:
        await clients.change(uow, house.client.id, country="PL")
    pressed = await house.lead.presses(one, "Strike this date")
    assert pressed.alert and "Nothing was decided" in pressed.text
    await shows(house, one, "The coming 30 days")
    assert await marks(house) == {}


async def test_a_button_that_was_drawn_before_somebody_else_decided_changes_nothing(house: House, december):
    one = await opened(house, "New Year's Day")
    async with house.store.unit() as uow:
        await care.set_tone(uow, "ua.new_year", "neutral")
    pressed = await house.lead.presses(one, "solemn")
    assert pressed.alert and "Somebody has decided" in pressed.text
    assert await team_tones(house) == {"ua.new_year": "neutral"}
    await shows(house, one, "set by the team")


async def test_managers_are_told_who_keeps_the_calendar(house: House, december):
    written = await house.olena.sends(house.olena.id, "/calendar")
    await house.box.receives(house.olena.id, "Team leads keep the calendar", after=written)


async def test_a_lead_who_is_one_no_more_changes_nothing(house: House, december):
    one = await opened(house, "New Year's Day")
    async with house.store.unit() as uow:
        await uow.execute(t.staff.update().where(t.staff.c.name == "Larysa").values(role="manager"))
        uow.touch_places()
    pressed = await house.lead.presses(one, "Strike this date")
    assert pressed.alert and "Team leads" in pressed.text
    assert await marks(house) == {}


async def test_from_the_desk_it_is_answered_in_private(house: House, december):
    await house.lead.sends(house.desk, "/calendar")
    await house.box.receives(house.lead.id, "The coming 30 days")
    assert [one for one in await house.box.messages(house.desk) if "The coming" in one.text] == []


async def test_a_team_without_contacts_gets_an_empty_calendar(house: House, december):
    async with house.store.unit() as uow:
        await clients.change(uow, house.client.id, archived_at=uow.now)
    shown = await ask(house)
    assert "No occasion and no quiet day concerns your clients" in shown.text
    assert shown.labels == []


async def quiet_for_anna(house: House, day: dt.date) -> str | None:
    """Why nothing goes out to Anna on this day."""
    async with house.store.reading() as uow:
        [anna] = await clients.contacts(uow, house.client.id)
        found = (await reading.person(uow, house.client, anna)).quiet_days().on(day)
    return None if found is None else found.id


async def test_a_day_of_mourning_that_was_made_neutral_by_mistake_stays_there_with_the_way_back(house: House):
    day = (await moved_to(house, 2, 20, 9)).replace(day=24)
    one = await opened(house, "full-scale invasion")
    await house.lead.presses(one, "neutral")
    neutral = await shows(house, one, "Tone: neutral, set by the team")
    assert "1 – not greeted: no day for wishes" in neutral.text
    assert await quiet_for_anna(house, day) is None
    again = await opened(house, "full-scale invasion")
    await house.lead.presses(again, "as listed")
    await shows(house, again, "Quiet for 1 contact")
    assert await team_tones(house) == {}
    assert await quiet_for_anna(house, day) == "ua.invasion_anniversary"


async def test_a_day_of_mourning_cannot_be_made_festive(house: House):
    await moved_to(house, 2, 20, 9)
    one = await opened(house, "full-scale invasion")
    assert [label for label in one.labels if label in {"festive", "neutral", "• solemn"}] == ["neutral", "• solemn"]


async def test_a_made_up_button_cannot_make_a_day_of_mourning_festive(house: House):
    async with house.store.unit() as uow:
        lead = await house.staff_row(house.lead)
        with pytest.raises(RefusedError):
            await marking.give_tone(uow, lead, "", ["ua.invasion_anniversary", "ua.new_year"], Tone.FESTIVE)
    assert await team_tones(house) == {}
