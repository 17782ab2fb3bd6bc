"""Slips of the hand: replies to the wrong message, edits too late, texts too long, words meant for inside."""

import datetime as dt

import pytest

from conversations.care import soon
from sandbox.client import Message
from storage import care
from tests.care.planned import BUTTONS, Birthday


async def written(nina: Birthday, text: str, preview: Message) -> tuple[Message, Message]:
    """What Olena wrote as reply to a preview, and the bot's confirmation."""
    mine = await nina.team(text, reply_to=preview)
    return mine, await nina.house.in_topic(
        nina.topic, "✏️ Changed", where=lambda one: one.reply_to == mine.id, timeout=10
    )


async def test_an_edit_that_turns_the_text_into_a_note_is_not_sent(nina: Birthday):
    preview = await nina.preview()
    mine, _ = await written(nina, "Dear Nina!", preview)
    await nina.house.olena.edits(mine, "// no, do not write to her, she is ill")
    await nina.move_to(nina.due)
    assert await nina.got("she is ill") == []


async def test_such_an_edit_is_answered_with_what_still_stands(nina: Birthday):
    preview = await nina.preview()
    mine, _ = await written(nina, "Dear Nina!", preview)
    await nina.house.olena.edits(mine, "// no, do not write to her")
    await nina.house.in_topic(nina.topic, "what you wrote first still stands. Press Skip to send nothing")
    assert "Dear Nina!" in (await nina.now(preview)).text


async def test_a_note_as_reply_to_the_confirmation_stays_inside(nina: Birthday):
    preview = await nina.preview()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    await nina.team("// is that too short?", reply_to=confirmation)
    await nina.move_to(nina.due)
    assert await nina.got("too short") == []
    assert len(await nina.got("Dear Nina!")) == 1


async def test_a_reply_to_the_confirmation_is_the_new_text_and_no_message(nina: Birthday):
    preview = await nina.preview()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    await written(nina, "Dear Nina, better!", confirmation)
    assert await nina.got("better") == []
    assert "Dear Nina, better!" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert [one.text for one in await nina.got("Dear Nina")] == ["Dear Nina, better!"]


async def test_a_reply_to_ones_own_text_is_the_new_text_and_no_message(nina: Birthday):
    preview = await nina.preview()
    mine, _ = await written(nina, "Dear Nina!", preview)
    await written(nina, "Dear Nina, better!", mine)
    assert await nina.got("better") == []
    await nina.move_to(nina.due)
    assert [one.text for one in await nina.got("Dear Nina")] == ["Dear Nina, better!"]


async def test_a_reply_to_an_older_preview_is_the_new_text_and_no_message(nina: Birthday):
    """Telegram lets a bot edit no longer what stands there, so the preview was posted anew."""
    older = await nina.preview()
    await nina.house.box.fault(
        "error", "editMessageText", times=1, code=400, description="Bad Request: message can't be edited"
    )
    await nina.change(salutation="Ninochka")
    newer = await nina.house.in_topic(nina.topic, "Ninochka", where=lambda one: one.labels == BUTTONS)
    assert newer.id != older.id
    await written(nina, "Dear Nina!", older)
    assert await nina.got("Dear Nina!") == []
    assert "Dear Nina!" in (await nina.now(newer)).text
    await nina.move_to(nina.due)
    assert [one.text for one in await nina.got("Dear Nina")] == ["Dear Nina!"]


async def test_under_the_confirmation_it_can_be_sent_or_skipped(nina: Birthday):
    preview = await nina.preview()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    assert confirmation.labels == ["Send now", "Skip"]
    await nina.house.olena.presses(confirmation, "Skip")
    assert "Skipped by Olena" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("Dear Nina") == []


@pytest.mark.parametrize(("label", "outcome"), [("Send now", "On its way."), ("Skip", "⏭ Skipped by Olena.")])
async def test_whoever_decides_under_the_confirmation_takes_its_buttons_away(nina: Birthday, label: str, outcome: str):
    preview = await nina.preview()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    await nina.house.olena.presses(confirmation, label)
    decided = await nina.now(confirmation)
    assert (decided.text, decided.labels) == (outcome, [])


async def test_a_press_under_the_confirmation_that_comes_too_late_takes_its_buttons_away(nina: Birthday):
    preview = await nina.preview()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    await nina.move_to(nina.due)
    pressed = await nina.house.olena.presses(confirmation, "Skip")
    assert pressed.text == "It was sent already."
    late = await nina.now(confirmation)
    assert (late.text, late.labels) == ("It was sent already.", [])
    assert "✅ Sent" in (await nina.now(preview)).text


async def test_after_skip_an_edit_of_the_text_is_not_said_to_have_gone_out(nina: Birthday):
    preview = await nina.preview()
    mine, _ = await written(nina, "Dear Nina!", preview)
    await nina.house.olena.presses(await nina.now(preview), "Skip")
    await nina.house.olena.edits(mine, "Dear Nina!!")
    await nina.house.in_topic(nina.topic, "This is settled: nothing goes out")
    assert not [one for one in await nina.lines() if "gone out already" in one.text]
    await nina.move_to(nina.due)
    assert await nina.got("Dear Nina") == []


async def test_an_edit_after_it_was_sent_is_answered_that_it_does_not_reach_the_client(nina: Birthday):
    preview = await nina.preview()
    mine, _ = await written(nina, "Deer Nina!", preview)
    await nina.move_to(nina.due)
    await nina.house.olena.edits(mine, "Dear Nina!")
    await nina.house.in_topic(nina.topic, "It has gone out already")
    assert await nina.got("Dear Nina!") == []
    assert len(await nina.got("Deer Nina!")) == 1


async def test_while_a_pause_holds_it_the_confirmation_does_not_promise_that_it_goes_out(nina: Birthday):
    preview = await nina.preview()
    await nina.pause()
    await nina.house.quiet()
    _, confirmation = await written(nina, "Dear Nina!", preview)
    assert "goes out" not in confirmation.text
    assert "✋ Held" in (await nina.now(preview)).text


async def test_a_text_as_long_as_telegram_allows_is_shown_shortened_and_sent_whole(nina: Birthday):
    """Each cake is two of the 4,096 units that Telegram counts."""
    cakes = "🎂" * 2045
    preview = await nina.preview()
    await written(nina, cakes, preview)
    shown = (await nina.now(preview)).text
    assert "🎂" * 900 in shown
    assert cakes not in shown
    await nina.move_to(nina.due)
    assert [one.text for one in await nina.got("🎂")] == [cakes]


async def test_a_text_of_nothing_but_what_html_escapes_is_shown_and_sent_whole(nina: Birthday):
    """Five characters of HTML each: it is the text that Telegram counts."""
    signs = "<&>" * 1300
    preview = await nina.preview()
    await written(nina, signs, preview)
    assert "<&>" * 600 in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert [one.text for one in await nina.got("<&>")] == [signs]


async def test_long_facts_leave_room_for_a_long_text(nina: Birthday):
    async with nina.house.store.unit() as uow:
        contact = await nina.contact(uow)
        for number in range(6):
            await care.remember(uow, contact.id, f"{number}{'x' * 299}")
    preview = await nina.preview()
    await written(nina, "y" * 4000, preview)
    shown = (await nina.now(preview)).text
    assert "y" * 1900 in shown
    assert [line[:4] for line in shown.splitlines() if line.startswith("📌")] == [
        "📌 5x",
        "📌 4x",
        "📌 3x",
        "📌 2x",
        "📌 1x",
    ]


async def test_titles_and_facts_show_as_they_were_typed(nina: Birthday):
    async with nina.house.store.unit() as uow:
        contact = await nina.contact(uow)
        await care.add_own_date(
            uow, contact_id=contact.id, on_day=f"--{nina.day:%m-%d}", title="R&D <b>day", staff_id=1
        )
        await care.remember(uow, contact.id, "<i>a & b")
        soon.look(uow, contact.id)
    await nina.move_to(nina.shown)
    shown = await nina.house.in_topic(nina.topic, "R&D <b>day", where=lambda one: "Send now" in one.labels)
    assert "📌 <i>a & b" in shown.text


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "video"])
async def test_a_reply_with_a_caption_changes_and_sends_nothing(nina: Birthday, kind: str):
    preview = await nina.preview()
    await nina.team("Dear Nina", kind=kind, reply_to=preview)
    await nina.house.in_topic(nina.topic, "Only a text can stand there")
    await nina.move_to(nina.due)
    assert await nina.got("Dear Nina") == []
    assert len(await nina.got("regards, Olena")) == 1


@pytest.mark.parametrize("kind", ["sticker", "location", "poll", "dice"])
async def test_a_reply_without_any_words_changes_and_sends_nothing(nina: Birthday, kind: str):
    preview = await nina.preview()
    before = len(await nina.house.box.messages(nina.nina.chat))
    await nina.team(None, kind=kind, reply_to=preview, **_REPLIES.get(kind, {}))
    await nina.house.in_topic(nina.topic, "Only a text can stand there")
    await nina.house.quiet()
    assert len(await nina.house.box.messages(nina.nina.chat)) == before
    assert (await nina.now(preview)).labels == BUTTONS


_REPLIES: dict[str, dict[str, object]] = {
    "location": {"latitude": 50.45, "longitude": 30.52},
    "poll": {"question": "Cake?", "options": ["yes", "no"]},
}


async def test_what_is_forwarded_as_a_reply_changes_and_sends_nothing(nina: Birthday):
    """It is no word of the team's own."""
    preview = await nina.preview()
    await nina.team("Words of somebody else", reply_to=preview, forward_from=nina.house.petro.id)
    await nina.house.quiet()
    assert "somebody else" not in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("somebody else") == []
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_colleague_may_write_the_text_and_the_preview_names_them(nina: Birthday):
    preview = await nina.preview()
    thread = await nina.house.topic_of(nina.topic)
    await nina.house.petro.sends(nina.house.desk, "Dear Nina, from Petro", thread=thread, reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    assert "Text by Petro" in (await nina.now(preview)).text


async def test_a_reply_of_somebody_who_is_not_of_the_team_changes_nothing(nina: Birthday):
    preview = await nina.preview()
    stranger = await nina.house.box.person("Stranger")
    await nina.house.desk.add(stranger)
    thread = await nina.house.topic_of(nina.topic)
    await stranger.sends(nina.house.desk, "Pay to this account", thread=thread, reply_to=preview)
    await nina.house.quiet()
    assert "account" not in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("account") == []


async def test_a_greeting_that_was_sent_can_be_taken_back(nina: Birthday):
    preview = await nina.preview()
    await nina.move_to(nina.due)
    await nina.team("/unsend", reply_to=preview)
    await nina.house.in_topic(nina.topic, "Taken back")
    assert [one for one in await nina.got("regards") if not one.deleted] == []


async def test_a_text_that_was_forgotten_in_time_is_sent_as_it_was_planned(nina: Birthday):
    """Whoever presses Edit and writes nothing has changed nothing."""
    preview = await nina.preview()
    pressed = await nina.house.olena.presses(preview, "Edit")
    assert "Reply to the preview" in pressed.text
    await nina.move_to(nina.due + dt.timedelta(minutes=1))
    assert len(await nina.got("regards, Olena")) == 1
