"""One demo and one Chromium for the tests of a module; a fresh visit of the page for each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.walk import CHROMIUM, FLAGS, Walk
from tests.demo.program import Demo, demo


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        started.until_it_says("Ctrl-C")
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def walk(browser: Browser, running: Demo, tmp_path: Path) -> Iterator[Walk]:
    """A fresh visit; ends with an error when the browser's console has one."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(running.url)
    page.locator("body[data-ready]").wait_for()
    yield Walk(page, tmp_path)
    context.close()
    assert complaints == []
