"""Drafts: `/check` and the message menu `Check this draft`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.presses import asking
from bot.discord_app.translation import term
from bot.screening.drafts import LONGEST_DRAFT  # noqa: TC001 - discord.py reads annotations at run time

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot


class Drafting(commands.Cog):
    """Reviews of drafts, for the person alone."""

    @app_commands.command(name=term("command.check.name"), description=term("command.check.description"))
    @app_commands.rename(draft=term("command.check.draft.name"))
    @app_commands.describe(draft=term("command.check.draft.description"))
    async def check(
        self,
        interaction: discord.Interaction[LoungeBot],
        draft: app_commands.Range[str, 1, LONGEST_DRAFT] | None = None,
    ) -> None:
        """Review a draft, or open a form for one."""
        if draft is None:
            await asking.check_draft(interaction)
        else:
            await asking.check(interaction, draft)

    async def check_this(self, interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
        """Review a message as it stands."""
        await asking.check(interaction, message.content)


async def setup(bot: LoungeBot) -> None:
    """Add the cog and its message menu."""
    cog = Drafting()
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name=term("menu.check.name"), callback=cog.check_this))
