"""Surveys are tested in a house that is always open, so that the day on which the tests run does not matter."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from locales import Phrase
from storage.records import ClientChat
from storage.unit import UnitOfWork
from tests.support.house import House, open_house
from tests.support.stage import joined, talk
from tests.surveys.flow import Asked

__all__ = ["asked", "house", "joined", "talk"]

ALWAYS = "Mon-Sun 00:00-24:00"


class QuietDays(dict[dt.date, Phrase]):
    """The calendar of quiet days: none, unless a test puts one in. Else the day on which the tests run would matter."""

    async def look(self, uow: UnitOfWork, chat: ClientChat, day: dt.date) -> Phrase | None:
        return self.get(day)


@pytest.fixture(autouse=True)
def quiet_days(monkeypatch: pytest.MonkeyPatch) -> QuietDays:
    calendar = QuietDays()
    monkeypatch.setattr("conversations.surveys.asking.reading.quiet_day", calendar.look)
    return calendar


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
