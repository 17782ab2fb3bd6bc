"""A check-in whose day moves far begins anew: words that were meant for one day never go out weeks later, unseen."""

import datetime as dt

from bot.app import limits
from conversations import client_admin
from conversations.calendar import reading
from conversations.care import soon
from sandbox.client import Message
from storage import care
from tests.care.planned import BUTTONS, Birthday, check_in_due

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
FAIR = "See you at the fair on Friday!"


async def shown(steady: Birthday) -> tuple[dt.datetime, Message]:
    """Ten o'clock of the day of a check-in, and its preview on the day before."""
    at = await check_in_due(steady)
    await steady.move_to(at - DAY + HOUR)
    return at, await steady.house.in_topic(steady.topic, "Why: every 14 days")


async def written(steady: Birthday) -> tuple[dt.datetime, Message]:
    """The same, and Olena has written words of her own for it."""
    at, preview = await shown(steady)
    await steady.team(FAIR, reply_to=preview)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    return at, preview


async def lives(steady: Birthday, since: dt.datetime, first: int, last: int) -> None:
    """Day after day goes by."""
    for day in range(first, last + 1):
        await steady.move_to(since + day * DAY)


async def waiting(steady: Birthday) -> list[Message]:
    """The previews of check-ins in the topic that still have something to decide."""
    return [one for one in await steady.lines() if one.labels[-4:] == BUTTONS]


async def anew(steady: Birthday, since: dt.datetime, day: int) -> Message:
    """The preview that is shown by so many days later, or some days after that when those are no working days."""
    for later in range(day, day + 8):
        if found := await waiting(steady):
            return found[0]
        await lives(steady, since, later, later)
    raise AssertionError("nothing was shown anew")


async def test_words_for_a_day_do_not_go_out_after_a_pause_of_weeks(steady: Birthday):
    at, preview = await written(steady)
    last = (at + 25 * DAY).date()
    await steady.team(f"/pause {last:%d.%m.%Y}")
    said = await steady.house.in_topic(steady.topic, "Not on that day: a pause for the client")
    assert "The text written for that day is not used." in said.text
    closed = await steady.now(preview)
    assert FAIR in closed.text and closed.labels == []
    await lives(steady, at, 1, 33)
    assert await steady.got(FAIR) == []
    assert len(await steady.got("regards, Olena")) == 1


async def test_after_it_the_check_in_is_shown_anew_before_it_goes_out(steady: Birthday):
    at, preview = await written(steady)
    await steady.team(f"/pause {(at + 25 * DAY).date():%d.%m.%Y}")
    await steady.house.in_topic(steady.topic, "Not on that day")
    seen = await anew(steady, at, 24)
    assert seen.id > preview.id
    assert FAIR not in seen.text
    assert await steady.got("regards") == []


async def test_after_an_open_pause_it_is_shown_anew_for_a_glance(steady: Birthday):
    at, _ = await written(steady)
    await steady.pause()
    await lives(steady, at, 1, 20)
    assert await waiting(steady) == []
    await steady.resume()
    seen = await anew(steady, at, 21)
    assert await steady.got("regards") == [] == await steady.got(FAIR)
    assert FAIR not in seen.text


async def test_nobody_is_told_of_a_text_that_nobody_wrote(steady: Birthday):
    at, preview = await shown(steady)
    await steady.team(f"/pause {(at + 25 * DAY).date():%d.%m.%Y}")
    await steady.house.in_topic(steady.topic, "⏸ Pause")
    closed = await steady.now(preview)
    assert "Not on that day: a pause for the client" in closed.text
    assert closed.labels == []
    assert [one for one in await steady.lines() if "Not on that day" in one.text and one.id != preview.id] == []


async def test_an_approval_is_for_its_day_too(steady: Birthday):
    await steady.review()
    at, preview = await shown(steady)
    await steady.house.olena.presses(preview, "Approve")
    await steady.pause()
    await lives(steady, at, 1, 5)
    await steady.resume()
    assert "Approve" in (await anew(steady, at, 6)).labels
    await lives(steady, at, 14, 16)
    assert await steady.got("regards") == []


async def test_words_keep_for_a_pause_of_a_day_and_are_seen_again_for_a_glance(steady: Birthday):
    at, preview = await written(steady)
    await steady.pause()
    await steady.move_to(at + 2 * HOUR)
    await steady.resume()
    assert await steady.got(FAIR) == []
    assert "12:15" in (await steady.now(preview)).text
    await steady.move_to(at + 2 * HOUR + dt.timedelta(minutes=20))
    assert len(await steady.got(FAIR)) == 1


async def test_a_rhythm_that_puts_the_next_check_in_far_off_begins_anew(steady: Birthday):
    at, preview = await written(steady)
    await steady.team("/care rhythm 45")
    await steady.house.in_topic(steady.topic, "Not on that day. The next check-in is shown before it goes out.")
    assert (await steady.now(preview)).labels == []
    await steady.move_to(at + HOUR)
    assert await steady.got(FAIR) == []


async def test_words_do_not_outlive_a_pause_of_weeks_in_which_every_morning_is_looked(steady: Birthday):
    """A lead who decides about some day has everybody looked at, also before ten."""
    at, _ = await written(steady)
    await steady.pause()
    for day in range(1, 12):
        await steady.move_to(at + day * DAY - HOUR)
        await steady.change(pace="normal")
    await steady.resume()
    await lives(steady, at, 11, 18)
    assert await steady.got(FAIR) == []
    assert len(await steady.got("regards, Olena")) == 1


async def test_words_do_not_outlive_weeks_in_the_archive(steady: Birthday):
    at, _ = await written(steady)
    async with steady.house.store.unit() as uow:
        await client_admin.archive_client(uow, "test", await steady.client(uow))
    await lives(steady, at, 1, 5)
    async with steady.house.store.unit() as uow:
        await client_admin.restore_client(uow, "test", await steady.client(uow))
    await lives(steady, at, 6, 16)
    assert await steady.got(FAIR) == []
    assert len(await steady.got("regards, Olena")) == 1


async def test_a_preview_that_was_put_aside_before_telegram_took_it_is_never_shown(steady: Birthday):
    house, at = steady.house, await check_in_due(steady)
    await steady.move_to(at - 2 * DAY)
    pacer = limits(house.app.clock, 0, 0, 0)
    house.app.delivery.keep_limits(pacer)
    await house.told_to_wait(house.desk.id, 600)
    await house.clock_to(at - DAY)

    async def begun() -> bool | None:
        return any(one.state == "previewed" for one in await steady.rows()) or None

    await house.box.until(begun, 30.0, what="a preview in the outbox")
    async with house.store.unit() as uow:
        client = await steady.client(uow)
        await care.pause(uow, "client", client_id=client.id, until=(at + 25 * DAY).date())
        reading.forget_choices(uow)
        await soon.client(uow, client.id)

    async def aside() -> bool | None:
        return any(one.state == "withdrawn" for one in await steady.rows()) or None

    await house.box.until(aside, 30.0, what="a check-in that is put aside")
    await steady.let_go()
    assert await waiting(steady) == []
    assert not [one for one in await steady.lines() if "It goes out by itself" in one.text]


# -- what the panel says -----------------------------------------------------------------------------------------------


async def test_a_check_in_put_off_is_named_with_its_new_day_by_panel_and_card(steady: Birthday):
    at, preview = await shown(steady)
    await steady.house.olena.presses(preview, "Later")
    offered = await steady.now(preview)
    await steady.house.olena.presses(offered, offered.labels[-1])
    [row] = [one for one in await steady.rows() if one.kind == "check_in"]
    assert row.due_at - at >= 6 * DAY
    day = f"{row.on_day.day} {row.on_day:%b}"
    await steady.house.move_clock(dt.timedelta(seconds=10))
    await steady.team("/care")
    panel = await steady.house.in_topic(steady.topic, "👋 Next check-in: ", where=lambda one: "Rhythm" in one.text)
    assert day in next(line for line in panel.text.splitlines() if line.startswith("👋"))
    card = next(one for one in await steady.lines() if "👤 Owner" in one.text)
    assert day in next(line for line in card.text.splitlines() if line.startswith("👋"))
