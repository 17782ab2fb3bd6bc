"""The third walk: a greeting and a check-in from their previews to the client, and a pause that holds them back.

It is one long story, since each step needs the one before; the pictures of it lie in the temporary folder.
"""

import datetime as dt
import re

import pytest
from playwright.sync_api import Locator, expect

from bot.demo import days
from bot.demo.times import last_working_day
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser

OATS = "Harbour Oats · Ruth"
WISH = "Happy birthday, Ruth! May your long runs stay dry. Daniel"

A_GLANCE = 500
"""Milliseconds that somebody looks at a day on which nothing is to come."""


def on_until(walk: Walk, day: dt.date) -> None:
    """Press "to 10:00" until it is 10:00 on this day on the phone."""
    face = walk.page.locator(".clock-time")
    while walk.now().date() < day:
        before = face.get_attribute("datetime") or ""
        walk.page.get_by_role("button", name="to 10:00").click()
        expect(face).not_to_have_attribute("datetime", before)
        expect(walk.phone.locator(".phone-status")).to_contain_text("10:00")
        walk.page.wait_for_timeout(A_GLANCE)
    assert walk.now().date() == day


def preview(walk: Walk, title: str) -> Locator:
    """What stands in the topic about a planned message; replies that quote it are left out."""
    return walk.desk.get_by_role("article").filter(has=walk.page.locator("strong", has_text=re.compile(f"^{title}$")))


def quoted(planned: Locator) -> str:
    """The second line of the text that a preview shows: the first may be a mere salutation."""
    return planned.locator("blockquote").inner_text().splitlines()[1].strip()


def test_a_greeting_is_changed_a_pause_holds_what_is_planned_and_a_check_in_follows(walk: Walk):
    coming = days.of_ruth(walk.now("Europe/Kyiv").date())
    walk.takes_the_phone_of("Ruth")
    walk.opens_topic(OATS)
    walk.takes_the_seat_of("Marta")
    expect(preview(walk, "Birthday")).to_have_count(0)

    on_until(walk, last_working_day(coming.birthday))
    birthday = preview(walk, "Birthday")
    expect(birthday).to_contain_text("It goes out by itself.")
    expect(birthday).to_contain_text("training for a half marathon")
    walk.look("1 preview")
    walk.chooses(birthday, "Reply")
    walk.writes(walk.desk, WISH)
    expect(walk.message(walk.desk, "✏️ Changed. It is planned for")).to_be_visible()
    expect(birthday).to_contain_text("✏️ Text by Daniel")
    walk.look("2 edited")

    on_until(walk, coming.birthday)
    expect(walk.message(walk.phone, WISH)).to_be_visible()
    expect(birthday).to_contain_text("✅ Sent")
    expect(walk.message(walk.phone, "Happy birthday, Ruth!")).to_have_count(1)
    walk.look("3 arrived")

    walk.writes(walk.desk, "/care")
    panel = walk.message(walk.desk, "Check-ins and greetings:")
    expect(panel).to_contain_text(f"{days.YEARS} years of working together")
    expect(panel).to_contain_text(f"every {days.RHYTHM} days")
    walk.look("4 care")
    walk.writes(walk.private, "/calendar")
    expect(walk.message(walk.private, "The coming 30 days")).to_contain_text("Ruth · Harbour Oats")
    walk.look("5 calendar")

    on_until(walk, last_working_day(coming.anniversary))
    anniversary, check_in = preview(walk, "Anniversary of working together"), preview(walk, "Check-in")
    expect(anniversary).to_contain_text("It goes out by itself.")
    expect(check_in).to_contain_text("It goes out by itself.")
    walk.look("6 both planned")
    thanks, hello = (walk.message(walk.phone, quoted(one)) for one in (anniversary, check_in))
    walk.writes(walk.desk, f"/pause {coming.pause_until:%d.%m}")
    expect(walk.message(walk.desk, "⏸ Pause: Harbour Oats, until the end of")).to_be_visible()
    expect(anniversary).to_contain_text("✋ Held")
    expect(check_in).not_to_contain_text(f"{coming.check_in.day} {coming.check_in:%b}, 10:00")
    anniversary.scroll_into_view_if_needed()
    walk.look("7 paused")

    on_until(walk, coming.anniversary)
    expect(anniversary).to_contain_text("a pause for the client")
    expect(anniversary).to_contain_text("🔕")
    on_until(walk, coming.check_in)
    expect(check_in).to_contain_text("It goes out by itself.")
    expect(thanks).to_have_count(0)
    expect(hello).to_have_count(0)
    walk.look("8 nothing arrived")
    walk.writes(walk.desk, "/resume")
    expect(walk.message(walk.desk, "▶️ The pause is over: Harbour Oats.")).to_be_visible()
    walk.page.get_by_role("button", name="+1 hour").click()
    expect(hello).to_have_count(1)
    expect(thanks).to_have_count(0)
    expect(check_in).to_contain_text("✅ Sent")
    walk.look("9 checked in")


def test_the_team_keeps_what_is_worth_remembering_and_days_of_their_own(walk: Walk):
    walk.opens_topic(OATS)
    walk.writes(walk.desk, "/remember her spaniel is called Biscuit")
    expect(walk.message(walk.desk, "🧠 Remembered: her spaniel is called Biscuit")).to_be_visible()
    walk.writes(walk.desk, "/date 12.05 company day")
    expect(walk.message(walk.desk, "12 May, company day")).to_be_visible()
    walk.writes(walk.desk, "/date")
    expect(walk.desk.get_by_role("button", name="✕ company day")).to_be_visible()
    walk.look("dates")


def test_a_client_says_how_often_they_like_to_hear_from_us(walk: Walk):
    walk.takes_the_phone_of("Ruth")
    walk.opens_topic(OATS)
    walk.writes(walk.phone, "/pace")
    walk.phone.get_by_role("button", name="– Less often").last.click()
    expect(walk.phone.get_by_role("button", name="✓ Less often").last).to_be_visible()
    walk.phone.get_by_role("button", name="✓ Birthday wishes").last.click()
    expect(walk.phone.get_by_role("button", name="– Birthday wishes").last).to_be_visible()
    walk.writes(walk.desk, "/care")
    panel = walk.message(walk.desk, "Ruth wants less contact")
    expect(panel).to_contain_text("no birthday wishes")
    walk.look("pace")
