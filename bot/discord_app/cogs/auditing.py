"""The audit channels are told: at the start, and now and then of what was done elsewhere, as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord.ext import commands, tasks

from bot.discord_app import failures

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

ROUND_S: Final = 30.0


class Auditing(commands.Cog):
    """Sees to it that no deed goes untold."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin, where there is anything to tell of."""
        if self.bot.desk is not None:
            self.rounds.start()

    async def cog_unload(self) -> None:
        """End."""
        self.rounds.cancel()

    @tasks.loop(seconds=ROUND_S)
    async def rounds(self) -> None:
        """Tell what is untold. A store that is away is asked again in the next round."""
        try:
            await self.bot.auditor.tell_all()
        except Exception as error:  # noqa: BLE001 - a failed round must not end the rounds
            failures.record(error, "telling audit channels")

    @rounds.before_loop
    async def ready(self) -> None:
        """Wait for Discord, which alone knows where to post."""
        await self.bot.wait_until_ready()


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Auditing(bot))
