"""What a planned greeting needs on its way: its words with their formatting, its preview, and a moment put off.

Nothing has written to this table before, so it is made anew.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.drop_table("care_message")
    op.create_table(
        "care_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("template", sa.String(length=80), nullable=True),
        sa.Column("variant", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", DATA, nullable=True),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edit_message_id", BIG, nullable=True),
        sa.Column("postponed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("preview_topic_id", sa.Integer(), nullable=True),
        sa.Column("preview_message_id", BIG, nullable=True),
        sa.Column("shown", DATA, nullable=True),
        sa.Column("previewed_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("client_message_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('greeting', 'check_in')", name=op.f("ck_care_message_kind")),
        sa.CheckConstraint("mode IN ('auto', 'review')", name=op.f("ck_care_message_mode")),
        sa.CheckConstraint(
            "state IN ('planned', 'previewed', 'approved', 'posted', 'sent', 'skipped', 'dropped', 'unclear', 'failed',"
            " 'expired', 'withdrawn')",
            name=op.f("ck_care_message_state"),
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_care_message_chat_id_client_chat")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_care_message_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_care_message_decided_by_staff")),
        sa.ForeignKeyConstraint(["edited_by"], ["staff.id"], name=op.f("fk_care_message_edited_by_staff")),
        sa.ForeignKeyConstraint(
            ["preview_topic_id"], ["topic.id"], name=op.f("fk_care_message_preview_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_message")),
    )
    with op.batch_alter_table("care_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_care_message_chat_id_preview_message_id", ["chat_id", "preview_message_id"], unique=False
        )
        batch_op.create_index("ix_care_message_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index("uq_care_message_contact_id_slot_year", ["contact_id", "slot", "year"], unique=True)


def downgrade() -> None:
    op.drop_table("care_message")
    op.create_table(
        "care_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("template", sa.String(length=80), nullable=True),
        sa.Column("variant", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("preview_message_id", BIG, nullable=True),
        sa.Column("previewed_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('greeting', 'check_in')", name=op.f("ck_care_message_kind")),
        sa.CheckConstraint("mode IN ('auto', 'review')", name=op.f("ck_care_message_mode")),
        sa.CheckConstraint(
            "state IN ('planned', 'previewed', 'approved', 'posted', 'sent', 'skipped', 'dropped', 'unclear', 'failed',"
            " 'expired')",
            name=op.f("ck_care_message_state"),
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_care_message_chat_id_client_chat")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_care_message_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_care_message_decided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_message")),
    )
    with op.batch_alter_table("care_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_care_message_chat_id_preview_message_id", ["chat_id", "preview_message_id"], unique=False
        )
        batch_op.create_index("ix_care_message_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index("uq_care_message_contact_id_slot_year", ["contact_id", "slot", "year"], unique=True)
