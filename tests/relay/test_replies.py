"""Replies find the twin of what they answer, on both sides."""

from tests.support.merging import merged_post
from tests.support.talk import Talk


async def test_a_client_s_reply_to_the_team_answers_the_team_s_message_in_the_topic(talk: Talk):
    written, copy = await talk.twin_at_client("Shall we meet?")
    await talk.client("Yes", reply_to=copy)
    assert (await talk.in_topic("Yes")).reply_to == written.id


async def test_a_client_s_reply_to_their_own_word_answers_its_twin(talk: Talk):
    first = await talk.client("See page 4")
    twin = await talk.in_topic("See page 4")
    await talk.client("I mean 5", reply_to=first)
    assert (await talk.in_topic("I mean 5")).reply_to == twin.id


async def test_a_reply_of_staff_to_the_client_answers_the_client_s_message(talk: Talk):
    written = await talk.client("See page 4")
    twin = await talk.in_topic("See page 4")
    await talk.team("I see", reply_to=twin)
    assert (await talk.at_client("I see")).reply_to == written.id


async def test_a_reply_of_staff_to_a_colleague_s_message_answers_the_client_s_copy(talk: Talk):
    written, copy = await talk.twin_at_client("The price is 10")
    await talk.team("Sorry, 12", reply_to=written)
    assert (await talk.at_client("Sorry, 12")).reply_to == copy.id


async def test_a_reply_with_a_photo_stays_a_reply(talk: Talk):
    written = await talk.client("Which one?")
    twin = await talk.in_topic("Which one?")
    await talk.team("This one", kind="photo", reply_to=twin)
    assert (await talk.at_client("This one")).reply_to == written.id


async def test_a_reply_to_a_message_that_comes_right_before_it_finds_it(talk: Talk):
    first = await talk.client("one")
    await talk.client("two", reply_to=first)
    arrived = await talk.in_topic("two")
    assert arrived.reply_to == (await talk.in_topic("one")).id


async def test_a_reply_to_something_that_was_never_carried_arrives_without_one(talk: Talk):
    welcome = await talk.at_client("Your manager is")
    await talk.client("Nice to hear", reply_to=welcome)
    assert (await talk.in_topic("Nice to hear")).reply_to is None
    note = await talk.team("// a note")
    await talk.team("And to you", reply_to=note)
    assert (await talk.at_client("And to you")).reply_to is None


async def test_a_reply_to_a_message_that_the_client_deleted_arrives_without_one(talk: Talk):
    written = await talk.client("Which one?")
    twin = await talk.in_topic("Which one?")
    await talk.house.anna.deletes(written)
    await talk.team("The red one", reply_to=twin)
    assert (await talk.at_client("The red one")).reply_to is None


async def test_a_message_that_replies_to_nobody_in_the_topic_replies_to_nobody_at_the_client(talk: Talk):
    await talk.team("plain")
    assert (await talk.at_client("plain")).reply_to is None


async def test_a_reply_to_one_text_of_a_merged_post_answers_the_whole_post(talk: Talk):
    texts, post = await merged_post(talk, ["eins", "zwei", "drei"])
    await talk.client("the second", reply_to=texts[1])
    assert (await talk.in_topic("the second")).reply_to == post.id


async def test_a_reply_to_a_merged_post_answers_the_last_of_its_texts(talk: Talk):
    texts, post = await merged_post(talk, ["eins", "zwei", "drei"])
    await talk.team("all right", reply_to=post)
    assert (await talk.at_client("all right")).reply_to == texts[-1].id
