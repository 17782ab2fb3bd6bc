"""Albums stay albums, both ways."""

from typing import Any

from sandbox.client import Message
from tests.support.talk import Talk

ALBUM: list[dict[str, Any] | str] = [{"kind": "photo", "caption": "three pictures"}, "photo", "video"]


def _one_album(items: list[Message]) -> bool:
    return len({item.album for item in items}) == 1 and items[0].album is not None


async def test_a_client_s_album_of_three_with_a_caption_stays_one_album(talk: Talk):
    await talk.client_album(*ALBUM)
    await talk.in_topic("three pictures")
    items = [item for item in await talk.all_in_topic() if item.album]
    assert [item.kind for item in items] == ["photo", "photo", "video"]
    assert [item.text for item in items] == ["three pictures", "", ""]
    assert _one_album(items)


async def test_an_album_of_staff_stays_one_album(talk: Talk):
    await talk.team_album(*ALBUM)
    await talk.at_client("three pictures")
    items = [item for item in await talk.all_at_client() if item.album]
    assert [item.kind for item in items] == ["photo", "photo", "video"]
    assert _one_album(items)


async def test_an_album_that_opens_a_conversation_comes_behind_one_ping(joined: Talk):
    await joined.client_album(*ALBUM)
    await joined.in_topic("three pictures")
    ping, *items = (await joined.all_in_topic())[-4:]
    assert ping.text == "🔔 Olena"
    assert len(items) == 3 and _one_album(items)


async def test_words_written_right_after_an_album_stay_behind_it(talk: Talk):
    await talk.client_album(*ALBUM)
    await talk.client("what do you think?")
    await talk.in_topic("what do you think?")
    assert [item.kind for item in await talk.all_in_topic()][-4:] == ["photo", "photo", "video", "text"]


async def test_a_reply_to_one_picture_of_an_album_finds_it(talk: Talk):
    written = await talk.client_album("photo", "photo")
    await talk.topic_sees(lambda message: message.album is not None)
    second = [item for item in await talk.all_in_topic() if item.album][1]
    await talk.team("this one is lovely", reply_to=second)
    assert (await talk.at_client("lovely")).reply_to == written[1].id


async def test_a_forwarded_album_stays_one_album_with_its_origin(talk: Talk):
    await talk.house.anna.sends_album(talk.house.anna.id, ["photo", "photo"], forward_from={"channel": "News"})
    await talk.topic_sees(lambda message: message.album is not None)
    items = [item for item in await talk.all_in_topic() if item.album]
    assert len(items) == 2 and _one_album(items)
    assert all(item.forward_origin and item.forward_origin["chat"]["title"] == "News" for item in items)


async def test_an_album_that_could_not_be_delivered_is_tried_again_whole(talk: Talk):
    house = talk.house
    await house.box.fault("error", "copyMessages", code=400, description="Bad Request: wrong file identifier", times=1)
    await talk.team_album(*ALBUM)
    report = await talk.in_topic("❌")
    await house.olena.presses(report, "Try again")
    await talk.at_client("three pictures")
    items = [item for item in await talk.all_at_client() if item.album]
    assert len(items) == 3 and _one_album(items)
