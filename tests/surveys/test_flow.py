"""The straight road: asked, rated, commented."""

import datetime as dt

from tests.surveys.flow import QUESTION, Asked


async def test_closing_asks_with_plain_numbers_and_says_why_how_long_and_who_reads_it(asked: Asked):
    message = await asked.question()
    assert message.buttons == [["1", "2", "3", "4", "5"], ["Skip"]]
    assert QUESTION in message.text
    assert "1 question, 10 seconds. Olena and the care team read your answer." in message.text
    assert "1 = not at all satisfied, 5 = completely satisfied" in message.text


async def test_a_tap_counts_and_the_message_thanks_in_its_place(asked: Asked):
    before = await asked.question()
    pressed = await asked.taps("4")
    after = await asked.talk.now(before)
    assert pressed.text == "Thank you."
    assert "Thank you for your answer." in after.text
    assert after.buttons == [["1", "2", "3", "✓ 4", "5"]]
    assert (await asked.ratings())["satisfaction"].value == 4
    assert (await asked.survey()).state == "answered"
    assert await asked.talk.topic_heard("⭐ ACME · Anna answered 4 (of 5; after a conversation).") == 1


async def test_the_next_message_is_the_comment_and_reaches_the_topic_marked(asked: Asked):
    await asked.taps("5")
    await asked.talk.at_client("Would you like to add a few words?")
    await asked.talk.client("You were quick")
    twin = await asked.talk.in_topic("You were quick")
    assert twin.text == "💬 Comment on the rating\nYou were quick"
    await asked.talk.at_client("Thank you. Olena will read it.")
    assert (await asked.survey()).comment == "You were quick"
    assert (await asked.talk.row()).conversation is None, "a comment answers us, it opens nothing"


async def test_once_the_comment_is_there_nothing_is_left_to_skip(asked: Asked):
    await asked.taps("5")
    prompt = await asked.talk.at_client("Would you like to add a few words?")
    assert prompt.labels == ["Skip"]
    await asked.talk.client("You were quick")
    await asked.talk.house.quiet()
    after = await asked.talk.now(prompt)
    assert (after.labels, after.text) == ([], "Would you like to add a few words?")


async def test_the_message_after_the_comment_is_an_ordinary_one(asked: Asked):
    await asked.taps("5")
    await asked.talk.client("You were quick")
    await asked.talk.client("One more question")
    assert "💬" not in (await asked.talk.in_topic("One more question")).text
    assert (await asked.survey()).comment == "You were quick"


async def test_after_skip_the_next_message_is_an_ordinary_one(asked: Asked):
    await asked.taps("5")
    prompt = await asked.talk.at_client("Would you like to add a few words?")
    await asked.taps("Skip", on=prompt)
    await asked.talk.at_client("All right, no comment.")
    await asked.talk.client("And the invoice?")
    assert "💬" not in (await asked.talk.in_topic("And the invoice?")).text
    assert (await asked.survey()).comment is None


async def test_a_message_later_than_fifteen_minutes_is_no_comment(asked: Asked):
    await asked.taps("5")
    await asked.talk.house.move_clock(dt.timedelta(minutes=16))
    await asked.talk.client("Late thought")
    assert "💬" not in (await asked.talk.in_topic("Late thought")).text
    assert (await asked.survey()).comment is None
