"""The tables, as they are after the newest migration.

A column that holds a member's key is named ``member``; ``members.HOLDING`` lists the tables that have one. No column can hold a
question: the only text is the id of an entry and one of a few reasons, and the database itself refuses anything else.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, LargeBinary, MetaData, String, Table

MEMBER_KEY_BYTES = 32
ENTRY_LENGTH = 60
REASON_LENGTH = 12

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

votes = Table(
    "votes",
    metadata,
    Column("message", BigInteger, primary_key=True, autoincrement=False, comment="the message with the answer"),
    Column("member", LargeBinary(MEMBER_KEY_BYTES), primary_key=True, comment="who voted, as a keyed hash"),
    Column("entry", String(ENTRY_LENGTH), nullable=False),
    Column("server", BigInteger, nullable=True, comment="null in direct messages"),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(REASON_LENGTH), nullable=True, comment="why it was not helpful, where that was said"),
    Column("week", Date, nullable=False, comment="the Monday of the week of the vote"),
    CheckConstraint(f"length(member) = {MEMBER_KEY_BYTES}", name="member_is_a_key"),
    CheckConstraint(
        f"length(entry) BETWEEN 1 AND {ENTRY_LENGTH} AND lower(replace(entry, ' ', '')) = entry", name="entry_is_an_id"
    ),
    CheckConstraint("reason IN ('wrong_topic', 'not_enough', 'out_of_date', 'something_else')", name="reason_is_known"),
    CheckConstraint("reason IS NULL OR NOT helpful", name="reason_needs_a_complaint"),
    Index(None, "member"),
    Index(None, "server", "week"),
)
