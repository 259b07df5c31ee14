"""What the lounge needs in a server, and what of it is missing where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.discord_app.permissions import NAMES, PROMPTS, SESSIONS, lacking

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.discord_app.permissions import Place
    from bot.store.lounge_settings import LoungeSettings

EVENTS: Final = "create_events"
DISCUSSIONS: Final = ("view_channel", "send_messages", "create_public_threads", "send_messages_in_threads")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing. ``channel`` None: in the server as a whole. ``missing`` are keys of the names that Discord shows.

    Without any, the channel itself is gone. ``roles``: those that could not be called for it.
    """

    channel: int | None
    missing: tuple[str, ...] = ()
    roles: tuple[int, ...] = ()


def missing_in(place: Place) -> tuple[str, ...]:
    """What the bot lacks to hold discussions in a channel, as keys of the names that Discord shows."""
    return tuple(NAMES[name] for name in lacking(place, DISCUSSIONS))


def lacks(
    guild: discord.Guild,
    settings: LoungeSettings,
    *,
    prompts: Collection[int] = (),
    sessions: Collection[int] = (),
) -> tuple[Lack, ...]:
    """Everything that is missing in a server. ``prompts`` and ``sessions``: channels that are to have some."""
    wanted: dict[int, dict[str, None]] = {}
    if settings.channel is not None:
        removing = ("manage_messages",) if settings.remove_leaks else ()
        wanted[settings.channel] = dict.fromkeys((*DISCUSSIONS, *removing))
    for channels, names in ((sessions, SESSIONS), (prompts, PROMPTS)):
        for channel in channels:
            wanted.setdefault(channel, {}).update(dict.fromkeys(names))
    found: list[Lack] = []
    for number, names in wanted.items():
        place = guild.get_channel(number)
        if not isinstance(place, discord.TextChannel | discord.ForumChannel):
            found.append(Lack(number))
            continue
        # Events belong to the server; that line stands once, below.
        missing = lacking(place, tuple(name for name in names if name != EVENTS))
        if missing:
            found.append(Lack(number, tuple(NAMES[name] for name in missing)))
    rights = guild.me.guild_permissions
    if not (rights.manage_events or rights.create_events):
        found.append(Lack(None, (NAMES[EVENTS],)))
    return (*found, *_deaf(guild, settings))


def _deaf(guild: discord.Guild, settings: LoungeSettings) -> tuple[Lack, ...]:
    """Specialties that a call would not reach."""
    place = guild.get_channel(settings.channel or 0)
    if place is None or place.permissions_for(guild.me).mention_everyone:
        return ()
    roles = [guild.get_role(number) for number in sorted(settings.specialties)]
    deaf = tuple(role.id for role in roles if role is not None and not role.mentionable)
    return (Lack(place.id, (NAMES["mention_everyone"],), deaf),) if deaf else ()
