"""Where ratings are not visible singly, nothing of them stands in a topic: they are the leads' business."""

import datetime as dt

import pytest

from sandbox.client import Message
from tests.surveys.flow import Asked

pytestmark = pytest.mark.parametrize("house", [{"ratings_visible": "hidden"}], indirect=True)


async def to_lead(flow: Asked, text: str) -> Message:
    return await flow.talk.house.box.receives(flow.talk.house.lead.id, text, timeout=5)


async def test_the_client_is_told_that_only_the_leads_read_it(asked: Asked):
    assert "Only the team leads read your answer." in (await asked.question()).text


async def test_neither_rating_nor_alert_nor_comment_stands_in_the_topic(asked: Asked):
    await asked.taps("2")
    await asked.talk.client("Nobody called back")
    await asked.talk.at_client("The team leads will read it.")
    await to_lead(asked, "🚨 Low rating: 2 of 5")
    assert "Nobody called back" in (await to_lead(asked, "💬 ACME · Anna on 2")).text
    texts = " ".join(message.text for message in await asked.talk.all_in_topic())
    assert not [word for word in ("⭐", "🚨", "💬", "Nobody called back") if word in texts]


async def test_a_voice_message_as_a_comment_is_copied_to_the_leads(asked: Asked):
    await asked.taps("5")
    await asked.talk.client(kind="voice")
    house = asked.talk.house
    await house.box.receives(house.lead.id, where=lambda message: message.kind == "voice", timeout=5)
    await to_lead(asked, "💬 ACME · Anna on 5: [voice message]")
    assert all(message.kind != "voice" for message in await asked.talk.all_in_topic())


async def test_an_edit_of_the_comment_stays_out_of_the_topic(asked: Asked):
    await asked.taps("5")
    written = await asked.talk.client("You were slow")
    await to_lead(asked, "You were slow")
    await asked.talk.house.anna.edits(written, "You were slow and rude")
    await to_lead(asked, "You were slow and rude")
    assert await asked.talk.topic_heard("slow") == 0


async def test_the_case_belongs_to_a_lead_and_a_manager_s_press_is_refused(asked: Asked):
    await asked.taps("1")
    house = asked.talk.house
    case = await asked.case()
    assert case is not None and case.owner_id == (await house.staff_row(house.lead)).id
    await house.lead.presses(await to_lead(asked, "🚨"), "Taken by me")
    await to_lead(asked, "✋ Larysa takes case")
    assert await asked.talk.topic_heard("✋") == 0


async def test_the_reason_of_a_refused_survey_gives_nothing_away(asked: Asked):
    await asked.taps("1")
    await asked.talk.house.move_clock(dt.timedelta(days=15))
    await asked.talk.team("/survey")
    await asked.talk.in_topic("🔕 No survey: not now, the team leads know why.")


async def test_a_lead_answers_a_comment_from_the_private_chat(asked: Asked):
    await asked.taps("4")
    await asked.talk.client("Send the invoice earlier")
    comment = await to_lead(asked, "Send the invoice earlier")
    house = asked.talk.house
    await house.lead.sends(house.lead.id, "/youtold It now comes on the first", reply_to=comment)
    assert "What we did: It now comes on the first" in (await asked.talk.at_client("You said – we did")).text
    await to_lead(asked, "📣 Larysa told ACME · Anna: It now comes on the first")
    assert await asked.talk.topic_heard("📣") == 0


async def test_a_manager_cannot_answer_what_they_may_not_see(asked: Asked):
    await asked.taps("1")
    await asked.talk.team("/youtold something")
    await asked.talk.in_topic("Only team leads see ratings here.")
    assert await asked.talk.client_heard("You said") == 0


async def test_the_card_says_nothing_of_ratings(asked: Asked):
    await asked.taps("1")
    await asked.talk.house.move_clock(dt.timedelta(minutes=1))
    await asked.talk.house.quiet()
    text = (await asked.talk.card()).text
    assert "⭐" not in text and "🚨" not in text


async def test_a_comment_as_long_as_a_message_reaches_the_leads_whole(asked: Asked):
    await asked.taps("4")
    comment = "Too slow. " * 409
    await asked.talk.client(comment)
    await to_lead(asked, "💬 ACME · Anna on 4: Too slow.")
    house = asked.talk.house
    await house.box.receives(house.lead.id, where=lambda message: message.text == comment.strip(), timeout=5)


async def test_several_pictures_as_a_comment_stay_out_of_the_topic(asked: Asked):
    await asked.taps("4")
    await asked.talk.client_album({"kind": "photo", "caption": "Look at this"}, "photo", "photo")
    await to_lead(asked, "💬 ACME · Anna on 4: Look at this")
    house = asked.talk.house
    await house.quiet()
    shown = [one for one in await house.box.messages(house.lead.id) if one.kind == "photo"]
    assert len(shown) == 3
    assert all(message.kind != "photo" for message in await asked.talk.all_in_topic())
    assert (await asked.talk.row()).conversation is None
