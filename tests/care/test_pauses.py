"""`/pause` and `/resume`: in a topic for this client, in private for a country, a client or everybody."""

import datetime as dt

import pytest

from conversations import client_admin, schedule
from conversations.calendar import reading
from conversations.client_admin import ClientDetails
from sandbox.client import Message, Person
from storage import audit, care, clients, staff
from storage.care_records import PauseRow
from tests.care.stage import asked
from tests.support.talk import Talk

DAY = dt.timedelta(days=1)


async def rows(talk: Talk) -> list[PauseRow]:
    """The pauses that nobody has ended."""
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        return [one for one in await care.pauses(uow, uow.now) if one.ended_at is None]


async def today(talk: Talk) -> dt.date:
    async with talk.house.store.reading() as uow:
        return uow.now.date()


async def ahead(talk: Talk, days: int) -> dt.date:
    return await today(talk) + days * DAY


async def paused_today(talk: Talk) -> bool:
    """Whether a pause makes today a quiet day for Anna."""
    chat = await talk.row()
    async with talk.house.store.reading() as uow:
        quiet = await reading.quiet_days(uow, chat)
        return quiet.paused(uow.now.astimezone(schedule.zone_of(uow, chat)).date()) is not None


async def lead_asks(talk: Talk, text: str, *, by: Person | None = None) -> Message:
    """What the bot answers a lead in private."""
    person = by or talk.house.lead
    asked = await person.sends(person.id, text)
    return await talk.house.box.receives(person.id, after=asked)


async def trail(talk: Talk) -> list[dict]:
    """The audit trail of care, newest first."""
    async with talk.house.store.reading() as uow:
        return [one for one in await audit.latest(uow) if one["action"].startswith("care.")]


@pytest.fixture
async def globex(talk: Talk) -> None:
    """Globex in Poland, without anybody who joined."""
    async with talk.house.store.unit() as uow:
        await client_admin.add_client(uow, "test", "Globex", talk.house.olena.id, ClientDetails(country="PL"))


# -- in a topic --------------------------------------------------------------------------------------------------------


async def test_a_manager_pauses_this_client_until_a_day_and_reads_what_that_means(talk: Talk):
    last = await ahead(talk, 10)
    await talk.team(f"/pause {last:%d.%m.%Y}")
    answer = await talk.in_topic("⏸ Pause: ACME")
    assert f"until the end of {last.day} {last:%B %Y}" in answer.text
    assert "Concerned: 1 contact." in answer.text
    assert "check-ins and surveys wait" in answer.text
    [row] = await rows(talk)
    assert (row.scope, row.client_id, row.until) == ("client", talk.house.client.id, last)
    assert await paused_today(talk)


async def test_without_a_day_a_pause_lasts_until_somebody_ends_it(talk: Talk):
    await talk.team("/pause")
    await talk.in_topic("until somebody ends it")
    assert [row.until for row in await rows(talk)] == [None]
    await talk.team("/resume")
    await talk.in_topic("▶️ The pause is over: ACME")
    assert await rows(talk) == []
    assert not await paused_today(talk)


async def test_the_last_day_that_there_is_means_for_ever(talk: Talk):
    """The day after it is none, and whoever types it must not break the calendar."""
    await asked(talk, "/pause 31.12.9999")
    panel = await asked(talk, "/care")
    assert "⏸ Pause: ACME, until the end of 31 December 9999" in panel.text


async def test_a_day_without_a_year_is_the_next_one(talk: Talk):
    yesterday = await ahead(talk, -1)
    await talk.team(f"/pause until {yesterday:%d.%m}")
    await talk.in_topic("⏸ Pause")
    [row] = await rows(talk)
    assert row.until is not None
    assert (row.until.year, row.until.month) == (yesterday.year + 1, yesterday.month)


async def test_a_new_pause_takes_the_place_of_the_old_one(talk: Talk):
    await talk.team("/pause")
    await talk.in_topic("until somebody ends it")
    last = await ahead(talk, 3)
    await talk.team(f"/pause {last.isoformat()}")
    await talk.in_topic("until the end of")
    assert [row.until for row in await rows(talk)] == [last]


async def test_a_colleague_of_the_desk_may_pause_too_and_the_trail_names_them(talk: Talk):
    await talk.team("/pause", by=talk.house.petro)
    await talk.in_topic("⏸ Pause")
    await talk.team("/resume")
    await talk.in_topic("▶️")
    found = [(one["actor"], one["action"], one["subject"]) for one in await trail(talk)]
    assert found == [("Olena", "care.resumed", "ACME"), ("Petro", "care.paused", "ACME")]


@pytest.mark.parametrize("typed", ["/pause UA", "/pause all", "/pause tomorrow", "/resume UA"])
async def test_in_a_topic_it_is_about_this_client_alone(talk: Talk, typed: str):
    await talk.team(typed)
    await talk.in_topic("Here it is about ACME alone")
    assert await rows(talk) == []


@pytest.mark.parametrize(("typed", "told"), [("31.02", "There is no such day"), ("01.01.2020", "is past")])
async def test_a_day_that_cannot_be_the_last_one_is_refused(talk: Talk, typed: str, told: str):
    await talk.team(f"/pause {typed}")
    await talk.in_topic(told)
    assert await rows(talk) == []


async def test_resuming_where_nothing_is_paused_says_so(talk: Talk):
    await talk.team("/resume")
    await talk.in_topic("No pause is running here.")


async def test_a_pause_of_the_country_is_not_ended_from_a_topic(talk: Talk):
    await lead_asks(talk, "/pause UA")
    await talk.team("/resume")
    answer = await talk.in_topic("no pause of its own")
    assert "⏸ Pause: Ukraine, until somebody ends it" in answer.text
    assert len(await rows(talk)) == 1


async def test_ending_the_client_s_pause_says_which_other_one_still_holds(talk: Talk):
    await lead_asks(talk, "/pause UA")
    await talk.team("/pause")
    await talk.in_topic("⏸ Pause: ACME")
    await talk.team("/resume")
    assert "⏸ Pause: Ukraine" in (await talk.in_topic("What still holds here:")).text
    assert [row.scope for row in await rows(talk)] == ["country"]


async def test_a_stranger_in_the_desk_pauses_nothing(talk: Talk):
    mallory = await talk.house.box.person("Mallory")
    await talk.house.desk.add(mallory)
    await talk.team("/pause", by=mallory)
    assert await rows(talk) == []
    assert await talk.topic_heard("⏸") == 0


async def test_the_client_hears_nothing_of_it_and_can_be_written_to_as_always(talk: Talk):
    await talk.team("/pause")
    await talk.in_topic("⏸ Pause")
    assert await talk.client_heard("Pause") == 0
    await talk.team("we are with you")
    await talk.at_client("we are with you")


async def test_the_card_shows_the_pause_and_forgets_it(talk: Talk):
    last = await ahead(talk, 10)
    await talk.team(f"/pause {last.isoformat()}")
    await talk.in_topic("⏸ Pause")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card(f"⏸ Pause: ACME, until the end of {last.day} {last:%B %Y}")
    await talk.team("/resume")
    await talk.in_topic("▶️")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.topic_sees(lambda message: "↻ Refresh" in message.labels and "⏸" not in message.text)


@pytest.mark.parametrize("house", [{"team_hours": "Mon-Sun 00:00-24:00"}], indirect=True)
async def test_a_survey_waits_for_the_end_of_the_pause_and_comes_when_it_is_ended_early(talk: Talk):
    async with talk.house.store.unit() as uow:
        # Nowhere, so that no holiday of the day on which the tests run comes between.
        await clients.change(uow, talk.house.client.id, country=None)
    await talk.team(f"/pause {(await ahead(talk, 10)).isoformat()}")
    await talk.in_topic("⏸ Pause")
    await talk.team("/done")
    waits = await talk.in_topic("📝 The survey waits: a pause for the client until")
    last = await ahead(talk, 7)
    assert f"beyond {last:%a} {last.day} {last:%b}" in waits.text
    assert await talk.client_heard("How satisfied") == 0
    await talk.team("/resume")
    await talk.at_client("How satisfied")


# -- by leads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["UA", "ua", "Ukraine", "Україна", "украина", "country UA", "країна Україна"])
async def test_a_lead_pauses_a_country_by_code_or_name_in_any_of_our_languages(talk: Talk, typed: str):
    last = await ahead(talk, 5)
    answer = await lead_asks(talk, f"/pause {typed} {last:%d.%m.%Y}")
    assert f"⏸ Pause: Ukraine, until the end of {last.day} {last:%B %Y}" in answer.text
    assert "Concerned: 1 contact." in answer.text
    [row] = await rows(talk)
    assert (row.scope, row.country, row.until) == ("country", "UA", last)
    assert await paused_today(talk)


async def test_a_country_s_pause_concerns_who_lives_there_and_whose_client_is_there(talk: Talk, globex: None):
    boris = await talk.house.box.person("Boris")
    await talk.house.joins(boris, "Globex", country="DE")
    await talk.house.topic_of("Globex · Boris")
    for code, count in (("DE", "1 contact"), ("PL", "1 contact"), ("FR", None)):
        answer = await lead_asks(talk, f"/pause {code}")
        assert (f"Concerned: {count}." if count else "Nobody is concerned yet.") in answer.text
    assert not await paused_today(talk)


@pytest.mark.parametrize("typed", ["all", "Everybody", "усі", "все"])
async def test_a_lead_pauses_everybody(talk: Talk, globex: None, typed: str):
    assert "⏸ Pause: everybody" in (await lead_asks(talk, f"/pause {typed}")).text
    assert [row.scope for row in await rows(talk)] == ["all"]
    assert await paused_today(talk)


async def test_a_lead_pauses_and_resumes_a_client_by_name(talk: Talk, globex: None):
    await lead_asks(talk, "/pause globex")
    [row] = await rows(talk)
    assert row.scope == "client" and row.client_id != talk.house.client.id
    assert not await paused_today(talk)
    assert "▶️ The pause is over: Globex" in (await lead_asks(talk, "/resume Globex")).text
    assert await rows(talk) == []


async def test_a_client_whose_name_ends_in_a_day_is_found_with_and_without_a_last_day(talk: Talk):
    async with talk.house.store.unit() as uow:
        await client_admin.add_client(uow, "test", "Studio 12.05", talk.house.olena.id, ClientDetails())
    await lead_asks(talk, "/pause Studio 12.05")
    assert [row.until for row in await rows(talk)] == [None]
    last = await ahead(talk, 4)
    await lead_asks(talk, f"/pause Studio 12.05 {last.isoformat()}")
    assert [row.until for row in await rows(talk)] == [last]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Atlantis", "no country and no client “Atlantis”"),
        ("ACM", "Did you mean “ACME”?"),
        ("Glo", "fits several clients: Globex, Globus"),
        ("Georgia", "is a country and a client"),
        ("country Narnia", "no country “Narnia”"),
        ("client Nobody", "no client “Nobody”"),
        ("Oldco", "in the archive"),
        ("15.12", "For whom?"),
        ("ACME 31.02", "There is no such day"),
        ("UA 01.01.2020", "is past"),
    ],
)
async def test_what_cannot_be_paused_is_refused_with_what_to_write(talk: Talk, typed: str, told: str):
    async with talk.house.store.unit() as uow:
        for name in ("Globex", "Globus", "Georgia", "Oldco"):
            await client_admin.add_client(uow, "test", name, talk.house.olena.id, ClientDetails())
        oldco = await clients.by_name(uow, "Oldco")
        assert oldco is not None
        await client_admin.archive_client(uow, "test", oldco)
    assert told in (await lead_asks(talk, f"/pause {typed}")).text
    assert await rows(talk) == []


async def test_a_name_that_two_things_have_is_told_apart_by_a_word_in_front(talk: Talk):
    async with talk.house.store.unit() as uow:
        await client_admin.add_client(uow, "test", "Georgia", talk.house.olena.id, ClientDetails())
    await lead_asks(talk, "/pause client Georgia")
    await lead_asks(talk, "/pause country Georgia")
    assert [(row.scope, row.country) for row in await rows(talk)] == [("client", None), ("country", "GE")]


async def test_managers_pause_no_country_and_learn_of_no_pause(talk: Talk):
    await lead_asks(talk, "/pause PL")
    for typed in ("/pause UA", "/pause", "/resume PL", "/pause Nobody"):
        answer = await lead_asks(talk, typed, by=talk.house.olena)
        assert answer.text.startswith("Team leads pause a country")
    assert [row.country for row in await rows(talk)] == ["PL"]


async def test_in_general_a_lead_is_answered_in_private(talk: Talk):
    before = await talk.house.box.messages(talk.house.lead.id)
    await talk.house.lead.sends(talk.house.desk, "/pause UA")
    await talk.house.box.receives(talk.house.lead.id, "⏸ Pause: Ukraine", after=before[-1])
    await talk.house.quiet()
    said = await talk.house.box.messages(talk.house.desk, thread="general", service=False)
    assert not [message for message in said if message.by_bot and "Ukraine" in message.text]


# -- the list ----------------------------------------------------------------------------------------------------------


async def test_the_list_shows_each_pause_with_a_button_that_ends_it(talk: Talk):
    assert "No pause is running." in (await lead_asks(talk, "/pause")).text
    last = await ahead(talk, 7)
    await lead_asks(talk, f"/pause UA {last.isoformat()}")
    await lead_asks(talk, "/pause ACME")
    listed = await lead_asks(talk, "/resume")
    assert f"⏸ Pause: Ukraine, until the end of {last.day} {last:%B %Y}" in listed.text
    assert listed.labels == ["Resume: Ukraine", "Resume: ACME"]
    assert (await talk.house.lead.presses(listed, "Resume: Ukraine")).text == "Pause ended: Ukraine"
    await talk.house.box.receives(
        talk.house.lead.id, where=lambda one: one.id == listed.id and one.labels == ["Resume: ACME"]
    )
    assert [row.scope for row in await rows(talk)] == ["client"]


async def test_a_button_of_an_older_list_ends_no_later_pause(talk: Talk):
    await lead_asks(talk, "/pause UA")
    older, newer = await lead_asks(talk, "/pause"), await lead_asks(talk, "/pause")
    await talk.house.lead.presses(newer, "Resume: Ukraine")
    await lead_asks(talk, "/pause UA")
    pressed = await talk.house.lead.presses(older, "Resume: Ukraine")
    assert pressed.text == "That pause is over already."
    assert [row.country for row in await rows(talk)] == ["UA"]


async def test_who_is_no_lead_any_more_ends_nothing_with_an_old_button(talk: Talk):
    await lead_asks(talk, "/pause UA")
    listed = await lead_asks(talk, "/pause")
    async with talk.house.store.unit() as uow:
        row = await talk.house.staff_row(talk.house.lead)
        await staff.change(uow, row.id, role="manager")
    pressed = await talk.house.lead.presses(listed, "Resume: Ukraine")
    assert pressed.alert and "Team leads" in pressed.text
    assert len(await rows(talk)) == 1


async def test_a_pause_whose_last_day_is_past_is_not_listed(talk: Talk):
    last = await ahead(talk, 1)
    await lead_asks(talk, f"/pause UA {last.isoformat()}")
    await talk.house.quiet()
    await talk.house.move_clock(3 * DAY)
    assert "No pause is running." in (await lead_asks(talk, "/pause")).text


async def test_many_pauses_are_shown_in_pages(talk: Talk):
    for code in ("AT", "BE", "BG", "CZ", "DE", "ES", "FR", "GB", "HU"):
        await lead_asks(talk, f"/pause {code}")
    listed = await lead_asks(talk, "/pause")
    assert len([label for label in listed.labels if label.startswith("Resume")]) == 8
    await talk.house.lead.presses(listed, "›")
    turned = await talk.house.box.receives(
        talk.house.lead.id, where=lambda one: one.id == listed.id and "Resume: Hungary" in one.labels
    )
    await talk.house.lead.presses(turned, "Resume: Hungary")
    await talk.house.box.receives(
        talk.house.lead.id, where=lambda one: one.id == listed.id and "Resume: Austria" in one.labels
    )
    assert len(await rows(talk)) == 8
