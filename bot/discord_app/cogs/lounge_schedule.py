"""What happens at its time: every 15 seconds the schedule is looked at. And what people do in Discord to what was planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands, tasks

from bot.discord_app.schedule import prompts, sessions
from bot.discord_app.schedule.schedule import Schedule
from bot.discord_app.schedule.steps import STEPS

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot

EVERY_S = 15


class LoungeSchedule(commands.Cog):
    """The clock of the lounge. Errors of listeners go on record through the bot."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot
        self.schedule = None if bot.desk is None else Schedule(bot, bot.desk, STEPS)

    async def cog_load(self) -> None:
        """Begin, with the first round at once; servers that Discord has not told of yet have their turn in a later one."""
        if self.schedule is not None:
            self.rounds.start()

    async def cog_unload(self) -> None:
        """End, after a round in hand."""
        if self.schedule is not None:
            await self.schedule.end()
        self.rounds.cancel()

    @tasks.loop(seconds=EVERY_S)
    async def rounds(self) -> None:
        """Do what is due. What fails is on record and tried again; a round never ends the rounds."""
        if self.schedule is not None:
            await self.schedule.round()

    @commands.Cog.listener()
    async def on_scheduled_event_update(self, _before: discord.ScheduledEvent, event: discord.ScheduledEvent) -> None:
        """Follow a session's event that was moved, cancelled or ended."""
        await self._follow(event)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Cancel the session of an event that was deleted."""
        await self._follow(event)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Let go of the sessions and prompts of a channel."""
        await self._let_go(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Let go of the session of a thread."""
        await self._let_go(payload.guild_id, payload.thread_id)

    async def _follow(self, event: discord.ScheduledEvent) -> None:
        if (desk := self.bot.desk) is not None:
            await sessions.follow_event(self.bot, desk, event.guild_id, event.id)

    async def _let_go(self, server: int, place: int) -> None:
        if (desk := self.bot.desk) is not None:
            await prompts.channel_deleted(desk, server, place)
            await sessions.place_deleted(self.bot, desk, server, place)


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(LoungeSchedule(bot))
