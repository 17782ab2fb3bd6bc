"""Texts: formatting that survives, whose words stand in front, and texts that stay among staff."""

import datetime as dt
from typing import Any

import pytest

from tests.support.talk import Talk, mentioned, spans

FORMATTED = (
    "👩‍💻 <b>bold</b> <i>italic</i> <u>under</u> <s>struck</s> <tg-spoiler>hidden</tg-spoiler> <code>code</code> "
    '<a href="https://example.org/">link</a> 🎉 <pre><code class="language-python">print(1)</code></pre> '
    "<blockquote>quoted</blockquote>"
)
KINDS = [
    ("bold", "bold"),
    ("italic", "italic"),
    ("underline", "under"),
    ("strikethrough", "struck"),
    ("spoiler", "hidden"),
    ("code", "code"),
    ("text_link", "link"),
    ("pre", "print(1)"),
    ("blockquote", "quoted"),
]


async def test_a_client_s_formatting_reaches_the_topic(talk: Talk):
    await talk.client(FORMATTED, html=True)
    arrived = await talk.in_topic("quoted")
    assert spans(arrived) == KINDS


async def test_formatting_of_staff_reaches_the_client(talk: Talk):
    await talk.team(FORMATTED, html=True)
    arrived = await talk.at_client("quoted")
    assert spans(arrived) == KINDS


async def test_formatting_keeps_its_place_behind_a_ping(joined: Talk):
    await joined.client(FORMATTED, html=True)
    arrived = await joined.in_topic("quoted")
    assert spans(arrived) == [("text_mention", "Olena"), *KINDS]


async def test_formatting_keeps_its_place_behind_a_name(joined: Talk):
    await joined.team(FORMATTED, html=True)
    arrived = await joined.at_client("quoted")
    assert spans(arrived) == [("bold", "Olena"), *KINDS]


async def test_entities_that_telegram_finds_by_itself_are_kept_too(talk: Talk):
    await talk.client("🙂🙂 see https://example.org and @somebody, write to a@example.org #now")
    arrived = await talk.in_topic("#now")
    assert spans(arrived) == [
        ("url", "https://example.org"),
        ("mention", "@somebody"),
        ("email", "a@example.org"),
        ("hashtag", "#now"),
    ]


async def test_a_text_that_looks_like_html_stays_what_it_is(talk: Talk):
    text = "if a < b && b > c: <b>not bold</b> &amp; </i> {name} %s"
    await talk.client(text)
    assert (await talk.in_topic("not bold")).text == text
    await talk.team(text)
    assert (await talk.at_client("not bold")).text == text


async def test_a_client_whose_name_looks_like_html_does_not_break_the_topic(joined: Talk):
    house = joined.house
    eve = await house.box.person("<i>Eve</i> & {co}")
    await house.joins(eve, "R&D <b>Ltd</b>", language="en")
    await eve.sends(eve.id, "hello")
    arrived = await house.in_topic("R&D <b>Ltd</b> · <i>Eve</i> & {co}", "hello")
    assert arrived.text == "🔔 Olena\nhello"
    welcome = await house.box.receives(eve.id, "Your manager is")
    assert "R&D <b>Ltd</b>" in welcome.text


async def test_a_caption_keeps_its_formatting_both_ways(talk: Talk):
    await talk.client("🎈 <b>look</b>", kind="photo", html=True)
    assert spans(await talk.in_topic("look")) == [("bold", "look")]
    await talk.team("🎈 <i>seen</i>", kind="photo", html=True)
    assert spans(await talk.at_client("seen")) == [("italic", "seen")]


async def test_the_first_photo_of_a_conversation_carries_the_ping_in_its_caption(joined: Talk):
    await joined.client("🎈 <b>look</b>", kind="photo", html=True)
    arrived = await joined.in_topic("look")
    assert (arrived.kind, arrived.text) == ("photo", "🔔 Olena\n🎈 look")
    assert spans(arrived) == [("text_mention", "Olena"), ("bold", "look")]


async def test_a_text_of_the_greatest_length_opens_a_conversation_whole_with_the_ping_before_it(joined: Talk):
    text = "x" * 4094 + "🎈"
    await joined.client(text)
    arrived = await joined.in_topic("xxx")
    assert arrived.text == text
    ping, whole = (await joined.all_in_topic())[-2:]
    assert (ping.text, mentioned(ping), whole.id) == ("🔔 Olena", [joined.house.olena.id], arrived.id)


async def test_a_text_of_the_greatest_length_goes_to_the_client_without_a_name_and_the_next_brings_it(joined: Talk):
    await joined.team("y" * 4096)
    assert (await joined.at_client("yyy")).text == "y" * 4096
    await joined.team("and this")
    assert (await joined.at_client("and this")).text == "Olena\nand this"


async def test_a_caption_of_the_greatest_length_arrives_whole(joined: Talk):
    await joined.client("z" * 1024, kind="photo")
    arrived = await joined.in_topic("zzz")
    assert (arrived.kind, arrived.text) == ("photo", "z" * 1024)


# -- pings and names ---------------------------------------------------------------------------------------------------


async def test_the_owner_is_pinged_by_the_first_message_of_a_conversation_only(joined: Talk):
    for text in ("first", "second", "third"):
        await joined.client(text)
    await joined.in_topic("third")
    pinged = [message.text for message in await joined.all_in_topic() if joined.house.olena.id in mentioned(message)]
    assert pinged == ["🔔 Olena\nfirst"]


@pytest.mark.parametrize("kind", ["sticker", "voice", "poll"])
async def test_a_conversation_that_opens_with_any_kind_pings_the_owner(joined: Talk, kind: str):
    given: dict[str, Any] = {"question": "Which?", "options": ["a", "b"]} if kind == "poll" else {}
    await joined.client(kind=kind, **given)
    arrived = await joined.topic_sees(lambda message: message.kind == kind)
    pings = [message for message in await joined.all_in_topic() if joined.house.olena.id in mentioned(message)]
    assert [ping.text.strip() for ping in pings] == ["🔔 Olena"]
    assert pings[0].id <= arrived.id


async def test_the_manager_s_name_stands_on_the_first_message_only(joined: Talk):
    for text in ("one", "two", "three"):
        await joined.team(text)
    await joined.at_client("three")
    assert [message.text for message in (await joined.all_at_client())[-3:]] == ["Olena\none", "two", "three"]


async def test_another_colleague_s_name_stands_where_the_voice_changes(talk: Talk):
    await talk.team("I take over for a moment", by=talk.house.petro)
    await talk.at_client("I take over")
    await talk.team("and one more thing", by=talk.house.petro)
    await talk.at_client("one more thing")
    await talk.team("I am back")
    await talk.at_client("I am back")
    assert [message.text for message in (await talk.all_at_client())[-3:]] == [
        "Petro\nI take over for a moment",
        "and one more thing",
        "Olena\nI am back",
    ]


async def test_after_twelve_hours_of_silence_the_name_is_said_again(talk: Talk):
    await talk.house.move_clock(dt.timedelta(hours=11, minutes=50))
    await talk.team("still the same stretch")
    assert (await talk.at_client("still the same")).text == "still the same stretch"
    await talk.house.move_clock(dt.timedelta(hours=12, minutes=1))
    await talk.team("a new one")
    assert (await talk.at_client("a new one")).text == "Olena\na new one"


async def test_a_sticker_leaves_the_name_to_the_first_message_that_has_room_for_it(joined: Talk):
    await joined.team(kind="sticker")
    await joined.client_sees(lambda message: message.kind == "sticker")
    await joined.team("a caption", kind="photo")
    assert (await joined.at_client("a caption")).text == "Olena\na caption"


# -- what stays inside -------------------------------------------------------------------------------------------------


async def test_a_message_that_starts_with_two_slashes_stays_inside(talk: Talk):
    await talk.team("// she sounds worried")
    await talk.team("// a picture of it", kind="photo")
    await talk.team("for you")
    await talk.at_client("for you")
    assert await talk.client_heard("worried") + await talk.client_heard("a picture") == 0


async def test_an_unknown_command_is_not_sent_to_the_client_and_says_so(talk: Talk):
    written = await talk.team("/dnoe thank you")
    answer = await talk.in_topic("/dnoe")
    assert answer.reply_to == written.id
    assert "Nothing was sent" in answer.text
    assert await talk.client_heard("thank you") == 0


async def test_an_unknown_command_of_a_client_goes_to_the_manager(talk: Talk):
    await talk.client("/price of the new one?")
    assert (await talk.in_topic("/price")).text == "/price of the new one?"


async def test_help_in_a_topic_stays_there(talk: Talk):
    await talk.team("/help")
    await talk.in_topic("/unsend")
    assert await talk.client_heard("/unsend") == 0


async def test_a_command_for_another_bot_is_neither_answered_nor_sent_to_the_client(talk: Talk):
    await talk.team("/help@other_bot please")
    await talk.team("for you")
    await talk.at_client("for you")
    assert await talk.client_heard("other_bot") + await talk.topic_heard("/unsend") == 0
