"""Answers that are changed, skipped, tapped twice or too late."""

import datetime as dt

from tests.support.talk import Talk
from tests.surveys.flow import Asked

WEEK = dt.timedelta(days=7, minutes=1)


async def test_another_number_changes_the_answer_and_the_history_is_kept(asked: Asked):
    await asked.taps("5")
    pressed = await asked.taps("4")
    assert pressed.text == "Changed. Thank you."
    assert (await asked.ratings())["satisfaction"].value == 4
    assert await asked.history() == [("satisfaction", 5), ("satisfaction", 4)]
    assert await asked.talk.topic_heard("changed an answer from 5 to 4") == 1


async def test_a_double_tap_counts_once(asked: Asked):
    message = await asked.question()
    await asked.talk.house.anna.presses(message, "5")
    answer = await asked.stale(message, f"sv:{(await asked.survey()).id}:0:5")
    assert answer == "This is counted already."
    assert await asked.history() == [("satisfaction", 5)]
    assert await asked.talk.client_heard("Would you like to add a few words?") == 1


async def test_a_skipped_question_is_no_answer_and_asks_for_no_comment(asked: Asked):
    pressed = await asked.taps("Skip")
    assert pressed.text == "All right, skipped."
    assert (await asked.survey()).state == "skipped"
    assert (await asked.ratings())["satisfaction"].value is None
    assert await asked.talk.client_heard("Would you like") == 0


async def test_who_skipped_can_answer_after_all(asked: Asked):
    message = await asked.question()
    await asked.taps("Skip")
    await asked.taps("Answer after all", on=await asked.talk.now(message))
    await asked.taps("4", on=await asked.talk.now(message))
    survey = await asked.survey()
    assert (survey.state, (await asked.ratings())["satisfaction"].value) == ("answered", 4)
    assert await asked.history() == [("satisfaction", None), ("satisfaction", 4)]


async def test_an_answer_can_be_changed_for_fourteen_days(asked: Asked):
    message = await asked.question()
    await asked.taps("5")
    await asked.talk.house.move_clock(dt.timedelta(days=13, hours=23))
    assert (await asked.taps("4")).text == "Changed. Thank you."
    await asked.talk.house.move_clock(dt.timedelta(hours=2))
    await asked.talk.house.quiet()
    closed = await asked.talk.now(message)
    assert closed.buttons == [] and "Thank you for your answer." in closed.text


async def test_after_fourteen_days_a_tap_changes_nothing_and_is_answered(asked: Asked):
    await asked.taps("5")
    survey = await asked.survey()
    message = await asked.question()
    await asked.talk.house.move_clock(dt.timedelta(days=14, minutes=1))
    await asked.talk.house.quiet()
    answer = await asked.stale(message, f"sv:{survey.id}:0:1")
    assert answer is not None and "closed" in answer
    assert (await asked.ratings())["satisfaction"].value == 5


async def test_nobody_answers_for_a_week_and_the_buttons_go(asked: Asked):
    message = await asked.question()
    await asked.talk.house.move_clock(WEEK)
    await asked.talk.house.quiet()
    expired = await asked.talk.now(message)
    assert expired.buttons == [] and "This question is closed." in expired.text
    assert (await asked.survey()).state == "expired"


async def test_a_tap_on_an_expired_survey_is_answered_kindly_and_not_counted(asked: Asked):
    survey, message = await asked.survey(), await asked.question()
    await asked.talk.house.move_clock(WEEK)
    await asked.talk.house.quiet()
    answer = await asked.stale(message, f"sv:{survey.id}:0:5")
    assert answer is not None and "/rate" in answer
    assert await asked.ratings() == {}


async def test_a_conversation_that_is_reopened_takes_its_unanswered_survey_back(asked: Asked):
    message = await asked.question()
    await asked.talk.client("It is broken again, please help")
    await asked.talk.in_topic("It is broken again")
    await asked.talk.house.quiet()
    withdrawn = await asked.talk.now(message)
    assert withdrawn.buttons == [] and "We are talking again" in withdrawn.text
    assert (await asked.survey()).state == "withdrawn"


async def test_an_answer_stays_when_the_conversation_is_reopened(asked: Asked):
    await asked.taps("5")
    await asked.taps("Skip", on=await asked.talk.at_client("Would you like"))
    await asked.talk.client("It is broken again, please help")
    await asked.talk.house.quiet()
    assert (await asked.survey()).state == "answered"


async def test_made_up_button_data_is_answered_and_changes_nothing(asked: Asked):
    survey, message = await asked.survey(), await asked.question()
    for data in (f"sv:{survey.id}:0:9", f"sv:{survey.id}:7:1", "sv:99999999999999999999:0:1", "sv:x:y:z", "sv"):
        assert await asked.stale(message, data) == "This button is no longer in use.", data
    assert await asked.ratings() == {}


async def test_somebody_else_s_survey_cannot_be_answered(asked: Asked):
    house = asked.talk.house
    bohdan = await house.box.person("Bohdan", language="en")
    await house.joins(bohdan, "ACME")
    hello = await house.box.receives(bohdan.id, "Your manager is")
    answer = await asked.stale(hello, f"sv:{(await asked.survey()).id}:0:1", by=bohdan)
    assert answer == "This button is no longer in use."
    assert await asked.ratings() == {}


async def test_a_restart_in_the_middle_changes_nothing(asked: Asked):
    await asked.taps("5")
    await asked.talk.house.stop()
    await asked.talk.client("Written while the bot was away")
    await asked.talk.house.start()
    await asked.talk.in_topic("💬 Comment on the rating")
    assert (await asked.survey()).comment == "Written while the bot was away"


async def test_an_edit_of_the_comment_changes_the_kept_words(asked: Asked):
    await asked.taps("5")
    written = await asked.talk.client("You were quik")
    await asked.talk.in_topic("You were quik")
    await asked.talk.house.anna.edits(written, "You were quick")
    await asked.talk.in_topic("You were quick")
    assert (await asked.survey()).comment == "You were quick"


async def test_a_voice_message_is_a_comment_and_a_sticker_passes_by(asked: Asked):
    await asked.taps("5")
    await asked.talk.client(kind="sticker")
    await asked.talk.client(kind="voice")
    await asked.talk.house.quiet()
    assert (await asked.survey()).comment == "[voice]"
    assert await asked.talk.topic_heard("💬 Comment on the rating") == 1


async def test_the_last_buttons_go_also_when_the_survey_was_delivered_later_than_sent(talk: Talk):
    """The look at the end of the first week then comes before the survey expires."""
    await talk.house.box.fault(
        "status", "sendMessage", chat_id=talk.house.anna.id, code=429, parameters={"retry_after": 1}, times=1
    )
    await talk.team("/done")
    await talk.in_topic("✔️ Closed.")
    await talk.house.move_clock(dt.timedelta(hours=1))
    flow = Asked(talk)
    message = await flow.question()
    await flow.taps("5")
    await talk.house.move_clock(dt.timedelta(days=7, minutes=-30))
    await talk.house.quiet()
    assert (await talk.now(message)).buttons
    await talk.house.move_clock(dt.timedelta(days=7, hours=1))
    await talk.house.quiet()
    assert (await talk.now(message)).buttons == []


async def test_a_comment_of_several_pictures_is_one_comment_and_opens_nothing(asked: Asked):
    await asked.taps("5")
    await asked.talk.client_album({"kind": "photo", "caption": "Look at this"}, "photo", "photo")
    await asked.talk.in_topic("💬 Comment on the rating")
    await asked.talk.house.quiet()
    pictures = [message for message in await asked.talk.all_in_topic() if message.kind == "photo"]
    assert len(pictures) == 3
    assert (await asked.survey()).comment == "Look at this"
    assert (await asked.talk.row()).conversation is None


async def test_asking_to_rate_again_says_nothing_untrue_of_the_first_question(talk: Talk):
    await talk.client("/rate")
    first = await Asked(talk).question()
    await talk.house.quiet()
    await talk.client("/rate")
    await talk.client_sees(lambda message: message.id > first.id and "5" in message.labels)
    await talk.house.quiet()
    closed = await talk.now(first)
    assert closed.buttons == [] and "talking again" not in closed.text
    assert "This question is closed." in closed.text
