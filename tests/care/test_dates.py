"""`/date` in a topic."""

import datetime as dt

import pytest

from conversations.buttons import Press
from conversations.days import dates
from storage import audit, care, clients
from tests.care.planned import KYIV
from tests.care.stage import asked, group_of_acme, now_says, plain_day, trail
from tests.support.house import House
from tests.support.talk import Talk


async def kept(talk: Talk) -> list[tuple[str, str, bool]]:
    """(stored day, title, whether it is the whole client's) of the dates that hold for Anna."""
    await talk.house.quiet()
    chat = await talk.row()
    assert chat.contact is not None
    async with talk.house.store.reading() as uow:
        found = await care.own_dates(uow, chat.client.id, chat.contact.id)
    return [(one.on_day, one.title, one.client_id is not None) for one in found]


async def test_a_date_without_a_year_is_kept_for_every_year(talk: Talk):
    answer = await asked(talk, "/date 12.05 company day")
    assert answer.text.startswith("📅 Kept for every year: 12 May, company day\n")
    assert await kept(talk) == [("--05-12", "company day", False)]


async def test_a_date_with_a_year_is_kept_once(talk: Talk):
    assert "📅 Kept: 12 May 2035, audit" in (await asked(talk, "/date 12.05.2035 audit")).text
    assert await kept(talk) == [("2035-05-12", "audit", False)]


async def at(talk: Talk, hour: int) -> dt.date:
    """It becomes this hour of a day in Kyiv, where Anna is, on which wishes go out; that day."""
    moment = dt.datetime.combine(await plain_day(talk), dt.time(hour), KYIV)
    await talk.house.move_clock(moment - talk.house.app.clock.now())
    await talk.house.quiet()
    return moment.date()


@pytest.mark.parametrize("written", ["%d.%m", "%d.%m.%Y"])
async def test_of_a_date_that_is_today_it_does_not_say_that_it_is_shown_the_day_before(talk: Talk, written: str):
    today = await at(talk, 12)
    answer = await asked(talk, f"/date {today:{written}} company day")
    assert answer.text.splitlines()[1] == "That day is today: you see the wish here before it goes out."
    await talk.topic_sees(lambda one: "company day" in one.text and "Send now" in one.labels)


async def test_in_the_evening_of_a_date_it_says_that_it_is_too_late_for_today(talk: Talk):
    today = await at(talk, 21)
    yearly = await asked(talk, f"/date {today:%d.%m} company day")
    assert yearly.text.splitlines()[1] == "For today it is too late: nothing goes out after 20:00 there."
    assert len(await kept(talk)) == 1


async def test_of_a_whole_client_s_date_that_is_today_it_says_where_the_wishes_are_shown(talk: Talk):
    today = await at(talk, 12)
    group, _ = await group_of_acme(talk.house)
    answer = await asked(group, f"/date {today:%d.%m} company day")
    assert "That day is today: each wish is shown in the contact's own topic before it goes out" in answer.text


async def test_29_february_can_be_kept_for_every_year(talk: Talk):
    assert "29 February" in (await asked(talk, "/date 29.02 leap party")).text
    assert await kept(talk) == [("--02-29", "leap party", False)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31.02 nothing", "There is no such day: 31.02"),
        ("12.05.2020 founding", "12 May 2020 is past. For every year write it without the year."),
        ("company day", "“company” is not a date"),
        ("12.05", "What is on that day?"),
        (f"12.05 {'x' * 129}", "128 is the most"),
    ],
)
async def test_what_is_no_date_is_refused_with_what_to_write(talk: Talk, typed: str, told: str):
    assert told in (await asked(talk, f"/date {typed}")).text
    assert await kept(talk) == []


async def test_the_same_date_twice_is_refused(talk: Talk):
    await asked(talk, "/date 12.05 company day")
    assert "there already" in (await asked(talk, "/date 12.5 Company  Day")).text
    await asked(talk, "/date 12.05 office dog")
    assert len(await kept(talk)) == 2


async def test_the_list_goes_by_the_calendar_and_a_button_removes(talk: Talk):
    assert "No dates are kept here yet." in (await asked(talk, "/date")).text
    await asked(talk, "/date 12.05 company day")
    await asked(talk, "/date 03.02.2035 <b>audit</b>")
    listed = await asked(talk, "/date")
    assert listed.text.splitlines()[:3] == ["Dates", "• 3 February 2035: <b>audit</b>", "• 12 May: company day"]
    assert listed.labels == ["✕ <b>audit</b>", "✕ company day"]
    assert (await talk.house.olena.presses(listed, "✕ company day")).text == "Removed: company day"
    await talk.topic_sees(lambda one: one.id == listed.id and one.labels == ["✕ <b>audit</b>"])
    assert [title for _, title, _ in await kept(talk)] == ["<b>audit</b>"]
    assert await trail(talk) == [
        ("Olena", "care.date_added", "ACME · Anna"),
        ("Olena", "care.date_added", "ACME · Anna"),
        ("Olena", "care.date_removed", "ACME · Anna"),
    ]


async def test_a_button_pressed_in_two_lists_removes_once(talk: Talk):
    await asked(talk, "/date 12.05 company day")
    first, second = await asked(talk, "/date"), await asked(talk, "/date")
    await talk.house.olena.presses(first, "✕ company day")
    assert (await talk.house.petro.presses(second, "✕ company day")).text == "That is no longer there."
    await now_says(talk, second, "No dates are kept here yet.")
    assert len(await trail(talk)) == 2


async def test_the_trail_does_not_say_what_is_on_a_date(talk: Talk):
    await asked(talk, "/date 12.05 a secret")
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        assert "secret" not in str(await audit.latest(uow))


async def test_a_stranger_cannot_press_the_list(talk: Talk):
    await asked(talk, "/date 12.05 company day")
    listed = await asked(talk, "/date")
    mallory = await talk.house.box.person("Mallory")
    await talk.house.desk.add(mallory)
    assert (await mallory.presses(listed, "✕ company day")).alert
    assert len(await kept(talk)) == 1


async def test_in_a_group_s_topic_a_date_is_the_whole_client_s_and_stands_in_everybody_s_list(talk: Talk):
    group, _ = await group_of_acme(talk.house)
    answer = await asked(group, "/date 12.05 company day")
    assert "Each contact of the client" in answer.text
    assert await kept(talk) == [("--05-12", "company day", True)]
    await asked(talk, "/date 13.05 her own")
    listed = await asked(talk, "/date")
    assert "• 12 May: company day (for the whole client)\n• 13 May: her own" in listed.text
    assert "her own" not in (await asked(group, "/date")).text


async def test_a_made_up_button_removes_no_other_contact_s_date(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    boris = await house.box.person("Boris")
    await house.joins(boris, "ACME")
    his, hers = Talk(house, "ACME · Boris"), Talk(house)
    await asked(his, "/date 12.05 his day")
    async with house.store.reading() as uow:
        row = await clients.contact_by_telegram(uow, boris.id)
        assert row is not None
        [date] = await care.own_dates(uow, house.client.id, row.id)
    chat = await hers.row()
    async with house.store.unit() as uow:
        await dates.pressed(uow, chat, chat.owner, Press(dates.ACTION, ("off", str(date.id), "0"), "1"))
    async with house.store.reading() as uow:
        assert await care.own_dates(uow, house.client.id, row.id) == [date]


async def test_many_dates_are_shown_in_pages_and_forty_are_enough(talk: Talk):
    chat = await talk.row()
    assert chat.contact is not None
    async with talk.house.store.unit() as uow:
        for number in range(40):
            await care.add_own_date(
                uow, contact_id=chat.contact.id, on_day=f"--03-{number % 28 + 1:02}", title=f"{number} " + "🎂" * 120
            )
    listed = await asked(talk, "/date")
    assert len([label for label in listed.labels if label.startswith("✕")]) == 8
    await talk.house.olena.presses(listed, "›")
    await talk.topic_sees(lambda one: one.id == listed.id and "2/5" in one.labels)
    assert "There are 40 already." in (await asked(talk, "/date 12.05 one more")).text


async def test_a_date_comes_into_the_calendar_and_onto_the_card(talk: Talk):
    await asked(talk, f"/date {await plain_day(talk):%d.%m} company day")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    assert "company day" in (await talk.card("🎉")).text
