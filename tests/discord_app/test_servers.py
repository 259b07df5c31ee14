"""A server that removes the lounge, and takes it back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from bot.store import departures, tables
from tests.discord_app.conftest import Staffed


async def erased_by(staffed: Staffed, days: int) -> tuple[int, ...]:
    later = staffed.clock().date() + timedelta(days=days)
    return await departures.erase_departed(staffed.desk.database, today=later)


async def tell(staffed: Staffed, event: str, noted: int) -> None:
    """Discord tells of the server; waits until as many departures as ``noted`` are on record."""
    guild = staffed.bot.get_guild(staffed.guild.id)
    assert guild is not None
    staffed.bot.dispatch(event, guild)
    async with asyncio.timeout(10):
        while True:
            async with staffed.desk.database.reading() as connection:
                found = await connection.scalar(select(func.count()).select_from(tables.departures))
            if found == noted:
                return
            await asyncio.sleep(0.01)


async def test_what_is_kept_of_a_server_that_left_goes_after_thirty_days(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    await tell(staffed, "guild_remove", 1)
    assert await erased_by(staffed, 29) == ()
    assert await erased_by(staffed, 30) == (staffed.guild.id,)


async def test_a_server_that_comes_back_keeps_everything(staffed: Staffed) -> None:
    await tell(staffed, "guild_remove", 1)
    await tell(staffed, "guild_join", 0)
    assert await erased_by(staffed, 60) == ()


async def test_answers_in_a_server_are_counted_and_direct_messages_are_not(staffed: Staffed) -> None:
    await staffed.person.slash(staffed.channel, "ask", question="a question on humour")
    await staffed.env.create_user("Dora").slash("ask", question="a question on humour")
    assert sum(staffed.desk.outcomes._counts.values()) == 1
