"""Servers that removed the lounge: their rows go after a grace period, so that a removal by mistake costs nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import departures, metadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bot.store.database import Database

GRACE = timedelta(days=30)


async def left(database: Database, server: int, *, today: date) -> None:
    """Notes that the lounge was removed from a server; the day of an earlier note stands. Raises StoreUnavailable."""
    insert = sqlite.insert(departures) if database.is_sqlite else postgresql.insert(departures)
    async with database.writing() as connection:
        await connection.execute(insert.values(server=server, left_on=today).on_conflict_do_nothing())


async def came_back(database: Database, server: int) -> bool:
    """Notes that the lounge is on a server (again); gives whether it had left. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(departures).where(departures.c.server == server))).rowcount == 1


async def erase_departed(
    database: Database, *, today: date, present: Collection[int] = (), grace: timedelta = GRACE
) -> tuple[int, ...]:
    """Erases every row of the servers that left ``grace`` ago or earlier, and gives their ids. Raises StoreUnavailable.

    ``present`` are servers that the lounge is known to be on, whatever was noted. A server is erased wholly or not at all.
    """
    due = select(departures.c.server).where(departures.c.left_on <= today - grace).order_by(departures.c.server)
    async with database.reading() as connection:
        found = [server for server in (await connection.execute(due)).scalars() if server not in present]
    gone: list[int] = []
    for server in found:
        async with database.writing(turn=f"server:{server}") as connection:
            # Asked again inside the transaction: the server may have come back a moment ago.
            if (await connection.execute(due.where(departures.c.server == server))).first() is None:
                continue
            for table in reversed(metadata.sorted_tables):
                if "server" in table.c:
                    await connection.execute(delete(table).where(table.c.server == server))
            gone.append(server)
    if gone:
        await database.settle()
    return tuple(gone)
