"""What the lounge needs in a server, and what of it is missing where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.store.lounge_settings import LoungeSettings

NAMES: Final[Mapping[str, str]] = {
    "view_channel": "lounge.permission.view",
    "send_messages": "lounge.permission.send",
    "create_public_threads": "lounge.permission.threads",
    "send_messages_in_threads": "lounge.permission.in_threads",
    "read_message_history": "lounge.permission.history",
    "manage_messages": "lounge.permission.messages",
    "manage_events": "lounge.permission.events",
    "mention_everyone": "lounge.permission.mention",
}
"""Permissions by discord.py's name, with the key of the name that Discord shows for it."""

_TEXT: Final = ("view_channel", "send_messages", "create_public_threads", "send_messages_in_threads")
# Posts of a forum are made with the permission to send; it has none of its own for threads.
_FORUM: Final = ("view_channel", "send_messages", "send_messages_in_threads")
_PROMPT: Final = ("view_channel", "send_messages", "read_message_history")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing. ``channel`` None: in the server as a whole. ``missing`` are keys of the names that Discord shows.

    Without any, the channel itself is gone. ``roles``: those that could not be called for it.
    """

    channel: int | None
    missing: tuple[str, ...] = ()
    roles: tuple[int, ...] = ()


def missing_in(channel: discord.abc.GuildChannel, *, remove_leaks: bool = False) -> tuple[str, ...]:
    """What the bot lacks to hold discussions in a channel, as keys of the names that Discord shows."""
    needed = _FORUM if isinstance(channel, discord.ForumChannel) else _TEXT
    return _missing(channel, (*needed, *(("manage_messages",) if remove_leaks else ())))


def lacks(
    guild: discord.Guild,
    settings: LoungeSettings,
    *,
    prompts: Collection[int] = (),
    sessions: Collection[int] = (),
) -> tuple[Lack, ...]:
    """Everything that is missing in a server. ``prompts`` and ``sessions``: channels that are to have some."""
    found: list[Lack] = []
    if settings.channel is not None:
        found.extend(_in_channel(guild, settings.channel, remove_leaks=settings.remove_leaks))
        found.extend(_roles(guild, settings))
    for channel in dict.fromkeys(sessions):
        if channel != settings.channel:
            found.extend(_in_channel(guild, channel))
    for number in dict.fromkeys(prompts):
        channel = guild.get_channel(number)
        missing = () if channel is None else _missing(channel, _PROMPT)
        if channel is None or missing:
            found.append(Lack(number, missing))
    rights = guild.me.guild_permissions
    if not (rights.manage_events or rights.create_events):
        found.append(Lack(None, (NAMES["manage_events"],)))
    return tuple(found)


def _in_channel(guild: discord.Guild, number: int, *, remove_leaks: bool = False) -> tuple[Lack, ...]:
    channel = guild.get_channel(number)
    if channel is None:
        return (Lack(number),)
    missing = missing_in(channel, remove_leaks=remove_leaks)
    return (Lack(number, missing),) if missing else ()


def _roles(guild: discord.Guild, settings: LoungeSettings) -> tuple[Lack, ...]:
    """Specialties that a call would not reach."""
    channel = guild.get_channel(settings.channel or 0)
    if channel is None or channel.permissions_for(guild.me).mention_everyone:
        return ()
    deaf = [
        role.id for number in sorted(settings.specialties) if (role := guild.get_role(number)) and not role.mentionable
    ]
    return (Lack(channel.id, (NAMES["mention_everyone"],), tuple(deaf)),) if deaf else ()


def _missing(channel: discord.abc.GuildChannel, needed: Collection[str]) -> tuple[str, ...]:
    rights = channel.permissions_for(channel.guild.me)
    return tuple(NAMES[name] for name in needed if not getattr(rights, name))
