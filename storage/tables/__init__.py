"""The tables, by topic: people, talk, surveys, and the machinery that carries it.

Two kinds of time stand in these tables. A `Moment` is product time (the clock people see, which the demo moves). A
column whose name ends in `_epoch` is real elapsed time in seconds since 1970, used for leases, backoff and pacing only.
"""

from storage.tables.machinery import audit, fact, job, lease, outbox, quarantine, seen_update
from storage.tables.metadata import metadata
from storage.tables.people import access_request, client, contact, desk, invitation, staff
from storage.tables.surveys import rating, rating_change, recovery, survey
from storage.tables.talk import client_chat, conversation, conversation_tag, message, tag, topic

__all__ = [
    "access_request",
    "audit",
    "client",
    "client_chat",
    "contact",
    "conversation",
    "conversation_tag",
    "desk",
    "fact",
    "invitation",
    "job",
    "lease",
    "message",
    "metadata",
    "outbox",
    "quarantine",
    "rating",
    "rating_change",
    "recovery",
    "seen_update",
    "staff",
    "survey",
    "tag",
    "topic",
]
