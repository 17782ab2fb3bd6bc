"""What falls due with hardly any time left: people still see it before it goes out, and late is not twice."""

import datetime as dt

from conversations import client_admin, contact_admin
from sandbox.client import Message
from tests.care.planned import BUTTONS, KYIV, Birthday, check_in_due

A_GLANCE = dt.timedelta(minutes=15)
HOUR = dt.timedelta(hours=1)
A_MINUTE = dt.timedelta(minutes=1)


async def typed_on_its_day(nina: Birthday, after_ten: dt.timedelta) -> dt.datetime:
    """Nobody knew of the birthday until so long after ten on the day itself; that moment."""
    await nina.change(birthday=None)
    at = nina.due + after_ten
    await nina.move_to(at)
    await nina.change(birthday=f"1990-{nina.day:%m-%d}")
    await nina.house.quiet()
    return at


async def shown(nina: Birthday) -> Message:
    return await nina.house.in_topic(nina.topic, "Why: birthday", timeout=10)


async def test_a_date_typed_on_its_day_is_shown_for_fifteen_minutes_and_then_goes_out(nina: Birthday):
    at = await typed_on_its_day(nina, HOUR)
    preview = await shown(nina)
    assert "11:15" in preview.text
    assert preview.labels == BUTTONS
    await nina.move_to(at + A_GLANCE - A_MINUTE)
    assert await nina.got("regards") == []
    await nina.move_to(at + A_GLANCE + A_MINUTE)
    assert len(await nina.got("regards, Olena")) == 1


async def test_in_these_fifteen_minutes_it_can_be_skipped(nina: Birthday):
    at = await typed_on_its_day(nina, HOUR)
    await nina.house.olena.presses(await shown(nina), "Skip")
    await nina.move_to(at + A_GLANCE + A_MINUTE)
    assert await nina.got("regards") == []


async def test_a_date_typed_before_ten_on_its_day_goes_out_at_ten(nina: Birthday):
    await typed_on_its_day(nina, -2 * HOUR)
    assert "10:00" in (await shown(nina)).text
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_date_typed_just_before_eight_in_the_evening_goes_out_before_eight(nina: Birthday):
    await typed_on_its_day(nina, dt.timedelta(hours=9, minutes=50))
    assert "19:59" in (await shown(nina)).text
    await nina.move_to(nina.due + dt.timedelta(hours=9, minutes=59))
    assert len(await nina.got("regards, Olena")) == 1


async def test_in_review_mode_a_date_typed_on_its_day_waits_for_somebody_until_eight(nina: Birthday):
    await nina.review()
    await typed_on_its_day(nina, HOUR)
    preview = await shown(nina)
    assert "only if somebody approves" in preview.text
    assert [row.state for row in await nina.rows()] == ["previewed"]
    await nina.move_to(nina.due + 9 * HOUR)
    assert (await nina.now(preview)).labels == ["Approve", *BUTTONS]
    assert await nina.got("regards") == []


async def test_approved_then_it_goes_out_fifteen_minutes_later(nina: Birthday):
    await nina.review()
    await typed_on_its_day(nina, HOUR)
    preview = await shown(nina)
    await nina.move_to(nina.due + 3 * HOUR)
    await nina.house.olena.presses(await nina.now(preview), "Approve")
    assert "13:15" in (await nina.now(preview)).text
    assert await nina.got("regards") == []
    await nina.move_to(nina.due + 3 * HOUR + A_GLANCE + A_MINUTE)
    assert len(await nina.got("regards, Olena")) == 1


async def test_never_approved_it_expires_just_before_eight_and_says_so(nina: Birthday):
    await nina.review()
    await typed_on_its_day(nina, HOUR)
    preview = await shown(nina)
    await nina.move_to(nina.due + 10 * HOUR - A_MINUTE)
    assert "nobody approved it" in (await nina.now(preview)).text
    assert await nina.got("regards") == []
    assert [row.state for row in await nina.rows()] == ["expired"]


async def skipped_before(nina: Birthday) -> Message:
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Skip")
    return preview


async def test_undo_after_ten_gives_fifteen_minutes_before_it_goes_out(nina: Birthday):
    preview = await skipped_before(nina)
    await nina.move_to(nina.due + 4 * HOUR)
    assert (await nina.house.olena.presses(await nina.now(preview), "Undo")).text == "Taken up again."
    assert await nina.got("regards") == []
    assert "14:15" in (await nina.now(preview)).text
    await nina.move_to(nina.due + 4 * HOUR + A_GLANCE + A_MINUTE)
    assert len(await nina.got("regards, Olena")) == 1


async def test_undo_after_ten_in_review_mode_waits_for_somebody_to_approve(nina: Birthday):
    await nina.review()
    preview = await skipped_before(nina)
    await nina.move_to(nina.due + 4 * HOUR)
    await nina.house.olena.presses(await nina.now(preview), "Undo")
    back = await nina.now(preview)
    assert back.labels == ["Approve", *BUTTONS]
    assert [row.state for row in await nina.rows()] == ["previewed"]
    await nina.house.olena.presses(back, "Approve")
    await nina.move_to(nina.due + 4 * HOUR + A_GLANCE + A_MINUTE)
    assert len(await nina.got("regards, Olena")) == 1


async def test_undo_after_eight_in_the_evening_is_refused_and_sends_nothing(nina: Birthday):
    preview = await skipped_before(nina)
    await nina.move_to(nina.due + 10 * HOUR + A_MINUTE)
    pressed = await nina.house.olena.presses(await nina.now(preview), "Undo")
    assert pressed.text == "It is too late for it. Write to the client yourself."
    await nina.move_to(nina.due + 24 * HOUR)
    assert await nina.got("regards") == []


async def archive(nina: Birthday) -> None:
    async with nina.house.store.unit() as uow:
        await client_admin.archive_client(uow, "test", await nina.client(uow))
    await nina.house.quiet()


async def restore(nina: Birthday) -> None:
    async with nina.house.store.unit() as uow:
        await client_admin.restore_client(uow, "test", await nina.client(uow))
    await nina.house.quiet()


async def revoke(nina: Birthday) -> None:
    async with nina.house.store.unit() as uow:
        await contact_admin.revoke_contact(uow, "test", await nina.client(uow), await nina.contact(uow))
    await nina.house.quiet()


async def test_a_client_back_from_the_archive_gets_what_was_planned(nina: Birthday):
    await nina.preview()
    await archive(nina)
    await restore(nina)
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_the_preview_says_that_an_archived_client_gets_nothing(nina: Birthday):
    preview = await nina.preview()
    await archive(nina)
    settled = await nina.now(preview)
    assert "the contact or the client is no longer here" in settled.text
    assert settled.labels == []


async def test_a_client_in_the_archive_gets_nothing(nina: Birthday):
    await nina.preview()
    await archive(nina)
    await nina.move_to(nina.due + HOUR)
    assert await nina.got("regards") == []


async def test_a_client_restored_on_the_day_after_gets_nothing_any_more(nina: Birthday):
    await nina.preview()
    await archive(nina)
    await nina.move_to(nina.due + 24 * HOUR)
    await restore(nina)
    await nina.move_to(nina.due + 26 * HOUR)
    assert await nina.got("regards") == []


async def test_a_client_archived_while_it_waits_in_the_outbox_gets_nothing(nina: Birthday):
    await nina.preview()
    await nina.hold_up(nina.due)
    async with nina.house.store.unit() as uow:
        await client_admin.archive_client(uow, "test", await nina.client(uow))
    await nina.let_go()
    assert await nina.got("regards") == []


async def test_whoever_is_revoked_and_invited_again_gets_what_was_planned(nina: Birthday):
    await nina.preview()
    await revoke(nina)
    await nina.house.joins(nina.nina, "Globex", salutation="Nina")
    await nina.house.quiet()
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_whoever_is_revoked_gets_nothing(nina: Birthday):
    await nina.preview()
    await revoke(nina)
    await nina.move_to(nina.due + HOUR)
    assert await nina.got("regards") == []


async def test_whoever_unblocks_the_bot_before_ten_gets_what_was_planned(nina: Birthday):
    await nina.preview()
    await nina.nina.blocks(nina.house.bot)
    await nina.house.quiet()
    await nina.nina.unblocks(nina.house.bot)
    await nina.house.quiet()
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_birthday_that_is_corrected_while_it_is_shown_moves_with_its_preview(nina: Birthday):
    preview = await nina.preview()
    right = nina.day + dt.timedelta(days=3)
    await nina.change(birthday=f"1990-{right:%m-%d}")
    await nina.move_to(nina.due + HOUR)
    assert await nina.got("regards") == []
    at = dt.datetime.combine(right, dt.time(10), KYIV)
    await nina.reach(at)
    assert len(await nina.got("regards, Olena")) == 1
    assert "✅ Sent" in (await nina.now(preview)).text


# -- a check-in and the end of its window ------------------------------------------------------------------------------

TEXT = "regards, Olena"


def next_working_day(at: dt.datetime) -> dt.datetime:
    days = 3 if at.weekday() == 4 else 1
    return at + dt.timedelta(days=days)


async def paused_from_ten(steady: Birthday, until: dt.timedelta) -> tuple[dt.datetime, Message]:
    """A check-in was shown, a pause kept it back at ten, and so long after ten the pause is over; its ten, and it."""
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.pause()
    await steady.move_to(at + until)
    await steady.resume()
    return at, preview


async def test_a_check_in_that_comes_just_before_five_names_the_next_working_day_and_goes_out_then(steady: Birthday):
    at, preview = await paused_from_ten(steady, dt.timedelta(hours=6, minutes=50))
    then = next_working_day(at)
    assert f"{then:%a} {then.day} {then:%b}, 10:00" in (await steady.now(preview)).text.splitlines()[0]
    await steady.change(pace="normal")  # whatever is looked at meanwhile, it stays there
    await steady.move_to(at + dt.timedelta(hours=8))
    assert await steady.got(TEXT) == []
    await steady.move_to(next_working_day(at))
    assert len(await steady.got(TEXT)) == 1


async def test_a_check_in_taken_up_again_in_the_evening_goes_out_the_next_working_day(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    preview = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.house.olena.presses(preview, "Skip")
    await steady.move_to(at + dt.timedelta(hours=8))
    await steady.house.olena.presses(await steady.now(preview), "Undo")
    await steady.move_to(at + dt.timedelta(hours=9))
    assert await steady.got(TEXT) == []
    await steady.move_to(next_working_day(at))
    assert len(await steady.got(TEXT)) == 1


async def test_in_review_mode_a_check_in_of_the_afternoon_waits_for_somebody_until_five(steady: Birthday):
    await steady.review()
    at, preview = await paused_from_ten(steady, dt.timedelta(hours=5))
    shown = await steady.now(preview)
    assert "16:59" in shown.text
    await steady.move_to(at + dt.timedelta(hours=6))
    await steady.house.olena.presses(await steady.now(preview), "Approve")
    await steady.move_to(at + dt.timedelta(hours=6, minutes=20))
    assert len(await steady.got(TEXT)) == 1


async def test_in_review_mode_nobody_has_only_minutes_to_approve_a_check_in(steady: Birthday):
    await steady.review()
    at, preview = await paused_from_ten(steady, dt.timedelta(hours=6, minutes=50))
    await steady.house.olena.presses(await steady.now(preview), "Approve")
    await steady.move_to(at + dt.timedelta(hours=8))
    assert await steady.got(TEXT) == []
    await steady.move_to(next_working_day(at))
    assert len(await steady.got(TEXT)) == 1
