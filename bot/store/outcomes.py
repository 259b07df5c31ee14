"""How questions were answered, counted by server, week and topic: no person, no message, no text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import outcomes
from bot.store.vote_counts import rounded
from bot.store.votes import week_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import TypeVar

    from sqlalchemy import Column, ColumnElement

    from bot.store.database import Database

    K = TypeVar("K")

COUNTED = ("answer", "clarify", "nothing")
"""What the screen stopped, and distress, are not counted by server at all."""


class OutcomeCounter:
    """Counts in memory, so that answering never waits for the database; ``flush`` carries the counts over."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, date, str, str]] = Counter()

    def add(self, server: int | None, outcome: str, entry: str | None, *, today: date) -> None:
        """Counts one answered question; one in a direct message, or that the screen stopped, is not counted."""
        if server is not None and outcome in COUNTED:
            self._counts[server, week_of(today), outcome, entry or ""] += 1

    async def flush(self, database: Database) -> None:
        """Adds what was counted to what the database holds. Raises StoreUnavailable; then it is kept for the next time."""
        taken, self._counts = self._counts, Counter()
        if not taken:
            return
        insert = sqlite.insert(outcomes) if database.is_sqlite else postgresql.insert(outcomes)
        statement = insert.on_conflict_do_update(
            index_elements=list(outcomes.primary_key.columns),
            set_={"number": outcomes.c.number + insert.excluded.number},
        )
        rows = [
            {"server": server, "week": week, "outcome": outcome, "entry": entry, "number": number}
            # In one order in every process, so that two that flush at once do not wait for each other in a ring.
            for (server, week, outcome, entry), number in sorted(taken.items())
        ]
        try:
            async with database.writing() as connection:
                await connection.execute(statement, rows)
        except BaseException:
            self._counts.update(taken)
            raise


async def by_week(database: Database, server: int, *, since: date, today: date) -> Mapping[tuple[date, str], int]:
    """Counts by week and outcome over whole weeks, as ``rounded`` gives them. Raises StoreUnavailable."""
    return await _counted(database, outcomes.c.week, _span(server, since, today))


async def by_entry(database: Database, server: int, *, since: date, today: date) -> Mapping[tuple[str, str], int]:
    """Counts by entry and outcome over whole weeks, as ``rounded`` gives them. Raises StoreUnavailable."""
    return await _counted(database, outcomes.c.entry, _span(server, since, today))


async def _counted(
    database: Database, by: Column[K], where: Sequence[ColumnElement[bool]]
) -> Mapping[tuple[K, str], int]:
    number = func.sum(outcomes.c.number).label("number")
    statement = select(by, outcomes.c.outcome, number).where(*where).group_by(by, outcomes.c.outcome)
    async with database.reading() as connection:
        found = {(key, outcome): rounded(int(count)) for key, outcome, count in await connection.execute(statement)}
    return {key: count for key, count in found.items() if count}


async def purge(database: Database, *, before: date) -> int:
    """Erases the counts of weeks that began before a day, and gives the number of rows. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(outcomes).where(outcomes.c.week < before))).rowcount


def _span(server: int, since: date, today: date) -> list[ColumnElement[bool]]:
    return [outcomes.c.server == server, outcomes.c.week >= week_of(since), outcomes.c.week < week_of(today)]
