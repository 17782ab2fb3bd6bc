"""Care is tested in a house whose team works every day, so that the day on which the tests run does not matter."""

from collections.abc import AsyncIterator

import pytest

from tests.care.planned import TEAM_HOURS, Birthday, birthday
from tests.support.house import House, open_house
from tests.support.stage import joined, talk

__all__ = ["house", "joined", "nina", "talk"]


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """As in `tests/conftest.py`, with a team that works every day; a test may give settings by `indirect`."""
    async with open_house(database_url, **{"team_hours": TEAM_HOURS} | getattr(request, "param", {})) as opened:
        yield opened


@pytest.fixture
async def nina(house: House) -> Birthday:
    """Nina of Globex has her birthday in five days."""
    return await birthday(house)
