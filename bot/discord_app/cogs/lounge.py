"""The lounge of colleagues: `/lounge discuss`, `/lounge settings` and the message menu `Mark as helpful`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app.controls.lounge import QUESTION_LENGTH  # noqa: TC001 - discord.py reads annotations at run time
from bot.discord_app.groups import add_to_group
from bot.discord_app.presses import discussing, helpful, lounge_settings
from bot.discord_app.translation import term

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot

SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
MEMBERS_OF_SERVERS = app_commands.AppInstallationType(guild=True, user=False)


class Lounge(commands.Cog):
    """Discussions among colleagues, and how a server runs them."""


@app_commands.rename(question=term("command.lounge.discuss.question.name"))
@app_commands.describe(question=term("command.lounge.discuss.question.description"))
async def discuss(
    interaction: discord.Interaction[LoungeBot],
    question: app_commands.Range[str, 1, QUESTION_LENGTH] | None = None,
) -> None:
    """Preview a question to colleagues, or open a form for one."""
    if question is None:
        await discussing.open_form(interaction)
    else:
        await discussing.preview(interaction, question)


async def settings(interaction: discord.Interaction[LoungeBot]) -> None:
    """Show how the server runs its lounge."""
    await lounge_settings.open_settings(interaction)


async def mark_as_helpful(interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
    """Show what would be kept of a message that helped."""
    await helpful.mark(interaction, message)


async def setup(bot: LoungeBot) -> None:
    """Add the commands and the message menu."""
    await bot.add_cog(Lounge())
    add_to_group(bot, "lounge", discuss=discuss, settings=settings)
    menu = app_commands.ContextMenu(name=term("menu.helpful.name"), callback=mark_as_helpful)
    menu.allowed_contexts, menu.allowed_installs = SERVERS, MEMBERS_OF_SERVERS
    bot.tree.add_command(menu)
