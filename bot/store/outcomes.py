"""How questions were answered, counted by server, week and topic: no person, no message, no text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import outcomes
from bot.store.vote_counts import LEAST_SHOWN
from bot.store.votes import week_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import TypeVar

    from sqlalchemy import ColumnElement

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
    """Counts by week and outcome over whole weeks, none from which a small count follows. Raises StoreUnavailable."""
    number = func.sum(outcomes.c.number).label("number")
    statement = (
        select(outcomes.c.week, outcomes.c.outcome, number)
        .where(*_span(server, since, today))
        .group_by(outcomes.c.week, outcomes.c.outcome)
    )
    async with database.reading() as connection:
        found = {(row.week, row.outcome): int(row.number) for row in await connection.execute(statement)}
    return {key: value for outcome in COUNTED for key, value in without_small(_only(found, outcome)).items()}


async def by_entry(database: Database, server: int, *, since: date, today: date) -> Mapping[tuple[str, str], int]:
    """Counts by entry and outcome over whole weeks, none from which a small count follows. Raises StoreUnavailable."""
    number = func.sum(outcomes.c.number).label("number")
    statement = (
        select(outcomes.c.entry, outcomes.c.outcome, number)
        .where(*_span(server, since, today))
        .group_by(outcomes.c.entry, outcomes.c.outcome)
    )
    async with database.reading() as connection:
        found = {(row.entry, row.outcome): int(row.number) for row in await connection.execute(statement)}
    return {key: value for outcome in COUNTED for key, value in without_small(_only(found, outcome)).items()}


async def purge(database: Database, *, before: date) -> int:
    """Erases the counts of weeks that began before a day, and gives the number of rows. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(outcomes).where(outcomes.c.week < before))).rowcount


def without_small(counts: Mapping[K, int]) -> dict[K, int]:
    """Counts without those under LEAST_SHOWN, and without as many more that the sum of what is left out is not small either.

    So nothing small follows even for who knows the sum of all (complementary suppression, see ``vote_counts``).
    """
    order = sorted(counts, key=lambda key: counts[key])
    left_out = 0
    shown = dict(counts)
    for key in order:
        if counts[key] >= LEAST_SHOWN and not 0 < left_out < LEAST_SHOWN:
            break
        left_out += counts[key]
        del shown[key]
    return shown


def _only(found: Mapping[tuple[K, str], int], outcome: str) -> dict[tuple[K, str], int]:
    return {key: value for key, value in found.items() if key[1] == outcome}


def _span(server: int, since: date, today: date) -> list[ColumnElement[bool]]:
    return [outcomes.c.server == server, outcomes.c.week >= week_of(since), outcomes.c.week < week_of(today)]
