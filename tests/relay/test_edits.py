"""Edits, mirrored both ways and marked in the topic."""

import asyncio

from tests.support.merging import merged_post
from tests.support.talk import Talk, mentioned, spans


async def test_a_client_s_edit_changes_the_twin_and_is_marked(talk: Talk):
    written = await talk.client("we need 10")
    twin = await talk.in_topic("we need 10")
    await talk.house.anna.edits(written, "we need <b>12</b>", html=True)
    changed = await talk.in_topic("we need 12")
    assert (changed.id, changed.text) == (twin.id, "we need 12\n✏️ edited")
    assert spans(changed) == [("bold", "12")]


async def test_an_edit_of_staff_changes_the_client_s_copy_without_a_mark(talk: Talk):
    written, copy = await talk.twin_at_client("the price is 10")
    await talk.house.olena.edits(written, "the price is 🎈 <i>12</i>", html=True)
    changed = await talk.at_client("the price is 🎈 12")
    assert (changed.id, changed.text) == (copy.id, "the price is 🎈 12")
    assert spans(changed) == [("italic", "12")]


async def test_the_ping_in_front_survives_an_edit(joined: Talk):
    written = await joined.client("helo")
    await joined.in_topic("helo")
    await joined.house.anna.edits(written, "<b>hello</b>", html=True)
    changed = await joined.in_topic("hello")
    assert changed.text == "🔔 Olena\nhello\n✏️ edited"
    assert spans(changed) == [("text_mention", "Olena"), ("bold", "hello")]
    assert mentioned(changed) == [joined.house.olena.id]


async def test_the_name_in_front_survives_an_edit(joined: Talk):
    written = await joined.team("helo")
    await joined.at_client("helo")
    await joined.house.olena.edits(written, "hello")
    assert (await joined.at_client("hello")).text == "Olena\nhello"


async def test_two_edits_leave_one_mark(talk: Talk):
    written = await talk.client("a")
    await talk.in_topic("a")
    await talk.house.anna.edits(written, "b")
    await talk.house.anna.edits(written, "c c")
    assert (await talk.in_topic("c c")).text == "c c\n✏️ edited"


async def test_an_edited_caption_is_mirrored_both_ways(talk: Talk):
    photo = await talk.client("our office", kind="photo")
    twin = await talk.in_topic("our office")
    await talk.house.anna.edits(photo, "our <b>old</b> office", html=True)
    changed = await talk.in_topic("our old office")
    assert (changed.id, changed.kind, spans(changed)) == (twin.id, "photo", [("bold", "old")])
    voice = await talk.team("listen", kind="voice")
    copy = await talk.at_client("listen")
    await talk.house.olena.edits(voice, "listen to this")
    changed = await talk.at_client("listen to this")
    assert (changed.id, changed.kind) == (copy.id, "voice")


async def test_an_edit_that_overtakes_nothing_arrives_after_its_message(talk: Talk):
    await talk.house.box.fault("latency", "sendMessage", seconds=0.3)
    written = await talk.client("draft")
    await talk.house.anna.edits(written, "final")
    assert (await talk.in_topic("final")).text == "final\n✏️ edited"
    assert await talk.topic_heard("draft") == 0


async def test_an_edit_of_staff_before_delivery_reaches_the_client(talk: Talk):
    await talk.house.box.fault("latency", "sendMessage", seconds=0.3)
    written = await talk.team("draft")
    await talk.house.olena.edits(written, "final")
    assert (await talk.at_client("final")).text == "final"
    assert await talk.client_heard("draft") == 0


async def test_an_edit_of_the_longest_text_loses_the_mark_and_not_a_letter(talk: Talk):
    written = await talk.client("x" * 4095)
    await talk.in_topic("xxx")
    text = "y" * 4096
    await talk.house.anna.edits(written, text)
    assert (await talk.in_topic("yyy")).text == text


async def test_an_edit_that_leaves_no_room_for_the_ping_drops_the_ping(joined: Talk):
    written = await joined.client("short")
    await joined.in_topic("short")
    text = "y" * 4090
    await joined.house.anna.edits(written, text)
    assert (await joined.in_topic("yyy")).text == text


async def test_an_edited_internal_note_stays_inside(talk: Talk):
    note = await talk.team("// she is angry")
    await talk.house.olena.edits(note, "// she is furious")
    await talk.team("for you")
    await talk.at_client("for you")
    assert await talk.client_heard("furious") == 0
    assert await talk.topic_heard("not sent") == 0


async def test_an_internal_note_that_loses_its_slashes_stays_inside_and_says_so(talk: Talk):
    note = await talk.team("// she is angry")
    await talk.house.olena.edits(note, "she is angry")
    answer = await talk.in_topic("not sent")
    assert answer.reply_to == note.id
    assert await talk.client_heard("angry") == 0


async def test_a_sent_message_that_gets_slashes_stays_with_the_client_and_says_so(talk: Talk):
    written, copy = await talk.twin_at_client("too much said")
    await talk.house.olena.edits(written, "// too much said")
    answer = await talk.in_topic("/unsend")
    assert answer.reply_to == written.id
    assert (await talk.now(copy)).text == "too much said"


async def test_a_command_that_a_client_corrects_into_a_sentence_reaches_the_manager(talk: Talk):
    command = await talk.client("/help")
    await talk.at_client("/privacy")
    await talk.house.anna.edits(command, "help me with the invoice")
    await talk.in_topic("help me with the invoice")


async def test_an_edit_of_one_text_in_a_merged_post_changes_that_text_alone(talk: Talk):
    written, post = await merged_post(talk, ["eins", "zwei", "drei"])
    await talk.house.anna.edits(written[1], "<b>zwo</b>", html=True)
    changed = await talk.in_topic("zwo")
    assert (changed.id, changed.text) == (post.id, "eins\nzwo\n✏️ edited\ndrei")
    assert spans(changed) == [("bold", "zwo")]


async def test_a_second_edit_in_a_merged_post_keeps_the_first(talk: Talk):
    written, _ = await merged_post(talk, ["eins", "zwei", "drei"])
    await talk.house.anna.edits(written[0], "one")
    await talk.in_topic("one")
    await talk.house.anna.edits(written[2], "three")
    assert (await talk.in_topic("three")).text == "one\n✏️ edited\nzwei\nthree\n✏️ edited"


async def test_an_edit_of_a_message_whose_twin_was_deleted_is_written_anew(talk: Talk):
    written = await talk.client("we need 10")
    twin = await talk.in_topic("we need 10")
    await talk.house.olena.deletes(twin)
    await talk.house.anna.edits(written, "we need 12")
    assert (await talk.in_topic("we need 12")).id > twin.id


async def test_an_edit_that_changes_nothing_is_no_trouble(talk: Talk):
    written, copy = await talk.twin_at_client("the price is 10")
    await talk.house.box.fault("reset_after", "editMessageText", times=1)
    await talk.house.olena.edits(written, "the price is 12")
    await talk.at_client("the price is 12")
    await asyncio.sleep(0)
    assert await talk.topic_heard("❌") == 0
    assert (await talk.now(copy)).text == "the price is 12"
