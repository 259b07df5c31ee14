"""Forms that are sent: they are known by their custom_id, so that one that was open during a restart is answered too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.discord_app.controls.form import sent
from bot.discord_app.failures import answer_failure
from bot.discord_app.presses import FORMS

if TYPE_CHECKING:
    import discord

    from bot.discord_app.client import LoungeBot


class Forms(commands.Cog):
    """Hears of every form."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[LoungeBot]) -> None:
        """Answer a form of the lounge; anything else is another's business."""
        try:
            form = sent(interaction, FORMS)
            if form is not None:
                await FORMS[form.kind](interaction, form)
        except Exception as error:  # noqa: BLE001 - the one place for failures tells them apart
            await answer_failure(interaction, error)


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Forms())
