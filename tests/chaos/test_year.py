"""The year of `tests/year` with five times as many contacts, in two processes that are really killed."""

import random

import pytest

from tests.chaos.colony import Colony
from tests.chaos.worker import SharedClock
from tests.year.clockwork import Odds, no_power_cuts
from tests.year.doings import END
from tests.year.happenings import Life
from tests.year.machine import slow_down
from tests.year.wire import Wire
from tests.year.year import BEGINS, Year

SEED = 300
CONTACTS, FIRMS = 300, 260


@pytest.mark.chaos
@pytest.mark.endless
async def test_in_a_year_of_kills_each_greeting_that_is_due_arrives_once_or_is_reported_and_none_hurts(
    database_url, monkeypatch, tmp_path
):
    slow_down(monkeypatch)
    no_power_cuts(monkeypatch)
    dice = random.Random(f"{SEED}:kills")
    clock = SharedClock(tmp_path / "clock", BEGINS)
    wire = Wire(clock, dice, Odds())
    year = Year(database_url, SEED, clock, wire, contacts=CONTACTS, firms=FIRMS)
    colony = Colony(database_url, tmp_path, clock, wire, dice)
    await colony.open()
    await year.open(colony)
    Life(year).fill()
    await year.run(END)
    evidence = await year.evidence()
    complaints = [*evidence.complaints(), *await year.left_behind()]
    misjudged = await year.misjudged()
    await year.close()
    print(
        f"seed {SEED}: {colony.summary()}; {len(year.judge.due)} due, {len(wire.arrivals)} arrived, "
        f"{len(wire.troubled)} unclear or refused"
    )
    print(*complaints, *evidence.stories(complaints), sep="\n")
    assert misjudged == []
    assert complaints == [], f"seed {SEED}"
    assert len(wire.arrivals) > 5 * CONTACTS
    assert colony.kills > 100
