"""The tables, by topic: people, talk, and the machinery that carries it.

Two kinds of time stand in these tables. A `Moment` is product time (the clock people see, which the demo moves). A column
whose name ends in `_epoch` is real elapsed time in seconds since 1970, used for leases, backoff and pacing only.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.sql import text

from storage.types import BigId, Data, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# -- people -----------------------------------------------------------------------------------------------------------

desk = Table(
    "desk",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigId, nullable=False, unique=True),
    Column("name", String(128), nullable=False, unique=True),
    Column("language", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigId, unique=True),
    Column("name", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(16)),
    Column("timezone", String(64)),
    Column("hours", String(128)),
    Column("desk_id", ForeignKey("desk.id")),
    Column("started_at", Moment),
    Column("removed_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("role IN ('manager', 'lead', 'admin')", name="role"),
)

client = Table(
    "client",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(128), nullable=False),
    Column("name_key", String(128), nullable=False, unique=True),
    Column("owner_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("desk_id", ForeignKey("desk.id")),
    Column("country", String(2)),
    Column("timezone", String(64)),
    Column("language", String(16)),
    Column("renewal_on", Date),
    Column("archived_at", Moment),
    Column("created_at", Moment, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False),
    Column("name", String(128), nullable=False),
    Column("name_key", String(128), nullable=False),
    Column("telegram_id", BigId, unique=True),
    Column("role", String(128)),
    Column("salutation", String(128)),
    Column("language", String(16)),
    Column("country", String(2)),
    Column("timezone", String(64)),
    Column("register", String(16), nullable=False, server_default="warm"),
    Column("tradition", String(32)),
    Column("birthday", String(10)),
    Column("pace", String(16), nullable=False, server_default="normal"),
    Column("no_holiday_greetings", Boolean, nullable=False, server_default=text("false")),
    Column("no_birthday", Boolean, nullable=False, server_default=text("false")),
    Column("joined_at", Moment),
    Column("revoked_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("register IN ('formal', 'warm')", name="register"),
    CheckConstraint("pace IN ('less', 'normal', 'more')", name="pace"),
    Index("uq_contact_client_id_name_key", "client_id", "name_key", unique=True),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),
    Column("contact_id", ForeignKey("contact.id")),
    Column("client_id", ForeignKey("client.id")),
    Column("language", String(16)),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", BigId),
    Column("withdrawn_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('staff', 'contact', 'group')", name="kind"),
)

access_request = Table(
    "access_request",
    metadata,
    Column("telegram_id", BigId, primary_key=True, autoincrement=False),
    Column("asked_at", Moment, nullable=False),
)

# -- talk -------------------------------------------------------------------------------------------------------------

client_chat = Table(
    "client_chat",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), unique=True),
    Column("telegram_id", BigId, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False, server_default="active"),
    Column("voice_id", ForeignKey("staff.id")),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("kind IN ('private', 'group')", name="kind"),
    CheckConstraint("state IN ('active', 'blocked', 'left')", name="state"),
)

topic = Table(
    "topic",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", ForeignKey("client_chat.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id"), nullable=False),
    Column("thread_id", BigId),
    Column("card_message_id", BigId),
    Column("card_text", Text),
    Column("retired_at", Moment),
    Column("created_at", Moment, nullable=False),
    Index("uq_topic_desk_id_thread_id", "desk_id", "thread_id", unique=True),
    Index(
        "uq_topic_chat_id_current",
        "chat_id",
        unique=True,
        sqlite_where=text("retired_at IS NULL"),
        postgresql_where=text("retired_at IS NULL"),
    ),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", ForeignKey("client_chat.id"), nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("waiting_since", Moment),
    Column("first_answer_at", Moment),
    Column("last_client_at", Moment, nullable=False),
    Column("last_team_at", Moment),
    Column("closed_at", Moment),
    Index(
        "uq_conversation_chat_id_open",
        "chat_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

message = Table(
    "message",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("chat_id", ForeignKey("client_chat.id"), nullable=False),
    Column("direction", String(3), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("client_message_id", BigId),
    Column("desk_id", ForeignKey("desk.id")),
    Column("topic_message_id", BigId),
    Column("staff_id", ForeignKey("staff.id")),
    Column("opening", Data),
    Column("part", Data),
    Column("edited_at", Moment),
    Column("unsent_at", Moment),
    CheckConstraint("direction IN ('in', 'out')", name="direction"),
    Index("uq_message_chat_id_client_message_id", "chat_id", "client_message_id", unique=True),
    Index("ix_message_desk_id_topic_message_id", "desk_id", "topic_message_id"),
    Index("ix_message_chat_id_at", "chat_id", "at"),
)

# -- machinery --------------------------------------------------------------------------------------------------------

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
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("due_epoch", Double, nullable=False),
    Column("posted_epoch", Double, nullable=False),
    Column("fence", BigId, nullable=False, server_default="0"),
    Column("failure", Text),
    CheckConstraint("state IN ('waiting', 'failed')", name="state"),
    Index("ix_outbox_state_urgency_id", "state", "urgency", "id"),
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
