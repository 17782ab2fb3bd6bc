"""What a newcomer finds in the demo: read over HTTP, as the page does."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.demo import cast, days
from bot.demo.times import last_working_day
from sandbox.client import Group, Message, Person, Sandbox
from tests.demo.program import Demo

TALKS = {"Tidewick Tea · Priya", "Соняшник · Анна", "Соняшник · Богдан", "Белый Керуен"}
RUTH = "Harbour Oats · Ruth"
TOPICS = {*TALKS, RUTH}

pytestmark = pytest.mark.slow


async def notes_of(box: Sandbox) -> dict[str, Any]:
    notes: dict[str, Any] = await box.request("GET", "/control/notes")
    return notes


async def desk_of(box: Sandbox) -> Group:
    return await box.existing_group((await notes_of(box))["desk"])


async def person_of(box: Sandbox, name: str) -> Person:
    rows = await box.request("GET", "/control/people")
    return await box.existing_person(next(row["id"] for row in rows if row["first_name"] == name))


@pytest.fixture(scope="module")
def today(running: Demo) -> dt.date:
    """The day on which the demo was started, on the desk's clock."""
    return dt.datetime.fromtimestamp(running.output.stat().st_ctime, ZoneInfo(cast.ZONE)).date()


async def in_topic(box: Sandbox, name: str) -> list[Message]:
    desk = await desk_of(box)
    return await box.messages(desk, thread=await desk.topic(name), service=False, deleted=False)


async def client_chats(box: Sandbox) -> dict[str, int]:
    """Where each topic's client side is."""
    phones = (await notes_of(box))["phones"]
    people = {row["label"].split(" · ")[0]: row for row in phones}
    return {
        "Tidewick Tea · Priya": people["Priya"]["person"],
        "Соняшник · Анна": people["Анна"]["person"],
        "Соняшник · Богдан": people["Богдан"]["person"],
        "Белый Керуен": people["Тимур"]["chat"],
    }


def test_the_terminal_says_where_the_page_is_and_what_to_try_in_plain_text(running: Demo):
    assert running.said.startswith(f"Carebot demo: {running.url}\n")
    assert "1. Priya is waiting" in running.said
    assert "https://t.me/larkfold_care_bot?start=" in running.said
    assert "\x1b" not in running.said
    assert len(running.said.splitlines()) < 20


async def test_the_page_and_the_terminal_give_the_same_steps(box: Sandbox, running: Demo):
    steps = (await notes_of(box))["try_first"]
    assert 5 <= len(steps) <= 8
    assert all(f"  {number}. {step}\n" in running.said for number, step in enumerate(steps, 1))


async def test_each_client_chat_has_its_topic_with_a_pinned_card(box: Sandbox):
    topics = {topic.name for topic in await (await desk_of(box)).topics()}
    assert topics >= TOPICS
    for name in TOPICS:
        pinned = [message for message in await in_topic(box, name) if message.pinned]
        assert [name in card.text for card in pinned] == [True]


async def test_in_every_client_chat_both_sides_have_written_in_both_places(box: Sandbox):
    bot = (await notes_of(box))["bot_id"]
    for name, chat in (await client_chats(box)).items():
        for messages in (await in_topic(box, name), await box.messages(chat, service=False)):
            assert sum(message.sender_id != bot for message in messages) >= 1, name
            assert sum(message.sender_id == bot for message in messages) >= 2, name


async def test_the_bot_speaks_to_each_client_in_their_language(box: Sandbox):
    bot = (await notes_of(box))["bot_id"]
    letters = {}
    for name, chat in (await client_chats(box)).items():
        welcome = next(m for m in await box.messages(chat, service=False) if m.sender_id == bot)
        letters[name] = set(welcome.text.casefold())
    assert letters["Tidewick Tea · Priya"].isdisjoint("абвгдежзийклмнопрсту")
    assert set("іи") <= letters["Соняшник · Анна"]
    assert "ы" in letters["Белый Керуен"]
    assert "і" not in letters["Белый Керуен"]


async def test_the_history_shows_a_reply_an_edit_a_reaction_a_picture_and_an_internal_note(box: Sandbox):
    chats = await client_chats(box)
    anna, bohdan = await box.messages(chats["Соняшник · Анна"]), await box.messages(chats["Соняшник · Богдан"])
    assert any(message.reply_to is not None and message.by_bot for message in anna)
    assert any("👍" in message.reactions for message in anna)
    assert not any("//" in message.text for message in anna)
    assert any(message.text.startswith("// ") for message in await in_topic(box, "Соняшник · Анна"))
    assert any(message.edited and not message.by_bot for message in bohdan)
    assert any(message.kind == "photo" for message in await in_topic(box, "Белый Керуен"))


async def test_the_history_runs_forward_and_ends_before_now(box: Sandbox):
    now = dt.datetime.fromisoformat((await box.clock())["now"]).timestamp()
    for chat in [*(await client_chats(box)).values(), (await desk_of(box)).id]:
        dates = [message.date for message in await box.messages(chat)]
        assert dates == sorted(dates)
        assert dates[0] < now - 9 * 60
        assert dates[-1] <= now


async def test_priya_waits_for_an_answer_and_her_card_says_so(box: Sandbox):
    card = next(message for message in await in_topic(box, "Tidewick Tea · Priya") if message.pinned)
    assert "🟡" in card.text
    assert "London" in card.text


async def test_the_card_of_a_client_with_two_contacts_names_the_sibling_and_the_renewal(box: Sandbox):
    card = next(message for message in await in_topic(box, "Соняшник · Анна") if message.pinned)
    assert "Богдан" in card.text
    assert "Renewal" in card.text
    assert "власниця" in card.text


async def test_ruths_card_names_the_days_to_come_and_nothing_has_been_sent_or_shown_yet(box: Sandbox, today: dt.date):
    coming = days.of_ruth(today)
    card = next(message for message in await in_topic(box, RUTH) if message.pinned)
    assert f"{coming.birthday.day} {coming.birthday:%b} Birthday" in card.text
    assert f"Next check-in: {coming.check_in.day} {coming.check_in:%b}" in card.text
    assert "training for a half marathon" in card.text
    assert not any("regards, Daniel" in message.text for message in await in_topic(box, RUTH))
    ruth = await person_of(box, "Ruth")
    assert len([message for message in await box.messages(ruth, service=False) if message.by_bot]) == 1


async def test_the_lead_sees_ruths_days_in_the_calendar(box: Sandbox):
    marta = await person_of(box, "Marta")
    asked = await marta.sends(marta, "/calendar")
    answer = await box.receives(marta, "The coming 30 days", after=asked)
    assert "Birthday: Ruth · Harbour Oats" in answer.text
    assert f"{days.YEARS} years of working together: Ruth · Harbour Oats" in answer.text


async def test_the_lead_sees_the_team_in_private(box: Sandbox):
    marta = await person_of(box, "Marta")
    asked = await marta.sends(marta, "/staff")
    answer = await box.receives(marta, "Olena", after=asked)
    assert "Daniel" in answer.text
    assert any("Remove" in label for label in answer.labels)


async def test_the_lead_finds_half_a_year_of_ratings_in_the_summary(box: Sandbox):
    marta = await person_of(box, "Marta")
    before = (await box.messages(marta))[-1]
    half = dt.datetime.fromisoformat((await box.clock())["now"]).date()
    await marta.sends(marta, f"/summary {half - dt.timedelta(days=183)}..{half} by client")
    shown = await box.receives(marta, "First answer", after=before, timeout=60)
    assert shown.kind == "photo"
    found = re.search(r"n = (\d+), mean", shown.text)
    assert found is not None and int(found[1]) >= 30
    assert "How satisfied are you with us overall?" in shown.text
    low = next(label for label in shown.labels if label.startswith("Low ratings: "))
    await marta.presses(shown, low)
    listed = await box.receives(marta, "Nobody told us that the lorry was late.", after=shown)
    assert "Акт довелося просити двічі." in listed.text


async def test_nothing_is_left_to_do_of_what_was_before_the_story(box: Sandbox):
    for name in TOPICS:
        card = next(message for message in await in_topic(box, name) if message.pinned)
        assert "⭐ Last ratings" in card.text
        assert "🚨" not in card.text


async def test_the_link_of_the_first_steps_lets_tom_in(box: Sandbox):
    (link,) = re.findall(r"https://t\.me/\S+", " ".join((await notes_of(box))["try_first"]))
    tom = await person_of(box, "Tom")
    await tom.opens(link)
    welcome = await box.receives(tom, "Tidewick Tea")
    assert "Daniel" in welcome.text
    desk = await desk_of(box)
    await box.until(lambda: has_topic(desk, "Tidewick Tea · Tom"))


async def has_topic(desk: Group, name: str) -> bool:
    return any(topic.name == name for topic in await desk.topics())


async def test_what_a_client_writes_arrives_and_is_answered(box: Sandbox):
    anna, olena, desk = await person_of(box, "Анна"), await person_of(box, "Olena"), await desk_of(box)
    topic = await desk.topic("Соняшник · Анна")
    await anna.sends(anna, "Чи є етикетки на складі?")
    await box.receives(desk, "Чи є етикетки на складі?", thread=topic)
    await olena.sends(desk, "Так, є ще 800 штук.", thread=topic)
    await box.receives(anna, "Так, є ще 800 штук.")


async def test_the_bots_clock_follows_the_page_within_half_a_second(box: Sandbox):
    desk = await desk_of(box)
    olena = await person_of(box, "Olena")
    card = next(message for message in await in_topic(box, "Соняшник · Богдан") if message.pinned)
    moved = await box.advance(86_400)
    await box.silence(0.5)
    await olena.presses(card, "↻ Refresh")
    there = dt.datetime.fromisoformat(moved["now"]).astimezone(ZoneInfo("Europe/Kyiv"))
    await box.receives(desk, f"{there:%a} {there.day} {there:%b}", where=lambda message: message.id == card.id)


@pytest.mark.parametrize(
    ("today", "before"),
    [
        ("2026-03-10", "2026-03-09"),
        ("2026-03-09", "2026-03-06"),
        ("2026-03-08", "2026-03-06"),
    ],
)
def test_the_story_is_set_on_the_last_working_day(today: str, before: str):
    assert last_working_day(dt.date.fromisoformat(today)) == dt.date.fromisoformat(before)
