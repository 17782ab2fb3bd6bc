"""Which parcels of a lane go together: the items of an album, and texts merged while the desk is crowded."""

from itertools import islice, takewhile

from bot.lanes import Lane
from conversations import text
from storage.records import Parcel

MOST_MERGED = 50


def album(lane: Lane) -> list[Parcel]:
    """The head of the lane with the rest of its album."""
    head = lane.parcels[0]
    return list(takewhile(lambda parcel: parcel.album == head.album and parcel.op == head.op, lane.parcels))


def merged(lane: Lane) -> list[Parcel]:
    """The consecutive texts at the head of a topic's lane that fit into one post; a reply begins a new one."""
    room = text.MOST
    together: list[Parcel] = []
    for parcel in islice(lane.parcels, MOST_MERGED):
        if parcel.op != "text" or (together and "reply" in parcel.payload):
            break
        needs = text.read(parcel.payload.get("opening")).units + text.read(parcel.payload["words"]).units + 1
        if needs > room:
            break
        room -= needs
        together.append(parcel)
    return together or [lane.parcels[0]]


def next_batch(lane: Lane) -> list[Parcel]:
    """What goes next from this lane."""
    head = lane.parcels[0]
    if head.album is not None:
        return album(lane)
    if lane.crowded and head.op == "text" and lane.name.startswith("topic:"):
        return merged(lane)
    return [head]


def weight(batch: list[Parcel]) -> int:
    """How many messages the first call for this batch makes, as Telegram's limits count."""
    head = batch[0]
    if head.op == "history":
        return len(head.payload["ids"])
    return len(batch) if head.album is not None else 1
