"""The steps of sessions at their times, and what people change about them in Discord itself. All of it from the database."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import discord

from bot.colleagues.errors import SessionGone
from bot.colleagues.sessions import Stage, Step
from bot.discord_app import failures
from bot.discord_app.cards.session import cancelled_card, missed_card, opening_card, recap_card
from bot.discord_app.schedule import places
from bot.discord_app.schedule.places import WHERE, PlaceGone, key_of, words_in
from bot.discord_app.schedule.posting import post_once, tried
from bot.discord_app.schedule.schedule import PATIENCE_S, held
from bot.store import sessions

if TYPE_CHECKING:
    from bot.colleagues.sessions import Session
    from bot.discord_app.client import LoungeBot
    from bot.discord_app.schedule.schedule import Schedule
    from bot.moderation.desk import Desk

log = logging.getLogger(__name__)


GIVEN_UP: Final = timedelta(days=1)
"""How long after a session's end its recap is tried to be posted."""


def lease_of(number: int) -> str:
    """The lease under which a session moves on."""
    return f"session:{number}"


async def take_due(schedule: Schedule) -> None:
    """Opens, misses and ends the sessions whose time has come. Raises StoreUnavailable."""
    found = await sessions.due(schedule.desk.database, now=schedule.desk.clock())
    await schedule.each(
        {
            lease_of(item.id): partial(_advance, schedule.bot, schedule.desk, item.server, item.id)
            for item in found
            if schedule.here(item.server)
        }
    )


async def _advance(bot: LoungeBot, desk: Desk, server: int, number: int) -> None:
    # Read again under the lease: another process may have taken the step a moment ago.
    session, guild = await sessions.session(desk.database, server, number), bot.get_guild(server)
    if guild is None:
        return
    try:
        match session.due(desk.clock()):
            case Step.OPEN:
                await _open(bot, desk, guild, session)
            case Step.MISS:
                await _miss(bot, desk, guild, session)
            case Step.END:
                await finish(bot, desk, guild, session)
            case None:
                return
    except PlaceGone:
        await _drop(desk, guild, session)
    except discord.HTTPException as error:
        if error.code == places.UNKNOWN_CHANNEL:
            await _drop(desk, guild, session)
        elif desk.clock() - session.ends_at < GIVEN_UP:
            raise
        else:
            # As where the thread is locked, or the lounge may not write in it any more: nobody waits for it by now.
            failures.record(error, WHERE)
            await _over(desk, guild, session, Stage.ENDED if session.released else Stage.MISSED)


async def _open(bot: LoungeBot, desk: Desk, guild: discord.Guild, session: Session) -> None:
    places.place_of(guild, session)
    told = places.as_event_says(session, await places.event_of(guild, session))
    if told != session:
        await _changed(bot, desk, guild, session, told)
        if told.due(desk.clock()) is not Step.OPEN:
            return
        session = told
    thread = await places.thread_of(bot, guild, session)
    if session.announcement != thread.id:
        # Noted at once: in a forum, where the post was made again, what fails below would make another each time.
        made = replace(session, announcement=thread.id)
        await sessions.save(desk.database, session, made)
        session = made
    words, knowledge = words_in(guild), bot.concierges.knowledge(guild.id)
    # The thread of a message has the message's id, and so has a post in a forum.
    running = replace(session, stage=Stage.OPEN, thread=thread.id, announcement=thread.id)
    await post_once(bot, thread, key_of(session, "opening"), opening_card(running, knowledge, words))
    if await sessions.save(desk.database, session, running):
        await places.redraw(guild, running)
        await places.open_event(guild, running)


async def _miss(bot: LoungeBot, desk: Desk, guild: discord.Guild, session: Session) -> None:
    if session.thread is not None:
        thread = await places.thread_of(bot, guild, session)
        await post_once(bot, thread, key_of(session, "missed"), missed_card(words_in(guild)))
    await _over(desk, guild, session, Stage.MISSED)


async def finish(bot: LoungeBot, desk: Desk, guild: discord.Guild, session: Session) -> None:
    """Posts the recap and ends an open session. Hold its lease. Raises PlaceGone, DiscordException, StoreUnavailable."""
    thread = await places.thread_of(bot, guild, session)
    recap = await sessions.recap(desk.database, session)
    knowledge = bot.concierges.knowledge(guild.id)
    await post_once(bot, thread, key_of(session, "recap"), recap_card(recap, knowledge, words_in(guild)))
    await _over(desk, guild, session, Stage.ENDED)


async def cancel(bot: LoungeBot, desk: Desk, guild: discord.Guild, session: Session) -> None:
    """Cancels a session and says so where it was announced; one in which something was asked ends with its recap instead.

    Hold its lease. Raises as ``finish`` does.
    """
    if session.released:
        await finish(bot, desk, guild, session)
        return
    if session.stage is Stage.OPEN and session.thread is not None:
        thread = await tried(places.thread_of(bot, guild, session), WHERE)
        if thread is not None:
            card = cancelled_card(words_in(guild))
            await tried(post_once(bot, thread, key_of(session, "cancelled"), card), WHERE)
    await _over(desk, guild, session, Stage.CANCELLED)


async def follow_event(bot: LoungeBot, desk: Desk, server: int, event: int) -> None:
    """Takes over what people did to the event of a session: deleted, cancelled, ended or moved. Raises as ``finish`` does."""
    guild, found = bot.get_guild(server), await sessions.of_event(desk.database, server, event)
    if guild is None or found is None or found.stage.over:
        return
    async with held(desk, lease_of(found.id), patience_s=PATIENCE_S) as ours:
        if not ours:
            return
        session = await sessions.session(desk.database, server, found.id)
        if session.stage.over:
            return
        told = places.as_event_says(session, await places.event_of(guild, session))
        try:
            await _changed(bot, desk, guild, session, told)
        except PlaceGone:
            await _drop(desk, guild, session)


async def place_deleted(bot: LoungeBot, desk: Desk, server: int, place: int) -> None:
    """Lets go of the sessions in a channel or thread that was deleted. Raises StoreUnavailable."""
    guild = bot.get_guild(server)
    if guild is None:
        return
    for found in await sessions.of_place(desk.database, server, place):
        async with held(desk, lease_of(found.id), patience_s=PATIENCE_S):
            try:
                current = await sessions.session(desk.database, server, found.id)
            except SessionGone:
                continue
            if not current.stage.over:
                await _drop(desk, guild, current)


async def _changed(bot: LoungeBot, desk: Desk, guild: discord.Guild, old: Session, told: Session) -> None:
    if told.stage is Stage.CANCELLED:
        await cancel(bot, desk, guild, old)
    elif told != old and await sessions.save(desk.database, old, told):
        await places.redraw(guild, told)


async def _over(desk: Desk, guild: discord.Guild, session: Session, how: Stage) -> None:
    done = replace(session, stage=how)
    # Kept first: Discord tells of the event's end, which must not be taken for somebody's wish.
    if await sessions.save(desk.database, session, done):
        await places.redraw(guild, done)
        await places.close_event(guild, done)


async def _drop(desk: Desk, guild: discord.Guild, session: Session) -> None:
    log.info("session %d cancelled: its channel or thread is gone", session.id)
    await _over(desk, guild, session, Stage.CANCELLED)
