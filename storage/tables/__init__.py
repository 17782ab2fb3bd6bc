"""The tables, by topic: people, talk, surveys, care, and the machinery that carries it.

Two kinds of time stand in these tables. A `Moment` is product time (the clock people see, which the demo moves). A
column whose name ends in `_epoch` is real elapsed time in seconds since 1970, used for leases, backoff and pacing only.
"""

from storage.tables.care import care_message, fact_remembered, occasion_mark, own_date, pause, tone_override
from storage.tables.machinery import audit, fact, job, lease, outbox, quarantine, seen_update
from storage.tables.metadata import metadata
from storage.tables.people import access_request, client, contact, desk, invitation, staff
from storage.tables.surveys import rating, rating_change, recovery, survey
from storage.tables.talk import client_chat, conversation, conversation_tag, message, tag, topic

__all__ = [
    "access_request",
    "audit",
    "care_message",
    "client",
    "client_chat",
    "contact",
    "conversation",
    "conversation_tag",
    "desk",
    "fact",
    "fact_remembered",
    "invitation",
    "job",
    "lease",
    "message",
    "metadata",
    "occasion_mark",
    "outbox",
    "own_date",
    "pause",
    "quarantine",
    "rating",
    "rating_change",
    "recovery",
    "seen_update",
    "staff",
    "survey",
    "tag",
    "tone_override",
    "topic",
]
