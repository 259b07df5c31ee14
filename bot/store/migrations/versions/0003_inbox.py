"""Questions that people sent to their moderators, and counts of how questions were answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("nearest", sa.String(60), nullable=True),
        sa.Column("on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_server_on"), "questions", ["server", "on"])
    op.create_table(
        "outcomes",
        sa.Column("server", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("server", "week", "outcome", "entry", name=op.f("pk_outcomes")),
        sa.CheckConstraint("outcome IN ('answer', 'clarify', 'nothing')", name=op.f("ck_outcomes_outcome_is_counted")),
    )


def downgrade() -> None:
    """Drops both tables, with every question and count."""
    op.drop_table("outcomes")
    op.drop_table("questions")
