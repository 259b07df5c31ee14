"""Commands that stand under one name, as in `/knowledge edit`. Several cogs put theirs into the same group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_app.translation import term

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.discord_app.client import LoungeBot


class ServerGroup(app_commands.Group):
    """A group that exists in servers only, where the lounge itself is a member."""


def add_to_group(bot: LoungeBot, key: str, **commands: Callable[..., Coroutine[Any, Any, Any]]) -> None:
    """Puts commands into the group of a key, which is made with the first of them.

    Names and descriptions come from the catalogue: ``command.<key>.name`` for the group, ``command.<key>.<command>.name`` below it.
    """
    name = term(f"command.{key}.name")
    group = bot.tree.get_command(name.message)
    if not isinstance(group, ServerGroup):
        group = ServerGroup(
            name=name,
            description=term(f"command.{key}.description"),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        bot.tree.add_command(group)
    for command, callback in commands.items():
        group.add_command(
            app_commands.Command(
                name=term(f"command.{key}.{command}.name"),
                description=term(f"command.{key}.{command}.description"),
                callback=callback,
            )
        )


def hidden_without(bot: LoungeBot, key: str, permissions: discord.Permissions) -> None:
    """Hides a group from those without these permissions; what is hidden is checked in code all the same."""
    group = bot.tree.get_command(term(f"command.{key}.name").message)
    if isinstance(group, ServerGroup):
        group.default_permissions = permissions
