"""The outbox, jobs, updates, leases, the audit trail and small facts."""

from sqlalchemy import Boolean, CheckConstraint, Column, Double, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.sql import text

from storage.tables.metadata import metadata
from storage.types import BigId, Data, Moment

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("lane", String(48), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("op", String(16), nullable=False),
    Column("chat_id", ForeignKey("client_chat.id", ondelete="CASCADE")),
    Column("target_id", BigId),
    Column("payload", Data, nullable=False),
    Column("album", String(64)),
    Column("once", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("due_epoch", Double, nullable=False),
    Column("posted_epoch", Double, nullable=False),
    Column("fence", BigId, nullable=False, server_default="0"),
    Column("failure", Text),
    CheckConstraint("state IN ('waiting', 'sending', 'unclear', 'failed')", name="state"),
    Index("ix_outbox_state_urgency_id", "state", "urgency", "id"),
    # Ids stand in buttons and in memory: that of a parcel which is gone must never become another one's.
    sqlite_autoincrement=True,
)

job = Table(
    "job",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(48), nullable=False),
    Column("dedupe_key", String(160), nullable=False, unique=True),
    Column("payload", Data, nullable=False),
    Column("run_at", Moment, nullable=False, index=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("held_until_epoch", Double, nullable=False, server_default="0"),
    Column("failure", Text),
)

seen_update = Table(
    "seen_update",
    metadata,
    Column("update_id", BigId, primary_key=True, autoincrement=False),
    Column("seen_epoch", Double, nullable=False, index=True),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("update_id", BigId, nullable=False),
    Column("payload", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("quarantined_at", Moment, nullable=False),
    Column("replayed_at", Moment),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(48), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("fence", BigId, nullable=False),
    Column("expires_epoch", Double, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", String(160), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", String(160), nullable=False),
    Column("detail", Data, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Data, nullable=False),
)
