"""How votes went, by entry, so that no count under five can be read or worked out.

Hiding a small count is not enough where it is the difference of two that are shown; so where one side of a week's votes is
small, the other is given as a range that leaves the small one open (complementary suppression, see Hundepool et al.,
Statistical Disclosure Control, Wiley 2012, chapter 4). Votes are not shown by week beside that: what the weeks leave of an entry's
sum would be a small count again. A week that is not over yet is left out: watching it grow would show single votes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
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
class VotesOnEntry:
    """The votes on one entry over some weeks; ``total`` is exact and at least LEAST_SHOWN.

    ``reasons`` were each given LEAST_SHOWN times or more, the most frequent first; how often is not said.
    """

    entry: str
    total: int
    helpful: Tally
    not_helpful: Tally
    reasons: tuple[Reason, ...] = ()


async def totals(
    database: Database, *, since: date, today: date, server: int | None = None
) -> tuple[VotesOnEntry, ...]:
    """Votes on each entry over the whole weeks from the week of ``since`` on, by entry.

    ``server`` None counts everywhere, direct messages included. Raises StoreUnavailable.
    """
    columns = votes.c.entry, votes.c.helpful, votes.c.reason
    statement = select(*columns, func.count().label("number")).where(*_span(since, today, server)).group_by(*columns)
    sides: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    reasons: defaultdict[str, Counter[Reason]] = defaultdict(Counter)
    async with database.reading() as connection:
        for row in await connection.execute(statement):
            sides[row.entry][bool(row.helpful)] += row.number
            if row.reason is not None:
                reasons[row.entry][Reason(row.reason)] += row.number
    found: list[VotesOnEntry] = []
    for entry, side in sorted(sides.items()):
        if side.total() >= LEAST_SHOWN:
            helpful, against = conceal(side[True], side[False])
            named = _named(reasons[entry], against)
            found.append(VotesOnEntry(entry, side.total(), helpful, against, named))
    return tuple(found)


def _named(reasons: Mapping[Reason, int], against: Tally) -> tuple[Reason, ...]:
    """Reasons that were given often, as many as leave open what the tally leaves open: each stands for LEAST_SHOWN votes."""
    often = sorted((-count, reason) for reason, count in reasons.items() if count >= LEAST_SHOWN)
    return tuple(reason for _, reason in often[: against.least // LEAST_SHOWN])


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
