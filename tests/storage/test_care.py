"""What the calendar needs of the store: dates, tones, marks, pauses, what was sent."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from conversations.calendar import reading
from conversations.calendar.choices import Mark
from conversations.calendar.tones import Tone
from locales import wording
from storage import care, chats, clients
from storage import tables as t
from storage.care_records import ClientCare
from tests.storage.conftest import NOON

DAY = dt.timedelta(days=1)


@pytest.fixture
async def anna(store) -> Any:
    """(client, contact): Anna of ACME in Ukraine, who joined ten days ago and has a chat."""
    async with store.unit() as uow:
        owner = await uow.insert(t.staff, name="Olena", role="manager", created_at=uow.now)
        client = await clients.add(uow, "ACME", owner_id=owner, country="UA", timezone="Europe/Kyiv")
        contact = await clients.add_contact(uow, client.id, "Anna", joined_at=uow.now - 10 * DAY, birthday="--05-23")
        await uow.insert(
            t.client_chat,
            client_id=client.id,
            contact_id=contact.id,
            telegram_id=500,
            kind="private",
            created_at=uow.now,
        )
    return client, contact


async def talked(uow, contact, client_at, team_at) -> None:
    chat = await chats.by_contact(uow, contact.id)
    assert chat is not None
    await uow.insert(
        t.conversation,
        chat_id=chat.id,
        opened_at=client_at,
        last_client_at=client_at,
        last_team_at=team_at,
        closed_at=max(client_at, team_at),
    )


async def message(uow, contact, state, **values) -> None:
    row = {"kind": "check_in", "occasion": "check_in", "slot": "check_in:2026-03-01", "year": 2026}
    row |= {"title": "Check-in", "mode": "auto"}
    row |= {"on_day": NOON.date(), "due_at": NOON, "state": state, "created_at": uow.now, "contact_id": contact.id}
    await uow.insert(t.care_message, **(row | values))


async def test_a_client_begins_without_rhythm_and_in_automatic_mode(store, anna):
    async with store.unit() as uow:
        assert await care.of_client(uow, anna[0].id) == ClientCare(None, None, "auto")
        await clients.change(uow, anna[0].id, check_in_days=14, since=dt.date(2020, 5, 1), greeting_mode="review")
        assert await care.of_client(uow, anna[0].id) == ClientCare(dt.date(2020, 5, 1), 14, "review")
        with pytest.raises(LookupError):
            await care.of_client(uow, 999)


async def test_dates_of_a_client_are_those_of_its_contacts_too(store, anna):
    client, contact = anna
    async with store.unit() as uow:
        company = await care.add_own_date(uow, client_id=client.id, on_day="--05-12", title="company day")
        await care.add_own_date(uow, contact_id=contact.id, on_day="2026-06-01", title="moving house")
        assert [one.title for one in await care.own_dates(uow, client.id, contact.id)] == [
            "company day",
            "moving house",
        ]
        assert [one.title for one in await care.own_dates(uow, client.id)] == ["company day"]
        assert await care.remove_own_date(uow, company)
        assert not await care.remove_own_date(uow, company)


async def test_a_date_belongs_to_a_client_or_to_a_contact_and_not_to_both(store, anna):
    client, contact = anna
    with pytest.raises(IntegrityError):
        async with store.unit() as uow:
            await care.add_own_date(uow, client_id=client.id, contact_id=contact.id, on_day="--05-12", title="both")


async def test_facts_are_remembered_in_order_and_forgotten(store, anna):
    contact = anna[1]
    async with store.unit() as uow:
        dog = await care.remember(uow, contact.id, "the dog is ill")
        await care.remember(uow, contact.id, "daughter Sofia", "--09-01")
        assert [(one.words, one.on_day) for one in await care.remembered(uow, contact.id)] == [
            ("the dog is ill", None),
            ("daughter Sofia", "--09-01"),
        ]
        assert await care.forget(uow, dog)
        assert [one.words for one in await care.remembered(uow, contact.id)] == ["daughter Sofia"]


async def test_a_tone_of_the_team_is_kept_changed_and_taken_back(store):
    async with store.unit() as uow:
        await care.set_tone(uow, "ua.national", "neutral")
        await care.set_tone(uow, "ua.national", "solemn")
        assert (await reading.choices(uow)).tone("ua.national", Tone.FESTIVE) is Tone.SOLEMN
        await care.set_tone(uow, "ua.national", None)
        reading.forget_choices(uow)
        assert (await reading.choices(uow)).tone("ua.national", Tone.FESTIVE) is Tone.FESTIVE


async def test_a_lead_may_think_again_about_a_date(store):
    day, moved = dt.date(2027, 3, 9), dt.date(2027, 3, 10)
    async with store.unit() as uow:
        await care.mark(uow, "sa.eid_al_fitr", day, "struck", None, None)
        await care.mark(uow, "sa.eid_al_fitr", day, "confirmed", moved, None)
        assert (await reading.choices(uow)).mark("sa.eid_al_fitr", day) == Mark("confirmed", moved)
        assert await care.unmark(uow, "sa.eid_al_fitr", day)
        assert not await care.unmark(uow, "sa.eid_al_fitr", day)


async def test_a_pause_holds_for_those_whom_it_names(store, anna):
    client, contact = anna
    async with store.unit() as uow:
        other = await clients.add(uow, "Globex", owner_id=client.owner_id, country="PL")
        await care.pause(uow, "client", client_id=other.id)
        await care.pause(uow, "country", country="DE")
        assert (await reading.person(uow, client, contact)).pauses == []
    for scope, subject in (("all", {}), ("country", {"country": "UA"}), ("client", {"client_id": client.id})):
        async with store.unit() as uow:
            await care.pause(uow, scope, **subject)
            assert [one.scope for one in (await reading.person(uow, client, contact)).pauses] == [scope]
            assert await care.resume(uow, scope, **subject) == 1
            assert await care.resume(uow, scope, **subject) == 0
        async with store.unit() as uow:
            await uow.execute(t.pause.delete().where(t.pause.c.scope == scope))


async def test_a_second_pause_takes_the_place_of_the_first(store, anna, clock):
    async with store.unit() as uow:
        await care.pause(uow, "all")
        await care.pause(uow, "all", until=NOON.date() + 3 * DAY)
        rows = await care.pauses(uow, NOON - DAY)
    assert [(one.until, one.ended_at is None) for one in rows] == [(None, False), (NOON.date() + 3 * DAY, True)]


async def test_a_pause_that_was_over_long_ago_is_not_read(store):
    async with store.unit() as uow:
        await care.pause(uow, "all", until=NOON.date())
        assert await care.pauses(uow, NOON + 3 * DAY) == []
        assert len(await care.pauses(uow, NOON)) == 1


async def test_a_pause_must_name_what_its_scope_says(store):
    with pytest.raises(IntegrityError):
        async with store.unit() as uow:
            await care.pause(uow, "country")


async def test_what_is_finished_is_known_and_what_is_only_planned_is_not(store, anna):
    contact = anna[1]
    async with store.unit() as uow:
        await message(uow, contact, "planned", slot="new_year", kind="greeting")
        await message(uow, contact, "sent", slot="easter", kind="greeting")
        await message(uow, contact, "sent", slot="easter", kind="greeting", year=2024)
        assert await care.decided(uow, contact.id, 2025) == {("easter", 2026): ("sent", NOON.date())}


async def test_the_same_greeting_cannot_be_planned_twice_in_a_year(store, anna):
    contact = anna[1]
    with pytest.raises(IntegrityError):
        async with store.unit() as uow:
            await message(uow, contact, "planned", slot="new_year", kind="greeting")
            await message(uow, contact, "planned", slot="new_year", kind="greeting")


async def test_the_last_check_in_is_the_last_that_had_its_turn(store, anna):
    contact = anna[1]
    async with store.unit() as uow:
        assert await care.last_check_in(uow, contact.id) is None
        await message(uow, contact, "skipped", due_at=NOON - 5 * DAY)
        await message(uow, contact, "planned", due_at=NOON, slot="check_in:2026-03-09")
        await message(uow, contact, "sent", due_at=NOON, slot="easter", kind="greeting")
        assert await care.last_check_in(uow, contact.id) == NOON - 5 * DAY


async def test_a_person_is_read_with_what_counts_for_them(store, anna):
    client, contact = anna
    async with store.unit() as uow:
        await talked(uow, contact, NOON - 3 * DAY, NOON - 2 * DAY)
        person = await reading.person(uow, client, contact)
    assert (person.country, person.zone.key, person.birthday) == ("UA", "Europe/Kyiv", "--05-23")
    assert (person.touch.last_word, person.touch.last_client_word) == (NOON - 2 * DAY, NOON - 3 * DAY)
    assert (person.begins, person.joined, person.unreachable) == (NOON - 10 * DAY, True, None)


async def test_who_never_wrote_counts_as_heard_of_when_they_joined(store, anna):
    async with store.unit() as uow:
        person = await reading.person(uow, *anna)
    assert (person.touch.last_word, person.touch.last_client_word) == (None, NOON - 10 * DAY)


async def test_who_blocked_the_bot_or_left_cannot_be_reached(store, anna):
    client, contact = anna
    async with store.unit() as uow:
        chat = await chats.by_contact(uow, contact.id)
        assert chat is not None
        for state, word in (("blocked", "blocked"), ("left", "left")):
            await chats.change(uow, chat.id, state=state)
            reason = (await reading.person(uow, client, contact)).unreachable
            assert reason is not None
            assert word in wording("en").plain(reason)


async def test_the_end_of_a_pause_is_known_also_when_nobody_resumed(store, anna):
    client, contact = anna
    async with store.unit() as uow:
        await care.pause(uow, "all", until=NOON.date())
    async with store.reading() as uow:
        assert (await reading.person(uow, client, contact)).touch.pause_ended == NOON
        uow.now = NOON + 5 * DAY
        reading.forget_choices(uow)
        person = await reading.person(uow, client, contact)
        assert person.touch.pause_ended == dt.datetime(2026, 3, 2, 22, tzinfo=dt.UTC)


async def test_a_chat_knows_its_quiet_days(store, anna):
    async with store.reading() as uow:
        chat = await chats.by_contact(uow, anna[1].id)
        assert chat is not None
        assert await reading.quiet_day(uow, chat, dt.date(2026, 2, 24)) is not None
        assert await reading.quiet_day(uow, chat, dt.date(2026, 2, 25)) is None
