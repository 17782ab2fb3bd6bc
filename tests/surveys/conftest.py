"""Surveys are tested in a house that is always open, so that the day on which the tests run does not matter.

Every test begins at noon in Kyiv: ACME is in Ukraine, and in its minute of silence no survey goes out.
"""

import datetime as dt
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar import reading
from locales import Phrase
from storage.records import ClientChat
from storage.unit import UnitOfWork
from tests.support.house import House, open_house
from tests.support.stage import joined, talk
from tests.surveys.flow import Asked

__all__ = ["asked", "house", "joined", "talk"]

KYIV = ZoneInfo("Europe/Kyiv")
ALWAYS = "Mon-Sun 00:00-24:00"


class QuietDays(dict[dt.date, Phrase]):
    """The calendar of quiet days: pauses, and what a test puts in. Else the day on which the tests run would matter."""

    async def look(self, uow: UnitOfWork, chat: ClientChat, day: dt.date) -> Phrase | None:
        paused = (await reading.quiet_days(uow, chat)).paused(day)
        return self.get(day) if paused is None else paused.why


@pytest.fixture(autouse=True)
def quiet_days(monkeypatch: pytest.MonkeyPatch) -> QuietDays:
    calendar = QuietDays()
    monkeypatch.setattr("conversations.calendar.reading.quiet_day", calendar.look)
    return calendar


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """As in `tests/conftest.py`, with working hours around the clock; a test may give settings by `indirect`."""
    async with open_house(database_url, **{"team_hours": ALWAYS} | getattr(request, "param", {})) as opened:
        now = opened.app.clock.now().astimezone(KYIV)
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        await opened.clock_to(noon if noon > now else noon + dt.timedelta(days=1))
        yield opened


@pytest.fixture
async def asked(talk) -> Asked:
    """Olena has closed the conversation and Anna has the question before her."""
    flow = Asked(talk)
    await talk.team("/done")
    await flow.question()
    await talk.house.quiet()
    return flow
