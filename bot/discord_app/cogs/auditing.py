"""The audit channels are told: at the start, and now and then of what was done elsewhere, as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord.ext import commands, tasks

from bot.discord_app import failures
from bot.discord_app.rounds import Rounds

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

ROUND_S: Final = 30.0


class Auditing(commands.Cog):
    """Sees to it that no deed goes untold."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot
        self._in_turn = Rounds()

    async def cog_load(self) -> None:
        """Begin, where there is anything to tell of."""
        if self.bot.desk is not None:
            self.rounds.start()

    async def cog_unload(self) -> None:
        """End, after a round in hand: what it posted is to be crossed off."""
        await self._in_turn.end()
        self.rounds.cancel()

    @tasks.loop(seconds=ROUND_S)
    async def rounds(self) -> None:
        """Tell what is untold. A store that is away is asked again in the next round."""
        try:
            async with self._in_turn.one():
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
