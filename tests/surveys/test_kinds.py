"""Surveys of several questions, the client's own rating, and the one of recommendation."""

import datetime as dt

import pytest

from storage import figures
from storage.figures import Span
from tests.support.house import House
from tests.support.talk import Talk
from tests.surveys.flow import Asked


@pytest.fixture
async def relationship(talk: Talk) -> Asked:
    """Olena has asked for the quarterly survey."""
    await talk.team("/survey relationship")
    flow = Asked(talk)
    await flow.question()
    await talk.house.quiet()
    return flow


async def test_several_questions_follow_each_other_in_the_same_message(relationship: Asked):
    first = await relationship.question()
    assert "Question 1 of 3" in first.text and "4 questions, 40 seconds." in first.text
    await relationship.taps("4")
    second = await relationship.talk.now(first)
    assert "Question 2 of 3" in second.text and "professional skill of our team? 4" in second.text
    await relationship.taps("5")
    await relationship.taps("3")
    last = await relationship.talk.now(first)
    assert last.buttons == [["Change answer 1"], ["Change answer 2"], ["Change answer 3"]]
    values = {key: one.value for key, one in (await relationship.ratings()).items()}
    assert values == {"skill": 4, "communication": 5, "overall": 3}


async def test_the_open_question_takes_the_next_message(relationship: Asked):
    for number in ("4", "5", "4"):
        await relationship.taps(number)
    await relationship.talk.at_client("What should we do differently in the next quarter?")
    await relationship.talk.client("Call us on Mondays")
    await relationship.talk.in_topic("💬 Comment on the rating")
    await relationship.talk.house.quiet()
    assert (await relationship.ratings())["wish"].words == "Call us on Mondays"
    assert (await relationship.survey()).comment is None


async def test_skipping_the_open_question_is_kept_as_skipped(relationship: Asked):
    for number in ("4", "5", "4"):
        await relationship.taps(number)
    await relationship.taps("Skip", on=await relationship.talk.at_client("next quarter?"))
    wish = (await relationship.ratings())["wish"]
    assert (wish.value, wish.words) == (None, None)


async def test_one_answer_of_several_can_be_changed(relationship: Asked):
    message = await relationship.question()
    for number in ("4", "5", "4"):
        await relationship.taps(number)
    await relationship.taps("Change answer 2", on=await relationship.talk.now(message))
    await relationship.taps("4", on=await relationship.talk.now(message))
    assert (await relationship.ratings())["communication"].value == 4
    assert (await relationship.talk.now(message)).labels[0] == "Change answer 1"
    assert await relationship.talk.client_heard("next quarter?") == 1, "words are asked for once"


async def test_the_topic_hears_all_numbers_in_one_line(relationship: Asked):
    for number in ("4", "Skip", "5"):
        await relationship.taps(number)
    assert await relationship.talk.topic_heard("answered 4 · – · 5 (of 5; working together).") == 1


async def test_one_answer_of_several_in_time_makes_the_survey_an_answered_one(relationship: Asked):
    await relationship.taps("4")
    await relationship.talk.house.move_clock(dt.timedelta(days=7, minutes=1))
    await relationship.talk.house.quiet()
    assert (await relationship.survey()).state == "answered"
    async with relationship.talk.house.store.reading() as uow:
        week = Span(uow.now - dt.timedelta(days=8), uow.now)
        found = [(one.kind, one.state, one.in_time) for one in await figures.outcomes(uow, week)]
    assert found == [("relationship", "answered", True)], "it counts for the response rate"


async def test_a_client_can_rate_at_any_time(talk: Talk):
    await talk.client("/rate")
    flow = Asked(talk)
    await flow.question()
    await talk.house.quiet()
    await flow.taps("5")
    survey = await flow.survey()
    assert (survey.spontaneous, survey.kind, survey.state) == (True, "after_conversation", "answered")


async def test_rating_by_oneself_holds_no_survey_back(talk: Talk):
    await talk.client("/rate")
    flow = Asked(talk)
    await flow.question()
    await talk.house.quiet()
    await flow.taps("5")
    await talk.team("/done")
    await talk.house.quiet()
    survey = await flow.survey()
    assert (survey.spontaneous, survey.state, await flow.count()) == (False, "open", 2)


async def test_a_second_rate_takes_the_first_unanswered_one_back(talk: Talk):
    await talk.client("/rate")
    first = await Asked(talk).question()
    await talk.house.quiet()
    await talk.client("/rate")
    await talk.house.quiet()
    assert (await talk.now(first)).buttons == []


async def test_recommendation_is_off_unless_switched_on(talk: Talk):
    await talk.team("/survey nps")
    answer = await talk.in_topic("Write /survey and one of these")
    assert "nps" not in answer.text.split(":")[1]


@pytest.mark.parametrize("house", [{"nps": "on"}], indirect=True)
async def test_a_recommendation_of_zero_is_a_rating_and_a_low_one(house: House, talk: Talk):
    await talk.team("/survey nps")
    flow = Asked(talk)
    message = await flow.question()
    assert message.buttons == [list("012345"), ["6", "7", "8", "9", "10"], ["Skip"]]
    await talk.house.quiet()
    await flow.taps("0")
    assert (await flow.ratings())["recommend"].value == 0
    assert await flow.case() is not None


async def test_what_was_answered_of_a_survey_that_expired_is_told_once(relationship: Asked):
    await relationship.taps("4")
    told = "⭐ ACME · Anna answered 4 · – · –"
    for days in (7, 8):
        await relationship.talk.house.move_clock(dt.timedelta(days=days, minutes=1))
        await relationship.talk.house.quiet()
        assert await relationship.talk.topic_heard(told) == 1
