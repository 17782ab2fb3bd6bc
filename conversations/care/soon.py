"""Looking at a contact's calendar soon, because something about them or their days has changed.

Every contact who joined has one look ahead of them (`looks`); whoever changes a date, a pause, a rhythm or a choice
brings it forward here, in the same transaction.
"""

import datetime as dt

from storage import care, jobs
from storage.unit import UnitOfWork

JOB = "care"


def look(uow: UnitOfWork, contact_id: int, at: dt.datetime | None = None) -> None:
    """Look at this contact's calendar at a moment, or as soon as this transaction stands; a sooner look stays.

    Harmless for a contact who has not joined.
    """
    jobs.plan(uow, JOB, str(contact_id), at or uow.now, contact_id=contact_id, since=uow.now.isoformat())


async def client(uow: UnitOfWork, client_id: int) -> None:
    """The same for every contact of a client."""
    for contact_id in await care.contacts_joined(uow, client_id=client_id):
        look(uow, contact_id)


async def everybody(uow: UnitOfWork) -> None:
    """The same for every contact of every client."""
    for contact_id in await care.contacts_joined(uow):
        look(uow, contact_id)
