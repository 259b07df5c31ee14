from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.store import leases
from bot.store.database import Database
from tests.databases import Databases

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)


async def test_of_many_processes_one_holds_a_lease(databases: Databases) -> None:
    processes = [databases.connect() for _ in range(3)]
    won = await asyncio.gather(
        *(leases.take(processes[number % 3], "prompt:1", holder=f"process {number}", now=NOW) for number in range(12))
    )
    assert sum(won) == 1


async def test_its_holder_renews_it_and_another_takes_over_when_it_runs_out(database: Database) -> None:
    assert await leases.take(database, "a", holder="first", now=NOW)
    assert await leases.take(database, "a", holder="first", now=NOW + timedelta(minutes=1))
    assert not await leases.take(database, "a", holder="second", now=NOW + timedelta(minutes=2))
    assert await leases.take(database, "a", holder="second", now=NOW + timedelta(minutes=3))
    assert not await leases.take(database, "a", holder="first", now=NOW + timedelta(minutes=3))


async def test_a_lease_is_given_back_by_its_holder_alone(database: Database) -> None:
    assert await leases.take(database, "a", holder="first", now=NOW)
    await leases.give_back(database, "a", holder="second")
    assert not await leases.take(database, "a", holder="second", now=NOW)
    await leases.give_back(database, "a", holder="first")
    assert await leases.take(database, "a", holder="second", now=NOW)
    assert await leases.purge(database, before=NOW + timedelta(days=1)) == 1
