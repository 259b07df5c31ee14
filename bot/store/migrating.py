"""Bringing a database to the newest form of the tables, from inside the package: no configuration file is needed."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

from bot.store.engine import BEGIN_OPTION, BUSY_TIMEOUT_S, is_sqlite, open_engine, prepare_file
from bot.store.errors import NEWER, StoreUnavailable
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine import URL
    from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

# Alembic keeps its context in module globals, so one process migrates one database at a time.
_one_at_a_time = threading.Lock()


def migrate(url: URL) -> None:
    """Brings the database of a URL from ``database_url`` to the newest form, all or nothing; creates the file of SQLite.

    Blocks: run it in a thread. Several processes may do this at once; they take turns. Raises StoreUnavailable where the
    database is newer than this program, otherwise what the driver raises.
    """
    with _one_at_a_time:
        if is_sqlite(url):
            prepare_file(url)
        asyncio.run(_migrate(url))


async def _migrate(url: URL) -> None:
    engine = open_engine(url, pooled=False)
    try:
        if is_sqlite(url):
            await _write_ahead(engine)
        async with engine.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"}).begin() as connection:
            await take_turn(connection, "migrations")
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def _write_ahead(engine: AsyncEngine) -> None:
    # Changing the journal asks for the whole file, and SQLite does not wait for that as it does for other locks.
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            async with engine.execution_options(**{BEGIN_OPTION: ""}).connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.02)
        else:
            return


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreUnavailable(NEWER) from None
