"""Forgetting what is no longer needed, once a day."""

import datetime as dt
from typing import Any

from conversations.care import looks
from conversations.summary import digest
from storage import care_messages, inbox, jobs, messages, outbox
from storage.unit import UnitOfWork

JOB = "upkeep"

EVERY = dt.timedelta(hours=24)

UPDATES_KEPT = 48 * 3600.0
"""Seconds.

Telegram keeps undelivered updates for 24 hours, so none comes twice later than that (Bot API, getUpdates).
"""

PARTS_KEPT = dt.timedelta(hours=48)
"""The texts inside a merged post are needed for edits only, and people can edit for 48 hours."""

FAILED_KEPT = 30 * 86400.0
"""Seconds in which a person can still press "Try again"."""

WORDS_KEPT = dt.timedelta(days=90)
"""How long the text of a greeting that went out, or did not, can be read again."""


async def tidy(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job."""
    await inbox.forget(uow, uow.epoch - UPDATES_KEPT)
    await messages.forget_parts(uow, uow.now - PARTS_KEPT)
    await outbox.forget_failed(uow, uow.epoch - FAILED_KEPT)
    await care_messages.forget_words(uow, uow.now - WORDS_KEPT)
    await digest.plan_all(uow)
    await looks.ensure(uow)
    plan(uow)


def plan(uow: UnitOfWork) -> None:
    """The next time; a program that starts calls this too, once is enough."""
    jobs.plan(uow, JOB, "daily", uow.now + EVERY)
