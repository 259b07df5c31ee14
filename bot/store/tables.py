"""The tables, as they are after the newest migration.

Three conventions carry the promises of erasure, and the code that erases reads them from here, so that no table can be forgotten:
a column that holds a member's key is named ``member`` and its row goes with the person, or is emptied where it is marked KEPT_WITHOUT;
a column marked USER_ID holds the Discord id
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
ZONE_LENGTH = 40
TOPIC_LENGTH = 100
NAME_LENGTH = 100
STAGE_LENGTH = 9
LEASE_LENGTH = 60
HOLDER_LENGTH = 32
USER_ID = "user_id"
"""In ``Column.info``: the column holds the Discord id of a moderator, which is emptied when that person asks to be forgotten."""
KEPT_WITHOUT = "kept_without"
"""In ``Column.info``: the column holds a member's key and is emptied, too, as the row says something without it."""

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
    sqlite_autoincrement=True,
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
    sqlite_autoincrement=True,
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
    sqlite_autoincrement=True,
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

lounge_settings = Table(
    "lounge_settings",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", BigInteger, nullable=True, comment="where discussions are opened; null: not available"),
    Column("zone", String(ZONE_LENGTH), nullable=False, server_default="UTC"),
    Column("calls_per_member", Integer, nullable=False, server_default="1", comment="of a specialty, in a day"),
    Column("calls_per_server", Integer, nullable=False, server_default="5", comment="of any specialty, in a day"),
    Column("remove_leaks", Boolean, nullable=False, server_default=false()),
    CheckConstraint("calls_per_member BETWEEN 0 AND 10 AND calls_per_server BETWEEN 0 AND 50", name="calls_are_few"),
)

specialties = Table(
    "specialties",
    metadata,
    Column("server", BigInteger, primary_key=True, autoincrement=False),
    Column("role", BigInteger, primary_key=True, autoincrement=False, comment="a role that discussions can call"),
)

calls = Table(
    "calls",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column(
        "member",
        LargeBinary(MEMBER_KEY_BYTES),
        nullable=True,
        info={KEPT_WITHOUT: True},
        comment="who called, as a keyed hash; null once that person was forgotten",
    ),
    Column("at", Moment, nullable=False),
    Index(None, "server", "at"),
    Index(None, "member"),
    sqlite_autoincrement=True,
)

discussions = Table(
    "discussions",
    metadata,
    Column("thread", BigInteger, primary_key=True, autoincrement=False),
    Column("server", BigInteger, nullable=False),
    Column(
        "member",
        LargeBinary(MEMBER_KEY_BYTES),
        nullable=True,
        comment="who asked, as a keyed hash; null once its time is over",
    ),
    Column("at", Moment, nullable=False),
    Index(None, "server"),
    Index(None, "member"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("thread", BigInteger, nullable=False),
    Column("message", BigInteger, nullable=False, comment="the message that helped"),
    Column(
        "text", Text, nullable=False, comment="redacted, as it was shown to whoever marked it; emptied once it is used"
    ),
    Column("at", Moment, nullable=False),
    Column("draft", BigInteger, nullable=True, comment="the draft begun from it"),
    Column("entry", String(ENTRY_LENGTH), nullable=True, comment="the entry published from it"),
    Column("told", Boolean, nullable=False, comment="whether the thread has the line with the answer"),
    UniqueConstraint("server", "message"),
    Index(None, "server", "told"),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", _counted, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("host", BigInteger, nullable=True, info={USER_ID: True}),
    Column("topic", String(TOPIC_LENGTH), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("stage", String(STAGE_LENGTH), nullable=False),
    Column("released", Integer, nullable=False),
    Column("next_at", Moment, nullable=True, comment="when the next step is due; null: the session is over"),
    Column("event", BigInteger, nullable=True),
    Column("announcement", BigInteger, nullable=True),
    Column("thread", BigInteger, nullable=True),
    CheckConstraint("stage IN ('planned', 'open', 'ended', 'missed', 'cancelled')", name="stage_is_known"),
    CheckConstraint("minutes BETWEEN 15 AND 180", name="length_is_sensible"),
    Index(None, "server"),
    Index(None, "next_at"),
    sqlite_autoincrement=True,
)

session_questions = Table(
    "session_questions",
    metadata,
    Column("session", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("server", BigInteger, nullable=False),
    Column("text", String(QUESTION_LENGTH), nullable=False),
    Column("entry", String(ENTRY_LENGTH), nullable=True),
    Index(None, "server"),
)

session_speakers = Table(
    "session_speakers",
    metadata,
    Column("session", BigInteger, primary_key=True, autoincrement=False),
    Column("member", LargeBinary(MEMBER_KEY_BYTES), primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("name", String(NAME_LENGTH), nullable=False, comment="as the speaker agreed to be named"),
    Index(None, "server"),
    Index(None, "member"),
)

prompts = Table(
    "prompts",
    metadata,
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("server", BigInteger, nullable=False),
    Column("every", String(4), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("minute", Integer, nullable=False, comment="of the local day"),
    Column("zone", String(ZONE_LENGTH), nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("last", BigInteger, nullable=True, comment="the message of the newest prompt"),
    Column("unanswered", Integer, nullable=False, comment="prompts in a row without a reaction"),
    Column("paused", Boolean, nullable=False),
    CheckConstraint("every IN ('day', 'week')", name="every_is_known"),
    CheckConstraint("weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439", name="time_is_a_time"),
    Index(None, "server"),
    Index(None, "next_at"),
)

prompts_used = Table(
    "prompts_used",
    metadata,
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", String(ENTRY_LENGTH), primary_key=True),
    Column("server", BigInteger, nullable=False),
    Index(None, "server"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(LEASE_LENGTH), primary_key=True),
    Column("holder", String(HOLDER_LENGTH), nullable=False),
    Column("until", Moment, nullable=False),
)
