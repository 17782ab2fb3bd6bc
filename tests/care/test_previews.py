"""A greeting from its preview to the client's chat."""

import datetime as dt

from conversations.care import soon
from storage import care
from tests.care.planned import KYIV, Birthday


async def test_a_day_before_the_manager_sees_what_goes_out_and_why(nina: Birthday):
    preview = await nina.preview()
    assert "Birthday" in preview.text
    assert "10:00" in preview.text
    assert "regards, Olena" in preview.text
    assert "It goes out by itself" in preview.text
    assert preview.labels == ["Send now", "Edit", "Skip", "Later"]
    assert await nina.got("regards, Olena") == []


async def test_nothing_is_shown_before_the_team_works_on_the_day_before(nina: Birthday):
    await nina.move_to(nina.shown - dt.timedelta(minutes=5))
    assert await nina.rows() == []


async def test_at_ten_on_the_clients_clock_it_goes_out_by_itself(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due - dt.timedelta(minutes=1))
    assert await nina.got("regards") == []
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("regards, Olena")
    after = await nina.now(preview)
    assert greeting.text in after.text
    assert "✅ Sent" in after.text
    assert after.labels == []


async def test_the_greeting_knows_no_bold_and_no_link_preview_but_the_name_as_confirmed(nina: Birthday):
    await nina.change(salutation="Ніно <b>")
    await nina.preview()
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("regards, Olena")
    assert "Ніно <b>" in greeting.text


async def test_facts_worth_remembering_stand_in_the_preview(nina: Birthday):
    async with nina.house.store.unit() as uow:
        await care.remember(uow, 2, "has a sick dog")
    preview = await nina.preview()
    assert "📌 has a sick dog" in preview.text


async def test_a_reply_of_the_client_finds_the_greeting_in_the_topic(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("regards, Olena")
    await nina.nina.sends(nina.nina, "Thank you!", reply_to=greeting)
    answer = await nina.house.in_topic(nina.topic, "Thank you!")
    assert answer.raw["reply_to_message"]["message_id"] == preview.id


async def test_a_reaction_of_the_client_shows_on_the_preview(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("regards, Olena")
    await nina.nina.reacts(greeting, "❤")
    assert (await nina.now(preview)).raw["reactions"]


async def test_another_salutation_changes_the_preview_where_it_stands(nina: Birthday):
    preview = await nina.preview()
    await nina.change(salutation="Ninochka")
    assert "Ninochka" in (await nina.now(preview)).text


async def test_a_contact_who_moves_to_another_zone_is_greeted_at_ten_there(nina: Birthday):
    preview = await nina.preview()
    await nina.change(timezone="America/New_York")
    assert "10:00" in (await nina.now(preview)).text
    await nina.move_to(nina.due + dt.timedelta(hours=1))
    assert await nina.got("regards") == []
    await nina.move_to(nina.due + dt.timedelta(hours=7))
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_contact_who_leaves_gets_nothing(nina: Birthday):
    preview = await nina.preview()
    await nina.nina.blocks(nina.house.bot)
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    assert "the contact has blocked the bot" in (await nina.now(preview)).text


async def test_whoever_wants_no_birthday_wishes_gets_none(nina: Birthday):
    preview = await nina.preview()
    await nina.change(no_birthday=True)
    assert "wants no birthday wishes" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []


async def test_a_restart_between_preview_and_greeting_changes_nothing(nina: Birthday):
    await nina.preview()
    await nina.house.stop()
    ahead = nina.house.app.clock.now()
    await nina.house.start()
    nina.house.app.clock.run_ahead(ahead - nina.house.app.clock.now())
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_late_start_on_the_day_still_greets_and_gives_the_manager_a_glance_before(nina: Birthday):
    late = nina.due + dt.timedelta(hours=9)
    await nina.move_to(late)
    await nina.house.in_topic(nina.topic, "It goes out by itself")
    assert await nina.got("regards, Olena") == []
    await nina.move_to(late + dt.timedelta(minutes=16))
    assert len(await nina.got("regards, Olena")) == 1


async def test_after_eight_in_the_evening_the_wish_is_dropped_and_the_manager_told(nina: Birthday):
    await nina.move_to(nina.due + dt.timedelta(hours=10, minutes=5))
    assert await nina.got("regards") == []
    await nina.house.in_topic(nina.topic, "the day is nearly over")


async def test_three_days_off_are_reported_in_one_line_and_made_up_for_by_none(nina: Birthday):
    await nina.house.stop()
    await nina.house.box.advance((nina.due - nina.house.app.clock.now() + dt.timedelta(days=3)).total_seconds())
    await nina.house.start()
    answer = await nina.house.box.clock()
    nina.house.app.clock.run_ahead(dt.timedelta(seconds=answer["offset_seconds"]))
    line = await nina.house.in_topic(nina.topic, "I was not running")
    assert "Birthday" in line.text
    await nina.house.quiet()
    assert await nina.got("regards") == []
    assert [row.state for row in await nina.rows()] == ["dropped"]


async def test_when_the_eve_is_struck_its_preview_becomes_that_of_the_feast(nina: Birthday):
    eve = dt.date((nina.day + dt.timedelta(days=8)).year, 12, 24)
    await nina.change(birthday=None, country="PL", tradition="christian_western")
    await nina.move_to(dt.datetime.combine(eve - dt.timedelta(days=1), dt.time(9), KYIV))
    preview = await nina.house.in_topic(nina.topic, "Christmas Eve", where=lambda one: "Send now" in one.labels)
    async with nina.house.store.unit() as uow:
        await care.mark(uow, "pl.christmas_eve", eve, "struck", None, None)
        soon.look(uow, (await nina.contact(uow)).id)
    moved = (await nina.now(preview)).text
    assert moved.startswith("🎉 Christmas Day · ") and "25 Dec, 10:00" in moved
    assert "Christmas Eve" not in moved
