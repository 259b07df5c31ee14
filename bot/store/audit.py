"""What moderators did, for the server's audit channel: written with the deed itself, and kept until the channel has been told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from bot.store.tables import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

PAGE = 50


@dataclass(frozen=True, slots=True)
class Event:
    """One deed of a moderator: ``action`` is a revision's action, or ``settings``. ``actor`` is None for a former moderator."""

    server: int
    at: datetime
    actor: int | None
    action: str
    entry: str | None = None
    revision: int | None = None
    id: int = 0


async def note(connection: AsyncConnection, event: Event) -> None:
    """Notes an event in the transaction of the deed."""
    await connection.execute(
        insert(audit).values(
            server=event.server,
            at=event.at,
            actor=event.actor,
            action=event.action,
            entry=event.entry,
            revision=event.revision,
            told=False,
        )
    )


async def untold(database: Database, server: int, *, limit: int = PAGE) -> tuple[Event, ...]:
    """Events that the server's audit channel has not been told of, oldest first. Raises StoreUnavailable."""
    statement = select(audit).where(audit.c.server == server, audit.c.told.is_(False)).order_by(audit.c.id).limit(limit)
    async with database.reading() as connection:
        return tuple(
            Event(row.server, row.at, row.actor, row.action, row.entry, row.revision, row.id)
            for row in await connection.execute(statement)
        )


async def untold_servers(database: Database) -> tuple[int, ...]:
    """The servers whose audit channel has not been told of everything, by id. Raises StoreUnavailable."""
    statement = select(audit.c.server).where(audit.c.told.is_(False)).distinct().order_by(audit.c.server)
    async with database.reading() as connection:
        return tuple((await connection.execute(statement)).scalars())


async def told(database: Database, events: Iterable[Event]) -> None:
    """Notes that the channel has been told of these events. Raises StoreUnavailable."""
    async with database.writing() as connection:
        await connection.execute(update(audit).where(audit.c.id.in_([event.id for event in events])).values(told=True))


async def purge(database: Database, *, before: datetime) -> int:
    """Erases events from before a moment, told or not, and gives their number; the revisions stay. Raises StoreUnavailable."""
    async with database.writing() as connection:
        return (await connection.execute(delete(audit).where(audit.c.at < before))).rowcount
