"""How votes went, by entry and week, so that no count under five can be read or worked out.

Hiding a small count is not enough where it is the difference of two that are shown; so where one side of a week's votes is
small, the other is given as a range that leaves the small one open (complementary suppression, see Hundepool et al.,
Statistical Disclosure Control, Wiley 2012, chapter 4). A week that is not over yet is left out: watching it grow would show
single votes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.store.tables import votes
from bot.store.votes import Reason, week_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import ColumnElement

    from bot.store.database import Database

LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of votes as it may be shown: exact where ``least`` equals ``most``, else somewhere between the two."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class WeekOfVotes:
    """The votes on one entry in one week (a Monday); ``total`` is exact and at least LEAST_SHOWN."""

    week: date
    entry: str
    total: int
    helpful: Tally
    not_helpful: Tally


@dataclass(frozen=True, slots=True)
class VotesOnEntry:
    """The votes on one entry over some weeks; ``total`` is exact and at least LEAST_SHOWN."""

    entry: str
    total: int
    helpful: Tally
    not_helpful: Tally


async def totals(
    database: Database, *, since: date, today: date, server: int | None = None
) -> tuple[VotesOnEntry, ...]:
    """Votes on each entry over the whole weeks from the week of ``since`` on, by entry. Raises StoreUnavailable."""
    statement = (
        select(votes.c.entry, votes.c.helpful, func.count().label("number"))
        .where(*_span(since, today, server))
        .group_by(votes.c.entry, votes.c.helpful)
    )
    sides: defaultdict[str, dict[bool, int]] = defaultdict(dict)
    async with database.reading() as connection:
        for row in await connection.execute(statement):
            sides[row.entry][bool(row.helpful)] = row.number
    counted = ((entry, side.get(True, 0), side.get(False, 0)) for entry, side in sorted(sides.items()))
    return tuple(
        VotesOnEntry(entry, yes + no, *conceal(yes, no)) for entry, yes, no in counted if yes + no >= LEAST_SHOWN
    )


async def weekly_counts(
    database: Database, *, since: date, today: date, server: int | None = None
) -> tuple[WeekOfVotes, ...]:
    """Counts for each entry and whole week from the week of ``since`` on, by week and entry; weeks under LEAST_SHOWN votes are left out.

    ``server`` None counts everywhere, direct messages included. Raises StoreUnavailable.
    """
    statement = (
        select(votes.c.week, votes.c.entry, votes.c.helpful, func.count().label("number"))
        .where(*_span(since, today, server))
        .group_by(votes.c.week, votes.c.entry, votes.c.helpful)
    )
    sides: defaultdict[tuple[date, str], dict[bool, int]] = defaultdict(dict)
    async with database.reading() as connection:
        for row in await connection.execute(statement):
            sides[row.week, row.entry][bool(row.helpful)] = row.number
    found: list[WeekOfVotes] = []
    for (week, entry), side in sorted(sides.items()):
        helpful, not_helpful = side.get(True, 0), side.get(False, 0)
        if helpful + not_helpful >= LEAST_SHOWN:
            shown = conceal(helpful, not_helpful)
            found.append(WeekOfVotes(week, entry, helpful + not_helpful, *shown))
    return tuple(found)


async def reasons_given(
    database: Database, *, since: date, today: date, server: int | None = None
) -> Mapping[str, Mapping[Reason, int]]:
    """How often each reason was given, by entry, over the whole weeks from the week of ``since`` on.

    A reason that is not there was given less than LEAST_SHOWN times, or never. Raises StoreUnavailable.
    """
    number = func.count().label("number")
    statement = (
        select(votes.c.entry, votes.c.reason, number)
        .where(votes.c.reason.is_not(None), *_span(since, today, server))
        .group_by(votes.c.entry, votes.c.reason)
        .having(number >= LEAST_SHOWN)
        .order_by(votes.c.entry, votes.c.reason)
    )
    found: defaultdict[str, dict[Reason, int]] = defaultdict(dict)
    async with database.reading() as connection:
        for row in await connection.execute(statement):
            found[row.entry][Reason(row.reason)] = row.number
    return dict(found)


def conceal(one: int, other: int) -> tuple[Tally, Tally]:
    """Two counts whose sum is known, as they may be shown: neither, where it is under LEAST_SHOWN, follows from the result."""
    total, small = one + other, LEAST_SHOWN - 1
    if min(one, other) >= LEAST_SHOWN:
        return Tally(one, one), Tally(other, other)
    if total <= 2 * small:
        return Tally(0, total), Tally(0, total)
    few, many = Tally(0, small), Tally(total - small, total)
    return (few, many) if one < other else (many, few)


def _span(since: date, today: date, server: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [votes.c.week >= week_of(since), votes.c.week < week_of(today)]
    if server is not None:
        conditions.append(votes.c.server == server)
    return conditions
