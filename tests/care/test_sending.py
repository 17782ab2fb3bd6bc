"""A greeting between the outbox and the client: at most once, and never on a day that became quiet."""

import datetime as dt

from storage import clients
from tests.care.planned import CLIENT, Birthday
from tests.support.cases import open_case
from tests.support.talk import Talk


async def lose_answer(nina: Birthday, when: str) -> None:
    """Telegram's next answer about Nina's chat is lost, before or after the message was taken."""
    await nina.house.box.fault(when, "sendMessage", chat_id=nina.nina.id, times=1)


async def test_a_lost_answer_is_put_to_the_manager_and_never_sent_twice_by_itself(nina: Birthday):
    await nina.preview()
    await lose_answer(nina, "reset_after")
    await nina.move_to(nina.due)
    await nina.house.in_topic(nina.topic, "Telegram may or may not have delivered this: Birthday")
    await nina.move_to(nina.due + dt.timedelta(days=1))
    assert len(await nina.got("regards, Olena")) == 1


async def test_it_arrived_settles_it(nina: Birthday):
    preview = await nina.preview()
    await lose_answer(nina, "reset_after")
    await nina.move_to(nina.due)
    ask = await nina.house.in_topic(nina.topic, "Telegram may or may not")
    await nina.house.olena.presses(ask, "It arrived")
    assert "✅ Sent" in (await nina.now(preview)).text
    assert [row.state for row in await nina.rows()] == ["sent"]


async def test_send_again_sends_it_again(nina: Birthday):
    await nina.preview()
    await lose_answer(nina, "reset_before")
    await nina.move_to(nina.due)
    ask = await nina.house.in_topic(nina.topic, "Telegram may or may not")
    assert await nina.got("regards") == []
    await nina.house.olena.presses(ask, "Send again")
    assert len(await nina.got("regards, Olena")) == 1
    assert [row.state for row in await nina.rows()] == ["sent"]


async def test_send_again_on_the_next_day_sends_nothing_and_says_so(nina: Birthday):
    await nina.preview()
    await lose_answer(nina, "reset_before")
    await nina.move_to(nina.due)
    ask = await nina.house.in_topic(nina.topic, "Telegram may or may not")
    await nina.move_to(nina.due + dt.timedelta(days=1))
    await nina.house.olena.presses(ask, "Send again")
    await nina.house.in_topic(nina.topic, "it is too late for it")
    assert await nina.got("regards") == []


async def test_a_refusal_of_telegram_is_said_in_plain_words(nina: Birthday):
    preview = await nina.preview()
    await nina.house.box.fault(
        "error", "sendMessage", chat_id=nina.nina.id, times=1, code=403, description="Forbidden: bot was blocked"
    )
    await nina.move_to(nina.due)
    await nina.house.in_topic(nina.topic, "the client blocked the bot")
    assert "🔕 The client blocked the bot" in (await nina.now(preview)).text
    assert [row.state for row in await nina.rows()] == ["failed"]


async def test_a_pause_stops_what_already_waits_in_the_outbox(nina: Birthday):
    """Telegram holds the chat for a while; meanwhile somebody learns of a mourning."""
    preview = await nina.preview()
    await nina.hold_up(nina.due)
    await nina.pause()
    await nina.let_go()
    assert await nina.got("regards") == []
    assert "a pause for the client" in (await nina.now(preview)).text
    assert [row.state for row in await nina.rows()] == ["dropped"]


async def test_a_pause_holds_what_was_shown_and_a_resume_lets_it_go(nina: Birthday):
    preview = await nina.preview()
    await nina.pause()
    assert "Held (a pause for the client" in (await nina.now(preview)).text
    await nina.resume()
    assert "It goes out by itself" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1


async def test_a_birthday_in_a_pause_is_not_sent_and_the_manager_sees_why(nina: Birthday):
    await nina.pause()
    preview = await nina.preview("✋ Held")
    assert "Birthday" in preview.text
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    assert "🔕" in (await nina.now(preview)).text


async def test_while_a_recovery_case_is_open_nothing_goes_out(talk: Talk, nina: Birthday):
    async with nina.house.store.reading() as uow:
        client = await clients.by_name(uow, CLIENT)
    assert client is not None
    preview = await nina.preview()
    async with nina.house.store.unit() as uow:
        await open_case(uow, client.id)
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    assert "a recovery case is open" in (await nina.now(preview)).text


async def test_a_date_that_is_removed_takes_its_greeting_with_it(nina: Birthday):
    preview = await nina.preview()
    await nina.change(birthday=None)
    assert "no longer in the calendar" in (await nina.now(preview)).text
    await nina.move_to(nina.due)
    assert await nina.got("regards") == []
    assert [row.state for row in await nina.rows()] == ["withdrawn"]


async def test_a_date_that_is_put_back_brings_it_back(nina: Birthday):
    preview = await nina.preview()
    await nina.change(birthday=None)
    await nina.now(preview)
    await nina.change(birthday=f"1990-{nina.day:%m-%d}")
    assert (await nina.now(preview)).labels == ["Send now", "Edit", "Skip", "Later"]
    await nina.move_to(nina.due)
    assert len(await nina.got("regards, Olena")) == 1
