"""Leases: of several processes, one does a thing at a time, and another takes over where that one died."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import leases

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

LENGTH = timedelta(minutes=2)


async def take(database: Database, name: str, *, holder: str, now: datetime, length: timedelta = LENGTH) -> bool:
    """Takes or renews a lease until ``now + length``; False while another holder has it. Raises StoreUnavailable.

    One statement, so that of two processes one wins. The clocks of the processes may differ by much less than ``length``.
    """
    insert = sqlite.insert(leases) if database.is_sqlite else postgresql.insert(leases)
    statement = (
        insert.values(name=name, holder=holder, until=now + length)
        .on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
            where=or_(leases.c.holder == holder, leases.c.until <= now),
        )
        .returning(leases.c.name)
    )
    async with database.writing() as connection:
        return (await connection.execute(statement)).first() is not None


async def give_back(database: Database, name: str, *, holder: str) -> None:
    """Ends a lease early; nothing where it has passed to another holder. Raises StoreUnavailable."""
    async with database.writing() as connection:
        await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


async def purge(database: Database, *, before: datetime) -> int:
    """Erases leases that ran out before a moment, and gives their number. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(leases).where(leases.c.until < before))).rowcount
