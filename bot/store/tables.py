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
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

MEMBER_KEY_BYTES = 32
ENTRY_LENGTH = 60
REASON_LENGTH = 12
ACTION_LENGTH = 12
QUESTION_LENGTH = 500
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


# SQLite numbers rows by itself only where the column is its own INTEGER.
_counted = BigInteger().with_variant(Integer, "sqlite")

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

servers = Table(
    "servers",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("state", BigInteger, nullable=False, server_default="0", comment="grows with every change of anything here"),
    Column("revision", BigInteger, nullable=False, server_default="0", comment="the newest revision's number"),
    Column("moderator_role", BigInteger, nullable=True),
    Column("four_eyes", Boolean, nullable=False, server_default=false()),
    Column("audit_channel", BigInteger, nullable=True),
    Column("inbox", Boolean, nullable=False, server_default=false()),
    Column("retention_days", Integer, nullable=False, server_default="30"),
    CheckConstraint("retention_days BETWEEN 1 AND 90", name="retention_is_short"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 ... in each server"),
    Column("entry", String(ENTRY_LENGTH), nullable=False),
    Column("previous", BigInteger, nullable=False, comment="the entry's revision before this one; 0 for its first"),
    Column("action", String(ACTION_LENGTH), nullable=False),
    Column("author", BigInteger, nullable=True, info={USER_ID: True}, comment="null for a former moderator"),
    Column("approver", BigInteger, nullable=True, info={USER_ID: True}, comment="the second moderator, with four-eyes"),
    Column("at", Moment, nullable=False),
    Column("restored", BigInteger, nullable=True, comment="the revision whose content this one brings back"),
    Column("content", Text, nullable=False, comment="an EntryOverlay as JSON"),
    # What makes a history a line: no two revisions of an entry can follow the same one, whatever a program does.
    UniqueConstraint("server", "entry", "previous"),
    CheckConstraint("previous >= 0 AND previous < number", name="previous_is_earlier"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("entry", String(ENTRY_LENGTH), nullable=False, comment="empty as long as a new entry has no id"),
    Column("opened_at", BigInteger, nullable=False, comment="the entry's newest revision when this was begun"),
    Column(
        "version",
        Integer,
        nullable=False,
        comment="grows with every save, so that two windows cannot overwrite each other",
    ),
    Column("waiting", Boolean, nullable=False, comment="for a second moderator"),
    Column("author", BigInteger, nullable=True, info={USER_ID: True}),
    Column("at", Moment, nullable=False),
    Column("content", Text, nullable=False, comment="a Proposal as JSON"),
    Index(None, "server"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", BigInteger, nullable=True, info={USER_ID: True}),
    Column("action", String(ACTION_LENGTH), nullable=False),
    Column("entry", String(ENTRY_LENGTH), nullable=True),
    Column("revision", BigInteger, nullable=True),
    Column("told", Boolean, nullable=False, comment="whether the server's audit channel has it"),
    Index(None, "server", "told"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("text", String(QUESTION_LENGTH), nullable=False, comment="redacted, as its sender saw and agreed to"),
    Column("nearest", String(ENTRY_LENGTH), nullable=True, comment="the entry that was nearest, or that did not help"),
    Column("on", Date, nullable=False),
    Index(None, "server", "on"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("week", Date, primary_key=True, comment="a Monday"),
    Column("outcome", String(ACTION_LENGTH), primary_key=True),
    Column("entry", String(ENTRY_LENGTH), primary_key=True, comment="empty where nothing was found"),
    Column("number", BigInteger, nullable=False),
    CheckConstraint("outcome IN ('answer', 'clarify', 'nothing')", name="outcome_is_counted"),
)
