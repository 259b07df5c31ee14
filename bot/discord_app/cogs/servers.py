"""Servers that come and go: what is kept of one that removed the lounge goes after a time of grace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.store import departures

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot


class Servers(commands.Cog):
    """Notes where the lounge was removed, and where it is again. Discord tells a server that is merely away apart."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let the time of grace begin."""
        if (desk := self.bot.desk) is not None:
            await departures.left(desk.database, guild.id, today=desk.clock().date())

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep everything after all."""
        if (desk := self.bot.desk) is not None:
            await departures.came_back(desk.database, guild.id)


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Servers(bot))
