"""Opening a discussion in a text or forum channel, and knowing one again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import discord
from discord import AllowedMentions

from bot.discord_app import limits
from bot.discord_app.discussion_refusals import LoungeChannelGone, LoungeLacks, NotThere
from bot.discord_app.markdown import shorten
from bot.discord_app.permissions_check import missing_in
from bot.discord_app.translation import Words
from bot.store import discussions

if TYPE_CHECKING:
    from discord import ui

    from bot.discord_app.client import LoungeBot
    from bot.discord_app.permissions import Place

WEEK_MINUTES: Final = 7 * 24 * 60
"""How long a thread without a message stays in view; Discord's longest."""


def lounge_channel(guild: discord.Guild | None, channel: int | None) -> Place:
    """A server's lounge channel. Raises LoungeChannelGone where it was deleted, or is of a kind that holds no discussions."""
    found = None if guild is None or channel is None else guild.get_channel(channel)
    if isinstance(found, discord.ForumChannel) or (
        isinstance(found, discord.TextChannel) and found.type is discord.ChannelType.text
    ):
        return found
    raise LoungeChannelGone


def check_place(channel: Place, person: discord.Member | discord.User) -> None:
    """Whether a discussion can be opened for a person. Raises NotThere where they cannot write there, LoungeLacks where the bot cannot."""
    theirs = channel.permissions_for(person) if isinstance(person, discord.Member) else discord.Permissions.none()
    if not theirs.view_channel or not (theirs.send_messages or theirs.send_messages_in_threads):
        raise NotThere(channel=channel.mention)
    missing = missing_in(channel)
    if missing:
        words = Words()
        raise LoungeLacks(channel=channel.mention, missing=", ".join(words(key) for key in missing))


def calls_anybody(channel: Place, role: discord.Role) -> bool:
    """Whether a mention of a role by the bot notifies its holders."""
    return role.mentionable or channel.permissions_for(channel.guild.me).mention_everyone


async def open_thread(
    channel: Place, title: str, view: ui.LayoutView, *, role: discord.Role | None, nonce: int
) -> discord.Thread:
    """Opens a thread that begins with ``view``, in which ``role`` alone can be mentioned. Raises what Discord raises; then nothing stands.

    ``nonce``: where a text channel is sent the same twice within minutes, Discord makes one message of it.
    """
    mentions = AllowedMentions.none() if role is None else AllowedMentions(everyone=False, users=False, roles=[role])
    name = shorten(title, limits.THREAD_NAME)
    if isinstance(channel, discord.ForumChannel):
        post = await channel.create_thread(
            name=name,
            view=view,
            allowed_mentions=mentions,
            auto_archive_duration=WEEK_MINUTES,
            applied_tags=tags_for(channel),
        )
        return post.thread
    message = await channel.send(view=view, allowed_mentions=mentions, nonce=str(nonce))
    try:
        return await message.create_thread(name=name, auto_archive_duration=WEEK_MINUTES)
    except BaseException:
        with suppress(discord.HTTPException):
            await message.delete()
        raise


async def take_back(channel: Place, thread: discord.Thread) -> None:
    """Takes a thread back that was just opened: its words in any case, itself where the bot may delete threads."""
    # The first message of a thread has the thread's id, and stands in the channel, or in the forum's post.
    place = thread if isinstance(channel, discord.ForumChannel) else channel
    for step in (place.get_partial_message(thread.id).delete, thread.delete):
        with suppress(discord.HTTPException):
            await step()


async def in_discussion(bot: LoungeBot, message: discord.Message) -> bool:
    """Whether a message stands in a discussion, in which the lounge itself keeps silent. Raises StoreUnavailable."""
    if bot.desk is None or message.guild is None or isinstance(message.channel, discord.TextChannel):
        return False
    if isinstance(message.channel, discord.Thread) and bot.user is not None and message.channel.owner_id != bot.user.id:
        return False
    return await discussions.is_discussion(bot.desk.database, message.guild.id, message.channel.id)


def tags_for(channel: discord.ForumChannel) -> list[discord.ForumTag]:
    """A tag where the forum takes no post without one; of those that anybody may set, the first."""
    free = [tag for tag in channel.available_tags if not tag.moderated]
    return free[:1] if channel.flags.require_tag else []
