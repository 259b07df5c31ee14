"""The one door to the database: open, read, write, close. Every failure leaves it as a LoungeError."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from bot.store.engine import BEGIN_OPTION, database_url, is_sqlite, open_engine
from bot.store.errors import StoreConflict, StoreUnavailable
from bot.store.migrating import migrate
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger(__name__)

RETRY_AFTER_S = 5.0


class Database:
    """The store's database, SQLite or PostgreSQL, for one event loop.

    ``Database(url)`` contacts nothing: where the database may be away at the start, construct it so, and every use tries again
    (at most once in RETRY_AFTER_S seconds) to reach it and to bring its tables up to date. ``Database.open(url)`` does that at
    once.
    """

    def __init__(self, url: str | None = None) -> None:
        """``url`` as in LOUNGE_DATABASE_URL; None for a SQLite file in the user's data folder. Raises DatabaseUrlInvalid."""
        self._url = database_url(url)
        self._engine = open_engine(self._url)
        self._writer = self._engine.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
        self._raw = self._engine.execution_options(**{BEGIN_OPTION: ""})
        self._migrated = False
        self._migrating = asyncio.Lock()
        self._retry_at = 0.0

    @classmethod
    async def open(cls, url: str | None = None) -> Self:
        """A database that answered and whose tables are up to date. Raises DatabaseUrlInvalid or StoreUnavailable."""
        database = cls(url)
        try:
            await database.ready()
        except BaseException:
            await database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file, which serves one machine only."""
        return is_sqlite(self._url)

    async def ready(self) -> None:
        """Reaches the database and brings its tables up to date, unless that was done. Raises StoreUnavailable."""
        if self._migrated:
            return
        clock = asyncio.get_running_loop().time
        async with self._migrating:
            if self._migrated:
                return
            if clock() < self._retry_at:
                raise StoreUnavailable
            try:
                async with _typed_failures():
                    await asyncio.to_thread(migrate, self._url)
            except StoreUnavailable:
                self._retry_at = clock() + RETRY_AFTER_S
                raise
            self._migrated = True

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection to read with. Raises StoreUnavailable."""
        await self.ready()
        async with _typed_failures(), self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, turn: str | None = None) -> AsyncGenerator[AsyncConnection]:
        """A transaction: committed where the block ends, rolled back where it raises.

        Once the block has been left without an error, what it wrote survives a crash of the program or the machine. Who reads
        before writing names a ``turn``: blocks of the same turn run one after the other, over all processes. Raises
        StoreUnavailable or StoreConflict; then nothing of the block was acknowledged.
        """
        await self.ready()
        async with _typed_failures(), self._writer.begin() as connection:
            if turn is not None:
                await take_turn(connection, turn)
            yield connection

    @asynccontextmanager
    async def own_connection(self) -> AsyncGenerator[AsyncConnection]:
        """A connection outside the pool, to be held for long. Raises StoreUnavailable."""
        await self.ready()
        engine = open_engine(self._url, pooled=False)
        try:
            async with _typed_failures(), engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def settle(self) -> None:
        """On SQLite, empties the write-ahead log into the file, so that erased rows are in neither. Raises StoreUnavailable.

        PostgreSQL overwrites erased rows in its own time (autovacuum), and its log is the operator's.
        """
        if not self.is_sqlite:
            return
        await self.ready()
        async with _typed_failures(), self._raw.connect() as connection:
            outcome = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()
        if outcome[0]:
            log.warning("the write-ahead log is in use, so it is emptied later")

    async def close(self) -> None:
        """Gives every connection back; a block that is still running is not waited for."""
        await self._engine.dispose()


@asynccontextmanager
async def _typed_failures() -> AsyncGenerator[None]:
    try:
        yield
    except IntegrityError as error:
        log.warning("database: a constraint refused a row (%s)", _kind(error))
        # The driver's text quotes the row, so it must not travel with the error.
        raise StoreConflict from None
    except (SQLAlchemyError, OSError) as error:
        log.warning("database: %s", _kind(error))
        raise StoreUnavailable from None
    except Exception as error:
        # asyncpg raises its own errors while it connects; it is not imported here, as it need not be installed.
        if not type(error).__module__.startswith("asyncpg"):
            raise
        log.warning("database: %s", _kind(error))
        raise StoreUnavailable from None


def _kind(error: Exception) -> str:
    # Names of classes only: the text of a database error may quote values.
    cause = error.orig if isinstance(error, DBAPIError) else None
    return (
        type(error).__name__ if cause is None else f"{type(error).__name__}: {type(cause.__cause__ or cause).__name__}"
    )
