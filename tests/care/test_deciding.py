"""The buttons of a preview, a reply with another text, `/checkin`."""

import datetime as dt

import pytest

from conversations import buttons
from conversations.care import deciding
from conversations.errors import RefusedError
from storage import chats, staff
from tests.care.planned import Birthday


async def test_send_now_sends_at_once_and_once(nina: Birthday):
    preview = await nina.preview()
    olena = nina.house.olena
    assert (await olena.presses(preview, "Send now")).text == "On its way."
    assert len(await nina.got("regards, Olena")) == 1
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_skip_sends_nothing_and_can_be_undone(nina: Birthday):
    preview = await nina.preview()
    olena = nina.house.olena
    await olena.presses(preview, "Skip")
    skipped = await nina.now(preview)
    assert "Skipped by Olena" in skipped.text
    await olena.presses(skipped, "Undo")
    assert (await nina.now(preview)).labels == ["Send now", "Edit", "Skip", "Later"]
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_what_was_skipped_stays_skipped(nina: Birthday):
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Skip")
    await nina.move_to(nina.due + dt.timedelta(days=1))
    assert await nina.got("regards") == []


async def test_a_reply_to_the_preview_is_what_goes_out_with_its_formatting(nina: Birthday):
    preview = await nina.preview()
    olena = nina.house.olena
    await olena.presses(preview, "Edit")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    await nina.team("Dear Nina, all the best!", reply_to=preview, entities=bold)
    confirmation = await nina.house.in_topic(nina.topic, "✏️ Changed")
    assert "10:00" in confirmation.text
    changed = await nina.now(preview)
    assert "Dear Nina, all the best!" in changed.text
    assert "Text by Olena" in changed.text
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("Dear Nina")
    assert greeting.raw["entities"][0]["type"] == "bold"
    assert await nina.got("regards") == []


async def test_a_slip_in_that_reply_can_be_mended_by_editing_it(nina: Birthday):
    preview = await nina.preview()
    mine = await nina.team("Deer Nina!", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await nina.house.olena.edits(mine, "Dear Nina!")
    assert "Dear Nina!" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("Deer") == []
    assert len(await nina.got("Dear Nina!")) == 1


async def test_a_note_as_reply_to_the_preview_stays_inside(nina: Birthday):
    preview = await nina.preview()
    await nina.team("// she is on holiday", reply_to=preview)
    await nina.house.quiet()
    assert "on holiday" not in (await nina.now(preview)).text
    assert await nina.got("on holiday") == []


async def test_a_picture_as_reply_changes_and_sends_nothing(nina: Birthday):
    preview = await nina.preview()
    await nina.team("cake", kind="photo", reply_to=preview)
    await nina.house.in_topic(nina.topic, "Only a text can stand there")
    assert await nina.got("cake") == []


async def test_a_reply_to_a_greeting_that_was_sent_is_a_message_like_any_other(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due)
    (greeting,) = await nina.got("regards, Olena")
    await nina.team("And a cake is on its way", reply_to=preview)
    await nina.house.quiet()
    (message,) = await nina.got("cake is on its way")
    assert message.raw["reply_to_message"]["message_id"] == greeting.id


async def test_a_reply_to_a_greeting_that_was_skipped_sends_nothing_and_says_so(nina: Birthday):
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Skip")
    await nina.team("Dear Nina", reply_to=preview)
    await nina.house.in_topic(nina.topic, "This is settled")
    assert await nina.got("Dear Nina") == []


async def test_later_moves_a_greeting_within_its_day(nina: Birthday):
    preview = await nina.preview()
    olena = nina.house.olena
    await olena.presses(preview, "Later")
    offered = await nina.now(preview)
    assert [label[-5:] for label in offered.labels] == ["Back", "13:00", "16:00", "19:00"]
    await olena.presses(offered, offered.labels[2])
    assert "16:00" in (await nina.now(preview)).text
    await nina.move_to(nina.due + dt.timedelta(hours=5))
    assert await nina.got("regards") == []
    await nina.move_to(nina.due + dt.timedelta(hours=6))
    assert len(await nina.got("regards, Olena")) == 1


async def test_back_leaves_it_at_its_time(nina: Birthday):
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Later")
    await nina.house.olena.presses(await nina.now(preview), "Back")
    assert (await nina.now(preview)).labels == ["Send now", "Edit", "Skip", "Later"]


async def test_in_review_mode_what_nobody_approves_expires_unsent(nina: Birthday):
    await nina.review()
    preview = await nina.preview()
    assert "only if somebody approves" in preview.text
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    assert "nobody approved it" in (await nina.now(preview)).text
    assert [row.state for row in await nina.rows()] == ["expired"]


async def test_in_review_mode_what_is_approved_goes_out_at_its_time(nina: Birthday):
    await nina.review()
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Approve")
    assert "by itself" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_writing_the_text_oneself_approves_it(nina: Birthday):
    await nina.review()
    preview = await nina.preview()
    await nina.team("Dear Nina!", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await nina.move_to(nina.due)
    assert len(await nina.got("Dear Nina!")) == 1


async def press(nina: Birthday, topic: str, data: str) -> str | None:
    """What the bot would answer to a button with this data in a topic; whoever talks to Telegram directly can make
    one up."""
    async with nina.house.store.unit() as uow:
        found = next(one for one in (await chats.by_ids(uow, range(1, 9))).values() if one.title == topic)
        olena = (await staff.by_telegram(uow, {nina.house.olena.id}))[nina.house.olena.id]
        try:
            await deciding.pressed(uow, found, olena, buttons.read(data, "1"))
        except RefusedError as refusal:
            return refusal.phrase.text
        return uow.after_commit[-1].text


async def test_a_button_in_another_topic_does_nothing(nina: Birthday, joined):
    """The message must belong to the topic it is pressed in."""
    await nina.preview()
    row = (await nina.rows())[0]
    assert await press(nina, "ACME · Anna", f"due:now:{row.id}") == "This button is no longer in use."
    assert await nina.got("regards") == []
    assert await press(nina, nina.topic, f"due:now:{row.id}") == "On its way."


@pytest.mark.parametrize("data", ["due:now:0", f"due:now:{10**30}", "due:nonsense:1", "due:at:1:-7"])
async def test_button_data_that_is_none_of_ours_is_refused(nina: Birthday, data: str):
    await nina.preview()
    assert await press(nina, nina.topic, data) in {
        "This button is no longer in use.",
        "This moment can no longer be chosen.",
    }


@pytest.mark.parametrize("what", ["now", "ok"])
async def test_a_reminder_without_a_text_can_be_neither_sent_nor_approved(reminder: Birthday, what: str):
    """Approved it would keep its day from a check-in, with nothing to send."""
    await reminder.preview("Nothing goes out by itself")
    (row,) = [one for one in await reminder.rows() if one.template == "fact"]
    said = await press(reminder, reminder.topic, f"due:{what}:{row.id}")
    assert said == "There is no text yet. Reply to the preview with one."
    assert [one.state for one in await reminder.rows() if one.id == row.id] == ["previewed"]


async def test_at_night_send_now_is_refused_with_the_reason(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due - dt.timedelta(hours=8))
    pressed = await nina.house.olena.presses(preview, "Send now")
    assert "night at the client" in pressed.text
    assert await nina.got("regards") == []


async def test_a_check_in_can_be_asked_for_and_goes_out_when_somebody_says_so(nina: Birthday):
    await nina.move_to(nina.due - dt.timedelta(days=3))
    await nina.team("/checkin")
    preview = await nina.house.in_topic(nina.topic, "asked for with /checkin")
    assert preview.labels == ["Send now", "Edit", "Skip", "Later"]
    assert "when you press Send now, until 20:00" in preview.text
    await nina.house.olena.presses(preview, "Send now")
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_check_in_asked_for_that_nobody_sends_expires(nina: Birthday):
    await nina.move_to(nina.due - dt.timedelta(days=3))
    await nina.team("/checkin")
    preview = await nina.house.in_topic(nina.topic, "asked for with /checkin")
    await nina.move_to(nina.due - dt.timedelta(days=2))
    assert "nobody pressed Send now" in (await nina.now(preview)).text
    assert await nina.got("regards") == []


async def test_a_birthday_that_was_wrong_and_skipped_is_wished_on_the_right_day(nina: Birthday):
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Skip")
    right = nina.day + dt.timedelta(days=2)
    await nina.change(birthday=f"1990-{right:%m-%d}")
    await nina.move_to(nina.shown + dt.timedelta(days=2))
    await nina.move_to(nina.due + dt.timedelta(days=2))
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_birthday_that_was_wrong_and_skipped_waits_for_an_approval_no_longer_than_any_other(nina: Birthday):
    """Who skipped it on the wrong day has decided nothing about the right one."""
    await nina.review()
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Skip")
    await nina.move_to(nina.shown + dt.timedelta(hours=4))
    await nina.change(birthday=f"1990-{nina.shown:%m-%d}")
    anew = await nina.house.in_topic(nina.topic, "Why: birthday", where=lambda one: one.id != preview.id)
    await nina.house.olena.presses(anew, "Approve")
    await nina.move_to(nina.shown + dt.timedelta(hours=5))
    assert len(await nina.got("regards, Olena")) == 1
