"""Care is tested in a house whose team works every day, so that the day on which the tests run does not matter."""

from collections.abc import AsyncIterator

import pytest

from conversations.care import soon
from storage import care, clients
from tests.care.planned import CHECK_IN_DAYS, TEAM_HOURS, Birthday, birthday
from tests.support.house import House, open_house
from tests.support.stage import joined, talk

__all__ = ["house", "joined", "nina", "reminder", "steady", "talk"]


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """As in `tests/conftest.py`, with a team that works every day; a test may give settings by `indirect`."""
    async with open_house(database_url, **{"team_hours": TEAM_HOURS} | getattr(request, "param", {})) as opened:
        yield opened


@pytest.fixture
async def nina(house: House) -> Birthday:
    """Nina of Globex has her birthday in five days."""
    return await birthday(house)


@pytest.fixture
async def steady(nina: Birthday) -> Birthday:
    """Nina, without a birthday, in a rhythm of two weeks."""
    async with nina.house.store.unit() as uow:
        await clients.change(uow, (await nina.client(uow)).id, check_in_days=CHECK_IN_DAYS)
    await nina.change(birthday=None)
    await nina.house.quiet()
    return nina


@pytest.fixture
async def reminder(nina: Birthday) -> Birthday:
    """Instead of her birthday, the team remembers the day on which Nina's dog died."""
    async with nina.house.store.unit() as uow:
        contact = await nina.contact(uow)
        await clients.change_contact(uow, contact.id, birthday=None)
        await care.remember(uow, contact.id, "her dog Rex died", f"--{nina.day:%m-%d}")
        soon.look(uow, contact.id)
    await nina.house.quiet()
    return nina
