"""`/summary` as leads, managers and others see it, over HTTP."""

import datetime as dt
import random
import re

import pytest
from sqlalchemy import select

from conversations.errors import RefusedError
from conversations.summary import asking
from sandbox.client import Message, Person
from sandbox.samples import picture_size
from storage import chats, outbox, staff, tags
from storage import tables as t
from tests.figures.history import NPS, RELATIONSHIP, History, chat_of
from tests.support.house import House, open_house

EVER = "/summary 2020-01-01..2030-01-01"


async def fill(house: House) -> None:
    """Ratings of the last weeks: 40 after conversations (5 of them low), a few of every other kind."""
    await house.anna.starts(house.bot, house.links["anna"])
    await house.in_topic("ACME · Anna", "joined")
    async with house.store.reading() as uow:
        chat = await chat_of(uow, "ACME")
        now = uow.now
    async with house.store.unit() as uow:
        delivery = (await tags.add(uow, "delivery")).id
    history, chance = History(house.store), random.Random(1)
    for number in range(40):
        at = now - dt.timedelta(days=number * 0.6, minutes=30)
        value = 2 if number % 8 == 7 else chance.choice((4, 5, 5))
        comment = f"slow <b> {number}" if value == 2 else None
        history.survey(at, {"satisfaction": value}, chat=chat, tags=[delivery] if number % 2 else [], comment=comment)
    for number in range(8):
        at = now - dt.timedelta(days=number * 0.5, minutes=10)
        history.survey(at, {"skill": 5, "communication": 4, "overall": 4}, chat=chat, definition=RELATIONSHIP)
        history.survey(at, {"recommend": 10 - number}, chat=chat, definition=NPS)
        history.survey(at, {}, chat=chat)
    history.survey(
        now - dt.timedelta(hours=1), {"satisfaction": 1}, chat=chat, spontaneous=True, comment="Nobody called"
    )
    await history.write()


@pytest.fixture
async def month(house: House) -> House:
    """A house with ratings."""
    await fill(house)
    return house


async def asks(house: House, person: Person, command: str, answer: str) -> Message:
    """What the bot answers in private, with this in it."""
    before = (await house.box.messages(person))[-1]
    await person.sends(person.id, command)
    return await house.box.receives(person, answer, after=before, timeout=60)


async def test_a_lead_gets_a_picture_and_words_in_private(month: House):
    shown = await asks(month, month.lead, EVER, "n = 40")
    assert shown.kind == "photo"
    size = picture_size(await month.box.file(shown.raw["photo"][-1]["file_id"]))
    assert size is not None and size[0] == 1080
    assert "88%" in shown.text
    assert "NPS" in shown.text
    assert "By the clients themselves (/rate): 1 × 1 (too few for a percentage)" in shown.text
    assert "Surveys: 56 of 64 answered (88%); 8 expired" in shown.text
    assert "Low ratings: 10" in shown.labels


async def test_a_button_changes_the_summary_where_it_stands(month: House):
    shown = await asks(month, month.lead, EVER, "n = 40")
    await month.lead.presses(shown, "Tags")
    await month.lead.presses(shown, "Week", timeout=60)

    async def changed() -> Message | None:
        found = [one for one in await month.box.messages(month.lead) if one.kind == "photo"]
        assert len(found) == 1
        return found[0] if "• Week" in found[0].labels else None

    again = await month.box.until(changed, 60, what="the week in place of all")
    assert again is not None and again.id == shown.id
    assert again.edited


async def test_the_low_ratings_are_listed_with_comments_and_links(month: House):
    shown = await asks(month, month.lead, EVER, "n = 40")
    await month.lead.presses(shown, "Low ratings: 10")
    listed = await month.box.receives(month.lead, "1–8 / 10")
    assert "Nobody called" in listed.text
    assert any(entity["type"] == "text_link" for entity in listed.entities)
    await month.lead.presses(listed, "Show more")
    more = await month.box.receives(month.lead, "9–10 / 10")
    assert "slow <b> 39" in more.text


async def test_a_low_rating_of_several_questions_shows_what_was_said_in_words(house: House):
    await house.anna.starts(house.bot, house.links["anna"])
    await house.in_topic("ACME · Anna", "joined")
    async with house.store.reading() as uow:
        chat, at = await chat_of(uow, "ACME"), uow.now - dt.timedelta(minutes=1)
    history = History(house.store)
    number = history.survey(at, {"skill": 5, "communication": 2, "overall": 4}, chat=chat, definition=RELATIONSHIP)
    words = {"question": "wish", "value": None, "words": "Call us on Mondays", "rated_at": at}
    history.ratings.append({"survey_id": number, **words})
    await history.write()
    shown = await asks(house, house.lead, EVER, "First answer")
    await house.lead.presses(shown, "Low ratings: 1")
    listed = await house.box.receives(house.lead, "Low ratings ·", after=shown)
    assert re.search(r"Low ratings · 1 Jan 2020\s–\s1 Jan 2030 · 1\n", listed.text)
    assert "Call us on Mondays" in listed.text


async def test_the_answer_to_a_command_in_the_desk_goes_to_private_alone(month: House):
    await month.lead.sends(month.desk, EVER)
    await month.box.receives(month.lead, "n = 40", timeout=60)
    await month.quiet()
    assert not [one for one in await month.box.messages(month.desk) if one.by_bot and "n = 40" in one.text]


async def test_a_manager_sees_own_clients_only(month: House):
    own = await asks(month, month.olena, EVER, "Your own clients.")
    assert "n = 40" in own.text
    assert "Managers" not in own.labels
    nothing = await asks(month, month.petro, EVER, "Your own clients.")
    assert "No ratings in this period." in nothing.text


async def test_a_manager_cannot_group_by_manager(month: House):
    await asks(month, month.olena, f"{EVER} by manager", "nothing to group by manager")


async def test_a_button_shows_no_more_than_its_presser_may_see_by_now(month: House):
    shown = await asks(month, month.lead, EVER, "n = 40")
    person = await month.staff_row(month.lead)
    async with month.store.unit() as uow:
        await staff.change(uow, person.id, role="manager")
    pressed = await month.lead.presses(shown, "Managers")
    assert "nothing to group by manager" in pressed.text
    await month.lead.presses(shown, "Low ratings: 10")
    await month.box.receives(month.lead, "There are none.")


async def test_a_client_who_types_the_command_learns_nothing(month: House):
    await month.anna.sends(month.anna.id, EVER)
    await month.in_topic("ACME · Anna", EVER)
    await month.quiet()
    assert not [one for one in await month.box.messages(month.anna) if "n = 40" in one.text]


async def test_somebody_who_left_the_team_gets_no_summary_that_was_still_to_be_made(month: House):
    person = await month.staff_row(month.petro)
    async with month.store.unit() as uow:
        from conversations.figures import periods
        from conversations.summary import asking

        asking.order(uow, person, periods.parse("month", uow.now.date()), None)
        await staff.change(uow, person.id, removed_at=uow.now)
    told = await month.box.receives(month.petro, "Only members of the team can do this.", timeout=60)
    assert told.kind == "text"


async def test_a_manager_who_sees_no_ratings_gets_times_in_words(database_url: str):
    async with open_house(database_url, ratings_visible="hidden") as house:
        await fill(house)
        shown = await asks(house, house.olena, EVER, "First answer")
        assert shown.kind == "text"
        assert "Satisfaction" not in shown.text
        assert not [label for label in shown.labels if "Low" in label]
        before = shown
        await house.olena.presses(shown, "Clients")
        changed = await house.box.until(
            lambda: _with_label(house, before, "• Clients"), 60, what="the text changed in place"
        )
        assert changed is not None and changed.id == before.id


async def _with_label(house: House, message: Message, label: str) -> Message | None:
    found = next(one for one in await house.box.messages(house.olena) if one.id == message.id)
    return found if label in found.labels else None


async def test_a_report_that_fails_is_told_and_not_tried_for_ever(month: House, monkeypatch: pytest.MonkeyPatch):
    from bot.reports import process

    monkeypatch.setitem(process.LONGEST, "summary", 0.01)
    await asks(month, month.lead, EVER, "Something went wrong")
    await month.quiet()
    async with month.store.reading() as uow:
        assert (await outbox.depth(uow))[0] == 0


async def test_the_first_answer_counts_from_the_oldest_message_that_waited(month: House):
    await month.anna.sends(month.anna.id, "Is anybody there?")
    asked = await month.in_topic("ACME · Anna", "Is anybody there?")
    await month.olena.reacts(asked, "👍")
    await month.quiet()
    await month.move_clock(dt.timedelta(minutes=30))
    await month.anna.sends(month.anna.id, "One more thing")
    await month.in_topic("ACME · Anna", "One more thing")
    await month.move_clock(dt.timedelta(minutes=4))
    await month.olena.sends(month.desk, "Yes", thread=await month.topic_of("ACME · Anna"))
    await month.box.receives(month.anna, "Yes")
    await month.quiet()
    async with month.store.reading() as uow:
        row = await uow.one(
            select(t.conversation.c.opened_at, t.conversation.c.first_waited_since, t.conversation.c.first_answer_at)
        )
        assert await chats.by_id(uow, 1) is not None
    opened, waited, answered = row
    assert dt.timedelta(minutes=29) < waited - opened
    assert dt.timedelta(minutes=3) < answered - waited < dt.timedelta(minutes=6)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("за тиждень", ("за тиждень", None)),
        ("за минулий місяць за менеджерами", ("за минулий місяць", "manager")),
        ("за прошлую неделю по клиентам", ("за прошлую неделю", "client")),
        ("by tag last week", ("last week", "tag")),
    ],
)
def test_a_small_word_that_groups_in_one_place_and_names_the_period_in_another(
    typed: str, expected: tuple[str, str | None]
):
    assert asking._split(typed) == expected


@pytest.mark.parametrize("typed", ["by colour", "по городам", "month by"])
def test_a_grouping_that_there_is_none_of_is_refused(typed: str):
    with pytest.raises(RefusedError, match="I can group by"):
        asking._split(typed)
