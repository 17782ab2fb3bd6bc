"""A year of check-ins and greetings, with everything going wrong that can."""

import logging
import random
from collections.abc import Iterator

import pytest
import structlog

from tests.year.clockwork import Odds, YearClock
from tests.year.doings import END
from tests.year.happenings import Life
from tests.year.machine import InProcess
from tests.year.wire import Wire
from tests.year.year import BEGINS, Year

SEED = 2027
CONTACTS, FIRMS = 60, 52


@pytest.fixture
def silence() -> Iterator[None]:
    """Hundreds of failures are meant to happen, and a traceback takes longer than what it is about."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.mark.slow
@pytest.mark.usefixtures("silence")
async def test_in_a_year_each_greeting_that_is_due_arrives_once_or_is_reported_and_none_hurts(
    database_url, monkeypatch
):
    """Contacts in all countries and traditions; failing transactions, lost answers, deaths, days with nothing on."""
    clock, faults, odds = YearClock(BEGINS), random.Random(f"{SEED}:faults"), Odds()
    wire = Wire(clock, faults, odds)
    year = Year(database_url, SEED, clock, wire, contacts=CONTACTS, firms=FIRMS)
    machine = InProcess(database_url, clock, wire, faults, odds, monkeypatch)
    await year.open(machine)
    Life(year).fill()
    await year.run(END)
    evidence = await year.evidence()
    complaints = [*evidence.complaints(), *await year.left_behind()]
    misjudged = await year.misjudged()
    await year.close()
    print(f"seed {SEED}: {machine.summary()}; {len(year.judge.due)} due, {len(wire.arrivals)} arrived")
    print(*complaints, *evidence.stories(complaints), sep="\n")
    assert misjudged == []
    assert complaints == [], f"seed {SEED}"
    assert len(wire.arrivals) > 5 * CONTACTS
