"""The guide: `/guide`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.completion import choices, nearest
from bot.discord_app.controls.control import knowledge_of
from bot.discord_app.failures import answer_failure
from bot.discord_app.presses.browsing import show_guide
from bot.discord_app.translation import term

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot


class Guide(commands.Cog):
    """The guide's points, section by section."""

    @app_commands.command(name=term("command.guide.name"), description=term("command.guide.description"))
    @app_commands.rename(section=term("command.guide.section.name"))
    @app_commands.describe(section=term("command.guide.section.description"))
    async def guide(self, interaction: discord.Interaction[LoungeBot], section: str | None = None) -> None:
        """Open a section, or the contents."""
        await show_guide(interaction, section)

    @guide.autocomplete("section")
    async def complete_section(
        self, interaction: discord.Interaction[LoungeBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Every section while nothing is typed, then the nearest by heading."""
        try:
            sections = knowledge_of(interaction).guide.sections
            titles = {section.id: section.heading for section in sections}
            return choices(titles, nearest(titles, typed))
        except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
            await answer_failure(interaction, error)
            return []


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Guide())
