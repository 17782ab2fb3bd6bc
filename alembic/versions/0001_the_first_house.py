"""The first house."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.Text().with_variant(postgresql.JSONB(), "postgresql")

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "access_request",
        sa.Column("telegram_id", BIG, autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_access_request")),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=160), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("detail", DATA, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)

    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_desk_chat_id")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_name")),
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", DATA, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("payload", DATA, nullable=False),
        sa.Column("run_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("held_until_epoch", sa.Double(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_at"), ["run_at"], unique=False)

    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("fence", BIG, nullable=False),
        sa.Column("expires_epoch", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", BIG, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("quarantined_at", sa.DateTime(), nullable=False),
        sa.Column("replayed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "seen_update",
        sa.Column("update_id", BIG, autoincrement=False, nullable=False),
        sa.Column("seen_epoch", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_seen_update")),
    )
    with op.batch_alter_table("seen_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_update_seen_epoch"), ["seen_epoch"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("hours", sa.String(length=128), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role IN ('manager', 'lead', 'admin')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_staff_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_staff_telegram_id")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("name_key", sa.String(length=128), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_client_desk_id_desk")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_client_owner_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("name_key", name=op.f("uq_client_name_key")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("name_key", sa.String(length=128), nullable=False),
        sa.Column("telegram_id", BIG, nullable=True),
        sa.Column("role", sa.String(length=128), nullable=True),
        sa.Column("salutation", sa.String(length=128), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("register", sa.String(length=16), server_default="warm", nullable=False),
        sa.Column("tradition", sa.String(length=32), nullable=True),
        sa.Column("birthday", sa.String(length=10), nullable=True),
        sa.Column("pace", sa.String(length=16), server_default="normal", nullable=False),
        sa.Column("no_holiday_greetings", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("no_birthday", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("joined_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("pace IN ('less', 'normal', 'more')", name=op.f("ck_contact_pace")),
        sa.CheckConstraint("register IN ('formal', 'warm')", name=op.f("ck_contact_register")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_contact_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_contact_telegram_id")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("uq_contact_client_id_name_key", ["client_id", "name_key"], unique=True)

    op.create_table(
        "client_chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("telegram_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="active", nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('private', 'group')", name=op.f("ck_client_chat_kind")),
        sa.CheckConstraint("state IN ('active', 'blocked', 'left')", name=op.f("ck_client_chat_state")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_chat_client_id_client")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_client_chat_contact_id_contact")),
        sa.ForeignKeyConstraint(["voice_id"], ["staff.id"], name=op.f("fk_client_chat_voice_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_chat")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_client_chat_contact_id")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_client_chat_telegram_id")),
    )
    with op.batch_alter_table("client_chat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_chat_client_id"), ["client_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("used_by", BIG, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('staff', 'contact', 'group')", name=op.f("ck_invitation_kind")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_invitation_client_id_client")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invitation_contact_id_contact")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitation_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.Column("first_answer_at", sa.DateTime(), nullable=True),
        sa.Column("first_waited_since", sa.DateTime(), nullable=True),
        sa.Column("last_client_at", sa.DateTime(), nullable=False),
        sa.Column("last_team_at", sa.DateTime(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("first_closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_conversation_chat_id_client_chat")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_conversation_closed_by_staff")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_conversation_owner_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_chat_id"), ["chat_id"], unique=False)
        batch_op.create_index("ix_conversation_opened_at", ["opened_at"], unique=False)
        batch_op.create_index(
            "uq_conversation_chat_id_open",
            ["chat_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("client_message_id", BIG, nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("topic_message_id", BIG, nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("opening", DATA, nullable=True),
        sa.Column("part", DATA, nullable=True),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("unsent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_direction")),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_message_chat_id_client_chat")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_message_desk_id_desk")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_chat_id_at", ["chat_id", "at"], unique=False)
        batch_op.create_index("ix_message_desk_id_topic_message_id", ["desk_id", "topic_message_id"], unique=False)
        batch_op.create_index("uq_message_chat_id_client_message_id", ["chat_id", "client_message_id"], unique=True)

    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lane", sa.String(length=48), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(length=16), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("target_id", BIG, nullable=True),
        sa.Column("payload", DATA, nullable=False),
        sa.Column("album", sa.String(length=64), nullable=True),
        sa.Column("once", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("due_epoch", sa.Double(), nullable=False),
        sa.Column("posted_epoch", sa.Double(), nullable=False),
        sa.Column("fence", BIG, server_default="0", nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'unclear', 'failed')", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["client_chat.id"], name=op.f("fk_outbox_chat_id_client_chat"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_state_urgency_id", ["state", "urgency", "id"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", BIG, nullable=True),
        sa.Column("card_message_id", BIG, nullable=True),
        sa.Column("card_text", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_topic_chat_id_client_chat")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_topic_desk_id_desk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(
            "uq_topic_chat_id_current",
            ["chat_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )
        batch_op.create_index("uq_topic_desk_id_thread_id", ["desk_id", "thread_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index("uq_topic_desk_id_thread_id")
        batch_op.drop_index(
            "uq_topic_chat_id_current",
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        )

    op.drop_table("topic")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state_urgency_id")

    op.drop_table("outbox")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("uq_message_chat_id_client_message_id")
        batch_op.drop_index("ix_message_desk_id_topic_message_id")
        batch_op.drop_index("ix_message_chat_id_at")

    op.drop_table("message")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conversation_chat_id_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_conversation_opened_at")
        batch_op.drop_index(batch_op.f("ix_conversation_chat_id"))

    op.drop_table("conversation")
    op.drop_table("invitation")
    with op.batch_alter_table("client_chat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_chat_client_id"))

    op.drop_table("client_chat")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("uq_contact_client_id_name_key")

    op.drop_table("contact")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_owner_id"))

    op.drop_table("client")
    op.drop_table("staff")
    with op.batch_alter_table("seen_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_update_seen_epoch"))

    op.drop_table("seen_update")
    op.drop_table("quarantine")
    op.drop_table("lease")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_at"))

    op.drop_table("job")
    op.drop_table("fact")
    op.drop_table("desk")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    op.drop_table("access_request")
