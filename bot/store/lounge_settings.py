"""How a server runs its lounge: where discussions open, which specialties can be called, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.tables import lounge_settings, specialties

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class LoungeSettings:
    """``channel`` None: discussions are not available. ``zone`` is an IANA name. Calls are counted over 24 hours.

    ``remove_leaks``: whether a message with identifying details in a discussion is deleted; otherwise its writer is only told.
    """

    channel: int | None = None
    zone: str = "UTC"
    calls_per_member: int = 1
    calls_per_server: int = 5
    remove_leaks: bool = False
    specialties: frozenset[int] = frozenset()


async def settings_of(database: Database, server: int) -> LoungeSettings:
    """A server's settings; the defaults where it never changed any. Raises StoreUnavailable."""
    async with database.reading() as connection:
        return await _read(connection, server)


async def open_channels(database: Database) -> dict[int, int]:
    """The lounge channel of every server that has one, by server. Raises StoreUnavailable."""
    statement = select(lounge_settings.c.server, lounge_settings.c.channel).where(
        lounge_settings.c.channel.is_not(None)
    )
    async with database.reading() as connection:
        return {row.server: row.channel for row in await connection.execute(statement)}


async def change(database: Database, server: int, new: LoungeSettings) -> None:
    """Puts settings in the place of the old ones. Raises StoreUnavailable, or StoreConflict where a number is out of bounds."""
    await adjust(database, server, lambda _old: new)


async def adjust(
    database: Database, server: int, made_of: Callable[[LoungeSettings], LoungeSettings]
) -> LoungeSettings:
    """Changes settings by what they are, and gives the new ones: of two changes at once to different settings, none is lost.

    Raises StoreUnavailable, or StoreConflict where a number is out of bounds.
    """
    insert = sqlite.insert(lounge_settings) if database.is_sqlite else postgresql.insert(lounge_settings)
    async with database.writing(turn=f"lounge:{server}") as connection:
        new = made_of(await _read(connection, server))
        values = {
            "channel": new.channel,
            "zone": new.zone,
            "calls_per_member": new.calls_per_member,
            "calls_per_server": new.calls_per_server,
            "remove_leaks": new.remove_leaks,
        }
        await connection.execute(
            insert.values(server=server, **values).on_conflict_do_update(
                index_elements=[lounge_settings.c.server], set_=values
            )
        )
        await connection.execute(delete(specialties).where(specialties.c.server == server))
        for role in sorted(new.specialties):
            await connection.execute(specialties.insert().values(server=server, role=role))
    return new


async def _read(connection: AsyncConnection, server: int) -> LoungeSettings:
    row = (await connection.execute(select(lounge_settings).where(lounge_settings.c.server == server))).one_or_none()
    roles = (await connection.execute(select(specialties.c.role).where(specialties.c.server == server))).scalars()
    found = frozenset(roles)
    if row is None:
        return LoungeSettings(specialties=found)
    return LoungeSettings(row.channel, row.zone, row.calls_per_member, row.calls_per_server, row.remove_leaks, found)
