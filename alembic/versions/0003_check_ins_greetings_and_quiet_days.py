"""Check-ins, greetings and quiet days."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "occasion_mark",
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'struck')", name=op.f("ck_occasion_mark_state")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_occasion_mark_staff_id_staff")),
        sa.PrimaryKeyConstraint("occasion", "on_day", name=op.f("pk_occasion_mark")),
    )
    op.create_table(
        "tone_override",
        sa.Column("occasion", sa.String(length=80), nullable=False),
        sa.Column("tone", sa.String(length=16), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("tone IN ('festive', 'solemn', 'neutral')", name=op.f("ck_tone_override_tone")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tone_override_staff_id_staff")),
        sa.PrimaryKeyConstraint("occasion", name=op.f("pk_tone_override")),
    )
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "scope = 'all' AND country IS NULL AND client_id IS NULL"
            " OR scope = 'country' AND country IS NOT NULL AND client_id IS NULL"
            " OR scope = 'client' AND country IS NULL AND client_id IS NOT NULL",
            name=op.f("ck_pause_scope"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_pause_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pause_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pause_client_id"), ["client_id"], unique=False)
        batch_op.create_index("ix_pause_ended_at", ["ended_at"], unique=False)

    op.create_table(
        "fact_remembered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("on_day", sa.String(length=10), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_fact_remembered_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_fact_remembered_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_remembered")),
    )
    with op.batch_alter_table("fact_remembered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_remembered_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "own_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("on_day", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(contact_id IS NULL) <> (client_id IS NULL)", name=op.f("ck_own_date_whose")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_own_date_client_id_client"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_own_date_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_own_date_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_date")),
    )
    with op.batch_alter_table("own_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_date_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_date_contact_id"), ["contact_id"], unique=False)

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

    # Added and dropped in place: clients are referred to from everywhere, so their table is not to be written anew.
    op.add_column("client", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("client", sa.Column("check_in_days", sa.Integer(), nullable=True))
    op.add_column("client", sa.Column("greeting_mode", sa.String(length=8), server_default="auto", nullable=False))


def downgrade() -> None:
    op.drop_column("client", "greeting_mode")
    op.drop_column("client", "check_in_days")
    op.drop_column("client", "since")
    with op.batch_alter_table("care_message", schema=None) as batch_op:
        batch_op.drop_index("uq_care_message_contact_id_slot_year")
        batch_op.drop_index("ix_care_message_state_due_at")
        batch_op.drop_index("ix_care_message_chat_id_preview_message_id")

    op.drop_table("care_message")
    with op.batch_alter_table("own_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_date_contact_id"))
        batch_op.drop_index(batch_op.f("ix_own_date_client_id"))

    op.drop_table("own_date")
    with op.batch_alter_table("fact_remembered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_remembered_contact_id"))

    op.drop_table("fact_remembered")
    with op.batch_alter_table("pause", schema=None) as batch_op:
        batch_op.drop_index("ix_pause_ended_at")
        batch_op.drop_index(batch_op.f("ix_pause_client_id"))

    op.drop_table("pause")
    op.drop_table("tone_override")
    op.drop_table("occasion_mark")
