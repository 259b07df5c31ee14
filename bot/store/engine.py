"""From a database URL to an engine: which databases there are, and how each is opened.

SQLite keeps its promises only where it is asked to: every connection gets foreign keys, secure deletion (an erased row is
overwritten with zeros), full synchronisation (an acknowledged commit survives a power cut) and a busy timeout. Transactions are
begun by this module rather than by the driver, so that a writer takes its lock before it reads
(https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#sqlite-transactions).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.settings import data_folder
from bot.store.errors import DatabaseUrlInvalid

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

FILE_NAME = "lounge.db"
SQLITE = "sqlite+aiosqlite"
POSTGRESQL = "postgresql+asyncpg"
DRIVERS = {
    "sqlite": SQLITE,
    "sqlite+aiosqlite": SQLITE,
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    "postgresql+asyncpg": POSTGRESQL,
}
CONNECT_TIMEOUT_S = 5
BUSY_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 15
POOL_SIZE = 5
POOL_TIMEOUT_S = 10

BEGIN_OPTION = "lounge_begin"
"""Execution option of a connection to SQLite: the statement that begins a transaction, empty for none."""

_PRAGMAS = ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL")


def database_url(url: str | None) -> URL:
    """The URL of the database in force: ``url``, or a SQLite file in the user's data folder.

    A URL without a driver, as hosting services hand out, gets the one that the lounge uses. Raises DatabaseUrlInvalid.
    """
    if url is None:
        return URL.create(SQLITE, database=str(data_folder() / FILE_NAME))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlInvalid(_expected("is not a database URL")) from None
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise DatabaseUrlInvalid(_expected("names a kind of database that the lounge does not use"))
    parsed = parsed.set(drivername=driver)
    if driver == SQLITE:
        if parsed.host or not parsed.database or parsed.database.startswith((":memory:", "file:")):
            raise DatabaseUrlInvalid(_expected("does not name a file (three slashes come before the path)"))
        return parsed
    # libpq and hosting services say sslmode; asyncpg takes the same values by the name of ssl.
    query = {("ssl" if name == "sslmode" else name): value for name, value in parsed.query.items()}
    return parsed.set(query=query)


def is_sqlite(url: URL) -> bool:
    """Whether a URL from ``database_url`` is that of a SQLite file."""
    return url.drivername == SQLITE


def prepare_file(url: URL) -> None:
    """Makes sure of a SQLite file that only its owner can read: mode 0600, in a folder of mode 0700 where the lounge makes it.

    The default data folder is closed to others even where it was there before; any other folder that was there before is
    left as it is. The files that SQLite puts beside the database take over its mode. Raises OSError.
    """
    path = Path(url.database or "")
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if made or path.parent.resolve() == data_folder().resolve():
        path.parent.chmod(0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def open_engine(url: URL, *, pooled: bool = True) -> AsyncEngine:
    """An engine for a URL from ``database_url``; nothing is contacted yet.

    Raises DatabaseUrlInvalid where the driver of PostgreSQL is not installed.
    """
    options: dict[str, Any] = {"hide_parameters": True}
    if not pooled:
        options["poolclass"] = NullPool
    else:
        options |= {"pool_size": POOL_SIZE, "max_overflow": 0, "pool_timeout": POOL_TIMEOUT_S}
    if is_sqlite(url):
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_S}
    else:
        options["connect_args"] = {
            "timeout": CONNECT_TIMEOUT_S,
            "command_timeout": STATEMENT_TIMEOUT_S,
            "server_settings": {
                "application_name": "doctors-lounge",
                "lock_timeout": str(BUSY_TIMEOUT_S * 1000),
                "idle_in_transaction_session_timeout": "60000",
            },
        }
        options["pool_pre_ping"] = pooled
    try:
        engine = create_async_engine(url, **options)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseUrlInvalid(
            "LOUNGE_DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'doctors-lounge[postgres]'."
        ) from None
    if is_sqlite(url):
        event.listen(engine.sync_engine, "connect", _configure)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # None: the driver begins no transactions of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    statement = str(connection.get_execution_options().get(BEGIN_OPTION, "BEGIN"))
    if statement:
        connection.exec_driver_sql(statement)


def _expected(problem: str) -> str:
    return f"LOUNGE_DATABASE_URL {problem}. Expected is {SQLITE}:///path/to/lounge.db or {POSTGRESQL}://user:password@host/database."
