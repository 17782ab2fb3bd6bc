"""Surveys are tested in a house that is always open, so that the day on which the tests run does not matter."""

from collections.abc import AsyncIterator

import pytest

from tests.support.house import House, open_house
from tests.support.stage import joined, talk
from tests.surveys.flow import Asked

__all__ = ["asked", "house", "joined", "talk"]

ALWAYS = "Mon-Sun 00:00-24:00"


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """As in `tests/conftest.py`, with working hours around the clock; a test may give settings by `indirect`."""
    async with open_house(database_url, **{"team_hours": ALWAYS} | getattr(request, "param", {})) as opened:
        yield opened


@pytest.fixture
async def asked(talk) -> Asked:
    """Olena has closed the conversation and Anna has the question before her."""
    flow = Asked(talk)
    await talk.team("/done")
    await flow.question()
    await talk.house.quiet()
    return flow
