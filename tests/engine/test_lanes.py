"""Lanes and batches: order within a lane, urgency between lanes, and what may travel together."""

from hypothesis import given
from hypothesis import strategies as st

from bot import batches
from bot.lanes import Lane, Lanes
from conversations import text
from tests.engine.parcels import parcel

LANES = ["client:1", "topic:1", "topic:2", "direct:9"]


@given(
    st.lists(st.tuples(st.sampled_from(LANES), st.integers(0, 2)), min_size=1, max_size=40),
    st.lists(st.tuples(st.sampled_from(["take", "done", "again", "tick"]), st.integers(0, 5)), max_size=200),
)
def test_whatever_happens_a_lane_keeps_its_order_and_has_one_under_way(posted, events):
    lanes, now = Lanes(), 0.0
    wanted: dict[str, list[int]] = {}
    for name, urgency in posted:
        one = parcel(lane=name, urgency=urgency)
        wanted.setdefault(name, []).append(one.id)
        lanes.add(one, now)
    under_way: list[Lane] = []
    out: dict[str, list[int]] = {}

    def finish(lane: Lane) -> None:
        out.setdefault(lane.name, []).append(lane.parcels[0].id)
        lanes.release(lane, now, done=1)

    for event, which in events:
        if event == "take" and (lane := lanes.next_ready(now)) is not None:
            assert lane.name not in [other.name for other in under_way]
            under_way.append(lane)
        elif event == "done" and under_way:
            finish(under_way.pop(which % len(under_way)))
        elif event == "again" and under_way:
            lanes.release(under_way.pop(which % len(under_way)), now + which)
        elif event == "tick":
            now += which
    for lane in under_way:
        finish(lane)
    now += 100.0
    while (lane := lanes.next_ready(now)) is not None:
        finish(lane)
    assert out == wanted
    assert (lanes.held, list(lanes)) == (0, [])


def test_the_most_urgent_lane_goes_first_and_then_the_oldest():
    lanes = Lanes()
    for name, urgency in (("topic:1", 1), ("topic:2", 1), ("topic:3", 2), ("client:1", 0)):
        lanes.add(parcel(lane=name, urgency=urgency), 0.0)
    gone = []
    while (lane := lanes.next_ready(0.0)) is not None:
        gone.append(lane.name)
    assert gone == ["client:1", "topic:1", "topic:2", "topic:3"]


def test_a_lane_that_waits_is_not_looked_at_before_its_time():
    lanes = Lanes()
    lanes.add(parcel(), 5.0)
    assert lanes.next_ready(4.9) is None
    assert lanes.next_time() == 5.0
    assert lanes.next_ready(5.0) is not None


def test_a_lane_that_waits_can_be_hurried():
    lanes = Lanes()
    lanes.add(parcel(), 500.0)
    lanes.hurry()
    assert lanes.next_ready(1.0) is not None


def test_a_new_parcel_does_not_hurry_a_lane_that_waits():
    lanes = Lanes()
    lanes.add(parcel(), 500.0)
    lanes.add(parcel(), 0.0)
    assert lanes.next_ready(1.0) is None


def test_what_a_lane_remembers_of_its_head_is_forgotten_with_it():
    lanes = Lanes()
    lanes.add(parcel(), 0.0)
    lanes.add(parcel(), 0.0)
    lane = lanes.next_ready(0.0)
    assert lane is not None
    lane.attempts, lane.server_errors, lane.crowded = 7, 3, True
    lanes.release(lane, 0.0, done=1)
    assert (lane.attempts, lane.server_errors, lane.crowded) == (0, 0, False)


# -- batches -----------------------------------------------------------------------------------------------------------


def _lane(*parcels, crowded: bool = True, name: str = "topic:1") -> Lane:
    lane = Lane(name)
    lane.parcels.extend(parcels)
    lane.crowded = crowded
    return lane


@given(st.lists(st.text(alphabet="aї😀", min_size=1, max_size=1500), min_size=1, max_size=60))
def test_merged_texts_fit_into_one_message_as_telegram_counts_it(texts):
    lane = _lane(*(parcel(one) for one in texts))
    together = batches.next_batch(lane)
    assert together == list(lane.parcels)[: len(together)]
    assert text.join(text.read(one.payload["words"]) for one in together).units <= text.MOST


def test_as_many_texts_are_merged_as_fit():
    lane = _lane(*(parcel("😀" * 1000) for _ in range(5)))
    assert len(batches.next_batch(lane)) == 2, "three times 2,000 units and two line breaks are more than 4,096"


def test_a_text_that_fills_a_message_alone_goes_alone():
    lane = _lane(parcel("a" * 4096), parcel("b"))
    assert len(batches.next_batch(lane)) == 1


def test_what_stands_in_front_of_a_text_counts():
    opening = {"opening": {"text": "n" * 100}}
    lane = _lane(parcel("a" * 2000, more=opening), parcel("b" * 2000, more=opening))
    assert len(batches.next_batch(lane)) == 1


def test_nothing_is_merged_in_a_lane_that_is_not_crowded():
    assert len(batches.next_batch(_lane(parcel("a"), parcel("b"), crowded=False))) == 1


def test_nothing_is_merged_on_its_way_to_a_client():
    assert len(batches.next_batch(_lane(parcel("a"), parcel("b"), name="client:1"))) == 1


def test_a_reply_begins_a_new_post():
    lane = _lane(parcel("a"), parcel("b"), parcel("c", more={"reply": 5}), parcel("d"))
    assert len(batches.next_batch(lane)) == 2


def test_a_reply_at_the_head_takes_the_texts_after_it_along():
    lane = _lane(parcel("a", more={"reply": 5}), parcel("b"), parcel("c", more={"reply": 6}))
    assert len(batches.next_batch(lane)) == 2


def test_anything_but_a_text_ends_what_is_merged():
    lane = _lane(parcel("a"), parcel(op="copy"), parcel("b"))
    assert len(batches.next_batch(lane)) == 1


def test_an_album_goes_together_and_alone():
    items = [parcel(op="copy", album="x") for _ in range(3)]
    lane = _lane(*items, parcel(op="copy", album="y"), crowded=False)
    assert batches.next_batch(lane) == items
    assert batches.weight(items) == 3


def test_history_weighs_as_much_as_it_forwards():
    assert batches.weight([parcel(op="history", payload={"ids": [1, 2, 3, 4]})]) == 4
