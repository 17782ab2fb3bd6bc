"""What the tests of the store share: a store on a fresh database, and a clock that tests set."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from storage.unit import Store

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class HandClock:
    """Both times stand still until a test moves them."""

    def __init__(self) -> None:
        self.product = NOON
        self.real = 1_000_000.0

    def now(self) -> dt.datetime:
        return self.product

    def epoch(self) -> float:
        return self.real

    def passes(self, seconds: float) -> None:
        """Let both times pass."""
        self.product += dt.timedelta(seconds=seconds)
        self.real += seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def store(database_url: str, clock: HandClock) -> AsyncIterator[Store]:
    opened = Store(database_url, clock)
    yield opened
    await opened.close()
