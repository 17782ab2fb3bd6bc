"""What a low rating sets off, where managers see ratings singly."""

import datetime as dt

import pytest

from conversations import team_admin
from sandbox.client import Message
from tests.support.talk import Talk
from tests.surveys.flow import Asked


@pytest.fixture
async def low(asked: Asked) -> Asked:
    """Anna has rated 2."""
    await asked.taps("2")
    return asked


async def alert_in_topic(flow: Asked) -> Message:
    return await flow.talk.in_topic("🚨 Low rating: 2 of 5")


async def to_lead(flow: Asked, text: str) -> Message:
    return await flow.talk.house.box.receives(flow.talk.house.lead.id, text, timeout=5)


async def test_topic_and_leads_hear_of_it_at_once_the_leads_with_a_link(low: Asked):
    await alert_in_topic(low)
    alert = await to_lead(low, "🚨 Low rating: 2 of 5")
    thread = await low.talk.thread()
    assert alert.button("Open the topic")["url"].endswith(f"/{thread}")
    assert "ACME · Anna" in alert.text and "Olena talks to the client by" in alert.text


async def test_a_case_is_opened_for_the_owner_with_a_clock_of_48_hours(low: Asked):
    case = await low.case()
    assert case is not None
    assert case.owner_id == (await low.talk.house.staff_row(low.talk.house.olena)).id
    assert case.due_at - case.opened_at == dt.timedelta(hours=48)


async def test_four_is_no_low_rating(asked: Asked):
    await asked.taps("4")
    assert await asked.case() is None
    assert await asked.talk.topic_heard("🚨") == 0


@pytest.mark.parametrize("house", [{"low_rating": 1}], indirect=True)
async def test_what_is_low_is_a_setting(asked: Asked):
    await asked.taps("2")
    assert await asked.case() is None


async def test_a_changed_answer_that_is_low_opens_a_case_and_a_better_one_closes_none(asked: Asked):
    await asked.taps("5")
    await asked.taps("1")
    await asked.taps("5")
    case = await asked.case()
    assert case is not None and case.closed_at is None
    assert await asked.talk.topic_heard("🚨 Low rating") == 1
    await to_lead(asked, "✏️ ACME · Anna changed an answer from 1 to 5")


async def test_a_low_answer_that_becomes_lower_is_told_to_the_leads_and_not_twice_in_the_topic(low: Asked):
    await low.taps("1")
    await to_lead(low, "🚨 Low rating: 1 of 5")
    assert await low.talk.topic_heard("🚨 Low rating") == 1
    assert await low.talk.topic_heard("✏️ ACME · Anna changed an answer from 2 to 1") == 1


async def test_every_low_answer_of_a_survey_is_told_with_the_one_case(talk: Talk):
    await talk.team("/survey relationship")
    flow = Asked(talk)
    await flow.question()
    await talk.house.quiet()
    for number in ("2", "5", "1"):
        await flow.taps(number)
    case = await flow.case()
    assert case is not None
    for alert in (await talk.in_topic("🚨 Low rating: 1 of 5"), await to_lead(flow, "🚨 Low rating: 1 of 5")):
        assert "How satisfied are you with us overall?" in alert.text
        assert f"It belongs to case {case.id}, which Olena has until" in alert.text
        assert "Taken by me" in alert.labels
    assert await talk.topic_heard("🚨 Low rating") == 2


async def test_a_low_answer_after_the_case_was_closed_opens_it_again_with_a_new_clock(low: Asked):
    house = low.talk.house
    await house.olena.presses(await alert_in_topic(low), "Close with a note")
    await low.talk.team("Refunded", reply_to=await low.talk.in_topic("📝 Case"))
    await low.talk.in_topic("✅ Olena closed case")
    await house.move_clock(dt.timedelta(days=3))
    await low.taps("1")
    assert "is open again: Olena talks to the client by" in (await low.talk.in_topic("🚨 Low rating: 1 of 5")).text
    case = await low.case()
    assert case is not None and case.closed_at is None
    assert case.due_at - case.opened_at > dt.timedelta(days=4)
    await house.move_clock(dt.timedelta(hours=36, minutes=1))
    await low.talk.in_topic("⏳ Case")


async def test_whoever_takes_the_case_owns_it(low: Asked):
    house = low.talk.house
    await house.petro.presses(await alert_in_topic(low), "Taken by me")
    await low.talk.in_topic("✋ Petro takes case")
    case = await low.case()
    assert case is not None and case.taken_at is not None
    assert case.owner_id == (await house.staff_row(house.petro)).id


async def test_talking_to_the_client_is_noted(low: Asked):
    await low.talk.house.olena.presses(await alert_in_topic(low), "Talked to the client")
    await low.talk.in_topic("☎️ Olena talked to the client")
    case = await low.case()
    assert case is not None and case.talked_at is not None and case.closed_at is None


async def test_a_note_as_a_reply_to_the_prompt_closes_the_case_and_stays_inside(low: Asked):
    await low.talk.house.olena.presses(await alert_in_topic(low), "Close with a note")
    prompt = await low.talk.in_topic("📝 Case")
    await low.talk.team("Called her, refunded the fee", reply_to=prompt)
    await low.talk.in_topic("✅ Olena closed case")
    case = await low.case()
    assert case is not None and case.closed_at is not None
    assert case.note == "Called her, refunded the fee"
    assert await low.talk.client_heard("refunded") == 0


async def test_a_note_without_words_closes_nothing(low: Asked):
    await low.talk.house.olena.presses(await alert_in_topic(low), "Close with a note")
    prompt = await low.talk.in_topic("📝 Case")
    await low.talk.team(kind="sticker", reply_to=prompt)
    await low.talk.in_topic("Write the note as text.")
    case = await low.case()
    assert case is not None and case.closed_at is None
    assert all(message.kind != "sticker" for message in await low.talk.all_at_client())


async def test_a_lead_can_close_it_in_private(low: Asked):
    house = low.talk.house
    await house.lead.presses(await to_lead(low, "🚨"), "Close with a note")
    prompt = await to_lead(low, "📝 Case")
    await house.lead.sends(house.lead.id, "Spoke to their director", reply_to=prompt)
    await low.talk.in_topic("✅ Larysa closed case")
    case = await low.case()
    assert case is not None and case.note == "Spoke to their director"


async def test_a_closed_case_cannot_be_taken(low: Asked):
    alert = await alert_in_topic(low)
    await low.talk.house.olena.presses(alert, "Close with a note")
    await low.talk.team("Done", reply_to=await low.talk.in_topic("📝 Case"))
    await low.talk.in_topic("✅ Olena closed case")
    pressed = await low.talk.house.petro.presses(alert, "Taken by me")
    assert pressed.alert and "closed already" in pressed.text


async def test_a_reminder_comes_before_the_clock_runs_out_and_the_leads_hear_when_it_has(low: Asked):
    await low.talk.house.move_clock(dt.timedelta(hours=36, minutes=1))
    await low.talk.in_topic("⏳ Case")
    await low.talk.house.move_clock(dt.timedelta(hours=12))
    await low.talk.in_topic("⏰ Case")
    await to_lead(low, "⏰ Case")


async def test_a_closed_case_reminds_nobody(low: Asked):
    await low.talk.house.olena.presses(await alert_in_topic(low), "Close with a note")
    await low.talk.team("Done", reply_to=await low.talk.in_topic("📝 Case"))
    await low.talk.in_topic("✅ Olena closed case")
    await low.talk.house.move_clock(dt.timedelta(hours=49))
    assert await low.talk.topic_heard("⏳") == 0
    assert await low.talk.topic_heard("⏰") == 0


async def test_while_a_case_is_open_the_client_is_asked_nothing(low: Asked):
    await low.talk.house.move_clock(dt.timedelta(days=15))
    await low.talk.team("/survey")
    await low.talk.in_topic("🔕 No survey: a low rating is being followed up.")


async def test_the_comment_on_a_low_rating_reaches_the_leads_too(low: Asked):
    await low.talk.client("Nobody called back")
    await low.talk.in_topic("💬 Comment on the rating")
    assert "Nobody called back" in (await to_lead(low, "💬 ACME · Anna on 2")).text


async def test_you_told_as_a_reply_to_the_comment_tells_the_client_what_was_done(low: Asked):
    await low.talk.client("Nobody <called> back")
    comment = await low.talk.in_topic("Nobody <called> back")
    await low.talk.team("/youtold We now call back within an hour", reply_to=comment)
    told = await low.talk.at_client("You said – we did")
    assert "You said: “Nobody <called> back”" in told.text
    assert "What we did: We now call back within an hour" in told.text
    await low.talk.house.quiet()
    case = await low.case()
    assert case is not None and case.told_client_at is not None


async def test_you_told_as_a_reply_to_the_alert_works_without_a_comment(low: Asked):
    await low.talk.team("/youtold We changed the form", reply_to=await alert_in_topic(low))
    told = await low.talk.at_client("You said – we did")
    assert "You told us that you were not satisfied." in told.text


async def test_you_told_from_the_leads_private_chat_is_confirmed_and_the_topic_reads_it(low: Asked):
    house = low.talk.house
    alert = await to_lead(low, "🚨 Low rating: 2 of 5")
    await house.lead.sends(house.lead.id, "/youtold We changed the form", reply_to=alert)
    assert "What we did: We changed the form" in (await low.talk.at_client("You said – we did")).text
    await to_lead(low, "📣 Larysa told ACME · Anna: We changed the form")
    await low.talk.in_topic("📣 Larysa told ACME · Anna: We changed the form")


async def test_you_told_does_not_quote_a_voice_message(low: Asked):
    await low.talk.client(kind="voice")
    comment = await low.talk.topic_sees(lambda message: message.kind == "voice")
    await low.talk.team("/youtold We now call back within an hour", reply_to=comment)
    assert "You told us: [voice message]" in (await low.talk.at_client("You said – we did")).text


async def test_you_told_without_words_or_without_anything_told_says_what_to_do(asked: Asked):
    await asked.talk.team("/youtold")
    await asked.talk.in_topic("Write what was done")
    await asked.talk.team("/youtold something")
    await asked.talk.in_topic("Reply with /youtold to a client's comment")


async def test_the_card_shows_the_last_ratings_and_the_open_case(low: Asked):
    await low.talk.house.move_clock(dt.timedelta(seconds=10))
    card = await low.talk.card("⭐ Last ratings: 2/5")
    assert "🚨 Case" in card.text


async def test_you_told_without_a_reply_answers_the_newest_comment_not_an_older_closed_case(low: Asked):
    house, talk = low.talk.house, low.talk
    await talk.client("Nobody called back")
    await talk.at_client("Olena will read it.")
    await house.olena.presses(await alert_in_topic(low), "Close with a note")
    await talk.team("Called her", reply_to=await talk.in_topic("📝 Case"))
    await talk.in_topic("✅ Olena closed case")
    await house.move_clock(dt.timedelta(days=100))
    before = max(message.id for message in await talk.all_at_client())
    await talk.client("/rate")
    await low.taps("5", on=await talk.client_sees(lambda one: one.id > before and "5" in one.labels))
    await talk.client("Please send the invoice on Mondays")
    await talk.in_topic("Please send the invoice on Mondays")
    await talk.team("/youtold It now comes on Mondays")
    assert "You said: “Please send the invoice on Mondays”" in (await talk.at_client("You said – we did")).text


async def test_an_open_case_goes_with_its_client_to_the_new_manager(low: Asked):
    house = low.talk.house
    await low.talk.team("/assign Petro")
    case = await low.case()
    told = await low.talk.in_topic(f"Case {case.id if case else 0}: Petro talks to the client by")
    assert "Taken by me" in told.labels
    await house.quiet()
    case = await low.case()
    assert case is not None and case.owner_id == (await house.staff_row(house.petro)).id


async def test_a_case_that_somebody_else_took_stays_theirs_when_the_client_moves(low: Asked):
    house = low.talk.house
    await house.lead.presses(await to_lead(low, "🚨"), "Taken by me")
    await low.talk.in_topic("✋ Larysa takes case")
    await low.talk.team("/assign Petro")
    await low.talk.in_topic("Handover")
    await house.quiet()
    case = await low.case()
    assert case is not None and case.owner_id == (await house.staff_row(house.lead)).id


async def test_when_somebody_leaves_the_team_the_client_s_manager_has_the_case(low: Asked):
    house = low.talk.house
    petro = await house.staff_row(house.petro)
    await house.petro.presses(await alert_in_topic(low), "Taken by me")
    await low.talk.in_topic("✋ Petro takes case")
    async with house.store.unit() as uow:
        await team_admin.remove_staff(uow, "test", petro)
    await low.talk.topic_sees(lambda one: one.text.startswith("Case ") and "Olena talks to the client by" in one.text)
    case = await low.case()
    assert case is not None and case.owner_id == (await house.staff_row(house.olena)).id


async def test_the_leads_hear_an_edit_of_the_comment_on_a_low_rating_too(low: Asked):
    written = await low.talk.client("Nobody called back")
    await to_lead(low, "Nobody called back")
    await low.talk.house.anna.edits(written, "Nobody called back, ask Petro")
    assert "ACME · Anna on 2" in (await to_lead(low, "Nobody called back, ask Petro")).text
