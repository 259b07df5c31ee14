"""What the lounge, and whoever sends it somewhere, must be allowed to do in a channel; said by the names that Discord shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import discord

from bot.discord_app.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.discord_app.translation import Words

Place: TypeAlias = discord.TextChannel | discord.ForumChannel

NAMES: Final[Mapping[str, str]] = {
    "view_channel": "permission.view_channel",
    "send_messages": "permission.send_messages",
    "create_public_threads": "permission.create_public_threads",
    "send_messages_in_threads": "permission.send_messages_in_threads",
    "read_message_history": "permission.read_message_history",
    "create_events": "permission.create_events",
    "manage_messages": "permission.manage_messages",
    "mention_everyone": "permission.mention_everyone",
}
"""Keys of the catalogue by discord.py's names."""

PROMPTS: Final = ("view_channel", "send_messages", "read_message_history")
SESSIONS: Final = (*PROMPTS, "create_public_threads", "send_messages_in_threads", "create_events")


class LoungeNotAllowed(Refusal):
    """The lounge lacks permissions in a channel."""

    key = "permission.lounge_lacks"


class PersonNotAllowed(Refusal):
    """Somebody sends the lounge to a channel in which they cannot post themselves."""

    key = "permission.person_lacks"


def lacking(place: Place, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the permissions the lounge lacks in a channel, by discord.py's names."""
    held = place.permissions_for(place.guild.me)
    if isinstance(place, discord.ForumChannel):
        # Posts of a forum are made with the permission to send.
        wanted = tuple(name for name in wanted if name != "create_public_threads")
    # Whoever may manage all events may create one.
    return tuple(
        name for name in wanted if not (getattr(held, name) or (name == "create_events" and held.manage_events))
    )


def require(place: Place, person: discord.Member, wanted: tuple[str, ...], words: Words) -> None:
    """Raises LoungeNotAllowed or PersonNotAllowed."""
    missing = lacking(place, wanted)
    if missing:
        named = ", ".join(words(NAMES[name]) for name in missing)
        raise LoungeNotAllowed(permissions=named, channel=place.mention)
    held = place.permissions_for(person)
    if not (held.view_channel and held.send_messages):
        raise PersonNotAllowed(channel=place.mention)
