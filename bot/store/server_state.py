"""A number for each server that grows with every change of its knowledge or its settings, so that other processes notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import servers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHANNEL = "lounge_servers"
"""The channel of PostgreSQL's LISTEN and NOTIFY; the payload is the server's id."""


async def touch(connection: AsyncConnection, server: int, *, revisions: int = 0) -> int:
    """Counts a change of a server, and numbers ``revisions`` of it; gives the number of the newest revision.

    The server's row is locked from here to the end of the transaction.
    """
    on_postgresql = connection.dialect.name == "postgresql"
    new = (postgresql.insert if on_postgresql else sqlite.insert)(servers).values(
        server=server, state=1, revision=revisions
    )
    statement = new.on_conflict_do_update(
        index_elements=[servers.c.server],
        set_={"state": servers.c.state + 1, "revision": servers.c.revision + revisions},
    ).returning(servers.c.revision)
    last = (await connection.execute(statement)).scalar_one()
    if on_postgresql:
        await connection.execute(select(func.pg_notify(CHANNEL, str(server))))
    return last


async def states(database: Database) -> Mapping[int, int]:
    """The state of every server that ever changed anything, by id. Raises StoreUnavailable."""
    async with database.reading() as connection:
        rows = await connection.execute(select(servers.c.server, servers.c.state))
        return {row.server: row.state for row in rows}
