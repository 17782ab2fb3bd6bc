"""Moments that a person chose, and texts that a person wrote: what may move or stop them, and what may not."""

import datetime as dt
from zoneinfo import ZoneInfo

from sandbox.client import Message
from storage import clients
from tests.care.planned import Birthday, check_in_due

HOUR = dt.timedelta(hours=1)


SOONEST, A_WEEK = 1, -1
"""Which of the later moments: they stand behind *Back*."""


async def put_off(nina: Birthday, preview: Message, which: int = SOONEST) -> dt.datetime:
    """One of the later moments that are offered is taken; when that is, in UTC."""
    await nina.house.olena.presses(preview, "Later")
    offered = await nina.now(preview)
    assert offered.labels[0] == "Back"
    await nina.house.olena.presses(offered, offered.labels[which])
    await nina.house.quiet()
    (row,) = [one for one in await nina.rows() if one.preview_message_id == preview.id]
    return row.due_at


async def check_in(steady: Birthday) -> tuple[dt.datetime, Message]:
    """When the next check-in is due, and its preview, two hours before."""
    at = await check_in_due(steady)
    await steady.move_to(at - 2 * HOUR)
    return at, await steady.house.in_topic(steady.topic, "Why: every 14 days")


async def test_a_moment_that_is_night_where_the_contact_is_now_becomes_ten_in_the_morning_there(nina: Birthday):
    preview = await nina.preview()
    await put_off(nina, preview)
    await nina.change(timezone="America/Los_Angeles")
    assert "10:00" in (await nina.now(preview)).text
    await nina.move_to(nina.due + 3 * HOUR)
    assert await nina.got("regards") == []
    await nina.move_to(nina.due + 10 * HOUR)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_moment_that_is_too_early_for_wishes_where_the_contact_is_now_becomes_ten_there(nina: Birthday):
    """One in the afternoon in Kyiv is eight or nine in the morning on Noronha."""
    chosen = await put_off(nina, await nina.preview())
    await nina.change(timezone="America/Noronha")
    await nina.move_to(chosen + dt.timedelta(minutes=1))
    assert await nina.got("regards") == []
    await nina.move_to(chosen + 2 * HOUR)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_moment_that_is_day_where_the_contact_is_now_stays(nina: Birthday):
    preview = await nina.preview()
    chosen = await put_off(nina, preview)
    await nina.change(timezone="Asia/Dubai")
    await nina.move_to(chosen - dt.timedelta(minutes=1))
    assert await nina.got("regards") == []
    await nina.move_to(chosen)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_wish_put_off_to_the_afternoon_goes_out_on_the_right_day_when_that_is_a_day_earlier(nina: Birthday):
    preview = await nina.preview()
    await put_off(nina, preview)
    await nina.change(birthday=f"1990-{nina.shown:%m-%d}")
    await nina.move_to(nina.shown + 3 * HOUR)
    assert len(await nina.got("regards, Olena")) == 1
    await nina.move_to(nina.due + 4 * HOUR)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_check_in_put_off_and_a_contact_who_moves_west_make_one_check_in_by_day(steady: Birthday):
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview)
    await steady.change(timezone="America/Los_Angeles")
    await steady.move_to(chosen + dt.timedelta(minutes=1))
    assert await steady.got("regards") == []
    await steady.move_to(chosen + 10 * HOUR)
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_put_off_and_a_contact_who_moves_east_make_one_check_in_by_day(steady: Birthday):
    """Ten in Kyiv is evening in Auckland: the check-in waits for a morning there."""
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview)
    await steady.change(timezone="Pacific/Auckland")
    assert "10:00" in (await steady.now(preview)).text
    await steady.move_to(chosen + dt.timedelta(minutes=1))
    for day in range(1, 5):
        # Between ten and noon in Auckland, whichever of the two cities has summer time.
        await steady.move_to(chosen + dt.timedelta(days=day) - 9 * HOUR)
    (sent,) = await steady.got("regards, Olena")
    assert 10 <= dt.datetime.fromtimestamp(sent.date, ZoneInfo("Pacific/Auckland")).hour < 17


async def test_a_check_in_put_off_keeps_to_its_window_where_the_contact_is_now(steady: Birthday):
    """Ten in Kyiv is nine in Warsaw."""
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview)
    await steady.change(timezone="Europe/Warsaw")
    assert "10:00" in (await steady.now(preview)).text
    await steady.move_to(chosen + dt.timedelta(minutes=1))
    assert await steady.got("regards") == []
    await steady.move_to(chosen + HOUR)
    assert len(await steady.got("regards, Olena")) == 1


async def days_go_by(steady: Birthday, until: dt.datetime) -> None:
    """Day after day, when check-ins fall due and when they have been seen for a glance, to the day before."""
    async with steady.house.store.reading() as uow:
        days = (until - uow.now).days
    for ahead in range(days, 0, -1):
        for minutes in (0, 20, 80):
            await steady.move_to(until - dt.timedelta(days=ahead) + dt.timedelta(minutes=minutes))


async def test_later_can_be_pressed_again_and_again(steady: Birthday):
    """The second week is farther than a look reaches otherwise."""
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(days=11))
    await steady.says("Good morning")  # so that it is neither a silence then, nor are they in touch before
    await steady.team("Good morning, Nina")
    await steady.team("/done quiet")
    await steady.move_to(at - dt.timedelta(days=1) + HOUR)
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    for _ in range(2):
        chosen = await put_off(steady, await steady.now(preview), A_WEEK)
    assert chosen - at >= dt.timedelta(days=14)
    await days_go_by(steady, chosen)
    assert await steady.got("regards") == []
    await steady.move_to(chosen)
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_put_off_by_a_week_does_not_come_sooner_when_the_contact_moves(steady: Birthday):
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview, A_WEEK)
    await steady.change(timezone="Europe/Warsaw")
    await days_go_by(steady, chosen)
    assert await steady.got("regards") == []
    await steady.move_to(chosen + HOUR)
    assert len(await steady.got("regards, Olena")) == 1


async def test_nor_does_it_when_the_chosen_day_becomes_a_day_of_wishes(steady: Birthday):
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview, A_WEEK)
    await steady.change(birthday=f"1990-{chosen:%m-%d}")
    await days_go_by(steady, chosen)
    assert await steady.got("regards, Olena") == []
    await steady.move_to(chosen)
    assert len(await steady.got("regards, Olena")) == 1  # the wish
    for days in (1, 2, 3):
        await steady.move_to(chosen + dt.timedelta(days=days))
    assert len(await steady.got("regards, Olena")) == 2


async def test_nor_does_it_after_a_pause_that_ended_before_the_chosen_day(steady: Birthday):
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview, A_WEEK)
    await steady.pause()
    await steady.move_to(chosen - dt.timedelta(days=4))
    await steady.resume()
    await days_go_by(steady, chosen)
    assert await steady.got("regards") == []
    await steady.move_to(chosen)
    assert len(await steady.got("regards, Olena")) == 1


async def test_what_somebody_wants_sent_in_the_minute_of_silence_goes_out_right_after_it(steady: Birthday):
    """Five past nine is before the window of check-ins, which binds us and not a person."""
    at, preview = await check_in(steady)
    async with steady.house.store.unit() as uow:
        await clients.change_contact(uow, (await steady.contact(uow)).id, country="UA")
    await steady.move_to(at - dt.timedelta(minutes=63))
    pressed = await steady.house.olena.presses(await steady.now(preview), "Send now")
    assert "it goes out at 09:05" in pressed.text
    await steady.move_to(at - dt.timedelta(minutes=56))
    assert await steady.got("regards") == []
    await steady.move_to(at - dt.timedelta(minutes=54))
    assert len(await steady.got("regards, Olena")) == 1


async def test_what_somebody_wrote_for_a_check_in_stays_when_the_zone_changes(steady: Birthday):
    at, preview = await check_in(steady)
    await steady.team("Nina, how did the launch go?", reply_to=preview)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    await steady.change(timezone="America/Los_Angeles")
    await steady.move_to(at + 3 * HOUR)
    assert await steady.got("launch go") == []
    await steady.move_to(at + 11 * HOUR)
    assert len(await steady.got("launch go")) == 1
    assert await steady.got("regards") == []


async def test_a_check_in_that_somebody_wrote_goes_out_although_people_are_in_touch(steady: Birthday):
    at, preview = await check_in(steady)
    await steady.team("I thought of you, how did the launch go?", reply_to=preview)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    await steady.says("Please send me the invoice")
    await steady.move_to(at)
    assert len(await steady.got("how did the launch go")) == 1


async def test_a_check_in_that_somebody_approved_goes_out_although_people_are_in_touch(steady: Birthday):
    await steady.review()
    at, preview = await check_in(steady)
    await steady.house.olena.presses(preview, "Approve")
    await steady.says("Please send me the invoice")
    await steady.move_to(at)
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_check_in_that_nobody_touched_is_left_out_when_people_are_in_touch_and_its_preview_says_why(
    steady: Birthday,
):
    at, preview = await check_in(steady)
    await steady.says("Please send me the invoice")
    await steady.move_to(at)
    assert await steady.got("regards") == []
    assert "in touch" in (await steady.now(preview)).text


async def test_a_moment_that_was_chosen_survives_skip_undo_and_approval(nina: Birthday):
    await nina.review()
    preview = await nina.preview()
    chosen = await put_off(nina, preview)
    olena = nina.house.olena
    await olena.presses(await nina.now(preview), "Skip")
    await olena.presses(await nina.now(preview), "Undo")
    await nina.move_to(nina.due)
    await olena.presses(await nina.now(preview), "Approve")
    await nina.move_to(chosen - dt.timedelta(minutes=1))
    assert await nina.got("regards") == []
    await nina.move_to(chosen)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_check_in_put_off_to_a_birthday_and_its_wish_do_not_come_together(steady: Birthday):
    at, preview = await check_in(steady)
    birthday = at.date() + dt.timedelta(days=1)
    await steady.change(birthday=f"1990-{birthday:%m-%d}")
    await steady.house.quiet()
    await put_off(steady, preview)
    await steady.move_to(at + dt.timedelta(days=1))
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_birthday_that_turns_out_to_be_on_the_chosen_day_takes_the_place_of_the_check_in(steady: Birthday):
    _, preview = await check_in(steady)
    chosen = await put_off(steady, preview)
    await steady.change(birthday=f"1990-{chosen:%m-%d}")
    await steady.move_to(chosen - HOUR)
    await steady.move_to(chosen)
    assert len(await steady.got("regards, Olena")) == 1
    assert [row.kind for row in await steady.rows() if row.state == "sent"] == ["greeting"]
