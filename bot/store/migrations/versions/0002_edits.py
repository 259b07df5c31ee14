"""What servers make of the knowledge: their revisions, drafts and settings, and what their moderators did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the four tables."""
    op.create_table(
        "servers",
        sa.Column("server", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("state", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("moderator_role", sa.BigInteger, nullable=True),
        sa.Column("four_eyes", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("audit_channel", sa.BigInteger, nullable=True),
        sa.Column("inbox", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("retention_days", sa.Integer, nullable=False, server_default="30"),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_servers")),
        sa.CheckConstraint("retention_days BETWEEN 1 AND 90", name=op.f("ck_servers_retention_is_short")),
    )
    op.create_table(
        "revisions",
        sa.Column("server", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("previous", sa.BigInteger, nullable=False),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("author", sa.BigInteger, nullable=True),
        sa.Column("approver", sa.BigInteger, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("restored", sa.BigInteger, nullable=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("server", "number", name=op.f("pk_revisions")),
        sa.UniqueConstraint("server", "entry", "previous", name=op.f("uq_revisions_server_entry_previous")),
        sa.CheckConstraint("previous >= 0 AND previous < number", name=op.f("ck_revisions_previous_is_earlier")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("author", sa.BigInteger, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_server"), "drafts", ["server"])
    op.create_table(
        "audit",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.BigInteger, nullable=True),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("entry", sa.String(60), nullable=True),
        sa.Column("revision", sa.BigInteger, nullable=True),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_server_told"), "audit", ["server", "told"])


def downgrade() -> None:
    """Drops the tables, with every server's edits."""
    for name in ("audit", "drafts", "revisions", "servers"):
        op.drop_table(name)
