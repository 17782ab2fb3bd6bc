"""`/done`, reopening, and what does not reopen."""

import datetime as dt

import pytest
from sqlalchemy import select

from storage import tables as t
from storage import talks
from storage.records import Talk
from tests.support.talk import Talk as Stage
from tests.support.talk import mentioned

CLOSED = "✔️ Closed"


async def all_of(stage: Stage) -> list[Talk]:
    """Anna's conversations, oldest first."""
    await stage.house.quiet()
    chat = await stage.row()
    async with stage.house.store.reading() as uow:
        ids = await uow.returning(
            select(t.conversation.c.id).where(t.conversation.c.chat_id == chat.id).order_by(t.conversation.c.id)
        )
        found = [await talks.by_id(uow, row[0]) for row in ids]
    return [one for one in found if one is not None]


async def close(stage: Stage, how: str = "/done") -> None:
    await stage.team(how)
    await stage.in_topic(CLOSED)


async def pings(stage: Stage) -> list[str]:
    """What the topic's messages that ping Olena say."""
    return [message.text for message in await stage.all_in_topic() if stage.house.olena.id in mentioned(message)]


# -- closing -----------------------------------------------------------------------------------------------------------


async def test_done_closes_the_conversation_and_says_who_and_when(talk: Stage):
    await close(talk)
    (one,) = await all_of(talk)
    olena = await talk.house.staff_row(talk.house.olena)
    assert one.closed_at == one.first_closed_at is not None
    assert (one.closed_by, one.waiting_since, one.reopened_at) == (olena.id, None, None)
    assert (await talk.row()).conversation is None


async def test_done_is_answered_where_it_was_written_and_never_reaches_the_client(talk: Stage):
    written = await talk.team("/done")
    assert (await talk.in_topic(CLOSED)).reply_to == written.id
    assert await talk.client_heard("done") + await talk.client_heard("Closed") == 0


async def test_done_quiet_says_that_no_survey_follows(talk: Stage):
    await talk.team("/done quiet")
    await talk.in_topic("Closed, without a survey.")
    assert (await all_of(talk))[0].closed_at is not None


async def test_done_while_the_client_waits_stops_the_clock_and_says_so(talk: Stage):
    await talk.twin_in_topic("one more thing")
    await talk.team("/done")
    await talk.in_topic("had no answer")
    (one,) = await all_of(talk)
    assert one.closed_at is not None and one.waiting_since is None


async def test_done_with_other_words_closes_nothing_and_explains(talk: Stage):
    await talk.team("/done tomorrow")
    await talk.in_topic("/done quiet to close")
    assert (await talk.row()).conversation is not None


async def test_done_before_anybody_wrote_is_answered_kindly(joined: Stage):
    await joined.team("/done")
    await joined.in_topic("There is no conversation here yet")


async def test_a_second_done_is_answered_kindly_and_changes_nothing(talk: Stage):
    await close(talk)
    (before,) = await all_of(talk)
    await talk.team("/done")
    await talk.in_topic("closed already")
    assert await all_of(talk) == [before]


async def test_closing_stands_in_the_audit_trail(talk: Stage):
    await close(talk, "/done quiet")
    async with talk.house.store.reading() as uow:
        rows = await uow.returning(
            select(t.audit.c.actor, t.audit.c.subject).where(t.audit.c.action == "conversation.closed")
        )
    assert [tuple(row) for row in rows] == [("Olena", "ACME · Anna")]


async def test_a_conversation_belongs_to_the_owner_of_the_day_it_opened(talk: Stage):
    await talk.team("/assign Petro")
    await talk.at_client("From now on Petro")
    olena, petro = await talk.house.staff_row(talk.house.olena), await talk.house.staff_row(talk.house.petro)
    await close(talk)
    await talk.house.move_clock(dt.timedelta(days=4))
    await talk.twin_in_topic("Petro, a question")
    assert [one.owner_id for one in await all_of(talk)] == [olena.id, petro.id]


async def test_the_card_follows_open_closed_and_open_again(talk: Stage):
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("📂 Open since")
    await close(talk)
    await talk.house.move_clock(dt.timedelta(seconds=10))
    card = await talk.card("⚪ Closed")
    assert "by Olena" in card.text and "📂" not in card.text
    await talk.twin_in_topic("one more thing")
    await talk.house.move_clock(dt.timedelta(seconds=10))
    assert "🟡" in (await talk.card("again since")).text


# -- what opens again --------------------------------------------------------------------------------------------------


async def test_a_client_s_word_after_closing_opens_the_same_conversation_again(talk: Stage):
    await close(talk)
    (closed,) = await all_of(talk)
    await talk.house.move_clock(dt.timedelta(days=2))
    await talk.twin_in_topic("it broke again")
    (one,) = await all_of(talk)
    assert (one.id, one.opened_at, one.first_closed_at) == (closed.id, closed.opened_at, closed.first_closed_at)
    assert one.closed_at is None and one.closed_by is None
    assert one.reopened_at == one.waiting_since == one.last_client_at


async def test_a_reopened_conversation_keeps_its_first_close_and_its_first_answer(talk: Stage):
    await close(talk)
    (first,) = await all_of(talk)
    await talk.house.move_clock(dt.timedelta(hours=5))
    await talk.twin_in_topic("it broke again")
    await talk.twin_at_client("and again it works")
    await talk.team("/done quiet")
    await talk.in_topic("without a survey")
    (again,) = await all_of(talk)
    assert (again.first_closed_at, again.first_answer_at) == (first.first_closed_at, first.first_answer_at)
    assert again.closed_at is not None and first.closed_at is not None
    assert again.closed_at - first.closed_at >= dt.timedelta(hours=5)


async def test_a_word_after_the_quiet_days_begins_a_new_conversation(talk: Stage):
    await close(talk)
    await talk.house.move_clock(dt.timedelta(days=3, minutes=1))
    await talk.twin_in_topic("something else")
    old, new = await all_of(talk)
    assert old.closed_at is not None and old.reopened_at is None
    assert new.closed_at is None and new.waiting_since == new.opened_at


@pytest.mark.parametrize("later", [dt.timedelta(hours=1), dt.timedelta(days=5)])
async def test_the_first_word_after_closing_pings_the_owner_once(talk: Stage, later: dt.timedelta):
    await close(talk)
    before = await pings(talk)
    await talk.house.move_clock(later)
    await talk.twin_in_topic("hello again")
    await talk.twin_in_topic("are you there?")
    assert await pings(talk) == [*before, "🔔 Olena\nhello again"]


# -- what does not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Thank you!", "Дуже дякую, Олено 🙏", "Спасибо)))", "👍", "❤️❤️❤️"])
async def test_a_bare_thank_you_or_emoji_after_closing_is_carried_and_opens_nothing(talk: Stage, text: str):
    await close(talk)
    before, pinged = await all_of(talk), await pings(talk)
    assert (await talk.twin_in_topic(text)).text == text
    assert await all_of(talk) == before
    assert await pings(talk) == pinged


async def test_a_sticker_after_closing_is_carried_and_opens_nothing(talk: Stage):
    await close(talk)
    before, pinged = await all_of(talk), await pings(talk)
    await talk.client(kind="sticker")
    await talk.topic_sees(lambda message: message.kind == "sticker")
    assert (await all_of(talk), await pings(talk)) == (before, pinged)


async def test_thanks_weeks_later_open_nothing_either(talk: Stage):
    await close(talk)
    await talk.house.move_clock(dt.timedelta(days=30))
    await talk.twin_in_topic("Дякую!")
    assert len(await all_of(talk)) == 1


async def test_a_question_after_thanks_opens_it_again_and_pings(talk: Stage):
    await close(talk)
    pinged = await pings(talk)
    await talk.twin_in_topic("Thanks!")
    await talk.twin_in_topic("One more question though")
    (one,) = await all_of(talk)
    assert one.closed_at is None and one.waiting_since == one.last_client_at
    assert await pings(talk) == [*pinged, "🔔 Olena\nOne more question though"]


async def test_a_forwarded_thank_you_is_news_and_opens_it_again(talk: Stage):
    await close(talk)
    await talk.client("thanks", forward_from={"hidden_user": "Somebody"})
    await talk.in_topic("thanks")
    assert (await all_of(talk))[0].closed_at is None


async def test_the_very_first_word_opens_a_conversation_even_when_it_is_thanks(joined: Stage):
    await joined.twin_in_topic("thanks")
    assert len(await all_of(joined)) == 1
    assert await pings(joined) == ["🔔 Olena\nthanks"]


async def test_thanks_for_an_answer_keep_nobody_waiting(talk: Stage):
    await talk.twin_in_topic("Thank you!")
    (one,) = await all_of(talk)
    assert one.waiting_since is None and one.closed_at is None


async def test_an_emoji_for_an_answer_may_be_an_answer_itself_and_waits(talk: Stage):
    await talk.twin_in_topic("👍")
    assert (await all_of(talk))[0].waiting_since is not None


async def test_thanks_while_a_question_waits_leave_the_clock_running_since_the_question(talk: Stage):
    await talk.twin_in_topic("And the invoice?")
    (asked,) = await all_of(talk)
    await talk.house.move_clock(dt.timedelta(minutes=5))
    await talk.twin_in_topic("thanks in advance")
    assert (await all_of(talk))[0].waiting_since == asked.waiting_since is not None


# -- the team after closing --------------------------------------------------------------------------------------------


async def test_a_word_of_the_team_after_closing_reaches_the_client_and_opens_nothing(talk: Stage):
    await close(talk)
    before = await all_of(talk)
    await talk.twin_at_client("by the way, we are closed on Friday")
    assert await all_of(talk) == before
