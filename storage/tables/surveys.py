"""Surveys, the ratings they brought, and the recovery cases that low ones open."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.sql import text

from storage.tables.metadata import metadata
from storage.types import BigId, Data, Moment

survey = Table(
    "survey",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(48), nullable=False),
    Column("spontaneous", Boolean, nullable=False, server_default=text("false")),
    Column("chat_id", ForeignKey("client_chat.id"), nullable=False, index=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), index=True),
    Column("conversation_id", ForeignKey("conversation.id")),
    Column("manager_id", ForeignKey("staff.id"), nullable=False),
    Column("cover_id", ForeignKey("staff.id")),
    Column("country", String(2)),
    Column("tags", Data, nullable=False),
    Column("definition", Data, nullable=False),
    Column("language", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("posted_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Column("expires_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("answerer_id", BigId),
    Column("message_id", BigId),
    Column("comment", Text),
    Column("comment_at", Moment),
    Column("comment_until", Moment),
    Column("comment_message_id", BigId),
    Column("comment_prompt_id", BigId),
    CheckConstraint(
        "state IN ('posted', 'open', 'answered', 'skipped', 'expired', 'withdrawn', 'undeliverable')", name="state"
    ),
    Index("ix_survey_delivered_at", "delivered_at"),
    Index("ix_survey_comment_until", "comment_until"),
)

rating = Table(
    "rating",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("survey_id", ForeignKey("survey.id", ondelete="CASCADE"), nullable=False),
    Column("question", String(48), nullable=False),
    Column("value", Integer),
    Column("words", Text),
    Column("rated_at", Moment, nullable=False),
    Index("uq_rating_survey_id_question", "survey_id", "question", unique=True),
)

rating_change = Table(
    "rating_change",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("survey_id", ForeignKey("survey.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question", String(48), nullable=False),
    Column("value", Integer),
    Column("changed_at", Moment, nullable=False),
)

recovery = Table(
    "recovery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("survey_id", ForeignKey("survey.id"), nullable=False, unique=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("chat_id", ForeignKey("client_chat.id"), nullable=False),
    Column("owner_id", ForeignKey("staff.id")),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("talked_at", Moment),
    Column("closed_at", Moment),
    Column("note", Text),
    Column("told_client_at", Moment),
)
