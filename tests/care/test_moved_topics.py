"""A preview whose topic moves to another desk or is deleted: people still see it, and its words stay with it."""

import datetime as dt
from dataclasses import dataclass

import pytest

from conversations import client_admin, handover, team_admin
from conversations.client_admin import ClientDetails
from conversations.team_admin import StaffDetails
from sandbox.client import Group, Message, Person
from storage import care_messages, chats, staff
from tests.care.planned import BUTTONS, Birthday


@dataclass
class Elsewhere:
    """A second desk, where Taras works; Olena and the lead are members of its group, too."""

    nina: Birthday
    group: Group
    taras: Person

    async def change_desk(self) -> None:
        """Globex belongs to this desk from now on; Olena still looks after it."""
        async with self.nina.house.store.unit() as uow:
            client = await self.nina.client(uow)
            await client_admin.change_client(uow, "test", client, details=ClientDetails(desk="Second desk"))
        await self.nina.house.quiet()

    async def hand_over(self) -> None:
        """Taras looks after Globex from now on."""
        taras = await self.nina.house.staff_row(self.taras)
        async with self.nina.house.store.unit() as uow:
            await handover.assign(uow, "test", (await self.nina.client(uow)).id, taras.id)
        await self.nina.house.quiet()

    async def sees(self, text: str) -> Message:
        """What stands in Nina's topic here and has buttons to decide with."""
        topic = await self.group.topic(self.nina.topic)
        return await self.nina.house.box.receives(
            self.group, text, thread=topic, where=lambda one: "Skip" in one.labels, timeout=10
        )


@pytest.fixture
async def elsewhere(nina: Birthday) -> Elsewhere:
    house = nina.house
    taras = await house.box.person("Taras")
    group = await house.box.group("Second desk", taras, is_forum=True, members=[house.olena, house.lead])
    await group.add_bot(house.bot)
    async with house.store.unit() as uow:
        await team_admin.add_desk(uow, "test", group.id, "Second desk", "en")
        member = await team_admin.add_staff(
            uow, "test", taras.id, "Taras", StaffDetails(role="manager", language="en", desk="Second desk")
        )
        await staff.change(uow, member.id, started_at=uow.now)
    await taras.starts(house.bot)
    return Elsewhere(nina, group, taras)


async def test_in_another_desk_the_preview_is_shown_anew_with_its_buttons(nina: Birthday, elsewhere: Elsewhere):
    await nina.review()
    await nina.preview()
    await elsewhere.change_desk()
    assert (await elsewhere.sees("Why: birthday")).labels == ["Approve", *BUTTONS]


async def test_what_is_approved_in_the_new_desk_goes_out(nina: Birthday, elsewhere: Elsewhere):
    await nina.review()
    await nina.preview()
    await elsewhere.change_desk()
    await nina.house.olena.presses(await elsewhere.sees("Why: birthday"), "Approve")
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_what_was_approved_before_the_move_stays_approved(nina: Birthday, elsewhere: Elsewhere):
    await nina.review()
    preview = await nina.preview()
    await nina.house.olena.presses(preview, "Approve")
    await elsewhere.change_desk()
    assert (await elsewhere.sees("Why: birthday")).labels == BUTTONS
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_greeting_that_moved_goes_out_once_and_the_new_desk_sees_it(nina: Birthday, elsewhere: Elsewhere):
    await nina.preview()
    await elsewhere.change_desk()
    shown = await elsewhere.sees("Why: birthday")
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1
    assert "✅ Sent" in (await nina.house.box.message(elsewhere.group, shown)).text


async def test_after_a_handover_the_words_are_those_of_the_new_manager(nina: Birthday, elsewhere: Elsewhere):
    await nina.preview()
    await elsewhere.hand_over()
    assert "regards, Taras" in (await elsewhere.sees("Why: birthday")).text
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Taras")) == 1
    assert await nina.got("regards, Olena") == []


async def test_a_colleague_of_the_same_desk_signs_where_the_preview_stands(nina: Birthday):
    preview = await nina.preview()
    await nina.team("/assign Petro")
    assert "regards, Petro" in (await nina.now(preview)).text


async def test_what_somebody_wrote_moves_with_the_preview(nina: Birthday, elsewhere: Elsewhere):
    preview = await nina.preview()
    await nina.team("Dear Nina, from Olena", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await elsewhere.hand_over()
    shown = await elsewhere.sees("Dear Nina, from Olena")
    assert "Text by Olena" in shown.text
    await nina.move_to(nina.due)
    assert len(await nina.got("Dear Nina, from Olena")) == 1


async def test_a_reply_in_the_new_desk_is_what_goes_out(nina: Birthday, elsewhere: Elsewhere):
    await nina.preview()
    await elsewhere.hand_over()
    shown = await elsewhere.sees("Why: birthday")
    topic = await elsewhere.group.topic(nina.topic)
    await elsewhere.taras.sends(elsewhere.group, "Dear Nina, from Taras", thread=topic, reply_to=shown)
    await nina.house.box.receives(elsewhere.group, "✏️ Changed", thread=topic)
    await nina.move_to(nina.due)
    assert len(await nina.got("Dear Nina, from Taras")) == 1


async def test_a_reminder_that_is_handed_over_is_shown_to_who_is_to_write_it(reminder: Birthday, elsewhere: Elsewhere):
    await reminder.preview("Nothing goes out by itself")
    await elsewhere.hand_over()
    shown = await elsewhere.sees("her dog Rex died")
    assert "Nothing goes out by itself" in shown.text
    assert shown.labels == ["Skip"]


async def test_a_check_in_asked_for_is_shown_in_the_new_desk(nina: Birthday, elsewhere: Elsewhere):
    await nina.move_to(nina.due - dt.timedelta(days=3))
    await nina.team("/checkin")
    await nina.house.in_topic(nina.topic, "asked for with /checkin")
    await elsewhere.change_desk()
    await nina.house.olena.presses(await elsewhere.sees("asked for with /checkin"), "Send now")
    assert len(await nina.got("regards, Olena")) == 1


async def test_the_number_of_a_message_in_the_old_desk_means_nothing_in_the_new_one(
    nina: Birthday, elsewhere: Elsewhere
):
    """Each group counts its messages anew, so somebody's edit there must not be taken for the greeting's text."""
    preview = await nina.preview()
    mine = await nina.team("Dear Nina!", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    (row,) = await nina.rows()
    assert row.edit_message_id == mine.id
    await elsewhere.change_desk()
    await elsewhere.sees("Dear Nina!")
    await nina.house.quiet()
    async with nina.house.store.reading() as uow:
        assert row.chat_id is not None
        chat = await chats.by_id(uow, row.chat_id)
        assert chat is not None and chat.topic is not None
        assert await care_messages.by_edit(uow, chat.topic.id, mine.id) is None


async def test_an_edit_of_the_text_in_the_closed_topic_changes_nothing(nina: Birthday, elsewhere: Elsewhere):
    preview = await nina.preview()
    mine = await nina.team("Dear Nina!", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await elsewhere.change_desk()
    await nina.house.olena.edits(mine, "Something else")
    await nina.move_to(nina.due)
    assert len(await nina.got("Dear Nina!")) == 1
    assert await nina.got("Something else") == []


async def test_a_reply_to_the_preview_in_the_closed_topic_changes_and_sends_nothing(
    nina: Birthday, elsewhere: Elsewhere
):
    preview = await nina.preview()
    await elsewhere.change_desk()
    await nina.house.olena.sends(nina.house.desk, "Too late here", thread=preview.thread_id, reply_to=preview)
    await nina.house.box.receives(nina.house.desk, "This topic is closed", thread=preview.thread_id, timeout=10)
    await nina.move_to(nina.due)
    assert await nina.got("Too late here") == []
    assert len(await nina.got("regards, Olena")) == 1


async def delete_topic(nina: Birthday) -> None:
    """The topic is gone, as the bot learns from Nina's next word; by and by there is another one."""
    old = await nina.house.topic_of(nina.topic)
    await nina.house.olena.deletes_topic(nina.house.desk, old)
    await nina.nina.sends(nina.nina, "hello?")
    await nina.house.in_topic(nina.topic, "This topic was deleted")
    await nina.house.quiet()


async def test_with_its_topic_deleted_the_preview_is_shown_in_the_new_one(nina: Birthday):
    await nina.review()
    await nina.preview()
    await delete_topic(nina)
    assert (await nina.house.in_topic(nina.topic, "Why: birthday")).labels == ["Approve", *BUTTONS]


async def test_the_words_that_somebody_wrote_in_a_deleted_topic_still_go_out(nina: Birthday):
    preview = await nina.preview()
    await nina.team("Dear Nina, from Olena", reply_to=preview)
    await nina.house.in_topic(nina.topic, "✏️ Changed")
    await delete_topic(nina)
    assert "Dear Nina, from Olena" in (await nina.house.in_topic(nina.topic, "Text by Olena")).text
    await nina.move_to(nina.due)
    assert len(await nina.got("Dear Nina, from Olena")) == 1


async def test_a_deleted_topic_keeps_no_greeting_from_going_out(nina: Birthday):
    """Nobody wrote meanwhile: the bot notices only when it says in the topic what became of the greeting."""
    await nina.preview()
    await nina.house.olena.deletes_topic(nina.house.desk, await nina.house.topic_of(nina.topic))
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1
    await nina.house.in_topic(nina.topic, "✅ Sent")
