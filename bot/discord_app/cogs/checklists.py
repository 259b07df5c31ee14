"""Checklists: `/checklist`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.completion import choices, nearest
from bot.discord_app.controls.control import knowledge_of
from bot.discord_app.failures import answer_failure
from bot.discord_app.presses.ticking import show_checklist
from bot.discord_app.translation import term

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot


class Checklists(commands.Cog):
    """Short lists to run through before posting or replying."""

    @app_commands.command(name=term("command.checklist.name"), description=term("command.checklist.description"))
    @app_commands.rename(name=term("command.checklist.name.name"))
    @app_commands.describe(name=term("command.checklist.name.description"))
    async def checklist(self, interaction: discord.Interaction[LoungeBot], name: str | None = None) -> None:
        """Open a checklist, or all of them to choose from."""
        await show_checklist(interaction, name)

    @checklist.autocomplete("name")
    async def complete_name(
        self, interaction: discord.Interaction[LoungeBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Every checklist while nothing is typed, then the nearest by title."""
        try:
            checklists = knowledge_of(interaction).checklists
            titles = {key: checklist.title for key, checklist in checklists.items()}
            return choices(titles, nearest(titles, typed))
        except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
            await answer_failure(interaction, error)
            return []


async def setup(bot: LoungeBot) -> None:
    """Add the cog."""
    await bot.add_cog(Checklists())
