from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.colleagues.prompts import Every, Schedule, Turn
from bot.store import departures, prompts
from bot.store.database import Database
from tests.databases import Databases

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
EVENING = Schedule(Every.DAY, time(18, 30), ZoneInfo("Europe/London"))
DUE = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)


async def test_a_channel_is_due_at_its_time_and_only_its_server_sees_it(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    assert channel.next_at == DUE
    assert await prompts.prompts_of(database, 5) == (channel,)
    assert await prompts.prompts_of(database, 6) == ()
    assert await prompts.due(database, now=DUE - timedelta(seconds=1)) == ()
    assert await prompts.due(database, now=DUE) == (channel,)
    assert not await prompts.switch_off(database, 6, 9)
    assert await prompts.switch_off(database, 5, 9)
    assert await prompts.due(database, now=DUE) == ()


async def test_a_channel_is_found_by_its_server_only(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    assert await prompts.prompt_channel(database, 5, 9) == channel
    assert await prompts.prompt_channel(database, 6, 9) is None
    assert await prompts.prompt_channel(database, 5, 10) is None


async def test_a_server_that_removed_the_lounge_has_nothing_due_until_it_is_back(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    await departures.left(database, 5, today=NOW.date())
    assert await prompts.due(database, now=DUE) == ()
    await departures.came_back(database, 5)
    assert await prompts.due(database, now=DUE) == (channel,)


async def test_an_occurrence_is_noted_by_one_process_only(databases: Databases) -> None:
    first, second = databases.connect(), databases.connect()
    channel = await prompts.switch_on(first, 5, 9, EVENING, now=NOW)
    turn = Turn("humour", new_round=False)
    noted = await asyncio.gather(
        *(prompts.posted(process, channel, turn, message=1, unanswered=0, now=DUE) for process in (first, second))
    )
    assert sorted(noted) == [False, True]
    assert await prompts.used(first, 9) == {"humour"}
    assert (await prompts.prompts_of(first, 5))[0].next_at == DUE + timedelta(days=1)


async def test_a_new_round_begins_with_all_entries_again(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    await prompts.posted(database, channel, Turn("humour", new_round=False), message=1, unanswered=0, now=DUE)
    later = replace(channel, next_at=DUE + timedelta(days=1))
    await prompts.posted(
        database, later, Turn("testimonials", new_round=True), message=2, unanswered=1, now=later.next_at
    )
    assert await prompts.used(database, 9) == {"testimonials"}
    assert (await prompts.prompts_of(database, 5))[0].unanswered == 1


async def test_a_lounge_that_was_away_for_days_does_not_post_the_missed_ones_afterwards(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    assert await prompts.skipped(database, channel, now=DUE + timedelta(days=3, hours=2))
    assert (await prompts.prompts_of(database, 5))[0].next_at == DUE + timedelta(days=4)
    assert not await prompts.skipped(database, channel, now=DUE + timedelta(days=3, hours=2))


async def test_two_unanswered_prompts_pause_a_channel_until_it_is_switched_on_again(database: Database) -> None:
    channel = await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    assert await prompts.skipped(database, channel, now=DUE, unanswered=2)
    assert await prompts.due(database, now=DUE + timedelta(days=2)) == ()
    assert (await prompts.prompts_of(database, 5))[0].paused
    await prompts.switch_on(database, 5, 9, EVENING, now=NOW)
    assert not (await prompts.prompts_of(database, 5))[0].paused
