"""Check-ins, greetings and quiet days: dates, tones, pauses, and one row for every message that is planned.

`occasion` is an id of our own, like "ua.christmas" (see `conversations.calendar`).
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, false

from storage.tables.metadata import metadata
from storage.types import BigId, Data, Moment

own_date = Table(
    "own_date",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), index=True),
    Column("client_id", ForeignKey("client.id", ondelete="CASCADE"), index=True),
    Column("on_day", String(10), nullable=False),
    Column("title", String(128), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("(contact_id IS NULL) <> (client_id IS NULL)", name="whose"),
)

fact_remembered = Table(
    "fact_remembered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("on_day", String(10)),
    Column("staff_id", ForeignKey("staff.id")),
    Column("created_at", Moment, nullable=False),
)

tone_override = Table(
    "tone_override",
    metadata,
    Column("occasion", String(80), primary_key=True),
    Column("tone", String(16), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("decided_at", Moment, nullable=False),
    CheckConstraint("tone IN ('festive', 'solemn', 'neutral')", name="tone"),
)

occasion_mark = Table(
    "occasion_mark",
    metadata,
    Column("occasion", String(80), primary_key=True),
    Column("on_day", Date, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("kept_on", Date),
    Column("staff_id", ForeignKey("staff.id")),
    Column("decided_at", Moment, nullable=False),
    CheckConstraint("state IN ('confirmed', 'struck')", name="state"),
)

pause = Table(
    "pause",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scope", String(16), nullable=False),
    Column("country", String(2)),
    Column("client_id", ForeignKey("client.id", ondelete="CASCADE"), index=True),
    Column("started_at", Moment, nullable=False),
    Column("until", Date),
    Column("ended_at", Moment),
    Column("staff_id", ForeignKey("staff.id")),
    CheckConstraint(
        "scope = 'all' AND country IS NULL AND client_id IS NULL"
        " OR scope = 'country' AND country IS NOT NULL AND client_id IS NULL"
        " OR scope = 'client' AND country IS NULL AND client_id IS NOT NULL",
        name="scope",
    ),
    Index("ix_pause_ended_at", "ended_at"),
)

care_message = Table(
    "care_message",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("contact_id", ForeignKey("contact.id", ondelete="CASCADE"), nullable=False),
    Column("chat_id", ForeignKey("client_chat.id")),
    Column("occasion", String(80), nullable=False),
    Column("slot", String(80), nullable=False),
    Column("year", Integer, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("mode", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("language", String(16)),
    Column("template", String(80)),
    Column("variant", Integer),
    Column("title", Text, nullable=False),
    Column("words", Data),
    Column("edited_by", ForeignKey("staff.id")),
    Column("edit_message_id", BigId),
    Column("postponed", Boolean, nullable=False, server_default=false()),
    Column("reason", Text),
    Column("preview_topic_id", ForeignKey("topic.id")),
    Column("preview_message_id", BigId),
    Column("shown", Data),
    Column("previewed_at", Moment),
    Column("decided_by", ForeignKey("staff.id")),
    Column("decided_at", Moment),
    Column("posted_at", Moment),
    Column("sent_at", Moment),
    Column("client_message_id", BigId),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('greeting', 'check_in')", name="kind"),
    CheckConstraint("mode IN ('auto', 'review')", name="mode"),
    CheckConstraint(
        "state IN ('planned', 'previewed', 'approved', 'posted', 'sent', 'skipped', 'dropped', 'unclear', 'failed',"
        " 'expired', 'withdrawn')",
        name="state",
    ),
    Index("uq_care_message_contact_id_slot_year", "contact_id", "slot", "year", unique=True),
    Index("ix_care_message_state_due_at", "state", "due_at"),
    Index("ix_care_message_chat_id_preview_message_id", "chat_id", "preview_message_id"),
)
