"""What a server's moderators set for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from bot.errors import LoungeError
from bot.store import audit
from bot.store.server_state import touch
from bot.store.tables import servers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row

    from bot.store.database import Database

LONGEST_RETENTION_DAYS = 90


class RetentionInvalid(LoungeError):
    """A time to keep questions that is too short or too long."""

    def __init__(self) -> None:
        super().__init__(f"Questions can be kept for 1 to {LONGEST_RETENTION_DAYS} days.")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """``moderator_role`` and ``audit_channel`` are Discord ids; None: who may manage the server moderates; no audit channel."""

    moderator_role: int | None = None
    four_eyes: bool = False
    audit_channel: int | None = None
    inbox: bool = False
    retention_days: int = 30

    def __post_init__(self) -> None:
        """Raises RetentionInvalid."""
        if not 1 <= self.retention_days <= LONGEST_RETENTION_DAYS:
            raise RetentionInvalid


DEFAULT = ServerSettings()


async def settings_of(database: Database, server: int) -> ServerSettings:
    """A server's settings. Raises StoreUnavailable."""
    async with database.reading() as connection:
        row = (await connection.execute(select(servers).where(servers.c.server == server))).one_or_none()
    return DEFAULT if row is None else _settings(row)


async def all_settings(database: Database) -> Mapping[int, ServerSettings]:
    """The settings of every server that ever changed anything, by id. Raises StoreUnavailable."""
    async with database.reading() as connection:
        return {row.server: _settings(row) for row in await connection.execute(select(servers))}


async def change(database: Database, server: int, settings: ServerSettings, *, actor: int, at: datetime) -> None:
    """Puts settings in the place of the server's old ones. Raises StoreUnavailable."""
    await alter(database, server, asdict(settings), actor=actor, at=at)


async def alter(
    database: Database, server: int, changed: Mapping[str, bool | int | None], *, actor: int, at: datetime
) -> ServerSettings:
    """Changes some settings, named as in ServerSettings, and leaves the others as they stand now; gives them all.

    Raises RetentionInvalid, StoreUnavailable.
    """
    async with database.writing() as connection:
        # Locks the server's row, so that nothing that is changed beside this is undone.
        await touch(connection, server)
        row = (await connection.execute(select(servers).where(servers.c.server == server))).one()
        settings = replace(_settings(row), **changed)
        await connection.execute(update(servers).where(servers.c.server == server).values(**asdict(settings)))
        await audit.note(connection, audit.Event(server, at, actor, "settings"))
    return settings


def _settings(row: Row[Any]) -> ServerSettings:
    return ServerSettings(
        moderator_role=row.moderator_role,
        four_eyes=row.four_eyes,
        audit_channel=row.audit_channel,
        inbox=row.inbox,
        retention_days=row.retention_days,
    )
