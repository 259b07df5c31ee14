"""Privacy: `/privacy` and `/forget-me`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.cards.privacy import forgotten_card, privacy_card
from bot.discord_app.controls.control import words_of
from bot.discord_app.presses.opening import show
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.translation import term
from bot.store.members import forget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.discord_app.client import LoungeBot


class Privacy(commands.Cog):
    """What is kept about a person, and its end."""

    @app_commands.command(name=term("command.privacy.name"), description=term("command.privacy.description"))
    async def privacy(self, interaction: discord.Interaction[LoungeBot]) -> None:
        """Say what is kept."""
        votes, desk = interaction.client.votes, interaction.client.desk
        kept_days = None if votes is None else votes.kept_days
        server = None if desk is None else desk.lounges.settings(interaction.guild_id)
        await show(interaction, privacy_card(words_of(interaction), kept_days, server), Way.PRIVATE)

    @app_commands.command(name=term("command.forget-me.name"), description=term("command.forget-me.description"))
    async def forget_me(self, interaction: discord.Interaction[LoungeBot]) -> None:
        """Erase it, and say what was erased."""
        words, desk = words_of(interaction), interaction.client.desk is not None
        await answer(interaction, _forget(interaction), lambda erased: forgotten_card(words, erased, desk=desk))


async def _forget(interaction: discord.Interaction[LoungeBot]) -> Mapping[str, int]:
    votes, desk = interaction.client.votes, interaction.client.desk
    if desk is not None:
        # Of everything, votes included.
        return await forget(desk.database, desk.members, interaction.user.id)
    return {} if votes is None else await votes.forget(interaction.user.id)


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Privacy())
