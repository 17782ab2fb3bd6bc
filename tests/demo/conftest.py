"""One demo for the tests that only look, and a client of its sandbox for each of them."""

from collections.abc import AsyncIterator, Iterator

import pytest

from sandbox.client import Sandbox
from tests.demo.program import Demo, demo


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that is ready."""
    with demo(tmp_path_factory.mktemp("demo")) as started:
        started.until_it_says("Ctrl-C")
        yield started


@pytest.fixture
async def box(running: Demo) -> AsyncIterator[Sandbox]:
    """The demo's sandbox, over HTTP as the page has it."""
    async with Sandbox(running.url) as opened:
        yield opened
