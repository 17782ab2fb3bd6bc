"""Pacing: Telegram never sees more calls in a window than it allows, whatever the network does to them."""

import heapq
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import Gate, Pacer, Rate

DESK, CHAT, OTHER = -100, 5, 6


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@st.composite
def calls(draw):
    """(chat, weight, how long the call takes, when within that time Telegram counts it) of many calls."""
    chats = st.sampled_from([DESK, CHAT, OTHER])
    return draw(
        st.lists(st.tuples(chats, st.integers(1, 3), st.floats(0.0, 8.0), st.floats(0.0, 1.0)), min_size=1, max_size=60)
    )


def _run(pacer: Pacer, time: Time, wanted, in_flight: int) -> list[tuple[float, int, int]]:
    """Start every call as soon as the pacer allows it; (when Telegram counted it, chat, weight)."""
    counted = []
    ends: list[tuple[float, int, int]] = []
    waiting = list(wanted)
    steps = 0
    while waiting or ends:
        steps += 1
        assert steps < 50_000, "the pacer never lets the rest go"
        while ends and ends[0][0] <= time.now:
            _, chat, weight = heapq.heappop(ends)
            pacer.finish(chat, weight)
        sleep_until = ends[0][0] if ends else float("inf")
        if waiting and len(ends) < in_flight:
            chat, weight, takes, share = waiting[0]
            at = pacer.ready_at(chat, time.now, weight)
            if at <= time.now:
                del waiting[0]
                pacer.start(chat, weight)
                counted.append((time.now + takes * share, chat, weight))
                heapq.heappush(ends, (time.now + takes, chat, weight))
                continue
            sleep_until = min(sleep_until, at)
        time.now = max(time.now, sleep_until)
    return counted


def _most_in_a_window(times: list[tuple[float, int]], seconds: float) -> int:
    times.sort()
    return max(sum(weight for at, weight in times if start <= at < start + seconds) for start, _ in times)


@settings(max_examples=60, deadline=None)
@given(calls(), st.integers(1, 8))
def test_no_window_ever_holds_more_calls_than_a_limit_allows(wanted, in_flight):
    time = Time()
    rates = {"overall": Rate(6, 1.0), "per_chat": Rate(3, 1.0), "per_group": Rate(5, 60.0)}
    pacer = Pacer(**rates, elapsed=time)
    counted = _run(pacer, time, wanted, in_flight)
    assert len(counted) == len(wanted)
    assert _most_in_a_window([(at, weight) for at, _, weight in counted], 1.0 - 1e-9) <= 6
    of_chat = defaultdict(list)
    for at, chat, weight in counted:
        of_chat[chat].append((at, weight))
    for chat, times in of_chat.items():
        assert _most_in_a_window(times, 1.0 - 1e-9) <= 3
        if chat < 0:
            assert _most_in_a_window(times, 60.0 - 1e-9) <= 5


@settings(max_examples=30, deadline=None)
@given(calls())
def test_calls_that_are_all_allowed_wait_for_nothing(wanted):
    time = Time()
    pacer = Pacer(Rate(0, 1.0), Rate(0, 1.0), Rate(0, 60.0), elapsed=time)
    assert all(pacer.ready_at(chat, time.now, weight) == time.now for chat, weight, _, _ in wanted)


def test_the_limit_is_used_to_the_full():
    time = Time()
    pacer = Pacer(Rate(0, 1.0), Rate(0, 1.0), Rate(20, 60.0), elapsed=time)
    counted = _run(pacer, time, [(DESK, 1, 0.0, 0.0)] * 60, 16)
    assert [at for at, _, _ in counted] == [0.0] * 20 + [60.0] * 20 + [120.0] * 20


def test_a_group_that_is_full_holds_up_no_other_chat():
    time = Time()
    pacer = Pacer(Rate(30, 1.0), Rate(0, 1.0), Rate(1, 60.0), elapsed=time)
    pacer.start(DESK)
    pacer.finish(DESK)
    assert pacer.ready_at(DESK, 0.0) == 60.0
    assert pacer.ready_at(CHAT, 0.0) == 0.0
    assert pacer.crowded(DESK, 0.0)
    assert not pacer.crowded(CHAT, 0.0)


def test_a_call_counts_from_its_start_until_the_window_after_its_answer():
    gate = Gate(Rate(1, 10.0))
    gate.start(1)
    assert gate.ready_at(100.0, 1) > 100.0, "it is still under way"
    gate.finish(100.0, 1)
    assert gate.ready_at(100.0, 1) == 110.0
    assert gate.ready_at(110.0, 1) == 110.0


def test_an_album_counts_each_of_its_items():
    gate = Gate(Rate(5, 60.0))
    gate.start(3)
    gate.finish(0.0, 3)
    assert gate.ready_at(1.0, 2) == 1.0
    assert gate.ready_at(1.0, 3) == 60.0


def test_something_heavier_than_the_limit_goes_when_the_window_is_empty():
    gate = Gate(Rate(2, 60.0))
    assert gate.ready_at(0.0, 10) == 0.0
    gate.start(10)
    gate.finish(0.0, 10)
    assert gate.ready_at(1.0, 1) == 60.0
    assert gate.ready_at(60.0, 10) == 60.0


def test_a_chat_that_telegram_wants_left_alone_is_left_alone_for_so_long_and_others_are_not():
    time = Time()
    pacer = Pacer(Rate(30, 1.0), Rate(1, 1.0), Rate(20, 60.0), elapsed=time)
    pacer.hold(CHAT, 7.0)
    pacer.hold(CHAT, 3.0)
    assert pacer.ready_at(CHAT, 0.0) == 7.0
    assert pacer.ready_at(OTHER, 0.0) == 0.0
    assert pacer.ready_at(CHAT, 7.0) == 7.0


def test_tidying_forgets_quiet_chats_and_keeps_those_that_count():
    time = Time()
    pacer = Pacer(Rate(0, 1.0), Rate(1, 1.0), Rate(20, 60.0), elapsed=time)
    for chat in range(1, 1000):
        pacer.start(chat)
        pacer.finish(chat)
    time.now = 0.5
    pacer.tidy()
    assert pacer.ready_at(1, 0.5) == 1.0
    time.now = 2.0
    pacer.tidy()
    assert pacer._gates == {}
