"""How votes went, by entry, so that no count under five can be read or worked out.

Hiding a small count is not enough where it is the difference of two that are shown: of an entry's votes and the helpful ones, or of a
report over five weeks and one over four. So every count is rounded down to a multiple of five by itself, and nothing exact stands beside it
(conventional rounding, see Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 5). A week that is not over yet is left
out: watching it grow would show single votes.
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


def rounded(count: int) -> int:
    """A count as it may be shown: rounded down to a multiple of LEAST_SHOWN, so that a smaller one is none.

    Of two that are shown, such as the same count over four weeks and over five, at least LEAST_SHOWN differences stay possible.
    """
    return count - count % LEAST_SHOWN


@dataclass(frozen=True, slots=True)
class VotesOnEntry:
    """The votes on one entry over some weeks, each count as ``rounded`` gives it; ``total`` is LEAST_SHOWN at least.

    ``reasons`` were each given LEAST_SHOWN times or more, the most frequent first; how often is not said.
    """

    entry: str
    total: int
    helpful: int
    not_helpful: int
    reasons: tuple[Reason, ...] = ()

    @property
    def share(self) -> tuple[float, float]:
        """The least and the most that the share of helpful votes can be, from 0 to 1."""
        open_to = LEAST_SHOWN - 1
        least = self.helpful / (self.helpful + self.not_helpful + open_to)
        return least, (self.helpful + open_to) / (self.helpful + open_to + self.not_helpful)


async def totals(
    database: Database, *, since: date, today: date, server: int | None = None
) -> tuple[VotesOnEntry | None, tuple[VotesOnEntry, ...]]:
    """Votes over the whole weeks from the week of ``since`` on: on all entries together (its ``entry`` is empty) and on each, by entry.

    What has fewer than LEAST_SHOWN is left out. ``server`` None counts everywhere, direct messages included. Raises StoreUnavailable.
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
    found = [_shown(entry, side, _named(reasons[entry])) for entry, side in sorted(sides.items())]
    together = sum(sides.values(), Counter[bool]())
    return _shown("", together, ()), tuple(item for item in found if item)


def _shown(entry: str, side: Counter[bool], reasons: tuple[Reason, ...]) -> VotesOnEntry | None:
    total, helpful, not_helpful = (rounded(count) for count in (side.total(), side[True], side[False]))
    return VotesOnEntry(entry, total, helpful, not_helpful, reasons) if total else None


def _named(reasons: Mapping[Reason, int]) -> tuple[Reason, ...]:
    often = sorted((-count, reason) for reason, count in reasons.items() if count >= LEAST_SHOWN)
    return tuple(reason for _, reason in often)


def _span(since: date, today: date, server: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [votes.c.week >= week_of(since), votes.c.week < week_of(today)]
    if server is not None:
        conditions.append(votes.c.server == server)
    return conditions
