"""Discussions among colleagues: threads, calls, helpful messages, sessions, prompts, and leases for what runs once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "lounge_settings",
        sa.Column("server", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("channel", sa.BigInteger, nullable=True),
        sa.Column("zone", sa.String(40), nullable=False, server_default="UTC"),
        sa.Column("calls_per_member", sa.Integer, nullable=False, server_default="1"),
        sa.Column("calls_per_server", sa.Integer, nullable=False, server_default="5"),
        sa.Column("remove_leaks", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_lounge_settings")),
        sa.CheckConstraint(
            "calls_per_member BETWEEN 0 AND 10 AND calls_per_server BETWEEN 0 AND 50",
            name=op.f("ck_lounge_settings_calls_are_few"),
        ),
    )
    op.create_table(
        "specialties",
        sa.Column("server", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("role", sa.BigInteger, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("server", "role", name=op.f("pk_specialties")),
    )
    op.create_table(
        "calls",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("member", sa.LargeBinary(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_member"), "calls", ["member"])
    op.create_index(op.f("ix_calls_server_at"), "calls", ["server", "at"])
    op.create_table(
        "discussions",
        sa.Column("thread", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("member", sa.LargeBinary(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("thread", name=op.f("pk_discussions")),
    )
    op.create_index(op.f("ix_discussions_member"), "discussions", ["member"])
    op.create_index(op.f("ix_discussions_server"), "discussions", ["server"])
    op.create_table(
        "candidates",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("thread", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("draft", sa.BigInteger, nullable=True),
        sa.Column("entry", sa.String(60), nullable=True),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("server", "message", name=op.f("uq_candidates_server_message")),
    )
    op.create_index(op.f("ix_candidates_server_told"), "candidates", ["server", "told"])
    op.create_table(
        "sessions",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("host", sa.BigInteger, nullable=True),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.String(9), nullable=False),
        sa.Column("released", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("event", sa.BigInteger, nullable=True),
        sa.Column("announcement", sa.BigInteger, nullable=True),
        sa.Column("thread", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.CheckConstraint("minutes BETWEEN 15 AND 180", name=op.f("ck_sessions_length_is_sensible")),
        sa.CheckConstraint(
            "stage IN ('planned', 'open', 'ended', 'missed', 'cancelled')", name=op.f("ck_sessions_stage_is_known")
        ),
    )
    op.create_index(op.f("ix_sessions_next_at"), "sessions", ["next_at"])
    op.create_index(op.f("ix_sessions_server"), "sessions", ["server"])
    op.create_table(
        "session_questions",
        sa.Column("session", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("entry", sa.String(60), nullable=True),
        sa.PrimaryKeyConstraint("session", "number", name=op.f("pk_session_questions")),
    )
    op.create_index(op.f("ix_session_questions_server"), "session_questions", ["server"])
    op.create_table(
        "session_speakers",
        sa.Column("session", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("member", sa.LargeBinary(32), nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("session", "member", name=op.f("pk_session_speakers")),
    )
    op.create_index(op.f("ix_session_speakers_member"), "session_speakers", ["member"])
    op.create_index(op.f("ix_session_speakers_server"), "session_speakers", ["server"])
    op.create_table(
        "prompts",
        sa.Column("channel", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.Column("every", sa.String(4), nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=True),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_prompts")),
        sa.CheckConstraint("every IN ('day', 'week')", name=op.f("ck_prompts_every_is_known")),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439", name=op.f("ck_prompts_time_is_a_time")
        ),
    )
    op.create_index(op.f("ix_prompts_next_at"), "prompts", ["next_at"])
    op.create_index(op.f("ix_prompts_server"), "prompts", ["server"])
    op.create_table(
        "prompts_used",
        sa.Column("channel", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("entry", sa.String(60), nullable=False),
        sa.Column("server", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", "entry", name=op.f("pk_prompts_used")),
    )
    op.create_index(op.f("ix_prompts_used_server"), "prompts_used", ["server"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    """Drops the tables, with every discussion that is known."""
    for name in (
        "leases",
        "prompts_used",
        "prompts",
        "session_speakers",
        "session_questions",
        "sessions",
        "candidates",
        "discussions",
        "calls",
        "specialties",
        "lounge_settings",
    ):
        op.drop_table(name)
