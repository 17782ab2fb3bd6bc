"""`/care` in a topic: the panel, its buttons, and what is typed."""

import datetime as dt

import pytest

from conversations import client_admin
from conversations.client_admin import ClientDetails
from sandbox.client import Message
from storage import audit, care, clients
from storage.care_records import ClientCare
from storage.records import Contact
from tests.care.stage import asked, group_of_acme, now_says
from tests.support.talk import Talk


async def kept(talk: Talk) -> ClientCare:
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        return await care.of_client(uow, talk.house.client.id)


async def anna(talk: Talk) -> Contact:
    await talk.house.quiet()
    async with talk.house.store.reading() as uow:
        found = await clients.contact_by_telegram(uow, talk.house.anna.id)
    assert found is not None
    return found


async def panel(talk: Talk) -> Message:
    return await asked(talk, "/care")


async def test_the_panel_shows_what_comes_and_how_the_client_is_cared_for(talk: Talk):
    shown = await panel(talk)
    assert shown.text.startswith("Check-ins and greetings: ACME · Anna\n")
    for line in (
        "👋 Next check-in: ",
        "🎉 What comes:\n• ",
        "Rhythm of check-ins: every 30 days, as usual",
        "They go out: by themselves, unless somebody skips them",
        "Working together since: not known",
        "Salutation: Anna",
        "Birthday: not known",
        "Tradition: no tradition",
    ):
        assert line in shown.text
    assert shown.buttons == [["14", "✓ 30", "60", "90"], ["✓ By themselves", "After approval"], ["Tradition …"]]


async def test_a_rhythm_is_set_by_button_and_taken_back(talk: Talk):
    shown = await panel(talk)
    await talk.house.olena.presses(shown, "60")
    again = await now_says(talk, shown, "every 60 days")
    assert again.buttons[:2] == [["14", "30", "✓ 60", "90"], ["The usual rhythm (30 days)"]]
    assert (await kept(talk)).check_in_days == 60
    await talk.house.olena.presses(again, "The usual rhythm (30 days)")
    await now_says(talk, shown, "every 30 days, as usual")
    assert (await kept(talk)).check_in_days is None


async def test_the_rhythm_moves_the_next_check_in(talk: Talk):
    shown = await panel(talk)
    [before] = [line for line in shown.text.splitlines() if line.startswith("👋")]
    await talk.house.olena.presses(shown, "60")
    after = await now_says(talk, shown, "every 60 days")
    assert before not in after.text


async def test_the_mode_is_set_by_button_and_stands_in_the_audit_trail(talk: Talk):
    shown = await panel(talk)
    await talk.house.petro.presses(shown, "After approval")
    again = await now_says(talk, shown, "only after somebody approves them")
    assert again.buttons[1] == ["By themselves", "✓ After approval"]
    assert (await kept(talk)).greeting_mode == "review"
    async with talk.house.store.reading() as uow:
        [entry] = [one for one in await audit.latest(uow) if one["action"] == "client.changed"]
    assert (entry["actor"], entry["detail"]) == ("Petro", {"greeting_mode": "review"})


async def test_a_tradition_is_picked_and_brings_its_days(talk: Talk):
    shown = await panel(talk)
    await talk.house.olena.presses(shown, "Tradition …")
    picker = await now_says(talk, shown, "Which tradition does Anna keep?")
    assert picker.labels[0] == "✓ no tradition" and picker.labels[-1] == "‹ Back"
    await talk.house.olena.presses(picker, "Christian (Western)")
    await now_says(talk, shown, "Tradition: Christian (Western)")
    assert (await anna(talk)).tradition == "christian_western"
    await talk.house.olena.presses(shown, "Tradition …")
    picker = await now_says(talk, shown, "Which tradition does Anna keep?")
    assert "✓ Christian (Western)" in picker.labels
    await talk.house.olena.presses(picker, "‹ Back")
    await now_says(talk, shown, "Tradition: Christian (Western)")


@pytest.mark.parametrize(
    ("typed", "stored", "said"),
    [
        ("birthday 12.05", "--05-12", "Birthday: 12 May"),
        ("birthday 12.05.1980", "1980-05-12", "Birthday: 12 May 1980"),
        ("Birthday 29.02", "--02-29", "Birthday: 29 February"),
    ],
)
async def test_a_birthday_is_typed_and_forgotten(talk: Talk, typed: str, stored: str, said: str):
    assert said in (await asked(talk, f"/care {typed}")).text
    assert (await anna(talk)).birthday == stored
    assert "Birthday: not known" in (await asked(talk, "/care birthday -")).text
    assert (await anna(talk)).birthday is None


async def test_since_salutation_rhythm_and_mode_are_typed(talk: Talk):
    assert "Working together since: 3 May 2021" in (await asked(talk, "/care since 2021-05-03")).text
    assert "Salutation: Олено" in (await asked(talk, "/care salutation Олено")).text
    assert "every 45 days" in (await asked(talk, "/care rhythm 45")).text
    assert "only after somebody approves" in (await asked(talk, "/care mode review")).text
    assert await kept(talk) == ClientCare(dt.date(2021, 5, 3), 45, "review")
    assert (await anna(talk)).salutation == "Олено"
    for field in ("since", "rhythm", "mode", "salutation"):
        await asked(talk, f"/care {field} -")
    assert await kept(talk) == ClientCare(None, None, "auto")
    assert (await anna(talk)).salutation is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("birthday", "Write it like this"),
        ("shoes 45", "Write it like this"),
        ("birthday soon", "is not a date"),
        ("birthday 12.05.2999", "Nobody is born in the future"),
        ("since 03.05", "The year is needed here"),
        ("since 2999-01-01", "cannot begin in the future"),
        ("rhythm 6", "from 7 to 365"),
        ("rhythm 366", "from 7 to 365"),
        ("rhythm often", "from 7 to 365"),
        ("mode maybe", "is not one of: auto, review"),
    ],
)
async def test_what_cannot_be_set_is_refused_and_nothing_changes(talk: Talk, typed: str, told: str):
    before = await kept(talk), await anna(talk)
    assert told in (await asked(talk, f"/care {typed}")).text
    assert (await kept(talk), await anna(talk)) == before


async def test_a_pause_and_the_contact_s_wishes_stand_on_the_panel(talk: Talk):
    async with talk.house.store.unit() as uow:
        await clients.change_contact(uow, (await anna(talk)).id, pace="less", no_birthday=True)
        await care.pause(uow, "client", client_id=talk.house.client.id)
    shown = await panel(talk)
    for line in ("⏸ Pause: ACME", "Anna wants less contact: every 45 days", "Wants: no birthday wishes"):
        assert line in shown.text


async def test_a_birthday_on_a_quiet_day_is_on_the_panel_with_the_reason(talk: Talk):
    async with talk.house.store.reading() as uow:
        soon = (uow.now + dt.timedelta(days=5)).date()
    await asked(talk, f"/care birthday {soon:%d.%m}")
    await asked(talk, "/pause")
    shown = await panel(talk)
    assert "Birthday, not sent: a pause for the client" in shown.text
    assert ": a pause" not in shown.text.replace("not sent: a pause", "")


async def test_a_dated_fact_is_on_the_panel_as_worth_remembering(talk: Talk):
    async with talk.house.store.reading() as uow:
        soon = (uow.now + dt.timedelta(days=2)).date()
    await asked(talk, f"/remember her dog died {soon:%d.%m}")
    assert "worth remembering: her dog died" in (await panel(talk)).text


async def test_in_a_group_s_topic_the_panel_has_only_what_belongs_to_the_client(talk: Talk):
    group, _ = await group_of_acme(talk.house)
    shown = await panel(group)
    assert "Each contact gets them in their own chat" in shown.text
    for word in ("Birthday", "Salutation", "Tradition", "Next check-in"):
        assert word not in shown.text
    assert shown.buttons == [["14", "✓ 30", "60", "90"], ["✓ By themselves", "After approval"]]
    await talk.house.olena.presses(shown, "90")
    await now_says(group, shown, "every 90 days")
    assert (await kept(talk)).check_in_days == 90
    assert "belongs to one person" in (await asked(group, "/care birthday 12.05")).text


async def test_a_stranger_cannot_press_the_panel(talk: Talk):
    shown = await panel(talk)
    mallory = await talk.house.box.person("Mallory")
    await talk.house.desk.add(mallory)
    assert (await mallory.presses(shown, "60")).alert
    assert (await kept(talk)).check_in_days is None


async def test_what_stands_on_the_card_follows(talk: Talk):
    await asked(talk, "/care rhythm 20")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("👋 Next check-in: ")


async def test_a_client_can_begin_with_a_rhythm_of_its_own(talk: Talk):
    async with talk.house.store.unit() as uow:
        details = ClientDetails(since="2024-02-29", check_in_days="60", greetings="review")
        made = await client_admin.add_client(uow, "test", "Globex", talk.house.olena.id, details)
        assert await care.of_client(uow, made.id) == ClientCare(dt.date(2024, 2, 29), 60, "review")
