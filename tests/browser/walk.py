"""The demo page as somebody sees it, for the walks through it in Chromium."""

import datetime as dt
import re
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
TEA = "Tidewick Tea · Priya"


class Walk:
    """The page as somebody sees it: three panes, each with messages and a field to write in."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self.phone = page.locator("#phones")
        self.desk = page.locator("#desk")
        self.private = page.locator("#staff")
        self._pictures = pictures

    def look(self, name: str) -> None:
        self.page.screenshot(path=self._pictures / f"{name}.png")

    def now(self, timezone: str = "Europe/London") -> dt.datetime:
        """The demo's time, as the page shows it, on this clock."""
        shown = self.page.locator(".clock-time").get_attribute("datetime") or ""
        return dt.datetime.fromisoformat(shown).astimezone(ZoneInfo(timezone))

    def takes_the_phone_of(self, name: str) -> None:
        self.phone.get_by_role("tab", name=re.compile(f"^{name} · ")).click()

    def opens_topic(self, name: str) -> None:
        self.desk.get_by_role("tab", name=re.compile(f"^{re.escape(name)}")).click()
        expect(self.desk.locator("h3")).to_have_text(name)

    def takes_the_seat_of(self, name: str) -> None:
        self.private.get_by_role("tab", name=re.compile(f"^{name}")).click()

    def writes(self, pane: Locator, text: str) -> None:
        field = pane.locator("textarea")
        field.fill(text)
        field.press("Enter")

    def message(self, pane: Locator, text: str) -> Locator:
        return pane.get_by_role("article").filter(has_text=text)

    def chooses(self, message: Locator, action: str) -> None:
        message.get_by_role("button", name="Actions for this message").click()
        self.page.get_by_role("menu").get_by_text(action, exact=True).click()

    def reacts(self, message: Locator, emoji: str) -> None:
        message.get_by_role("button", name="Actions for this message").click()
        self.page.get_by_role("menuitemcheckbox").filter(has_text=emoji).click()
