"""Fixtures for figures: a store alone, and a large history in it."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import Clock
from storage.unit import Store


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store with nothing in it and no bot around it."""
    opened = Store(database_url, Clock())
    yield opened
    await opened.close()
