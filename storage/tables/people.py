"""Desks, staff, clients, contacts, and how they come in."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table
from sqlalchemy.sql import text

from storage.tables.metadata import metadata
from storage.types import BigId, Moment

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
    Column("since", Date),
    Column("check_in_days", Integer),
    Column("greeting_mode", String(8), nullable=False, server_default="auto"),
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
