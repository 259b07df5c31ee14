"""Moderators: `/knowledge add`, `edit`, `retire`, `history`, `settings`, and the message menu `Add to knowledge base`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_app import rights
from bot.discord_app.completion import choices, nearest
from bot.discord_app.failures import answer_failure
from bot.discord_app.groups import add_to_group, hidden_without
from bot.discord_app.presses import beginning, history, server_settings
from bot.discord_app.presses.editing import show_draft
from bot.discord_app.presses.screened import readable
from bot.discord_app.translation import term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.discord_app.client import LoungeBot


async def complete_entry(interaction: discord.Interaction[LoungeBot], typed: str) -> list[app_commands.Choice[str]]:
    """Entries by title or id."""
    return await _complete(interaction, typed, retired=False)


async def complete_any_entry(interaction: discord.Interaction[LoungeBot], typed: str) -> list[app_commands.Choice[str]]:
    """Entries by title or id, also those that this server retired."""
    return await _complete(interaction, typed, retired=True)


async def _complete(
    interaction: discord.Interaction[LoungeBot], typed: str, *, retired: bool
) -> list[app_commands.Choice[str]]:
    try:
        if not (rights.is_moderator(interaction) and await readable(interaction, typed)):
            return []
        titles = beginning.titles(interaction, retired=retired)
        return choices(titles, _nearest(titles, typed))
    except Exception as error:  # noqa: BLE001 - discord.py only logs what is raised here
        await answer_failure(interaction, error)
        return []


def _nearest(titles: Mapping[str, str], typed: str) -> list[str]:
    """Entries whose id begins as typed, then the nearest by title and by the words of the id."""
    begun = [key for key in titles if typed.strip() and key.startswith(typed.strip().lower())]
    named = {key: f"{title} {key.replace('-', ' ')}" for key, title in titles.items()}
    return list(dict.fromkeys((*begun, *nearest(named, typed))))


_entry_name = app_commands.rename(entry=term("command.knowledge.entry.name"))
_entry_about = app_commands.describe(entry=term("command.knowledge.entry.description"))
_entry_complete = app_commands.autocomplete(entry=complete_entry)
_any_entry_complete = app_commands.autocomplete(entry=complete_any_entry)


class Knowledge(commands.Cog):
    """A server's own knowledge."""

    async def add(self, interaction: discord.Interaction[LoungeBot]) -> None:
        """Open the form for a new entry."""
        await beginning.open_new(interaction)

    @_entry_name
    @_entry_about
    @_entry_complete
    async def edit(self, interaction: discord.Interaction[LoungeBot], entry: str) -> None:
        """Draft a change of an entry."""
        acting = rights.moderator(interaction)
        found = beginning.entry_of(interaction, entry)
        await show_draft(interaction, acting.desk.editor.edit(acting.server, found, by=acting.by))

    @_entry_name
    @_entry_about
    @_entry_complete
    async def retire(self, interaction: discord.Interaction[LoungeBot], entry: str) -> None:
        """Draft the end of an entry."""
        acting = rights.moderator(interaction)
        found = beginning.entry_of(interaction, entry)
        await show_draft(interaction, acting.desk.editor.retire(acting.server, found, by=acting.by))

    @_entry_name
    @_entry_about
    @_any_entry_complete
    async def history(self, interaction: discord.Interaction[LoungeBot], entry: str | None = None) -> None:
        """Show what was published, of an entry or of the server."""
        rights.moderator(interaction)
        found = None if entry is None else beginning.entry_of(interaction, entry, retired=True)
        await history.show_history(interaction, found)

    async def settings(self, interaction: discord.Interaction[LoungeBot]) -> None:
        """Show the settings."""
        await server_settings.show_settings(interaction)

    async def add_this(self, interaction: discord.Interaction[LoungeBot], message: discord.Message) -> None:
        """Open the form for a new entry that begins with a colleague's words."""
        await beginning.open_from_message(interaction, message)


async def setup(bot: LoungeBot) -> None:
    """Add the cog, its commands and its message menu."""
    cog = Knowledge()
    await bot.add_cog(cog)
    add_to_group(
        bot, "knowledge", add=cog.add, edit=cog.edit, retire=cog.retire, history=cog.history, settings=cog.settings
    )
    manage = discord.Permissions(manage_guild=True)
    hidden_without(bot, "knowledge", manage)
    menu = app_commands.ContextMenu(
        name=term("menu.add.name"),
        callback=cog.add_this,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    menu.default_permissions = manage
    bot.tree.add_command(menu)
