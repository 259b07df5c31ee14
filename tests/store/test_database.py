from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from bot.store import engine, votes
from bot.store.database import Database
from bot.store.engine import database_url, open_engine
from bot.store.errors import DatabaseUrlInvalid, StoreConflict, StoreUnavailable
from bot.store.members import forget
from bot.store.tables import metadata
from bot.store.tables import votes as table
from tests.databases import Databases
from tests.store.test_votes import MEMBERS, vote

ROOT = Path(__file__).resolve().parent.parent.parent


def test_without_a_setting_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert database_url(None).database == str(tmp_path / "xdg_data_home" / "doctors-lounge" / "lounge.db")


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///a.db", "sqlite+aiosqlite"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
        ("postgresql://u:p@h:5433/d?sslmode=require", "postgresql+asyncpg"),
    ],
)
def test_a_url_as_hosting_services_hand_it_out_gets_the_driver_in_use(given: str, driver: str) -> None:
    url = database_url(given)
    assert url.drivername == driver
    assert "sslmode" not in url.query


@pytest.mark.parametrize("given", ["", "canary", "mysql://u:canary@h/d", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_cannot_be_used_is_refused_without_quoting_it(given: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as caught:
        database_url(given)
    assert "LOUNGE_DATABASE_URL" in str(caught.value)
    assert "canary" not in str(caught.value)


async def test_the_file_of_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "made" / "lounge.db"
    database = await Database.open(f"sqlite:///{path}")
    await votes.cast(database, vote())
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "lounge.db": 0o600,
        "lounge.db-wal": 0o600,
        "lounge.db-shm": 0o600,
    }
    assert path.parent.stat().st_mode & 0o777 == 0o700
    await database.close()


async def test_every_connection_to_sqlite_keeps_the_promises(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'lounge.db'}")
    async with database.reading() as connection:
        found = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "secure_delete", "synchronous")
        }
    await database.close()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "synchronous": 2}


def holding(folder: Path, key: bytes) -> list[str]:
    return [file.name for file in folder.glob("lounge.db*") if key in file.read_bytes()]


async def test_what_was_erased_is_in_no_file_any_more(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'lounge.db'}")
    key = MEMBERS.key(7)
    for message in range(1, 200):
        await votes.cast(database, vote(message=message))
    assert holding(tmp_path, key) != []
    await forget(database, MEMBERS, 7)
    assert holding(tmp_path, key) == []
    await database.close()


async def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    def differences(connection: object) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})  # type: ignore[arg-type]
        # Comments are for who reads the code; they do not have to stand in the database.
        return [item for item in compare_metadata(context, metadata) if "comment" not in str(item)]

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lounge.db'}"
    opened = await asyncio.gather(*(Database.open(url) for _ in range(4)))
    for database in opened:
        await database.close()
    with sqlite3.connect(tmp_path / "lounge.db") as plain:
        assert len(plain.execute("SELECT * FROM alembic_version").fetchall()) == 1
    plain.close()


async def test_a_database_of_a_newer_version_is_left_alone(databases: Databases) -> None:
    database = databases.connect()
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer version"):
        await Database.open(databases.url)


@pytest.mark.parametrize(
    "url", ["postgresql://u:canary@127.0.0.1:1/none", "sqlite:////proc/nowhere/lounge.db"], ids=["postgresql", "sqlite"]
)
async def test_a_database_that_is_away_is_a_clear_sentence_and_is_not_asked_again_at_once(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(url)
    with caplog.at_level(logging.DEBUG, logger="bot"):
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="cannot be reached just now"):
                await votes.cast(database, vote())
    assert len(caplog.records) == 1
    assert "canary" not in caplog.text
    await database.close()


async def test_a_database_that_comes_back_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.database.RETRY_AFTER_S", 0.0)
    blocked = tmp_path / "blocked"
    blocked.write_text("", "utf-8")
    database = Database(f"sqlite:///{blocked / 'lounge.db'}")
    with pytest.raises(StoreUnavailable):
        await votes.cast(database, vote())
    blocked.unlink()
    await votes.cast(database, vote())
    assert await votes.vote_of(database, message=1, member=MEMBERS.key(7)) == vote()
    await database.close()


async def test_the_database_itself_refuses_a_row_with_free_text_and_the_error_quotes_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    fields = {"message": 1, "member": MEMBERS.key(7), "server": 5, "helpful": False, "week": vote().week}
    for wrong in ({"entry": "Canary Jones, 43"}, {"entry": "humour", "reason": "canary"}):
        with pytest.raises((StoreConflict, StoreUnavailable)) as caught:
            async with database.writing() as connection:
                await connection.execute(insert(table).values(**fields, **wrong))
        assert "anary" not in f"{caught.value!r} {caught.value.__cause__!r} {caplog.text}"


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as connection:
            await connection.execute(
                insert(table).values(
                    message=1, member=MEMBERS.key(7), entry="humour", server=5, helpful=True, week=vote().week
                )
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as connection:
        assert (await connection.execute(select(table))).all() == []


async def test_blocks_of_one_turn_do_not_overtake_each_other(databases: Databases) -> None:
    pair = databases.connect(), databases.connect()
    running, most = 0, 0

    async def block(number: int) -> None:
        nonlocal running, most
        async with pair[number % 2].writing(turn="one"):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            running -= 1

    await asyncio.gather(*(block(number) for number in range(12)))
    assert most == 1


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("asyncpg")

    monkeypatch.setattr(engine, "create_async_engine", absent)
    with pytest.raises(DatabaseUrlInvalid, match=r"doctors-lounge\[postgres\]"):
        open_engine(database_url("postgresql://u@h/d"))


WRITER = """
import asyncio, sys
from bot.store import votes
from bot.store.database import Database
from tests.store.test_votes import vote

async def write(url):
    database = await Database.open(url)
    for message in range(1, 100_000):
        await votes.cast(database, vote(message=message))
        print(message, flush=True)

asyncio.run(write(sys.argv[1]))
"""


async def test_killed_in_the_middle_of_writing_nothing_acknowledged_is_lost(databases: Databases) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", WRITER, databases.url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    acknowledged = 0
    while acknowledged < 60:
        acknowledged = int(await asyncio.to_thread(process.stdout.readline))
    process.send_signal(signal.SIGKILL)
    rest, _ = await asyncio.to_thread(process.communicate)
    acknowledged = int((rest.split() or [acknowledged])[-1])
    database = await Database.open(databases.url)
    async with database.reading() as connection:
        kept = set((await connection.execute(select(table.c.message))).scalars())
    await votes.cast(database, vote(message=200_000))
    await database.close()
    assert set(range(1, acknowledged + 1)) <= kept
    # At most the one that was being written when the signal came.
    assert len(kept) <= acknowledged + 1
