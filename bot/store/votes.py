"""Votes on answers: one for a member and an answer, which can be changed. An answer is known by its message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import LoungeError
from bot.store.members import MemberKey
from bot.store.tables import ENTRY_LENGTH, MEMBER_KEY_BYTES, votes

if TYPE_CHECKING:
    from bot.store.database import Database

LARGEST_ID = 2**63 - 1
_ENTRY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Reason(StrEnum):
    """Why an answer was not helpful."""

    WRONG_TOPIC = "wrong_topic"
    NOT_ENOUGH = "not_enough"
    OUT_OF_DATE = "out_of_date"
    SOMETHING_ELSE = "something_else"


class VoteInvalid(LoungeError):
    """A vote that the lounge's own buttons cannot give."""

    def __init__(self) -> None:
        super().__init__("This vote does not belong to an answer of the lounge, so it was not counted.")


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's vote on the answer of one message.

    ``server`` is None in direct messages. Of the time, only the ``week`` is kept (``week_of``).
    """

    message: int
    member: MemberKey
    entry: str
    server: int | None
    helpful: bool
    week: date
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Raises VoteInvalid where a field is out of its bounds."""
        ids = (self.message,) if self.server is None else (self.message, self.server)
        sound = (
            all(0 < number <= LARGEST_ID for number in ids)
            and len(self.member) == MEMBER_KEY_BYTES
            and len(self.entry) <= ENTRY_LENGTH
            and _ENTRY.fullmatch(self.entry) is not None
            and self.week == week_of(self.week)
            and not (self.helpful and self.reason is not None)
        )
        if not sound:
            raise VoteInvalid


def week_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


async def cast(database: Database, vote: Vote) -> None:
    """Records a vote in the place of the member's earlier one on the same answer.

    Saying once more that the same entry was not helpful keeps the reason that was given before. Raises StoreUnavailable.
    """
    insert = sqlite.insert(votes) if database.is_sqlite else postgresql.insert(votes)
    new = insert.excluded
    kept_reason = case(
        (new.helpful, null()),
        (new.entry == votes.c.entry, func.coalesce(new.reason, votes.c.reason)),
        else_=new.reason,
    )
    statement = insert.values(
        message=vote.message,
        member=vote.member,
        entry=vote.entry,
        server=vote.server,
        helpful=vote.helpful,
        reason=vote.reason,
        week=vote.week,
    ).on_conflict_do_update(
        index_elements=[votes.c.message, votes.c.member],
        set_={
            "entry": new.entry,
            "server": new.server,
            "helpful": new.helpful,
            "reason": kept_reason,
            "week": new.week,
        },
    )
    async with database.writing() as connection:
        await connection.execute(statement)


async def give_reason(database: Database, *, message: int, member: MemberKey, reason: Reason) -> bool:
    """Says why an answer was not helpful; False where the member has no such vote on it. Raises StoreUnavailable."""
    statement = (
        update(votes)
        .where(votes.c.message == message, votes.c.member == member, votes.c.helpful.is_(False))
        .values(reason=reason)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).rowcount == 1


async def vote_of(database: Database, *, message: int, member: MemberKey) -> Vote | None:
    """A member's vote on the answer of a message. Raises StoreUnavailable."""
    statement = select(votes).where(votes.c.message == message, votes.c.member == member)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    if row is None:
        return None
    return Vote(
        message=row.message,
        member=MemberKey(row.member),
        entry=row.entry,
        server=row.server,
        helpful=row.helpful,
        week=row.week,
        reason=None if row.reason is None else Reason(row.reason),
    )


async def purge(database: Database, *, before: date) -> int:
    """Erases the votes of weeks that began before a day, and gives their number. Raises StoreUnavailable."""
    async with database.writing() as connection:
        erased = (await connection.execute(delete(votes).where(votes.c.week < before))).rowcount
    if erased:
        await database.settle()
    return erased
