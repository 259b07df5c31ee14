from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from bot.knowledge.model import KnowledgeBase
from bot.moderation.report import Counts, as_csv, report
from bot.store import votes
from bot.store.database import Database
from bot.store.errors import StoreUnavailable
from bot.store.outcomes import OutcomeCounter, by_week, purge
from bot.store.vote_counts import VotesOnEntry
from tests.databases import Databases
from tests.store.test_votes import MONDAY, vote

TODAY = MONDAY + timedelta(days=9)


async def counted(
    database: Database, number: int, outcome: str, entry: str | None, day: date = MONDAY, server: int = 5
) -> None:
    counter = OutcomeCounter()
    for _ in range(number):
        counter.add(server, outcome, entry, today=day)
    await counter.flush(database)


async def test_a_report_counts_by_week_and_topic_and_shows_nothing_small(
    database: Database, knowledge: KnowledgeBase
) -> None:
    for number, outcome, entry in (
        (20, "answer", "humour"),
        (9, "answer", "testimonials"),
        (2, "answer", "advocacy"),
        (6, "nothing", None),
        (4, "clarify", "humour"),
    ):
        await counted(database, number, outcome, entry)
    await counted(database, 50, "answer", "humour", TODAY)
    await counted(database, 50, "answer", "humour", server=6)
    for user in range(1, 21):
        await votes.cast(database, vote(user=user, helpful=user > 13))
    found = await report(database, 5, knowledge, since=MONDAY, today=TODAY, due_by=date(2029, 1, 1))
    # Not the week's 31 and the topics' 9: the two of "advocacy" would follow.
    assert found.weeks == ((MONDAY, Counts(30, None, 5)),)
    assert found.topics == (("humour", Counts(20, None, None)), ("testimonials", Counts(5, None, None)))
    assert found.helpful == (VotesOnEntry("humour", 20, 5, 10),)
    assert found.votes == VotesOnEntry("", 20, 5, 10)
    assert len(found.due) > 64
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [(row["kind"], row["key"], row["answered"], row["clarified"]) for row in rows[:4]] == [
        ("week", MONDAY.isoformat(), "30", ""),
        ("topic", "humour", "20", ""),
        ("topic", "testimonials", "5", ""),
        ("votes", "humour", "", ""),
    ]
    assert [(row["key"], row["review_by"]) for row in rows[4:]] == [
        (due.id, due.review_by.isoformat()) for due in found.due
    ]


@pytest.mark.parametrize("outcome", ["identifiers", "distress", "advice", "invalid"])
async def test_what_the_screen_stopped_is_not_counted(database: Database, outcome: str) -> None:
    counter = OutcomeCounter()
    for _ in range(9):
        counter.add(5, outcome, None, today=MONDAY)
        counter.add(None, "answer", "humour", today=MONDAY)
    await counter.flush(database)
    assert await by_week(database, 5, since=MONDAY, today=TODAY) == {}


async def test_counts_of_several_processes_add_up_and_none_is_lost_while_the_database_is_away(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = databases.connect(), databases.connect()
    counter = OutcomeCounter()
    for _ in range(7):
        counter.add(5, "answer", "humour", today=MONDAY)
    with monkeypatch.context() as patched:

        async def away(_: Database) -> None:
            raise StoreUnavailable

        patched.setattr(Database, "ready", away)
        with pytest.raises(StoreUnavailable):
            await counter.flush(pair[0])
    counter.add(5, "answer", "humour", today=MONDAY)
    await counter.flush(pair[0])
    await counter.flush(pair[0])
    await counted(pair[1], 4, "answer", "humour")
    assert await by_week(pair[1], 5, since=MONDAY, today=TODAY) == {(MONDAY, "answer"): 10}
    assert await purge(pair[0], before=TODAY) == 1
