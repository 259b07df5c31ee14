"""Votes of Discord's people in the lounge's store: ids become member keys here, and only the week of a vote is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot.store import housekeeping, votes
from bot.store.members import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.store.database import Database
    from bot.store.members import Members


def utc_today() -> date:
    """Today, by UTC."""
    return datetime.now(UTC).date()


class KeptVotes:
    """Votes in a database. Every method raises StoreUnavailable where that cannot be reached."""

    def __init__(self, database: Database, members: Members, today: Callable[[], date] = utc_today) -> None:
        """``today`` is the clock: the day, by UTC."""
        self._database = database
        self._members = members
        self._today = today

    @property
    def kept_days(self) -> int:
        """After how many days votes are erased, at the latest."""
        # One more, as it is looked for once a day.
        return housekeeping.COUNTS.days + 1

    async def cast(self, *, message: int, user: int, entry: str, server: int | None, helpful: bool) -> None:
        """Record a person's vote on the answer of a message, in the place of an earlier one. Raises VoteInvalid."""
        vote = votes.Vote(message, self._members.key(user), entry, server, helpful, votes.week_of(self._today()))
        await votes.cast(self._database, vote)

    async def give_reason(self, *, message: int, user: int, reason: str) -> bool:
        """Say why an answer was not helpful; False where the person has no such vote on it."""
        return await votes.give_reason(
            self._database, message=message, member=self._members.key(user), reason=votes.Reason(reason)
        )

    async def forget(self, user: int) -> Mapping[str, int]:
        """Erase what is kept of a person; how many rows, by table."""
        return await forget(self._database, self._members, user)
