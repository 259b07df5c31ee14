"""The settings of a server. Only who has Discord's permission Manage Server changes them, whatever role moderates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.discord_app import rights
from bot.discord_app.cards.settings import settings_card
from bot.discord_app.controls.control import chosen, words_of
from bot.discord_app.presses.showing import way_for
from bot.discord_app.presses.told import tell_audit_channel
from bot.discord_app.prompt_reply import Way, answer
from bot.discord_app.refusals import ChannelUnusable, ControlStale, RoleOfEverybody
from bot.store import server_settings
from bot.store.server_settings import settings_of

if TYPE_CHECKING:
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.controls.control import Control
    from bot.store.server_settings import ServerSettings


async def show_settings(interaction: discord.Interaction[LoungeBot]) -> None:
    """Show the settings with what changes them."""
    acting, words = rights.manager(interaction), words_of(interaction)
    await answer(
        interaction, settings_of(acting.desk.database, acting.server), lambda found: settings_card(found, words)
    )


async def set_role(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Choose the role of the moderators, or none."""
    rights.manager(interaction)
    role = _entity(interaction)
    if role is not None and (role == interaction.guild_id or _guild(interaction).get_role(role) is None):
        raise RoleOfEverybody
    await _change(interaction, moderator_role=role)


async def set_audit_channel(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Choose the channel that is told of what moderators did, or none."""
    rights.manager(interaction)
    channel, guild = _entity(interaction), _guild(interaction)
    if channel is not None:
        found = guild.get_channel(channel)
        if not isinstance(found, discord.TextChannel) or not _can_post(guild, found):
            raise ChannelUnusable
    await _change(interaction, audit_channel=channel)


async def set_four_eyes(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Turn the second pair of eyes on or off."""
    await _change(interaction, four_eyes=control.fields["on"] == "1")


async def set_inbox(interaction: discord.Interaction[LoungeBot], control: Control) -> None:
    """Turn the inbox on or off."""
    await _change(interaction, inbox=control.fields["on"] == "1")


async def set_retention(interaction: discord.Interaction[LoungeBot], _control: Control) -> None:
    """Choose how long questions are kept."""
    days = chosen(interaction)
    if not days.isdecimal():
        raise ControlStale
    await _change(interaction, retention_days=int(days))


async def _change(interaction: discord.Interaction[LoungeBot], **changed: bool | int | None) -> None:
    acting, words = rights.manager(interaction), words_of(interaction)
    desk, server = acting.desk, acting.server

    async def work() -> ServerSettings:
        settings = await server_settings.alter(desk.database, server, changed, actor=acting.by, at=desk.clock())
        await desk.lounges.refresh(desk.database, server)
        return settings

    way = way_for(interaction)
    await answer(
        interaction, work(), lambda found: settings_card(found, words), way=way if way is Way.EDIT else Way.PRIVATE
    )
    await tell_audit_channel(interaction, server)


def _entity(interaction: discord.Interaction[LoungeBot]) -> int | None:
    """The id of the role or channel chosen in a menu; None where nothing was."""
    data: Any = interaction.data or {}
    values = data.get("values") or ()
    return int(values[0]) if values else None


def _guild(interaction: discord.Interaction[LoungeBot]) -> discord.Guild:
    if interaction.guild is None:
        raise ControlStale
    return interaction.guild


def _can_post(guild: discord.Guild, channel: discord.TextChannel) -> bool:
    permissions = channel.permissions_for(guild.me)
    return permissions.view_channel and permissions.send_messages
