"""The second walk: a client is disappointed, the manager mends it, and the lead looks at the figures.

It is one long story, since each step needs the one before; the pictures of it lie in the temporary folder.
"""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.walk import TEA, Walk

pytestmark = pytest.mark.browser

QUESTION = "How satisfied are you with the way we handled your request?"
PATIENCE = 30_000
"""Milliseconds for a report, which a process of its own makes."""


def shown(walk: Walk, name: str) -> Locator:
    """The summary in the lead's private chat, once its picture is there."""
    summary = walk.message(walk.private, "First answer")
    expect(summary).to_be_visible(timeout=PATIENCE)
    picture = summary.locator("img")
    walk.page.wait_for_function("picture => picture.naturalWidth === 1080", arg=picture.element_handle())
    walk.look(name)
    return summary


def test_a_low_rating_is_mended_and_told_and_stands_in_the_leads_figures(walk: Walk, tmp_path: Path):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.takes_the_seat_of("Marta")
    walk.writes(walk.desk, "64 tins fit on one pallet, Priya.")
    expect(walk.message(walk.phone, "64 tins fit on one pallet")).to_be_visible()

    walk.writes(walk.desk, "/tag")
    walk.desk.get_by_role("button", name="delivery", exact=True).click()
    walk.desk.get_by_role("button", name="Ready", exact=True).click()
    expect(walk.message(walk.desk, "🏷 delivery")).to_be_visible()
    walk.writes(walk.desk, "/done")
    expect(walk.message(walk.desk, "Closed.")).to_be_visible()
    question = walk.message(walk.phone, QUESTION)
    expect(question).to_contain_text("Daniel and the care team read your answer.")
    walk.look("asked")

    question.get_by_role("button", name="2", exact=True).click()
    expect(walk.message(walk.phone, "Thank you for your answer.")).to_contain_text("You can change it until")
    walk.writes(walk.phone, "The lids came two days after the tins.")
    expect(walk.message(walk.phone, "Thank you. Daniel will read it.")).to_be_visible()
    comment = walk.message(walk.desk, "💬 Comment on the rating")
    expect(comment).to_contain_text("The lids came two days after the tins.")
    alert = walk.message(walk.desk, "Low rating: 2 of 5")
    expect(alert).to_contain_text("Daniel talks to the client by")
    expect(walk.message(walk.private, "Low rating: 2 of 5")).to_contain_text(TEA)
    expect(walk.message(walk.private, "on 2: The lids came two days after the tins.")).to_be_visible()
    walk.look("alerted")

    alert.get_by_role("button", name="Taken by me").click()
    expect(walk.message(walk.desk, "Daniel takes case")).to_be_visible()
    alert.get_by_role("button", name="Talked to the client").click()
    expect(walk.message(walk.desk, "Daniel talked to the client")).to_be_visible()
    alert.get_by_role("button", name="Close with a note").click()
    walk.chooses(walk.message(walk.desk, "reply to this message with a note"), "Reply")
    walk.writes(walk.desk, "Called her; she was kind about it.")
    expect(walk.message(walk.desk, "Daniel closed case")).to_be_visible()
    walk.chooses(comment, "Reply")
    walk.writes(walk.desk, "/youtold Lids and tins now leave on the same lorry.")
    told = walk.message(walk.phone, "You said – we did")
    expect(told).to_contain_text("Lids and tins now leave on the same lorry.")
    expect(walk.message(walk.phone, "she was kind about it")).to_have_count(0)
    walk.look("mended")

    walk.writes(walk.private, "/summary")
    summary = shown(walk, "month")
    summary.get_by_role("button", name="Quarter").click()
    expect(summary.get_by_role("button", name="• Quarter")).to_be_visible(timeout=PATIENCE)
    summary.get_by_role("button", name="Clients").click()
    expect(summary.get_by_role("button", name="• Clients")).to_be_visible(timeout=PATIENCE)
    shown(walk, "quarter by client")
    summary.get_by_role("button", name=re.compile("^Low ratings: ")).click()
    listed = walk.message(walk.private, "Low ratings ·")
    expect(listed).to_contain_text("The lids came two days after the tins.")
    expect(listed.get_by_role("link", name=TEA)).to_be_visible()
    walk.look("low ratings")

    walk.writes(walk.private, "/export")
    file = walk.message(walk.private, "Export ·").get_by_role("link", name=re.compile("^Download carebot-.*xlsx"))
    expect(file).to_be_visible(timeout=PATIENCE)
    with walk.page.expect_download() as download:
        file.click()
    download.value.save_as(tmp_path / "export.xlsx")
    book = openpyxl.load_workbook(tmp_path / "export.xlsx")
    heads, *rows = book["Ratings"].iter_rows(values_only=True)
    comments = [row[heads.index("Comment")] for row in rows if row[heads.index("Rating")] == 2]
    assert "The lids came two days after the tins." in comments
    walk.look("export")


def test_whoever_was_just_asked_is_not_asked_again_and_the_manager_reads_why(walk: Walk):
    walk.takes_the_phone_of("Priya")
    walk.opens_topic(TEA)
    walk.writes(walk.phone, "One more thing: the green tins?")
    walk.writes(walk.desk, "They come on Thursday.")
    expect(walk.message(walk.phone, "They come on Thursday.")).to_be_visible()
    walk.writes(walk.desk, "/done")
    expect(walk.message(walk.desk, "🔕 No survey: ")).to_be_visible()
