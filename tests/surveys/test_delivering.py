"""What happens to a survey on its way: refused, lost, taken back, too late."""

import datetime as dt

from tests.support.talk import Talk
from tests.surveys.flow import QUESTION, Asked


async def test_a_survey_that_telegram_refuses_is_one_quiet_line_and_does_not_count_as_asked(talk: Talk):
    await talk.house.box.fault(
        "error",
        "sendMessage",
        chat_id=talk.house.anna.id,
        times=1,
        code=403,
        description="Forbidden: bot was blocked by the user",
    )
    await talk.team("/done")
    await talk.in_topic("🔕 No survey: the client blocked the bot.")
    flow = Asked(talk)
    assert (await flow.survey()).state == "undeliverable"
    await talk.house.anna.unblocks(talk.house.bot)


async def test_a_lost_answer_is_put_to_the_manager_and_never_sent_twice_by_itself(talk: Talk):
    await talk.house.box.fault("reset_after", "sendMessage", chat_id=talk.house.anna.id, times=1)
    await talk.team("/done")
    await talk.in_topic("Telegram may or may not have delivered this: the survey")
    await talk.house.quiet()
    assert await talk.client_heard(QUESTION) == 1


async def test_it_arrived_lets_the_survey_wait_for_its_answer(talk: Talk):
    await talk.house.box.fault("reset_after", "sendMessage", chat_id=talk.house.anna.id, times=1)
    await talk.team("/done")
    ask = await talk.in_topic("Telegram may or may not")
    await talk.house.olena.presses(ask, "It arrived")
    flow = Asked(talk)
    survey = await flow.survey()
    assert (survey.state, survey.delivered_at) == ("open", survey.posted_at)
    await flow.taps("5")
    assert (await flow.ratings())["satisfaction"].value == 5


async def test_send_again_sends_it_again(talk: Talk):
    await talk.house.box.fault("reset_before", "sendMessage", chat_id=talk.house.anna.id, times=1)
    await talk.team("/done")
    ask = await talk.in_topic("Telegram may or may not")
    assert await talk.client_heard(QUESTION) == 0
    await talk.house.olena.presses(ask, "Send again")
    await Asked(talk).question()
    await talk.house.quiet()
    assert (await Asked(talk).survey()).state == "open"


async def test_a_tap_proves_that_it_arrived_and_send_again_does_nothing_then(talk: Talk):
    await talk.house.box.fault("reset_after", "sendMessage", chat_id=talk.house.anna.id, times=1)
    await talk.team("/done")
    ask = await talk.in_topic("Telegram may or may not")
    flow = Asked(talk)
    await flow.taps("5")
    await talk.house.olena.presses(ask, "Send again")
    await talk.house.quiet()
    messages = await talk.all_at_client()
    assert sum("Thank you for your answer." in one.text for one in messages) == 1
    assert await talk.client_heard("Only") == await talk.client_heard(QUESTION + "\n") == 0
    assert (await flow.survey()).state == "answered"


async def test_a_survey_taken_back_before_it_was_sent_never_goes_out(talk: Talk):
    await talk.house.box.fault(
        "status", "sendMessage", chat_id=talk.house.anna.id, code=429, parameters={"retry_after": 2}, times=1
    )
    await talk.team("/done")
    await talk.in_topic("✔️ Closed.")
    await talk.client("Wait, one more problem")
    await talk.in_topic("one more problem")
    await talk.house.quiet()
    assert (await Asked(talk).survey()).state == "withdrawn"
    assert await talk.client_heard(QUESTION) == 0


async def test_a_message_the_client_deleted_stops_nothing(asked: Asked):
    message = await asked.question()
    await asked.talk.house.anna.deletes(message)
    await asked.talk.house.move_clock(dt.timedelta(days=7, minutes=1))
    await asked.talk.house.quiet()
    assert (await asked.survey()).state == "expired"
    assert await asked.talk.topic_heard("❌") == 0
