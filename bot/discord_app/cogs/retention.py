"""What is due to be erased is erased: at the start, and every day."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import commands, tasks

from bot.discord_app import failures
from bot.discord_app.rounds import Rounds

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

log = logging.getLogger(__name__)


class Retention(commands.Cog):
    """Keeps the promise of `/privacy`."""

    def __init__(self, bot: LoungeBot) -> None:
        self.bot = bot
        self._in_turn = Rounds()

    async def cog_load(self) -> None:
        """Begin, with the first round at once."""
        self.daily.start()

    async def cog_unload(self) -> None:
        """End, after a round in hand."""
        await self._in_turn.end()
        self.daily.cancel()

    @tasks.loop(hours=24)
    async def daily(self) -> None:
        """Erase what is due. A store that is away is asked again the next day."""
        if self.bot.housekeeping is None:
            return
        try:
            async with self._in_turn.one():
                erased = await self.bot.housekeeping([guild.id for guild in self.bot.guilds])
        except Exception as error:  # noqa: BLE001 - a failed round must not end the rounds
            failures.record(error, "housekeeping")
        else:
            log.info(
                "housekeeping: %s",
                ", ".join(f"{kind} {count}" for kind, count in erased.items() if count) or "nothing due",
            )


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Retention(bot))
