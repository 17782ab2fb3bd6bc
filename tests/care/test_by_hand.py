"""The whole life of a check-in asked for with `/checkin`: it goes out when people say so, and only then."""

import datetime as dt

import pytest

from conversations.care import deciding
from sandbox.client import Message
from storage import audit, care_messages, chats
from tests.care.planned import BUTTONS, KYIV, Birthday, check_in_due
from tests.care.stage import group_of_acme
from tests.care.test_deciding import press
from tests.support.talk import Talk

ASKED_FOR = "asked for with /checkin"


@pytest.fixture
async def shown(nina: Birthday) -> Message:
    """The preview of a check-in that Olena asked for at ten, three days before Nina's birthday."""
    return await asked_for(nina, nina.due - dt.timedelta(days=3))


async def asked_for(nina: Birthday, at: dt.datetime) -> Message:
    await nina.move_to(at)
    await nina.team("/checkin")
    return await nina.house.in_topic(nina.topic, ASKED_FOR)


async def states(nina: Birthday) -> list[str]:
    return [row.state for row in await nina.rows() if row.kind == "check_in"]


async def test_its_preview_says_when_it_goes_out_and_has_nothing_to_approve(shown: Message):
    assert "when you press Send now, until 20:00" in shown.text
    assert "regards, Olena" in shown.text
    assert shown.labels == BUTTONS


async def test_it_never_goes_out_by_itself(nina: Birthday, shown: Message):
    await nina.move_to(nina.due - dt.timedelta(days=3) + dt.timedelta(hours=9))
    assert await nina.got("regards") == []
    assert (await nina.now(shown)).labels == BUTTONS


async def test_at_eight_in_the_evening_it_expires_and_says_so(nina: Birthday, shown: Message):
    await nina.move_to(nina.due - dt.timedelta(days=3) + dt.timedelta(hours=10, minutes=1))
    settled = await nina.now(shown)
    assert "nobody pressed Send now" in settled.text
    assert settled.labels == []
    assert await nina.got("regards") == []
    assert await states(nina) == ["expired"]


async def test_send_now_on_one_that_expired_sends_nothing(nina: Birthday, shown: Message):
    """The button was pressed while the preview was just being redrawn."""
    (row,) = await nina.rows()
    await nina.move_to(nina.due - dt.timedelta(days=3) + dt.timedelta(hours=10, minutes=1))
    answer = await press(nina, nina.topic, f"due:now:{row.id}")
    assert answer is not None and "nothing goes out" in answer
    assert await nina.got("regards") == []


async def test_one_asked_for_in_the_evening_waits_until_the_next_evening(nina: Birthday):
    evening = nina.due - dt.timedelta(days=3) + dt.timedelta(hours=11)
    preview = await asked_for(nina, evening)
    await nina.move_to(evening + dt.timedelta(hours=20))
    await nina.house.olena.presses(await nina.now(preview), "Send now")
    assert len(await nina.got("regards, Olena")) == 1


async def test_send_now_sends_it_once_however_often_it_is_pressed(nina: Birthday, shown: Message):
    (row,) = await nina.rows()
    assert (await nina.house.olena.presses(shown, "Send now")).text == "On its way."
    await nina.house.quiet()
    assert await press(nina, nina.topic, f"due:now:{row.id}") == "It was sent already."
    assert len(await nina.got("regards, Olena")) == 1
    assert "✅ Sent" in (await nina.now(shown)).text


async def test_a_reply_changes_the_text_and_sends_nothing_yet(nina: Birthday, shown: Message):
    await nina.team("Dear Nina, how are you?", reply_to=shown)
    await nina.house.in_topic(nina.topic, "✏️ Changed. Press Send now when it is right.")
    changed = await nina.now(shown)
    assert "Dear Nina, how are you?" in changed.text
    assert "when you press Send now, until 20:00" in changed.text
    assert await nina.got("how are you") == []


async def test_send_now_under_the_confirmation_sends_the_changed_text(nina: Birthday, shown: Message):
    await nina.team("Dear Nina, how are you?", reply_to=shown)
    confirmation = await nina.house.in_topic(nina.topic, "✏️ Changed")
    await nina.house.olena.presses(confirmation, "Send now")
    assert len(await nina.got("Dear Nina, how are you?")) == 1
    assert await nina.got("regards") == []


async def test_a_changed_text_that_nobody_sends_expires_too(nina: Birthday, shown: Message):
    await nina.team("Dear Nina, how are you?", reply_to=shown)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await nina.move_to(nina.due - dt.timedelta(days=2))
    assert await nina.got("how are you") == []
    assert await states(nina) == ["expired"]


async def test_a_slip_in_the_changed_text_can_be_mended(nina: Birthday, shown: Message):
    mine = await nina.team("Deer Nina", reply_to=shown)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await nina.house.olena.edits(mine, "Dear Nina")
    await nina.house.olena.presses(await nina.now(shown), "Send now")
    assert await nina.got("Deer Nina") == []
    assert len(await nina.got("Dear Nina")) == 1


async def test_later_sends_it_by_itself_at_the_moment_that_was_chosen(nina: Birthday, shown: Message):
    await nina.change(birthday=None)
    await nina.house.quiet()
    await nina.house.olena.presses(shown, "Later")
    offered = await nina.now(shown)
    await nina.house.olena.presses(offered, offered.labels[1])
    chosen = await nina.now(shown)
    assert "by itself" in chosen.text
    (row,) = await nina.rows()
    assert row.due_at.astimezone(KYIV).hour == 10
    await nina.move_to(row.due_at - dt.timedelta(minutes=1))
    assert await nina.got("regards") == []
    await nina.move_to(row.due_at)
    assert len(await nina.got("regards, Olena")) == 1


async def test_later_offers_working_days_only(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Later")
    offered = await nina.now(shown)
    assert offered.labels[0] == "Back"
    assert len(offered.labels) > 1
    assert not [label for label in offered.labels if label.startswith(("Sat", "Sun"))]


async def test_back_brings_its_buttons_back(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Later")
    await nina.house.olena.presses(await nina.now(shown), "Back")
    back = await nina.now(shown)
    assert back.labels == BUTTONS
    assert "when you press Send now, until 20:00" in back.text


async def test_undo_after_skip_brings_its_buttons_back(nina: Birthday, shown: Message):
    olena = nina.house.olena
    await olena.presses(shown, "Skip")
    skipped = await nina.now(shown)
    assert skipped.labels == ["Undo"]
    await olena.presses(skipped, "Undo")
    back = await nina.now(shown)
    assert back.labels == BUTTONS
    assert "when you press Send now, until 20:00" in back.text
    await olena.presses(back, "Send now")
    assert len(await nina.got("regards, Olena")) == 1


async def test_skip_keeps_it_from_going_out(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Skip")
    await nina.move_to(nina.due - dt.timedelta(days=2))
    assert await nina.got("regards") == []
    assert await states(nina) == ["skipped"]


async def test_after_skip_another_one_can_be_asked_for(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Skip")
    await nina.house.move_clock(dt.timedelta(minutes=1))
    await nina.team("/checkin")
    again = await nina.house.in_topic(nina.topic, ASKED_FOR, where=lambda one: one.id != shown.id)
    await nina.house.olena.presses(again, "Send now")
    assert len(await nina.got("regards, Olena")) == 1


async def test_two_asked_for_within_one_second_do_not_collide(nina: Birthday, shown: Message):
    """The first was skipped at once."""
    async with nina.house.store.unit() as uow:
        (row,) = await nina.rows()
        assert row.chat_id is not None
        chat = await chats.by_id(uow, row.chat_id)
        assert chat is not None
        await care_messages.change(
            uow, row.id, slot=f"hand:{uow.now.astimezone(KYIV):%Y-%m-%dT%H:%M:%S}", state="skipped"
        )
        await deciding.by_hand(uow, chat, await nina.house.staff_row(nina.house.olena), "", shown.id)
    await nina.house.quiet()
    assert sorted(await states(nina)) == ["previewed", "skipped"]


async def test_while_one_waits_checkin_points_to_it(nina: Birthday, shown: Message):
    await nina.team("/checkin")
    pointer = await nina.house.in_topic(nina.topic, "It waits for you here already")
    assert pointer.reply_to == shown.id
    assert await states(nina) == ["previewed"]


async def test_a_reply_to_the_first_preview_is_still_a_text_after_asking_twice(nina: Birthday, shown: Message):
    await nina.team("/checkin")
    await nina.house.in_topic(nina.topic, "It waits for you here already")
    await nina.team("Draft of mine", reply_to=shown)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    assert await nina.got("Draft of mine") == []
    assert "Draft of mine" in (await nina.now(shown)).text


async def test_while_the_regular_one_is_shown_checkin_points_to_that(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(hours=2))
    regular = await steady.house.in_topic(steady.topic, "Why: every 14 days")
    await steady.team("/checkin")
    pointer = await steady.house.in_topic(steady.topic, "It waits for you here already")
    assert pointer.reply_to == regular.id
    await steady.team("Draft of mine", reply_to=regular)
    await steady.house.in_topic(steady.topic, "✏️ Changed")
    assert await steady.got("Draft of mine") == []
    await steady.move_to(at)
    assert len(await steady.got("Draft of mine")) == 1


async def test_in_a_pause_it_is_held_and_send_now_says_why(nina: Birthday):
    await nina.pause()
    preview = await asked_for(nina, nina.due - dt.timedelta(days=3))
    assert "✋ Held" in preview.text
    pressed = await nina.house.olena.presses(preview, "Send now")
    assert "a pause for the client" in pressed.text
    assert await nina.got("regards") == []


async def test_asking_for_one_does_not_keep_the_birthday_from_being_wished(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Send now")
    await nina.preview()
    await nina.move_to(nina.due)
    assert [(row.kind, row.state) for row in await nina.rows()] == [("check_in", "sent"), ("greeting", "sent")]
    assert len(await nina.got("regards, Olena")) == 2


async def test_it_is_in_the_audit_trail_who_asked_and_who_sent(nina: Birthday, shown: Message):
    await nina.house.olena.presses(shown, "Send now")
    await nina.house.quiet()
    async with nina.house.store.reading() as uow:
        trail = [(one["actor"], one["action"]) for one in await audit.latest(uow) if one["action"].startswith("care.")]
    assert set(trail) == {("Olena", "care.check_in"), ("Olena", "care.sent_now")}


async def test_to_somebody_who_blocked_the_bot_none_can_be_asked_for(nina: Birthday):
    await nina.nina.blocks(nina.house.bot)
    await nina.house.quiet()
    await nina.team("/checkin")
    await nina.house.in_topic(nina.topic, "the contact has blocked the bot")
    assert await nina.rows() == []


async def test_a_group_is_written_to_without_one(joined: Talk):
    talk, _ = await group_of_acme(joined.house)
    await talk.team("/checkin")
    await talk.in_topic("Check-ins go to a contact's own chat")


async def test_while_one_waits_that_was_asked_for_no_other_is_begun(steady: Birthday):
    at = await check_in_due(steady)
    await steady.move_to(at - dt.timedelta(days=1, hours=3))
    await steady.team("/checkin")
    await steady.house.quiet()
    await steady.move_to(at - dt.timedelta(hours=23))
    assert [row.slot.split(":")[0] for row in await steady.rows() if row.state in {"planned", "previewed"}] == ["hand"]
