"""What moderators see of how the lounge is used: counts by week and topic, never a person, never a small count."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.due import due_reviews
from bot.store.outcomes import COUNTED, by_entry, by_week
from bot.store.vote_counts import totals

if TYPE_CHECKING:
    from datetime import date

    from bot.knowledge.due import Due
    from bot.knowledge.model import KnowledgeBase
    from bot.store.database import Database
    from bot.store.vote_counts import VotesOnEntry

COLUMNS = (
    "kind",
    "key",
    "answered",
    "clarified",
    "nothing_found",
    "votes",
    "helpful",
    "not_helpful",
    "reasons",
    "review_by",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Questions that were answered, clarified, and for which nothing was found, rounded down; None: too few to be shown."""

    answer: int | None
    clarify: int | None
    nothing: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """A server's report over whole weeks (Mondays), ``since`` to the week before ``until``.

    ``votes`` are all together; ``helpful`` has them by entry, the least helpful first; ``due`` what is to be reviewed.
    """

    since: date
    until: date
    weeks: tuple[tuple[date, Counts], ...]
    topics: tuple[tuple[str, Counts], ...]
    votes: VotesOnEntry | None
    helpful: tuple[VotesOnEntry, ...]
    due: tuple[Due, ...]


async def report(
    database: Database, server: int, knowledge: KnowledgeBase, *, since: date, today: date, due_by: date
) -> Report:
    """The report of a server. Raises StoreUnavailable."""
    weekly = await by_week(database, server, since=since, today=today)
    topical = await by_entry(database, server, since=since, today=today)
    together, votes = await totals(database, since=since, today=today, server=server)
    return Report(
        since=since,
        until=today,
        weeks=tuple(
            (week, Counts(*(weekly.get((week, outcome)) for outcome in COUNTED)))
            for week in sorted({week for week, _ in weekly})
        ),
        topics=tuple(
            (entry, Counts(*(topical.get((entry, outcome)) for outcome in COUNTED)))
            for entry in sorted({entry for entry, _ in topical if entry})
        ),
        votes=together,
        helpful=tuple(sorted(votes, key=lambda item: (sum(item.share), item.entry))),
        due=tuple(due_reviews(knowledge, due_by)),
    )


def as_csv(found: Report) -> str:
    """A report as CSV (RFC 4180): one row a week, topic, entry with votes (the least helpful first) and text due for review.

    Counts are rounded down (``vote_counts.rounded``); an empty cell is one too small to be shown, or none. ``reasons`` are those given
    often against an answer, by their names.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for kind, rows in (("week", found.weeks), ("topic", found.topics)):
        for key, counts in rows:
            values = (counts.answer, counts.clarify, counts.nothing)
            writer.writerow({"kind": kind, "key": key, **dict(zip(COLUMNS[2:5], values, strict=True))})
    for item in found.helpful:
        votes = (item.total, item.helpful, item.not_helpful, " ".join(item.reasons))
        writer.writerow({"kind": "votes", "key": item.entry, **dict(zip(COLUMNS[5:9], votes, strict=True))})
    for due in found.due:
        writer.writerow({"kind": f"due {due.kind}", "key": due.id, "review_by": due.review_by})
    return text.getvalue()
