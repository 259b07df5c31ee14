"""Channels that get discussion prompts: their schedule, what they had, and whose turn it is to post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.colleagues.prompts import Every, Schedule, pauses
from bot.colleagues.when import zone_of
from bot.store.tables import departures, prompts, prompts_used

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row

    from bot.colleagues.prompts import Turn
    from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class PromptChannel:
    """A channel with prompts. ``last`` is the newest prompt's message; ``unanswered`` counts prompts in a row without a reaction."""

    channel: int
    server: int
    schedule: Schedule
    next_at: datetime
    last: int | None = None
    unanswered: int = 0
    paused: bool = False


async def switch_on(
    database: Database, server: int, channel: int, schedule: Schedule, *, now: datetime
) -> PromptChannel:
    """Gives a channel prompts, or another schedule; a pause ends with it. Raises StoreUnavailable."""
    new = sqlite.insert(prompts) if database.is_sqlite else postgresql.insert(prompts)
    values: dict[str, object] = {
        "server": server,
        "every": schedule.every.value,
        "weekday": schedule.weekday,
        "minute": schedule.at.hour * 60 + schedule.at.minute,
        "zone": schedule.zone.key,
        "next_at": schedule.after(now),
        "last": None,
        "unanswered": 0,
        "paused": False,
    }
    async with database.writing() as connection:
        await connection.execute(
            new.values(channel=channel, **values).on_conflict_do_update(index_elements=[prompts.c.channel], set_=values)
        )
    return PromptChannel(channel, server, schedule, schedule.after(now))


async def switch_off(database: Database, server: int, channel: int) -> bool:
    """Ends the prompts of a channel; gives whether it had any. What it had been asked stays known. Raises StoreUnavailable."""
    statement = delete(prompts).where(prompts.c.server == server, prompts.c.channel == channel)
    async with database.writing() as connection:
        return (await connection.execute(statement)).rowcount == 1


async def prompts_of(database: Database, server: int) -> tuple[PromptChannel, ...]:
    """The channels of a server that have prompts. Raises StoreUnavailable."""
    statement = select(prompts).where(prompts.c.server == server).order_by(prompts.c.channel)
    async with database.reading() as connection:
        return tuple(_channel(row) for row in await connection.execute(statement))


async def due(database: Database, *, now: datetime) -> tuple[PromptChannel, ...]:
    """Channels, of all servers that the lounge is on, whose time has come. Raises StoreUnavailable."""
    statement = select(prompts).where(
        prompts.c.next_at <= now, prompts.c.paused.is_(False), prompts.c.server.not_in(select(departures.c.server))
    )
    async with database.reading() as connection:
        return tuple(_channel(row) for row in await connection.execute(statement.order_by(prompts.c.next_at)))


async def prompt_channel(database: Database, server: int, channel: int) -> PromptChannel | None:
    """A channel of a server, where it has prompts. Raises StoreUnavailable."""
    statement = select(prompts).where(prompts.c.server == server, prompts.c.channel == channel)
    async with database.reading() as connection:
        row = (await connection.execute(statement)).one_or_none()
    return None if row is None else _channel(row)


async def used(database: Database, channel: int) -> frozenset[str]:
    """The entries that a channel had in the round so far. Raises StoreUnavailable."""
    statement = select(prompts_used.c.entry).where(prompts_used.c.channel == channel)
    async with database.reading() as connection:
        return frozenset((await connection.execute(statement)).scalars())


async def posted(
    database: Database, old: PromptChannel, turn: Turn, *, message: int, unanswered: int, now: datetime
) -> bool:
    """Notes a prompt that was posted and when the next is due. Raises StoreUnavailable.

    False where another process noted this occurrence.
    """
    new = sqlite.insert(prompts_used) if database.is_sqlite else postgresql.insert(prompts_used)
    async with database.writing() as connection:
        moved = await connection.execute(
            update(prompts)
            .where(prompts.c.channel == old.channel, prompts.c.next_at == old.next_at)
            .values(next_at=old.schedule.after(max(now, old.next_at)), last=message, unanswered=unanswered)
        )
        if moved.rowcount != 1:
            return False
        if turn.new_round:
            await connection.execute(delete(prompts_used).where(prompts_used.c.channel == old.channel))
        await connection.execute(
            new.values(channel=old.channel, server=old.server, entry=turn.entry).on_conflict_do_nothing()
        )
    return True


async def skipped(database: Database, old: PromptChannel, *, now: datetime, unanswered: int | None = None) -> bool:
    """Moves on without a prompt, and pauses a channel that left too many unanswered. Raises StoreUnavailable.

    False where another process noted this occurrence.
    """
    count = old.unanswered if unanswered is None else unanswered
    async with database.writing() as connection:
        moved = await connection.execute(
            update(prompts)
            .where(prompts.c.channel == old.channel, prompts.c.next_at == old.next_at)
            .values(next_at=old.schedule.after(max(now, old.next_at)), unanswered=count, paused=pauses(count))
        )
        return moved.rowcount == 1


def _channel(row: Row[Any]) -> PromptChannel:
    at = time(row.minute // 60, row.minute % 60)
    schedule = Schedule(Every(row.every), at, zone_of(row.zone), row.weekday)
    return PromptChannel(row.channel, row.server, schedule, row.next_at, row.last, row.unanswered, row.paused)
