"""The tables, as they are after the newest migration.

Three conventions carry the promises of erasure, and the code that erases reads them from here, so that no table can be forgotten:
a column that holds a member's key is named ``member`` and its row goes with the person; a column marked USER_ID holds the Discord id
of a moderator and is emptied; a column named ``server`` ties the row to a server and the row goes with it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

MEMBER_KEY_BYTES = 32
ENTRY_LENGTH = 60
REASON_LENGTH = 12
USER_ID = "user_id"
"""In ``Column.info``: the column holds the Discord id of a moderator, which is emptied when that person asks to be forgotten."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time, always with its zone, on both databases (SQLite keeps none)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC; a time without a zone is refused, as it would mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """In UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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

departures = Table(
    "departures",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("left_on", Date, nullable=False, comment="the day on which the lounge was removed from the server"),
)
