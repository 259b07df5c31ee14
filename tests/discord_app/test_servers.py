"""A server that removes the lounge, and takes it back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.discord_app.client import SERVING
from bot.store import departures
from tests.discord_app.conftest import Staffed


async def heard(staffed: Staffed) -> None:
    """Waits until what Discord told is dealt with, however busy the machine is."""
    await staffed.env.settle()
    while serving := [task for task in asyncio.all_tasks() if task.get_name().startswith(SERVING)]:
        await asyncio.wait(serving, timeout=20)


async def erased_by(staffed: Staffed, days: int) -> tuple[int, ...]:
    later = staffed.clock().date() + timedelta(days=days)
    return await departures.erase_departed(staffed.desk.database, today=later)


async def test_what_is_kept_of_a_server_that_left_goes_after_thirty_days(staffed: Staffed) -> None:
    await staffed.set(inbox=True)
    guild = staffed.bot.get_guild(staffed.guild.id)
    assert guild is not None
    staffed.bot.dispatch("guild_remove", guild)
    await heard(staffed)
    assert await erased_by(staffed, 29) == ()
    assert await erased_by(staffed, 30) == (staffed.guild.id,)


async def test_a_server_that_comes_back_keeps_everything(staffed: Staffed) -> None:
    guild = staffed.bot.get_guild(staffed.guild.id)
    assert guild is not None
    staffed.bot.dispatch("guild_remove", guild)
    await heard(staffed)
    staffed.bot.dispatch("guild_join", guild)
    await heard(staffed)
    assert await erased_by(staffed, 60) == ()


async def test_answers_in_a_server_are_counted_and_direct_messages_are_not(staffed: Staffed) -> None:
    await staffed.person.slash(staffed.channel, "ask", question="a question on humour")
    await staffed.env.create_user("Dora").slash("ask", question="a question on humour")
    assert sum(staffed.desk.outcomes._counts.values()) == 1
