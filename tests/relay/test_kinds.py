"""Every kind of message, both ways."""

from typing import Any

import pytest

from tests.support.talk import Talk, mentioned

COPIED: dict[str, dict[str, Any]] = {
    "photo": {"text": "a photo"},
    "video": {"text": "a video"},
    "animation": {"text": "an animation"},
    "audio": {"text": "a song"},
    "document": {"text": "a paper", "file_name": "contract.pdf", "mime_type": "application/pdf"},
    "voice": {"text": "a voice"},
    "video_note": {},
    "sticker": {},
    "location": {"latitude": 50.45, "longitude": 30.52},
    "venue": {"latitude": 50.45, "longitude": 30.52, "title": "Office", "address": "Khreshchatyk 1"},
    "contact": {"phone_number": "+380441234567", "first_name": "Bohdan"},
}
FORWARDED: dict[str, dict[str, Any]] = {
    "dice": {"emoji": "🎲", "value": 4},
    "poll": {"question": "Which day?", "options": ["Monday", "Friday"]},
}


@pytest.mark.parametrize("kind", COPIED)
async def test_a_client_can_send_this_kind(talk: Talk, kind: str):
    written = await talk.client(kind=kind, **COPIED[kind])
    arrived = await talk.topic_sees(lambda message: message.kind == kind)
    assert arrived.text == COPIED[kind].get("text", "")
    assert arrived.forward_origin is None
    assert _same_content(written.raw, arrived.raw, kind)


@pytest.mark.parametrize("kind", COPIED)
async def test_staff_can_send_this_kind(talk: Talk, kind: str):
    written = await talk.team(kind=kind, **COPIED[kind])
    arrived = await talk.client_sees(lambda message: message.kind == kind)
    assert arrived.text == COPIED[kind].get("text", "")
    assert arrived.forward_origin is None, "a client is never shown whose account wrote"
    assert _same_content(written.raw, arrived.raw, kind)


@pytest.mark.parametrize("kind", FORWARDED)
async def test_a_client_s_dice_or_poll_is_forwarded_so_that_it_stays_the_same_one(talk: Talk, kind: str):
    written = await talk.client(kind=kind, **FORWARDED[kind])
    arrived = await talk.topic_sees(lambda message: message.kind == kind)
    assert arrived.forward_origin is not None
    assert arrived.forward_origin["sender_user"]["id"] == talk.house.anna.id
    assert _same_content(written.raw, arrived.raw, kind)


@pytest.mark.parametrize("kind", FORWARDED)
async def test_a_dice_or_poll_of_staff_is_forwarded_so_that_it_stays_the_same_one(talk: Talk, kind: str):
    written = await talk.team(kind=kind, **FORWARDED[kind])
    arrived = await talk.client_sees(lambda message: message.kind == kind)
    assert arrived.forward_origin is not None
    assert _same_content(written.raw, arrived.raw, kind)


def _same_content(written: dict[str, Any], arrived: dict[str, Any], kind: str) -> bool:
    if kind == "photo":
        return [size["file_unique_id"] for size in written[kind]] == [size["file_unique_id"] for size in arrived[kind]]
    if "file_unique_id" in written[kind]:
        return bool(written[kind]["file_unique_id"] == arrived[kind]["file_unique_id"])
    return bool(written[kind] == arrived[kind])


@pytest.mark.parametrize(
    "origin",
    [{"hidden_user": "Somebody"}, {"channel": "News"}, {"chat": "Neighbours"}],
    ids=["hidden", "channel", "chat"],
)
async def test_a_forwarded_message_keeps_its_origin_on_the_way_to_the_topic(talk: Talk, origin: dict[str, str]):
    written = await talk.client("see this", forward_from=origin)
    arrived = await talk.in_topic("see this")
    assert arrived.forward_origin == written.forward_origin


async def test_a_message_that_staff_forward_keeps_its_origin_on_the_way_to_the_client(talk: Talk):
    written = await talk.team("see this", forward_from={"channel": "News"})
    arrived = await talk.at_client("see this")
    assert arrived.forward_origin == written.forward_origin


@pytest.mark.parametrize("kind", ["invoice", "paid_media", "giveaway", "story"])
async def test_what_telegram_lets_no_bot_carry_is_reported_in_the_topic(talk: Talk, kind: str):
    await talk.client(kind=kind)
    report = await talk.in_topic(f"({kind.replace('_', ' ')})")
    assert report.text.startswith("⚠️ Anna")


async def test_what_telegram_lets_no_bot_carry_is_answered_to_staff_at_the_message(talk: Talk):
    written = await talk.team(kind="invoice")
    report = await talk.in_topic("Nothing was sent")
    assert report.reply_to == written.id


async def test_a_conversation_that_opens_with_something_nobody_can_carry_still_pings_the_owner(joined: Talk):
    await joined.client(kind="story")
    await joined.in_topic("(story)")
    assert [message for message in await joined.all_in_topic() if joined.house.olena.id in mentioned(message)]
