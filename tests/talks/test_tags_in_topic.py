"""`/tag` and `/untag` in a topic."""

import datetime as dt

import pytest

from sandbox.client import Message
from storage import audit, tags, talks
from tests.support.talk import Talk


async def has(talk: Talk) -> list[str]:
    """The tags of Anna's latest conversation."""
    await talk.house.quiet()
    chat = await talk.row()
    async with talk.house.store.reading() as uow:
        latest = await talks.last(uow, chat.id)
        return [] if latest is None else await talks.tags(uow, latest.id)


async def keep(talk: Talk, *names: str) -> dict[str, int]:
    """Put tags on the team's list; their ids by name."""
    async with talk.house.store.unit() as uow:
        return {name: (await tags.add(uow, name)).id for name in names}


async def picker(talk: Talk, how: str = "/tag") -> Message:
    """The picker that answers this command."""
    written = await talk.team(how)
    return await talk.topic_sees(lambda message: message.reply_to == written.id and bool(message.labels))


# -- by words ----------------------------------------------------------------------------------------------------------


async def test_words_between_commas_set_tags_and_new_ones_join_the_team_s_list(talk: Talk):
    await keep(talk, "Delivery")
    await talk.team("/tag delivery, invoice")
    answer = await talk.in_topic("🏷")
    assert answer.text == "🏷 Delivery, invoice\nNew in the team's list: invoice"
    assert await has(talk) == ["Delivery", "invoice"]


async def test_a_tag_set_twice_stands_there_once(talk: Talk):
    await talk.team("/tag Delivery, delivery")
    await talk.in_topic("🏷")
    await talk.team("/tag #DELIVERY")
    assert await has(talk) == ["delivery"]


async def test_a_new_tag_of_a_manager_stands_in_the_audit_trail(talk: Talk):
    await talk.team("/tag invoice")
    assert await has(talk) == ["invoice"]
    async with talk.house.store.reading() as uow:
        entries = [entry for entry in await audit.latest(uow) if entry["action"].startswith("tag.")]
    assert [(entry["actor"], entry["action"], entry["subject"]) for entry in entries] == [
        ("Olena", "tag.added", "invoice")
    ]


@pytest.mark.parametrize(
    ("typed", "told"), [("a = b", "cannot hold"), ("x" * 41, "at most 40"), ("what: this", "cannot hold")]
)
async def test_a_name_that_cannot_be_a_tag_is_refused_with_the_reason(talk: Talk, typed: str, told: str):
    await talk.team(f"/tag {typed}")
    await talk.in_topic(told)
    assert await has(talk) == []


async def test_a_tag_that_looks_like_html_stays_what_it_is(talk: Talk):
    await talk.team("/tag R&D <b>x</b>")
    assert "R&D <b>x</b>" in (await talk.in_topic("🏷")).text
    assert await has(talk) == ["R&D <b>x</b>"]


async def test_a_retired_tag_cannot_be_set_and_nothing_else_of_the_line_is(talk: Talk):
    ids = await keep(talk, "old", "new")
    async with talk.house.store.unit() as uow:
        await tags.retire(uow, ids["old"])
    await talk.team("/tag new, old")
    await talk.in_topic("“old” is retired")
    assert await has(talk) == []


async def test_a_retired_tag_stays_where_it_was_set(talk: Talk):
    await talk.team("/tag old")
    assert await has(talk) == ["old"]
    async with talk.house.store.unit() as uow:
        found = await tags.by_name(uow, "old")
        assert found is not None
        await tags.retire(uow, found.id)
    assert await has(talk) == ["old"]


async def test_the_name_of_a_merged_tag_sets_the_one_it_became(talk: Talk):
    ids = await keep(talk, "shipping", "delivery")
    async with talk.house.store.unit() as uow:
        await tags.merge(uow, ids["shipping"], ids["delivery"])
    await talk.team("/tag shipping")
    assert await has(talk) == ["delivery"]


async def test_a_closed_conversation_can_still_be_tagged(talk: Talk):
    await talk.team("/done quiet")
    await talk.in_topic("Closed")
    await talk.team("/tag invoice")
    assert await has(talk) == ["invoice"]


async def test_a_new_conversation_begins_without_tags(talk: Talk):
    await talk.team("/tag invoice")
    await talk.in_topic("🏷")
    await talk.team("/done quiet")
    await talk.in_topic("Closed")
    await talk.house.move_clock(dt.timedelta(days=4))
    await talk.twin_in_topic("something new")
    assert await has(talk) == []


async def test_a_reopened_conversation_keeps_its_tags(talk: Talk):
    await talk.team("/tag invoice")
    await talk.in_topic("🏷")
    await talk.team("/done quiet")
    await talk.in_topic("Closed")
    await talk.twin_in_topic("one more thing about it")
    assert await has(talk) == ["invoice"]


async def test_before_anybody_wrote_there_is_nothing_to_tag(joined: Talk):
    await joined.team("/tag invoice")
    await joined.in_topic("There is no conversation here yet")


async def test_the_card_shows_the_tags(talk: Talk):
    await talk.team("/tag invoice, delivery")
    await talk.in_topic("🏷")
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("🏷 delivery, invoice")


async def test_the_client_sees_nothing_of_tags(talk: Talk):
    await talk.team("/tag invoice")
    await picker(talk)
    assert await talk.client_heard("invoice") + await talk.client_heard("tag") == 0


# -- by the picker -----------------------------------------------------------------------------------------------------


async def test_without_words_a_picker_offers_the_list_and_marks_what_is_set(talk: Talk):
    await keep(talk, "delivery", "invoice", "price")
    await talk.team("/tag invoice")
    await talk.in_topic("🏷")
    assert (await picker(talk)).labels == ["delivery", "✓ invoice", "price", "Ready"]


async def test_an_empty_list_says_how_to_begin(talk: Talk):
    await talk.team("/tag")
    await talk.in_topic("/tag delivery")


async def test_a_tap_sets_and_another_takes_off_in_the_same_message(talk: Talk):
    await keep(talk, "delivery", "invoice")
    shown = await picker(talk)
    await talk.house.olena.presses(shown, "invoice")
    set_ = await talk.topic_sees(lambda message: "✓ invoice" in message.labels)
    assert (set_.id, await has(talk)) == (shown.id, ["invoice"])
    await talk.house.olena.presses(set_, "✓ invoice")
    await talk.topic_sees(lambda message: message.id == shown.id and "invoice" in message.labels)
    assert await has(talk) == []


async def test_a_double_tap_counts_once(talk: Talk):
    await keep(talk, "delivery")
    shown = await picker(talk)
    data = shown.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        await talk.house.olena.presses(shown, data=data)
    assert await has(talk) == ["delivery"]


async def test_ready_leaves_the_tags_and_takes_the_buttons_away(talk: Talk):
    await keep(talk, "delivery")
    shown = await picker(talk)
    await talk.house.olena.presses(shown, "delivery")
    await talk.house.olena.presses(await talk.now(shown), "Ready")
    await talk.house.quiet()
    after = await talk.now(shown)
    assert (after.text, after.labels) == ("🏷 delivery", [])


async def test_a_long_list_has_pages_of_eight(talk: Talk):
    await keep(talk, *(f"tag {number:02}" for number in range(20)))
    shown = await picker(talk)
    assert shown.labels == [*(f"tag {number:02}" for number in range(8)), "1/3", "›", "Ready"]
    await talk.house.olena.presses(shown, "›")
    second = await talk.topic_sees(lambda message: "2/3" in message.labels)
    assert second.labels == [*(f"tag {number:02}" for number in range(8, 16)), "‹", "2/3", "›", "Ready"]
    await talk.house.olena.presses(second, "tag 12")
    await talk.topic_sees(lambda message: "✓ tag 12" in message.labels and "2/3" in message.labels)
    assert await has(talk) == ["tag 12"]


async def test_part_of_a_name_searches(talk: Talk):
    await keep(talk, "delivery", "late delivery", "invoice")
    shown = await picker(talk, "/tag deliv")
    assert shown.labels == ["delivery", "late delivery", "➕ New tag “deliv”", "Ready"]
    await talk.house.olena.presses(shown, "late delivery")
    await talk.topic_sees(lambda message: message.labels[:2] == ["delivery", "✓ late delivery"])
    assert await has(talk) == ["late delivery"]


async def test_a_slip_of_the_pen_finds_what_was_meant(talk: Talk):
    await keep(talk, "delivery", "invoice")
    assert (await picker(talk, "/tag delivrey")).labels[0] == "delivery"
    assert await has(talk) == []


async def test_a_search_can_become_a_new_tag_with_its_capitals(talk: Talk):
    await keep(talk, "VIP delivery")
    shown = await picker(talk, "/tag VIP")
    pressed = await talk.house.olena.presses(shown, "➕ New tag “VIP”")
    assert "VIP" in pressed.text
    assert await has(talk) == ["VIP"]


async def test_a_search_in_ukrainian_fits_the_buttons(talk: Talk):
    await keep(talk, *(f"доставка за кордон {number}" for number in range(9)))
    shown = await picker(talk, "/tag доставка за корд")
    await talk.house.olena.presses(shown, "›")
    second = await talk.topic_sees(lambda message: "2/2" in message.labels)
    await talk.house.olena.presses(second, "доставка за кордон 8")
    assert await has(talk) == ["доставка за кордон 8"]


async def test_a_tag_retired_under_an_open_picker_is_refused(talk: Talk):
    ids = await keep(talk, "old")
    shown = await picker(talk)
    async with talk.house.store.unit() as uow:
        await tags.retire(uow, ids["old"])
    pressed = await talk.house.olena.presses(shown, "old")
    assert pressed.alert and "retired" in pressed.text
    assert await has(talk) == []


async def test_a_stranger_in_the_desk_sets_nothing(talk: Talk):
    await keep(talk, "delivery")
    mallory = await talk.house.box.person("Mallory")
    await talk.house.desk.add(mallory)
    pressed = await mallory.presses(await picker(talk), "delivery")
    assert pressed.alert and await has(talk) == []


# -- taking off --------------------------------------------------------------------------------------------------------


async def test_untag_with_words_takes_them_off(talk: Talk):
    await talk.team("/tag a, b, c")
    await talk.in_topic("🏷")
    await talk.team("/untag B, c")
    await talk.topic_sees(lambda message: message.text == "🏷 a")
    assert await has(talk) == ["a"]


async def test_untag_of_what_is_not_set_names_what_is(talk: Talk):
    await talk.team("/tag a, b")
    await talk.in_topic("🏷")
    await talk.team("/untag a, c")
    assert "It has: a, b" in (await talk.in_topic("no tag “c”")).text
    assert await has(talk) == ["a", "b"]


async def test_untag_without_words_offers_what_is_set(talk: Talk):
    await talk.team("/tag a, b")
    await talk.in_topic("🏷")
    shown = await picker(talk, "/untag")
    assert shown.labels == ["✕ a", "✕ b", "Ready"]
    await talk.house.olena.presses(shown, "✕ a")
    left = await talk.topic_sees(lambda message: message.labels == ["✕ b", "Ready"])
    await talk.house.olena.presses(left, "✕ b")
    await talk.house.quiet()
    after = await talk.now(shown)
    assert (after.text, after.labels, await has(talk)) == ("🏷 No tags.", [], [])


async def test_untag_where_nothing_is_set_says_so(talk: Talk):
    await talk.team("/untag")
    await talk.in_topic("has no tags")
