"""Tags, surveys and ratings."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DATA = sa.Text().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["tag.id"], name=op.f("fk_tag_merged_into_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name_key", name=op.f("uq_tag_name_key")),
    )
    op.create_table(
        "conversation_tag",
        sa.Column("conversation_id", BIG, nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_tag_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_conversation_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("conversation_id", "tag_id", name=op.f("pk_conversation_tag")),
    )
    with op.batch_alter_table("conversation_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_tag_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "survey",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("spontaneous", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", BIG, nullable=True),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("tags", DATA, nullable=False),
        sa.Column("definition", DATA, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answerer_id", BIG, nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("comment_at", sa.DateTime(), nullable=True),
        sa.Column("comment_until", sa.DateTime(), nullable=True),
        sa.Column("comment_message_id", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('posted', 'open', 'answered', 'skipped', 'expired', 'withdrawn', 'undeliverable')",
            name=op.f("ck_survey_state"),
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_survey_chat_id_client_chat")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_survey_client_id_client")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_survey_contact_id_contact")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_survey_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["cover_id"], ["staff.id"], name=op.f("fk_survey_cover_id_staff")),
        sa.ForeignKeyConstraint(["manager_id"], ["staff.id"], name=op.f("fk_survey_manager_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_chat_id"), ["chat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_survey_delivered_at", ["delivered_at"], unique=False)
        batch_op.create_index("ix_survey_comment_until", ["comment_until"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("question", sa.String(length=48), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("rated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_rating_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index("uq_rating_survey_id_question", ["survey_id", "question"], unique=True)

    op.create_table(
        "rating_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("question", sa.String(length=48), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_rating_change_survey_id_survey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_change")),
    )
    with op.batch_alter_table("rating_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_change_survey_id"), ["survey_id"], unique=False)

    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("talked_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("told_client_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["client_chat.id"], name=op.f("fk_recovery_chat_id_client_chat")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recovery_client_id_client")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_recovery_owner_id_staff")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_recovery_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_recovery_survey_id")),
    )
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_client_id"), ["client_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recovery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_client_id"))

    op.drop_table("recovery")
    with op.batch_alter_table("rating_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_change_survey_id"))

    op.drop_table("rating_change")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index("uq_rating_survey_id_question")

    op.drop_table("rating")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_comment_until")
        batch_op.drop_index("ix_survey_delivered_at")
        batch_op.drop_index(batch_op.f("ix_survey_contact_id"))
        batch_op.drop_index(batch_op.f("ix_survey_client_id"))
        batch_op.drop_index(batch_op.f("ix_survey_chat_id"))

    op.drop_table("survey")
    with op.batch_alter_table("conversation_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_tag_tag_id"))

    op.drop_table("conversation_tag")
    op.drop_table("tag")
