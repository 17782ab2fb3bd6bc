"""`/tags`: leads keep the team's list."""

import datetime as dt

import pytest
from sqlalchemy import select

from sandbox.client import Message
from storage import tables as t
from storage import tags
from tests.support.house import House
from tests.support.talk import Talk
from tests.talks.test_tags_in_topic import has


async def listed(house: House) -> dict[str, tuple[int, bool]]:
    """The list: name to (conversations, retired)."""
    await house.quiet()
    async with house.store.reading() as uow:
        return {one.name: (count, one.retired_at is not None) for one, count in await tags.with_counts(uow)}


async def ask(house: House, command: str, answer: str) -> Message:
    """Larysa, the lead, writes this in private and gets an answer with that in it."""
    written = await house.lead.sends(house.lead.id, command)
    return await house.box.receives(house.lead.id, answer, after=written)


async def shows(house: House, seen: Message, text: str) -> Message:
    """The same message, once it says this."""
    return await house.box.receives(
        house.lead.id, text, where=lambda message: message.id == seen.id and text in message.text
    )


async def test_the_list_shows_each_tag_with_its_count(talk: Talk):
    await talk.team("/tag delivery, invoice")
    await talk.in_topic("🏷")
    await ask(talk.house, "/tags add unused", "In the list now: unused")
    shown = await ask(talk.house, "/tags", "Tags")
    assert [line for line in shown.text.splitlines() if "·" in line] == [
        "delivery · 1 conversation",
        "invoice · 1 conversation",
        "unused · 0 conversations",
    ]
    assert shown.labels == ["delivery", "invoice", "unused"]


async def test_an_empty_list_says_how_to_begin(house: House):
    await ask(house, "/tags", "/tags add delivery")


async def test_add_takes_several_and_says_which_were_new(house: House):
    await ask(house, "/tags add delivery, invoice", "In the list now: delivery, invoice")
    await ask(house, "/tags add Delivery", "has that already")
    assert await listed(house) == {"delivery": (0, False), "invoice": (0, False)}


async def test_rename_changes_the_name_wherever_the_tag_stands(talk: Talk):
    await talk.team("/tag delivry")
    await talk.in_topic("🏷")
    await ask(talk.house, "/tags rename delivry = Delivery", "is called “Delivery” now")
    assert await has(talk) == ["Delivery"]
    await talk.house.move_clock(dt.timedelta(seconds=10))
    await talk.card("🏷 Delivery")


async def test_rename_may_change_capitals_alone(house: House):
    await ask(house, "/tags add vip", "In the list")
    await ask(house, "/tags rename vip = VIP", "“VIP”")
    assert list(await listed(house)) == ["VIP"]


async def test_rename_to_a_name_that_is_taken_points_to_merge(house: House):
    await ask(house, "/tags add a, b", "In the list")
    await ask(house, "/tags rename a = B", "/tags merge a = b")
    assert list(await listed(house)) == ["a", "b"]


async def test_merge_moves_every_conversation_once_and_the_old_name_means_the_new_one(talk: Talk):
    await talk.team("/tag shipping, delivery")
    await talk.in_topic("🏷")
    await ask(talk.house, "/tags merge shipping = delivery", "“shipping” is part of “delivery” now")
    assert await has(talk) == ["delivery"]
    assert await listed(talk.house) == {"delivery": (1, False)}
    await talk.team("/untag delivery")
    await talk.in_topic("No tags")
    await talk.team("/tag shipping")
    assert await has(talk) == ["delivery"]


async def test_what_was_merged_before_follows_a_second_merge(talk: Talk):
    await ask(talk.house, "/tags add a, b, c", "In the list")
    await ask(talk.house, "/tags merge a = b", "part of")
    await ask(talk.house, "/tags merge b = c", "part of")
    await talk.team("/tag a")
    assert await has(talk) == ["c"]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/tags merge a = a", "same tag twice"),
        ("/tags merge a", "/tags merge A = B"),
        ("/tags rename a =", "/tags rename A = B"),
        ("/tags merge a = nothing", "no tag “nothing”"),
        ("/tags retire nothing", "no tag “nothing”"),
        ("/tags retire", "needs a name"),
        ("/tags add", "needs a name"),
        ("/tags burn a", "In words:"),
    ],
)
async def test_what_cannot_be_done_is_explained_and_changes_nothing(house: House, command: str, told: str):
    await ask(house, "/tags add a", "In the list")
    await ask(house, command, told)
    assert await listed(house) == {"a": (0, False)}


async def test_retire_keeps_the_past_and_add_brings_it_back(talk: Talk):
    await talk.team("/tag old")
    await talk.in_topic("🏷")
    await ask(talk.house, "/tags retire old", "“old” is retired")
    assert (await listed(talk.house), await has(talk)) == ({"old": (1, True)}, ["old"])
    await ask(talk.house, "/tags add old", "In the list now: old")
    assert await listed(talk.house) == {"old": (1, False)}


async def test_every_change_of_the_list_stands_in_the_audit_trail(house: House):
    for command, answer in (
        ("add a, b, c", "In the list"),
        ("rename a = d", "is called"),
        ("merge d = b", "part of"),
        ("retire c", "is retired"),
        ("add c", "In the list"),
    ):
        await ask(house, f"/tags {command}", answer)
    async with house.store.reading() as uow:
        rows = await uow.returning(
            select(t.audit.c.actor, t.audit.c.action, t.audit.c.subject)
            .where(t.audit.c.action.like("tag.%"))
            .order_by(t.audit.c.id)
        )
    assert [tuple(row) for row in rows] == [
        *[("Larysa", "tag.added", name) for name in "abc"],
        ("Larysa", "tag.renamed", "a"),
        ("Larysa", "tag.merged", "d"),
        ("Larysa", "tag.retired", "c"),
        ("Larysa", "tag.revived", "c"),
    ]


async def test_a_manager_cannot_keep_the_list(house: House):
    written = await house.olena.sends(house.olena.id, "/tags add a")
    await house.box.receives(house.olena.id, "Team leads keep the list", after=written)
    assert await listed(house) == {}


async def test_a_manager_who_gets_hold_of_the_buttons_changes_nothing(house: House):
    await ask(house, "/tags add a", "In the list")
    shown = await ask(house, "/tags", "Tags")
    async with house.store.unit() as uow:
        row = (await house.staff_row(house.lead)).id
        await uow.execute(t.staff.update().where(t.staff.c.id == row).values(role="manager"))
        uow.touch_places()
    pressed = await house.lead.presses(shown, "a")
    assert pressed.alert and "Team leads" in pressed.text


async def test_in_the_desk_the_list_is_answered_in_private(talk: Talk):
    await talk.team("/tags add delivery", by=talk.house.lead)
    await talk.house.box.receives(talk.house.lead.id, "In the list now: delivery")
    assert await talk.topic_heard("In the list") == 0


# -- by buttons --------------------------------------------------------------------------------------------------------


async def test_a_tag_is_retired_and_brought_back_by_buttons(house: House):
    await ask(house, "/tags add a, b", "In the list")
    shown = await ask(house, "/tags", "Tags")
    await house.lead.presses(shown, "a")
    one = await shows(house, shown, "/tags rename a")
    await house.lead.presses(one, "Retire")
    gone = await shows(house, shown, "· retired")
    assert await listed(house) == {"b": (0, False), "a": (0, True)}
    await house.lead.presses(gone, "Bring back")
    await house.quiet()
    assert await listed(house) == {"a": (0, False), "b": (0, False)}


async def test_a_merge_by_buttons_asks_before_it_is_done(talk: Talk):
    house = talk.house
    await talk.team("/tag R&D, research")
    await talk.in_topic("🏷")
    shown = await ask(house, "/tags", "Tags")
    await house.lead.presses(shown, "R&D")
    await house.lead.presses(await shows(house, shown, "/tags rename"), "Merge into …")
    choice = await shows(house, shown, "into which tag")
    assert choice.labels == ["research", "‹ All tags"]
    await house.lead.presses(choice, "research")
    question = await shows(house, shown, "cannot be undone")
    assert await has(talk) == ["R&D", "research"]
    pressed = await house.lead.presses(question, "Merge")
    assert pressed.text == "“R&D” is part of “research” now."
    assert await has(talk) == ["research"]


async def test_a_long_list_has_pages(house: House):
    await ask(house, "/tags add " + ", ".join(f"tag {number:02}" for number in range(10)), "In the list")
    shown = await ask(house, "/tags", "Tags")
    assert shown.labels[-2:] == ["1/2", "›"]
    await house.lead.presses(shown, "›")
    second = await shows(house, shown, "tag 09")
    assert second.labels == ["tag 08", "tag 09", "‹", "2/2"]


async def test_a_button_of_a_tag_that_was_merged_away_says_so(house: House):
    await ask(house, "/tags add a, b", "In the list")
    shown = await ask(house, "/tags", "Tags")
    await ask(house, "/tags merge a = b", "part of")
    pressed = await house.lead.presses(shown, "a")
    assert pressed.alert and "no longer there" in pressed.text
