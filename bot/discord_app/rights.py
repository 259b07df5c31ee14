"""Who may do what in a server, checked in code at every opening, form and press: Discord's own permissions only hide commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.discord_app.refusals import NotManager, NotModerator, NotOffered, ServerOnly

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.moderation.desk import Desk


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts in a server with a right that was checked: the desk, and the Discord ids of both."""

    desk: Desk
    server: int
    by: int


def member(interaction: discord.Interaction[LoungeBot]) -> Acting:
    """Anybody in a server. Raises NotOffered where there is no desk, ServerOnly in a direct message."""
    desk = interaction.client.desk
    if desk is None:
        raise NotOffered
    if interaction.guild_id is None:
        raise ServerOnly
    return Acting(desk, interaction.guild_id, interaction.user.id)


def moderator(interaction: discord.Interaction[LoungeBot]) -> Acting:
    """A moderator: who has the role that the server set, and where it set none, who has Manage Server.

    Raises NotModerator, and what ``member`` raises.
    """
    acting = member(interaction)
    role = acting.desk.lounges.settings(acting.server).moderator_role
    if role is None:
        allowed = interaction.permissions.manage_guild
    else:
        allowed = isinstance(interaction.user, discord.Member) and interaction.user.get_role(role) is not None
    if not allowed:
        raise NotModerator
    return acting


def is_moderator(interaction: discord.Interaction[LoungeBot]) -> bool:
    """Whether somebody is a moderator here."""
    try:
        moderator(interaction)
    except (NotModerator, NotOffered, ServerOnly):
        return False
    return True


def manager(interaction: discord.Interaction[LoungeBot]) -> Acting:
    """Who has Manage Server, whatever role was set: nobody is locked out, and no moderator alone switches the second pair of eyes off.

    Raises NotManager, and what ``member`` raises.
    """
    acting = member(interaction)
    if not interaction.permissions.manage_guild:
        raise NotManager
    return acting
