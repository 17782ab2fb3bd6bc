"""A check-in gives way to a greeting of its day, and stays away from that day."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar import plan
from conversations.calendar.plan import CHECK_IN, Done, Person

ZONE = ZoneInfo("Europe/Berlin")
BIRTHDAY = dt.datetime(2027, 5, 12, 10, 26, tzinfo=ZONE)


def check_in(done: dict[tuple[str, int], Done]) -> dt.date:
    """The day of the check-in that falls due on the birthday itself, asked soon after ten o'clock."""
    begins = BIRTHDAY - dt.timedelta(days=30, hours=1)
    person = Person("Anna", ZONE, "DE", birthday="--05-12", begins=begins, done=done)
    return next(one.day for one in plan.of(person, BIRTHDAY, 5) if one.kind == CHECK_IN)


@pytest.mark.parametrize("state", ["posted", "sent", "skipped"])
def test_once_the_greeting_of_its_day_had_its_turn_the_check_in_does_not_come_back(state: str):
    assert check_in({("birthday", 2027): Done(state)}) == dt.date(2027, 5, 13)


def test_before_the_greeting_goes_out_the_check_in_waits_for_the_next_day():
    assert check_in({}) == dt.date(2027, 5, 13)
