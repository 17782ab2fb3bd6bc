"""The daily look for periodic surveys that fall due: each chat has its own period, at its contact's pace.

A look finds what falls due until the next one and plans it for its moment; one that waits or was refused keeps its
own plan, so a look never asks twice.
"""

import datetime as dt
from typing import Any

from conversations.surveys import asking, definitions, gates
from storage import jobs, surveys
from storage.unit import UnitOfWork

JOB = "survey-round"

EVERY = dt.timedelta(hours=24)


async def look(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job."""
    for definition in definitions.known(uow).values():
        if definition.every_days is None:
            continue
        period = dt.timedelta(days=definition.every_days)
        for chat_id, pace, since in await surveys.periods(uow, definition.key):
            due = since + gates.scaled(period, pace)
            if due < uow.now + EVERY:
                asking.plan(uow, chat_id, definition.key, max(due, uow.now))
    plan(uow, EVERY)


def plan(uow: UnitOfWork, within: dt.timedelta = dt.timedelta()) -> None:
    """The next look; a program that starts asks for one at once."""
    jobs.plan(uow, JOB, "daily", uow.now + within)
