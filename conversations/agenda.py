"""The one table of job kinds: what runs when a planned moment has come.

A job re-reads the world when it fires and may find that it comes too late. It runs in the transaction that deletes it;
one that comes again plans its next time there.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from conversations import card, closing, recovery, upkeep
from conversations.care import looks, soon
from conversations.days import estimates
from conversations.summary import digest
from conversations.surveys import asking, rounds
from storage.unit import UnitOfWork

AGENDA: Mapping[str, Callable[[UnitOfWork, dict[str, Any]], Awaitable[None]]] = {
    card.JOB: card.refresh,
    closing.JOB: closing.close_when_quiet,
    soon.JOB: looks.look,
    estimates.JOB: estimates.look,
    recovery.JOB: recovery.remind,
    asking.JOB: asking.consider,
    asking.EXPIRY_JOB: asking.expire,
    rounds.JOB: rounds.look,
    digest.JOB: digest.send,
    upkeep.JOB: upkeep.tidy,
}
