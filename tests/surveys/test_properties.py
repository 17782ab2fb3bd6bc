"""No order of taps, restarts, expiries, reopenings, pauses and double deliveries yields two ratings for one survey, a
rating of somebody else, a lost comment, a question in a pause, or two questions in two weeks.
"""

import datetime as dt

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.surveys.world import ANNA, BOHDAN, OLENA, World

PEOPLE = st.sampled_from([ANNA, ANNA, BOHDAN, OLENA])
TIMES = st.sampled_from([dt.timedelta(minutes=1), dt.timedelta(minutes=15), dt.timedelta(days=1), dt.timedelta(days=7)])
WHICH = st.integers(0, 30)

STEP = st.one_of(
    st.tuples(st.just("tap"), PEOPLE, WHICH, WHICH, st.sampled_from(["1", "2", "4", "5", "s"])),
    st.tuples(st.just("tap"), PEOPLE, WHICH, WHICH, st.sampled_from(["1", "5"])),
    st.tuples(st.just("back"), PEOPLE, WHICH, WHICH),
    st.tuples(st.just("write"), PEOPLE),
    st.tuples(st.just("write"), st.just(ANNA)),
    st.tuples(st.just("skip words"), PEOPLE, WHICH),
    st.tuples(st.just("done")),
    st.tuples(st.just("answer and done")),
    st.tuples(st.just("relationship")),
    st.tuples(st.just("rate")),
    st.tuples(st.just("wait"), TIMES),
    st.tuples(st.just("deliver"), st.sampled_from(["", "", "before", "after"])),
    st.tuples(st.just("deliver"), st.just("")),
    st.tuples(st.just("doubt"), st.booleans()),
    st.tuples(st.just("pause"), st.booleans()),
    st.tuples(st.just("restart")),
    st.tuples(st.just("again"), WHICH),
)


async def act(world: World, number: int, step: tuple) -> None:
    """One step; `number` makes every written text its own."""
    what, *given_ = step
    if what in {"tap", "back", "skip words"}:
        account, which, *rest = given_
        there = await world.surveys()
        if not there or (world.kind == "private" and account != ANNA):
            return
        survey = there[which % len(there)]
        if what == "tap":
            await world.taps(account, survey, *rest)
        elif what == "back":
            await world.goes_back(account, survey, *rest)
        else:
            await world.skips_words(account, survey)
    elif what == "write":
        account = given_[0]
        if account == OLENA or (world.kind == "private" and account != ANNA):
            return
        await world.writes(account, f"what I say in step {number}")
    elif what == "done":
        await world.team("/done")
    elif what == "answer and done":
        await world.team(f"our answer {number}")
        await world.team("/done")
    elif what == "relationship":
        await world.team("/survey relationship")
    elif what == "rate":
        await world.commands(ANNA, "/rate")
    elif what == "wait":
        await world.wait(given_[0])
    elif what == "deliver":
        await world.deliver(given_[0])
    elif what == "doubt":
        await world.settles_doubt(given_[0])
    elif what == "pause":
        await world.pauses(given_[0])
    elif what == "restart":
        await world.restart()
    else:
        await world.again(given_[0])


async def live(url: str, kind: str, steps: list[tuple], *, delivered: bool = False) -> World:
    """Live through the steps after a first survey was posted, or delivered; the judge speaks up on the way."""
    world = World(url, kind)
    try:
        await world.begin()
        await world.team("/done")
        if delivered:
            await world.deliver()
        for number, step in enumerate(steps):
            await act(world, number, step)
        await world.deliver()
    finally:
        await world.end()
    return world


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["private", "group"])
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=5, max_size=30), delivered=st.booleans())
async def test_no_order_of_events_makes_two_ratings_somebody_else_s_or_loses_a_comment(
    database_url, kind, steps, delivered
):
    await live(database_url, kind, steps, delivered=delivered)


async def test_the_judge_sees_a_whole_road_through(database_url):
    """A road that is known to lead everywhere, so that the property above does not pass by doing nothing."""
    world = await live(
        database_url,
        "private",
        [
            ("deliver", "after"),
            ("tap", ANNA, 0, 0, "2"),
            ("again", 30),
            ("restart",),
            ("write", ANNA),
            ("tap", ANNA, 0, 0, "5"),
            ("wait", dt.timedelta(days=7)),
            ("wait", dt.timedelta(days=7)),
        ],
    )
    assert list(world.comments.values()) == ["what I say in step 4"]
    assert list(world.wire.sent.values()) == [1]


async def test_a_survey_stopped_by_a_pause_comes_once_when_it_is_over(database_url):
    """The same road for pauses: it waited in the outbox, was stopped, waited, and came."""
    world = await live(
        database_url,
        "private",
        [
            ("pause", True),
            ("deliver", ""),
            ("restart",),
            ("wait", dt.timedelta(days=1)),
            ("deliver", ""),
            ("pause", False),
            ("wait", dt.timedelta(minutes=1)),
            ("deliver", ""),
            ("wait", dt.timedelta(days=1)),
        ],
    )
    assert list(world.wire.sent.values()) == [1]
