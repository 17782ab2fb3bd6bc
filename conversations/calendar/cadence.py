"""The rhythm of check-ins: how often, when one is left out, and when a person should write instead."""

import datetime as dt
from dataclasses import dataclass

from conversations.calendar.reasons import left_out, not_sent
from conversations.surveys.gates import PACE
from locales import Phrase, phrase, plural_phrase

EVERY = 30
"""Days between check-ins where the client has no rhythm of its own (product, section 7)."""

IN_TOUCH = dt.timedelta(days=10)
"""A conversation within this time makes a check-in needless."""

SILENT_AFTER = 2
"""So many intervals without a word from the client are a silence that no template should answer."""


@dataclass(frozen=True, slots=True)
class Touch:
    """When contact and team had to do with each other; moments, None for never.

    `last_word` is anybody's, `last_client_word` the client's, or when they joined; `pause_ended`: the end of the last
    pause.
    """

    last_check_in: dt.datetime | None = None
    last_word: dt.datetime | None = None
    last_client_word: dt.datetime | None = None
    pause_ended: dt.datetime | None = None


def interval(days: int | None, pace: str) -> dt.timedelta:
    """The time between two check-ins: the client's rhythm at the contact's pace, in whole days."""
    return dt.timedelta(days=max(1, round((days or EVERY) * PACE[pace])))


def in_touch(at: dt.datetime, touch: Touch) -> Phrase | None:
    """Why a check-in at this moment is needless; None when it is not."""
    if touch.last_word is None or at - touch.last_word >= IN_TOUCH:
        return None
    days = max(0, (at - touch.last_word).days)
    if days == 0:
        return left_out(phrase("in touch less than a day ago"))
    return left_out(plural_phrase("in touch {count} day ago", "in touch {count} days ago", days))


def silent(at: dt.datetime, touch: Touch, every: dt.timedelta) -> Phrase | None:
    """Why a person should write rather than a template; None while the client is not silent."""
    since = max((one for one in (touch.last_client_word, touch.pause_ended) if one is not None), default=None)
    if since is None or at - since < SILENT_AFTER * every:
        return None
    return not_sent(
        plural_phrase(
            "no word for {count} day, worth a personal message",
            "no word for {count} days, worth a personal message",
            (at - since).days,
        )
    )
