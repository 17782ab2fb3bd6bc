"""Reactions, mirrored both ways."""

from typing import Any

from tests.support.talk import Talk

CUSTOM: list[dict[str, Any]] = [{"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"}]


def _with(emoji: str) -> Any:
    return lambda message: emoji in message.reactions


async def _react(talk: Talk, who: Any, message: Any, reactions: list[dict[str, Any]]) -> None:
    await who.act("react", chat_id=message.chat_id, message_id=message.id, reactions=reactions)


async def test_a_client_s_reaction_shows_on_the_team_s_message(talk: Talk):
    written, copy = await talk.twin_at_client("Done!")
    await talk.house.anna.reacts(copy, "👍")
    await talk.house.box.until(lambda: _reacted(talk, written, "👍"))
    assert (await talk.now(written)).reactions == {"👍": [talk.house.bot.id]}


async def _reacted(talk: Talk, message: Any, emoji: str) -> bool:
    return emoji in (await talk.now(message)).reactions


async def _bare(talk: Talk, message: Any) -> bool:
    return not (await talk.now(message)).reactions


async def test_a_client_s_reaction_to_their_own_word_shows_on_its_twin(talk: Talk):
    written = await talk.client("I am late")
    twin = await talk.in_topic("I am late")
    await talk.house.anna.reacts(written, "😢")
    assert (await talk.topic_sees(_with("😢"))).id == twin.id


async def test_a_changed_reaction_changes_and_a_taken_back_one_goes(talk: Talk):
    written, copy = await talk.twin_at_client("Done!")
    await talk.house.anna.reacts(copy, "👍")
    await talk.house.box.until(lambda: _reacted(talk, written, "👍"))
    await talk.house.anna.reacts(copy, "❤")
    await talk.house.box.until(lambda: _reacted(talk, written, "❤"))
    await talk.house.anna.reacts(copy, None)
    await talk.house.box.until(lambda: _bare(talk, written))


async def test_a_reaction_of_staff_shows_at_the_client_and_can_be_taken_back(talk: Talk):
    written = await talk.client("It works now")
    twin = await talk.in_topic("It works now")
    await talk.house.olena.reacts(twin, "🎉")
    await talk.house.box.until(lambda: _reacted(talk, written, "🎉"))
    await talk.house.olena.reacts(twin, None)
    await talk.house.box.until(lambda: _bare(talk, written))


async def test_a_reaction_of_a_stranger_in_the_desk_is_not_shown_to_the_client(talk: Talk):
    house = talk.house
    stranger = await house.box.person("Mallory")
    await house.desk.add(stranger)
    written = await talk.client("It works now")
    twin = await talk.in_topic("It works now")
    await stranger.reacts(twin, "👎")
    await house.quiet()
    assert (await talk.now(written)).reactions == {}


async def test_a_client_s_custom_reaction_is_said_in_words(talk: Talk):
    _, copy = await talk.twin_at_client("Done!")
    await _react(talk, talk.house.anna, copy, CUSTOM)
    await talk.in_topic("custom emoji")


async def test_a_custom_reaction_of_staff_is_said_not_to_reach_the_client(talk: Talk):
    twin = await talk.twin_in_topic("It works now")
    await _react(talk, talk.house.olena, twin, CUSTOM)
    assert (await talk.in_topic("does not see this reaction")).reply_to == twin.id


async def test_a_reaction_to_the_client_s_last_word_stops_the_waiting_clock(talk: Talk):
    twin = await talk.twin_in_topic("It works now")
    before = (await talk.row()).conversation
    assert before is not None and before.waiting_since is not None
    await talk.house.olena.reacts(twin, "👍")
    await talk.house.quiet()
    after = (await talk.row()).conversation
    assert after is not None and after.waiting_since is None
    assert after.first_answer_at == before.first_answer_at, "a reaction is no answer"


async def test_a_custom_reaction_stops_the_waiting_clock_too(talk: Talk):
    twin = await talk.twin_in_topic("It works now")
    await _react(talk, talk.house.olena, twin, CUSTOM)
    await talk.house.quiet()
    after = (await talk.row()).conversation
    assert after is not None and after.waiting_since is None


async def test_a_reaction_to_an_earlier_word_leaves_the_waiting_clock_running(talk: Talk):
    twin = await talk.twin_in_topic("first")
    await talk.twin_in_topic("second")
    await talk.house.olena.reacts(twin, "👍")
    await talk.house.quiet()
    after = (await talk.row()).conversation
    assert after is not None and after.waiting_since is not None


async def test_a_reaction_that_is_taken_back_does_not_stop_the_waiting_clock(talk: Talk):
    twin = await talk.twin_in_topic("first")
    await talk.house.olena.reacts(twin, "👍")
    await talk.house.quiet()
    last = await talk.twin_in_topic("second")
    await talk.house.olena.reacts(twin, None)
    await talk.house.quiet()
    after = (await talk.row()).conversation
    assert after is not None and after.waiting_since is not None
    assert last.id > twin.id
