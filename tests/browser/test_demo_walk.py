"""The first walk of a newcomer: `carebot demo`, and the page in Chromium.

Each test opens a page of its own on one demo and leaves pictures of what it saw in its temporary folder.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from locales import wording
from sandbox.samples import png
from tests.browser.walk import TEA, Walk
from tests.demo.program import Demo

pytestmark = pytest.mark.browser


def test_a_client_writes_the_manager_answers_in_the_topic_and_the_client_reads_it(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.phone, "Is the blue lid back in stock?")
    expect(walk.message(walk.desk, "Is the blue lid back in stock?")).to_be_visible()
    walk.writes(walk.desk, "Yes, since this morning.")
    expect(walk.message(walk.phone, "Yes, since this morning.")).to_be_visible()
    walk.look("both ways")


def test_an_internal_note_stays_in_the_topic(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.desk, "// She likes the blue ones")
    walk.writes(walk.desk, "The blue lid fits all tins.")
    expect(walk.message(walk.phone, "The blue lid fits all tins.")).to_be_visible()
    expect(walk.message(walk.desk, "She likes the blue ones")).to_be_visible()
    expect(walk.message(walk.phone, "She likes the blue ones")).to_have_count(0)


def test_a_picture_arrives_with_its_caption(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    picture: FilePayload = {"name": "shelf.png", "mimeType": "image/png", "buffer": png(160, 120)}
    walk.phone.locator("input[type=file]").set_input_files(picture)
    walk.writes(walk.phone, "This is our shelf")
    copied = walk.message(walk.desk, "This is our shelf")
    expect(copied).to_be_visible()
    shown = copied.locator("img").first
    expect(shown).to_be_visible()
    walk.page.wait_for_function("picture => picture.naturalWidth === 160", arg=shown.element_handle())
    walk.look("picture")


def test_a_reply_an_edit_and_a_reaction_are_mirrored(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.phone, "How thick is the tin?")
    asked = walk.message(walk.desk, "How thick is the tin?")
    walk.chooses(asked, "Reply")
    walk.writes(walk.desk, "0.2 millimetres")
    answer = walk.message(walk.phone, "0.2 millimetres")
    expect(answer).to_contain_text("How thick is the tin?")
    walk.chooses(walk.message(walk.desk, "0.2 millimetres"), "Edit")
    walk.writes(walk.desk, "0.25 millimetres, sorry")
    corrected = walk.message(walk.phone, "0.25 millimetres, sorry")
    expect(corrected).to_be_visible()
    expect(walk.message(walk.phone, "0.2 millimetres")).to_have_count(0)
    walk.reacts(corrected, "👍")
    chip = walk.message(walk.desk, "0.25 millimetres, sorry").get_by_role("button", name=re.compile("^👍 1"))
    expect(chip).to_be_visible()
    walk.look("mirrored")


def test_the_phone_of_somebody_in_a_clients_group_shows_the_group(walk: Walk):
    walk.takes_the_phone_of("Тимур")
    walk.opens_topic("Белый Керуен")
    walk.writes(walk.phone, "Новая паллета пришла, спасибо!")
    arrived = walk.message(walk.desk, "Новая паллета пришла, спасибо!")
    expect(arrived).to_contain_text("Тимур")
    walk.look("group")


def test_unsend_takes_a_message_back_from_the_client(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.desk, "This was for somebody else")
    expect(walk.message(walk.phone, "This was for somebody else")).to_be_visible()
    walk.chooses(walk.message(walk.desk, "This was for somebody else"), "Reply")
    walk.writes(walk.desk, "/unsend")
    expect(walk.message(walk.phone, "This was for somebody else")).to_have_count(0)


def test_the_language_button_changes_what_the_bot_speaks(walk: Walk):
    walk.takes_the_phone_of("Богдан")
    walk.writes(walk.phone, "/language")
    walk.phone.get_by_role("button", name="English").last.click()
    expect(walk.phone.locator(".toast")).to_have_text(wording("en").text("From now on I speak English here."))
    walk.writes(walk.phone, "/manager")
    expect(walk.message(walk.phone, "Your manager is Olena.")).to_be_visible()
    walk.phone.get_by_role("button", name="Українська").last.click()
    toast = walk.phone.locator(".toast").filter(has_text=wording("uk").text("From now on I speak English here."))
    expect(toast).to_be_visible()


def test_a_new_contact_opens_the_link_and_is_welcomed(walk: Walk):
    walk.opens_topic("General")
    walk.message(walk.desk, "Send this personal link").get_by_role("link").first.click()
    walk.look("the link")
    dialog = walk.page.get_by_role("dialog")
    dialog.get_by_label("Tom · Tidewick Tea · London").check()
    dialog.get_by_role("button", name="Open").click()
    expect(walk.phone.get_by_role("tab", name=re.compile("^Tom · "))).to_have_attribute("aria-selected", "true")
    expect(walk.message(walk.phone, "Your manager is Daniel")).to_be_visible()
    walk.opens_topic("Tidewick Tea · Tom")
    expect(walk.message(walk.desk, "Tom joined.")).to_be_visible()
    walk.look("welcome")


def test_a_deleted_topic_comes_back_when_the_client_writes_again(walk: Walk):
    walk.takes_the_phone_of("Анна")
    walk.opens_topic("Соняшник · Анна")
    walk.desk.get_by_role("button", name="More for topic Соняшник · Анна").click()
    walk.page.get_by_role("menuitem", name="Delete the topic…").click()
    walk.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(walk.desk.get_by_role("tab", name="Соняшник · Анна")).to_have_count(0)
    walk.writes(walk.phone, "Ви ще тут?")
    walk.opens_topic("Соняшник · Анна")
    expect(walk.message(walk.desk, "Ви ще тут?")).to_be_visible()


def test_everything_can_be_done_with_the_keyboard_alone(walk: Walk):
    page = walk.page
    here = "document.activeElement.closest('#phones, #desk, #staff')?.id + ' ' + document.activeElement.tagName"

    def tab_to(place: str) -> None:
        for _ in range(40):
            if page.evaluate(here) == place:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {place}")

    tab_to("phones TEXTAREA")
    page.keyboard.type("Written without a mouse")
    page.keyboard.press("Enter")
    tab_to("desk SELECT")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.title") != TEA:
        page.keyboard.press("ArrowDown")
    expect(walk.message(walk.desk, "Written without a mouse")).to_be_visible()
    tab_to("desk TEXTAREA")
    page.keyboard.type("Answered without one")
    page.keyboard.press("Enter")
    expect(walk.message(walk.phone, "Answered without one")).to_be_visible()
    tab_to("staff TEXTAREA")
    page.keyboard.type("/help")
    page.keyboard.press("Enter")
    expect(walk.message(walk.private, "/staff")).to_be_visible()


def test_a_day_later_the_managers_name_stands_in_front_again(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.desk, "Anything else today?")
    expect(walk.message(walk.phone, "Anything else today?")).to_be_visible()
    before = walk.page.locator(".clock-day").text_content()
    walk.page.get_by_role("button", name="+1 day").click()
    expect(walk.page.locator(".clock-day")).not_to_have_text(before or "")
    walk.writes(walk.desk, "Good morning from tomorrow")
    expect(walk.message(walk.phone, "Good morning from tomorrow")).to_contain_text("Daniel")
    walk.look("tomorrow")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_steps_to_try_first_are_on_the_page(browser: Browser, running: Demo, tmp_path: Path, scheme: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(running.url)
    page.locator("body[data-ready]").wait_for()
    expect(page.locator("#try-list li")).to_have_count(8)
    expect(page.locator("#title")).to_have_text("Carebot demo")
    assert page.locator("#try-list").evaluate("list => list.scrollHeight <= list.clientHeight"), "cut off"
    page.screenshot(path=tmp_path / f"{scheme}.png")
    context.close()
