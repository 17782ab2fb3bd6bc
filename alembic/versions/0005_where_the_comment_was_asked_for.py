"""Where the message stands that asks for a comment on a rating, so that its button can go when the comment came."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("survey", sa.Column("comment_prompt_id", BIG, nullable=True))


def downgrade() -> None:
    op.drop_column("survey", "comment_prompt_id")
