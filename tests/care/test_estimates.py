"""Days that the moon decides: the leads are asked two days before, once, and the first answer counts."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from conversations.calendar import library
from conversations.days import estimates, marking
from sandbox.client import Message, Person
from storage import care, clients, staff
from storage import tables as t
from tests.care.test_ahead import marks, opened, shows, trail
from tests.support.house import House
from tests.support.talk import Talk

KYIV = ZoneInfo("Europe/Kyiv")
EID = "eid_al_fitr"

A_GLANCE = dt.timedelta(minutes=16)


@pytest.fixture
async def eid(house: House) -> dt.date:
    """The next Eid al-Fitr, still an estimate; Anna keeps it, in Dubai."""

    async def at_work() -> bool | None:
        async with house.store.reading() as uow:
            return bool(await uow.scalar(select(t.job.c.id).where(t.job.c.kind == estimates.JOB))) or None

    await house.box.until(at_work, 10, "the daily look")
    async with house.store.unit() as uow:
        [anna] = await clients.contacts(uow, house.client.id)
        await clients.change_contact(uow, anna.id, country="AE", timezone="Asia/Dubai", tradition="islamic")
        today = uow.now.date()
    coming = [
        one
        for year in (today.year, today.year + 1, today.year + 2)
        for one in library.first_days("AE", "Eid al-Fitr", year)
        if one.estimated and (one.day - today).days > 5
    ]
    return coming[0].day


@pytest.fixture
async def second(house: House) -> Person:
    """Petro is a lead, too, and reads Ukrainian."""
    async with house.store.unit() as uow:
        row = (await house.staff_row(house.petro)).id
        await staff.change(uow, row, role="lead", language="uk")
    return house.petro


async def morning(house: House, day: dt.date) -> None:
    """Nine o'clock of that day has just passed."""
    at = dt.datetime.combine(day, dt.time(9, 1), KYIV)
    await house.move_clock(at - house.app.clock.now())
    await house.quiet()


async def asked(house: House, of: Person | None = None, text: str = "The moon decides") -> Message:
    return await house.box.receives((of or house.lead).id, text)


async def questions(house: House) -> int:
    await house.quiet()
    return sum("🌙" in message.text for message in await house.box.messages(house.lead.id))


async def test_two_days_before_a_day_that_is_only_guessed_the_lead_is_asked(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=3))
    assert await questions(house) == 0
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    assert "Eid al-Fitr" in seen.text and f"{eid.day} {eid:%B}" in seen.text
    assert "1 contact would get a greeting" in seen.text
    assert [label.split(":")[0].split(" ")[0] for label in seen.labels] == ["Confirm", "A", "A", "Strike"]


async def test_it_is_asked_once_however_many_mornings_and_restarts_come(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    await asked(house)
    await house.stop()
    await house.start()
    await morning(house, eid - dt.timedelta(days=1))
    await morning(house, eid)
    assert await questions(house) == 1


async def test_every_lead_is_asked_in_their_own_language_and_no_manager(house: House, eid: dt.date, second: Person):
    await morning(house, eid - dt.timedelta(days=2))
    await asked(house)
    await asked(house, second, "поява молодого місяця")
    assert [one for one in await house.box.messages(house.olena.id) if "🌙" in one.text] == []


@pytest.mark.parametrize(
    ("label", "off", "state"), [("Confirm", 0, "confirmed"), ("earlier", -1, "confirmed"), ("later", 1, "confirmed")]
)
async def test_the_answer_decides_on_which_day_it_is_kept(house: House, eid: dt.date, label: str, off: int, state: str):
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    [meant] = [one for one in seen.labels if label in one]
    pressed = await house.lead.presses(seen, meant)
    kept_on = eid + dt.timedelta(days=off)
    assert pressed.text.startswith("Larysa confirmed: it is kept on ")
    settled = await shows(house, seen, f"kept on {kept_on.day} {kept_on:%B %Y}.")
    assert settled.labels == []
    assert await marks(house) == {"ae.eid_al_fitr": (state, kept_on if off else None)}
    assert await trail(house) == [("Larysa", "care.moved" if off else "care.confirmed", "Eid al-Fitr")]


async def test_struck_it_is_not_greeted(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    await house.lead.presses(seen, "Strike this date")
    await shows(house, seen, "Larysa struck this date")
    assert {state for state, _ in (await marks(house)).values()} == {"struck"}


async def test_the_first_answer_counts_and_the_second_lead_is_told(house: House, eid: dt.date, second: Person):
    await morning(house, eid - dt.timedelta(days=2))
    first, other = await asked(house), await asked(house, second, "поява молодого місяця")
    await house.lead.presses(first, next(label for label in first.labels if "later" in label))
    pressed = await second.presses(other, "Викреслити цю дату")
    assert pressed.alert and pressed.text.startswith("Larysa: підтверджено")
    redrawn = await house.box.receives(second.id, "Larysa: підтверджено")
    assert (redrawn.id, redrawn.labels) == (other.id, [])
    assert list((await marks(house)).values()) == [("confirmed", eid + dt.timedelta(days=1))]


async def test_an_answer_given_in_the_calendar_settles_the_question(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    async with house.store.unit() as uow:
        await care.mark(uow, "ae.eid_al_fitr", eid, "confirmed", None, (await house.staff_row(house.lead)).id)
    pressed = await house.lead.presses(seen, "Strike this date")
    assert pressed.alert and "Larysa confirmed" in pressed.text
    assert {state for state, _ in (await marks(house)).values()} == {"confirmed"}


async def test_what_is_confirmed_already_is_not_asked(house: House, eid: dt.date):
    async with house.store.unit() as uow:
        await care.mark(uow, "ae.eid_al_fitr", eid, "confirmed", None, None)
    await morning(house, eid - dt.timedelta(days=2))
    assert await questions(house) == 0


@pytest.mark.parametrize("known", [{"tradition": None}, {"no_holiday_greetings": True}])
async def test_nobody_is_asked_about_a_day_for_which_nobody_is_greeted(house: House, eid: dt.date, known: dict):
    async with house.store.unit() as uow:
        [anna] = await clients.contacts(uow, house.client.id)
        await clients.change_contact(uow, anna.id, **known)
    await morning(house, eid - dt.timedelta(days=2))
    assert await questions(house) == 0


async def test_while_there_is_no_lead_to_ask_it_is_tried_again_the_next_morning(house: House, eid: dt.date):
    async with house.store.unit() as uow:
        row = (await house.staff_row(house.lead)).id
        await staff.change(uow, row, role="manager")
    await morning(house, eid - dt.timedelta(days=2))
    async with house.store.unit() as uow:
        await staff.change(uow, row, role="lead")
    await morning(house, eid - dt.timedelta(days=1))
    assert await questions(house) == 1


async def test_a_lead_who_is_one_no_more_decides_nothing(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    async with house.store.unit() as uow:
        await staff.change(uow, (await house.staff_row(house.lead)).id, role="manager")
    pressed = await house.lead.presses(seen, "Strike this date")
    assert pressed.alert and "Team leads keep the calendar" in pressed.text
    assert await marks(house) == {}


async def test_a_question_of_long_ago_is_closed(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    seen = await asked(house)
    await morning(house, eid + estimates.REMEMBERED + dt.timedelta(days=1))
    pressed = await house.lead.presses(seen, "Strike this date")
    assert pressed.alert and "This question is closed" in pressed.text
    assert await marks(house) == {}


async def test_in_the_calendar_an_estimate_is_marked_confirmed_and_moved(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=10))
    one = await opened(house, "Eid al-Fitr")
    assert "This date is an estimate" in one.text
    await house.lead.presses(one, next(label for label in one.labels if label.startswith("A day later")))
    later = eid + dt.timedelta(days=1)
    moved = await shows(house, one, "the team moved it")
    assert f"{later:%A}, {later.day} {later:%B}" in moved.text
    assert list((await marks(house)).values()) == [("confirmed", later)]
    await house.lead.presses(moved, next(label for label in moved.labels if label.startswith("A day earlier")))
    back = await shows(house, one, "the team confirmed it")
    assert list((await marks(house)).values()) == [("confirmed", None)]
    assert not any(label.startswith("Confirm") for label in back.labels)


async def test_what_was_asked_is_kept_no_longer_than_it_is_needed(house: House, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    await asked(house)
    await morning(house, eid + estimates.REMEMBERED + dt.timedelta(days=1))
    async with house.store.reading() as uow:
        kept = await uow.scalar(select(t.fact.c.value).where(t.fact.c.name == "estimates asked"))
    assert kept == []


DUBAI = ZoneInfo("Asia/Dubai")


async def clock_of(house: House, day: dt.date, hour: int) -> None:
    """It has just become this hour of that day in Dubai."""
    at = dt.datetime.combine(day, dt.time(hour, 5), DUBAI)
    await house.move_clock(at - house.app.clock.now())
    await house.quiet()


async def said(house: House) -> list[str]:
    """The wishes that Anna got."""
    await house.quiet()
    return [one.text for one in await house.box.messages(house.anna.id) if "Eid Mubarak" in one.text]


async def answered(house: House, question: Message, label: str) -> None:
    await house.lead.presses(question, next(one for one in question.labels if label in one))
    await house.quiet()


async def test_moved_a_day_later_on_its_day_it_is_wished_once_on_the_right_one(
    house: House, joined: Talk, eid: dt.date
):
    """Nobody had confirmed it by ten, so it was held; then the moon was not seen."""
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await clock_of(house, eid, 10)
    assert await said(house) == []
    await answered(house, question, "later")
    await clock_of(house, eid + dt.timedelta(days=1), 9)
    assert await said(house) == []
    await clock_of(house, eid + dt.timedelta(days=1), 10)
    assert len(await said(house)) == 1


async def test_moved_a_day_later_while_it_is_shown_it_is_wished_once_on_the_right_one(
    house: House, joined: Talk, eid: dt.date
):
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await answered(house, question, "later")
    await clock_of(house, eid, 12)
    assert await said(house) == []
    await clock_of(house, eid + dt.timedelta(days=1), 10)
    await clock_of(house, eid + dt.timedelta(days=2), 10)
    assert len(await said(house)) == 1


async def test_moved_to_today_after_it_was_shown_it_is_wished_at_once_and_once(
    house: House, joined: Talk, eid: dt.date
):
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await house.in_topic("ACME · Anna", "Eid Mubarak")
    await answered(house, question, "earlier")
    assert len(await said(house)) == 1
    await clock_of(house, eid, 12)
    assert len(await said(house)) == 1


async def test_moved_to_the_day_before_when_that_is_over_it_is_not_wished_late(
    house: House, joined: Talk, eid: dt.date
):
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await clock_of(house, eid, 8)
    await answered(house, question, "earlier")
    held = await house.in_topic("ACME · Anna", "Eid Mubarak")
    assert "no longer in the calendar" in held.text
    await clock_of(house, eid, 12)
    await clock_of(house, eid + dt.timedelta(days=1), 12)
    assert await said(house) == []
    assert "🔕" in (await house.box.message(house.desk, held)).text


async def test_confirmed_in_time_it_is_wished_at_ten(house: House, joined: Talk, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await answered(house, question, "Confirm")
    await clock_of(house, eid, 10)
    assert len(await said(house)) == 1


async def test_struck_on_its_eve_it_is_not_wished_although_it_was_shown(house: House, joined: Talk, eid: dt.date):
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    await answered(house, question, "Strike")
    await clock_of(house, eid, 12)
    assert await said(house) == []


EIDS_TOPIC = "ACME · Anna"


async def test_confirmed_on_its_day_it_is_still_wished(house: House, joined: Talk, eid: dt.date):
    """The moon was seen the evening before, and the lead reads it in the morning."""
    question, preview = await shown_in_topic(house, eid)
    await clock_of(house, eid, 13)
    assert await said(house) == []
    assert "✋ Held (the date is an estimate" in (await house.box.message(house.desk, preview)).text
    await answered(house, question, "Confirm")
    assert await said(house) == []
    await house.move_clock(A_GLANCE)
    assert len(await said(house)) == 1


async def test_what_nobody_confirms_until_the_evening_is_reported(house: House, joined: Talk, eid: dt.date):
    await shown_in_topic(house, eid)
    await clock_of(house, eid, 13)
    await clock_of(house, eid, 19)
    assert not [one for one in await joined.all_in_topic() if "nobody confirmed" in one.text]
    await house.move_clock(dt.timedelta(minutes=54))
    await house.in_topic(EIDS_TOPIC, "nobody confirmed the date")
    assert await said(house) == []


async def keep(house: House, eid: dt.date, kept_on: dt.date) -> None:
    """Larysa says on which day the feast is kept."""
    async with house.store.unit() as uow:
        lead = await house.staff_row(house.lead)
        await marking.keep(uow, lead, "Eid al-Fitr", ["ae.eid_al_fitr"], eid, kept_on)
    await house.quiet()


async def shown_in_topic(house: House, eid: dt.date) -> tuple[Message, Message]:
    """The leads' question, and the preview in the topic on the eve; nobody has answered yet."""
    await morning(house, eid - dt.timedelta(days=2))
    question = await asked(house)
    await clock_of(house, eid - dt.timedelta(days=1), 12)
    return question, await house.in_topic(EIDS_TOPIC, "Eid Mubarak")


async def test_moved_to_a_day_that_is_over_it_is_not_taken_for_another_day_of_the_feast(
    house: House, joined: Talk, eid: dt.date
):
    """The day off after the feast is no day for wishes, which is no reason that says anything about the feast."""
    later = eid + dt.timedelta(days=1)
    await keep(house, eid, later)
    await clock_of(house, eid, 12)
    preview = await house.in_topic(EIDS_TOPIC, "Eid Mubarak")
    await clock_of(house, later, 8)
    await keep(house, eid, eid)
    settled = await house.box.message(house.desk, preview)
    assert "no longer in the calendar" in settled.text
    assert settled.labels == []


async def test_before_anybody_confirmed_it_send_now_says_that_a_lead_must(house: House, joined: Talk, eid: dt.date):
    _, preview = await shown_in_topic(house, eid)
    assert "✋ Held (the date is an estimate" in preview.text
    pressed = await house.olena.presses(preview, "Send now")
    assert "a lead must confirm it first" in pressed.text
    assert await said(house) == []


async def test_whoever_writes_the_text_before_hears_that_it_is_held(house: House, joined: Talk, eid: dt.date):
    _, preview = await shown_in_topic(house, eid)
    await joined.team("Eid Mubarak, dear Anna!", reply_to=preview.id)
    changed = await house.in_topic(EIDS_TOPIC, "✏️ Changed")
    assert "it is held (the date is an estimate" in changed.text


async def test_struck_while_it_waits_in_the_outbox_it_is_not_sent(house: House, joined: Talk, eid: dt.date):
    question, _ = await shown_in_topic(house, eid)
    await answered(house, question, "Confirm")
    await house.told_to_wait(house.anna.id, 3)
    at = dt.datetime.combine(eid, dt.time(10, 5), DUBAI)
    await house.move_clock(at - house.app.clock.now())

    async def waits() -> bool | None:
        async with house.store.reading() as uow:
            return await uow.scalar(select(t.outbox.c.id).where(t.outbox.c.op == "care")) is not None or None

    await house.box.until(waits, 10.0, what="the wish in the outbox")
    async with house.store.unit() as uow:
        await marking.strike(uow, await house.staff_row(house.lead), "Eid al-Fitr", ["ae.eid_al_fitr"], eid)
    assert await said(house) == []
    await house.in_topic(EIDS_TOPIC, "struck from the calendar by the team")
