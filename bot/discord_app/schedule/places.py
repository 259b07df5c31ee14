"""What a session needs of Discord: its scheduled event, its announcement and its thread, each there once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord
from discord import AllowedMentions

from bot.colleagues.sessions import LONGEST_MINUTES, SHORTEST_MINUTES, Stage
from bot.discord_app.cards.session import announcement_card
from bot.discord_app.discussion_threads import tags_for
from bot.discord_app.permissions import Place
from bot.discord_app.refusals import Refusal
from bot.discord_app.schedule.posting import marked, post_once, tried
from bot.discord_app.translation import Words, words_for

if TYPE_CHECKING:
    from bot.colleagues.sessions import Session
    from bot.discord_app.client import LoungeBot

UNKNOWN_CHANNEL: Final = 10003
THREAD_EXISTS: Final = 160004
WHERE: Final = "the schedule, session"


class PlaceGone(Refusal):
    """A session's channel or thread was deleted."""

    key = "session.place_gone"


def key_of(session: Session, part: str) -> str:
    """Under what a part of a session is posted once."""
    return f"session:{session.id}:{part}"


def words_in(guild: discord.Guild) -> Words:
    """The words in a server's language."""
    return words_for(guild.preferred_locale)


async def announce(bot: LoungeBot, guild: discord.Guild, session: Session) -> Session:
    """Makes a session's event and announcement; the session with their ids. Raises PlaceGone, DiscordException."""
    place = place_of(guild, session)
    words = words_in(guild)
    event = await guild.create_scheduled_event(
        name=session.topic,
        start_time=session.starts_at,
        end_time=session.ends_at,
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location=f"#{place.name}"[:100],
        description=words("session.event", minutes=session.minutes),
    )
    session = replace(session, event=event.id)
    try:
        return replace(session, announcement=await _announcement(bot, place, session, words))
    except BaseException:
        await tried(event.delete(), WHERE)
        raise


async def thread_of(bot: LoungeBot, guild: discord.Guild, session: Session) -> discord.Thread:
    """The thread of a session: that of its announcement, which can have but one; made where it is not there.

    An announcement that somebody deleted is made again. Raises PlaceGone, DiscordException.
    """
    if session.thread is not None:
        return await _thread(guild, session.thread)
    place = place_of(guild, session)
    if session.announcement is not None:
        try:
            return await _thread_at(guild, place, session, session.announcement)
        except (discord.NotFound, PlaceGone):
            place_of(guild, session)
    return await _thread_at(guild, place, session, await _announcement(bot, place, session, words_in(guild)))


async def redraw(guild: discord.Guild, session: Session) -> None:
    """Lets the announcement say how the session stands, where it is still there."""
    if session.announcement is None:
        return
    try:
        place = place_of(guild, session)
    except PlaceGone:
        return
    home = (
        guild.get_thread(session.announcement) or await tried(_thread(guild, session.announcement), WHERE)
        if isinstance(place, discord.ForumChannel)
        else place
    )
    if home is not None:
        view = marked(announcement_card(session, words_in(guild)), key_of(session, "announcement"))
        message = home.get_partial_message(session.announcement)
        await tried(message.edit(view=view, allowed_mentions=AllowedMentions.none()), WHERE)


async def event_of(guild: discord.Guild, session: Session) -> discord.ScheduledEvent | None:
    """The event of a session as Discord has it now; None where it was deleted. Raises DiscordException."""
    if session.event is None:
        return None
    try:
        return await guild.fetch_scheduled_event(session.event, with_counts=False)
    except discord.NotFound:
        return None


def as_event_says(session: Session, event: discord.ScheduledEvent | None) -> Session:
    """The session as people changed it at its event: cancelled with it, or moved in time. A session without an event stays."""
    if session.event is None:
        return session
    if event is None or event.status in (discord.EventStatus.canceled, discord.EventStatus.completed):
        return replace(session, stage=Stage.CANCELLED)
    minutes = session.minutes
    if event.end_time is not None:
        minutes = round((event.end_time - event.start_time).total_seconds() / 60)
    minutes = min(max(minutes, SHORTEST_MINUTES), LONGEST_MINUTES)
    return replace(session, starts_at=event.start_time, minutes=minutes)


async def close_event(guild: discord.Guild, session: Session) -> None:
    """Ends the event of a session that is over, where Discord still has it."""
    event = await tried(event_of(guild, session), WHERE)
    if event is None:
        return
    if event.status is discord.EventStatus.active:
        await tried(event.end(), WHERE)
    elif event.status is discord.EventStatus.scheduled:
        await tried(event.cancel(), WHERE)


async def open_event(guild: discord.Guild, session: Session) -> None:
    """Starts the event of a session, where Discord has not done so by itself."""
    event = await tried(event_of(guild, session), WHERE)
    if event is not None and event.status is discord.EventStatus.scheduled:
        await tried(event.start(), WHERE)


def place_of(guild: discord.Guild, session: Session) -> Place:
    """The channel of a session. Raises PlaceGone."""
    channel = guild.get_channel(session.channel)
    if not isinstance(channel, Place):
        raise PlaceGone
    return channel


async def _announcement(bot: LoungeBot, place: Place, session: Session, words: Words) -> int:
    view, key = announcement_card(session, words), key_of(session, "announcement")
    if isinstance(place, discord.ForumChannel):
        none = AllowedMentions.none()
        post = await place.create_thread(
            name=session.topic, view=marked(view, key), applied_tags=tags_for(place), allowed_mentions=none
        )
        return post.thread.id
    return await post_once(bot, place, key, view)


async def _thread_at(guild: discord.Guild, place: Place, session: Session, announcement: int) -> discord.Thread:
    if isinstance(place, discord.ForumChannel):
        return await _thread(guild, announcement)
    if (there := guild.get_thread(announcement)) is not None:
        return there
    try:
        return await place.get_partial_message(announcement).create_thread(name=session.topic)
    except discord.HTTPException as error:
        if error.code != THREAD_EXISTS:
            raise
        return await _thread(guild, announcement)


async def _thread(guild: discord.Guild, number: int) -> discord.Thread:
    if (there := guild.get_thread(number)) is not None:
        return there
    try:
        found = await guild.fetch_channel(number)
    except discord.NotFound:
        raise PlaceGone from None
    if not isinstance(found, discord.Thread):
        raise PlaceGone
    return found
