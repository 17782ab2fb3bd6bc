"""What people decided about days: tones of their own, dates confirmed or struck, pauses."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.calendar.tones import Tone

STRUCK = "struck"
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Mark:
    """A lead's word on an occasion of one day: `state` is confirmed or struck.

    `kept_on` is the day on which it is really kept, where the estimate was wrong.
    """

    state: str
    kept_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing cheerful goes out. `scope` is country, client or all.

    `since` and `ended` are moments; `until` is the last day of the pause on the contact's clock, None for an open end.
    """

    scope: str
    since: dt.datetime
    until: dt.date | None = None
    ended: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The team's choices: tones by occasion id, and marks by occasion id and the day that the calendar says.

    `worked_out` keeps what `occasions` found under these choices, so that it is found once for all contacts of a
    country and tradition. It lives as long as the choices do: one unit of work.
    """

    tones: Mapping[str, Tone] = field(default_factory=dict)
    marks: Mapping[tuple[str, dt.date], Mark] = field(default_factory=dict)
    worked_out: dict[tuple[str, str | None, str | None, int], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def tone(self, key: str, ours: Tone | None) -> Tone | None:
        """The tone of an occasion: the team's word, else our table's; None when nobody has said one."""
        return self.tones.get(key, ours)

    def mark(self, key: str, day: dt.date) -> Mark | None:
        return self.marks.get((key, day))
