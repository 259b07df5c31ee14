"""Votes on answers, and the servers that removed the lounge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "votes",
        sa.Column("message", sa.BigInteger, nullable=False, comment="the message with the answer"),
        sa.Column("member", sa.LargeBinary(32), nullable=False, comment="who voted, as a keyed hash"),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("server", sa.BigInteger, nullable=True, comment="null in direct messages"),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(12), nullable=True, comment="why it was not helpful, where that was said"),
        sa.Column("week", sa.Date, nullable=False, comment="the Monday of the week of the vote"),
        sa.PrimaryKeyConstraint("message", "member", name=op.f("pk_votes")),
        sa.CheckConstraint("length(member) = 32", name=op.f("ck_votes_member_is_a_key")),
        sa.CheckConstraint(
            "length(entry) BETWEEN 1 AND 60 AND lower(replace(entry, ' ', '')) = entry",
            name=op.f("ck_votes_entry_is_an_id"),
        ),
        sa.CheckConstraint(
            "reason IN ('wrong_topic', 'not_enough', 'out_of_date', 'something_else')",
            name=op.f("ck_votes_reason_is_known"),
        ),
        sa.CheckConstraint("reason IS NULL OR NOT helpful", name=op.f("ck_votes_reason_needs_a_complaint")),
    )
    op.create_index(op.f("ix_votes_member"), "votes", ["member"])
    op.create_index(op.f("ix_votes_server_week"), "votes", ["server", "week"])
    op.create_table(
        "departures",
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column(
            "left_on", sa.Date, nullable=False, comment="the day on which the lounge was removed from the server"
        ),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_departures")),
    )


def downgrade() -> None:
    """Drops both tables, with every vote."""
    op.drop_table("departures")
    op.drop_table("votes")
