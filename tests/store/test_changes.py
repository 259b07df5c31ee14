from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store import server_state
from bot.store.changes import changed_servers
from bot.store.departures import erase_departed, left
from bot.store.errors import StoreUnavailable
from bot.store.server_settings import ServerSettings, change
from tests.databases import Databases
from tests.store.test_revisions import NOW, phrasing, publish

ROOT = Path(__file__).resolve().parent.parent.parent
LIVE_WITHIN_S = 2.0


async def following(watch: AsyncGenerator[frozenset[int]]) -> tuple[frozenset[int], float]:
    began = time.monotonic()
    found = await asyncio.wait_for(anext(watch), 10)
    return found, time.monotonic() - began


async def test_an_edit_is_noticed_in_every_process_within_two_seconds(databases: Databases) -> None:
    here, there = databases.connect(), databases.connect()
    await publish(here, phrasing("first"))
    watches = [changed_servers(there), changed_servers(databases.connect())]
    for watch in watches:
        assert (await following(watch))[0] == {5}
    waiting = [asyncio.create_task(following(watch)) for watch in watches]
    await asyncio.sleep(0.2)
    await publish(here, phrasing("second", 1))
    for task in waiting:
        changed, waited = await task
        assert changed == {5}
        assert waited - 0.2 < LIVE_WITHIN_S
    for watch in watches:
        await watch.aclose()


async def test_postgresql_says_so_at_once(databases: Databases) -> None:
    if databases.kind != "postgresql":
        pytest.skip("SQLite has no notifications; the comparison at intervals is what it gets")
    here = databases.connect()
    watch = changed_servers(databases.connect(), poll_s=30)
    assert (await following(watch))[0] == frozenset()
    waiting = asyncio.create_task(following(watch))
    await asyncio.sleep(0.2)
    await change(here, 6, ServerSettings(inbox=True), actor=1, at=NOW)
    changed, waited = await waiting
    assert changed == {6}
    assert waited < 1.5
    await watch.aclose()


async def test_without_notifications_the_interval_is_enough(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_state, "CHANNEL", "another_channel")
    here = databases.connect()
    watch = changed_servers(databases.connect())
    await following(watch)
    waiting = asyncio.create_task(following(watch))
    await asyncio.sleep(0.2)
    await publish(here, phrasing("first"))
    changed, waited = await waiting
    assert changed == {5}
    assert waited - 0.2 < LIVE_WITHIN_S
    await watch.aclose()


async def test_while_the_database_is_away_nothing_is_reported_and_nothing_is_missed(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = databases.connect()
    watch = changed_servers(databases.connect(), poll_s=0.05)
    await following(watch)
    away = True

    async def states(database: object) -> object:
        if away:
            raise StoreUnavailable
        return await server_state.states(database)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.store.changes.states", states)
    waiting = asyncio.create_task(following(watch))
    await publish(here, phrasing("first"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    away = False
    assert (await waiting)[0] == {5}
    await watch.aclose()


async def test_a_connection_that_was_cut_is_made_again(databases: Databases) -> None:
    if databases.kind != "postgresql":
        pytest.skip("SQLite holds no connection open for this")
    here = databases.connect()
    watch = changed_servers(databases.connect(), poll_s=0.3)
    await following(watch)
    waiting = asyncio.create_task(following(watch))
    async with here.writing() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE '%LISTEN%' AND pid <> pg_backend_pid()"
            )
        )
    await asyncio.sleep(0.8)
    await publish(here, phrasing("first"))
    assert (await waiting)[0] == {5}
    await watch.aclose()


async def test_a_server_that_was_erased_is_reported_too(databases: Databases) -> None:
    here = databases.connect()
    await publish(here, phrasing("first"))
    watch = changed_servers(databases.connect(), poll_s=0.05)
    await following(watch)
    await left(here, 5, today=NOW.date().replace(month=1))
    assert await erase_departed(here, today=NOW.date()) == (5,)
    assert (await following(watch))[0] == {5}
    await watch.aclose()


PUBLISHER = """
import asyncio, sys
from datetime import UTC, datetime
from bot.knowledge.overlay import EntryOverlay
from bot.store import revisions
from bot.store.database import Database

async def main(url):
    database = await Database.open(url)
    at = 0
    while True:
        change = revisions.Change("humour", EntryOverlay(added=(f"line {at}",)), at)
        (made,) = await revisions.publish(database, 5, [change], author=1, at=datetime.now(UTC))
        at = made.number
        print(at, flush=True)

asyncio.run(main(sys.argv[1]))
"""


async def test_killed_in_the_middle_of_publishing_no_acknowledged_revision_is_lost(databases: Databases) -> None:
    from bot.store.revisions import history

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PUBLISHER,
        databases.url,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    acknowledged = 0
    while acknowledged < 30:
        acknowledged = int(await process.stdout.readline())
    process.kill()
    rest = (await process.stdout.read()).split()
    await process.wait()
    acknowledged = int(rest[-1]) if rest and rest[-1].isdigit() else acknowledged
    line = await history(databases.connect(), 5, limit=10_000)
    assert [item.number for item in line] == list(range(len(line), 0, -1))
    assert acknowledged <= len(line) <= acknowledged + 1
