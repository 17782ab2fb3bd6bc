"""`/remember` in a topic: facts on the card, and reminders that send nothing."""

import datetime as dt

import pytest

from conversations.calendar import plan, reading
from storage import care, clients
from storage.care_records import FactRemembered
from tests.care.planned import KYIV
from tests.care.stage import asked, group_of_acme, trail
from tests.support.talk import Talk


async def facts(talk: Talk) -> list[FactRemembered]:
    await talk.house.quiet()
    chat = await talk.row()
    assert chat.contact is not None
    async with talk.house.store.reading() as uow:
        return await care.remembered(uow, chat.contact.id)


async def kept(talk: Talk) -> list[tuple[str, str | None]]:
    return [(one.words, one.on_day) for one in await facts(talk)]


async def test_a_fact_is_kept_and_answered(talk: Talk):
    assert (await asked(talk, "/remember the dog is  ill")).text == "🧠 Remembered: the dog is ill"
    assert await kept(talk) == [("the dog is ill", None)]


async def test_a_day_at_the_very_end_is_its_day(talk: Talk):
    answer = await asked(talk, "/remember daughter Lily starts school 01.09")
    assert answer.text.startswith("🧠 Remembered for 1 September: daughter Lily starts school\n")
    assert "nothing goes out by itself" in answer.text
    await asked(talk, "/remember moved on 02.03 to Lviv")
    await asked(talk, "/remember her dog died 2024-02-03")
    assert await kept(talk) == [
        ("daughter Lily starts school", "--09-01"),
        ("moved on 02.03 to Lviv", None),
        ("her dog died", "2024-02-03"),
    ]


async def test_a_day_that_is_past_is_kept_without_the_promise_to_remind_of_it(talk: Talk):
    answer = await asked(talk, "/remember wedding 12.05.2019")
    assert answer.text.splitlines() == [
        "🧠 Remembered for 12 May 2019: wedding",
        "That day is past, so nothing reminds you of it. For a reminder every year write it without the year.",
    ]
    assert await kept(talk) == [("wedding", "2019-05-12")]


async def todays(talk: Talk) -> dt.date:
    """The day that it is for Anna, in the middle of which the clock stands."""
    now = talk.house.app.clock.now().astimezone(KYIV)
    noon = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(12), KYIV)
    await talk.house.clock_to(noon)
    await talk.house.quiet()
    return noon.date()


@pytest.mark.parametrize("written", ["%d.%m", "%d.%m.%Y"])
async def test_of_a_day_that_is_today_it_reminds_today_and_says_so(talk: Talk, written: str):
    today = await todays(talk)
    answer = await asked(talk, f"/remember her dog died {today:{written}}")
    assert answer.text.splitlines()[1] == "That day is today: I remind you today; nothing goes out by itself."
    assert "her dog died" in (await talk.topic_sees(lambda one: "Why: a reminder" in one.text)).text


@pytest.mark.parametrize("ahead", [-1, 0, 1])
async def test_what_it_promises_about_a_day_depends_on_the_contact_s_clock(talk: Talk, ahead: int):
    """At noon in Kyiv it is late in the evening of the day before on Niue."""
    today = await todays(talk)
    async with talk.house.store.unit() as uow:
        [anna] = await clients.contacts(uow, talk.house.client.id)
        await clients.change_contact(uow, anna.id, timezone="Pacific/Niue")
    there = today - dt.timedelta(days=1)
    answer = await asked(talk, f"/remember her dog died {there + dt.timedelta(days=ahead):%d.%m.%Y}")
    told = {-1: "That day is past", 0: "That day is nearly over", 1: "I remind you the working day before"}[ahead]
    assert answer.text.splitlines()[1].startswith(told)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("01.09", "What is on that day?"),
        ("born 31.02", "There is no such day: 31.02"),
        ("🎂" * 151, "Say it in 300 characters"),
    ],
)
async def test_what_cannot_be_kept_is_refused(talk: Talk, typed: str, told: str):
    assert told in (await asked(talk, f"/remember {typed}")).text
    assert await kept(talk) == []


async def test_the_same_fact_twice_is_refused(talk: Talk):
    await asked(talk, "/remember likes tea")
    assert "remembered already" in (await asked(talk, "/remember Likes tea")).text
    assert len(await kept(talk)) == 1


async def test_the_list_shows_the_newest_first_and_a_button_forgets(talk: Talk):
    assert "Nothing is remembered about Anna yet." in (await asked(talk, "/remember")).text
    await asked(talk, "/remember likes <i>tea</i>")
    await asked(talk, "/remember daughter Lily starts school in Kyiv 01.09")
    listed = await asked(talk, "/remember")
    assert listed.text.splitlines()[:3] == [
        "Worth remembering",
        "• 1 September: daughter Lily starts school in Kyiv",
        "• likes <i>tea</i>",
    ]
    assert listed.labels == ["✕ daughter Lily starts sc…", "✕ likes <i>tea</i>"]
    assert (await talk.house.olena.presses(listed, "✕ likes <i>tea</i>")).text == "Forgotten."
    await talk.topic_sees(lambda one: one.id == listed.id and len(one.labels) == 1)
    assert [words for words, _ in await kept(talk)] == ["daughter Lily starts school in Kyiv"]
    assert [action for _, action, _ in await trail(talk)] == ["care.remembered", "care.remembered", "care.forgotten"]


async def test_the_client_never_sees_what_is_remembered(talk: Talk):
    await asked(talk, "/remember likes chamomile")
    assert await talk.client_heard("chamomile") == 0


async def test_in_a_group_s_topic_it_says_where_to_write_it(talk: Talk):
    group, _ = await group_of_acme(talk.house)
    assert "in the topic of their own chat" in (await asked(group, "/remember likes tea")).text


async def test_the_card_shows_the_five_newest_facts_and_their_days(talk: Talk):
    for number in range(6):
        await asked(talk, f"/remember fact {number}")
    await asked(talk, "/remember her dog died 03.02")
    await asked(talk, f"/remember {'long ' * 40}")
    await talk.house.quiet()
    await talk.house.move_clock(dt.timedelta(seconds=10))
    card = await talk.card("🧠 her dog died (3 February)")
    lines = [line for line in card.text.splitlines() if line.startswith("🧠")]
    assert lines[0].endswith("…") and len(lines[0]) < 130
    assert lines[1:] == ["🧠 her dog died (3 February)", "🧠 fact 5", "🧠 fact 4", "🧠 fact 3"]


async def test_a_dated_fact_reminds_and_never_sends(talk: Talk):
    async with talk.house.store.reading() as uow:
        soon = (uow.now + dt.timedelta(days=9)).date()
    await asked(talk, f"/remember her dog died {soon:%d.%m}")
    [fact] = await facts(talk)
    chat = await talk.row()
    assert chat.contact is not None
    async with talk.house.store.reading() as uow:
        entries = plan.of(await reading.person(uow, chat.client, chat.contact), uow.now, 20)
    [entry] = [one for one in entries if one.group == "fact"]
    assert (entry.day, entry.slot, entry.sends, entry.title) == (soon, f"fact:{fact.id}", False, "her dog died")
