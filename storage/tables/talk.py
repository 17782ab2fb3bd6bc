"""Client chats, their topics, conversations and the message-id map."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.sql import text

from storage.tables.metadata import metadata
from storage.types import BigId, Data, Moment

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
    Column("first_waited_since", Moment),
    Column("last_client_at", Moment, nullable=False),
    Column("last_team_at", Moment),
    Column("owner_id", ForeignKey("staff.id")),
    Column("first_closed_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", ForeignKey("staff.id")),
    Column("reopened_at", Moment),
    Index("ix_conversation_opened_at", "opened_at"),
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

tag = Table(
    "tag",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("name_key", String(64), nullable=False, unique=True),
    Column("retired_at", Moment),
    Column("merged_into", ForeignKey("tag.id")),
    Column("created_at", Moment, nullable=False),
)

conversation_tag = Table(
    "conversation_tag",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True, index=True),
    Column("tagged_at", Moment, nullable=False),
)
